"""The list of mailings, what waits for the visitor, and the page of one mailing."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from registry import alignment, audit, letter, mailing_view
from registry.clock import day_of
from registry.mailing_view import MailingView
from registry.rights import Operation, require
from registry.store import Session
from templates.values.frame import Message, Section
from templates.values.mailing import ProofPage
from web import listed_mailings, shown_mailing
from web.addresses import Ref
from web.sheet import sheet
from web.visit import Looking, Visit

router = APIRouter()


@router.get("/mailings")
def mailings(visit: Looking) -> Response:
    """The list, filtered and sorted, fifty a page."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        page = listed_mailings.mailings_page(session, actor, visit, day_of(visit.now))
        frame = visit.frame(session, actor, Section.MAILINGS)
    return visit.page("mailings", frame, page)


@router.get("/mailings.csv")
def mailings_csv(visit: Looking) -> Response:
    """The whole list as it is filtered now, for a spreadsheet."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        content = listed_mailings.list_as_csv(session, actor, visit, day_of(visit.now))
    return sheet("mailings.csv", content)


@router.get("/mailings/{ref}")
def mailing(visit: Looking, ref: Ref) -> Response:
    """One mailing."""
    return show_mailing(visit, ref)


def show_mailing(visit: Visit, ref: str, said: Message | None = None, status: int = 200) -> Response:
    """Return the page of a mailing, with a sentence above it when something could not be done."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        view = mailing_view.get_mailing(session, ref)
        page = shown_mailing.mailing_page(session, actor, view, on=day_of(visit.now), lang=visit.lang)
        frame = visit.frame(session, actor, Section.MAILINGS, said)
    return visit.page("mailing", frame, page, status)


@router.get("/mailings/{ref}/verzendbewijs")
def proof(visit: Looking, ref: Ref) -> Response:
    """The release code on paper, as the print room asks for it."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        view = mailing_view.get_mailing(session, ref)
        code = alignment.require_code(session, view)
        assert view.released_at is not None, "a code and its moment are written together"
        page = ProofPage(
            ref=view.reference,
            title=view.content.title,
            department=view.department,
            code=code,
            batches=shown_mailing.batches(view),
            given_at=view.released_at,
            given_by=_released_by(session, view),
            override_reason=view.override_reason,
        )
        frame = visit.frame(session, actor, Section.MAILINGS)
    return visit.page("proof", frame, page)


def _released_by(session: Session, view: MailingView) -> str:
    lines = audit.list_lines(session, mailing_id=view.id, action="mailing.released", limit=1)
    return lines[0].actor_name if lines else view.department


@router.get("/mailings/{ref}/brief")
def letter_file(visit: Looking, ref: Ref) -> Response:
    """The letter as it was given, as a download: a browser never shows it as a page of ours."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        view = mailing_view.get_mailing(session, ref)
        filename, content = letter.get_content(session, view.id)
    safe = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._- ") else "_" for sign in filename)
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{safe or "brief"}"'},
    )
