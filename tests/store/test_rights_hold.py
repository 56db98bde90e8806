"""An actor without a role is refused by every operation of the registry, and nothing is changed."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from wierdijk import NOW, prepare

from registry import (
    advice,
    agenda,
    alignment,
    answer_search,
    callback,
    capacity,
    conflict,
    contact,
    contact_counts,
    contact_ledger,
    echo,
    faq,
    faq_judgement,
    forecast,
    gap,
    letter,
    letter_type,
    mailing,
    norms,
    nowcast,
    opening,
    organisation,
    password,
    past_appointments,
    person,
    posttray,
    purge,
    question_group,
    redials,
    review,
    review_refusal,
    self_handled,
    sending,
    size_class,
    staffing,
    surprise,
    tally,
    tariff,
    token,
    waiting,
    what_if,
)
from registry.actor import Actor
from registry.contact import NewContact
from registry.errors import BadValue
from registry.kinds import (
    Channel,
    Door,
    FaqState,
    GapState,
    GroupAct,
    MailingKind,
    PeriodKind,
    Role,
    StaffingAnswer,
    TallyOutcome,
)
from registry.rights import NotAllowed
from registry.store import Base

ROOT = Path(__file__).resolve().parent.parent.parent
NOBODY = Actor("niemand", Door.PAGE, person_id=1, department_ids=frozenset({1, 2}))
DAY = date(2027, 2, 22)
CALLER = {"caller_name": "beller", "caller_phone": "0612345678"}
IMPORT = contact_ledger.Import(1, 1, "csv")
CHUNK = contact_ledger.Chunk([])
NEW = NewContact(NOW, Channel.PHONE, "woz", "")
TALLIED = tally.NewTally(NOW, Channel.PHONE, "woz", TallyOutcome.ANSWERED)
REVIEW = review.NewReview(True, DAY, DAY, 1, 0, 2, False, True, None, None, None, None, 1, {}, [], None)

LETTER_TYPE = {"name": "x", "topic": "x", "department_id": None, "bank": None, "product_uri": None}
LETTER_TYPE |= {"size_class_id": None, "follow_ups": ()}

LEFT_OUT = question_group.NewDecision(GroupAct.LEAVE_OUT, question_group.AnchorView("betalen"))
ADVICE = advice.NewAdvice(1, {}, {}, [], [], {})
NOWCAST = nowcast.NewNowcast(1, DAY, 1, 2, 3, 2, False, {}, [], [], {})

# each is called as (session, NOBODY, house); the record holds mailing 1, entry 1, letter 1, person 1, department 1
DEEDS = {
    advice.store_advice: lambda s, a, h: advice.store_advice(s, a, 1, ADVICE, now=NOW),
    advice.ask_anew: lambda s, a, h: advice.ask_anew(s, a, 1, ADVICE, now=NOW),
    advice.choose: lambda s, a, h: advice.choose(s, a, 1, "advised", expected_revision=None, now=NOW),
    conflict.store_conflicts: lambda s, a, h: conflict.store_conflicts(s, a, [], now=NOW),
    conflict.dismiss: lambda s, a, h: conflict.dismiss(s, a, 1, reason="Dat lossen we op.", now=NOW),
    echo.store_echoes: lambda s, a, h: echo.store_echoes(s, a, 1, [], now=NOW),
    echo.drop: lambda s, a, h: echo.drop(s, a, 1, 1, now=NOW),
    echo.restore: lambda s, a, h: echo.restore(s, a, 1, 1, now=NOW),
    nowcast.store_nowcast: lambda s, a, h: nowcast.store_nowcast(s, a, 1, NOWCAST, now=NOW),
    surprise.store_surprises: lambda s, a, h: surprise.store_surprises(s, a, [], on=DAY, now=NOW),
    surprise.register: lambda s, a, h: surprise.register(
        s, a, 1, department_id=1, title="x", kind=MailingKind.MAILING, letter_type_id=None, quantity=1, now=NOW
    ),
    surprise.dismiss: lambda s, a, h: surprise.dismiss(s, a, 1, reason="Dat was een test.", now=NOW),
    surprise.purge_words: lambda s, a, h: surprise.purge_words(s, a, before=NOW),
    what_if.keep: lambda s, a, h: what_if.keep(s, a, 1, name="x", levers={}, outcomes=[], now=NOW),
    agenda.set_availability: lambda s, a, h: agenda.set_availability(s, a, 1, [], now=NOW),
    agenda.open_slots: lambda s, a, h: agenda.open_slots(s, a, 1, from_on=DAY, until_on=DAY, now=NOW),
    agenda.offer_slots: lambda s, a, h: agenda.offer_slots(s, a, 1, from_on=DAY, until_on=DAY, count=1, now=NOW),
    agenda.book: lambda s, a, h: agenda.book(s, a, mailing_id=1, now=NOW, **CALLER),
    agenda.cancel_appointment: lambda s, a, h: agenda.cancel_appointment(s, a, 1, now=NOW),
    agenda.purge_callers: lambda s, a, h: agenda.purge_callers(s, a, before=NOW, now=NOW),
    alignment.align: lambda s, a, h: alignment.align(s, a, 1, now=NOW),
    alignment.announce: lambda s, a, h: alignment.announce(s, a, 1, now=NOW),
    alignment.remind: lambda s, a, h: alignment.remind(s, a, 1, step=7, now=NOW),
    alignment.align_by_itself: lambda s, a, h: alignment.align_by_itself(s, a, 1, now=NOW),
    alignment.override: lambda s, a, h: alignment.override(s, a, 1, reason="Omdat het zo moet.", now=NOW),
    alignment.release: lambda s, a, h: alignment.release(s, a, 1, now=NOW),
    answer_search.note_opened: lambda s, a, h: answer_search.note_opened(s, a, 1, "x", now=NOW),
    answer_search.note_missed: lambda s, a, h: answer_search.note_missed(s, a, "x", now=NOW),
    answer_search.purge_searches: lambda s, a, h: answer_search.purge_searches(s, a, before=NOW, now=NOW),
    callback.note: lambda s, a, h: callback.note(s, a, department_id=1, question="Hoe?", now=NOW, **CALLER),
    callback.attempt: lambda s, a, h: callback.attempt(s, a, 1, now=NOW),
    callback.close: lambda s, a, h: callback.close(s, a, 1, result="klaar", was_reached=True, now=NOW),
    callback.purge_callers: lambda s, a, h: callback.purge_callers(s, a, before=NOW, now=NOW),
    contact.note_contact: lambda s, a, h: contact.note_contact(s, a, NEW, organisation_id=1),
    contact.assign_to_mailing: lambda s, a, h: contact.assign_to_mailing(s, a, [1], 1, now=NOW),
    contact.purge_contacts: lambda s, a, h: contact.purge_contacts(s, a, keep_days=1, now=NOW),
    contact_counts.put_counts: lambda s, a, h: contact_counts.put_counts(s, a, [], organisation_id=1, source="x"),
    contact_ledger.begin_import: lambda s, a, h: contact_ledger.begin_import(
        s, a, organisation_id=1, source="x", name="x", digest="x", now=NOW
    ),
    contact_ledger.finish_import: lambda s, a, h: contact_ledger.finish_import(
        s, a, IMPORT, added=0, already_present=0, rejected=0, now=NOW
    ),
    contact_ledger.add_contacts: lambda s, a, h: contact_ledger.add_contacts(s, a, IMPORT, CHUNK),
    contact_ledger.would_add: lambda s, a, h: contact_ledger.would_add(s, a, CHUNK, set()),
    faq.store_draft: lambda s, a, h: faq.store_draft(s, a, 1, [faq.NewEntry("Hoe?", "Zo.", ())], now=NOW),
    faq.approve_unchanged: lambda s, a, h: faq.approve_unchanged(s, a, 1, now=NOW),
    faq_judgement.undo: lambda s, a, h: faq_judgement.undo(s, a, "x", now=NOW),
    faq.judge: lambda s, a, h: faq.judge(s, a, 1, FaqState.DROPPED, now=NOW),
    faq.edit: lambda s, a, h: faq.edit(s, a, 1, answer="Anders.", now=NOW),
    faq.edit_and_approve: lambda s, a, h: faq.edit_and_approve(s, a, 1, answer="Anders.", now=NOW),
    faq.add_entry: lambda s, a, h: faq.add_entry(s, a, 1, question="Hoe?", now=NOW),
    faq.add_lines: lambda s, a, h: faq.add_lines(s, a, 1, [], now=NOW),
    gap.store_gaps: lambda s, a, h: gap.store_gaps(s, a, 1, [], now=NOW),
    gap.decide: lambda s, a, h: gap.decide(s, a, 1, GapState.DONE, now=NOW),
    question_group.store_grouping: lambda s, a, h: question_group.store_grouping(
        s, a, 1, {}, since_at=NOW, line_count=0, now=NOW
    ),
    question_group.decide: lambda s, a, h: question_group.decide(s, a, 1, LEFT_OUT, now=NOW),
    question_group.withdraw: lambda s, a, h: question_group.withdraw(s, a, 1, 1, now=NOW),
    question_group.purge_groupings: lambda s, a, h: question_group.purge_groupings(s, a, before=NOW),
    faq.put_to_sleep: lambda s, a, h: faq.put_to_sleep(s, a, now=NOW + timedelta(days=500)),
    forecast.store_forecast: lambda s, a, h: forecast.store_forecast(
        s, a, 1, for_revision=1, low=1, expected=2, high=3, days=[], reasons=[], now=NOW
    ),
    letter.attach: lambda s, a, h: letter.attach(s, a, 1, filename="a.txt", content=b"anders", now=NOW),
    letter.mark_read: lambda s, a, h: letter.mark_read(s, a, 1, text="anders", facts={}, now=NOW),
    letter.mark_failed: lambda s, a, h: letter.mark_failed(s, a, 1, problem="scan", now=NOW),
    letter_type.change_letter_type: lambda s, a, h: letter_type.change_letter_type(s, a, 1, now=NOW, **LETTER_TYPE),
    letter_type.end_letter_type: lambda s, a, h: letter_type.end_letter_type(s, a, 1, now=NOW),
    letter_type.restore_letter_type: lambda s, a, h: letter_type.restore_letter_type(s, a, 1, now=NOW),
    letter_type.add_letter_type: lambda s, a, h: letter_type.add_letter_type(s, a, name="x", topic="x", now=NOW),
    mailing.register: lambda s, a, h: mailing.register(s, a, h.content(), now=NOW),
    mailing.record_past: lambda s, a, h: mailing.record_past(s, a, h.content(), now=NOW + timedelta(days=99)),
    mailing.record_surprise: lambda s, a, h: mailing.record_surprise(s, a, h.content(), now=NOW),
    mailing.register_concept: lambda s, a, h: mailing.register_concept(s, a, 1, now=NOW),
    mailing.change: lambda s, a, h: mailing.change(s, a, 1, h.content(5), expected_revision=None, now=NOW),
    mailing.cancel: lambda s, a, h: mailing.cancel(s, a, 1, reason="gaat niet door", now=NOW),
    capacity.set_week: lambda s, a, h: capacity.set_week(s, a, Channel.PHONE, {(0, 540): 3}, now=NOW),
    opening.set_hours: lambda s, a, h: opening.set_hours(s, a, Channel.PHONE, {0: ("09:00", "12:00")}, now=NOW),
    opening.add_period: lambda s, a, h: opening.add_period(
        s, a, kind=PeriodKind.CLOSING, name="x", first_on=DAY, last_on=DAY, now=NOW
    ),
    opening.remove_period: lambda s, a, h: opening.remove_period(s, a, 1, now=NOW),
    tariff.set_tariff: lambda s, a, h: tariff.set_tariff(s, a, from_on=DAY, hourly=50.0, now=NOW),
    tariff.remove_tariff: lambda s, a, h: tariff.remove_tariff(s, a, DAY, now=NOW),
    size_class.set_size_class: lambda s, a, h: size_class.set_size_class(
        s, a, name="x", from_quantity=1, ladder=size_class.Ladder(4, 3, 2, 1), now=NOW
    ),
    size_class.remove_size_class: lambda s, a, h: size_class.remove_size_class(s, a, 1, now=NOW),
    norms.change_norms: lambda s, a, h: norms.change_norms(s, a, agents=99, now=NOW),
    organisation.add_organisation: lambda s, a, h: organisation.add_organisation(s, a, name="x", now=NOW),
    organisation.change_organisation: lambda s, a, h: organisation.change_organisation(
        s, a, 1, name="x", is_own=False, now=NOW
    ),
    organisation.end_organisation: lambda s, a, h: organisation.end_organisation(s, a, 1, now=NOW),
    organisation.restore_organisation: lambda s, a, h: organisation.restore_organisation(s, a, 1, now=NOW),
    organisation.change_department: lambda s, a, h: organisation.change_department(
        s, a, 1, organisation_id=1, name="x", email=None, identifier=None, now=NOW
    ),
    organisation.end_department: lambda s, a, h: organisation.end_department(s, a, 1, now=NOW),
    organisation.restore_department: lambda s, a, h: organisation.restore_department(s, a, 1, now=NOW),
    organisation.add_department: lambda s, a, h: organisation.add_department(
        s, a, organisation_id=1, name="x", now=NOW
    ),
    organisation.link_liaison: lambda s, a, h: organisation.link_liaison(s, a, 1, person_id=1, deputy_id=None, now=NOW),
    person.add_person: lambda s, a, h: person.add_person(s, a, name="x", email="x@wierdijk.example", now=NOW),
    person.change_person: lambda s, a, h: person.change_person(
        s, a, 1, name="x", email="x@wierdijk.example", language=None, now=NOW
    ),
    person.end_person: lambda s, a, h: person.end_person(s, a, 1, now=NOW),
    person.restore_person: lambda s, a, h: person.restore_person(s, a, 1, now=NOW),
    person.end_deputy: lambda s, a, h: person.end_deputy(s, a, 1, now=NOW),
    password.set_password: lambda s, a, h: password.set_password(s, a, 1, "een lang wachtwoord", now=NOW),
    password.remove_password: lambda s, a, h: password.remove_password(s, a, 1, now=NOW),
    person.grant: lambda s, a, h: person.grant(s, a, 1, Role.ADMIN, now=NOW),
    person.revoke: lambda s, a, h: person.revoke(s, a, 1, Role.KCC_LEAD, now=NOW),
    person.appoint_deputy: lambda s, a, h: person.appoint_deputy(s, a, 1, 2, from_on=DAY, until_on=DAY, now=NOW),
    posttray.retry: lambda s, a, h: posttray.retry(s, a, 1, now=NOW),
    redials.keep_and_forget: lambda s, a, h: redials.keep_and_forget(s, a, first=DAY, last=DAY),
    review.store_review: lambda s, a, h: review.store_review(s, a, 1, REVIEW, now=NOW),
    past_appointments.finish_past: lambda s, a, h: past_appointments.finish_past(s, a, now=NOW + timedelta(days=500)),
    review_refusal.note_refusal: lambda s, a, h: review_refusal.note_refusal(
        s, a, 1, BadValue("no_counts_yet", first=DAY), now=NOW
    ),
    review.close: lambda s, a, h: review.close(s, a, 1, now=NOW),
    sending.mark_sent: lambda s, a, h: sending.mark_sent(s, a, 1, 1, sent_on=NOW.date(), now=NOW),
    sending.correct_arrival: lambda s, a, h: sending.correct_arrival(
        s, a, 1, 1, arrives_from=DAY, arrives_until=DAY, now=NOW
    ),
    sending.begin_aftercare: lambda s, a, h: sending.begin_aftercare(s, a, 1, now=NOW),
    self_handled.find_self_handled: lambda s, a, h: self_handled.find_self_handled(
        s, a, since=NOW.date(), until=NOW.date()
    ),
    staffing.ask: lambda s, a, h: staffing.ask(s, a, 1, peak_on=None, peak_contacts=None, now=NOW),
    staffing.answer: lambda s, a, h: staffing.answer(s, a, 1, StaffingAnswer.YES, now=NOW),
    tally.note: lambda s, a, h: tally.note(s, a, TALLIED, organisation_id=1, now=NOW),
    tally.undo: lambda s, a, h: tally.undo(s, a, 1, now=NOW),
    token.create: lambda s, a, h: token.create(s, a, name="x", role=Role.ADMIN, now=NOW),
    waiting.list_waiting: lambda s, a, h: waiting.list_waiting(s, a, now=NOW),
    waiting.has_waiting: lambda s, a, h: waiting.has_waiting(s, a, now=NOW),
    token.revoke: lambda s, a, h: token.revoke(s, a, 1, now=NOW),
}
NOT_OF_A_SESSION = {("purge", "purge_expired")}
NO_OPERATION = {("audit", "record"), ("faq_validity", "keep_up"), ("rights", "may"), ("rights", "require")}


def every_row(store):
    with store.engine.connect() as connection:
        return {table.name: connection.execute(sa.select(table)).all() for table in Base.metadata.sorted_tables}


def test_every_operation_is_in_the_list_below():
    found = {
        (path.stem, node.name)
        for path in (ROOT / "registry").glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if "actor" in {argument.arg for argument in node.args.args}
    }
    listed = {(deed.__module__.removeprefix("registry."), deed.__name__) for deed in DEEDS}
    assert found == listed | NOT_OF_A_SESSION | NO_OPERATION


def test_who_has_no_role_changes_nothing_anywhere(store, house, registered):
    prepare(store, house, registered)
    with store.writing() as session:
        callback.note(session, house.agent, department_id=1, question="Hoe?", now=NOW, **CALLER)
        agenda.book(session, house.agent, mailing_id=registered, now=NOW, **CALLER)
        gap.store_gaps(session, Actor.system(Door.COMMAND), registered, [gap.NewGap("verslag", "Waar?", 3, 0)], now=NOW)
    before = every_row(store)
    let_through = []
    for deed, call in DEEDS.items():
        with store.reading() as session:
            try:
                call(session, NOBODY, house)
            except NotAllowed:
                continue
            let_through.append(deed.__name__)
    assert let_through == []
    with pytest.raises(NotAllowed):
        purge.purge_expired(store, NOBODY, now=NOW)
    assert every_row(store) == before
