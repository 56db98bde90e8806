"""A day is full where the line answered what it can, unless it does so all the time."""

from __future__ import annotations

from datetime import date, timedelta

from impact.full_line import full_days

DAYS = [date(2027, 2, 1) + timedelta(days=step) for step in range(8)]


def days_full(answered: list[int], capacity: float) -> list[int]:
    found = full_days(dict(zip(DAYS, answered, strict=True)), dict.fromkeys(DAYS, capacity))
    return [DAYS.index(day) for day in sorted(found)]


def test_a_day_at_or_over_what_the_line_can_take_is_full() -> None:
    assert days_full([90, 100, 120, 10, 20, 30, 40, 99], 100) == [1, 2]


def test_a_line_that_is_full_on_more_than_a_quarter_of_its_days_can_take_more_than_was_written() -> None:
    assert days_full([100, 100, 100, 10, 20, 30, 40, 50], 100) == []


def test_without_a_capacity_no_day_is_full() -> None:
    assert days_full([0, 100, 100, 10, 20, 30, 40, 50], 0) == []
    assert full_days({DAYS[0]: 5}, {}) == frozenset() == full_days({}, {})
