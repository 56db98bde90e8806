from heapq import heapreplace
from math import ceil, exp, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.staffing import (
    Norm,
    agents_for_day,
    agents_needed,
    answered_within,
    chat_agents_needed,
    day_queue,
    day_schedule,
    load,
    queue,
    wait_probability,
)


@pytest.mark.parametrize(("contacts", "agents"), [(560, 14), (960, 22)])
def test_a_days_contacts_ask_for_as_many_agents_as_the_erlang_table_says(contacts, agents):
    assert agents_for_day(contacts, 390, share=0.80, seconds=30) == agents


def test_erlang_c_of_a_published_table():
    # 10 agents, 8 erlang: 0.4092 must wait (tables of the delay formula)
    assert wait_probability(10, 8) == pytest.approx(0.4092, abs=0.0005)


@given(st.floats(0.1, 400), st.floats(30, 900))
def test_the_fewest_agents_reach_the_norm_and_one_fewer_does_not(contacts, handling):
    agents = agents_needed(contacts, handling)
    erlang = load(contacts, handling)
    assert answered_within(agents, erlang, handling, 30) >= 0.80
    assert agents == 1 or answered_within(agents - 1, erlang, handling, 30) < 0.80


def test_no_contacts_need_nobody():
    assert agents_needed(0, 390) == 0


def test_the_occupancy_cap_asks_for_more_people():
    assert agents_needed(200, 390, occupancy_cap=0.8) > agents_needed(200, 390)


@pytest.mark.parametrize("agents", [8, 12, 15])
def test_with_patience_as_long_as_handling_the_number_present_is_poisson(agents):
    # every one present leaves at the same rate, so M/M/n+M is M/M/infinity: a closed form to hold the sums against
    erlang = load(55, 390)
    waiting = 1 - sum(exp(-erlang) * erlang**k / factorial(k) for k in range(agents))
    found = queue(55, agents, 390, norm=Norm(seconds=0, patience_seconds=390))
    assert found.answered_within == pytest.approx(1 - waiting, abs=1e-9)


def test_endless_patience_is_erlang_c():
    patient = queue(60, 15, 390, norm=Norm(patience_seconds=1e7))
    assert patient.answered_within == pytest.approx(queue(60, 15, 390).answered_within, abs=1e-3)
    assert patient.wait_seconds == pytest.approx(queue(60, 15, 390).wait_seconds, rel=1e-2)


def test_callers_who_give_up_are_what_a_simulation_of_the_same_line_gives():
    rng = np.random.default_rng(11)
    agents, per_second, handling, patience, norm = 12, 60 / 1800, 390.0, 180.0, 30.0
    free = [0.0] * agents
    in_time = gone = at = 0.0
    for _ in range(60_000):
        at += rng.exponential(1 / per_second)
        wait = max(0.0, free[0] - at)
        if wait > rng.exponential(patience):
            gone += 1
            continue
        heapreplace(free, at + wait + rng.exponential(handling))
        in_time += wait <= norm
    found = queue(60, agents, handling, norm=Norm(seconds=norm, patience_seconds=patience))
    assert found.answered_within == pytest.approx(in_time / 60_000, abs=0.02)
    assert found.abandoned_share == pytest.approx(gone / 60_000, abs=0.01)


@given(st.floats(1, 300), st.floats(30, 900), st.floats(20, 600))
def test_patience_never_asks_for_more_people_and_the_norm_is_just_reached(contacts, handling, patience):
    agents = agents_needed(contacts, handling, patience_seconds=patience)
    norm = Norm(patience_seconds=patience)
    assert agents <= agents_needed(contacts, handling)
    assert queue(contacts, agents, handling, norm=norm).answered_within >= 0.80
    assert agents == 1 or queue(contacts, agents - 1, handling, norm=norm).answered_within < 0.80


@given(st.floats(0, 500), st.integers(0, 60))
def test_a_queue_is_never_not_a_number(contacts, agents):
    for norm in (Norm(), Norm(patience_seconds=120)):
        found = queue(contacts, agents, 390, norm=norm)
        assert 0 <= found.answered_within <= 1
        assert 0 <= found.abandoned_share <= 1
        assert found.wait_seconds >= 0


SHARES = {540: 0.5, 570: 0.3, 600: 0.2}


def test_a_schedule_follows_the_half_hours_and_rounds_people_only_at_the_end():
    plan = day_schedule(300, SHARES, 390, shrinkage=0.30)
    assert [row.agents for row in plan.intervals] == [agents_needed(300 * share, 390) for share in SHARES.values()]
    assert plan.agent_hours == sum(row.agents for row in plan.intervals) / 2
    assert plan.paid_hours == pytest.approx(plan.agent_hours / 0.70)
    assert plan.peak_rostered == ceil(plan.peak_agents / 0.70 - 1e-9)


def test_the_roster_of_fourteen_agents_with_thirty_percent_away_is_twenty():
    assert day_schedule(560, {720: 0.085}, 390, shrinkage=0.30).peak_rostered == 20


def test_a_day_without_contacts_has_an_empty_roster():
    plan = day_schedule(0, SHARES, 390)
    assert (plan.peak_agents, plan.paid_hours, plan.peak_rostered) == (0, 0, 0)


def test_parallel_chats_ask_for_fewer_people_and_a_slower_chat_for_more():
    assert chat_agents_needed(60, 600, parallel=3) < chat_agents_needed(60, 600, parallel=1)
    assert chat_agents_needed(60, 600, parallel=1) == agents_needed(60, 600, seconds=60)
    assert chat_agents_needed(60, 600, parallel=3, slowdown=1.0) > chat_agents_needed(60, 600, parallel=3, slowdown=0)


def test_a_whole_day_waits_less_than_its_peak():
    shares = {540 + 30 * step: share for step, share in enumerate((0.2, 0.5, 0.3))}
    norm = Norm(patience_seconds=180)
    day = day_queue(200, 12, 390, shares=shares, norm=norm)
    assert 0 < day.wait_seconds < queue(100, 12, 390, norm=norm).wait_seconds


def test_a_norm_that_no_number_of_people_reaches_is_refused():
    with pytest.raises(ValueError, match="norm"):
        Norm(occupancy_cap=0)
