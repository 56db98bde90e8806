"""Staffing is asked and answered; batches leave and arrive; mailings of the past; slots for the gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from wierdijk import NOW, SYSTEM, align, prepare, told, view

from registry import (
    agenda,
    alignment,
    audit,
    due,
    mailing,
    notice,
    review,
    sending,
    staffing,
)
from registry.clock import at_amsterdam
from registry.due import Work
from registry.errors import BadValue, Refused
from registry.kinds import (
    NoticeKind,
    SlotState,
    StaffingAnswer,
    Stage,
)
from registry.mailing_content import BatchContent

FIRST_ON = date(2027, 2, 22)


def ask(store, mailing_id):
    with store.writing() as session:
        return staffing.ask(session, SYSTEM, mailing_id, peak_on=FIRST_ON, peak_contacts=200, now=NOW)


def test_staffing_is_asked_again_after_a_material_change_and_not_after_a_typo(store, house, registered):
    assert (ask(store, registered), ask(store, registered)) == (True, False)
    with store.writing() as session:
        staffing.answer(session, house.planner, registered, StaffingAnswer.NO, now=NOW)
        typo = replace(house.content(), title="WOZ 2027")
        mailing.change(session, house.taxes, registered, typo, expected_revision=None, now=NOW)
    assert not ask(store, registered)
    with store.reading() as session:
        assert staffing.is_answered(session, registered, 1)
    with store.writing() as session:
        mailing.change(session, house.taxes, registered, house.content(30_000), expected_revision=None, now=NOW)
    assert ask(store, registered)
    with store.reading() as session:
        assert not staffing.is_answered(session, registered, 3)
    assert told(store, NoticeKind.STAFFING_QUESTION) == ["planner", "planner"]


def test_an_answer_before_the_question_is_refused(store, house, registered):
    with pytest.raises(staffing.StaffingNotAsked), store.writing() as session:
        staffing.answer(session, house.planner, registered, StaffingAnswer.YES, now=NOW)


def mark(store, house, mailing_id, batch, *, on, now, quantity=None):
    with store.writing() as session:
        sending.mark_sent(session, house.taxes, mailing_id, batch, sent_on=on, quantity=quantity, now=now)


@pytest.fixture
def released(store, house, registered):
    align(store, house, registered)
    with store.writing() as session:
        alignment.release(session, house.taxes, registered, now=NOW)
    return registered


def test_a_batch_that_was_aligned_and_not_released_cannot_leave(store, house, registered):
    align(store, house, registered)
    with pytest.raises(alignment.NotReleased):
        mark(store, house, registered, 1, on=NOW.date(), now=NOW)


def test_what_really_happened_moves_the_arrival_and_can_be_corrected(store, house, released):
    later = at_amsterdam(date(2027, 3, 1), 12)
    planned = view(store, released).batches[0]
    mark(store, house, released, 1, on=date(2027, 2, 24), now=later)
    sent = view(store, released).batches[0]
    assert (sent.sent_on, sent.sent_quantity, sent.dated_on) == (date(2027, 2, 24), 15_000, planned.dated_on)
    assert sent.arrives_from > planned.arrives_from
    mark(store, house, released, 1, on=date(2027, 2, 22), quantity=14_000, now=later)
    corrected = view(store, released).batches[0]
    assert (corrected.sent_quantity, corrected.arrives_from) == (14_000, planned.arrives_from)
    with store.reading() as session:
        assert len(audit.list_lines(session, action="batch.sent")) == 2
    mark(store, house, released, 1, on=date(2027, 2, 22), quantity=14_000, now=later)
    with store.reading() as session:
        assert len(audit.list_lines(session, action="batch.sent")) == 2


@pytest.mark.parametrize(
    ("batch", "on", "quantity", "code"),
    [
        (1, date(2027, 3, 2), None, "sent_in_future"),
        (1, date(2027, 3, 1), 0, "quantity_zero"),
        (4, date(2027, 3, 1), None, "batch_not_found"),
    ],
)
def test_a_report_that_cannot_be_is_refused(store, house, released, batch, on, quantity, code):
    with pytest.raises((BadValue, sending.BatchNotFound)) as refusal:
        mark(store, house, released, batch, on=on, quantity=quantity, now=at_amsterdam(date(2027, 3, 1), 12))
    assert refusal.value.code == code


def test_the_plan_of_a_sent_batch_stands(store, house, released):
    later = at_amsterdam(date(2027, 3, 1), 12)
    mark(store, house, released, 1, on=date(2027, 2, 22), now=later)
    with pytest.raises(BadValue) as refusal, store.writing() as session:
        mailing.change(session, house.taxes, released, house.content(15_500), expected_revision=None, now=later)
    assert refusal.value.code == "batch_already_sent"


def test_an_arrival_is_corrected_by_what_people_saw(store, house, released):
    mark(store, house, released, 3, on=date(2027, 3, 8), now=at_amsterdam(date(2027, 3, 9)))
    with store.writing() as session:
        sending.correct_arrival(
            session, house.taxes, released, 3, arrives_from=date(2027, 3, 12), arrives_until=date(2027, 3, 18), now=NOW
        )
    assert view(store, released).last_on == date(2027, 3, 18)
    with pytest.raises(BadValue), store.writing() as session:
        sending.correct_arrival(
            session, house.taxes, released, 3, arrives_from=date(2027, 3, 1), arrives_until=date(2027, 3, 18), now=NOW
        )


def test_a_past_mailing_counts_as_sent_and_tells_nobody(store, house):
    content = replace(house.content(), batches=tuple(BatchContent(9000, date(2026, 2, day)) for day in (16, 23)))
    with store.writing() as session:
        past = mailing.record_past(session, house.lead, content, now=NOW)
    recorded = view(store, past)
    assert (recorded.stage, [b.sent_on for b in recorded.batches]) == (
        Stage.AFTERCARE,
        [date(2026, 2, 16), date(2026, 2, 23)],
    )
    with store.reading() as session:
        assert notice.count_notices(session) == 0
        assert Work.REVIEW in {piece.work for piece in due.list_due(session, now=NOW)}
        assert Work.REMIND not in {piece.work for piece in due.list_due(session, now=NOW)}


def test_a_past_mailing_has_no_batch_ahead(store, house):
    content = replace(house.content(), batches=(BatchContent(9000, date(2026, 2, 16)), BatchContent(9000, FIRST_ON)))
    with pytest.raises(Refused) as refusal, store.writing() as session:
        mailing.record_past(session, house.lead, content, now=NOW)
    assert [(p.code, p.field) for p in refusal.value.problems] == [("sent_in_future", "batch-2-handover_on")]


def test_a_mailing_without_a_final_review_is_not_closed(store, house, registered):
    with pytest.raises(review.ReviewNotFound), store.writing() as session:
        review.close(session, house.lead, registered, now=NOW)


def test_booked_slots_count_for_the_gate(store, house, registered):
    prepare(store, house, registered, slots_needed=3)
    with store.writing() as session:
        agenda.book(
            session, house.agent, mailing_id=registered, caller_name="beller", caller_phone="0612345678", now=NOW
        )
        assert agenda.count_slots(session, registered) == 3
        assert agenda.count_slots(session, registered, state=SlotState.TAKEN) == 1
        alignment.align(session, house.lead, registered, now=NOW)
    assert view(store, registered).is_aligned
