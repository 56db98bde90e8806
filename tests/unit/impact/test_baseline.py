"""Ordinary days: weekday, holiday and level recognised, bad histories refused by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from math import isfinite

import numpy as np
import pytest

from impact.baseline import Span, baseline
from impact.errors import ContradictoryCounts, NegativeCounts, TooLittleHistory
from impact.values import Batch, DayCount, OpenDays, PlannedMailing

FIRST = date(2024, 1, 1)
DAYS = OpenDays()


def counted(
    level: Callable[[date], float], count: int = 500, seed: int = 5, topic: str = "afval", days: OpenDays = DAYS
) -> list[DayCount]:
    rng = np.random.default_rng(seed)
    dates = days.between(FIRST, FIRST + timedelta(days=count))
    return [DayCount(day, "phone", topic, offered=float(rng.poisson(level(day)))) for day in dates]


def busy_monday(day: date) -> float:
    return 130.0 if day.weekday() == 0 else 100.0


AHEAD = FIRST + timedelta(days=501)
MONTH = AHEAD + timedelta(days=28)


def test_mondays_are_known_to_be_busier() -> None:
    found = baseline(counted(busy_monday), DAYS, AHEAD, MONTH)
    mondays = [day.expected for day in found.days if day.on.weekday() == 0]
    others = [day.expected for day in found.days if day.on.weekday() != 0]
    assert np.mean(mondays) == pytest.approx(130, rel=0.06)
    assert np.mean(others) == pytest.approx(100, rel=0.06)
    assert not found.too_thin


def test_the_band_holds_about_nine_in_ten_new_days() -> None:
    inside = []
    for seed in range(8):
        rows = counted(busy_monday, count=560, seed=seed)
        found = baseline(rows, DAYS, AHEAD, FIRST + timedelta(days=560), until=AHEAD - timedelta(days=1))
        actual = {row.on: row.demand or 0.0 for row in rows}
        inside += [day.lo90 <= actual[day.on] <= day.hi90 for day in found.days]
    assert 0.84 <= np.mean(inside) <= 0.97


def test_the_day_after_closure_is_known_to_be_busier() -> None:
    closed = frozenset(FIRST + timedelta(days=7 * week + 2) for week in range(3, 70, 5))
    days = OpenDays(closed=closed)

    def level(day: date) -> float:
        return 160.0 if day - timedelta(days=1) in closed else 100.0

    rows = counted(level, days=days)
    wednesday = date(2025, 5, 28)
    again = OpenDays(closed=closed | {wednesday})
    found = baseline(rows, again, AHEAD, MONTH)
    after = found.on(wednesday + timedelta(days=1))
    usual = found.on(wednesday - timedelta(days=6))
    assert after is not None
    assert usual is not None
    assert after.expected > 1.3 * usual.expected


def test_an_event_and_a_mailing_stay_out_of_the_baseline() -> None:
    def stormy(day: date) -> float:
        return 400.0 if date(2025, 4, 14) <= day <= date(2025, 5, 9) else 100.0

    rows = counted(stormy)
    storm = Span(date(2025, 4, 14), date(2025, 5, 9))
    mailing = PlannedMailing(
        "m", "woz", "afval", (Batch(1, storm.first),), window_from=storm.first, window_until=storm.last
    )
    for found in (
        baseline(rows, DAYS, AHEAD, MONTH, events=[storm]),
        baseline(rows, DAYS, AHEAD, MONTH, mailings=[mailing]),
    ):
        assert np.mean([day.expected for day in found.days]) == pytest.approx(100, rel=0.08)


def test_offered_without_redials_is_the_demand() -> None:
    row = DayCount(FIRST, "phone", "afval", offered=120, answered=80, abandoned=40, redials=15)
    assert row.demand == 105
    assert not row.is_at_least


def test_answered_alone_on_a_full_line_is_a_lower_bound() -> None:
    rows = [DayCount(row.on, "phone", "afval", answered=row.offered, full=True) for row in counted(busy_monday, 90)]
    assert rows[0].is_at_least
    assert baseline(rows, DAYS, AHEAD, MONTH).at_least


@pytest.mark.parametrize("rows", [[], counted(busy_monday, count=8)], ids=["none", "one week"])
def test_too_little_history_is_refused(rows: list[DayCount]) -> None:
    with pytest.raises(TooLittleHistory) as refused:
        baseline(rows, DAYS, AHEAD, MONTH)
    assert refused.value.facts["needed"] == 10


def test_a_short_history_is_called_thin() -> None:
    assert baseline(counted(busy_monday, count=40), DAYS, AHEAD, MONTH).too_thin


def test_negative_and_unreadable_counts_are_refused() -> None:
    for wrong in (-1.0, float("nan"), float("inf")):
        with pytest.raises(NegativeCounts):
            baseline([*counted(busy_monday), DayCount(FIRST, "phone", "post", offered=wrong)], DAYS, AHEAD, MONTH)


def test_the_same_row_twice_counts_once_and_a_different_one_is_refused() -> None:
    rows = counted(busy_monday)
    assert baseline(rows + rows, DAYS, AHEAD, MONTH) == baseline(rows, DAYS, AHEAD, MONTH)
    with pytest.raises(ContradictoryCounts):
        baseline([*rows, DayCount(rows[0].on, "phone", "afval", offered=1e6)], DAYS, AHEAD, MONTH)


@pytest.mark.parametrize(
    "level",
    [lambda _: 0.0, lambda _: 1e-3, lambda day: 50.0 if day.day == 1 else 0.0, lambda day: 1e6 if day.day < 3 else 1.0],
    ids=["zero", "nearly zero", "bursts", "wild"],
)
def test_odd_series_give_finite_days(level: Callable[[date], float]) -> None:
    found = baseline(counted(level), DAYS, AHEAD, MONTH)
    assert all(isfinite(day.expected) and 0 <= day.lo90 <= day.expected <= day.hi90 < 1e9 for day in found.days)


def test_a_constant_series_and_a_gapped_one_give_their_level() -> None:
    dates = DAYS.between(FIRST, FIRST + timedelta(days=500))
    constant = [DayCount(day, "phone", "afval", offered=70.0) for day in dates]
    gapped = [row for row in constant if row.on.month not in (3, 4)]
    for rows in (constant, gapped):
        found = baseline(rows, DAYS, AHEAD, MONTH)
        assert [day.expected for day in found.days] == pytest.approx([70.0] * len(found.days), rel=0.03)


def test_an_unrelated_topic_changes_nothing() -> None:
    rows = counted(busy_monday)
    other = counted(lambda _: 900.0, topic="parkeren")
    alone = baseline(rows, DAYS, AHEAD, MONTH, topics={"afval"})
    assert baseline(rows + other, DAYS, AHEAD, MONTH, topics={"afval"}) == alone
