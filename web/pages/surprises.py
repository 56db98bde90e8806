"""Contacts that fit no plan: the alarms, one click that registers the mailing behind one, or putting it aside."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from registry import mailing_view, surprise
from registry.errors import Anticipated, BadValue, Refused
from registry.kinds import MailingKind
from registry.rights import NotAllowed, Operation, require
from templates.values.frame import Form, Section
from web import shown_surprises
from web.addresses import Id
from web.errors import status_of
from web.forms import Reading
from web.paging import PAGE, pages_of
from web.visit import Looking, Posting, Visit, error_message

router = APIRouter()
BESIDE = ("title", "quantity", "department", "kind", "reason")


@router.get("/verrassingen")
def page(visit: Looking) -> Response:
    """All alarms, newest first, fifty a page."""
    return _show(visit)


def _show(visit: Visit, problem: Anticipated | None = None, number: int = 0, deed: str = "") -> Response:
    form = _form(visit, problem, number) if problem is not None else None
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_SURPRISES)
        pages = pages_of(visit, surprise.count_surprises(session))
        rows = surprise.list_surprises(session, limit=PAGE, offset=(pages.current - 1) * PAGE)
        value = shown_surprises.surprises_page(
            session, actor, rows, pages, visit.lang, form=form, open_id=number if form else 0, open_deed=deed
        )
        said = error_message(visit, problem) if problem is not None and form is None else None
        frame = visit.frame(session, actor, Section.INSIGHT, said)
    return visit.page("surprises", frame, value, status_of(problem) if problem else 200)


def _form(visit: Visit, problem: Anticipated, number: int) -> Form | None:
    """What was typed, with the sentence beside its field; None when it belongs to no field."""
    names = {"batch-1-quantity": "quantity", "department_id": "department", "batches": "quantity"}
    found = problem.problems if isinstance(problem, Refused) else (problem,)
    errors = {}
    for each in found:
        name = names.get(each.field or "", each.field or "")
        if name.removesuffix(f"-{number}") in BESIDE:
            errors[f"{name.removesuffix(f'-{number}')}-{number}"] = visit.say(each)
    return Form(dict(visit.posted.fields), errors) if errors else None


@router.post("/verrassingen/{number}/melden")
def register(visit: Posting, number: Id) -> Response:
    """Register the mailing that the contacts are about; its sheet with answers is made at once."""
    reading = Reading(visit.posted)
    quantity, department = reading.number(f"quantity-{number}"), reading.identifier(f"department-{number}")
    kind = reading.choice(f"kind-{number}", MailingKind, MailingKind.MAILING)
    try:
        if reading.problems:
            raise reading.problems[0]
        if department is None:
            raise BadValue("department_missing", field="department")
        with visit.writing() as (session, actor):
            mailing_id = surprise.register(
                session,
                actor,
                number,
                department_id=department,
                title=visit.posted.get(f"title-{number}"),
                kind=kind,
                letter_type_id=None,
                quantity=quantity or 0,
                now=visit.now,
            )
            view = mailing_view.get_mailing(session, mailing_id)
    except NotAllowed:
        raise
    except Anticipated as error:
        return _show(visit, error, number, "meld")
    visit.ask("notify", view.id, view.revision)
    visit.ask("prepare", view.id, view.revision)
    return visit.to(f"/mailings/{view.reference}", "verrassing")


@router.post("/verrassingen/{number}/opzij")
def dismiss(visit: Posting, number: Id) -> Response:
    """Put one aside."""
    try:
        with visit.writing() as (session, actor):
            surprise.dismiss(session, actor, number, reason=visit.posted.get(f"reason-{number}"), now=visit.now)
    except NotAllowed:
        raise
    except Anticipated as error:
        return _show(visit, error, number, "opzij")
    return visit.to("/verrassingen", "opzijgezet")
