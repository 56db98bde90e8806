"""Advice on a mailing's sizes and dates: three options, asked anew between other days, taken over as a change."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from registry import advice, mailing, mailing_view
from registry.clock import day_of
from registry.errors import Anticipated, BadValue
from registry.mailing_view import MailingView
from registry.rights import NotAllowed, Operation, require
from registry.store import Session
from templates.values.frame import Form, Section
from templates.values.mailing import Consequence
from web import shown_advice, shown_mailing
from web.addresses import Ref
from web.errors import status_of
from web.forms import Reading
from web.visit import Looking, Posting, Visit, error_message

router = APIRouter()


@router.get("/mailings/{ref}/advies")
def page(visit: Looking, ref: Ref) -> Response:
    """The options beside the plan; with `neem` what taking that option over would change."""
    return _show(visit, ref, taking=visit.query.get("neem", ""))


def _show(
    visit: Visit, ref: str, *, taking: str = "", form: Form | None = None, problem: Anticipated | None = None
) -> Response:
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        view = mailing_view.get_mailing(session, ref)
        consequence = _consequence(session, view, taking, visit) if taking else None
        value = shown_advice.advice_page(
            session, actor, view, visit.lang, taking=taking, consequence=consequence, form=form
        )
        said = error_message(visit, problem) if problem and form is None else None
        frame = visit.frame(session, actor, Section.MAILINGS, said)
    return visit.page("advice", frame, value, status_of(problem) if problem else 200)


def _consequence(session: Session, view: MailingView, code: str, visit: Visit) -> Consequence:
    content, found = advice.preview(session, view.id, code)
    effect = mailing.foresee(session, view.id, content, on=day_of(visit.now))
    return Consequence(
        changes=tuple(shown_mailing.change(item.what, item.was, item.becomes, visit.lang) for item in found),
        told=tuple(each.name for each in effect.told),
        takes_alignment_back=effect.takes_alignment_back,
        void_code=effect.void_code,
    )


@router.post("/mailings/{ref}/advies")
def take(visit: Posting, ref: Ref) -> Response:
    """Take an option over, after its was and is were shown."""
    code = visit.posted.get("option")
    try:
        with visit.writing() as (session, actor):
            view = mailing_view.get_mailing(session, ref)
            found = advice.choose(
                session, actor, view.id, code, expected_revision=visit.posted.version(), now=visit.now
            )
            view = mailing_view.get_mailing(session, view.id)
    except NotAllowed:
        raise
    except Anticipated as error:
        return _show(visit, ref, problem=error)
    if found:
        visit.ask("notify", view.id, view.revision)
    return visit.to(f"/mailings/{view.reference}", "gewijzigd" if found else "ongewijzigd")


@router.post("/mailings/{ref}/advies/vraag")
def ask_anew(visit: Posting, ref: Ref) -> Response:
    """Reckon the advice between other days and keep it as a new version."""
    reading = Reading(visit.posted)
    earliest, limit = reading.day("earliest"), reading.day("limit")
    try:
        if reading.problems:
            raise reading.problems[0]
        if earliest is None or limit is None:
            raise BadValue("required", field="earliest" if earliest is None else "limit")
        if earliest < day_of(visit.now):
            raise BadValue("date_in_past", field="earliest", on=earliest, first=day_of(visit.now))
        with visit.reading() as (session, actor):
            view = mailing_view.get_mailing(session, ref)
            found = advice.get_advice(session, view.id)
        new = shown_advice.asked_anew(found, earliest, limit)
        with visit.writing() as (session, actor):
            advice.ask_anew(session, actor, view.id, new, now=visit.now)
    except NotAllowed:
        raise
    except Anticipated as error:
        errors = {error.field: visit.say(error)} if error.field in ("earliest", "limit") else {}
        return _show(visit, ref, form=Form(dict(visit.posted.fields), errors) if errors else None, problem=error)
    return visit.to(f"/mailings/{view.reference}/advies", "advies")
