"""What departments and the KCC do with a mailing, at the edges: changes, letters, sheets, staffing, sending, the past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from wierdijk import NOW, SYSTEM, align, give_forecast, prepare, send

from registry import (
    agenda,
    alignment,
    audit,
    callback,
    due,
    faq,
    forecast,
    letter,
    mailing,
    mailing_view,
    notice,
    person,
    review,
    sending,
    staffing,
    token,
)
from registry.clock import at_amsterdam
from registry.due import Work
from registry.errors import BadValue, Refused
from registry.faq_tables import FaqEntryVersion
from registry.kinds import (
    DeliveryChannel,
    Door,
    FaqState,
    Missing,
    NoticeKind,
    Role,
    SlotState,
    SourceKind,
    StaffingAnswer,
    Stage,
)
from registry.mailing_content import BatchContent
from registry.rights import NotAllowed

FIRST_ON = date(2027, 2, 22)


def view(store, mailing_id):
    with store.reading() as session:
        return mailing_view.get_mailing(session, mailing_id)


def told(store, kind):
    with store.reading() as session:
        return sorted(item.recipient_name for item in notice.list_notices(session, limit=500) if item.kind is kind)


def entries(store, mailing_id):
    with store.reading() as session:
        return faq.list_entries(session, mailing_id)


def attach(store, house, mailing_id, content=b"U betaalt voor 30 april.", filename="woz.txt"):
    with store.writing() as session:
        return letter.attach(session, house.taxes, mailing_id, filename=filename, content=content, now=NOW)


# --- change, align, override, withdraw -----------------------------------------------------------------------------


def test_a_mailing_that_is_over_changes_no_more(store, house, registered):
    with store.writing() as session:
        mailing.cancel(session, house.taxes, registered, reason="gaat niet door", now=NOW)
    deeds = (
        lambda s: mailing.change(s, house.taxes, registered, house.content(5), expected_revision=None, now=NOW),
        lambda s: alignment.align(s, house.lead, registered, now=NOW),
        lambda s: alignment.override(s, house.lead, registered, reason="De minister wil het zo.", now=NOW),
        lambda s: alignment.release(s, house.taxes, registered, now=NOW),
        lambda s: letter.attach(s, house.taxes, registered, filename="a.txt", content=b"a", now=NOW),
        lambda s: faq.add_entry(s, house.lead, registered, question="Hoe?", now=NOW),
        lambda s: faq.store_draft(s, SYSTEM, registered, [], now=NOW),
        lambda s: sending.mark_sent(s, house.taxes, registered, 1, sent_on=NOW.date(), now=NOW),
        lambda s: agenda.open_slots(s, SYSTEM, registered, from_on=FIRST_ON, until_on=FIRST_ON, now=NOW),
    )
    before = view(store, registered)
    for deed in deeds:
        with pytest.raises(mailing.MailingOver), store.writing() as session:
            deed(session)
    assert view(store, registered) == before


def test_cancelling_tells_the_kcc_once_and_needs_a_reason(store, house, registered):
    with pytest.raises(mailing.ReasonMissing), store.writing() as session:
        mailing.cancel(session, house.taxes, registered, reason=" x ", now=NOW)
    for _ in range(2):
        with store.writing() as session:
            mailing.cancel(session, house.taxes, registered, reason="gaat niet door", now=NOW)
    assert (view(store, registered).stage, view(store, registered).cancel_reason) == (Stage.CANCELLED, "gaat niet door")
    assert told(store, NoticeKind.CANCELLED) == ["lead"]


def test_what_was_sent_cannot_be_cancelled(store, house, registered):
    send(store, house, registered)
    with pytest.raises(BadValue) as refusal, store.writing() as session:
        mailing.cancel(session, house.taxes, registered, reason="toch maar niet", now=NOW)
    assert refusal.value.code == "already_sent"


def test_a_change_that_matters_takes_the_release_code_too(store, house, registered):
    align(store, house, registered)
    with store.writing() as session:
        old = alignment.release(session, house.taxes, registered, now=NOW)
        mailing.change(session, house.taxes, registered, house.content(30_000), expected_revision=None, now=NOW)
    changed = view(store, registered)
    assert (changed.release_code, changed.aligned_at, changed.stage) == (None, None, Stage.PREPARED)
    with pytest.raises(alignment.NotAligned), store.writing() as session:
        alignment.release(session, house.taxes, registered, now=NOW)
    with store.writing() as session:
        give_forecast(session, registered, expected=2400, slots_needed=3)
        staffing.ask(session, SYSTEM, registered, peak_on=None, peak_contacts=None, now=NOW)
        staffing.answer(session, house.planner, registered, StaffingAnswer.YES, now=NOW)
        alignment.align(session, house.lead, registered, now=NOW)
        assert alignment.release(session, house.taxes, registered, now=NOW) != old
    with store.reading() as session:
        plan = forecast.plan(session, registered)
        assert plan is not None and plan.expected == 2400


@pytest.mark.parametrize(
    "changed",
    [
        {"batches": 2},
        {"channel": DeliveryChannel.EMAIL},
        {"arrives_until": date(2027, 3, 3)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_other_changes_that_matter(store, house, registered, changed):
    align(store, house, registered)
    content = house.content()
    if "batches" in changed:
        content = replace(content, batches=content.batches[:2])
    elif "channel" in changed:
        content = replace(
            content, batches=tuple(replace(b, delivery_channel=changed["channel"]) for b in content.batches)
        )
    else:
        first = replace(content.batches[0], arrives_until=changed["arrives_until"])
        content = replace(content, batches=(first, *content.batches[1:]))
    with store.writing() as session:
        mailing.change(session, house.taxes, registered, content, expected_revision=None, now=NOW)
    assert not view(store, registered).is_aligned


def test_a_change_after_an_override_takes_the_override_back(store, house, registered):
    with store.writing() as session:
        alignment.override(session, house.taxes, registered, reason="De minister stelde de datum vast.", now=NOW)
        mailing.change(session, house.taxes, registered, house.content(30_000), expected_revision=None, now=NOW)
    assert view(store, registered).overridden_at is None
    with pytest.raises(alignment.NotAligned), store.writing() as session:
        alignment.release(session, house.taxes, registered, now=NOW)


def test_small_steps_after_an_override_do_not_slip_through(store, house, registered):
    with store.writing() as session:
        alignment.override(session, house.taxes, registered, reason="De minister stelde de datum vast.", now=NOW)
    for quantity in (16_000, 17_000, 18_000):
        with store.writing() as session:
            mailing.change(session, house.taxes, registered, house.content(quantity), expected_revision=None, now=NOW)
    assert view(store, registered).overridden_at is None


def test_nothing_changed_writes_nothing(store, house, registered):
    before = view(store, registered)
    with store.writing() as session:
        assert mailing.change(session, house.taxes, registered, house.content(), expected_revision=1, now=NOW) == ()
    assert view(store, registered) == before
    with store.reading() as session:
        assert len(audit.list_lines(session, mailing_id=registered)) == 1


def test_saying_yes_twice_is_told_once(store, house, registered):
    prepare(store, house, registered)
    for _ in range(2):
        with store.writing() as session:
            alignment.align(session, house.lead, registered, now=NOW)
    assert told(store, NoticeKind.MAILING_ALIGNED) == ["taxes"]


def test_a_lead_who_looked_at_an_old_version_says_no_yes(store, house, registered):
    prepare(store, house, registered)
    with pytest.raises(mailing.StaleRevision), store.writing() as session:
        alignment.align(session, house.lead, registered, expected_revision=9, now=NOW)
    assert not view(store, registered).is_aligned


def test_a_forecast_of_an_older_version_keeps_the_gate_closed(store, house, registered):
    prepare(store, house, registered)
    with store.writing() as session:
        mailing.change(
            session, house.taxes, registered, replace(house.content(), sender="College"), expected_revision=1, now=NOW
        )
    with pytest.raises(alignment.NotAligned) as refusal, store.writing() as session:
        alignment.align(session, house.lead, registered, now=NOW)
    assert [item.what for item in refusal.value.requirements] == [Missing.FORECAST]


def test_a_mailing_at_the_size_class_does_not_align_itself(store, house):
    with store.writing() as session:
        small = mailing.register(
            session, house.taxes, replace(house.content(), batches=(BatchContent(499, FIRST_ON),)), now=NOW
        )
        large = mailing.register(
            session, house.taxes, replace(house.content(), batches=(BatchContent(500, FIRST_ON),)), now=NOW
        )
        for each in (small, large):
            give_forecast(session, each, expected=5)
            alignment.announce(session, SYSTEM, each, now=NOW)
    assert (view(store, small).aligned_by_itself, view(store, large).aligned_by_itself) == (True, False)
    with store.reading() as session:
        asked = [item.mailing_id for item in notice.list_notices(session) if item.kind is NoticeKind.STAFFING_QUESTION]
    assert asked == [large]


def test_a_small_mailing_that_grows_must_be_asked_after_all(store, house):
    content = replace(house.content(), batches=(BatchContent(400, FIRST_ON),))
    with store.writing() as session:
        small = mailing.register(session, house.taxes, content, now=NOW)
        give_forecast(session, small, expected=5)
        alignment.announce(session, SYSTEM, small, now=NOW)
        grown = replace(content, batches=(BatchContent(4000, FIRST_ON),))
        mailing.change(session, house.taxes, small, grown, expected_revision=None, now=NOW)
        give_forecast(session, small, expected=50)
        alignment.announce(session, SYSTEM, small, now=NOW)
    grown_view = view(store, small)
    assert (grown_view.is_aligned, grown_view.aligned_by_itself) == (False, False)
    assert told(store, NoticeKind.MAILING_REGISTERED) == ["lead"]


def test_announcing_twice_tells_once_and_after_a_material_change_again(store, house, registered):
    def announce():
        with store.writing() as session:
            give_forecast(session, registered)
            alignment.announce(session, SYSTEM, registered, now=NOW)

    announce()
    announce()
    assert told(store, NoticeKind.MAILING_REGISTERED) == ["lead"]
    with store.writing() as session:
        mailing.change(session, house.taxes, registered, house.content(30_000), expected_revision=None, now=NOW)
    announce()
    assert told(store, NoticeKind.MAILING_REGISTERED) == ["lead", "lead"]


# --- concept, letter ------------------------------------------------------------------------------------------------


def test_a_concept_is_registered_later_and_only_once(store, house):
    with store.writing() as session:
        concept = mailing.register(session, house.taxes, house.content(), now=NOW, as_concept=True)
    assert (view(store, concept).stage, view(store, concept).registered_at) == (Stage.CONCEPT, None)
    for _ in range(2):
        with store.writing() as session:
            mailing.register_concept(session, house.taxes, concept, now=NOW + timedelta(days=1))
    assert (view(store, concept).stage, view(store, concept).registered_at) == (
        Stage.REGISTERED,
        NOW + timedelta(days=1),
    )


def test_a_concept_whose_day_has_passed_is_not_registered(store, house):
    with store.writing() as session:
        concept = mailing.register(session, house.taxes, house.content(), now=NOW, as_concept=True)
    with pytest.raises(Refused) as refusal, store.writing() as session:
        mailing.register_concept(session, house.taxes, concept, now=NOW + timedelta(days=90))
    assert {problem.code for problem in refusal.value.problems} == {"batch_before_registration"}


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "letter_empty"), (b"x" * (letter.MAX_BYTES + 1), "letter_too_large")]
)
def test_a_letter_that_cannot_be_is_refused(store, house, registered, content, code):
    with pytest.raises(BadValue) as refusal:
        attach(store, house, registered, content)
    assert (refusal.value.code, refusal.value.field) == (code, "letter")
    with store.reading() as session:
        assert letter.find_letter(session, registered) is None


def test_a_letter_of_exactly_the_limit_is_kept_byte_for_byte(store, house, registered):
    content = bytes(range(256)) * (letter.MAX_BYTES // 256)
    attach(store, house, registered, content)
    with store.reading() as session:
        assert letter.get_content(session, registered) == ("woz.txt", content)


def test_the_same_letter_again_makes_no_version_another_one_does(store, house, registered):
    assert [attach(store, house, registered), attach(store, house, registered, filename="kopie.txt")] == [1, 1]
    assert attach(store, house, registered, b"U betaalt voor 31 mei.") == 2
    with store.reading() as session:
        assert letter.get_content(session, registered, 1)[1] == b"U betaalt voor 30 april."
        assert letter.find_text(session, registered) is None


def test_an_unreadable_letter_is_told_to_the_department_once(store, house, registered):
    attach(store, house, registered, b"%PDF-")
    for _ in range(2):
        with store.writing() as session:
            kept = letter.find_letter(session, registered)
            letter.mark_failed(session, SYSTEM, kept.id, problem="encrypted", now=NOW)
    assert told(store, NoticeKind.LETTER_UNREADABLE) == ["taxes"]


def test_a_mailing_without_a_letter_says_so(store, house, registered):
    with store.reading() as session, pytest.raises(letter.LetterNotFound):
        letter.get_content(session, registered)


# --- the FAQ sheet ---------------------------------------------------------------------------------------------------

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


# --- staffing ---------------------------------------------------------------------------------------------------------


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


# --- sending -----------------------------------------------------------------------------------------------------------


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


# --- callbacks ---------------------------------------------------------------------------------------------------------


def note(store, house, *, now=NOW, **given):
    plain = {"caller_name": "beller", "caller_phone": "0612345678", "question": "Klopt dit?"}
    with store.writing() as session:
        return callback.note(session, house.agent, department_id=house.taxes_id, now=now, **plain | given)


def the_callback(store, *, is_open=True):
    with store.reading() as session:
        (found,) = callback.list_callbacks(session, is_open=is_open)
    return found


@pytest.mark.parametrize(
    ("noted_on", "due_on"),
    [
        (date(2027, 1, 11), date(2027, 1, 13)),
        (date(2027, 1, 14), date(2027, 1, 18)),  # over a weekend
        (date(2027, 3, 26), date(2027, 3, 31)),  # over Easter Monday
    ],
)
def test_a_callback_is_due_at_the_end_of_the_second_open_day(store, house, noted_on, due_on):
    note(store, house, now=at_amsterdam(noted_on, 10))
    assert the_callback(store).due_at == at_amsterdam(due_on, 17)


def test_a_callback_closes_only_with_a_result_and_only_once(store, house):
    number = note(store, house)
    with pytest.raises(callback.ResultMissing), store.writing() as session:
        callback.close(session, house.agent, number, result="  ", was_reached=True, now=NOW)
    with store.writing() as session:
        assert callback.attempt(session, house.specialist, number, now=NOW) == 1
        callback.close(session, house.specialist, number, result="uitgelegd", was_reached=True, now=NOW)
        callback.close(session, house.agent, number, result="iets anders", was_reached=False, now=NOW)
        assert callback.attempt(session, house.agent, number, now=NOW) == 2
    closed = the_callback(store, is_open=False)
    assert (closed.result, closed.was_reached, closed.attempt_count) == ("uitgelegd", True, 2)


@pytest.mark.parametrize("missing", ["caller_name", "caller_phone", "question"])
def test_a_callback_says_who_and_what(store, house, missing):
    with pytest.raises(BadValue) as refusal:
        note(store, house, **{missing: " "})
    assert (refusal.value.code, refusal.value.field) == (f"{missing}_missing", missing)


def test_late_callbacks_are_counted(store, house, registered):
    for days in (1, 9):
        number = note(store, house, mailing_id=registered)
        with store.writing() as session:
            callback.close(
                session, house.agent, number, result="uitgelegd", was_reached=True, now=NOW + timedelta(days=days)
            )
    note(store, house, mailing_id=registered)
    with store.reading() as session:
        assert callback.count_callbacks(session, registered) == (3, 1, 1)
        assert callback.count_open(session) == 1


def test_a_callback_for_another_department_is_not_closed_by_this_one(store, house):
    number = note(store, house)
    with pytest.raises(NotAllowed), store.writing() as session:
        callback.close(session, house.waste, number, result="klaar", was_reached=True, now=NOW)


# --- people and tokens ---------------------------------------------------------------------------------------------------


def actor(store, who, on):
    with store.reading() as session:
        return person.actor_for(session, who.person_id, Door.PAGE, on=on)


def test_a_deputy_acts_within_the_dates_and_with_those_roles_only(store, house):
    first, last = date(2027, 2, 1), date(2027, 2, 14)
    with store.writing() as session:
        person.appoint_deputy(
            session, house.admin, house.taxes.person_id, house.agent.person_id, from_on=first, until_on=last, now=NOW
        )
    for day, stands_in in (
        (first - timedelta(days=1), False),
        (first, True),
        (last, True),
        (last + timedelta(days=1), False),
    ):
        now_is = actor(store, house.agent, day)
        assert (Role.DEPARTMENT in now_is.roles, house.taxes_id in now_is.department_ids) == (stands_in, stands_in)
        with store.reading() as session:
            names = {
                p.name for p in person.list_holders(session, Role.DEPARTMENT, department_id=house.taxes_id, on=day)
            }
        assert ("agent" in names) is stands_in


def test_a_deputy_of_one_department_gains_nothing_in_another(store, house):
    """Roles and departments of a deputy must not be mixed with the deputy's own."""
    with store.writing() as session:
        person.appoint_deputy(
            session,
            house.admin,
            house.specialist.person_id,
            house.waste.person_id,
            from_on=NOW.date(),
            until_on=NOW.date(),
            now=NOW,
        )
    both = actor(store, house.waste, NOW.date())
    # department of Afval, specialist of Belastingen: never the department of Belastingen
    with pytest.raises(NotAllowed), store.writing() as session:
        mailing.register(session, both, house.content(), now=NOW)


