from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import calendar
from registry.calendar import OpenDays
from registry.kinds import DeliveryChannel, DeliveryClass

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("dated_on", "weeks", "ends_on"),
    [
        (date(2027, 2, 26), 6, date(2027, 4, 9)),
        (date(2027, 2, 27), 6, date(2027, 4, 12)),  # a Saturday moves to Monday
        (date(2026, 3, 25), 6, date(2026, 5, 6)),
        (date(2026, 3, 24), 6, date(2026, 5, 6)),  # 5 May counts every year
        (date(2026, 4, 3), 6, date(2026, 5, 18)),  # the Friday after Ascension is equal by decree, then the weekend
        (date(2027, 2, 12), 6, date(2027, 3, 30)),  # Good Friday, Easter weekend and Monday
    ],
)
def test_a_legal_term_that_ends_on_a_rest_day_moves_on(dated_on, weeks, ends_on):
    assert calendar.legal_term_end(dated_on, weeks=weeks) == ends_on


def test_before_ends_a_day_earlier_than_at_the_latest():
    day = date(2027, 4, 9)
    assert calendar.last_day_in_time(day, "voor") == date(2027, 4, 8)
    assert calendar.last_day_in_time(day, "uiterlijk") == day


def test_an_unknown_wording_is_refused():
    with pytest.raises(ValueError, match="rond"):
        calendar.last_day_in_time(date(2027, 4, 9), "rond")


@given(DAYS)
def test_no_letter_arrives_on_sunday_monday_or_holiday(handover_on):
    for delivery_class in DeliveryClass:
        for day in calendar.arrival_shares(handover_on, DeliveryChannel.POST, delivery_class):
            assert day > handover_on
            assert day.weekday() not in (0, 6)
            assert day not in calendar.legal_holidays(day.year)


@given(DAYS, st.sampled_from(list(DeliveryChannel)), st.sampled_from(list(DeliveryClass)))
def test_every_letter_of_a_batch_arrives_once(handover_on, channel, delivery_class):
    assert sum(calendar.arrival_shares(handover_on, channel, delivery_class).values()) == pytest.approx(1.0)


def test_the_berichtenbox_is_there_the_same_day():
    assert calendar.arrival_shares(date(2027, 2, 28), DeliveryChannel.BERICHTENBOX) == {date(2027, 2, 28): 1.0}


@given(DAYS, st.integers(0, 60))
def test_counting_open_days_forth_lands_on_an_open_day_with_that_many_between(day, count):
    open_days = OpenDays()
    landed = open_days.plus(day, count)
    assert len(open_days.between(day + timedelta(days=1), landed)) == count


def test_a_bridging_day_is_closed_when_the_municipality_says_so():
    friday = date(2026, 5, 15)
    assert OpenDays().is_open(friday)
    assert not OpenDays(closed=frozenset({friday})).is_open(friday)
    assert OpenDays(closed=frozenset({friday})).next_open(friday) == date(2026, 5, 18)


def test_a_kcc_that_never_opens_is_refused():
    with pytest.raises(ValueError, match="no open day"):
        OpenDays(weekdays=frozenset()).next_open(date(2026, 1, 1))
