from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from impact import question
from impact.batches import Case, advise, lay_out, woz_limit
from impact.dayroom import DayRoom, capacity_table, room_on
from impact.errors import TooLittleHistory
from impact.values import Batch, OpenDays, PlannedMailing, PostDays
from registry.calendar import legal_holidays
from registry.kinds import DeliveryChannel

NEW_YEAR = date(2027, 1, 1)
FIRST = date(2027, 1, 4)
EASTER = frozenset({date(2027, 3, 26), date(2027, 3, 29)})
OPEN = OpenDays(closed=frozenset({NEW_YEAR}) | EASTER)
POST = PostDays(never=legal_holidays(2027))
ROOM = capacity_table(OPEN, FIRST, date(2027, 4, 30), capacity=600, ordinary=420, ordinary_on={0: 520})


def woz(quantity=45_000, handover=FIRST, **changes):
    mailing = PlannedMailing("woz", "woz", None, (Batch(quantity, handover),))
    known = {"room": ROOM, "days": OPEN, "post": POST, "earliest": FIRST, "limit": woz_limit(2027)}
    return Case(mailing, 0.06, **(known | changes))


@pytest.fixture(scope="module")
def example():
    return advise(woz())


def test_the_limit_of_woz_is_eight_weeks_after_new_year():
    assert woz_limit(2027) == NEW_YEAR + timedelta(weeks=8)


def test_the_advice_has_at_most_a_third_of_the_excess_of_three_equal_weekly_batches(example):
    one_drop, weekly = example.yardsticks
    assert [part.quantity for part in weekly.parts] == [15_000] * 3
    assert one_drop.over_capacity > weekly.over_capacity > 3 * example.advised.over_capacity
    assert weekly.over_capacity > 0


@pytest.mark.parametrize("start", [date(2027, 1, 11), date(2027, 1, 25), date(2027, 2, 8)])
def test_from_any_start_no_spread_over_any_days_has_much_less_excess_than_the_advice(start):
    case = woz(handover=start, earliest=start)
    handovers = [day for day in OPEN.between(start, woz_limit(2027)) if day <= woz_limit(2027) - timedelta(days=4)]
    curves = [lay_out(case, "all", ((day, 45_000),)).extra for day in handovers]
    days = sorted({day for curve in curves for day in curve})
    felt = np.array([[curve.get(day, 0.0) for curve in curves] for day in days])
    room = np.array([room_on(ROOM, day).free for day in days])
    # contacts over capacity are linear in the letters per day: the least there can be, batches as many as there are days
    least = linprog(
        np.r_[np.zeros(len(handovers)), np.ones(len(days))],
        A_ub=np.hstack([felt, -np.eye(len(days))]),
        b_ub=room,
        A_eq=[np.r_[np.ones(len(handovers)), np.zeros(len(days))]],
        b_eq=[1],
    )
    assert advise(case).advised.over_capacity <= 1.05 * least.fun + 10


@pytest.mark.parametrize("start", [date(2027, 1, 18), date(2027, 1, 25), date(2027, 2, 8)])
def test_a_late_start_that_cannot_fit_is_told_what_beginning_sooner_saves(start):
    found = advise(woz(handover=start, earliest=start, could_start=FIRST))
    weekly = found.yardsticks[1]
    assert found.advised.over_capacity < weekly.over_capacity
    assert found.sooner is not None
    assert 3 * found.sooner.over_capacity <= weekly.over_capacity
    assert found.sooner.within_limit


def test_beginning_sooner_is_not_offered_where_nobody_asks_or_nothing_is_saved():
    assert advise(woz()).sooner is None
    assert advise(woz(quantity=1_000, earliest=date(2027, 1, 25), could_start=FIRST)).sooner is None


def test_too_late_for_any_day_it_still_says_that_an_earlier_start_would_be_in_time():
    found = advise(woz(earliest=date(2027, 2, 25), could_start=FIRST))
    assert not found.options and found.why.code == "no_day_in_time"
    assert found.sooner is not None and found.sooner.within_limit
    assert sum(part.quantity for part in found.sooner.parts) == 45_000


def test_a_question_about_an_earlier_start_is_kept_and_asked_again_with_the_same_answer():
    case = woz(earliest=date(2027, 1, 25), could_start=FIRST)
    kept = question.to_json(case)
    again = question.from_json(kept)
    assert again.could_start == FIRST
    told = question.advice_to_json(advise(case), case)
    assert question.advice_to_json(advise(again), again) == told
    assert [each["code"] for each in told["yardsticks"]] == ["one_drop", "three_weekly", "sooner"]
    del kept["could_start"]
    assert question.from_json(kept).could_start is None


def test_every_letter_is_sent_once_and_in_time(example):
    assert len(example.options) == 3
    for option in example.options:
        assert sum(part.quantity for part in option.parts) == 45_000
        assert all(part.handover_on <= part.arrives_from <= part.arrives_until for part in option.parts)
        assert max(part.arrives_until for part in option.parts) <= woz_limit(2027)
        assert option.within_limit


def test_post_and_kcc_calendars_are_respected(example):
    for option in example.options:
        assert all(OPEN.is_open(part.handover_on) for part in option.parts)
        assert all(POST.is_delivered(part.arrives_from) for part in option.parts)
        assert all(OPEN.is_open(day) for day in option.extra)


