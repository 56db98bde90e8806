"""People with their roles, per department where that matters, and deputies with dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, bindparam, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated, BadValue
from registry.kinds import Door, Role
from registry.rights import Operation, require
from registry.store import Base, closed_list

FOR_A_DEPARTMENT = frozenset({Role.DEPARTMENT, Role.SPECIALIST})
"""Roles that mean nothing without a department: nobody registers mailings or takes appointments for all of them."""

LONGEST_NAME, LONGEST_ADDRESS = 200, 254
ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")


class Person(Base):
    """A colleague. `subject` is the identifier at the identity provider."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    subject: Mapped[str | None] = mapped_column(String(200), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str | None] = mapped_column(String(2))
    password_hash: Mapped[str | None] = mapped_column(String(200))


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


class RoleNeedsDepartment(Anticipated):
    """The role is always for one department and none was named. Facts: role."""

    code = "role_needs_department"


class LastAdmin(Anticipated):
    """Nobody would be left who can manage people. Facts: name."""

    code = "last_admin"


class DeputyNotFound(Anticipated):
    """There is no such appointment of a deputy. Facts: deputy."""

    code = "deputy_not_found"


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
    name, email = _name(name), _free_address(session, email)
    row = Person(name=name, email=email, subject=subject)
    session.add(row)
    session.flush()
    audit.record(session, actor, "person.added", "person", row.id, now=now)
    return row.id


def change_person(
    session: Session, actor: Actor, person_id: int, *, name: str, email: str, language: str | None, now: datetime
) -> bool:
    """Change name, address and language ("nl", "en" or None for that of the installation); tell whether anything changed.

    Raises:
        PersonNotFound, BadEmail, EmailTaken, BadValue: nothing is changed then.
    """
    require(actor, Operation.MANAGE_PEOPLE)
    row = _get(session, person_id)
    if language not in (None, "nl", "en"):
        raise BadValue("unknown_choice", field="language", value=language)
    wanted = {"name": _name(name), "email": _free_address(session, email, but=person_id), "language": language}
    changed = {what: [getattr(row, what), value] for what, value in wanted.items() if getattr(row, what) != value}
    for what, (_, value) in changed.items():
        setattr(row, what, value)
    if changed:
        session.flush()
        audit.record(session, actor, "person.changed", "person", person_id, now=now, differences=changed)
    return bool(changed)


def end_person(session: Session, actor: Actor, person_id: int, *, now: datetime) -> None:
    """Let a colleague go: no sign-in, no rights, no mail any more. The row stays, for the trail and the names in it.

    Raises:
        PersonNotFound: there is none, or not any more.
        LastAdmin: nobody would be left who can manage people.
    """
    require(actor, Operation.MANAGE_PEOPLE)
    row = _get(session, person_id)
    _refuse_last_admin(session, person_id, row.name)
    row.is_active = False
    session.flush()
    audit.record(session, actor, "person.ended", "person", person_id, now=now)


def restore_person(session: Session, actor: Actor, person_id: int, *, now: datetime) -> None:
    """Take a colleague back with the roles from before; who is there already stays as is.

    Raises:
        PersonNotFound: there never was one of that number.
    """
    require(actor, Operation.MANAGE_PEOPLE)
    row = session.get(Person, person_id)
    if row is None:
        raise PersonNotFound(person=person_id)
    if not row.is_active:
        row.is_active = True
        session.flush()
        audit.record(session, actor, "person.restored", "person", person_id, now=now)


def grant(
    session: Session, actor: Actor, person_id: int, role: Role, *, department_id: int | None = None, now: datetime
) -> None:
    """Give a role, for one department where that is meant. Giving it twice changes nothing.

    Raises:
        RoleNeedsDepartment: the role is one of FOR_A_DEPARTMENT and no department was named.
    """
    require(actor, Operation.MANAGE_PEOPLE)
    _get(session, person_id)
    if department_id is None and role in FOR_A_DEPARTMENT:
        raise RoleNeedsDepartment(field="department", role=role.value)
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
    """Take a role away; taking what is not held changes nothing.

    Raises:
        LastAdmin: a person takes it from the last colleague who can manage people. An identity provider may.
    """
    require(actor, Operation.MANAGE_PEOPLE)
    if role is Role.ADMIN and not actor.is_system:
        _refuse_last_admin(session, person_id, _get(session, person_id).name)
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
    if person_id == deputy_id:
        raise BadValue("own_deputy", field="deputy")
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


