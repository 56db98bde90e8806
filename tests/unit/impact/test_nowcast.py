from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.batches import Case, advise
from impact.dayroom import capacity_table
from impact.errors import ContradictoryCounts, NegativeCounts
from impact.nowcast import ExpectedBatch, Seen, expected_batches, nowcast, renewed_advice
from impact.response import Lag
from impact.values import Batch, OpenDays, PlannedMailing, PostDays

OPEN, POST = OpenDays(), PostDays()
FIRST = date(2027, 2, 2)
DAYS = OPEN.between(FIRST, date(2027, 4, 30))


def batch(start, sent):
    """900 contacts: 90, 180, 153 on the first three days and 477 over the nine after."""
    values = [90.0, 180.0, 153.0, *[53.0] * 9]
    per_day = {DAYS[start + step]: value for step, value in enumerate(values)}
    return ExpectedBatch(Batch(15_000, DAYS[start]), per_day, sent)


THREE = (batch(0, True), batch(6, False), batch(12, False))
COUNTED = [Seen(DAYS[step], contacts) for step, contacts in enumerate((117, 234, 199))]


def test_three_days_above_plan_raise_what_is_still_to_come():
    found = nowcast(THREE, COUNTED, until=DAYS[2])
    assert found.multiplier.expected == pytest.approx(1.29, abs=0.01)
    assert found.remaining[0].was == pytest.approx(477)
    assert found.remaining[0].now.expected == pytest.approx(615, abs=4)
    assert found.planned == pytest.approx(2700)
    assert found.total.expected == pytest.approx(3480, abs=15)
    assert found.total.low < 3480 < found.total.high
    assert (found.changed, found.why.code, found.why.facts["seen"]) == (True, "more_than_planned", 550)


def test_the_same_counts_twice_give_the_same_answer():
    once = nowcast(THREE, COUNTED, until=DAYS[2])
    assert nowcast(THREE, COUNTED, until=DAYS[2]) == once
    assert nowcast(THREE, [*COUNTED, *COUNTED], until=DAYS[2]) == once


def test_perfect_actuals_change_nothing():
    counted = [Seen(day, THREE[0].per_day[day]) for day in DAYS[:3]]
    found = nowcast(THREE, counted, until=DAYS[2])
    assert found.total.expected == pytest.approx(2700, rel=0.01)
    assert not found.changed
    assert found.why.code == "as_planned"


def test_before_the_first_day_the_forecast_stands():
    found = nowcast(THREE, [], until=DAYS[0] - timedelta(days=1))
    assert found.total.expected == pytest.approx(2700)
    assert found.multiplier.expected == pytest.approx(1)
    assert found.why.code == "nothing_seen_yet"


def test_a_single_odd_day_moves_less_than_three_that_agree():
    one = nowcast(THREE, COUNTED[:1], until=DAYS[0])
    three = nowcast(THREE, COUNTED, until=DAYS[2])
    assert 1 < one.multiplier.expected < three.multiplier.expected
    assert one.log_sd > three.log_sd


def test_days_that_passed_without_a_count_are_not_counted_as_silent():
    gap = [COUNTED[0], COUNTED[2]]
    found = nowcast(THREE, gap, until=DAYS[2])
    assert found.multiplier.expected == pytest.approx(1.29, abs=0.02)
    assert found.total.expected == pytest.approx(3480, rel=0.02)


def test_later_counts_than_asked_for_are_left_out():
    late = [*COUNTED, Seen(DAYS[5], 9_000)]
    assert nowcast(THREE, late, until=DAYS[2]) == nowcast(THREE, COUNTED, until=DAYS[2])


def test_ordinary_contacts_are_taken_off_and_their_doubt_is_kept():
    mixed = [Seen(each.on, each.contacts + 420, 420) for each in COUNTED]
    bare, doubted = nowcast(THREE, COUNTED, until=DAYS[2]), nowcast(THREE, mixed, until=DAYS[2])
    assert doubted.seen == pytest.approx(bare.seen)
    assert doubted.log_sd > bare.log_sd
    assert doubted.total.high - doubted.total.low > bare.total.high - bare.total.low


def test_remaining_per_day_adds_up():
    found = nowcast(THREE, COUNTED, until=DAYS[2])
    assert sum(found.per_day().values()) == pytest.approx(sum(each.now.expected for each in found.remaining))
    assert min(found.per_day()) > DAYS[2]


