"""The FAQ sheet: GET shows, POST decides, line by line; what was just decided can be taken back."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, Response

from registry import faq, faq_judgement, mailing_view
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated
from registry.faq import EntryView
from registry.kinds import FaqState
from registry.mailing import OVER
from registry.mailing_view import MailingView
from registry.rights import NotAllowed, Operation, may, require
from registry.store import Session
from templates.environment import render_page, render_paper
from templates.values import answers, paper
from templates.values.frame import Form, Message, Section
from templates.values.mailing import FaqProgress
from web import shown_faq, shown_mailing
from web.addresses import Id, Ref
from web.errors import status_of
from web.guard import POLICY
from web.visit import Looking, Posting, Visit, error_message

router = APIRouter()

EMPTY = FaqProgress(0, 0, 0, 0)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)

Deed = Callable[[Session, Actor, EntryView], None]
DeedName = Annotated[str, Path(pattern=r"^[0-9a-f]{24}$")]


@router.get("/mailings/{ref}/faq")
def sheet(visit: Looking, ref: Ref) -> Response:
    """All lines of the sheet with their sources; `toon` filters, `aanpassen` names the line whose fields are open.

    With script only that line comes back; `regel` names one that is to be shown as text again.
    """
    editing, closing = visit.query.get("aanpassen", ""), visit.query.get("regel", "")
    if visit.is_part and (editing or closing).isdecimal() and len(editing or closing) < 10:
        return _part(visit, ref, int(editing or closing), is_editing=bool(editing))
    return _sheet(visit, ref, editing)


def _sheet(
    visit: Visit,
    ref: str,
    editing: str = "",
    form: Form | None = None,
    said: Message | None = None,
    status: int = 200,
    keep: str = "",
) -> Response:
    with visit.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.SEE_FAQ_DRAFT, view.content.department_id)
        common = shown_faq.sheet_of(session, view, visit.lang)
        lines = shown_faq.lines(session, view, common, editing, form)
        may_decide = _may(actor, Operation.JUDGE_FAQ, view)
        page = answers.FaqPage(
            ref=view.reference,
            title=view.content.title,
            department=view.department,
            lines=shown_faq.chosen(lines, _shown(visit), keep=keep or editing),
            progress=shown_mailing.faq_progress(session, view.id) or EMPTY,
            may_decide=may_decide,
            letter=common.paragraphs,
            valid_from=view.first_on,
            valid_until=faq.validity(session, view.id)[1],
            unchanged_count=sum(shown_faq.is_ready(line) for line in lines),
            may_edit=_may(actor, Operation.EDIT_FAQ, view),
            doubtful_count=sum(shown_faq.is_left_out(line) for line in lines),
            filters=shown_faq.filters(lines, visit.lang),
            shown=_shown(visit),
            undo=shown_faq.undo_of(session, view, visit, actor.person_id) if may_decide else None,
        )
        frame = visit.frame(session, actor, Section.MAILINGS, said)
    return visit.page("faq", frame, page, status)


def _shown(visit: Visit) -> str:
    asked = visit.query.get("toon", "")
    return asked if asked in shown_faq.SHOWN else ""


def _may(actor: Actor, operation: Operation, view: MailingView) -> bool:
    return view.stage not in OVER and may(actor, operation, view.content.department_id)


def _back(visit: Visit, reference: str, entry_id: int | None = None) -> str:
    """Return the address of the sheet as the visitor looked at it, at a line when one is named."""
    shown = _shown(visit)
    anchor = f"#regel-{entry_id}" if entry_id is not None else ""
    return f"/mailings/{reference}/faq{f'?toon={shown}' if shown else ''}{anchor}"


def _decide(visit: Visit, ref: str, entry_id: int, done: str, deed: Deed, flow: str | None = None) -> Response:
    """Do one thing to one line. With script the line itself comes back, without it the sheet at that line."""
    said: Message | None = None
    status = 200
    try:
        with visit.writing() as (session, actor):
            view = mailing_view.get_mailing(session, ref)
            entry = _own(session, view, entry_id)
            deed(session, actor, entry)
    except (NotAllowed, faq.EntryNotFound):
        raise
    except Anticipated as error:
        said, status = error_message(visit, error), status_of(error)
        if any(name in visit.posted.fields for name in ("answer", "question")):
            form = Form(dict(visit.posted.fields), {"answer": said.text})
            if visit.is_part:
                return _part(visit, ref, entry_id, is_editing=True, form=form, status=status)
            return _sheet(visit, ref, str(entry_id), form, said, status, keep=str(entry_id))
    if said is None and flow is not None:
        visit.ask(flow, view.id, view.revision * 10_000 + entry_id)
    if visit.is_part:
        return _part(visit, ref, entry_id, problem=said.text if said else "", status=status)
    if said is not None:
        return _sheet(visit, ref, said=said, status=status, keep=str(entry_id))
    return visit.to(_back(visit, view.reference, entry_id), done)


def _own(session: Session, view: MailingView, entry_id: int) -> EntryView:
    entry = faq.get_entry(session, entry_id)
    if entry.mailing_id != view.id:
        raise faq.EntryNotFound(entry=entry_id)
    return entry


def _part(
    visit: Visit,
    ref: str,
    entry_id: int,
    *,
    is_editing: bool = False,
    form: Form | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    with visit.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.SEE_FAQ_DRAFT, view.content.department_id)
        _own(session, view, entry_id)
        common = shown_faq.sheet_of(session, view, visit.lang)
        lines = shown_faq.lines(session, view, common, str(entry_id) if is_editing else "", form)
        line = next(each for each in lines if each.id == str(entry_id))
        may_decide = _may(actor, Operation.JUDGE_FAQ, view)
        page = answers.FaqLinePart(
            ref=view.reference,
            line=replace(line, problem=problem),
            progress=shown_mailing.faq_progress(session, view.id) or EMPTY,
            may_decide=may_decide,
            may_edit=_may(actor, Operation.EDIT_FAQ, view),
            shown=_shown(visit),
            undo=shown_faq.undo_of(session, view, visit, actor.person_id) if may_decide else None,
            filters=shown_faq.filters(lines, visit.lang),
            unchanged_count=sum(shown_faq.is_ready(line) for line in lines),
            doubtful_count=sum(shown_faq.is_left_out(line) for line in lines),
        )
        frame = visit.frame(session, actor)
    body = render_page("parts/faq_line", visit.lang, frame=frame, page=page)
    return visit.with_cookies(HTMLResponse(body, status))


def _seen(visit: Visit) -> FaqState | None:
    """Return the state in which the page showed the line, None when it does not say."""
    found = visit.posted.get("state")
    return FaqState(found) if found in frozenset(FaqState) else None


def _judging(visit: Visit, state: FaqState) -> Deed:
    def deed(session: Session, actor: Actor, entry: EntryView) -> None:
        posted = visit.posted
        faq.judge(
            session,
            actor,
            entry.id,
            state,
            expected_version=posted.version(),
            expected_state=_seen(visit),
            remark=posted.get("remark"),
            now=visit.now,
        )

    return deed


@router.post("/mailings/{ref}/faq/goedkeuren-ongewijzigd")
def approve_unchanged(visit: Posting, ref: Ref) -> Response:
    """Approve every line that says the same as last time; all of them or none, and none that holds an old fact."""
    try:
        with visit.writing() as (session, actor):
            view = mailing_view.get_mailing(session, ref)
            doubtful = shown_faq.doubtful(session, view, visit.lang)
            deed = faq.approve_unchanged(session, actor, view.id, doubtful=doubtful, now=visit.now)
    except NotAllowed:
        raise
    except Anticipated as error:
        return _sheet(visit, ref, said=error_message(visit, error), status=status_of(error))
    return visit.to(_back(visit, view.reference), "alles-goedgekeurd" if deed else "niets-ongewijzigd")


@router.post("/mailings/{ref}/faq/ongedaan/{deed}")
def undo(visit: Posting, ref: Ref, deed: DeedName) -> Response:
    """Take back what was judged in one go, as long as nothing was built on it."""
    try:
        with visit.writing() as (session, actor):
            view = mailing_view.get_mailing(session, ref)
            for entry_id in faq_judgement.get_deed(session, deed).entry_ids:
                _own(session, view, entry_id)
            entries = faq_judgement.undo(session, actor, deed, now=visit.now)
    except (NotAllowed, faq.EntryNotFound):
        raise
    except Anticipated as error:
        return _sheet(visit, ref, said=error_message(visit, error), status=status_of(error))
    if visit.is_part and len(entries) == 1:
        return _part(visit, ref, entries[0])
    return visit.to(_back(visit, view.reference, entries[0] if len(entries) == 1 else None), "ongedaan")


@router.post("/mailings/{ref}/faq/{entry_id}/goedkeuren")
def approve(visit: Posting, ref: Ref, entry_id: Id) -> Response:
    """Approve a line: agents see it from now on."""
    return _decide(visit, ref, entry_id, "goedgekeurd", _judging(visit, FaqState.APPROVED))


@router.post("/mailings/{ref}/faq/{entry_id}/terugsturen")
def send_back(visit: Posting, ref: Ref, entry_id: Id) -> Response:
    """Send a line back to the department, which is told."""
    return _decide(visit, ref, entry_id, "teruggestuurd", _judging(visit, FaqState.RETURNED), flow="deliver")


@router.post("/mailings/{ref}/faq/{entry_id}/weghalen")
def drop(visit: Posting, ref: Ref, entry_id: Id) -> Response:
    """Leave a line off the sheet."""
    return _decide(visit, ref, entry_id, "weggehaald", _judging(visit, FaqState.DROPPED))


@router.post("/mailings/{ref}/faq/{entry_id}/wijzigen")
def edit(visit: Posting, ref: Ref, entry_id: Id) -> Response:
    """Change a line; who may judge approves it with that, for others it waits for a judgement."""

    def deed(session: Session, actor: Actor, entry: EntryView) -> None:
        posted = visit.posted
        owner = mailing_view.get_mailing(session, entry.mailing_id).content.department_id
        change = faq.edit_and_approve if may(actor, Operation.JUDGE_FAQ, owner) else faq.edit
        change(
            session,
            actor,
            entry.id,
            question=posted.fields.get("question"),
            answer=posted.fields.get("answer"),
            expected_version=posted.version(),
            expected_state=_seen(visit),
            now=visit.now,
        )

    return _decide(visit, ref, entry_id, "aangepast", deed)


@router.get("/mailings/{ref}/faq/blad")
def paper_sheet(visit: Looking, ref: Ref) -> Response:
    """The approved lines on A4. The document carries its own styles; the policy names them by their digest."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEARCH_FAQ)
        view = mailing_view.get_mailing(session, ref)
        approved = [entry for entry in faq.list_entries(session, view.id) if entry.state is FaqState.APPROVED]
        page = paper.FaqSheet(
            title=view.content.title,
            department=view.department,
            valid_from=view.first_on,
            valid_until=faq.validity(session, view.id)[1],
            entries=tuple(paper.FaqSheetEntry(entry.question, entry.answer) for entry in approved),
            printed_on=day_of(visit.now),
        )
        municipality = visit.frame(session, actor).municipality
    html = render_paper("faq/sheet", visit.lang, municipality=municipality, chart="", page=page)
    response = HTMLResponse(html, headers={"Content-Security-Policy": policy_for(html)})
    return visit.with_cookies(response)


def policy_for(html: str) -> str:
    """Return the strict policy with the digests of the styles that a document carries inside."""
    digests = (base64.b64encode(hashlib.sha256(found.encode()).digest()).decode() for found in _STYLE.findall(html))
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return POLICY.replace("style-src 'self'", f"style-src 'self' {allowed}".rstrip())
