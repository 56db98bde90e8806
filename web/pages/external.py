"""Taking over questions and answers of others: paste or file, look at what was understood, then keep it as draft lines."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from drafting.external import ReadQuestions
from registry import faq, mailing_view
from registry.clock import day_of
from registry.errors import Anticipated, BadValue
from registry.rights import NotAllowed, Operation, require
from templates import letter_phrases
from templates.values.drafting import ExternalPage, ReadRow, UnreadRow
from templates.values.frame import Form, Section
from web import taking_over
from web.addresses import Ref
from web.errors import status_of
from web.forms import Reading
from web.visit import Looking, Posting, Visit, error_message

router = APIRouter()
FIELDS = ("text", "file", "origin", "dated_on")


@router.get("/mailings/{ref}/faq/overnemen")
def page(visit: Looking, ref: Ref) -> Response:
    """The form."""
    return _show(visit, ref, Form())


def _show(
    visit: Visit, ref: str, form: Form, read: ReadQuestions | None = None, problem: Anticipated | None = None
) -> Response:
    with visit.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.EDIT_FAQ, view.content.department_id)
        known = taking_over.known_questions(session, view.id)
        rows = read.items if read else ()
        value = ExternalPage(
            ref=view.reference,
            title=view.content.title,
            form=form,
            read=tuple(
                ReadRow(item.line, item.question, item.answer, item.question.strip().casefold() in known)
                for item in rows
            ),
            unread=tuple(
                UnreadRow(each.line, each.text, letter_phrases.unclear(each.reason, visit.lang))
                for each in (read.unread if read else ())
            ),
            text=taking_over.as_text(read) if read else "",
            valid_until=faq.validity(session, view.id)[1],
        )
        said = error_message(visit, problem) if problem is not None and problem.field not in FIELDS else None
        frame = visit.frame(session, actor, Section.MAILINGS, said)
    return visit.page("external", frame, value, status_of(problem) if problem else 200)


@router.post("/mailings/{ref}/faq/overnemen")
def take(visit: Posting, ref: Ref) -> Response:
    """Show what was understood; with `take` keep it."""
    posted = visit.posted
    upload = posted.uploads.get("file")
    reading = Reading(posted)
    dated_on = reading.day("dated_on")
    try:
        with visit.reading() as (session, actor):
            view = mailing_view.get_mailing(session, ref)
            require(actor, Operation.EDIT_FAQ, view.content.department_id)
        if reading.problems:
            raise reading.problems[0]
        on = taking_over.check_source(posted.get("origin"), dated_on, today=day_of(visit.now))
        if upload is None and not posted.get("text"):
            raise BadValue("required", field="text")
        read = _read(posted.get("text") if upload is None else upload.content, upload.filename if upload else "tekst")
        if not posted.get("take"):
            return _show(visit, ref, Form(dict(posted.fields)), read)
        with visit.writing() as (session, actor):
            added = taking_over.take_over(
                session, actor, view.id, read, origin=posted.get("origin"), dated_on=on, now=visit.now
            )
    except NotAllowed:
        raise
    except Anticipated as error:
        field = error.field if error.field in FIELDS else ("file" if upload else "text")
        return _show(visit, ref, Form(dict(posted.fields), {str(field): visit.say(error)}), None, error)
    return visit.to(f"/mailings/{view.reference}/faq", "overgenomen" if added else "ongewijzigd")


def _read(content: bytes | str, filename: str) -> ReadQuestions:
    return taking_over.read_questions(content, filename)
