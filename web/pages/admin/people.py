"""The list of colleagues: found by words, by role, with those who were ended on request."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from registry import colleague, organisation
from registry.clock import day_of
from registry.colleague import Colleague
from registry.kinds import Role
from registry.rights import Operation, require
from registry.store import Session
from templates.environment import translate
from templates.labels import label
from templates.values.admin import Grant, PeoplePage, PersonRow
from templates.values.frame import Choice, Section
from web.pages.admin.desk import asks_ended, desk_of, found_of, words_of
from web.paging import PAGE
from web.visit import Looking

router = APIRouter()
WITHOUT = "geen"


@router.get("/beheer/mensen")
def people(visit: Looking) -> Response:
    """Colleagues by name."""
    wanted = visit.query.get("rol", "")
    role = Role(wanted) if wanted in list(Role) else None
    without, is_active, words = wanted == WITHOUT, not asks_ended(visit), words_of(visit)
    with visit.reading() as (session, actor):
        require(actor, Operation.MANAGE_PEOPLE)
        total = colleague.count_colleagues(session, words=words, role=role, is_active=is_active, without_role=without)
        found, skip = found_of(visit, total)
        shown = colleague.find_colleagues(
            session, words=words, role=role, is_active=is_active, without_role=without, limit=PAGE, offset=skip
        )
        departments = department_names(session)
        deputies = {
            each.person_id: colleague.get_colleague(session, each.deputy_id).name
            for each in reversed(colleague.list_deputies(session, since=day_of(visit.now)))
        }
        rows = tuple(
            PersonRow(each.id, each.name, each.email, grants(each, departments), deputies.get(each.id, ""))
            for each in shown
        )
        chosen = role.value if role else WITHOUT if without else ""
        page = PeoplePage(desk_of(actor, "people"), rows, found, chosen, role_choices(visit.lang))
        frame = visit.frame(session, actor, Section.ADMIN)
    return visit.page("admin_people", frame, page)


def role_choices(lang: str) -> tuple[Choice, ...]:
    """Return the roles as a pick list."""
    return tuple(Choice(role.value, translate(label(role), lang)) for role in Role)


def department_names(session: Session) -> dict[int, str]:
    """Return what departments are called, ended ones too."""
    return {each.id: each.name for each in organisation.list_departments(session)}


def grants(each: Colleague, departments: dict[int, str]) -> tuple[Grant, ...]:
    """Return the roles of a colleague with the names of their departments."""
    return tuple(Grant(role, where, departments.get(where or 0)) for role, where in each.roles)
