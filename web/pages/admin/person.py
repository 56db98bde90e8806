"""One colleague: name and address, roles, deputies, how to sign in, and the end."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from registry import colleague, organisation, password, person
from registry.actor import Actor
from registry.clock import day_of
from registry.colleague import Colleague
from registry.errors import Anticipated, BadValue, Refused
from registry.kinds import Role
from registry.rights import Operation, require
from registry.store import Session
from templates.values.admin import DeputyRow, PersonPage
from templates.values.frame import Choice, Form, Section
from web import forms
from web.addresses import Id
from web.pages.admin.desk import desk_of, filled, number, refused
from web.pages.admin.people import department_names, grants, role_choices
from web.visit import Looking, Posting, Visit

router = APIRouter()
HOME = "/beheer/mensen"
LANGUAGES = (Choice("nl", "Nederlands"), Choice("en", "English"))
MOST_PEOPLE = 2_000


@router.get("/beheer/mensen/nieuw")
def new_person(visit: Looking) -> Response:
    """An empty form."""
    return _page(visit, None, None)


@router.get("/beheer/mensen/{person_id}")
def one_person(visit: Looking, person_id: Id) -> Response:
    """One colleague, also one who was ended."""
    return _page(visit, person_id, None)


def _page(visit: Visit, person_id: int | None, form: Form | None, status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        require(actor, Operation.MANAGE_PEOPLE)
        page = _existing(session, actor, visit, person_id, form) if person_id else _new(actor, form)
        frame = visit.frame(session, actor, Section.ADMIN)
    return visit.page("admin_person", frame, page, status)


def _new(actor: Actor, form: Form | None) -> PersonPage:
    return PersonPage(desk_of(actor, "people"), None, "", True, filled({}, form), LANGUAGES)


def _existing(session: Session, actor: Actor, visit: Visit, person_id: int, form: Form | None) -> PersonPage:
    known = colleague.get_colleague(session, person_id)
    settings = visit.place.settings
    return PersonPage(
        desk_of(actor, "people"),
        known.id,
        known.name,
        known.is_active,
        filled(_stored(known, visit), form),
        LANGUAGES,
        grants=grants(known, department_names(session)),
        deputies=_deputies(session, visit, person_id),
        roles=role_choices(visit.lang),
        departments=tuple(
            Choice(str(each.id), each.name) for each in organisation.list_departments(session, active_only=True)
        ),
        colleagues=tuple(
            Choice(str(each.id), each.name)
            for each in colleague.find_colleagues(session, limit=MOST_PEOPLE)
            if each.id != person_id
        ),
        with_password=settings.local_accounts,
        has_password=known.has_password,
        has_account=known.has_account,
        claim=settings.oidc_role_claim if visit.place.with_oidc else None,
    )


def _stored(known: Colleague, visit: Visit) -> dict[str, str]:
    today = day_of(visit.now).isoformat()
    return {"name": known.name, "email": known.email, "language": known.language or "", "from_on": today}


def _deputies(session: Session, visit: Visit, person_id: int) -> tuple[DeputyRow, ...]:
    rows = []
    for each in colleague.list_deputies(session, since=day_of(visit.now), person_id=person_id):
        stands_in = each.deputy_id == person_id
        other = colleague.get_colleague(session, each.person_id if stands_in else each.deputy_id)
        rows.append(DeputyRow(each.id, other.name, each.from_on, each.until_on, stands_in))
    return tuple(rows)


@router.post("/beheer/mensen")
def add_person(visit: Posting) -> Response:
    """Add a colleague, without any right."""
    try:
        with visit.writing() as (session, actor):
            made = person.add_person(
                session, actor, name=visit.posted.get("name"), email=visit.posted.get("email"), now=visit.now
            )
    except Anticipated as error:
        form, status = refused(visit, error, "name")
        return _page(visit, None, form, status)
    return visit.to(f"{HOME}/{made}", "collega-nieuw")


@router.post("/beheer/mensen/{person_id}")
def change_person(visit: Posting, person_id: Id) -> Response:
    """Change name, address and language."""
    try:
        with visit.writing() as (session, actor):
            changed = person.change_person(
                session,
                actor,
                person_id,
                name=visit.posted.get("name"),
                email=visit.posted.get("email"),
                language=visit.posted.get("language") or None,
                now=visit.now,
            )
    except Anticipated as error:
        form, status = refused(visit, error, "name")
        return _page(visit, person_id, form, status)
    return visit.to(f"{HOME}/{person_id}", "collega" if changed else "ongewijzigd")


@router.post("/beheer/mensen/{person_id}/rollen")
def give_role(visit: Posting, person_id: Id) -> Response:
    """Give a role, for a department where that is meant."""
    try:
        wanted = visit.posted.get("role")
        if wanted not in list(Role):
            raise BadValue("required", field="role")
        with visit.writing() as (session, actor):
            where = _department(session, visit)
            person.grant(session, actor, person_id, Role(wanted), department_id=where, now=visit.now)
    except Anticipated as error:
        form, status = refused(visit, error, "role")
        return _page(visit, person_id, form, status)
    return visit.to(f"{HOME}/{person_id}#rollen", "rol")


@router.post("/beheer/mensen/{person_id}/rollen/weg")
def take_role(visit: Posting, person_id: Id) -> Response:
    """Take a role away."""
    try:
        wanted = visit.posted.get("role")
        if wanted not in list(Role):
            raise BadValue("required", field="role")
        with visit.writing() as (session, actor):
            where = number(visit.posted.get("department"))
            person.revoke(session, actor, person_id, Role(wanted), department_id=where, now=visit.now)
    except Anticipated as error:
        form, status = refused(visit, error, "role")
        return _page(visit, person_id, Form({}, form.errors), status)
    return visit.to(f"{HOME}/{person_id}#rollen", "rol-weg")


def _department(session: Session, visit: Visit) -> int | None:
    text = visit.posted.get("department")
    return organisation.get_department(session, text).id if text else None


@router.post("/beheer/mensen/{person_id}/vervangers")
def appoint_deputy(visit: Posting, person_id: Id) -> Response:
    """Let a colleague stand in from the first to the last day."""
    reading = forms.Reading(visit.posted)
    from_on, until_on, deputy = reading.day("from_on"), reading.day("until_on"), number(visit.posted.get("deputy"))
    for name, value in (("deputy", deputy), ("from_on", from_on), ("until_on", until_on)):
        if value is None and name not in {problem.field for problem in reading.problems}:
            reading.problems.append(BadValue("required", field=name))
    try:
        if from_on is None or until_on is None or deputy is None:
            raise Refused(tuple(reading.problems))
        with visit.writing() as (session, actor):
            person.appoint_deputy(session, actor, person_id, deputy, from_on=from_on, until_on=until_on, now=visit.now)
    except Anticipated as error:
        form, status = refused(visit, error, "deputy")
        return _page(visit, person_id, form, status)
    return visit.to(f"{HOME}/{person_id}#vervangers", "vervanger")


@router.post("/beheer/mensen/{person_id}/vervangers/{appointment_id}/weg")
def end_deputy(visit: Posting, person_id: Id, appointment_id: Id) -> Response:
    """Take an appointment of a deputy away."""
    with visit.writing() as (session, actor):
        person.end_deputy(session, actor, appointment_id, now=visit.now)
    return visit.to(f"{HOME}/{person_id}#vervangers", "vervanger-weg")


@router.post("/beheer/mensen/{person_id}/wachtwoord")
def set_password(visit: Posting, person_id: Id) -> Response:
    """Set a password of our own; only where local accounts are switched on."""
    try:
        with visit.writing() as (session, actor):
            require(actor, Operation.MANAGE_PEOPLE)
            if not visit.place.settings.local_accounts:
                raise BadValue("page_not_found")
            password.set_password(session, actor, person_id, visit.posted.fields.get("password", ""), now=visit.now)
    except Anticipated as error:
        form, status = refused(visit, error, "password")
        return _page(visit, person_id, Form({}, form.errors), status)  # what was typed is never shown again
    return visit.to(f"{HOME}/{person_id}#aanmelden", "wachtwoord")


@router.post("/beheer/mensen/{person_id}/wachtwoord/weg")
def remove_password(visit: Posting, person_id: Id) -> Response:
    """Take the password away."""
    with visit.writing() as (session, actor):
        password.remove_password(session, actor, person_id, now=visit.now)
    return visit.to(f"{HOME}/{person_id}#aanmelden", "wachtwoord-weg")


@router.post("/beheer/mensen/{person_id}/einde")
def end_person(visit: Posting, person_id: Id) -> Response:
    """End a colleague, but never oneself; the page that follows offers to take that back."""
    try:
        with visit.writing() as (session, actor):
            require(actor, Operation.MANAGE_PEOPLE)
            if actor.person_id == person_id:
                raise BadValue("own_end", field="name")
            person.end_person(session, actor, person_id, now=visit.now)
    except Anticipated as error:
        form, status = refused(visit, error, "name")
        return _page(visit, person_id, Form({}, form.errors), status)
    return visit.to(f"{HOME}/{person_id}", "collega-einde")


@router.post("/beheer/mensen/{person_id}/terug")
def restore_person(visit: Posting, person_id: Id) -> Response:
    """Take a colleague back."""
    with visit.writing() as (session, actor):
        person.restore_person(session, actor, person_id, now=visit.now)
    return visit.to(f"{HOME}/{person_id}", "teruggezet")
