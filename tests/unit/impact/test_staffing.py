import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.cost import cost
from impact.staffing import agents_for_day, agents_needed, answered_within, load, wait_probability


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


def test_the_cost_of_a_mailing_is_talk_time_over_occupancy_and_presence():
    found = cost(2700, handling_minutes=6.5, occupancy=0.75, shrinkage=0.30, hourly_tariff=48)
    assert found.talk_hours == pytest.approx(292.5)
    assert round(found.paid_hours) == 557
    assert found.euros == pytest.approx(found.paid_hours * 48)


def test_the_tariff_changes_euros_only():
    one, other = (cost(100, handling_minutes=6, occupancy=1, shrinkage=0, hourly_tariff=rate) for rate in (10, 20))
    assert (one.paid_hours, one.euros * 2) == (other.paid_hours, other.euros)
