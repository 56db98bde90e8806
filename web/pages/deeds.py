"""What is done to a mailing from its page: each a POST, each an operation of the record, each told to a flow afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from registry import agenda, alignment, forecast, mailing, mailing_view, sending, staffing
from registry.actor import Actor
from registry.clock import day_of
from registry.due import WINDOW_DAYS
from registry.errors import Anticipated, BadValue
from registry.kinds import StaffingAnswer
from registry.mailing import StaleRevision
from registry.mailing_view import MailingView
from registry.rights import NotAllowed
from registry.store import Session
from web.addresses import Ref
from web.errors import status_of
from web.forms import Reading
from web.pages.mailings import show_mailing
from web.visit import Posting, Visit, error_message

router = APIRouter()

SOME_SLOTS = 10  # when somebody wants more than the forecast asks for

Deed = Callable[[Session, Actor, MailingView], str]


def _do(visit: Visit, ref: str, deed: Deed, flow: str | None = "deliver") -> Response:
    """Do one thing in one transaction and go back to the page; what is refused is said above it."""
    try:
        with visit.writing() as (session, actor):
            view = mailing_view.get_mailing(session, ref)
            done = deed(session, actor, view)
    except NotAllowed:
        raise
    except Anticipated as error:
        return show_mailing(visit, ref, error_message(visit, error), status_of(error))
    if flow is not None:
        visit.ask(flow, view.id, view.revision)
    return visit.to(f"/mailings/{view.reference}", done)


def _same_version(visit: Visit, view: MailingView) -> None:
    seen = visit.posted.version()
    if seen is not None and seen != view.revision:
        raise StaleRevision(expected=seen, found=view.revision)


@router.post("/mailings/{ref}/afstemmen")
def align(visit: Posting, ref: Ref) -> Response:
    """Give the KCC's yes."""

    def deed(session: Session, actor: Actor, view: MailingView) -> str:
        alignment.align(session, actor, view.id, expected_revision=visit.posted.version(), now=visit.now)
        return "afgestemd"

    return _do(visit, ref, deed)


@router.post("/mailings/{ref}/vrijgeven")
def release(visit: Posting, ref: Ref) -> Response:
    """Give out the release code."""

    def deed(session: Session, actor: Actor, view: MailingView) -> str:
        _same_version(visit, view)
        alignment.release(session, actor, view.id, now=visit.now)
        return "vrijgegeven"

    return _do(visit, ref, deed)


@router.post("/mailings/{ref}/toch-vrijgeven")
def override(visit: Posting, ref: Ref) -> Response:
    """Let it go without the yes: signed and reasoned."""

    def deed(session: Session, actor: Actor, view: MailingView) -> str:
        _same_version(visit, view)
        alignment.override(session, actor, view.id, reason=visit.posted.get("reason"), now=visit.now)
        return "toch-vrijgegeven"

    return _do(visit, ref, deed)


@router.post("/mailings/{ref}/vervallen")
def cancel(visit: Posting, ref: Ref) -> Response:
    """Cancel the mailing."""

    def deed(session: Session, actor: Actor, view: MailingView) -> str:
        _same_version(visit, view)
        mailing.cancel(session, actor, view.id, reason=visit.posted.get("reason"), now=visit.now)
        return "vervallen"

    return _do(visit, ref, deed)


@router.post("/mailings/{ref}/verzonden")
def mark_sent(visit: Posting, ref: Ref) -> Response:
    """Write the real day and number of a batch."""

    def deed(session: Session, actor: Actor, view: MailingView) -> str:
        reading = Reading(visit.posted)
        number, sent_on = reading.number("batch"), reading.day("sent_on")
        quantity = reading.number("sent_quantity")
        if reading.problems:
            raise reading.problems[0]
        if sent_on is None:
            raise BadValue("required", field="sent_on")
        sending.mark_sent(session, actor, view.id, number or 0, sent_on=sent_on, quantity=quantity, now=visit.now)
        return "verzonden"

    return _do(visit, ref, deed, flow=None)


@router.post("/mailings/{ref}/aangekomen")
def correct_arrival(visit: Posting, ref: Ref) -> Response:
    """Write when a batch really arrived; forecast and review follow."""

    def deed(session: Session, actor: Actor, view: MailingView) -> str:
        _same_version(visit, view)
        reading = Reading(visit.posted)
        number, first, last = reading.number("batch"), reading.day("arrives_from"), reading.day("arrives_until")
        if reading.problems:
            raise reading.problems[0]
        if first is None:
            raise BadValue("required", field="arrives_from")
        sending.correct_arrival(
            session, actor, view.id, number or 0, arrives_from=first, arrives_until=last or first, now=visit.now
        )
        return "aangekomen"

    return _do(visit, ref, deed, flow="notify")


@router.post("/mailings/{ref}/bezetting")
def answer_staffing(visit: Posting, ref: Ref) -> Response:
    """Answer whether the peak can be manned."""

    def deed(session: Session, actor: Actor, view: MailingView) -> str:
        reply = visit.posted.get("answer")
        if reply not in list(StaffingAnswer):
            raise BadValue("required", field="answer")
        note = visit.posted.get("note")
        if not note and reply != StaffingAnswer.YES:
            raise BadValue("staffing_note_missing", field="note")
        staffing.answer(session, actor, view.id, StaffingAnswer(reply), note=note, now=visit.now)
        return "bezetting"

    return _do(visit, ref, deed, flow=None)


@router.post("/mailings/{ref}/tijdsloten")
def open_slots(visit: Posting, ref: Ref) -> Response:
    """Open the slots that the forecast asks for and that are not there yet, in the days of the mailing's contacts."""

    def deed(session: Session, actor: Actor, view: MailingView) -> str:
        latest = forecast.latest(session, view.id)
        lacking = (latest.slots_needed if latest else 0) - agenda.count_slots(session, view.id)
        opened = agenda.open_slots(
            session,
            actor,
            view.id,
            from_on=min(max(view.first_on, day_of(visit.now)), view.last_on + timedelta(days=WINDOW_DAYS)),
            until_on=view.last_on + timedelta(days=WINDOW_DAYS),
            count=lacking if lacking > 0 else SOME_SLOTS,
            now=visit.now,
        )
        return "sloten" if opened else "geen-sloten"

    return _do(visit, ref, deed, flow=None)
