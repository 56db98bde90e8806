"""What waits for whom: each role sees its own turn, with since when and until when, and nothing that waits for somebody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from wierdijk import NOW, SYSTEM, align, give_forecast, prepare, send

from registry import alignment, callback, faq, letter, review, sending, staffing, waiting
from registry.actor import Actor
from registry.kinds import Door, FaqState, SourceKind, Todo
from registry.rights import NotAllowed

FIRST_ON = date(2027, 2, 22)
LATER = NOW + timedelta(days=90)
REVIEW = review.NewReview(True, FIRST_ON, FIRST_ON, 1, 0, 2, False, True, None, None, None, None, 1, {}, [], None)


def waits(store, who, now=NOW):
    with store.reading() as session:
        return waiting.list_waiting(session, who, now=now)


def kinds(store, who, now=NOW):
    return [item.what for item in waits(store, who, now)]


def drafted(store, house, mailing_id):
    """Give a mailing its letter, forecast, staffing question and a sheet of two lines, one of them without an answer."""
    with store.writing() as session:
        letter.attach(session, house.taxes, mailing_id, filename="woz.txt", content=b"U betaalt.", now=NOW)
        kept = letter.find_letter(session, mailing_id)
        letter.mark_read(session, SYSTEM, kept.id, text="U betaalt.", facts={}, now=NOW)
        give_forecast(session, mailing_id, slots_needed=3)
        staffing.ask(session, SYSTEM, mailing_id, peak_on=FIRST_ON, peak_contacts=240, now=NOW)
        source = (faq.Source(SourceKind.LETTER, "alinea 1"),)
        lines = [faq.NewEntry("Wanneer?", "Voor 30 april.", source), faq.NewEntry("Waar?", "", source)]
        faq.store_draft(session, SYSTEM, mailing_id, lines, now=NOW + timedelta(hours=1))


def test_a_fresh_mailing_waits_for_the_letter_of_its_own_department(store, house, registered):
    assert kinds(store, house.taxes) == [Todo.LETTER]
    assert kinds(store, house.waste) == kinds(store, house.lead) == []


def test_a_drafted_sheet_waits_for_lead_planner_department_and_specialist_each_with_their_part(
    store, house, registered
):
    drafted(store, house, registered)
    assert sorted(kinds(store, house.lead)) == [Todo.FAQ_JUDGE, Todo.STAFFING]
    assert kinds(store, house.planner) == [Todo.STAFFING]
    assert sorted(kinds(store, house.taxes)) == [Todo.FAQ_ANSWER, Todo.SLOTS]
    assert sorted(kinds(store, house.specialist)) == [Todo.FAQ_ANSWER, Todo.SLOTS]
    assert kinds(store, house.waste) == kinds(store, house.agent) == kinds(store, house.analyst) == []
    judge = next(item for item in waits(store, house.lead) if item.what is Todo.FAQ_JUDGE)
    assert (judge.since, judge.due_on, judge.count) == (NOW + timedelta(hours=1), FIRST_ON, 2)
    owed = next(item for item in waits(store, house.taxes) if item.what is Todo.FAQ_ANSWER)
    assert (owed.due_on, owed.count) == (date(2027, 1, 18), 1)
    assert not owed.is_late(date(2027, 1, 18)) and owed.is_late(date(2027, 1, 19))


def test_what_is_due_first_stands_on_top(store, house, registered):
    drafted(store, house, registered)
    days = [item.due_on for item in waits(store, house.taxes)]
    assert days == sorted(days) and len(set(days)) == 2


def test_a_complete_mailing_waits_for_the_yes_and_then_for_its_release(store, house, registered):
    prepare(store, house, registered)
    assert kinds(store, house.lead) == [Todo.ALIGN]
    assert kinds(store, house.taxes) == []
    with store.writing() as session:
        alignment.align(session, house.lead, registered, now=NOW)
    assert kinds(store, house.lead) == []
    assert kinds(store, house.taxes) == [Todo.RELEASE]


def test_a_released_batch_waits_from_its_day_until_somebody_says_it_went(store, house, registered):
    align(store, house, registered)
    with store.writing() as session:
        alignment.release(session, house.taxes, registered, now=NOW)
    assert kinds(store, house.taxes) == []
    (item,) = waits(store, house.taxes, NOW + timedelta(days=50))
    assert (item.what, item.count, item.due_on) == (Todo.SENDING, 2, FIRST_ON)


def test_returned_lines_wait_for_the_department_again_apart_from_empty_ones_also_after_the_yes(
    store, house, registered
):
    drafted(store, house, registered)
    with store.writing() as session:
        first, second = faq.list_entries(session, registered)
        faq.judge(session, house.lead, first.id, FaqState.RETURNED, remark="Welk jaar?", now=NOW)
    owed = {item.what: item for item in waits(store, house.taxes)}
    assert (owed[Todo.FAQ_ANSWER].count, owed[Todo.FAQ_RETURNED].count) == (1, 1)
    assert (owed[Todo.FAQ_RETURNED].since, owed[Todo.FAQ_RETURNED].due_on) == (NOW, date(2027, 1, 18))
    with store.writing() as session:
        faq.judge(session, house.lead, second.id, FaqState.DROPPED, now=NOW)
    assert Todo.FAQ_ANSWER not in kinds(store, house.taxes)
    assert Todo.FAQ_RETURNED in kinds(store, house.taxes) and Todo.FAQ_RETURNED not in kinds(store, house.waste)
    assert not {Todo.FAQ_JUDGE, Todo.FAQ_RETURNED} & set(kinds(store, house.lead))
    with store.writing() as session:
        faq.edit(session, house.taxes, first.id, answer="Voor 30 april 2027.", now=NOW)
    assert Todo.FAQ_RETURNED not in kinds(store, house.taxes)


def test_a_line_that_is_sent_back_after_the_yes_waits_for_the_department(store, house, registered):
    align(store, house, registered)
    with store.writing() as session:
        first = faq.list_entries(session, registered)[0]
        faq.judge(session, house.lead, first.id, FaqState.RETURNED, remark="Welk jaar?", now=NOW)
    assert Todo.FAQ_RETURNED in kinds(store, house.taxes)


def test_callbacks_wait_for_who_may_close_them(store, house, registered):
    with store.writing() as session:
        for number in range(2):
            callback.note(
                session,
                house.agent,
                department_id=house.taxes_id,
                caller_name="beller",
                caller_phone="0612345678",
                question="Hoe zit dat?",
                now=NOW + timedelta(hours=number),
            )
    (item,) = [each for each in waits(store, house.agent) if each.what is Todo.CALLBACK]
    assert (item.count, item.since, item.department, item.mailing) == (2, NOW, "Belastingen", "")
    assert Todo.CALLBACK in kinds(store, house.specialist)
    assert Todo.CALLBACK not in kinds(store, house.waste)


def test_a_final_review_waits_to_be_closed(store, house, registered):
    send(store, house, registered)
    with store.writing() as session:
        sending.begin_aftercare(session, SYSTEM, registered, now=LATER)
        review.store_review(session, SYSTEM, registered, REVIEW, now=LATER)
    assert kinds(store, house.analyst, LATER) == [Todo.REVIEW] == kinds(store, house.lead, LATER)
    with store.writing() as session:
        review.close(session, house.analyst, registered, now=LATER)
    assert kinds(store, house.lead, LATER) == []


def test_who_has_no_role_is_told_nothing(store, registered):
    with store.reading() as session, pytest.raises(NotAllowed):
        waiting.list_waiting(session, Actor("niemand", Door.PAGE, person_id=1), now=NOW)
