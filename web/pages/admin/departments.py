"""Departments with their organisation, their liaison at the KCC and the deputy."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from registry import colleague, mailing_view, organisation
from registry.actor import Actor
from registry.errors import Anticipated, BadValue
from registry.organisation import DepartmentView
from registry.rights import Operation, require
from registry.store import Session
from templates.environment import translate
from templates.labels import label
from templates.values.admin import DepartmentPage, DepartmentRow, DepartmentsPage
from templates.values.frame import Choice, Form, Section
from web.addresses import Id
from web.pages.admin.desk import asks_ended, desk_of, filled, found_of, holds, number, refused, words_of
from web.paging import PAGE
from web.visit import Looking, Posted, Posting, Visit

router = APIRouter()
HOME = "/beheer/afdelingen"
MOST_PEOPLE = 2_000


@router.get("/beheer/afdelingen")
def departments(visit: Looking) -> Response:
    """The list, with words and those that were ended on request."""
    with visit.reading() as (session, actor):
        require(actor, Operation.MANAGE_ORGANISATION)
        words, ended = words_of(visit), asks_ended(visit)
        wanted = [
            each
            for each in organisation.list_departments(session)
            if each.is_active is not ended and holds(words, each.name, each.organisation, each.email)
        ]
        found, skip = found_of(visit, len(wanted))
        names = {each.id: each.name for each in colleague.find_colleagues(session, limit=MOST_PEOPLE)}
        rows = tuple(_row(session, each, names) for each in wanted[skip : skip + PAGE])
        page = DepartmentsPage(desk_of(actor, "departments"), rows, found)
        frame = visit.frame(session, actor, Section.ADMIN)
    return visit.page("admin_departments", frame, page)


def _row(session: Session, each: DepartmentView, names: dict[int, str]) -> DepartmentRow:
    liaison = names.get(each.liaison_person_id or 0) or names.get(each.liaison_deputy_id or 0)
    count = mailing_view.count_mailings(session, department_id=each.id)
    return DepartmentRow(each.id, each.name, each.organisation, liaison, count, each.email)


@router.get("/beheer/afdelingen/nieuw")
def new_department(visit: Looking) -> Response:
    """An empty form."""
    return _page(visit, None, None)


@router.get("/beheer/afdelingen/{department_id}")
def department(visit: Looking, department_id: Id) -> Response:
    """One department."""
    return _page(visit, department_id, None)


def _page(visit: Visit, department_id: int | None, form: Form | None, status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        require(actor, Operation.MANAGE_ORGANISATION)
        known = organisation.get_department(session, department_id) if department_id is not None else None
        page = DepartmentPage(
            desk_of(actor, "departments"),
            id=known.id if known else None,
            name=known.name if known else "",
            is_active=known.is_active if known else True,
            form=filled(_stored(known), form),
            organisations=tuple(
                Choice(str(each.id), each.name)
                for each in organisation.view_organisations(session)
                if each.is_active or (known is not None and each.id == known.organisation_id)
            ),
            colleagues=tuple(
                Choice(str(each.id), each.name) for each in colleague.find_colleagues(session, limit=MOST_PEOPLE)
            ),
            holders=_holders(session, known.id, visit.lang) if known else (),
        )
        frame = visit.frame(session, actor, Section.ADMIN)
    return visit.page("admin_department", frame, page, status)


def _stored(known: DepartmentView | None) -> dict[str, str]:
    if known is None:
        return {}
    return {
        "name": known.name,
        "organisation": str(known.organisation_id),
        "email": known.email or "",
        "identifier": known.identifier or "",
        "liaison": str(known.liaison_person_id or ""),
        "liaison_deputy": str(known.liaison_deputy_id or ""),
    }


def _holders(session: Session, department_id: int, lang: str) -> tuple[Choice, ...]:
    """Who has a role for this department: address of the colleague, and name with the role."""
    found = colleague.find_colleagues(session, department_id=department_id, limit=MOST_PEOPLE)
    return tuple(
        Choice(f"/beheer/mensen/{each.id}", f"{each.name} ({translate(label(role), lang)})")
        for each in found
        for role, where in each.roles
        if where == department_id
    )


@router.post("/beheer/afdelingen")
def add_department(visit: Posting) -> Response:
    """Add a department with its liaison."""
    try:
        with visit.writing() as (session, actor):
            made = organisation.add_department(
                session,
                actor,
                organisation_id=_organisation(visit.posted),
                name=visit.posted.get("name"),
                email=visit.posted.get("email"),
                identifier=visit.posted.get("identifier"),
                now=visit.now,
            )
            _link(session, visit, actor, made)
    except Anticipated as error:
        form, status = refused(visit, error, "name")
        return _page(visit, None, form, status)
    return visit.to(f"{HOME}/{made}", "afdeling")


@router.post("/beheer/afdelingen/{department_id}")
def change_department(visit: Posting, department_id: Id) -> Response:
    """Change a department and its liaison, both or neither."""
    try:
        with visit.writing() as (session, actor):
            organisation.change_department(
                session,
                actor,
                department_id,
                organisation_id=_organisation(visit.posted),
                name=visit.posted.get("name"),
                email=visit.posted.get("email"),
                identifier=visit.posted.get("identifier"),
                now=visit.now,
            )
            _link(session, visit, actor, department_id)
    except Anticipated as error:
        form, status = refused(visit, error, "name")
        return _page(visit, department_id, form, status)
    return visit.to(f"{HOME}/{department_id}", "afdeling")


def _organisation(posted: Posted) -> int:
    wanted = number(posted.get("organisation"))
    if wanted is None:
        raise BadValue("required", field="organisation")
    return wanted


def _link(session: Session, visit: Visit, actor: Actor, department_id: int) -> None:
    people = {str(each.id) for each in colleague.find_colleagues(session, limit=MOST_PEOPLE)}
    chosen: list[int | None] = []
    for name in ("liaison", "liaison_deputy"):
        text = visit.posted.get(name)
        if text and text not in people:
            raise BadValue("unknown_choice", field=name, value=text[:40])
        chosen.append(number(text))
    organisation.link_liaison(
        session,
        actor,
        department_id,
        person_id=chosen[0],
        deputy_id=chosen[1],
        now=visit.now,
    )


@router.post("/beheer/afdelingen/{department_id}/einde")
def end_department(visit: Posting, department_id: Id) -> Response:
    """End a department; the page that follows offers to take that back."""
    with visit.writing() as (session, actor):
        organisation.end_department(session, actor, department_id, now=visit.now)
    return visit.to(f"{HOME}/{department_id}", "afdeling-einde")


@router.post("/beheer/afdelingen/{department_id}/terug")
def restore_department(visit: Posting, department_id: Id) -> Response:
    """Take an ended department back."""
    with visit.writing() as (session, actor):
        organisation.restore_department(session, actor, department_id, now=visit.now)
    return visit.to(f"{HOME}/{department_id}", "teruggezet")
