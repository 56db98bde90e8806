"""One mailing through every operation of the registry, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from wierdijk import NOW, SYSTEM, give_forecast, prepare

from registry import (
    alignment,
    audit,
    due,
    faq,
    mailing,
    mailing_view,
    notice,
    review,
    sending,
)
from registry.due import Work
from registry.errors import Refused
from registry.kinds import FaqState, Missing, NoticeKind, Role, Stage
from registry.mailing_content import BatchContent
from registry.rights import NotAllowed
from registry.store import Store


def test_registering_writes_mailing_version_and_trail_together(store, house, registered):
    with store.reading() as session:
        view = mailing_view.get_mailing(session, registered)
        assert (view.stage, view.quantity, view.department) == (Stage.REGISTERED, 45_000, "Belastingen")
        assert view.batches[0].arrives_from == date(2027, 2, 23)
        assert mailing_view.get_mailing(session, view.reference.lower()) == view
        assert [line.action for line in audit.list_lines(session, mailing_id=registered)] == ["mailing.registered"]
        assert Work.FORECAST in {item.work for item in due.list_due(session, now=NOW)}


def test_another_department_may_not_register_for_this_one(store, house):
    with pytest.raises(NotAllowed), store.writing() as session:
        mailing.register(session, house.waste, house.content(), now=NOW)
    with store.reading() as session:
        assert mailing_view.count_mailings(session) == 0


def test_bad_content_names_every_field_at_once(store, house):
    batches = (BatchContent(0, date(2027, 2, 22)), BatchContent(10, date(2026, 12, 1)))
    with pytest.raises(Refused) as refusal, store.writing() as session:
        mailing.register(session, house.taxes, replace(house.content(), title=" ", batches=batches), now=NOW)
    # batches are put in order of handover: the one in the past comes first
    assert {(p.field, p.code) for p in refusal.value.problems} == {
        ("title", "title_missing"),
        ("batch-1-handover_on", "batch_before_registration"),
        ("batch-2-quantity", "quantity_zero"),
    }


def test_release_without_alignment_is_refused_with_what_is_missing_and_whose_turn(store, house, registered):
    with pytest.raises(alignment.NotAligned) as refusal, store.writing() as session:
        alignment.release(session, house.taxes, registered, now=NOW)
    missing = {item.what: item.turn for item in refusal.value.requirements}
    assert missing[Missing.LETTER] is Role.DEPARTMENT
    assert missing[Missing.LEAD_YES] is Role.KCC_LEAD
    assert Missing.STAFFING in missing


def test_marking_sent_before_alignment_is_refused(store, house, registered):
    with pytest.raises(alignment.NotAligned), store.writing() as session:
        sending.mark_sent(session, house.taxes, registered, 1, sent_on=date(2027, 1, 11), now=NOW)


def test_too_few_slots_keep_the_gate_closed(store, house, registered):
    prepare(store, house, registered, slots_needed=3)
    with store.writing() as session:
        give_forecast(session, registered, expected=4000, slots_needed=50)
    with pytest.raises(alignment.NotAligned) as refusal, store.writing() as session:
        alignment.align(session, house.lead, registered, now=NOW)
    (missing,) = refusal.value.requirements
    assert (missing.what, missing.done_count, missing.needed_count) == (Missing.SLOTS, 3, 50)


def test_the_whole_walk_ends_closed_and_teaches_the_type(store, house, registered):
    prepare(store, house, registered)
    with store.writing() as session:
        alignment.align(session, house.lead, registered, expected_revision=1, now=NOW)
        code = alignment.release(session, house.taxes, registered, now=NOW)
    with store.writing() as session:
        assert alignment.release(session, house.taxes, registered, now=NOW) == code
        for number in (1, 2, 3):
            day = date(2027, 2, 15) + timedelta(weeks=number)
            later = NOW + timedelta(days=70)
            sending.mark_sent(session, house.taxes, registered, number, sent_on=day, now=later)
        assert sending.begin_aftercare(session, SYSTEM, registered, now=NOW + timedelta(days=70))
    with store.writing() as session:
        works = {item.work for item in due.list_due(session, now=NOW + timedelta(days=100))}
        assert Work.REVIEW in works
        new = review.NewReview(
            is_final=True,
            window_from=date(2027, 2, 23),
            window_until=date(2027, 4, 9),
            extra=1300.0,
            lo90=1100.0,
            hi90=1500.0,
            is_at_least=False,
            was_detected=True,
            peak_on=date(2027, 2, 26),
            plan_low=400.0,
            plan_expected=1200.0,
            plan_high=2400.0,
            quantity=45_000,
            figures={},
            days=[],
            chart=None,
            findings=(("unanswered_question", {"question": "Waar is mijn taxatieverslag?", "count": 60}),),
        )
        assert review.store_review(session, SYSTEM, registered, new, now=NOW) == 1
        assert review.store_review(session, SYSTEM, registered, new, now=NOW) == 1
        review.close(session, house.analyst, registered, now=NOW)
    with store.reading() as session:
        assert mailing_view.get_mailing(session, registered).stage is Stage.CLOSED
        (learned,) = review.past_sendings(session)
        assert (learned.letter_type_id, learned.extra, learned.quantity) == (house.woz_id, 1300.0, 45_000)
        assert audit.verify(session) is None
        kinds = {item.kind for item in notice.list_notices(session, limit=100)}
        assert {
            NoticeKind.MAILING_ALIGNED,
            NoticeKind.RELEASED,
            NoticeKind.REVIEW_READY,
            NoticeKind.STAFFING_QUESTION,
        } <= kinds


@pytest.mark.parametrize(
    ("quantity", "days", "falls_back"), [(20_000, 0, True), (15_000, 2, True), (15_100, 0, False), (15_000, 1, False)]
)
def test_only_a_change_that_matters_takes_alignment_back(store, house, registered, quantity, days, falls_back):
    prepare(store, house, registered)
    with store.writing() as session:
        alignment.align(session, house.lead, registered, now=NOW)
    before = count_changed(store)
    content = house.content()
    first = replace(
        content.batches[0], quantity=quantity, handover_on=content.batches[0].handover_on + timedelta(days=days)
    )
    with store.writing() as session:
        mailing.change(
            session,
            house.taxes,
            registered,
            replace(content, batches=(first, *content.batches[1:])),
            expected_revision=1,
            now=NOW,
        )
    with store.reading() as session:
        view = mailing_view.get_mailing(session, registered)
        assert view.is_aligned is not falls_back
        assert view.stage is (Stage.PREPARED if falls_back else Stage.ALIGNED)
    assert count_changed(store) - before == (1 if falls_back else 0)


def test_many_small_steps_do_not_slip_through(store, house, registered):
    prepare(store, house, registered)
    with store.writing() as session:
        alignment.align(session, house.lead, registered, now=NOW)
        for quantity in (16_000, 17_000):
            mailing.change(session, house.taxes, registered, house.content(quantity), expected_revision=None, now=NOW)
    with store.reading() as session:
        assert not mailing_view.get_mailing(session, registered).is_aligned


def test_a_typing_correction_makes_a_version_and_no_notice(store, house, registered):
    before = count_changed(store)
    with store.writing() as session:
        found = mailing.change(
            session,
            house.taxes,
            registered,
            replace(house.content(), title="WOZ-aanslag 2027 (alle wijken)"),
            expected_revision=1,
            now=NOW,
        )
    assert [item.what for item in found] == ["title"]
    assert count_changed(store) == before
    with store.reading() as session:
        assert len(mailing_view.list_versions(session, registered)) == 2


def test_a_change_on_an_old_page_is_refused(store, house, registered):
    with store.writing() as session:
        mailing.change(session, house.taxes, registered, house.content(16_000), expected_revision=1, now=NOW)
    with pytest.raises(mailing.StaleRevision), store.writing() as session:
        mailing.change(session, house.taxes, registered, house.content(17_000), expected_revision=1, now=NOW)


def test_an_override_is_signed_reasoned_and_told(store, house, registered):
    with pytest.raises(mailing.ReasonMissing), store.writing() as session:
        alignment.override(session, house.taxes, registered, reason="haast", now=NOW)
    with store.writing() as session:
        alignment.override(session, house.taxes, registered, reason="De minister heeft de datum vastgesteld.", now=NOW)
        assert alignment.release(session, house.taxes, registered, now=NOW).startswith("TK-")
    with store.reading() as session:
        view = mailing_view.get_mailing(session, registered)
        assert (view.overridden_by, view.is_aligned) == ("taxes", False)
        assert NoticeKind.OVERRIDE_USED in {item.kind for item in notice.list_notices(session)}


def test_a_small_mailing_aligns_by_itself_with_a_notice(store, house):
    with store.writing() as session:
        small = mailing.register(session, house.taxes, house.content(100), now=NOW)
        assert not alignment.align_by_itself(session, SYSTEM, small, now=NOW)
        give_forecast(session, small, expected=5)
        assert alignment.align_by_itself(session, SYSTEM, small, now=NOW)
    with store.reading() as session:
        assert mailing_view.get_mailing(session, small).aligned_by_itself
        assert NoticeKind.AUTO_ALIGNED in {item.kind for item in notice.list_notices(session)}


def test_nothing_unapproved_is_visible_to_an_agent(store, house, registered):
    prepare(store, house, registered)
    in_window = date(2027, 3, 1)
    with store.reading() as session:
        assert [entry.question for entry in faq.list_visible(session, on=in_window)] == ["Wanneer moet ik betalen?"]
        assert faq.list_visible(session, on=date(2027, 1, 11)) == ()
        (visible,) = faq.list_visible(session, on=in_window)
    with store.writing() as session:
        faq.edit(session, house.taxes, visible.id, answer="Voor 31 mei.", expected_version=1, now=NOW)
    with store.reading() as session:
        assert faq.list_visible(session, on=in_window) == ()
    with store.writing() as session:
        assert faq.put_to_sleep(session, SYSTEM, now=NOW + timedelta(days=200)) == 0


def test_an_empty_answer_cannot_be_approved(store, house, registered):
    with store.writing() as session:
        entry = faq.add_entry(session, house.lead, registered, question="Waar is mijn taxatieverslag?", now=NOW)
    with pytest.raises(faq.AnswerMissing), store.writing() as session:
        faq.judge(session, house.lead, entry, FaqState.APPROVED, now=NOW)


def count_changed(store: Store) -> int:
    with store.reading() as session:
        return sum(item.kind is NoticeKind.CHANGED for item in notice.list_notices(session, limit=200))
