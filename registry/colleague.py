"""Colleagues as the administrator sees them: found by words, with roles, deputies and how they sign in, ended ones too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from registry.kinds import Role
from registry.person import Deputy, Person, PersonNotFound, RoleGrant


@dataclass(frozen=True)
class DeputyView:
    """An appointment: `deputy_id` acts with the roles of `person_id` from the first to the last day, both included."""

    id: int
    person_id: int
    deputy_id: int
    from_on: date
    until_on: date


@dataclass(frozen=True)
class Colleague:
    """A colleague with all that is kept. `roles` holds (role, department id or None)."""

    id: int
    name: str
    email: str
    is_active: bool
    language: str | None
    has_account: bool
    has_password: bool
    roles: tuple[tuple[Role, int | None], ...]


def find_colleagues(
    session: Session,
    *,
    words: str = "",
    role: Role | None = None,
    department_id: int | None = None,
    is_active: bool = True,
    without_role: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> tuple[Colleague, ...]:
    """Return colleagues by name whose name or address holds `words`, so many from `offset`."""
    query = _filtered(select(Person), words, role, department_id, is_active, without_role)
    rows = session.scalars(query.order_by(Person.name, Person.id).limit(limit).offset(offset)).all()
    grants: dict[int, list[tuple[Role, int | None]]] = {}
    held = select(RoleGrant).where(RoleGrant.person_id.in_([row.id for row in rows])).order_by(RoleGrant.id)
    for grant in session.scalars(held):
        grants.setdefault(grant.person_id, []).append((grant.role, grant.department_id))
    return tuple(_view(row, tuple(grants.get(row.id, ()))) for row in rows)


def count_colleagues(
    session: Session,
    *,
    words: str = "",
    role: Role | None = None,
    department_id: int | None = None,
    is_active: bool = True,
    without_role: bool = False,
) -> int:
    """Return how many `find_colleagues` would find in all."""
    query = _filtered(select(func.count(Person.id)), words, role, department_id, is_active, without_role)
    return session.scalar(query) or 0


def get_colleague(session: Session, person_id: int) -> Colleague:
    """Return a colleague, ended or not.

    Raises:
        PersonNotFound: there never was one of that number.
    """
    row = session.get(Person, person_id)
    if row is None:
        raise PersonNotFound(person=person_id)
    held = session.scalars(select(RoleGrant).filter_by(person_id=person_id).order_by(RoleGrant.id))
    return _view(row, tuple((grant.role, grant.department_id) for grant in held))


def names(session: Session) -> dict[int, str]:
    """Return what everybody is called who is or was a colleague, by number."""
    return dict(session.execute(select(Person.id, Person.name)).tuples().all())


def list_deputies(session: Session, *, since: date, person_id: int | None = None) -> tuple[DeputyView, ...]:
    """Return the appointments that are not over on `since` (of one colleague, as either side), by first day."""
    query = select(Deputy).where(Deputy.until_on >= since).order_by(Deputy.from_on, Deputy.id)
    if person_id is not None:
        query = query.where(or_(Deputy.person_id == person_id, Deputy.deputy_id == person_id))
    return tuple(
        DeputyView(row.id, row.person_id, row.deputy_id, row.from_on, row.until_on) for row in session.scalars(query)
    )


def _filtered(
    query: Select[tuple[Person]] | Select[tuple[int]],
    words: str,
    role: Role | None,
    department_id: int | None,
    is_active: bool,
    without_role: bool,
) -> Select[tuple[Person]] | Select[tuple[int]]:
    query = query.where(Person.is_active.is_(is_active))
    for word in words.split():
        query = query.where(
            or_(Person.name.icontains(word, autoescape=True), Person.email.icontains(word, autoescape=True))
        )
    if role is not None or department_id is not None:
        held = select(RoleGrant.person_id)
        held = held.where(RoleGrant.role == role) if role is not None else held
        held = held.where(RoleGrant.department_id == department_id) if department_id is not None else held
        query = query.where(Person.id.in_(held))
    if without_role:
        query = query.where(Person.id.not_in(select(RoleGrant.person_id)))
    return query


def _view(row: Person, roles: tuple[tuple[Role, int | None], ...]) -> Colleague:
    return Colleague(
        id=row.id,
        name=row.name,
        email=row.email,
        is_active=row.is_active,
        language=row.language,
        has_account=row.subject is not None,
        has_password=row.password_hash is not None,
        roles=roles,
    )
