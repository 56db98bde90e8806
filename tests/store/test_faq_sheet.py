"""The FAQ sheet: drafting again, asking the department, editing, sleeping."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from wierdijk import NOW, SYSTEM, align, entries, told

from registry import (
    faq,
    mailing,
)
from registry.errors import BadValue
from registry.faq_tables import FaqEntryVersion
from registry.kinds import (
    FaqState,
    NoticeKind,
    SourceKind,
)
from registry.mailing_content import BatchContent

SOURCE = (faq.Source(SourceKind.LETTER, "alinea 1"),)


def draft(store, mailing_id, *lines):
    with store.writing() as session:
        new = [faq.NewEntry(question, answer, SOURCE, key=key) for question, answer, key in lines]
        return faq.store_draft(session, SYSTEM, mailing_id, new, now=NOW)


def test_a_second_draft_adds_what_is_new_and_keeps_what_was_judged(store, house, registered):
    assert draft(store, registered, ("Wanneer betaal ik?", "Voor 30 april.", "pay"), ("Waarom?", "", None)) == 2
    first, _ = entries(store, registered)
    with store.writing() as session:
        faq.judge(session, house.lead, first.id, FaqState.APPROVED, now=NOW)
    again = (("Wanneer moet ik betalen?", "Anders.", "pay"), ("waarom? ", "Daarom.", None), ("Waar?", "Hier.", None))
    assert draft(store, registered, *again) == 1
    assert [(e.question, e.answer, e.state) for e in entries(store, registered)] == [
        ("Wanneer betaal ik?", "Voor 30 april.", FaqState.APPROVED),
        ("Waarom?", "Daarom.", FaqState.DRAFT),
        ("Waar?", "Hier.", FaqState.DRAFT),
    ]
    assert draft(store, registered, *again) == 0


def test_one_draft_that_says_the_same_twice_makes_one_line(store, house, registered):
    draft(store, registered, ("Waarom?", "Daarom.", None), ("waarom?", "Daarom.", None))
    assert len(entries(store, registered)) == 1


def test_an_answer_written_by_a_person_is_not_drafted_over(store, house, registered):
    draft(store, registered, ("Waarom?", "", "why"))
    (entry,) = entries(store, registered)
    with store.writing() as session:
        faq.edit(session, house.taxes, entry.id, answer="Omdat het moet.", now=NOW)
    draft(store, registered, ("Waarom?", "Daarom.", "why"))
    assert entries(store, registered)[0].answer == "Omdat het moet."


def test_empty_answers_are_asked_of_the_department_with_a_day(store, house, registered):
    draft(store, registered, ("Waarom?", "", None))
    (entry,) = entries(store, registered)
    assert entry.answer_due_on == date(2027, 1, 18)  # five open days after Monday 11 January
    assert told(store, NoticeKind.QUESTION_TO_DEPARTMENT) == ["taxes"]
    assert told(store, NoticeKind.FAQ_READY) == ["lead"]


def test_what_is_returned_is_asked_with_a_remark_and_a_day_and_comes_back_by_an_edit(store, house, registered):
    draft(store, registered, ("Waarom?", "Daarom.", None))
    (entry,) = entries(store, registered)
    for _ in range(2):
        with store.writing() as session:
            faq.judge(session, house.lead, entry.id, FaqState.RETURNED, remark="Te kort.", now=NOW)
    (returned,) = entries(store, registered)
    assert (returned.answer_due_on, returned.remark, returned.judged_by) == (date(2027, 1, 18), "Te kort.", "lead")
    assert told(store, NoticeKind.QUESTION_TO_DEPARTMENT) == ["taxes"]
    with store.writing() as session:
        faq.edit(session, house.taxes, entry.id, answer="Omdat de gemeenteraad dat besloot.", now=NOW)
    (back,) = entries(store, registered)
    assert (back.state, back.answer_due_on, back.judged_by, back.version) == (FaqState.DRAFT, None, None, 2)
    assert back.sources[-1].kind is SourceKind.PERSON


def test_editing_what_was_approved_asks_for_a_new_judgement_and_keeps_the_old_words(store, house, registered):
    align(store, house, registered)
    approved = next(e for e in entries(store, registered) if e.state is FaqState.APPROVED)
    with store.writing() as session:
        assert faq.edit(session, house.taxes, approved.id, answer=approved.answer, now=NOW) == 1
        assert faq.edit(session, house.taxes, approved.id, answer="Voor 31 mei.", now=NOW) == 2
        (old,) = session.query(FaqEntryVersion).all()
        assert (old.answer, old.state, old.version) == ("Voor 30 april.", FaqState.APPROVED, 1)
    with pytest.raises(faq.StaleEntry), store.writing() as session:
        faq.judge(session, house.lead, approved.id, FaqState.APPROVED, expected_version=1, now=NOW)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"question": " "}, "question_missing"),
        ({"question": "x" * 501}, "too_long"),
        ({"answer": "x" * 4001}, "too_long"),
    ],
)
def test_a_line_that_cannot_be_is_refused(store, house, registered, given, code):
    draft(store, registered, ("Waarom?", "Daarom.", None))
    (entry,) = entries(store, registered)
    with pytest.raises(BadValue) as refusal, store.writing() as session:
        faq.edit(session, house.taxes, entry.id, now=NOW, **given)
    assert refusal.value.code == code
    with pytest.raises(BadValue) as refusal, store.writing() as session:
        faq.add_entry(session, house.lead, registered, now=NOW, **{"question": "Hoe?"} | given)
    limits = {"question": faq.QUESTION_LIMIT, "answer": faq.ANSWER_LIMIT}
    (field,) = given
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert code == "question_missing" or refusal.value.facts["limit"] == limits[field]


def test_nobody_puts_an_entry_to_sleep_by_hand(store, house, registered):
    draft(store, registered, ("Waarom?", "Daarom.", None))
    (entry,) = entries(store, registered)
    with pytest.raises(BadValue), store.writing() as session:
        faq.judge(session, house.lead, entry.id, FaqState.ASLEEP, now=NOW)


def test_a_sleeping_answer_is_not_shown_but_serves_the_next_mailing(store, house, registered):
    align(store, house, registered)
    after = NOW + timedelta(days=200)
    with store.writing() as session:
        assert faq.put_to_sleep(session, SYSTEM, now=after) == 1
        assert faq.put_to_sleep(session, SYSTEM, now=after) == 0
        content = replace(house.content(), batches=(BatchContent(900, date(2028, 2, 21)),))
        later = mailing.register(session, house.taxes, content, now=after)
    with store.reading() as session:
        assert faq.list_visible(session, on=date(2027, 3, 1)) == ()
        earlier = faq.list_earlier(session, house.woz_id, before_mailing_id=later)
        assert [(e.question, e.state) for e in earlier] == [("Wanneer moet ik betalen?", FaqState.ASLEEP)]
        assert faq.list_earlier(session, house.woz_id, before_mailing_id=registered) == ()


def test_answers_of_a_cancelled_mailing_are_not_shown(store, house, registered):
    align(store, house, registered)
    with store.writing() as session:
        mailing.cancel(session, house.taxes, registered, reason="gaat niet door", now=NOW)
    with store.reading() as session:
        assert faq.list_visible(session, on=date(2027, 3, 1)) == ()
