"""/prognoses, /faq-items, /tijdsloten, /afspraken, /contacten and /terugblikken."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from drafting.mask import mask
from registry import agenda, faq, forecast, mailing_view, organisation, review, tally
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import BadValue
from registry.faq import EntryView
from registry.kinds import SlotState, TallyOutcome
from registry.mailing_view import MailingView
from registry.review import ReviewNotFound, ReviewView
from registry.rights import Operation, may, require
from registry.store import Session
from registry.tally import NewTally
from web.addresses import PATTERN, Id, Ref
from web.api.collections import ROWS, Collection, Page, collection
from web.api.door import Calling
from web.api.models import (
    AppointmentIn,
    AppointmentOut,
    ContactIn,
    ContactOut,
    FaqItemOut,
    ForecastOut,
    ReviewOut,
    SlotOut,
)
from web.plain import plain

router = APIRouter()

Mailing = Annotated[str | None, Query(pattern=PATTERN, description="Reference of a mailing.")]
MOST_SLOTS = 100_000


@router.get("/prognoses", operation_id="listForecasts", summary="List forecasts", tags=["prognoses"])
def list_forecasts(call: Calling, page: Page = 1) -> Collection[ForecastOut]:
    """The newest forecast of every mailing that has one, by the mailing's first day."""
    with call.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        total = mailing_view.count_mailings(session)
        views = mailing_view.list_mailings(session, limit=ROWS, offset=(page - 1) * ROWS)
        found = [_forecast(view, latest) for view in views if (latest := forecast.latest(session, view.id))]
    return collection(call.request, "prognoses", found, page, total)


@router.get("/prognoses/{ref}", operation_id="getForecast", summary="Read a forecast", tags=["prognoses"])
def get_forecast(call: Calling, ref: Ref) -> ForecastOut:
    """The newest forecast of a mailing."""
    with call.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        view = mailing_view.get_mailing(session, ref)
        latest = forecast.latest(session, view.id)
    if latest is None:
        raise BadValue("forecast_not_found", mailing=view.reference)
    return _forecast(view, latest)


def _forecast(view: MailingView, found: forecast.ForecastView) -> ForecastOut:
    known = plain(found)
    return ForecastOut(
        reference=view.reference, **{name: known[name] for name in ForecastOut.model_fields if name in known}
    )


@router.get("/faq-items", operation_id="listFaqItems", summary="List approved answers", tags=["faq-items"])
def list_faq_items(
    call: Calling,
    page: Page = 1,
    mailing: Mailing = None,
    q: Annotated[str, Query(max_length=500, description="A question in a caller's words; best answers first.")] = "",
) -> Collection[FaqItemOut]:
    """Approved questions within their validity, and nothing else."""
    with call.reading() as (session, actor):
        require(actor, Operation.SEARCH_FAQ)
        wanted = mailing_view.get_mailing(session, mailing).id if mailing else None
        visible = faq.list_visible(session, on=day_of(call.now), mailing_id=wanted)
        if q.strip():
            visible = call.place.answers.search(q, visible, frozenset(), limit=ROWS).entries
        shown = visible[(page - 1) * ROWS :][:ROWS]
        items = [_faq_item(session, entry) for entry in shown]
    return collection(call.request, "faq-items", items, page, len(visible))


@router.get("/faq-items/{item_id}", operation_id="getFaqItem", summary="Read an approved answer", tags=["faq-items"])
def get_faq_item(call: Calling, item_id: Id) -> FaqItemOut:
    """One approved answer; anything that is not approved does not exist here."""
    with call.reading() as (session, actor):
        require(actor, Operation.SEARCH_FAQ)
        for entry in faq.list_visible(session, on=day_of(call.now)):
            if entry.id == item_id:
                return _faq_item(session, entry)
    raise faq.EntryNotFound(entry=item_id)


def _faq_item(session: Session, entry: EntryView) -> FaqItemOut:
    assert entry.valid_from and entry.valid_until and entry.judged_at, "only approved answers are visible"
    return FaqItemOut(
        id=entry.id,
        reference=mailing_view.get_mailing(session, entry.mailing_id).reference,
        question=entry.question,
        answer=entry.answer,
        version=entry.version,
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        approved_at=entry.judged_at,
    )


@router.get("/tijdsloten", operation_id="listSlots", summary="List slots", tags=["tijdsloten"])
def list_slots(
    call: Calling, page: Page = 1, mailing: Mailing = None, state: SlotState | None = None
) -> Collection[SlotOut]:
    """Slots that have not begun yet, in order of time."""
    with call.reading() as (session, actor):
        view = mailing_view.get_mailing(session, mailing) if mailing else None
        require(actor, Operation.SEE_SLOTS, view.content.department_id if view else None)
        references = {each.id: each.reference for each in mailing_view.list_mailings(session)}
        found = agenda.list_slots(
            session, mailing_id=view.id if view else None, state=state, from_at=call.now, limit=MOST_SLOTS
        )
        items = [_slot(slot, references) for slot in found[(page - 1) * ROWS :][:ROWS]]
    return collection(call.request, "tijdsloten", items, page, len(found))


