"""What was judged can be taken back until somebody built on it; unchanged lines are approved in one go, doubtful ones never."""

from __future__ import annotations

from datetime import timedelta

import pytest
from wierdijk import NOW, align, prepare

from registry import audit, faq, faq_judgement, notice
from registry.kinds import FaqState, NoticeKind
from registry.rights import NotAllowed


@pytest.fixture
def sheet(store, house, registered):
    """A mailing whose sheet has two lines, to be judged."""
    prepare(store, house, registered)
    with store.writing() as session:
        for entry in faq.list_entries(session, registered):
            faq.edit(session, house.taxes, entry.id, answer=f"Antwoord {entry.position}.", now=NOW)
    return registered


def lines(store, mailing_id):
    with store.reading() as session:
        return faq.list_entries(session, mailing_id)


def judged(store, who, entry, state, *, now=NOW, **more):
    with store.writing() as session:
        return faq.judge(session, who, entry.id, state, now=now, **more)


def undone(store, who, deed, now=NOW):
    with store.writing() as session:
        return faq_judgement.undo(session, who, deed, now=now)


@pytest.mark.parametrize("state", [FaqState.APPROVED, FaqState.RETURNED, FaqState.DROPPED])
def test_a_judgement_taken_back_leaves_the_line_as_it_was(store, house, sheet, state):
    before = lines(store, sheet)
    deed = judged(store, house.lead, before[0], state, remark="Noem het adres.")
    assert lines(store, sheet)[0].state is state
    assert undone(store, house.lead, deed) == (before[0].id,)
    assert lines(store, sheet) == before
    with store.reading() as session:
        assert audit.list_lines(session, mailing_id=sheet, action="faq.undone", limit=5)


def test_a_question_that_nobody_sent_yet_is_withdrawn_with_it(store, house, sheet):
    def asked():
        with store.reading() as session:
            found = notice.list_notices(session, mailing_id=sheet, limit=100)
        return [each for each in found if "Noem het adres." in str(each.facts.get("items"))]

    entry = lines(store, sheet)[0]
    deed = judged(store, house.lead, entry, FaqState.RETURNED, remark="Noem het adres.")
    assert {each.kind for each in asked()} == {NoticeKind.QUESTION_TO_DEPARTMENT}
    undone(store, house.lead, deed)
    assert asked() == []
    judged(store, house.lead, entry, FaqState.RETURNED, remark="Noem het adres.")
    assert asked() != []


def test_what_is_sent_back_within_ten_minutes_is_asked_in_one_mail(store, house, sheet):
    def asked():
        with store.reading() as session:
            found = notice.list_notices(session, mailing_id=sheet, limit=100)
        kept = [each for each in found if "items" in each.facts]
        return [([item["remark"] for item in each.facts["items"]], each.next_attempt_at) for each in reversed(kept)]

    first, second = lines(store, sheet)[:2]
    soon, late = NOW + timedelta(minutes=4), NOW + timedelta(minutes=30)
    deed = judged(store, house.lead, first, FaqState.RETURNED, remark="Noem het adres.")
    judged(store, house.lead, second, FaqState.RETURNED, remark="Waarom?", now=soon)
    ready = NOW + notice.GATHERED_FOR
    assert asked() == [(["Noem het adres.", "Waarom?"], ready)]
    undone(store, house.lead, deed)
    assert asked() == [(["Waarom?"], ready)]
    with store.writing() as session:
        assert not [each for each in notice.claim_due(session, now=soon) if "items" in each.facts]
        assert [each for each in notice.claim_due(session, now=ready) if "items" in each.facts]
    judged(store, house.lead, first, FaqState.RETURNED, remark="Nog eens.", now=late)
    assert [remarks for remarks, _ in asked()] == [["Waarom?"], ["Nog eens."]]


def test_the_same_judgement_taken_back_twice_says_there_is_nothing_left(store, house, sheet):
    deed = judged(store, house.lead, lines(store, sheet)[0], FaqState.DROPPED)
    undone(store, house.lead, deed)
    with pytest.raises(faq_judgement.JudgementNotFound):
        undone(store, house.lead, deed)


