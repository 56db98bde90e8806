"""The review of a mailing: page, annex as CSV and JSON, paper, and closing it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from threading import BoundedSemaphore
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from registry import audit, faq, forecast, letter_type, mailing_view, norms, review
from registry.actor import Actor
from registry.clock import day_of
from registry.kinds import FaqState
from registry.mailing_view import MailingView
from registry.review import ReviewView
from registry.rights import Operation, may, require
from registry.store import Session
from templates import phrases
from templates.environment import render_paper
from templates.values.frame import Band, Section
from templates.values.review import Decision, ReviewPage
from templates.values.review_of import review_page
from web.addresses import Ref
from web.plain import plain
from web.review_annex import annex
from web.visit import Looking, Posting, Visit

router = APIRouter()

DECISIONS = ("mailing.overridden", "mailing.aligned", "mailing.released", "mailing.changed", "mailing.closed")
PAPER_SECONDS = 60
MARK = "<svg>torenkamer</svg>"  # stands where the child puts the chart
_ONE_AT_A_TIME = BoundedSemaphore(1)  # a child that draws takes about 250 MB


@router.get("/mailings/{ref}/terugblik")
def page(visit: Looking, ref: Ref) -> Response:
    """Actual against plan, and what we learn."""
    with visit.reading() as (session, actor):
        view, found = _found(session, actor, ref)
        value = _value(session, view, found, visit.lang, may_close=may(actor, Operation.CLOSE_REVIEW))
        frame = visit.frame(session, actor, Section.MAILINGS)
    return visit.page("review", frame, value)


def _found(session: Session, actor: Actor, ref: str) -> tuple[MailingView, ReviewView]:
    view = mailing_view.get_mailing(session, ref)
    require(actor, Operation.SEE_REVIEW, view.content.department_id)
    found = review.find_review(session, view.id)
    if found is None:
        raise review.ReviewNotFound(mailing=view.reference)
    return view, found


def _value(session: Session, view: MailingView, found: ReviewView, lang: str, *, may_close: bool = False) -> ReviewPage:
    latest = forecast.latest(session, view.id)
    is_newer = latest is not None and not latest.is_plan
    wanted = view.content.letter_type_id
    return review_page(
        found,
        ref=view.reference,
        title=view.content.title,
        department=view.department,
        letter_type=letter_type.get_letter_type(session, wanted).name if wanted else "",
        norm_share=norms.get_norms(session).self_handled_norm,
        last_plan=Band(latest.low, latest.expected, latest.high) if latest and is_newer else None,
        decisions=_decisions(session, view, lang),
        lang=lang,
        may_close=may_close,
        had_sheet=any(
            entry.state in (FaqState.APPROVED, FaqState.ASLEEP) for entry in faq.list_entries(session, view.id)
        ),
    )


def _decisions(session: Session, view: MailingView, lang: str) -> tuple[Decision, ...]:
    lines = audit.list_lines(session, mailing_id=view.id, limit=500)
    return tuple(
        Decision(day_of(line.at), phrases.event(line.action, lang), line.actor_name)
        for line in reversed(lines)
        if line.action in DECISIONS
    )


@router.get("/mailings/{ref}/terugblik.csv")
def as_csv(visit: Looking, ref: Ref) -> Response:
    """The annex: figures, days and questions, so that each figure of the page can be recomputed."""
    with visit.reading() as (session, actor):
        view, found = _found(session, actor, ref)
    return _download(annex(found, visit.lang), "text/csv; charset=utf-8", f"terugblik-{view.reference}.csv")


@router.get("/mailings/{ref}/terugblik.json")
def as_json(visit: Looking, ref: Ref) -> Response:
    """The whole review as one JSON object."""
    with visit.reading() as (session, actor):
        view, found = _found(session, actor, ref)
    return JSONResponse({"reference": view.reference, **plain(found)})


@router.get("/mailings/{ref}/terugblik.pdf")
def as_pdf(visit: Looking, ref: Ref) -> Response:
    """The review on one page as PDF/UA, drawn by a child process."""
    with visit.reading() as (session, actor):
        view, found = _found(session, actor, ref)
        value = _value(session, view, found, visit.lang)
        municipality = visit.frame(session, actor).municipality
    return _drawn("pdf", value, municipality, visit, f"terugblik-{view.reference}.pdf", "application/pdf")


@router.get("/mailings/{ref}/terugblik.png")
def as_png(visit: Looking, ref: Ref) -> Response:
    """The chart of the review as a picture, drawn by a child process."""
    with visit.reading() as (session, actor):
        view, found = _found(session, actor, ref)
        value = _value(session, view, found, visit.lang)
    if value.spec is None:
        raise review.ReviewNotFound(mailing=view.reference)
    return _drawn("png", value, "", visit, f"terugblik-{view.reference}.png", "image/png")


def _drawn(kind: str, value: ReviewPage, municipality: str, visit: Visit, name: str, media_type: str) -> Response:
    """The renderers never enter this process: a page would pay for their memory ever after."""
    mark = MARK if value.spec is not None else ""
    asked: Mapping[str, Any] = {
        "kind": kind,
        "spec": value.spec,
        "lang": visit.lang,
        "html": render_paper("review/onepager", visit.lang, municipality=municipality, chart=mark, page=value)
        if kind == "pdf"
        else "",
        "mark": mark,
    }
    with _ONE_AT_A_TIME:
        done = subprocess.run(
            [sys.executable, "-m", "templates.draw"],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=PAPER_SECONDS,
            check=True,
        )
    return _download(done.stdout, media_type, name)


def _download(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.post("/mailings/{ref}/terugblik/sluiten")
def close(visit: Posting, ref: Ref) -> Response:
    """Close the mailing with its final review."""
    with visit.writing() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        review.close(session, actor, view.id, now=visit.now)
    return visit.to(f"/mailings/{view.reference}/terugblik", "gesloten")
