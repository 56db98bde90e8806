"""Callback requests: noted by the KCC, carried out by a department, closed only with a result."""

from __future__ import annotations

import re
import secrets

from fastapi import APIRouter
from fastapi.responses import Response

from drafting.mask import mask
from registry import callback, form_token, mailing_view, organisation, person
from registry.actor import Actor
from registry.callback import CallbackView
from registry.clock import day_of
from registry.errors import Anticipated, BadValue
from registry.kinds import Stage
from registry.rights import NotAllowed, Operation, may, require
from registry.store import Session
from templates.values.answers import CallbackRow, CallbacksPage
from templates.values.frame import Choice, Form, Section
from web import forms
from web.addresses import Id
from web.errors import status_of
from web.paging import PAGE, pages_of
from web.visit import Looking, Posting, Visit

router = APIRouter()

MOST = 2000
NAMES = {"caller_name": "caller", "caller_phone": "phone"}
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


@router.get("/terugbellen")
def callbacks(visit: Looking) -> Response:
    """Who is to be called back, the one due first on top."""
    return _page(visit)


def _page(visit: Visit, form: Form | None = None, status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        require(actor, Operation.CLOSE_CALLBACK)
        own = [
            each
            for each in callback.list_callbacks(session, limit=MOST)
            if may(actor, Operation.CLOSE_CALLBACK, each.department_id)
        ]
        pages = pages_of(visit, len(own))
        names = _names(session)
        form = form or Form()
        page = CallbacksPage(
            rows=tuple(_row(session, each, names, visit) for each in own[(pages.current - 1) * PAGE :][:PAGE]),
            pages=pages,
            mailings=_mailings(session, visit),
            form=Form({"form_token": secrets.token_urlsafe(18), **form.values}, form.errors),
            departments=_departments(session, actor),
        )
        frame = visit.frame(session, actor, Section.CALLBACKS)
    return visit.page("callbacks", frame, page, status)


def _names(session: Session) -> tuple[dict[int, str], dict[int, str]]:
    people = {each.id: each.name for each in person.list_people(session)}
    return people, {each.id: each.name for each in organisation.list_departments(session)}


def _mailings(session: Session, visit: Visit) -> tuple[Choice, ...]:
    stages = (Stage.ALIGNED, Stage.SENT, Stage.AFTERCARE, Stage.PREPARED, Stage.REGISTERED)
    found = mailing_view.list_mailings(session, stages=stages, until_on=day_of(visit.now), limit=PAGE)
    return tuple(Choice(view.reference, view.content.title) for view in found)


def _departments(session: Session, actor: Actor) -> tuple[Choice, ...]:
    if not may(actor, Operation.NOTE_CALLBACK):
        return ()
    return tuple(Choice(str(each.id), each.name) for each in organisation.list_departments(session, active_only=True))


def _row(
    session: Session, each: CallbackView, names: tuple[dict[int, str], dict[int, str]], visit: Visit
) -> CallbackRow:
    people, departments = names
    title = mailing_view.get_mailing(session, each.mailing_id).content.title if each.mailing_id else None
    return CallbackRow(
        id=str(each.id),
        caller=each.caller_name or "",
        phone=each.caller_phone or "",
        question=each.question or "",
        mailing=title,
        owner=people.get(each.owner_id or 0, "KCC"),
        executor=departments.get(each.department_id, ""),
        due_at=each.due_at,
        attempts=each.attempt_count,
        late=each.due_at < visit.now,
        version=1,
    )


@router.post("/terugbellen")
def note(visit: Posting) -> Response:
    """Note a request."""
    posted = visit.posted
    token = posted.get("form_token")
    try:
        with visit.writing() as (session, actor):
            who = str(actor.person_id)
            is_token = bool(_TOKEN.fullmatch(token))
            if is_token and form_token.claim(session, token, person=who, now=visit.now) is not None:
                return visit.to("/terugbellen", "genoteerd")
            view = mailing_view.get_mailing(session, posted.get("mailing")) if posted.get("mailing") else None
            made = callback.note(
                session,
                actor,
                department_id=view.content.department_id if view else _department(session, posted.get("department")),
                caller_name=posted.get("caller"),
                caller_phone=posted.get("phone"),
                question=mask(posted.get("question")),
                mailing_id=view.id if view else None,
                now=visit.now,
            )
            if is_token:
                form_token.fulfil(session, token, person=who, object_id=made)
    except NotAllowed:
        raise
    except Anticipated as error:
        found = forms.form_of(posted, forms.flat(error), visit.say, "question")
        errors = {NAMES.get(name, name): text for name, text in found.errors.items()}
        return _page(visit, Form(found.values, errors), status_of(error))
    return visit.to("/terugbellen", "genoteerd")


def _department(session: Session, text: str) -> int:
    if not text:
        raise BadValue("required", field="department")
    return organisation.get_department(session, text).id


@router.post("/terugbellen/{callback_id}")
def finish(visit: Posting, callback_id: Id) -> Response:
    """Close a request with its result, or count a call that reached nobody."""
    try:
        with visit.writing() as (session, actor):
            if visit.posted.get("step") == "attempt":
                callback.attempt(session, actor, callback_id, now=visit.now)
                done = "poging"
            else:
                result = visit.posted.get("result")
                callback.close(session, actor, callback_id, result=result, was_reached=True, now=visit.now)
                done = "gesproken"
    except (NotAllowed, callback.CallbackNotFound):
        raise
    except Anticipated as error:
        return _page(visit, Form({}, {f"result-{callback_id}": visit.say(error)}), status_of(error))
    return visit.to("/terugbellen", done)
