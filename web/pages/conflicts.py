"""What does not go together: the list, and putting one aside with a reason."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from registry import conflict
from registry.clock import day_of
from registry.errors import Anticipated
from registry.rights import NotAllowed, Operation, require
from templates.values.frame import Form, Section
from web import shown_conflicts
from web.addresses import Id
from web.errors import status_of
from web.visit import Looking, Posting, Visit, error_message, own_address

router = APIRouter()


@router.get("/botsingen")
def page(visit: Looking) -> Response:
    """All conflicts that stand, those that were put aside, and the calendar."""
    return _show(visit)


def _show(visit: Visit, problem: Anticipated | None = None, number: int = 0) -> Response:
    beside = problem is not None and problem.field == "reason"
    form = None
    if problem is not None and beside:
        form = Form(
            {f"reason-{number}": visit.posted.get(f"reason-{number}")}, {f"reason-{number}": visit.say(problem)}
        )
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        value = shown_conflicts.conflicts_page(
            session, actor, visit, today=day_of(visit.now), form=form, open_id=number if beside else 0
        )
        said = error_message(visit, problem) if problem is not None and not beside else None
        frame = visit.frame(session, actor, Section.INSIGHT, said)
    return visit.page("conflicts", frame, value, status_of(problem) if problem else 200)


@router.post("/botsingen/{number}/opzij")
def dismiss(visit: Posting, number: Id) -> Response:
    """Put one aside."""
    try:
        with visit.writing() as (session, actor):
            conflict.dismiss(session, actor, number, reason=visit.posted.get(f"reason-{number}"), now=visit.now)
    except NotAllowed:
        raise
    except Anticipated as error:
        return _show(visit, error, number)
    return visit.to(own_address(visit.posted.get("back"), "/botsingen"), "opzijgezet")
