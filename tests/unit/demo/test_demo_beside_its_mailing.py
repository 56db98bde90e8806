"""What the demo shows beside its main mailing: a letter nobody registered, and two mailings planned for the same weeks."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from demo.contact_log import LoggedContact, contacts_of_this_year
from demo.mailings import COMING_MAILINGS, LOG_UNTIL, UNKNOWN_LETTER, this_year
from demo.municipality import DEPARTMENTS, LETTER_TYPES
from demo.response import injected
from impact.surprise import Heard, KnownCause, surprises
from impact.values import OpenDays
from registry.calendar import OpenDays as Calendar

CALENDAR = Calendar()


@pytest.fixture(scope="module", params=[1, 7])
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def log(seed: int) -> tuple[LoggedContact, ...]:
    return contacts_of_this_year(seed)


def about_the_meter(log: tuple[LoggedContact, ...]) -> list[LoggedContact]:
    return [each for each in log if "slimme" in each.text.lower()]


def test_on_the_last_days_residents_ask_about_a_letter_nobody_registered(log: tuple[LoggedContact, ...]) -> None:
    found = about_the_meter(log)
    assert len(found) >= 20
    assert all(
        each.began_at.date() >= UNKNOWN_LETTER.felt_from and each.topic == UNKNOWN_LETTER.topic for each in found
    )
    assert all(each.mailing is None for each in found)


def test_the_letter_changes_words_and_no_count(log: tuple[LoggedContact, ...], seed: int) -> None:
    days = Counter(each.began_at.date() for each in log if each.topic == UNKNOWN_LETTER.topic)
    usual = [count for day, count in days.items() if day < UNKNOWN_LETTER.felt_from]
    late = [count for day, count in days.items() if day >= UNKNOWN_LETTER.felt_from]
    assert late and max(late) <= max(usual)


def test_the_alarm_names_the_letter_and_nothing_else(log: tuple[LoggedContact, ...], seed: int) -> None:
    closed = frozenset(
        day
        for day in (date(2027, 2, 1) + timedelta(days=step) for step in range(70))
        if day.weekday() < 5 and not CALENDAR.is_open(day)
    )
    own = {day: float(len(each)) for day, each in injected(seed, this_year(), CALENDAR).items()}
    heard = [Heard(each.began_at, each.topic, each.text) for each in log]
    found = surprises(
        heard,
        OpenDays(closed=closed),
        until=datetime.combine(LOG_UNTIL, datetime.max.time()),
        causes=[KnownCause("belastingen", own, frozenset({"aanslag"}))],
    )
    assert len(found) == 1
    assert found[0].topic == UNKNOWN_LETTER.topic
    assert any("meter" in phrase for phrase in found[0].phrases)


def test_two_departments_plan_letters_for_the_same_weeks_after_the_log() -> None:
    one, other = COMING_MAILINGS
    assert one.department != other.department
    assert abs(one.batches[0].handover_on - other.batches[0].handover_on) < timedelta(days=7)
    known = {each.key: each for each in LETTER_TYPES}
    for each in COMING_MAILINGS:
        assert all(CALENDAR.is_open(batch.handover_on) and batch.handover_on > LOG_UNTIL for batch in each.batches)
        assert known[each.letter_type].department == each.department
        assert any(department.key == each.department and department.contact for department in DEPARTMENTS)
