"""Registering a mailing. A form that is refused comes back with all it held and a sentence beside each field."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.background import BackgroundTask

from drafting import learned
from registry import form_token, letter, letter_type, mailing, mailing_content, mailing_view, organisation
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated, BadValue, Refused
from registry.kinds import Stage
from registry.mailing_content import MailingContent
from registry.mailing_view import MailingView
from registry.rights import NotAllowed, Operation, may, require
from registry.store import Session
from templates.environment import render_page
from templates.values.frame import Choice, Form, Section
from templates.values.mailing import BatchInput, DayNote, Feedback, RegisterPage
from web import batch_rows, forms, letter_input
from web.errors import status_of
from web.feedback import feedback, with_term
from web.visit import Looking, Posted, Posting, Upload, Visit

router = APIRouter()

WEEKS_52 = 364
SENT = (Stage.SENT, Stage.AFTERCARE, Stage.CLOSED)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


@router.get("/mailings/nieuw")
def new(visit: Looking) -> Response:
    """The form, filled in from last year's mailing of the same type when one was chosen."""
    with visit.reading() as (session, actor):
        require(actor, Operation.REGISTER_MAILING)
        values, batches, source = _prefilled(session, actor, visit)
        values["form_token"] = secrets.token_urlsafe(18)
        filled = Posted(forms.with_rows(values, batches))
        said = _feedback(session, visit, filled) if source else None
        notes = _notes(session, visit, filled, batches)
        page = _register_page(session, actor, Form(values), batches, prefilled_from=source, said=said, notes=notes)
        frame = visit.frame(session, actor, Section.MAILINGS)
    answer = visit.page("register", frame, page)
    answer.background = BackgroundTask(
        learned.get_ready, visit.place.settings.learned_folder
    )  # by the time that a letter is pasted
    return answer


def _prefilled(
    session: Session, actor: Actor, visit: Visit
) -> tuple[dict[str, str], tuple[BatchInput, ...], str | None]:
    wanted = visit.query.get("type", "")
    empty: dict[str, str] = {"letter_type": wanted}
    if not wanted.isdecimal() or len(wanted) > 9:
        return empty, (BatchInput(),), None
    before = [
        view
        for view in mailing_view.list_mailings(session, letter_type_id=int(wanted))
        if view.stage is not Stage.CANCELLED and may(actor, Operation.REGISTER_MAILING, view.content.department_id)
    ]
    if not before:
        return empty, (BatchInput(),), None
    # what was sent says more than a plan, or than an entry made to try the form
    last = max(before, key=lambda view: (view.stage in SENT, view.first_on))
    years = _years_on(last.first_on, day_of(visit.now))
    rows = tuple(
        replace(row, handover_on=_later(row.handover_on, years), dated_on=_later(row.dated_on, years))
        for row in forms.shown_batches(last.content)
    )
    deadline = last.content.reader_deadline_on
    values = forms.shown(last.content) | {
        "title": re.sub(r"\b(20\d\d)\b", lambda year: str(int(year[1]) + years), last.content.title),
        "reader_until_on": _same_date(deadline, years).isoformat() if deadline else "",
    }
    return values, rows, last.content.title


