from datetime import date

import pytest

from impact.batches import Case
from impact.dayroom import capacity_table
from impact.values import Batch, OpenDays, PlannedMailing, PostDays
from impact.whatif import Levers, Opening, compare, what_if

OPEN, POST = OpenDays(), PostDays()
MONDAY = date(2027, 2, 1)
ROOM = capacity_table(OPEN, MONDAY, date(2027, 4, 30), capacity=600, ordinary=420, ordinary_on={0: 520})
CASE = Case(
    PlannedMailing("woz", "woz", None, (Batch(45_000, MONDAY),)), 0.06, ROOM, OPEN, POST, MONDAY, date(2027, 2, 26)
)
FRIDAY, NEXT_MONDAY = date(2027, 2, 5), date(2027, 2, 8)


@pytest.fixture(scope="module")
def planned():
    return what_if(CASE, "as_planned", Levers())


def changed_days(one, other):
    return {a.on for a, b in zip(one.days, other.days, strict=True) if a != b}


def test_double_agents_on_the_peak_day_change_that_day_only(planned):
    peak = planned.on(planned.peak_on)
    found = what_if(CASE, "double", Levers(more_agents={peak.on: peak.agents}))
    assert changed_days(planned, found) == {peak.on}
    assert found.on(peak.on).wait_seconds < peak.wait_seconds
    assert found.on(peak.on).over < peak.over
    assert found.on(peak.on).capacity == pytest.approx(2 * peak.capacity)
    assert found.extra_staff_hours == pytest.approx(peak.agents * 8 / 0.70)


def test_the_same_levers_give_the_same_numbers_and_the_plan_comes_first(planned):
    levers = {"duidelijker": Levers(clearer_share=0.2)}
    assert compare(CASE, levers) == compare(CASE, levers)
    assert compare(CASE, levers)[0] == planned
    assert [each.name for each in compare(CASE, levers)] == ["as_planned", "duidelijker"]


def test_a_clearer_letter_is_off_by_default_and_saves_its_share(planned):
    assert planned.extra_contacts == pytest.approx(2700)
    found = what_if(CASE, "clearer", Levers(clearer_share=0.2))
    assert found.extra_contacts == pytest.approx(2160)
    assert (found.over_capacity, found.euros) < (planned.over_capacity, planned.euros)


def test_a_web_page_saves_of_what_the_clearer_letter_leaves():
    found = what_if(CASE, "both", Levers(clearer_share=0.2, web_page_share=0.5))
    assert found.extra_contacts == pytest.approx(1080)


def test_closing_friday_afternoon_raises_monday_by_the_shifted_share(planned):
    found = what_if(CASE, "closed", Levers(closed_shares={FRIDAY: 0.4}))
    moved = 0.4 * planned.on(FRIDAY).contacts
    assert found.on(FRIDAY).contacts == pytest.approx(planned.on(FRIDAY).contacts - moved)
    assert found.on(NEXT_MONDAY).contacts == pytest.approx(planned.on(NEXT_MONDAY).contacts + moved)
    assert found.on(NEXT_MONDAY).wait_seconds > planned.on(NEXT_MONDAY).wait_seconds
    assert changed_days(planned, found) == {FRIDAY, NEXT_MONDAY}


def test_an_open_saturday_takes_its_use_off_monday_and_costs_hours(planned):
    saturday = date(2027, 2, 6)
    found = what_if(CASE, "saturday", Levers(opened={saturday: Opening(agents=8, hours=4, use_share=0.25)}))
    used = 0.25 * planned.on(NEXT_MONDAY).contacts
    assert found.on(saturday).contacts == pytest.approx(used)
    assert found.on(NEXT_MONDAY).contacts == pytest.approx(planned.on(NEXT_MONDAY).contacts - used)
    assert found.extra_staff_hours == pytest.approx(8 * 4 / 0.70)
    assert sum(day.contacts for day in found.days) == pytest.approx(sum(day.contacts for day in planned.days))


def test_three_batches_bring_fewer_contacts_over_capacity_than_one(planned):
    parts = tuple((date(2027, 2, day), 15_000) for day in (1, 8, 15))
    found = what_if(CASE, "three", Levers(sendings=parts))
    assert found.over_capacity < planned.over_capacity
    assert found.extra_contacts == pytest.approx(planned.extra_contacts)
    assert [part.quantity for part in found.parts] == [15_000] * 3


def test_more_letters_or_a_higher_rate_bring_more_contacts(planned):
    more = what_if(CASE, "more", Levers(sendings=((MONDAY, 90_000),)))
    higher = what_if(CASE, "higher", Levers(rate=0.12))
    assert more.extra_contacts == pytest.approx(2 * planned.extra_contacts)
    assert higher.extra_contacts == pytest.approx(2 * planned.extra_contacts)
    assert higher.days == more.days


def test_contacts_that_go_to_another_channel_cost_less_but_are_not_gone(planned):
    found = what_if(CASE, "chat", Levers(other_channel_share=0.5, other_minutes=6.5))
    assert found.extra_contacts == pytest.approx(1350)
    assert found.over_capacity < planned.over_capacity
    # the same minutes elsewhere: only the redials for want of an answer are saved
    talk = 2700 + 0.5 * found.over_capacity
    assert found.hours == pytest.approx(talk * 6.5 / 60 / 0.75 / 0.70)


def test_specialists_answer_like_agents_and_are_paid_as_specialists(planned):
    agents, specialists = (
        what_if(CASE, "x", levers) for levers in (Levers(more_agents={FRIDAY: 2}), Levers(specialists={FRIDAY: 2}))
    )
    assert agents.on(FRIDAY) == specialists.on(FRIDAY)
    assert specialists.extra_staff_hours == 16
    assert specialists.euros - planned.euros == pytest.approx(
        16 * 60 - 0.5 * (planned.over_capacity - specialists.over_capacity) * 6.5 / 60 / 0.75 / 0.70 * 48
    )


def test_shares_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="shares"):
        Levers(clearer_share=1.2)