def test_the_options_differ_and_say_what_they_cost(example):
    assert [option.code for option in example.options] == ["advised", "equal", "soonest"]
    assert len({option.parts for option in example.options}) == 3
    soonest = example.options[2]
    assert soonest.parts[-1].handover_on < example.advised.parts[-1].handover_on
    equal = [part.quantity for part in example.options[1].parts]
    assert max(equal) - min(equal) <= 500
    for option in (*example.options, *example.yardsticks):
        assert option.euros > option.hours > 0
        assert option.wait_seconds > 0


def test_figures_of_an_option_follow_from_its_days(example):
    option = example.yardsticks[0]
    total = {day: room_on(ROOM, day).ordinary + extra for day, extra in option.extra.items()}
    assert sum(option.extra.values()) == pytest.approx(2700)
    assert option.over_capacity == pytest.approx(sum(max(0, value - 600) for value in total.values()))
    assert option.peak_contacts == pytest.approx(max(total.values()))
    assert option.over_if_high > option.over_capacity


def test_spreading_waits_less_and_costs_less_than_one_drop(example):
    one_drop = example.yardsticks[0]
    assert example.advised.wait_seconds < one_drop.wait_seconds
    assert example.advised.euros < one_drop.euros


def test_the_reason_names_the_room_of_a_week_and_the_tight_weekday(example):
    assert example.why.code == "spread_to_limit"
    facts = example.why.facts
    assert (facts["free_per_week"], facts["expected"], facts["tight_weekday"]) == (800, 2700, 0)
    assert facts["over_at_once"] == round(example.yardsticks[0].over_capacity)
    assert facts["batches"] == len(example.advised.parts)


def test_a_mailing_that_fits_is_sent_at_once():
    found = advise(woz(quantity=1_000))
    assert len(found.advised.parts) == 1
    assert found.why.code == "fits_at_once"
    assert found.advised.over_capacity == 0


def test_without_a_day_before_the_limit_there_is_no_option_but_a_reason():
    found = advise(woz(limit=FIRST))
    assert found.options == ()
    assert found.advised is None
    assert found.why.code == "no_day_in_time"


def test_too_little_room_before_the_limit_is_said():
    found = advise(woz(earliest=date(2027, 2, 8)))
    assert found.why.code == "no_room_in_time"
    assert found.why.facts["room_in_time"] < found.why.facts["expected"]


def test_nothing_is_handed_over_or_arrives_in_a_freeze_period():
    frozen = frozenset(date(2027, 1, 11) + timedelta(days=ahead) for ahead in range(14))
    for option in advise(woz(blocked=frozen)).options:
        for part in option.parts:
            assert part.handover_on not in frozen
            assert not frozen & {part.arrives_from, part.arrives_until}


def test_batches_keep_the_gap():
    for option in advise(woz(gap_days=10)).options:
        assert all((b.handover_on - a.handover_on).days >= 10 for a, b in pairwise(option.parts))


def test_contacts_of_batches_that_were_sent_before_take_room():
    day = date(2027, 1, 7)
    base = lay_out(woz(), "plan", [(FIRST, 10_000)])
    later = lay_out(woz(already={day: 180.0}), "plan", [(FIRST, 10_000)])
    assert later.over_capacity == pytest.approx(base.over_capacity + min(180.0, base.extra[day]))


def test_the_same_question_has_the_same_answer():
    assert advise(woz()) == advise(woz())


def test_splitting_a_batch_on_one_day_changes_nothing():
    whole, halves = lay_out(woz(), "a", [(FIRST, 45_000)]), lay_out(woz(), "a", [(FIRST, 20_000), (FIRST, 25_000)])
    assert halves.over_capacity == pytest.approx(whole.over_capacity)
    assert halves.extra == pytest.approx(whole.extra)


def test_electronic_letters_arrive_on_the_day_of_handover():
    batch = Batch(9_000, FIRST, DeliveryChannel.EMAIL)
    case = replace(woz(), mailing=PlannedMailing("mail", "woz", None, (batch,)))
    assert all(part.arrives_until == part.handover_on for part in advise(case).advised.parts)


def test_days_beyond_the_table_are_as_the_same_weekday():
    short = (
        DayRoom(date(2027, 1, 4), 600, 520),
        DayRoom(date(2027, 1, 5), 600, 420),
        DayRoom(date(2027, 1, 12), 500, 420),
    )
    assert room_on(short, date(2027, 3, 2)) == DayRoom(date(2027, 3, 2), 550, 420)
    assert room_on(short, date(2027, 3, 3)).capacity == pytest.approx(1700 / 3)


def test_without_any_day_there_is_a_named_refusal():
    with pytest.raises(TooLittleHistory):
        woz(room=())


@settings(max_examples=15, deadline=None)
@given(
    st.integers(1, 120_000),
    st.integers(0, 50),
    st.floats(0, 0.3),
    st.integers(0, 900),
)
def test_any_advice_sends_all_letters_in_time_and_never_does_worse_than_one_batch(quantity, ahead, rate, capacity):
    room = capacity_table(OPEN, FIRST, date(2027, 3, 31), capacity=capacity, ordinary=420)
    case = replace(woz(quantity=quantity, room=room, earliest=FIRST + timedelta(days=ahead)), rate=rate)
    found = advise(case)
    for option in found.options:
        assert sum(part.quantity for part in option.parts) == quantity
        assert all(part.quantity > 0 and part.arrives_until <= case.limit for part in option.parts)
    if found.advised:
        alone = min(
            lay_out(case, "alone", [(part.handover_on, quantity)]).over_capacity for part in found.advised.parts
        )
        # within what a further batch must earn, and the rounding to handy numbers
        assert found.advised.over_capacity <= alone + 10 + 0.02 * rate * quantity
