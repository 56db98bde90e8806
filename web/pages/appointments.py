"""Slots of specialists and the appointments in them."""

from __future__ import annotations

from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from drafting.mask import mask
from registry import agenda, callback, mailing_view, person
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated, BadValue
from registry.kinds import AppointmentState, SlotState, Stage
from registry.mailing_view import MailingView
from registry.rights import NotAllowed, Operation, may, require
from registry.store import Session
from templates.values.answers import AppointmentRow, AppointmentsPage, SlotDay, SlotRow
from templates.values.frame import Choice, Form, Section
from web import forms
from web.addresses import Id
from web.errors import status_of
from web.visit import Looking, Posting, Visit

router = APIRouter()

MOST_SLOTS = 120
WAITING_LIST = "wachtlijst"
NAMES = {"caller_name": "caller", "caller_phone": "phone"}
WITH_SLOTS = (Stage.REGISTERED, Stage.PREPARED, Stage.ALIGNED, Stage.SENT, Stage.AFTERCARE)


@router.get("/afspraken")
def appointments(visit: Looking) -> Response:
    """Free times of the mailing that was chosen, and what was booked."""
    return _page(visit, visit.query.get("mailing", ""))


def _page(
    visit: Visit,
    chosen: str,
    form: Form | None = None,
    alternatives: tuple[agenda.SlotView, ...] = (),
    status: int = 200,
) -> Response:
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_SLOTS)
        views = _mailings(session, actor)
        view = next((each for each in views if each.reference == chosen), views[0] if views else None)
        names = {each.id: each.name for each in person.list_people(session)}
        may_see_callers = view is not None and _may_see_callers(actor, view)
        page = AppointmentsPage(
            mailings=tuple(Choice(each.reference, each.content.title) for each in views),
            chosen=view.reference if view else "",
            days=_days(session, view, names, visit) if view else (),
            booked=_booked(session, view, names) if view and may_see_callers else (),
            alternatives=tuple(_slot(slot, names, view) for slot in alternatives) if view else (),
            waiting_count=_waiting_count(session, view) if view else 0,
            form=form or Form(),
        )
        frame = visit.frame(session, actor, Section.APPOINTMENTS)
    return visit.page("appointments", frame, page, status)


def _mailings(session: Session, actor: Actor) -> tuple[MailingView, ...]:
    """Return the mailings with slots that the visitor may see, the newest first."""
    found = [
        view
        for view in mailing_view.list_mailings(session, stages=WITH_SLOTS)
        if agenda.count_slots(session, view.id) and may(actor, Operation.SEE_SLOTS, view.content.department_id)
    ]
    return tuple(reversed(found))


def _may_see_callers(actor: Actor, view: MailingView) -> bool:
    own = view.content.department_id
    return may(actor, Operation.BOOK, own) or may(actor, Operation.CLOSE_CALLBACK, own)


def _days(session: Session, view: MailingView, names: dict[int, str], visit: Visit) -> tuple[SlotDay, ...]:
    free = agenda.list_slots(session, mailing_id=view.id, state=SlotState.OPEN, from_at=visit.now, limit=MOST_SLOTS)
    grouped = groupby(free, key=lambda slot: day_of(slot.starts_at))
    return tuple(SlotDay(on, tuple(_slot(slot, names, view) for slot in slots)) for on, slots in grouped)


def _slot(slot: agenda.SlotView, names: dict[int, str], view: MailingView) -> SlotRow:
    return SlotRow(
        str(slot.id), slot.starts_at, slot.ends_at, names.get(slot.specialist_id, "specialist"), view.department
    )


def _booked(session: Session, view: MailingView, names: dict[int, str]) -> tuple[AppointmentRow, ...]:
    return tuple(
        AppointmentRow(
            id=str(each.id),
            starts_at=each.slot.starts_at,
            specialist=names.get(each.slot.specialist_id, "specialist"),
            caller=each.caller_name or "gewist",
            phone=each.caller_phone or "",
            topic=view.content.title,
            version=1,
        )
        for each in agenda.list_appointments(session, view.id)
        if each.state is AppointmentState.ACTIVE
    )


def _waiting_count(session: Session, view: MailingView) -> int:
    found = callback.list_callbacks(session, mailing_id=view.id, limit=500)
    return sum(each.topic == WAITING_LIST for each in found)


@router.post("/afspraken")
def book(visit: Posting) -> Response:
    """Book the slot that was chosen, or note the caller for when there is place."""
    posted, chosen = visit.posted, visit.posted.get("mailing")
    try:
        if posted.get("step") == "wait":
            _wait(visit, chosen)
            return visit.to(f"/afspraken?mailing={chosen}", "wachtlijst")
        slot = posted.get("slot")
        if not slot.isdecimal() or len(slot) > 9:
            raise BadValue("required", field="slot")
        with visit.writing() as (session, actor):
            agenda.book(
                session,
                actor,
                slot_id=int(slot),
                caller_name=posted.get("caller"),
                caller_phone=posted.get("phone"),
                question=mask(posted.get("question")),
                now=visit.now,
            )
    except NotAllowed:
        raise
    except Anticipated as error:
        near = error.facts.get("alternatives", ())
        assert isinstance(near, tuple)
        return _page(visit, chosen, _form(visit, error), near, status_of(error))
    return visit.to(f"/afspraken?mailing={chosen}", "afspraak")


def _wait(visit: Visit, chosen: str) -> None:
    with visit.writing() as (session, actor):
        view = mailing_view.get_mailing(session, chosen)
        callback.note(
            session,
            actor,
            department_id=view.content.department_id,
            caller_name=visit.posted.get("caller"),
            caller_phone=visit.posted.get("phone"),
            question=mask(visit.posted.get("question")) or "Wil een afspraak zodra er plaats is.",
            topic=WAITING_LIST,
            mailing_id=view.id,
            now=visit.now,
        )


def _form(visit: Visit, error: Anticipated) -> Form:
    found = forms.form_of(visit.posted, forms.flat(error), visit.say, "slot")
    return Form(found.values, {NAMES.get(name, name): text for name, text in found.errors.items()})


@router.post("/afspraken/{appointment_id}/afzeggen")
def cancel(visit: Posting, appointment_id: Id) -> Response:
    """Give the slot back."""
    with visit.writing() as (session, actor):
        agenda.cancel_appointment(session, actor, appointment_id, now=visit.now)
    return visit.to("/afspraken", "afgezegd")
