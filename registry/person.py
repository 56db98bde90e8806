"""People with their roles, per department where that matters, and deputies with dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated
from registry.kinds import Door, Role
from registry.rights import Operation, require
from registry.store import Base, closed_list

ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")


class Person(Base):
    """A colleague. `subject` is the identifier at the identity provider."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    subject: Mapped[str | None] = mapped_column(String(200), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)


class RoleGrant(Base):
    """One role of one person, for one department or (None) as such."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "department_id"),
        Index(
            "uq_role_grant_without_department",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("department_id IS NULL"),
            postgresql_where=text("department_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(closed_list(Role))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"))


class Deputy(Base):
    """From and until which day a person acts with the roles of another."""

    __tablename__ = "deputy"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="dates"),
        CheckConstraint("person_id <> deputy_id", name="another_person"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]


class PersonNotFound(Anticipated):
    """No active person with that id or address. Facts: person."""

    code = "person_not_found"


class EmailTaken(Anticipated):
    """Somebody has that address already. Facts: email."""

    code = "email_taken"


class BadEmail(Anticipated):
    """The address cannot be one. Facts: email."""

    code = "bad_email"


class BadDates(Anticipated):
    """A period ends before it begins. Facts: from_on, until_on."""

    code = "bad_dates"


@dataclass(frozen=True)
class PersonView:
    """A colleague with roles for pages and commands; `roles` holds (role, department id or None)."""

    id: int
    name: str
    email: str
    roles: tuple[tuple[Role, int | None], ...]

    def has(self, role: Role) -> bool:
        """Tell whether the person holds `role` anywhere."""
        return any(held == role for held, _ in self.roles)


def add_person(
    session: Session, actor: Actor, *, name: str, email: str, subject: str | None = None, now: datetime
) -> int:
    """Add a colleague without any right and return the id."""
    require(actor, Operation.MANAGE_PEOPLE)
    email = email.strip().lower()
    if not ADDRESS.fullmatch(email):
        raise BadEmail(field="email", email=email)
    if session.scalar(select(Person.id).filter_by(email=email)) is not None:
        raise EmailTaken(field="email", email=email)
    row = Person(name=name.strip(), email=email, subject=subject)
    session.add(row)
    session.flush()
    audit.record(session, actor, "person.added", "person", row.id, now=now)
    return row.id


def grant(
    session: Session, actor: Actor, person_id: int, role: Role, *, department_id: int | None = None, now: datetime
) -> None:
    """Give a role, for one department where that is meant. Giving it twice changes nothing."""
    require(actor, Operation.MANAGE_PEOPLE)
    _get(session, person_id)
    held = select(RoleGrant.id).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == role,
        RoleGrant.department_id.is_not_distinct_from(department_id),
    )
    if session.scalar(held) is not None:
        return
    session.add(RoleGrant(person_id=person_id, role=role, department_id=department_id))
    audit.record(
        session, actor, "role.granted", "person", person_id, now=now, role=role.value, department_id=department_id
    )


def revoke(
    session: Session, actor: Actor, person_id: int, role: Role, *, department_id: int | None = None, now: datetime
) -> None:
    """Take a role away; taking what is not held changes nothing."""
    require(actor, Operation.MANAGE_PEOPLE)
    row = session.scalar(
        select(RoleGrant).where(
            RoleGrant.person_id == person_id,
            RoleGrant.role == role,
            RoleGrant.department_id.is_not_distinct_from(department_id),
        )
    )
    if row is not None:
        session.delete(row)
        audit.record(
            session, actor, "role.revoked", "person", person_id, now=now, role=role.value, department_id=department_id
        )


def appoint_deputy(
    session: Session, actor: Actor, person_id: int, deputy_id: int, *, from_on: date, until_on: date, now: datetime
) -> None:
    """Let `deputy_id` act with the roles of `person_id` from `from_on` to `until_on`, both days included."""
    require(actor, Operation.MANAGE_PEOPLE)
    if until_on < from_on:
        raise BadDates(field="until_on", from_on=from_on, until_on=until_on)
    _get(session, person_id)
    _get(session, deputy_id)
    session.add(Deputy(person_id=person_id, deputy_id=deputy_id, from_on=from_on, until_on=until_on))
    audit.record(
        session,
        actor,
        "deputy.appointed",
        "person",
        person_id,
        now=now,
        deputy_id=deputy_id,
        from_on=from_on,
        until_on=until_on,
    )


def list_people(session: Session) -> tuple[PersonView, ...]:
    """Return all active colleagues by name."""
    grants: dict[int, list[tuple[Role, int | None]]] = {}
    for row in session.scalars(select(RoleGrant).order_by(RoleGrant.id)):
        grants.setdefault(row.person_id, []).append((row.role, row.department_id))
    people = session.scalars(select(Person).where(Person.is_active).order_by(Person.name))
    return tuple(PersonView(p.id, p.name, p.email, tuple(grants.get(p.id, ()))) for p in people)


def get_person(session: Session, person: int | str) -> PersonView:
    """Return the colleague with that id or e-mail address.

    Raises:
        PersonNotFound: when there is none.
    """
    wanted = str(person).strip().lower()
    for view in list_people(session):
        if str(view.id) == wanted or view.email == wanted:
            return view
    raise PersonNotFound(person=person)


def actor_for(session: Session, person_id: int, door: Door, *, on: date) -> Actor:
    """Return the actor that a person is on day `on`: own roles and those of whom they stand in for."""
    person = _get(session, person_id)
    stands_in_for = select(Deputy.person_id).where(
        Deputy.deputy_id == person_id, Deputy.from_on <= on, Deputy.until_on >= on
    )
    grants = session.scalars(
        select(RoleGrant).where(or_(RoleGrant.person_id == person_id, RoleGrant.person_id.in_(stands_in_for)))
    ).all()
    own = frozenset((row.role, row.department_id) for row in grants if row.department_id is not None)
    return Actor(
        name=person.name,
        door=door,
        person_id=person.id,
        roles=frozenset(row.role for row in grants),
        department_ids=frozenset(department for _, department in own),
        grants=own,
    )


def list_holders(
    session: Session, role: Role, *, department_id: int | None = None, on: date | None = None
) -> tuple[PersonView, ...]:
    """Return who holds `role` (for that department, or as such), with their deputies on day `on`."""
    holders = {
        person.id: person
        for person in list_people(session)
        if any(
            held == role and (department_id is None or where in (None, department_id)) for held, where in person.roles
        )
    }
    if on is not None and holders:
        deputies = session.scalars(
            select(Deputy.deputy_id).where(
                Deputy.person_id.in_(list(holders)), Deputy.from_on <= on, Deputy.until_on >= on
            )
        ).all()
        holders |= {person.id: person for person in list_people(session) if person.id in deputies}
    return tuple(holders.values())


def _get(session: Session, person_id: int) -> Person:
    row = session.get(Person, person_id)
    if row is None or not row.is_active:
        raise PersonNotFound(person=person_id)
    return row
