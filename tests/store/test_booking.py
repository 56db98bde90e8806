"""A slot never holds two callers: many at once, and any order of booking and cancelling."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete
from wierdijk import NOW, SYSTEM

from registry import agenda, audit, notice
from registry.agenda import AlreadyTaken, Appointment, NoSlots, Slot
from registry.errors import BadValue
from registry.kinds import AppointmentState, NoticeKind, SlotState
from registry.norms import change_norms

FIRST, LAST = date(2027, 2, 22), date(2027, 3, 12)


def open_slots(store, mailing_id, count):
    with store.writing() as session:
        # half-hour slots would be too few in three Tuesday mornings
        change_norms(session, SYSTEM, slot_minutes=5, now=NOW)
        opened = agenda.open_slots(session, SYSTEM, mailing_id, from_on=FIRST, until_on=LAST, count=count, now=NOW)
    assert opened == count
    with store.reading() as session:
        return [slot.id for slot in agenda.list_slots(session, mailing_id=mailing_id, limit=500)]


def book(store, house, **where):
    with store.writing() as session:
        return agenda.book(session, house.agent, caller_name="beller", caller_phone="0612345678", now=NOW, **where)


def at_once(count, task):
    """Call `task` from so many threads that start together; return what each gave or raised."""
    ready = Barrier(count)

    def run(number):
        ready.wait(timeout=60)
        try:
            return task(number)
        except (AlreadyTaken, NoSlots) as refusal:
            return refusal

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def active(store, mailing_id):
    with store.reading() as session:
        found = agenda.list_appointments(session, mailing_id, limit=1000)
    return [appointment for appointment in found if appointment.state is AppointmentState.ACTIVE]


def test_fifty_callers_for_one_slot_make_one_appointment(store, house, registered):
    wanted, *others = open_slots(store, registered, 5)
    outcomes = at_once(50, lambda _: book(store, house, slot_id=wanted))
    kinds = Counter(type(outcome).__name__ for outcome in outcomes)
    assert kinds == {"AppointmentView": 1, "AlreadyTaken": 49}
    for refusal in outcomes:
        if isinstance(refusal, AlreadyTaken):
            alternatives = refusal.facts["alternatives"]
            assert len(alternatives) == 3
            assert {slot.id for slot in alternatives} <= set(others)
            assert {slot.state for slot in alternatives} == {SlotState.OPEN}
    assert [appointment.slot.id for appointment in active(store, registered)] == [wanted]
    with store.reading() as session:
        assert audit.verify(session) is None


def test_two_hundred_callers_fill_sixty_slots_without_overlap(store, house, registered):
    slots = open_slots(store, registered, 60)
    outcomes = at_once(40, lambda _: [try_any(store, house, registered) for _ in range(5)])
    kinds = Counter(outcome for some in outcomes for outcome in some)
    assert kinds == {"booked": 60, "NoSlots": 140}
    assert sorted(appointment.slot.id for appointment in active(store, registered)) == sorted(slots)


def try_any(store, house, mailing_id):
    try:
        book(store, house, mailing_id=mailing_id)
    except NoSlots:
        return "NoSlots"
    return "booked"


def test_the_first_free_slot_is_the_earliest(store, house, registered):
    first, second, third = open_slots(store, registered, 3)
    book(store, house, slot_id=first)
    assert book(store, house, mailing_id=registered).slot.id == second
    assert book(store, house, mailing_id=registered).slot.id == third


def test_a_slot_in_the_past_is_not_given_out(store, house, registered):
    (slot,) = open_slots(store, registered, 1)
    later = NOW + timedelta(days=200)
    for where in ({"slot_id": slot}, {"mailing_id": registered}):
        with pytest.raises((AlreadyTaken, NoSlots)), store.writing() as session:
            agenda.book(session, house.agent, caller_name="b", caller_phone="0612345678", now=later, **where)


def test_a_cancelled_slot_can_be_booked_again_and_cancelling_twice_frees_it_once(store, house, registered):
    (slot,) = open_slots(store, registered, 1)
    first = book(store, house, slot_id=slot)
    with store.writing() as session:
        agenda.cancel_appointment(session, house.agent, first.id, now=NOW)
    second = book(store, house, slot_id=slot)
    with store.writing() as session:
        agenda.cancel_appointment(session, house.agent, first.id, now=NOW)
    assert [appointment.id for appointment in active(store, registered)] == [second.id]
    with pytest.raises(AlreadyTaken):
        book(store, house, slot_id=slot)


def test_opening_slots_twice_opens_no_time_twice(store, house, registered):
    slots = open_slots(store, registered, 10)
    assert len(open_slots(store, registered, 10)) == 20
    with store.reading() as session:
        found = agenda.list_slots(session, mailing_id=registered, limit=500)
    assert len({(slot.specialist_id, slot.starts_at) for slot in found}) == 20 > len(slots)


def test_slots_are_not_opened_on_a_holiday_or_outside_the_hours(store, house, registered):
    with store.writing() as session:
        agenda.set_availability(
            session, SYSTEM, house.specialist.person_id, [(day, "09:00", "10:00") for day in range(7)], now=NOW
        )
        # Easter Monday 29 March 2027 and the weekend before it
        agenda.open_slots(session, SYSTEM, registered, from_on=date(2027, 3, 26), until_on=date(2027, 3, 30), now=NOW)
    with store.reading() as session:
        days = {slot.starts_at.date() for slot in agenda.list_slots(session, mailing_id=registered)}
    assert date(2027, 3, 30) in days
    assert days & {date(2027, 3, 27), date(2027, 3, 28), date(2027, 3, 29)} == set()


@pytest.mark.parametrize("missing", ["caller_name", "caller_phone"])
def test_a_booking_names_the_caller(store, house, registered, missing):
    open_slots(store, registered, 1)
    given = {"caller_name": "beller", "caller_phone": "0612345678"} | {missing: "  "}
    with pytest.raises(BadValue) as refusal, store.writing() as session:
        agenda.book(session, house.agent, mailing_id=registered, now=NOW, **given)
    assert (refusal.value.code, refusal.value.field) == (f"{missing}_missing", missing)
    assert active(store, registered) == []


@pytest.mark.parametrize(
    ("hours", "code"),
    [((1, "12:00", "09:00"), "bad_hours"), ((7, "09:00", "12:00"), "bad_hours"), ((1, "25:00", "26:00"), "bad_time")],
)
def test_hours_that_cannot_be_are_refused(store, house, hours, code):
    with pytest.raises(BadValue) as refusal, store.writing() as session:
        agenda.set_availability(session, SYSTEM, house.specialist.person_id, [hours], now=NOW)
    assert refusal.value.code == code


def test_what_lacks_is_asked_of_the_department_once(store, house, registered):
    for _ in range(2):
        with store.writing() as session:
            agenda.offer_slots(session, SYSTEM, registered, from_on=FIRST, until_on=FIRST, count=5, now=NOW)
    with store.reading() as session:
        asked = [item for item in notice.list_notices(session) if item.kind is NoticeKind.SLOTS_NEEDED]
    assert [(item.recipient_name, item.facts["needed"], item.facts["opened"]) for item in asked] == [("taxes", 5, 0)]


class Agenda(RuleBasedStateMachine):
    """Booking and cancelling in any order, beside a model of what must come out."""

    store = house = mailing_id = None
    tried: ClassVar[Counter[str]]

    @initialize()
    def clear(self):
        with self.store.writing() as session:
            session.execute(delete(Appointment))
            session.execute(delete(Slot))
        self.slots = open_slots(self.store, self.mailing_id, 3)
        self.held = {}
        self.over = []

    @rule(place=st.integers(0, 2))
    def book_one(self, place):
        slot = self.slots[place]
        self.tried["taken" if slot in self.held else "free"] += 1
        if slot in self.held:
            with pytest.raises(AlreadyTaken) as refusal:
                book(self.store, self.house, slot_id=slot)
            offered = {view.id for view in refusal.value.facts["alternatives"]}
            assert offered == set(self.slots) - set(self.held)
        else:
            self.held[slot] = book(self.store, self.house, slot_id=slot).id

    @rule()
    def book_any(self):
        free = [slot for slot in self.slots if slot not in self.held]
        if free:
            booked = book(self.store, self.house, mailing_id=self.mailing_id)
            assert booked.slot.id == free[0]
            self.held[free[0]] = booked.id
        else:
            with pytest.raises(NoSlots):
                book(self.store, self.house, mailing_id=self.mailing_id)

    @precondition(lambda self: self.held)
    @rule(pick=st.integers(0, 2))
    def cancel(self, pick):
        slot = sorted(self.held)[pick % len(self.held)]
        number = self.held.pop(slot)
        self.over.append(number)
        with self.store.writing() as session:
            agenda.cancel_appointment(session, self.house.agent, number, now=NOW)
        self.tried["cancelled"] += 1

    @precondition(lambda self: self.over)
    @rule(pick=st.integers(0, 2))
    def cancel_again(self, pick):
        with self.store.writing() as session:
            agenda.cancel_appointment(session, self.house.agent, self.over[pick % len(self.over)], now=NOW)

    @invariant()
    def record_and_model_agree(self):
        if not hasattr(self, "held"):
            return
        found = active(self.store, self.mailing_id)
        assert {appointment.slot.id: appointment.id for appointment in found} == self.held
        with self.store.reading() as session:
            taken = agenda.list_slots(session, mailing_id=self.mailing_id, state=SlotState.TAKEN)
        assert {slot.id for slot in taken} == set(self.held)


def test_any_order_of_booking_and_cancelling_agrees_with_the_model(store, house, registered):
    machine = type(
        "AgendaHere", (Agenda,), {"store": store, "house": house, "mailing_id": registered, "tried": Counter()}
    )
    bounds = settings(max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=bounds)
    assert machine.tried.keys() == {"free", "taken", "cancelled"}  # each of them happened, beside the model
