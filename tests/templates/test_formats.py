"""Days, times, numbers and amounts as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates import formats

DAY = date(2027, 3, 4)
GAP = formats.NBSP


def test_a_date_is_written_out() -> None:
    assert formats.format_date(DAY, "nl") == "donderdag 4 maart 2027"
    assert formats.format_date(DAY, "en") == "Thursday 4 March 2027"
    assert formats.format_short_date(DAY, "nl") == f"do{GAP}4{GAP}mrt{GAP}2027"
    assert formats.format_day_month(DAY, "nl") == "4 maart"
    assert (formats.format_month(DAY, "nl"), formats.format_month(DAY, "en")) == ("maart 2027", "March 2027")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (DAY, DAY, "4 maart 2027"),
        (date(2027, 3, 1), DAY, "1 tot en met 4 maart 2027"),
        (date(2027, 2, 28), DAY, "28 februari tot en met 4 maart 2027"),
        (date(2026, 12, 31), DAY, "31 december 2026 tot en met 4 maart 2027"),
    ],
)
def test_a_period_says_month_and_year_once(first: date, last: date, said: str) -> None:
    assert formats.format_period(first, last, "nl") == said


def test_a_moment_is_shown_on_the_clock_of_amsterdam() -> None:
    winter, summer = datetime(2027, 1, 31, 23, 30, tzinfo=UTC), datetime(2027, 7, 1, 12, 5, tzinfo=UTC)
    assert formats.format_moment(winter, "nl") == "maandag 1 februari 2027, 00:30"
    assert formats.format_time(summer) == "14:05"
    assert formats.format_time(time(9, 0)) == "09:00"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        formats.format_time(datetime(2027, 3, 4, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "decimals", "nl", "en"),
    [
        (45000, 0, "45.000", "45,000"),
        (1234567.891, 2, "1.234.567,89", "1,234,567.89"),
        (0.5, 0, "1", "1"),
        (-0.4, 0, "0", "0"),
        (-1200, 0, "−1.200", "−1,200"),
        (Decimal("1.285"), 2, "1,29", "1.29"),
    ],
)
def test_numbers_have_the_marks_of_their_language(value: float, decimals: int, nl: str, en: str) -> None:
    assert formats.format_number(value, "nl", decimals) == nl
    assert formats.format_number(value, "en", decimals) == en


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_a_number_never_reaches_a_page(value: float) -> None:
    with pytest.raises(ValueError, match="not a number"):
        formats.format_number(value, "nl")


def test_signed_numbers_show_their_sign_and_zero_has_none() -> None:
    assert [formats.format_signed(value, "nl") for value in (120, -35, 0, 0.2)] == ["+120", "−35", "0", "0"]


def test_hours_euros_shares_and_sizes() -> None:
    assert formats.format_hours(292.5, "nl") == f"292,5{GAP}uur"
    assert formats.format_hours(1234.5, "nl") == f"1.235{GAP}uur"
    assert formats.format_euro(23394, "nl") == f"€{GAP}23.394"
    assert formats.format_euro(12.5, "en", 2) == "€12.50"
    assert formats.format_percent(0.812, "nl", 1) == "81,2%"
    assert formats.format_percent(0.07, "nl") == "7%"
    assert formats.format_size(812_400, "nl") == f"812{GAP}kB"
    assert formats.format_size(1_400_000, "nl") == f"1,4{GAP}MB"


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_a_written_whole_number_reads_back_as_itself(value: int) -> None:
    written = formats.format_number(value, "nl")
    assert int(written.replace(".", "").replace("−", "-")) == value