def test_a_slow_start_of_slow_readers_is_told_from_few_readers():
    mailing = PlannedMailing("woz", "woz", None, (Batch(15_000, date(2027, 2, 1)),))
    plan = expected_batches(mailing, 0.06, OPEN, POST, sent_until=DAYS[0])
    slow = expected_batches(mailing, 0.06, OPEN, POST, lag=Lag(5.5), sent_until=DAYS[0])[0].per_day
    few = {day: 0.6 * value for day, value in plan[0].per_day.items()}
    slow_found, few_found = (
        nowcast(plan, [Seen(day, truth.get(day, 0)) for day in DAYS[:8]], until=DAYS[7]) for truth in (slow, few)
    )
    assert slow_found.lag_factor > 1.3 > 1.15 > few_found.lag_factor
    assert slow_found.total.expected == pytest.approx(900, rel=0.12)
    assert few_found.total.expected == pytest.approx(540, rel=0.12)


def test_the_middle_ninety_percent_holds_what_comes():
    rng = np.random.default_rng(5)
    mailing = PlannedMailing("woz", "woz", None, tuple(Batch(15_000, date(2027, 2, 1 + 7 * k)) for k in range(3)))
    held = 0
    for _ in range(120):
        until = DAYS[int(rng.integers(2, 10))]
        plan = expected_batches(mailing, 0.06, OPEN, POST, sent_until=until)
        lag = Lag(3 * np.exp(rng.normal(0, 0.25)))
        truth = expected_batches(mailing, 0.06 * np.exp(rng.normal(0, 0.4)), OPEN, POST, lag=lag, sent_until=until)
        came = dict.fromkeys(OPEN.between(FIRST, date(2027, 5, 31)), 0.0)
        for each in truth:
            for day, value in each.per_day.items():
                came[day] += value
        came = {day: float(rng.poisson(value * np.exp(rng.normal(0, 0.15)))) for day, value in came.items()}
        seen = [Seen(day, rng.poisson(420) + came[day], 420) for day in OPEN.between(FIRST, until)]
        total = nowcast(plan, seen, until=until, log_sd=0.4).total
        held += total.low <= sum(came.values()) <= total.high
    assert 0.80 <= held / 120 <= 0.98


CASE = Case(
    PlannedMailing("woz", "woz", None, tuple(each.batch for each in THREE)),
    0.06,
    capacity_table(OPEN, FIRST, date(2027, 4, 30), capacity=600, ordinary=420, ordinary_on={0: 520}),
    OPEN,
    POST,
    earliest=FIRST,
    limit=date(2027, 3, 26),
)


def test_the_advice_on_unsent_batches_changes_with_what_was_seen():
    found = nowcast(THREE, COUNTED, until=DAYS[2])
    as_seen = renewed_advice(CASE, found)
    as_planned = renewed_advice(CASE, nowcast(THREE, [], until=DAYS[2]))
    assert as_seen.advised.parts != as_planned.advised.parts
    assert sum(part.quantity for part in as_seen.advised.parts) == 30_000
    assert all(part.handover_on > DAYS[2] for part in as_seen.advised.parts)
    assert sum(as_seen.advised.extra.values()) == pytest.approx(1800 * found.multiplier.expected)
    assert as_seen != advise(CASE)


def test_without_unsent_batches_there_is_nothing_to_advise():
    assert renewed_advice(CASE, nowcast(THREE[:1], COUNTED, until=DAYS[2])) is None


def test_two_counts_for_one_day_and_counts_below_nought_are_refused():
    with pytest.raises(ContradictoryCounts):
        nowcast(THREE, [*COUNTED, Seen(DAYS[0], 118)], until=DAYS[2])
    with pytest.raises(NegativeCounts):
        nowcast(THREE, [Seen(DAYS[0], float("nan"))], until=DAYS[2])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 5000), min_size=0, max_size=10), st.floats(0, 1000), st.floats(0.05, 1.2))
def test_no_count_makes_a_figure_that_is_not_a_number(counts, ordinary, log_sd):
    seen = [Seen(DAYS[step], value, ordinary) for step, value in enumerate(counts)]
    found = nowcast(THREE, seen, until=DAYS[9], log_sd=log_sd)
    assert 0 <= found.total.low <= found.total.expected <= found.total.high < 1e6
    assert all(each.now.low <= each.now.expected <= each.now.high for each in found.remaining)
