"""What departments and the KCC do with a mailing, at the edges: changing, withdrawing, aligning, overriding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from wierdijk import NOW, SYSTEM, align, attach, give_forecast, prepare, send, told, view

from registry import (
    agenda,
    alignment,
    audit,
    faq,
    forecast,
    letter,
    mailing,
    notice,
    sending,
    staffing,
)
from registry.errors import BadValue
from registry.kinds import (
    DeliveryChannel,
    Missing,
    NoticeKind,
    StaffingAnswer,
    Stage,
)
from registry.mailing_content import BatchContent

FIRST_ON = date(2027, 2, 22)


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
    assert void_codes(store) == {old} and told(store, NoticeKind.CHANGED) == ["lead", "taxes"]
    with pytest.raises(alignment.ReleaseWithdrawn) as refusal:
        alignment.require_code(None, replace(changed, release_code=old, stage=Stage.CANCELLED))
    assert refusal.value.facts["release_code"] == old
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


def test_a_mailing_is_announced_once_and_a_material_change_brings_one_mail_to_all_who_must_know(store, house):
    also = {"must_also_know": (house.waste_id,)}
    with store.writing() as session:
        number = mailing.register(session, house.taxes, replace(house.content(), **also), now=NOW)

    def announce():
        with store.writing() as session:
            give_forecast(session, number)
            alignment.announce(session, SYSTEM, number, now=NOW)

    announce()
    announce()
    assert told(store, NoticeKind.MAILING_REGISTERED) == ["lead", "waste"]
    with store.writing() as session:
        more = replace(house.content(30_000), **also)
        foreseen = mailing.foresee(session, number, more, on=NOW.date())
        mailing.change(session, house.taxes, number, more, expected_revision=None, now=NOW)
    announce()
    assert told(store, NoticeKind.MAILING_REGISTERED) == ["lead", "waste"]
    assert told(store, NoticeKind.CHANGED) == sorted(each.name for each in foreseen.told) == ["lead", "waste"]
    assert told(store, NoticeKind.STAFFING_QUESTION) == ["planner", "planner"]


def test_small_steps_that_add_up_are_foreseen_as_what_takes_the_yes_back(store, house, registered):
    align(store, house, registered)
    for quantity in (16_000, 17_000):
        with store.writing() as session:
            foreseen = mailing.foresee(session, registered, house.content(quantity), on=NOW.date())
            mailing.change(session, house.taxes, registered, house.content(quantity), expected_revision=None, now=NOW)
        assert foreseen.takes_alignment_back is not view(store, registered).is_aligned
        assert [each.name for each in foreseen.told] == told(store, NoticeKind.CHANGED)
    assert told(store, NoticeKind.CHANGED) == ["lead"]


def test_another_letter_is_told_to_those_who_must_know_too(store, house):
    with store.writing() as session:
        content = replace(house.content(), must_also_know=(house.waste_id,))
        number = mailing.register(session, house.taxes, content, now=NOW)
    align(store, house, number)
    attach(store, house, number, b"U betaalt voor 31 mei.", "nieuw.txt")
    assert told(store, NoticeKind.CHANGED) == ["lead", "waste"] and void_codes(store) == {None}


def test_another_letter_after_the_release_voids_the_code_and_tells_the_department_that_holds_it(
    store, house, registered
):
    align(store, house, registered)
    with store.writing() as session:
        code = alignment.release(session, house.taxes, registered, now=NOW)
    attach(store, house, registered, b"U betaalt voor 31 mei.", "nieuw.txt")
    assert told(store, NoticeKind.CHANGED) == ["lead", "taxes"] and void_codes(store) == {code}
    with pytest.raises(alignment.ReleaseWithdrawn) as refusal, store.reading() as session:
        alignment.require_code(session, view(store, registered))
    assert refusal.value.facts["release_code"] == code


@pytest.mark.parametrize("letter_too", [False, True])
def test_a_yes_that_was_taken_back_before_it_was_mailed_is_not_mailed_and_the_next_one_is(
    store, house, registered, letter_too
):
    yes = (NoticeKind.MAILING_ALIGNED, NoticeKind.RELEASED)
    align(store, house, registered)
    with store.writing() as session:
        alignment.release(session, house.taxes, registered, now=NOW)
    assert [told(store, kind) for kind in yes] == [["taxes"], ["lead"]]
    if letter_too:
        attach(store, house, registered, b"U betaalt voor 31 mei.", "nieuw.txt")
    else:
        with store.writing() as session:
            mailing.change(session, house.taxes, registered, house.content(30_000), expected_revision=None, now=NOW)
    assert [told(store, kind) for kind in yes] == [[], []]
    assert told(store, NoticeKind.STAFFING_QUESTION) == ["planner"]


def test_a_yes_after_another_letter_is_told_again_though_the_first_was_mailed(store, house, registered):
    align(store, house, registered)
    with store.writing() as session:
        first = alignment.release(session, house.taxes, registered, now=NOW)
        notice.claim_due(session, now=NOW)
    attach(store, house, registered, b"U betaalt voor 31 mei.", "nieuw.txt")
    with store.writing() as session:
        kept = letter.find_letter(session, registered)
        letter.mark_read(session, SYSTEM, kept.id, text="U betaalt voor 31 mei.", facts={}, now=NOW)
        alignment.align(session, house.lead, registered, now=NOW + timedelta(hours=1))
        assert alignment.release(session, house.taxes, registered, now=NOW + timedelta(hours=1)) != first
    assert told(store, NoticeKind.MAILING_ALIGNED) == ["taxes", "taxes"]
    assert told(store, NoticeKind.RELEASED) == ["lead", "lead"]


def test_a_small_mailing_that_grows_before_the_mail_went_is_not_told_of_as_aligned(store, house):
    content = replace(house.content(), batches=(BatchContent(400, FIRST_ON),))
    with store.writing() as session:
        small = mailing.register(session, house.taxes, content, now=NOW)
        give_forecast(session, small, expected=5)
        alignment.announce(session, SYSTEM, small, now=NOW)
    assert told(store, NoticeKind.AUTO_ALIGNED) == ["lead"]
    with store.writing() as session:
        grown = replace(content, batches=(BatchContent(4000, FIRST_ON),))
        mailing.change(session, house.taxes, small, grown, expected_revision=None, now=NOW)
    assert told(store, NoticeKind.AUTO_ALIGNED) == []


def test_nobody_is_asked_anything_of_a_mailing_that_was_cancelled_before_the_mail_went(store, house, registered):
    align(store, house, registered)
    with store.writing() as session:
        mailing.cancel(session, house.taxes, registered, reason="gaat niet door", now=NOW)
        left = {item.kind for item in notice.list_notices(session, mailing_id=registered)}
    assert left == {NoticeKind.CANCELLED}


def test_nobody_is_told_that_a_concept_changed_or_was_cancelled(store, house):
    with store.writing() as session:
        number = mailing.register(session, house.taxes, house.content(), now=NOW, as_concept=True)
        assert mailing.foresee(session, number, house.content(30_000), on=NOW.date()).told == ()
        mailing.change(session, house.taxes, number, house.content(30_000), expected_revision=None, now=NOW)
        mailing.cancel(session, house.taxes, number, reason="gaat niet door", now=NOW)
    assert view(store, number).stage is Stage.CANCELLED
    with store.reading() as session:
        assert notice.count_notices(session, mailing_id=number) == 0


def void_codes(store):
    with store.reading() as session:
        found = notice.list_notices(session, limit=500)
    return {item.facts.get("void_code") for item in found if item.kind is NoticeKind.CHANGED}


def test_another_letter_after_the_yes_takes_it_back_and_tells_the_kcc(store, house, registered):
    align(store, house, registered)
    attach(store, house, registered)  # the same bytes: the letter of the yes
    assert view(store, registered).is_aligned and told(store, NoticeKind.CHANGED) == []
    attach(store, house, registered, b"U betaalt voor 31 mei.", "nieuw.txt")
    fresh = view(store, registered)
    assert not fresh.is_aligned and fresh.stage is Stage.PREPARED and fresh.revision == 1
    assert told(store, NoticeKind.CHANGED) == ["lead"]
    with store.reading() as session:
        said = next(item for item in notice.list_notices(session, limit=500) if item.kind is NoticeKind.CHANGED)
    assert said.facts["by"] == "taxes" and said.facts["took_alignment_back"]
    assert said.facts["differences"] == [{"what": "letter", "was": "woz.txt", "becomes": "nieuw.txt"}]


def test_another_letter_changes_nothing_before_the_yes_and_after_the_last_part(store, house, registered):
    attach(store, house, registered, b"Een eerste tekst.")
    attach(store, house, registered, b"Een tweede tekst.")
    assert told(store, NoticeKind.CHANGED) == []
    send(store, house, registered)
    attach(store, house, registered, b"Zo is hij gedrukt.")
    assert view(store, registered).is_aligned and told(store, NoticeKind.CHANGED) == []
