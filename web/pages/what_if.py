"""What if: a form whose answer stands in its address, so that the same question is the same page; kept under a name on request."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import Response

from registry import mailing_view, what_if
from registry.errors import Anticipated
from registry.rights import NotAllowed, Operation, require
from templates.values.frame import Section
from web import asking, shown_what_if
from web.addresses import Ref
from web.errors import status_of
from web.forms import Reading
from web.visit import Looking, Posted, Posting, Visit

router = APIRouter()


@router.get("/mailings/{ref}/wat-als")
def page(visit: Looking, ref: Ref) -> Response:
    """The form, and beside the plan what the figures in the address lead to."""
    fields = {name: value for name, value in visit.query.items() if name not in ("lang", "gelukt")}
    return _answered(visit, ref, fields)


def _answered(visit: Visit, ref: str, fields: Mapping[str, str], problem: Anticipated | None = None) -> Response:
    reading = Reading(Posted(fields))
    asked = shown_what_if.read(reading)
    beside = shown_what_if.problems_of(reading, visit.say)
    if problem is not None:
        beside |= shown_what_if.problem_beside(problem, visit.say)
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        view = mailing_view.get_mailing(session, ref)
        outcomes: tuple[dict[str, object], ...] = ()
        if fields and not reading.problems:
            try:
                outcomes = asking.ask(session, view, asked)
            except Anticipated as error:
                problem = problem or error
                beside |= shown_what_if.problem_beside(error, visit.say)
        value = shown_what_if.page(session, actor, view, fields, visit.lang, outcomes=outcomes, problems=beside)
        frame = visit.frame(session, actor, Section.MAILINGS)
    status = status_of(problem) if problem else 400 if beside else 200
    return visit.page("what_if", frame, value, status)


@router.post("/mailings/{ref}/wat-als")
def keep(visit: Posting, ref: Ref) -> Response:
    """Keep a comparison under a name."""
    fields = {name: value for name, value in visit.posted.fields.items() if name not in ("csrf_token", "name")}
    reading = Reading(Posted(fields))
    asked = shown_what_if.read(reading)
    try:
        if reading.problems:
            raise reading.problems[0]
        with visit.writing() as (session, actor):
            view = mailing_view.get_mailing(session, ref)
            outcomes = asking.ask(session, view, asked)
            what_if.keep(
                session,
                actor,
                view.id,
                name=visit.posted.get("name"),
                levers=asked.to_json(),
                outcomes=outcomes,
                now=visit.now,
            )
    except NotAllowed:
        raise
    except Anticipated as error:
        return _answered(visit, ref, fields, error)
    return visit.to(f"/mailings/{view.reference}/wat-als#bewaard", "wat-als")
