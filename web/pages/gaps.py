"""Questions beside the letter: each linked to the sentence that answers it or to none, and what the writer does about it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from registry import gap, mailing_view
from registry.clock import day_of
from registry.errors import Anticipated, BadValue
from registry.kinds import GapState
from registry.rights import NotAllowed, Operation, require
from templates.values.frame import Form, Section
from web import shown_gaps
from web.addresses import Id, Ref
from web.errors import status_of
from web.sheet import sheet
from web.visit import Looking, Posting, Visit, error_message

router = APIRouter()


@router.get("/mailings/{ref}/gaten")
def page(visit: Looking, ref: Ref) -> Response:
    """What residents ask, most asked first, beside what the letter says."""
    return _show(visit, ref)


def _show(visit: Visit, ref: str, problem: Anticipated | None = None, gap_id: int = 0) -> Response:
    beside = problem is not None and problem.field in ("reason", "insert_line", "next_line")
    form = None
    if problem is not None and beside:
        form = Form(dict(visit.posted.fields), {str(problem.field): visit.say(problem)})
    with visit.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.SEE_FAQ_DRAFT, view.content.department_id)
        value = shown_gaps.gaps_page(
            session, actor, view, today=day_of(visit.now), form=form, form_id=gap_id if beside else 0
        )
        said = error_message(visit, problem) if problem is not None and not beside else None
        frame = visit.frame(session, actor, Section.MAILINGS, said)
    return visit.page("gaps", frame, value, status_of(problem) if problem else 200)


@router.get("/mailings/{ref}/gaten.csv")
def as_csv(visit: Looking, ref: Ref) -> Response:
    """The list for the writer of the letter."""
    with visit.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.SEE_FAQ_DRAFT, view.content.department_id)
        body = shown_gaps.as_csv(gap.list_gaps(session, view.id), visit.lang)
    return sheet(f"gaten-{view.reference}.csv", body)


@router.post("/mailings/{ref}/gaten/{gap_id}")
def decide(visit: Posting, ref: Ref, gap_id: Id) -> Response:
    """Keep the writer's lines and say done, refused or still open."""
    posted = visit.posted
    try:
        with visit.writing() as (session, actor):
            view = mailing_view.get_mailing(session, ref)
            require(actor, Operation.DECIDE_GAP, view.content.department_id)
            if gap.get_gap(session, gap_id).mailing_id != view.id:
                raise gap.GapNotFound(gap=gap_id)
            state = posted.get("state") or GapState.OPEN.value
            if state not in list(GapState):
                raise BadValue("unknown_choice", field="state", value=state[:40])
            changed = gap.decide(
                session,
                actor,
                gap_id,
                GapState(state),
                reason=posted.get("reason"),
                insert_line=posted.fields.get("insert_line"),
                next_line=posted.fields.get("next_line"),
                expected_version=posted.version(),
                now=visit.now,
            )
    except (NotAllowed, gap.GapNotFound):
        raise
    except Anticipated as error:
        return _show(visit, ref, error, gap_id)
    return visit.to(f"/mailings/{view.reference}/gaten#vraag-{gap_id}", "gat" if changed else "ongewijzigd")