@pytest.mark.parametrize("dates", [(date(2027, 2, 2), date(2027, 2, 1))])
def test_a_deputy_whose_time_ends_before_it_begins_is_refused(store, house, dates):
    with pytest.raises(person.BadDates), store.writing() as session:
        person.appoint_deputy(
            session,
            house.admin,
            house.taxes.person_id,
            house.agent.person_id,
            from_on=dates[0],
            until_on=dates[1],
            now=NOW,
        )


def test_roles_are_given_once_and_taken_away(store, house):
    who = house.agent.person_id
    for _ in range(2):
        with store.writing() as session:
            person.grant(session, house.admin, who, Role.ANALYST, now=NOW)
    with store.reading() as session:
        assert [role for role, _ in person.get_person(session, who).roles] == [Role.AGENT, Role.ANALYST]
    for _ in range(2):
        with store.writing() as session:
            person.revoke(session, house.admin, who, Role.ANALYST, now=NOW)
    assert actor(store, house.agent, NOW.date()).roles == {Role.AGENT}


def test_an_address_belongs_to_one_colleague(store, house):
    with pytest.raises(person.EmailTaken), store.writing() as session:
        person.add_person(session, house.admin, name="ander", email=" LEAD@wierdijk.example", now=NOW)


def test_a_token_acts_in_its_role_until_it_ends(store, house):
    ends = NOW + timedelta(days=1)
    with store.writing() as session:
        plain = token.create(
            session,
            house.admin,
            name="zaaksysteem",
            role=Role.DEPARTMENT,
            department_id=house.taxes_id,
            expires_at=ends,
            now=NOW,
        )
    with store.reading() as session:
        acting = token.actor_for(session, plain, now=ends - timedelta(seconds=1))
        assert (acting.roles, acting.department_ids, acting.door) == ({Role.DEPARTMENT}, {house.taxes_id}, Door.API)
        for bad, at in ((plain, ends), (plain[:-1], NOW), ("", NOW)):
            with pytest.raises(token.BadToken):
                token.actor_for(session, bad, now=at)
        (kept,) = token.list_tokens(session)
        assert plain not in repr(kept)
    for _ in range(2):
        with store.writing() as session:
            token.revoke(session, house.admin, kept.id, now=NOW)
    with store.reading() as session, pytest.raises(token.BadToken):
        token.actor_for(session, plain, now=NOW)


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
