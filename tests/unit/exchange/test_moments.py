from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.cells import CellFault
from exchange.moments import AMSTERDAM, NOTE_FIRST_OF_TWO, NOTE_MOVED_ON, NOTE_NO_TIME, Moments


@pytest.mark.parametrize(
    "text",
    [
        "31-12-2026 08:30",
        "31/12/2026 08:30",
        "31.12.2026 8.30",
        "31-12-26 08:30",
        "31-12-2026, 8:30:00",
        "2026-12-31T08:30",
        "2026-12-31 08:30:00",
        "2026/12/31 08:30",
        "2026-12-31T08:30:00+01:00",
        "2026-12-31T07:30:00Z",
        "2026-12-31T02:30:00-05:00",
        "31-12-2026 07:30 UTC",
        "31 december 2026 8.30 uur",
        "31 dec. 2026 om 08:30",
        "do 31 december 2026 08:30",
        "donderdag 31 december 2026, 8u30",
        "  31-12-2026 08:30  ",
    ],
)
def test_the_ways_in_which_a_moment_is_written_come_to_the_same_utc_moment(text: str) -> None:
    assert Moments().read(text) == (datetime(2026, 12, 31, 7, 30, tzinfo=UTC), None)


@pytest.mark.parametrize("text", ["31/12/2026", "2026-12-31", "31 december 2026"])
def test_a_day_without_a_time_is_midnight_in_amsterdam_and_noted(text: str) -> None:
    assert Moments().read(text) == (datetime(2026, 12, 30, 23, 0, tzinfo=UTC), NOTE_NO_TIME)


@pytest.mark.parametrize("text", ["2026-03-29T02:30", "29-03-2026 02:30"])
def test_an_hour_that_summer_time_skips_is_moved_on(text: str) -> None:
    assert Moments().read(text) == (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), NOTE_MOVED_ON)


def test_of_an_hour_that_exists_twice_the_first_is_taken() -> None:
    assert Moments().read("25-10-2026 02:30") == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), NOTE_FIRST_OF_TWO)


@pytest.mark.parametrize(
    ("text", "utc_hour"),
    [("29-03-2026 01:59", 0), ("29-03-2026 03:00", 1), ("25-10-2026 01:59", -1), ("25-10-2026 03:00", 2)],
)
def test_hours_beside_a_change_of_the_clock_are_plain(text: str, utc_hour: int) -> None:
    at, note = Moments().read(text)
    assert note is None
    assert at.hour == utc_hour % 24


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "timestamp_missing"),
        ("   ", "timestamp_missing"),
        ("31-02-2026 08:30", "timestamp_unreadable"),
        ("12/31/2026 08:30", "timestamp_unreadable"),
        ("31-12-2026 25:00", "timestamp_unreadable"),
        ("31 foobar 2026", "timestamp_unreadable"),
        ("gisteren", "timestamp_unreadable"),
        ("46387,35", "timestamp_unreadable"),
        ("01-01-1970 00:00", "timestamp_too_old"),
        ("0001-01-01T00:00:00+14:00", "timestamp_too_old"),
    ],
)
def test_what_is_no_moment_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(CellFault) as fault:
        Moments().read(text)
    assert fault.value.reason == reason


def test_a_pattern_of_the_source_goes_before_all_else() -> None:
    assert Moments(pattern="%m/%d/%Y %H:%M").read("12/31/2026 08:30")[0] == datetime(2026, 12, 31, 7, 30, tzinfo=UTC)
    with pytest.raises(CellFault):
        Moments(pattern="%m/%d/%Y %H:%M").read("31-12-2026 08:30")


@given(st.datetimes(datetime(1991, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_wall_clock_time_written_and_read_is_the_same_moment_save_where_the_clock_changes(at: datetime) -> None:
    at = at.replace(microsecond=0)
    local = at.astimezone(AMSTERDAM)
    read, note = Moments().read(local.strftime("%d-%m-%Y %H:%M:%S"))
    assert read == (at if local.fold == 0 else at.replace(hour=at.hour - 1))
    assert note in (None, NOTE_FIRST_OF_TWO)
