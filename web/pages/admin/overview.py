"""The first page of the desk: how much there is of everything, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import Response

from registry import capacity, colleague, letter_type, norms, opening, organisation, person, size_class, tariff
from registry.actor import Actor
from registry.kinds import Role
from registry.person import FOR_A_DEPARTMENT, PersonView
from registry.rights import Operation, require
from registry.store import Session
from templates import admin_words
from templates.environment import translate
from templates.labels import label
from templates.values.admin import AdminPage, MissingRow, Tile
from templates.values.frame import Section
from web.pages.admin.desk import desk_of
from web.visit import Looking, Visit

router = APIRouter()


@router.get("/beheer")
def overview(visit: Looking) -> Response:
    """The summary."""
    with visit.reading() as (session, actor):
        require(actor, Operation.MANAGE_NORMS)
        desk = desk_of(actor, "overview")
        counts = _counts(session)
        tiles = tuple(Tile(place, counts.get(place)) for place in desk.places if place != "overview")
        page = AdminPage(tiles, tuple(_missing(session, actor, visit)))
        frame = visit.frame(session, actor, Section.ADMIN)
    return visit.page("admin", frame, page)


def _counts(session: Session) -> dict[str, int]:
    return {
        "people": colleague.count_colleagues(session),
        "departments": len(organisation.list_departments(session, active_only=True)),
        "organisations": sum(each.is_active for each in organisation.view_organisations(session)),
        "letter_types": len(letter_type.list_letter_types(session, active_only=True)),
    }


def _missing(session: Session, actor: Actor, visit: Visit) -> Iterator[MissingRow]:
    """What an administrator would want to mend, the most needed first; only what this actor may mend."""
    may_open = desk_of(actor, "overview").places

    def row(place: str, href: str, code: str, **facts: object) -> Iterator[MissingRow]:
        if place in may_open:
            yield MissingRow(admin_words.missing(code, visit.lang, **facts), href)

    people = person.list_people(session)
    yield from _of_house(session, people, row)
    yield from _of_people(session, people, row, visit.lang)
    yield from _of_types(session, row)
    if not capacity.day_totals(session):
        yield from row("capacity", "/beheer/capaciteit", "no_capacity")
    if not opening.list_hours(session):
        yield from row("calendar", "/beheer/kalender", "no_opening_hours")
    if not tariff.list_tariffs(session):
        hourly = f"{norms.get_norms(session).hourly_tariff:g}".replace(".", ",")
        yield from row("norms", "/beheer/normen#tarieven", "no_tariff", hourly=hourly)
    if not size_class.list_size_classes(session):
        yield from row("norms", "/beheer/normen#oplageklassen", "no_size_class")
    if not visit.place.with_oidc and not visit.place.picks_persons and not visit.place.settings.local_accounts:
        yield from row("people", "/beheer/normen#instellingen", "no_sign_in")


def _of_house(session: Session, people: tuple[PersonView, ...], row: object) -> Iterator[MissingRow]:
    assert callable(row)
    if not any(each.is_own and each.is_active for each in organisation.view_organisations(session)):
        yield from row("organisations", "/beheer/organisaties", "no_organisation")
    departments = organisation.list_departments(session, active_only=True)
    if not departments:
        yield from row("departments", "/beheer/afdelingen", "no_department")
    active = {each.id for each in people}
    registering = {where for each in people for role, where in each.roles if role is Role.DEPARTMENT}
    for each in departments:
        href = f"/beheer/afdelingen/{each.id}"
        if not active & {each.liaison_person_id, each.liaison_deputy_id}:
            yield from row("departments", href, "department_without_liaison", name=each.name)
        if each.id not in registering:
            yield from row("departments", href, "department_without_people", name=each.name)


def _of_people(session: Session, people: tuple[PersonView, ...], row: object, lang: str) -> Iterator[MissingRow]:
    assert callable(row)
    if not any(each.has(Role.KCC_LEAD) for each in people):
        yield from row("people", "/beheer/mensen", "no_lead")
    without = colleague.count_colleagues(session, without_role=True)
    if without:
        yield from row("people", "/beheer/mensen?rol=geen", "people_without_role", count=without)
    for each in people:
        for role, where in each.roles:
            if where is None and role in FOR_A_DEPARTMENT:
                facts = {"name": each.name, "role": translate(label(role), lang)}
                yield from row("people", f"/beheer/mensen/{each.id}", "role_without_department", **facts)


def _of_types(session: Session, row: object) -> Iterator[MissingRow]:
    assert callable(row)
    kinds = letter_type.list_letter_types(session, active_only=True)
    if not kinds:
        yield from row("letter_types", "/beheer/brieftypen", "no_letter_type")
    for each in kinds:
        if each.bank is None:
            yield from row("letter_types", f"/beheer/brieftypen/{each.id}", "letter_type_without_bank", name=each.name)
