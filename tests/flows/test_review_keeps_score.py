"""A review keeps what honesty needs, from the frozen plan and the counts, and measures a second way by what callers say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from flows.installation import Installation
from flows.keeping_score import kept_days
from flows.second_way import naming_words
from impact.values import DayCount
from registry import mailing_view
from registry.forecast import ForecastView

MONDAY = date(2027, 3, 1)


def plan(**more: float | None) -> ForecastView:
    days = [
        {
            "on": (MONDAY + timedelta(days=step)).isoformat(),
            "channel": "phone",
            "low": 5.0,
            "expected": 10.0,
            "high": 20.0,
        }
        | {"ordinary": 50.0, "total_low": 45.0, "total_high": 80.0, **more}
        for step in range(3)
    ]
    made = datetime.fromisoformat("2027-02-01T09:00:00+00:00")
    return ForecastView(1, 1, 1, 1, made, 15.0, 30.0, 60.0, days, [], 0, None, True, made)


def counted(on: date, count: float, channel: str = "phone", topic: str = "belastingen") -> DayCount:
    return DayCount(on, channel, topic, answered=count)


def test_each_counted_day_is_kept_with_all_topics_of_the_plans_channels() -> None:
    lines = [
        counted(MONDAY, 40),
        counted(MONDAY, 25, topic="afval"),
        counted(MONDAY, 99, channel="chat"),
        counted(MONDAY - timedelta(days=364), 52),
    ]
    (day,) = kept_days(plan(), lines, MONDAY + timedelta(days=1))
    assert day["actual"] == 65 and day["last_year"] == 52 and day["made_on"] == "2027-02-01"
    assert (day["low"], day["expected"], day["high"]) == (45, 60, 80)


def test_older_plans_have_the_band_of_the_mailing_only_and_days_without_ordinary_contacts_are_left_out() -> None:
    (day,) = kept_days(plan(total_low=None, total_high=None), [counted(MONDAY, 60)], MONDAY)
    assert (day["low"], day["high"]) == (55, 70)
    assert kept_days(plan(ordinary=None), [counted(MONDAY, 60)], MONDAY) == []
    assert kept_days(None, [counted(MONDAY, 60)], MONDAY) == []


def test_a_mailing_is_named_by_the_telling_words_of_its_title_and_its_reference(
    house: Installation, mailing_id: int
) -> None:
    with house.store.reading() as session:
        view = mailing_view.get_mailing(session, mailing_id)
    titled = replace(view, content=replace(view.content, title="Brief over uw nieuwe gasmeter: vervangen in 2027"))
    assert naming_words(titled) == {"gasmeter", "vervangen", view.reference.casefold()}