def test_who_did_not_judge_takes_nothing_back(store, house, sheet):
    deed = judged(store, house.lead, lines(store, sheet)[0], FaqState.APPROVED)
    with pytest.raises(NotAllowed):
        undone(store, house.taxes, deed)
    assert lines(store, sheet)[0].state is FaqState.APPROVED


def test_a_line_that_was_changed_since_stays_as_it_is(store, house, sheet):
    entry = lines(store, sheet)[0]
    deed = judged(store, house.lead, entry, FaqState.APPROVED)
    with store.writing() as session:
        faq.edit(session, house.taxes, entry.id, answer="Toch anders.", now=NOW)
    with store.reading() as session:
        assert not faq_judgement.can_undo(session, deed)
    with pytest.raises(faq_judgement.JudgementBuiltOn):
        undone(store, house.lead, deed)
    assert lines(store, sheet)[0].answer == "Toch anders."


def test_a_line_that_was_judged_again_gives_back_the_last_judgement_only(store, house, sheet):
    entry = lines(store, sheet)[0]
    first = judged(store, house.lead, entry, FaqState.APPROVED)
    second = judged(store, house.lead, entry, FaqState.DROPPED)
    with pytest.raises(faq_judgement.JudgementBuiltOn):
        undone(store, house.lead, first)
    undone(store, house.lead, second)
    assert lines(store, sheet)[0].state is FaqState.APPROVED
    undone(store, house.lead, first)
    assert lines(store, sheet)[0].state is FaqState.DRAFT


def test_after_the_yes_of_the_kcc_nothing_is_taken_back(store, house, registered):
    align(store, house, registered)
    with store.reading() as session:
        last = faq_judgement.find_last_deed(session, registered, person_id=house.lead.person_id)
        assert last is not None and not faq_judgement.can_undo(session, last.deed)
    with pytest.raises(faq_judgement.JudgementBuiltOn):
        undone(store, house.lead, last.deed, now=NOW + timedelta(minutes=1))


def test_an_answer_goes_back_only_with_a_word_about_it(store, house, sheet):
    with pytest.raises(faq.RemarkMissing):
        judged(store, house.lead, lines(store, sheet)[0], FaqState.RETURNED, remark="  ")
    assert lines(store, sheet)[0].state is FaqState.DRAFT


def test_unchanged_lines_are_approved_together_and_taken_back_together(store, house, sheet, again):
    entries = lines(store, again)
    with store.writing() as session:
        deed = faq.approve_unchanged(session, house.lead, again, now=NOW)
    assert [entry.state for entry in lines(store, again)] == [FaqState.APPROVED] * len(entries)
    assert set(undone(store, house.lead, deed)) == {entry.id for entry in entries}
    assert lines(store, again) == entries


def test_a_doubtful_line_is_never_approved_with_the_others(store, house, sheet, again):
    first, _ = lines(store, again)
    with store.writing() as session:
        faq.approve_unchanged(session, house.lead, again, doubtful={first.id}, now=NOW)
    assert [entry.state for entry in lines(store, again)] == [FaqState.DRAFT, FaqState.APPROVED]


def test_a_line_that_says_something_else_than_last_time_waits_for_its_own_judgement(store, house, sheet, again):
    with store.writing() as session:
        faq.edit(session, house.taxes, lines(store, again)[1].id, answer="Nieuw dit jaar.", now=NOW)
        deed = faq.approve_unchanged(session, house.lead, again, now=NOW)
        assert faq_judgement.get_deed(session, deed).entry_ids == (lines(store, again)[0].id,)
        assert faq.approve_unchanged(session, house.lead, again, now=NOW) == ""


@pytest.fixture
def again(store, house, sheet):
    """Next year's mailing of the type, its draft filled with the answers that were approved on `sheet`."""
    from registry import mailing

    for entry in lines(store, sheet):
        judged(store, house.lead, entry, FaqState.APPROVED)
    with store.writing() as session:
        number = mailing.register(session, house.taxes, house.content(), now=NOW)
        drafted = [
            faq.NewEntry(entry.question, entry.answer, entry.sources, entry.key) for entry in lines(store, sheet)
        ]
        faq.store_draft(session, house.writer, number, drafted, now=NOW)
    return number
