"""Organisations: the own municipality, a tax office, a waterschap, the State."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from registry import organisation
from registry.errors import Anticipated
from registry.organisation import OrganisationNotFound
from registry.rights import Operation, require
from templates.values.admin import OrganisationRow, OrganisationsPage
from templates.values.frame import Form, Section
from web.addresses import Id
from web.pages.admin.desk import desk_of, number, refused
from web.visit import Looking, Posting, Visit

router = APIRouter()
HOME = "/beheer/organisaties"


@router.get("/beheer/organisaties")
def organisations(visit: Looking) -> Response:
    """All organisations with a form beside them; `wijzig` names the one in the form."""
    return _page(visit, None, number(visit.query.get("wijzig", "")))


def _page(visit: Visit, form: Form | None, editing: int | None, status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        require(actor, Operation.MANAGE_ORGANISATION)
        rows = tuple(
            OrganisationRow(each.id, each.name, each.is_own, each.is_active, each.department_count)
            for each in organisation.view_organisations(session)
        )
        edited = next((row for row in rows if row.id == editing), None)
        if editing is not None and edited is None:
            raise OrganisationNotFound(organisation=editing)
        stored = {"name": edited.name, "own": "ja" if edited.is_own else "nee"} if edited else {"own": "ja"}
        shown = form if form is not None else Form(stored)
        page = OrganisationsPage(desk_of(actor, "organisations"), rows, edited, shown)
        frame = visit.frame(session, actor, Section.ADMIN)
    return visit.page("admin_organisations", frame, page, status)


@router.post("/beheer/organisaties")
def add_organisation(visit: Posting) -> Response:
    """Add an organisation."""
    try:
        with visit.writing() as (session, actor):
            organisation.add_organisation(
                session, actor, name=visit.posted.get("name"), is_own=visit.posted.get("own") == "ja", now=visit.now
            )
    except Anticipated as error:
        form, status = refused(visit, error, "name")
        return _page(visit, form, None, status)
    return visit.to(HOME, "organisatie")


@router.post("/beheer/organisaties/{organisation_id}")
def change_organisation(visit: Posting, organisation_id: Id) -> Response:
    """Change an organisation."""
    try:
        with visit.writing() as (session, actor):
            changed = organisation.change_organisation(
                session,
                actor,
                organisation_id,
                name=visit.posted.get("name"),
                is_own=visit.posted.get("own") == "ja",
                now=visit.now,
            )
    except Anticipated as error:
        form, status = refused(visit, error, "name")
        return _page(visit, form, organisation_id, status)
    return visit.to(HOME, "organisatie" if changed else "ongewijzigd")


@router.post("/beheer/organisaties/{organisation_id}/einde")
def end_organisation(visit: Posting, organisation_id: Id) -> Response:
    """End an organisation without departments."""
    try:
        with visit.writing() as (session, actor):
            organisation.end_organisation(session, actor, organisation_id, now=visit.now)
    except organisation.StillInUse as error:
        form, status = refused(visit, error, "name")
        return _page(visit, Form({}, form.errors), organisation_id, status)
    return visit.to(HOME, "organisatie-einde")


@router.post("/beheer/organisaties/{organisation_id}/terug")
def restore_organisation(visit: Posting, organisation_id: Id) -> Response:
    """Take an ended organisation back."""
    with visit.writing() as (session, actor):
        organisation.restore_organisation(session, actor, organisation_id, now=visit.now)
    return visit.to(HOME, "teruggezet")
