"""The FAQ sheet: GET shows, POST decides, line by line; and the box in which agents search what was approved."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import date, timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from drafting.letter import paragraphs_of
from registry import faq, letter, mailing_view
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated
from registry.faq import EntryView
from registry.kinds import FaqState, SourceKind
from registry.mailing import OVER
from registry.mailing_view import MailingView
from registry.rights import NotAllowed, Operation, may, require
from registry.store import Session
from templates.environment import render_page, render_paper, translate
from templates.labels import label
from templates.values import answers, paper
from templates.values.frame import Choice, Form, Message, Section
from templates.values.mailing import FaqProgress
from web import shown_mailing
from web.addresses import Id, Ref
from web.errors import status_of
from web.guard import POLICY
from web.visit import Looking, Posting, Visit, error_message

router = APIRouter()

EMPTY = FaqProgress(0, 0, 0, 0)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)

Deed = Callable[[Session, Actor, EntryView], None]


@router.get("/mailings/{ref}/faq")
def sheet(visit: Looking, ref: Ref) -> Response:
    """All lines of the sheet with their sources; `aanpassen` names the line whose fields are open."""
    return _sheet(visit, ref, visit.query.get("aanpassen", ""))


def _sheet(
    visit: Visit,
    ref: str,
    editing: str = "",
    form: Form | None = None,
    said: Message | None = None,
    status: int = 200,
) -> Response:
    with visit.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.SEE_FAQ_DRAFT, view.content.department_id)
        lines = _lines(session, view, editing, form)
        text = letter.find_text(session, view.id)
        page = answers.FaqPage(
            ref=view.reference,
            title=view.content.title,
            department=view.department,
            lines=lines,
            progress=shown_mailing.faq_progress(session, view.id) or EMPTY,
            may_decide=_may(actor, Operation.JUDGE_FAQ, view),
            letter=tuple(each.text for each in paragraphs_of(text)) if text else (),
            valid_from=view.first_on,
            valid_until=view.last_on + timedelta(days=faq.AFTERCARE_DAYS),
            unchanged_count=sum(_is_ready(line) for line in lines),
            may_edit=_may(actor, Operation.EDIT_FAQ, view),
        )
        frame = visit.frame(session, actor, Section.MAILINGS, said)
    return visit.page("faq", frame, page, status)


def _may(actor: Actor, operation: Operation, view: MailingView) -> bool:
    return view.stage not in OVER and may(actor, operation, view.content.department_id)


def _is_ready(line: answers.FaqLine) -> bool:
    return line.unchanged and line.state is FaqState.DRAFT and bool(line.answer)


def _lines(
    session: Session, view: MailingView, editing: str = "", form: Form | None = None
) -> tuple[answers.FaqLine, ...]:
    before = _earlier(session, view)
    return tuple(
        _line(entry, number, before, editing, form)
        for number, entry in enumerate(faq.list_entries(session, view.id), start=1)
    )


def _earlier(session: Session, view: MailingView) -> dict[str, str]:
    if view.content.letter_type_id is None:
        return {}
    found = faq.list_earlier(session, view.content.letter_type_id, before_mailing_id=view.id)
    return {entry.key or entry.question.casefold(): entry.answer for entry in found}


def _line(
    entry: EntryView, number: int, before: dict[str, str], editing: str = "", form: Form | None = None
) -> answers.FaqLine:
    earlier = before.get(entry.key or entry.question.casefold())
    return answers.FaqLine(
        id=str(entry.id),
        number=number,
        question=entry.question,
        answer=entry.answer,
        state=entry.state,
        version=entry.version,
        sources=tuple(
            answers.Source(item.kind, item.excerpt or entry.question, _place(item)) for item in entry.sources
        ),
        asked_count=entry.asked_count or None,
        was=earlier if earlier is not None and earlier != entry.answer else None,
        unchanged=earlier is not None and earlier == entry.answer,
        editing=str(entry.id) == editing,
        note=entry.remark,
        form=form if form is not None and str(entry.id) == editing else Form(),
    )


def _place(source: faq.Source) -> str:
    if source.kind is SourceKind.LOG and source.line_count and not source.place:
        return f"{source.line_count} keer"
    return source.place


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
            return _sheet(visit, ref, str(entry_id), form, said, status)
    if said is None and flow is not None:
        visit.ask(flow, view.id, view.revision * 10_000 + entry_id)
    if visit.is_part:
        return _part(visit, ref, entry_id, said, status)
    if said is not None:
        return _sheet(visit, ref, said=said, status=status)
    return visit.to(f"/mailings/{view.reference}/faq#regel-{entry_id}", done)


def _own(session: Session, view: MailingView, entry_id: int) -> EntryView:
    entry = faq.get_entry(session, entry_id)
    if entry.mailing_id != view.id:
        raise faq.EntryNotFound(entry=entry_id)
    return entry


def _part(visit: Visit, ref: str, entry_id: int, said: Message | None, status: int) -> Response:
    with visit.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        lines = _lines(session, view)
        line = next(each for each in lines if each.id == str(entry_id))
        if said is not None:
            line = answers.FaqLine(**{**vars(line), "note": said.text})
        page = answers.FaqLinePart(
            ref=view.reference,
            line=line,
            progress=shown_mailing.faq_progress(session, view.id) or EMPTY,
            may_decide=_may(actor, Operation.JUDGE_FAQ, view),
            may_edit=_may(actor, Operation.EDIT_FAQ, view),
        )
        frame = visit.frame(session, actor)
    body = render_page("parts/faq_line", visit.lang, frame=frame, page=page)
    return visit.with_cookies(HTMLResponse(body, status))


def _judging(visit: Visit, state: FaqState) -> Deed:
    def deed(session: Session, actor: Actor, entry: EntryView) -> None:
        seen, remark = visit.posted.version(), visit.posted.get("remark")
        faq.judge(session, actor, entry.id, state, expected_version=seen, remark=remark, now=visit.now)

    return deed


@router.post("/mailings/{ref}/faq/goedkeuren-ongewijzigd")
def approve_unchanged(visit: Posting, ref: Ref) -> Response:
    """Approve every line that says the same as last time; all of them or none."""
    try:
        with visit.writing() as (session, actor):
            view = mailing_view.get_mailing(session, ref)
            require(actor, Operation.JUDGE_FAQ, view.content.department_id)
            for line in _lines(session, view):
                if _is_ready(line):
                    faq.judge(
                        session,
                        actor,
                        int(line.id),
                        FaqState.APPROVED,
                        expected_version=line.version,
                        now=visit.now,
                    )
    except NotAllowed:
        raise
    except Anticipated as error:
        return _sheet(visit, ref, said=error_message(visit, error), status=status_of(error))
    return visit.to(f"/mailings/{view.reference}/faq", "alles-goedgekeurd")


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
        version = faq.edit(
            session,
            actor,
            entry.id,
            question=posted.fields.get("question"),
            answer=posted.fields.get("answer"),
            expected_version=posted.version(),
            now=visit.now,
        )
        owner = mailing_view.get_mailing(session, entry.mailing_id).content.department_id
        if may(actor, Operation.JUDGE_FAQ, owner):
            faq.judge(session, actor, entry.id, FaqState.APPROVED, expected_version=version, now=visit.now)

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
            valid_until=view.last_on + timedelta(days=faq.AFTERCARE_DAYS),
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


@router.get("/zoeken")
def search(visit: Looking) -> Response:
    """What was approved, found in a caller's words; without words what landed today."""
    said = visit.query.get("q", "").strip()[:500]
    on = day_of(visit.now)
    with visit.reading() as (session, actor):
        require(actor, Operation.SEARCH_FAQ)
        visible = faq.list_visible(session, on=on)
        landed = mailing_view.list_mailings(session, from_on=on - timedelta(days=1), until_on=on)
        landed = tuple(view for view in landed if any(_lands(view, on - timedelta(days=back)) for back in (0, 1)))
        today = frozenset(view.id for view in landed)
        found = visit.place.answers.search(said, visible, today) if said else []
        titles = {
            entry.mailing_id: mailing_view.get_mailing(session, entry.mailing_id).content.title for entry in found
        }
        page = answers.SearchPage(
            query=said,
            answers=tuple(_answer(entry, titles[entry.mailing_id], visit.lang) for entry in found),
            today=tuple(Choice(view.reference, view.content.title) for view in landed),
        )
        frame = visit.frame(session, actor, Section.SEARCH)
    if visit.is_part:
        body = render_page("parts/search_results", visit.lang, frame=frame, page=page)
        return visit.with_cookies(HTMLResponse(body))
    return visit.page("search", frame, page)


def _lands(view: MailingView, on: date) -> bool:
    return any(batch.arrives_from <= on <= batch.arrives_until for batch in view.batches)


def _answer(entry: EntryView, title: str, lang: str) -> answers.Answer:
    assert entry.judged_at and entry.valid_until, "only what was approved is found"
    source = entry.sources[0] if entry.sources else faq.Source(SourceKind.PERSON)
    words = translate(label(source.kind), lang)
    return answers.Answer(
        id=str(entry.id),
        question=entry.question,
        answer=entry.answer,
        place=title,
        approved_at=entry.judged_at,
        valid_until=entry.valid_until,
        source=f"{words}, {source.place}" if source.place else words,
    )