def _slot(slot: agenda.SlotView, references: dict[int, str]) -> SlotOut:
    return SlotOut(
        id=slot.id,
        reference=references.get(slot.mailing_id or 0),
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        state=slot.state,
    )


@router.get("/afspraken", operation_id="listAppointments", summary="List appointments", tags=["afspraken"])
def list_appointments(
    call: Calling, mailing: Annotated[str, Query(pattern=PATTERN)], page: Page = 1
) -> Collection[AppointmentOut]:
    """The appointments of a mailing, without the callers."""
    with call.reading() as (session, actor):
        view = mailing_view.get_mailing(session, mailing)
        require(actor, Operation.SEE_SLOTS, view.content.department_id)
        found = agenda.list_appointments(session, view.id, limit=MOST_SLOTS)
        names = {view.id: view.reference}
        items = [_appointment(each, names) for each in found[(page - 1) * ROWS :][:ROWS]]
    return collection(call.request, "afspraken", items, page, len(found))


@router.post("/afspraken", operation_id="book", summary="Book an appointment", tags=["afspraken"], status_code=201)
def book(call: Calling, body: AppointmentIn) -> AppointmentOut:
    """Book a caller in a slot, or in the first free one of a mailing."""
    if body.slot is None and body.mailing is None:
        raise BadValue("required", field="slot")
    with call.writing() as (session, actor):
        require(actor, Operation.BOOK)
        view = mailing_view.get_mailing(session, body.mailing) if body.mailing else None
        made = agenda.book(
            session,
            actor,
            slot_id=body.slot,
            mailing_id=view.id if view else None,
            caller_name=body.caller_name,
            caller_phone=body.caller_phone,
            question=mask(body.question),
            now=call.now,
        )
        owner = mailing_view.get_mailing(session, made.slot.mailing_id).reference if made.slot.mailing_id else None
    names = {made.slot.mailing_id: owner} if made.slot.mailing_id and owner else {}
    return _appointment(made, names)


def _appointment(each: agenda.AppointmentView, references: dict[int, str]) -> AppointmentOut:
    return AppointmentOut(id=each.id, slot=_slot(each.slot, references), state=each.state, booked_at=each.booked_at)


@router.post("/contacten", operation_id="tally", summary="Tally a contact", tags=["contacten"], status_code=201)
def note_contact(call: Calling, body: ContactIn) -> ContactOut:
    """Count one contact; it stands in the list of tallied contacts of whoever the token belongs to, who can take it back there."""
    new = NewTally(
        at=body.at or call.now,
        channel=body.channel,
        topic=body.topic,
        outcome=TallyOutcome.HANDED_OVER if body.answered is False else TallyOutcome.ANSWERED,
        words=mask(body.words),
        duration_seconds=body.duration_seconds,
    )
    with call.writing() as (session, actor):
        own = next((number for number, _, is_own in organisation.list_organisations(session) if is_own), None)
        if own is None:
            raise BadValue("no_organisation")
        made = tally.note(session, actor, new, organisation_id=own, now=call.now)
    return ContactOut(id=made, at=new.at, channel=body.channel, topic=body.topic)


@router.get("/terugblikken", operation_id="listReviews", summary="List reviews", tags=["terugblikken"])
def list_reviews(call: Calling, page: Page = 1) -> Collection[ReviewOut]:
    """The newest review of every mailing that has one, latest first."""
    with call.reading() as (session, actor):
        require(actor, Operation.SEE_REVIEW)
        views = {each.id: each for each in mailing_view.list_mailings(session)}
        found = [
            each for each in review.list_reviews(session, limit=MOST_SLOTS) if _may_see(actor, views[each.mailing_id])
        ]
        shown = found[(page - 1) * ROWS :][:ROWS]
        items = [_review(views[each.mailing_id], each) for each in shown]
    return collection(call.request, "terugblikken", items, page, len(found))


@router.get("/terugblikken/{ref}", operation_id="getReview", summary="Read a review", tags=["terugblikken"])
def get_review(call: Calling, ref: Ref) -> ReviewOut:
    """The newest review of a mailing."""
    with call.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.SEE_REVIEW, view.content.department_id)
        found = review.find_review(session, view.id)
    if found is None:
        raise ReviewNotFound(mailing=view.reference)
    return _review(view, found)


def _may_see(actor: Actor, view: MailingView) -> bool:
    return may(actor, Operation.SEE_REVIEW, view.content.department_id)


def _review(view: MailingView, found: ReviewView) -> ReviewOut:
    known = plain(found)
    findings = [{"kind": kind, **plain(facts)} for kind, facts in found.findings]
    values = {name: known[name] for name in ReviewOut.model_fields if name in known}
    return ReviewOut(reference=view.reference, **(values | {"findings": findings, "hi90": found.upper}))