def _years_on(first_on: date, today: date) -> int:
    """Return how many years of 52 weeks later the same mailing lies ahead again, at least one."""
    return max(1, -(-(today - first_on).days // WEEKS_52))


def _later(day: str, years: int) -> str:
    """Return the same weekday so many times 52 weeks later."""
    return (date.fromisoformat(day) + timedelta(days=WEEKS_52 * years)).isoformat() if day else ""


def _same_date(day: date, years: int) -> date:
    """Return the same date in a later year: a day that a letter names for its reader hangs on the date, not on the weekday."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


@router.post("/mailings")
def register(visit: Posting) -> Response:
    """Register, or show the form again: with a row more, with what to expect, or with what is wrong."""
    posted = visit.posted
    content, problems = forms.registration(posted)
    step = posted.get("step")
    if batch_rows.is_step(step):
        rows, found = batch_rows.after_step(posted)
        return _form_again(visit, posted, content, tuple(found), rows=rows)
    if step == "preview":
        return _form_again(visit, posted, content, with_feedback=True)
    problems = _all_problems(content, problems, day_of(visit.now))
    try:
        upload = letter_input.given(posted)
    except BadValue as error:
        problems.append(error)
    if problems:
        return _form_again(visit, posted, content, tuple(problems))
    try:
        view = _register(visit, content, upload)
    except NotAllowed:
        raise
    except Anticipated as error:
        return _form_again(visit, posted, content, forms.flat(error), status=status_of(error))
    visit.ask("notify", view.id, view.revision)
    if upload is not None:
        visit.ask("prepare", view.id, view.revision)
    return visit.to(f"/mailings/{view.reference}", "gemeld")


def _register(visit: Visit, content: MailingContent, upload: Upload | None) -> MailingView:
    token = visit.posted.get("form_token")
    with visit.writing() as (session, actor):
        who = str(actor.person_id)
        is_token = bool(_TOKEN.fullmatch(token))
        made = form_token.claim(session, token, person=who, now=visit.now) if is_token else None
        if made is not None:
            return mailing_view.get_mailing(session, made)
        _refuse_unknown(session, content)
        mailing_id = mailing.register(session, actor, content, now=visit.now)
        if upload is not None:
            letter.attach(session, actor, mailing_id, filename=upload.filename, content=upload.content, now=visit.now)
        if is_token:
            form_token.fulfil(session, token, person=who, object_id=mailing_id)
        return mailing_view.get_mailing(session, mailing_id)


def _refuse_unknown(session: Session, content: MailingContent) -> None:
    if content.letter_type_id is not None:
        letter_type.get_letter_type(session, content.letter_type_id)
    for other in content.must_also_know:
        organisation.get_department(session, other)


def _all_problems(content: MailingContent, found: list[Anticipated], today: date) -> list[Anticipated]:
    """Add what the record's rules say to what could not be read; of batches only when every one was read."""
    told = {problem.field for problem in found}
    unread_batches = any(str(name).startswith("batch-") for name in told)
    try:
        mailing_content.check(content.filled(), today=today)
    except Refused as refused:
        for problem in refused.problems:
            is_batch = str(problem.field).startswith("batch")
            if problem.field not in told and not (is_batch and unread_batches):
                found.append(problem)
    return found


def _form_again(
    visit: Visit,
    posted: Posted,
    content: MailingContent,
    problems: tuple[Anticipated, ...] = (),
    *,
    rows: tuple[BatchInput, ...] | None = None,
    with_feedback: bool = False,
    status: int = 400,
) -> Response:
    """Show the form as it was typed, the file of a letter as text: a browser would let go of the file without a word."""
    rows = _rows(posted, content, in_order=bool(problems)) if rows is None else rows
    note = ""
    if all(problem.field != letter_input.FILE for problem in problems):
        taken = letter_input.take_over(posted, visit.lang)
        posted, note = taken.posted, taken.said
        problems = (*problems, taken.problem) if taken.problem else problems
    with visit.reading() as (session, actor):
        require(actor, Operation.REGISTER_MAILING)
        form = forms.form_of(posted, problems, visit.say, "title")
        shown = replace(posted, fields=forms.with_rows(posted.fields, rows))
        is_step = batch_rows.is_step(posted.get("step"))
        said = _feedback(session, visit, shown) if with_feedback or note or is_step else None
        notes = _notes(session, visit, shown, rows)
        page = _register_page(session, actor, form, rows or (BatchInput(),), said=said, notes=notes, letter_note=note)
        frame = visit.frame(session, actor, Section.MAILINGS)
    return visit.page("register", frame, page, status if problems else 200)


def _feedback(session: Session, visit: Visit, posted: Posted) -> Feedback | None:
    content, found = forms.registration(posted)
    text = posted.fields.get(letter_input.TEXT, "")
    wrong = batch_rows.not_counted(posted, found, visit.say, visit.lang)
    return feedback(session, content, letter_text=text, not_counted=wrong, today=day_of(visit.now), lang=visit.lang)


def _notes(session: Session, visit: Visit, posted: Posted, rows: tuple[BatchInput, ...]) -> dict[str, DayNote]:
    return _with_term(session, visit, posted, batch_rows.notes_of(rows, posted.fields, visit.lang))


def _with_term(session: Session, visit: Visit, posted: Posted, notes: Mapping[str, DayNote]) -> dict[str, DayNote]:
    return with_term(session, forms.registration(posted)[0], notes, today=day_of(visit.now), lang=visit.lang)


def _rows(posted: Posted, content: MailingContent, *, in_order: bool) -> tuple[BatchInput, ...]:
    """Return the rows as typed; the record speaks of batches by order of handover, so a refused form stands in that order."""
    rows = forms.typed_batches(posted)
    if in_order and len(content.batches) == len(rows):
        return tuple(sorted(rows, key=lambda row: forms.read_day(row.handover_on) or date.max))
    return rows


def _register_page(
    session: Session,
    actor: Actor,
    form: Form,
    batches: tuple[BatchInput, ...],
    *,
    prefilled_from: str | None = None,
    said: Feedback | None = None,
    notes: Mapping[str, DayNote],
    letter_note: str = "",
) -> RegisterPage:
    departments = organisation.list_departments(session, active_only=True)
    senders = {str(each.id) for each in departments if may(actor, Operation.REGISTER_MAILING, each.id)}
    # the department that sends the mailing knows of it already
    own = {form.values.get("department", "")} if len(senders) != 1 else senders
    return RegisterPage(
        letter_types=tuple(
            Choice(str(kind.id), kind.name) for kind in letter_type.list_letter_types(session, active_only=True)
        ),
        departments=tuple(
            Choice(str(each.id), each.name if each.is_own else f"{each.name} ({each.organisation})")
            for each in departments
            if str(each.id) in senders
        ),
        others=tuple(Choice(str(each.id), each.name) for each in departments if str(each.id) not in own),
        batches=batches,
        form=form,
        prefilled_from=prefilled_from,
        feedback=said,
        notes=notes,
        letter_note=letter_note,
    )


@router.post("/mailings/vooruitblik")
def preview(visit: Posting) -> Response:
    """What the mailing would do, as a part of the page while somebody types."""
    with visit.reading() as (session, actor):
        require(actor, Operation.REGISTER_MAILING)
        said = _feedback(session, visit, visit.posted) or Feedback(None, None)
        notes = batch_rows.day_notes(visit.posted.fields, visit.lang)
        said = replace(said, notes=_with_term(session, visit, visit.posted, notes))
        frame = visit.frame(session, actor)
    body = render_page("parts/register_feedback", visit.lang, frame=frame, page=said)
    return visit.with_cookies(Response(body, media_type="text/html"))