def end_deputy(session: Session, actor: Actor, appointment_id: int, *, now: datetime) -> int:
    """Take a deputy's appointment away, at once; return whose deputy it was.

    Raises:
        DeputyNotFound: there is no appointment of that number.
    """
    require(actor, Operation.MANAGE_PEOPLE)
    row = session.get(Deputy, appointment_id)
    if row is None:
        raise DeputyNotFound(deputy=appointment_id)
    person_id, deputy_id, from_on, until_on = row.person_id, row.deputy_id, row.from_on, row.until_on
    session.delete(row)
    session.flush()
    audit.record(
        session,
        actor,
        "deputy.ended",
        "person",
        person_id,
        now=now,
        deputy_id=deputy_id,
        from_on=from_on,
        until_on=until_on,
    )
    return person_id


def list_people(session: Session) -> tuple[PersonView, ...]:
    """Return all active colleagues by name."""
    grants: dict[int, list[tuple[Role, int | None]]] = {}
    for row in session.scalars(select(RoleGrant).order_by(RoleGrant.id)):
        grants.setdefault(row.person_id, []).append((row.role, row.department_id))
    people = session.scalars(select(Person).where(Person.is_active).order_by(Person.name))
    return tuple(PersonView(p.id, p.name, p.email, tuple(grants.get(p.id, ()))) for p in people)


def find_language(session: Session, email: str) -> str | None:
    """Return the language ("nl" or "en") that the person at an address chose; None where none was chosen or nobody has it."""
    return session.scalar(select(Person.language).where(Person.email == email.strip().lower()))


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


# Kept: every request asks who acts, and building the statement costs more than its answer.
_GRANTS = select(RoleGrant.role, RoleGrant.department_id).where(
    or_(
        RoleGrant.person_id == bindparam("person"),
        RoleGrant.person_id.in_(
            select(Deputy.person_id)
            .join(Person, Person.id == Deputy.person_id)
            .where(
                Deputy.deputy_id == bindparam("person"),
                Deputy.from_on <= bindparam("day"),
                Deputy.until_on >= bindparam("day"),
                Person.is_active,
            )
        ),
    )
)
_ACTIVE = select(Person.name).where(Person.id == bindparam("person"), Person.is_active)


def actor_for(session: Session, person_id: int, door: Door, *, on: date) -> Actor:
    """Return the actor that a person is on day `on`: own roles and those of whom they stand in for."""
    if session.autoflush:
        session.flush()  # columns are asked of the connection, which knows nothing of what the session still holds
    connection = session.connection()
    person = connection.execute(_ACTIVE, {"person": person_id}).one_or_none()
    if person is None:
        raise PersonNotFound(person=person_id)
    grants = connection.execute(_GRANTS, {"person": person_id, "day": on}).all()
    own = frozenset((row.role, row.department_id) for row in grants if row.department_id is not None)
    return Actor(
        name=person.name,
        door=door,
        person_id=person_id,
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


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadValue("required", field="name")
    if len(name) > LONGEST_NAME:
        raise BadValue("too_long", field="name", limit=LONGEST_NAME)
    return name


def _free_address(session: Session, email: str, *, but: int | None = None) -> str:
    email = email.strip().lower()
    if not ADDRESS.fullmatch(email) or len(email) > LONGEST_ADDRESS:
        raise BadEmail(field="email", email=email[:LONGEST_ADDRESS])
    holder = session.scalar(select(Person.id).filter_by(email=email))
    if holder is not None and holder != but:
        raise EmailTaken(field="email", email=email)
    return email


def _refuse_last_admin(session: Session, person_id: int, name: str) -> None:
    holders = {each.id for each in list_holders(session, Role.ADMIN)}
    if holders == {person_id}:
        raise LastAdmin(name=name)


def _get(session: Session, person_id: int) -> Person:
    row = session.get(Person, person_id)
    if row is None or not row.is_active:
        raise PersonNotFound(person=person_id)
    return row
