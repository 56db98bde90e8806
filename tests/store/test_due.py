"""Each kind of work appears when it should and is gone once it was done."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from wierdijk import NOW, SYSTEM, give_forecast, prepare, send

from registry import (
    agenda,
    alignment,
    audit,
    due,
    faq,
    inbox,
    letter,
    letter_type,
    mailing,
    mailing_view,
    notice,
    past_appointments,
    purge,
    review,
    sending,
    size_class,
)
from registry.calendar import OpenDays
from registry.clock import at_amsterdam, day_of
from registry.due import Work
from registry.inbox import NewMail
from registry.kinds import AppointmentState, FaqState, MailingKind, NoticeState
from registry.mailing_content import BatchContent, MailingContent
from registry.size_class import Ladder

FIRST_ON = date(2027, 2, 22)


RECKONING = {
    Work.ADVISE,
    Work.NOWCAST,
    Work.CONFLICTS,
    Work.SURPRISES,
    Work.QUESTIONS,
}  # tests/store/test_due_reckoning.py


def works(store, now=NOW, mailing_id=None):
    """Kinds of work that are due (for one mailing and for none), the daily purge and what is only reckoned left out."""
    with store.reading() as session:
        pieces = due.list_due(session, now=now)
    about = {piece.work for piece in pieces if mailing_id is None or piece.mailing_id in (mailing_id, None)}
    return about - {Work.PURGE, *RECKONING}


def new_review(is_final, extra=100.0):
    return review.NewReview(
        is_final=is_final,
        window_from=FIRST_ON,
        window_until=date(2027, 4, 9),
        extra=extra,
        lo90=50.0,
        hi90=999.0,
        is_at_least=False,
        was_detected=True,
        peak_on=None,
        plan_low=None,
        plan_expected=None,
        plan_high=None,
        quantity=45_000,
        figures={},
        days=[],
        chart=None,
    )


def read_letter(store, house, mailing_id):
    with store.writing() as session:
        letter.attach(session, house.taxes, mailing_id, filename="woz.txt", content=b"Voor 30 april.", now=NOW)
        kept = letter.find_letter(session, mailing_id)
        letter.mark_read(session, SYSTEM, kept.id, text="Voor 30 april.", facts={}, now=NOW)


def test_an_empty_record_has_nothing_to_do_but_purge(store):
    assert works(store) == set()
    purge.purge_expired(store, SYSTEM, now=NOW)
    with store.reading() as session:
        assert due.list_due(session, now=NOW) == ()


def test_a_forecast_is_due_for_each_revision(store, house, registered):
    assert works(store) == {Work.FORECAST}
    with store.writing() as session:
        give_forecast(session, registered)
    assert works(store) == set()
    with store.writing() as session:
        mailing.change(
            session, house.taxes, registered, replace(house.content(), sender="College"), expected_revision=1, now=NOW
        )
    assert works(store) == {Work.FORECAST}


def test_preparing_is_due_with_a_letter_until_there_is_a_draft(store, house, registered):
    with store.writing() as session:
        give_forecast(session, registered)
        letter.attach(session, house.taxes, registered, filename="woz.txt", content=b"Voor 30 april.", now=NOW)
    assert works(store) == {Work.PREPARE}
    with store.writing() as session:
        kept = letter.find_letter(session, registered)
        letter.mark_read(session, SYSTEM, kept.id, text="Voor 30 april.", facts={}, now=NOW)
    assert works(store) == {Work.PREPARE}
    with store.writing() as session:
        faq.store_draft(session, SYSTEM, registered, [faq.NewEntry("Hoe?", "Zo.", ())], now=NOW)
    with store.reading() as session:
        assert Work.PREPARE not in {piece.work for piece in due.list_due(session, now=NOW)}


def test_an_unreadable_letter_is_not_tried_for_ever(store, house, registered):
    with store.writing() as session:
        give_forecast(session, registered)
        letter.attach(session, house.taxes, registered, filename="woz.pdf", content=b"%PDF-", now=NOW)
        kept = letter.find_letter(session, registered)
        letter.mark_failed(session, SYSTEM, kept.id, problem="encrypted", now=NOW)
    assert Work.PREPARE not in works(store)


def test_somebody_elses_mailing_is_prepared_without_a_letter(store, house):
    content = replace(house.content(), kind=MailingKind.EXTERNAL)
    with store.writing() as session:
        external = mailing.register(session, house.taxes, content, now=NOW)
    assert works(store, mailing_id=external) == {Work.FORECAST, Work.PREPARE}


@pytest.mark.parametrize(("days_left", "rung"), [(15, 0), (14, 14), (8, 14), (7, 7), (3, 7), (2, 2), (1, 2), (0, 2)])
def test_the_ladder_of_reminders(days_left, rung):
    assert due.reminder_step(FIRST_ON, FIRST_ON - timedelta(days=days_left)) == rung


def test_a_reminder_is_due_once_per_rung(store, house, registered):
    def at(days_left):
        return at_amsterdam(FIRST_ON - timedelta(days=days_left), 9)

    def remind(days_left):
        with store.writing() as session:
            step = due.reminder_step(FIRST_ON, day_of(at(days_left)))
            return alignment.remind(session, SYSTEM, registered, step=step, now=at(days_left))

    assert Work.REMIND not in works(store, at(15))
    for days_left in (14, 7, 2):
        assert Work.REMIND in works(store, at(days_left))
        assert remind(days_left) > 0
        assert Work.REMIND not in works(store, at(days_left))
        assert remind(days_left) == 0
    assert Work.REMIND not in works(store, at(-1))


def test_nobody_is_reminded_of_an_aligned_mailing(store, house, registered):
    prepare(store, house, registered)
    with store.writing() as session:
        alignment.align(session, house.lead, registered, now=NOW)
    assert Work.REMIND not in works(store, at_amsterdam(FIRST_ON - timedelta(days=7)))


def test_an_exception_ends_no_reminder_for_the_answers_are_still_needed(store, house, registered):
    with store.writing() as session:
        alignment.override(session, house.lead, registered, reason="De minister stelde de datum vast.", now=NOW)
    assert Work.REMIND in works(store, at_amsterdam(FIRST_ON - timedelta(days=7)))


def test_delivery_is_due_while_a_notice_waits(store, house, registered):
    with store.writing() as session:
        give_forecast(session, registered)
        mailing.cancel(session, house.taxes, registered, reason="gaat niet door", now=NOW)
    assert works(store) == {Work.DELIVER}
    with store.writing() as session:
        for item in notice.claim_due(session, now=NOW):
            notice.mark(session, item.id, NoticeState.SENT, now=NOW)
    assert works(store) == set()


def test_incoming_mail_is_due_until_it_was_looked_into(store):
    with store.writing() as session:
        inbox.accept(session, [NewMail(NOW, "", ("post@wierdijk.example",), b"From: x\r\n\r\n", "1")])
    assert works(store) == {Work.INBOX}
    with store.writing() as session:
        inbox.mark_read(session, inbox.list_unread(session)[0].id, meaning="bounce", now=NOW)
    assert works(store) == set()


def test_aftercare_begins_after_the_last_arrival(store, house, registered):
    send(store, house, registered)
    with store.reading() as session:
        last = mailing_view.get_mailing(session, registered).last_on
    assert Work.AFTERCARE not in works(store, at_amsterdam(last, 23, 59), registered)
    after = at_amsterdam(last + timedelta(days=1))
    assert Work.AFTERCARE in works(store, after, registered)
    with store.writing() as session:
        assert sending.begin_aftercare(session, SYSTEM, registered, now=after)
        assert not sending.begin_aftercare(session, SYSTEM, registered, now=after)
    assert Work.AFTERCARE not in works(store, after, registered)


def test_a_mailing_of_which_a_batch_is_still_to_be_sent_has_no_aftercare(store, house, registered):
    prepare(store, house, registered)
    with store.writing() as session:
        alignment.align(session, house.lead, registered, now=NOW)
        alignment.release(session, house.taxes, registered, now=NOW)
        later = datetime(2027, 6, 1, 9, tzinfo=UTC)
        sending.mark_sent(session, house.taxes, registered, 1, sent_on=FIRST_ON, now=later)
    assert Work.AFTERCARE not in works(store, later, registered)
    with store.writing() as session:
        assert not sending.begin_aftercare(session, SYSTEM, registered, now=later)


def test_an_event_closes_itself_when_it_is_over(store, house):
    storm = MailingContent(
        "Storm", house.taxes_id, kind=MailingKind.EVENT, starts_on=date(2027, 1, 12), ends_on=date(2027, 1, 14)
    )
    with store.writing() as session:
        event = mailing.register(session, house.taxes, storm, now=NOW)
    assert Work.AFTERCARE not in works(store, at_amsterdam(date(2027, 1, 14), 22), event)
    after = at_amsterdam(date(2027, 1, 15))
    assert Work.AFTERCARE in works(store, after, event)
    with store.writing() as session:
        assert sending.begin_aftercare(session, SYSTEM, event, now=after)
    assert works(store, after, event) == set()
    with store.reading() as session:
        view = mailing_view.get_mailing(session, event)
        assert (view.stage.value, view.closed_at) == ("closed", after)


def test_a_review_is_due_each_friday_and_when_the_window_is_over_once_a_day(store, house, registered):
    send(store, house, registered)
    with store.writing() as session:
        sending.begin_aftercare(session, SYSTEM, registered, now=at_amsterdam(date(2027, 3, 20)))
    thursday, friday = at_amsterdam(date(2027, 3, 25), 9), at_amsterdam(date(2027, 3, 26), 9)
    assert Work.REVIEW not in works(store, thursday, registered)
    assert Work.REVIEW in works(store, friday, registered)
    with store.writing() as session:
        review.store_review(session, SYSTEM, registered, new_review(is_final=False), now=friday)
    assert Work.REVIEW not in works(store, friday + timedelta(hours=10), registered)
    assert Work.REVIEW in works(store, friday + timedelta(days=7), registered)
    over = at_amsterdam(date(2027, 5, 3), 9)
    assert Work.REVIEW in works(store, over, registered)
    with store.writing() as session:
        review.store_review(session, SYSTEM, registered, new_review(is_final=True), now=over)
    for days in (0, 4, 11):
        assert Work.REVIEW not in works(store, over + timedelta(days=days), registered)


def test_a_friday_review_with_the_same_figures_is_not_made_over_and_over(store, house, registered):
    send(store, house, registered)
    with store.writing() as session:
        sending.begin_aftercare(session, SYSTEM, registered, now=at_amsterdam(date(2027, 3, 20)))
    for days in (0, 7):
        friday = at_amsterdam(date(2027, 3, 26), 9) + timedelta(days=days)
        with store.writing() as session:
            review.store_review(session, SYSTEM, registered, new_review(is_final=False), now=friday)
        assert Work.REVIEW not in works(store, friday + timedelta(minutes=1), registered)


def test_the_final_review_waits_for_open_days_after_the_window():
    # 28 days after Friday 12 March is Friday 9 April; five open days on is Friday 16 April 2027
    assert due.review_due_on(date(2027, 3, 12), OpenDays(), 5) == date(2027, 4, 16)
    assert due.review_window(date(2027, 2, 23), date(2027, 3, 12)) == (date(2027, 2, 23), date(2027, 4, 9))


def test_an_answer_whose_time_is_over_is_put_to_sleep(store, house, registered):
    prepare(store, house, registered)
    with store.reading() as session:
        (kept,) = [entry for entry in faq.list_entries(session, registered) if entry.state is FaqState.APPROVED]
    last = at_amsterdam(kept.valid_until, 23)
    assert Work.SLEEP not in works(store, last)
    after = last + timedelta(hours=1)
    assert Work.SLEEP in works(store, after)
    with store.writing() as session:
        assert faq.put_to_sleep(session, SYSTEM, now=after) == 1
    assert Work.SLEEP not in works(store, after)


def test_an_appointment_whose_time_has_passed_is_ended_once_and_others_stay(store, house, registered):
    prepare(store, house, registered)
    caller = {"caller_name": "beller", "caller_phone": "0612345678", "now": NOW}
    with store.writing() as session:
        first = agenda.book(session, house.agent, mailing_id=registered, **caller)
        later = agenda.book(session, house.agent, mailing_id=registered, **caller)
    assert Work.FINISH not in works(store, first.slot.ends_at)
    after = first.slot.ends_at + timedelta(seconds=1)
    assert Work.FINISH in works(store, after)
    with store.writing() as session:
        assert past_appointments.finish_past(session, SYSTEM, now=after) == 1
        assert past_appointments.finish_past(session, SYSTEM, now=after) == 0
        states = {each.id: each.state for each in agenda.list_appointments(session, registered)}
        assert audit.list_lines(session, limit=1)[0].action == "appointments.done"
    assert states == {first.id: AppointmentState.DONE, later.id: AppointmentState.ACTIVE}
    assert Work.FINISH not in works(store, after)


def test_a_cancelled_mailing_asks_for_nothing(store, house, registered):
    read_letter(store, house, registered)
    with store.writing() as session:
        mailing.cancel(session, house.taxes, registered, reason="gaat niet door", now=NOW)
    for days in (0, 30, 42, 60, 200):
        assert works(store, NOW + timedelta(days=days)) <= {Work.DELIVER}


def test_a_concept_asks_for_nothing(store, house):
    with store.writing() as session:
        mailing.register(session, house.taxes, house.content(), now=NOW, as_concept=True)
    for days in (0, 30, 42, 60, 200):
        assert works(store, NOW + timedelta(days=days)) == set()


def test_the_last_sweep_is_known(store):
    with store.reading() as session:
        assert due.last_sweep(session) is None
    for minutes in (0, 1):
        with store.writing() as session:
            due.note_sweep(session, now=NOW + timedelta(minutes=minutes), done_count=3)
    with store.reading() as session:
        assert due.last_sweep(session) == NOW + timedelta(minutes=1)


def test_a_batch_in_the_past_of_a_small_mailing_is_no_reason_to_remind(store, house):
    content = replace(house.content(), batches=(BatchContent(900, date(2027, 1, 12)),))
    with store.writing() as session:
        mailing_id = mailing.register(session, house.taxes, content, now=NOW)
    assert Work.REMIND in works(store, NOW, mailing_id)
    assert Work.REMIND not in works(store, NOW + timedelta(days=3), mailing_id)


def test_a_size_class_decides_on_which_days_is_reminded(store, house, registered):
    content = house.content()
    total = sum(batch.quantity for batch in content.batches)
    with store.writing() as session:
        large = size_class.set_size_class(
            session, house.admin, name="groot", from_quantity=10_000, ladder=Ladder(56, 28, 12, 3), now=NOW
        )
        size_class.set_size_class(
            session, house.admin, name="klein", from_quantity=0, ladder=Ladder(9, 5, 5, 0), now=NOW
        )
        ask = functools.partial(due.reminder_rungs, session)
        assert ask(quantity=total, letter_type_id=house.woz_id) == (28, 12, 3)
        assert ask(quantity=50, letter_type_id=None) == (5,)
        assert due.reminder_step(FIRST_ON, FIRST_ON - timedelta(days=27), (28, 12, 3)) == 28
        assert due.reminder_step(FIRST_ON, FIRST_ON - timedelta(days=3), (28, 12, 3)) == 3
        woz = session.get_one(letter_type.LetterType, house.woz_id)
        woz.size_class_id = large
        session.flush()
        assert ask(quantity=50, letter_type_id=house.woz_id) == (28, 12, 3)
    with store.reading() as session:
        found = due.list_due(session, now=at_amsterdam(FIRST_ON - timedelta(days=27), 9))
        assert (due.Work.REMIND, registered) in {(piece.work, piece.mailing_id) for piece in found}
