"""Two years of counts: the same with the same seed, within capacity, and with the mailings in them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from statistics import mean, pvariance

import pytest

from demo.counts import CountRow, attempts_of, history
from demo.mailings import COUNTS_FROM, COUNTS_UNTIL
from demo.municipality import KCC, TOPICS
from demo.ordinary import demand_of
from registry.calendar import OpenDays
from registry.kinds import Channel

OPEN_DAYS = OpenDays()


@pytest.fixture(scope="module")
def rows() -> list[CountRow]:
    return list(history(7))


def offered_on(rows: list[CountRow], topic: str | None = None) -> Counter[date]:
    counted: Counter[date] = Counter()
    for row in rows:
        if topic in (None, row.topic):
            counted[row.starts_at.date()] += row.offered
    return counted


def test_offered_is_answered_plus_abandoned(rows: list[CountRow]) -> None:
    assert all(row.offered == row.answered + row.abandoned and row.offered > 0 for row in rows)


def test_no_half_hour_answers_more_than_its_capacity(rows: list[CountRow]) -> None:
    answered: Counter[tuple[object, Channel]] = Counter()
    for row in rows:
        answered[row.starts_at, row.channel] += row.answered
    ceilings = {
        (half_hour, channel): KCC.capacity_at(channel, half_hour) for half_hour in KCC.half_hours for channel in Channel
    }
    full = 0
    for row in rows:
        ceiling = ceilings[row.starts_at.time(), row.channel]
        assert ceiling is None or answered[row.starts_at, row.channel] <= ceiling
        full += ceiling is not None and answered[row.starts_at, row.channel] == ceiling
    assert full > 0


def test_every_open_day_of_two_years_and_no_other_has_rows(rows: list[CountRow]) -> None:
    assert set(offered_on(rows)) == set(OPEN_DAYS.between(COUNTS_FROM, COUNTS_UNTIL))


def test_every_topic_and_channel_occurs_and_the_day_total_is_that_of_a_small_kcc(rows: list[CountRow]) -> None:
    assert {row.topic for row in rows} == set(TOPICS)
    assert {row.channel for row in rows} == set(Channel)
    assert 230 < mean(offered_on(rows).values()) < 330


def test_rows_come_in_order_of_time_and_within_opening_hours(rows: list[CountRow]) -> None:
    assert [row.starts_at for row in rows] == sorted(row.starts_at for row in rows)
    assert {row.starts_at.time() for row in rows} == set(KCC.half_hours)


def test_a_part_of_the_period_gives_the_same_rows_as_the_whole(rows: list[CountRow]) -> None:
    first, last = date(2026, 2, 9), date(2026, 2, 20)
    assert list(history(7, first, last)) == [row for row in rows if first <= row.starts_at.date() <= last]


def test_another_seed_gives_other_counts() -> None:
    first, last = date(2026, 9, 7), date(2026, 9, 8)
    assert list(history(7, first, last)) != list(history(8, first, last))


def test_mailings_and_the_storm_stand_out_of_their_topic(rows: list[CountRow]) -> None:
    taxes, outside = offered_on(rows, "belastingen"), offered_on(rows, "openbare ruimte")
    assert sum(taxes[day] for day in OPEN_DAYS.between(date(2026, 2, 16), date(2026, 2, 27))) > 2 * sum(
        taxes[day] for day in OPEN_DAYS.between(date(2026, 11, 2), date(2026, 11, 13))
    )
    assert outside[date(2026, 1, 26)] > 2 * outside[date(2026, 1, 19)]


def test_monday_is_busier_than_friday_and_days_scatter_more_than_poisson() -> None:
    weeks = OPEN_DAYS.between(date(2026, 8, 31), date(2026, 12, 18))
    totals = {day: len(demand_of(7, day, OPEN_DAYS)) for day in weeks}
    by_weekday = {number: [totals[day] for day in weeks if day.weekday() == number] for number in range(5)}
    assert mean(by_weekday[0]) > 1.3 * mean(by_weekday[4])
    assert mean(pvariance(group) / mean(group) for group in by_weekday.values()) > 1.5


def test_the_day_after_a_holiday_is_busier() -> None:
    # Whitsun Tuesday of eight seeds against the Tuesday two weeks later.
    after = sum(len(demand_of(seed, date(2026, 5, 26), OPEN_DAYS)) for seed in range(8))
    ordinary = sum(len(demand_of(seed, date(2026, 6, 9), OPEN_DAYS)) for seed in range(8))
    assert after > 1.1 * ordinary


def test_a_closed_day_has_no_contacts() -> None:
    assert demand_of(7, date(2026, 4, 27), OPEN_DAYS) == []


def test_people_who_hang_up_dial_again_on_a_full_line() -> None:
    busy = [demand for seed in (1, 2, 3) for demand in demand_of(seed, date(2026, 3, 2), OPEN_DAYS)]
    attempts = attempts_of(1, date(2026, 3, 2), OPEN_DAYS, busy)
    redials = [attempt for attempt in attempts if attempt.number > 1]
    assert redials
    assert all(attempt.demand.channel is Channel.PHONE for attempt in redials)
    assert {attempt.order for attempt in redials} <= {
        attempt.order for attempt in attempts if attempt.number == 1 and not attempt.answered
    }
