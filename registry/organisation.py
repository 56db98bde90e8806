"""Organisations (municipality, tax office, waterschap, the State) and their departments with a liaison at the KCC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated, BadValue
from registry.person import ADDRESS, LONGEST_ADDRESS, LONGEST_NAME, BadEmail
from registry.rights import Operation, require
from registry.store import Base

LONGEST_IDENTIFIER = 24


class Organisation(Base):
    """A body that sends mailings or whose residents call."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    is_own: Mapped[bool] = mapped_column(default=True)
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())


class Department(Base):
    """Owner of mailings; may belong to an outside body. `identifier` is its name in the municipality's own register."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(200))
    identifier: Mapped[str | None] = mapped_column(String(24))
    email: Mapped[str | None] = mapped_column(String(254))
    liaison_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    liaison_deputy_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())


class DepartmentNotFound(Anticipated):
    """No department bears that name or number. Facts: department."""

    code = "department_not_found"


class OrganisationNotFound(Anticipated):
    """No organisation bears that name. Facts: organisation."""

    code = "organisation_not_found"


class StillInUse(Anticipated):
    """It has departments that were not ended. Facts: name, count."""

    code = "still_in_use"


class NameTaken(Anticipated):
    """The name is in use already. Facts: name."""

    code = "name_taken"


@dataclass(frozen=True)
class DepartmentView:
    """A department with its organisation for pages and commands."""

    id: int
    name: str
    organisation_id: int
    organisation: str
    is_own: bool
    email: str | None
    liaison_person_id: int | None
    liaison_deputy_id: int | None
    identifier: str | None = None
    is_active: bool = True


@dataclass(frozen=True)
class OrganisationView:
    """An organisation for pages and commands."""

    id: int
    name: str
    is_own: bool
    is_active: bool
    department_count: int


def add_organisation(session: Session, actor: Actor, *, name: str, is_own: bool = True, now: datetime) -> int:
    """Add an organisation and return its id."""
    require(actor, Operation.MANAGE_ORGANISATION)
    name = clean_name(name)
    _refuse_taken(session, name)
    row = Organisation(name=name, is_own=is_own)
    session.add(row)
    session.flush()
    audit.record(session, actor, "organisation.added", "organisation", row.id, now=now, name=name)
    return row.id


def add_department(
    session: Session,
    actor: Actor,
    *,
    organisation_id: int,
    name: str,
    email: str | None = None,
    identifier: str | None = None,
    now: datetime,
) -> int:
    """Add a department to an organisation and return its id."""
    require(actor, Operation.MANAGE_ORGANISATION)
    name = clean_name(name)
    _refuse_taken_department(session, organisation_id, name)
    if session.get(Organisation, organisation_id) is None:
        raise OrganisationNotFound(field="organisation", organisation=organisation_id)
    row = Department(
        organisation_id=organisation_id, name=name, email=_address(email), identifier=_identifier(identifier)
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "department.added", "department", row.id, now=now, name=name)
    return row.id


def change_organisation(
    session: Session, actor: Actor, organisation_id: int, *, name: str, is_own: bool, now: datetime
) -> bool:
    """Change an organisation; tell whether anything changed.

    Raises:
        OrganisationNotFound, NameTaken, BadValue: nothing is changed then.
    """
    require(actor, Operation.MANAGE_ORGANISATION)
    row = _organisation(session, organisation_id)
    name = clean_name(name)
    _refuse_taken(session, name, but=organisation_id)
    return _change(session, actor, "organisation", row, {"name": name, "is_own": is_own}, now)


def end_organisation(session: Session, actor: Actor, organisation_id: int, *, now: datetime) -> None:
    """End an organisation: it can no longer be chosen. Its departments must have been ended before.

    Raises:
        StillInUse: it has departments that were not ended.
    """
    require(actor, Operation.MANAGE_ORGANISATION)
    row = _organisation(session, organisation_id)
    count = session.scalar(
        select(func.count(Department.id)).where(Department.organisation_id == organisation_id, Department.is_active)
    )
    if count:
        raise StillInUse(name=row.name, count=count)
    _change(session, actor, "organisation", row, {"is_active": False}, now)


def restore_organisation(session: Session, actor: Actor, organisation_id: int, *, now: datetime) -> None:
    """Let an ended organisation be chosen again."""
    require(actor, Operation.MANAGE_ORGANISATION)
    _change(session, actor, "organisation", _organisation(session, organisation_id), {"is_active": True}, now)


def change_department(
    session: Session,
    actor: Actor,
    department_id: int,
    *,
    organisation_id: int,
    name: str,
    email: str | None,
    identifier: str | None,
    now: datetime,
) -> bool:
    """Change a department; its mailings keep it. Tell whether anything changed.

    Raises:
        DepartmentNotFound, OrganisationNotFound, NameTaken, BadValue: nothing is changed then.
    """
    require(actor, Operation.MANAGE_ORGANISATION)
    row = _department(session, department_id)
    _organisation(session, organisation_id)
    name = clean_name(name)
    _refuse_taken_department(session, organisation_id, name, but=department_id)
    wanted = {
        "organisation_id": organisation_id,
        "name": name,
        "email": _address(email),
        "identifier": _identifier(identifier),
    }
    return _change(session, actor, "department", row, wanted, now)


def end_department(session: Session, actor: Actor, department_id: int, *, now: datetime) -> None:
    """End a department: no new mailings. What it registered, and who was told of it, stays."""
    require(actor, Operation.MANAGE_ORGANISATION)
    _change(session, actor, "department", _department(session, department_id), {"is_active": False}, now)


def restore_department(session: Session, actor: Actor, department_id: int, *, now: datetime) -> None:
    """Let an ended department register again."""
    require(actor, Operation.MANAGE_ORGANISATION)
    _change(session, actor, "department", _department(session, department_id), {"is_active": True}, now)


def link_liaison(
    session: Session, actor: Actor, department_id: int, *, person_id: int | None, deputy_id: int | None, now: datetime
) -> None:
    """Set the KCC colleague linked to a department and the deputy; None takes the link away. The same again changes nothing."""
    require(actor, Operation.MANAGE_ORGANISATION)
    row = _department(session, department_id)
    if person_id is not None and person_id == deputy_id:
        raise BadValue("own_deputy", field="liaison_deputy")
    if (row.liaison_person_id, row.liaison_deputy_id) == (person_id, deputy_id):
        return
    row.liaison_person_id, row.liaison_deputy_id = person_id, deputy_id
    audit.record(
        session, actor, "department.liaison", "department", row.id, now=now, person_id=person_id, deputy_id=deputy_id
    )


def list_departments(session: Session, *, active_only: bool = False) -> tuple[DepartmentView, ...]:
    """Return all departments by organisation and name; with `active_only` without those that were ended."""
    query = (
        select(Department, Organisation)
        .join(Organisation, Department.organisation_id == Organisation.id)
        .order_by(Organisation.is_own.desc(), Organisation.name, Department.name)
    )
    if active_only:
        query = query.where(Department.is_active, Organisation.is_active)
    return tuple(_view(department, organisation) for department, organisation in session.execute(query).tuples())


def get_department(session: Session, department: int | str) -> DepartmentView:
    """Return the department with that id or (case-insensitive) name.

    Raises:
        DepartmentNotFound: when there is none.
    """
    wanted = str(department).strip().casefold()
    for view in list_departments(session):
        if str(view.id) == wanted or view.name.casefold() == wanted:
            return view
    raise DepartmentNotFound(field="department", department=department)


def list_organisations(session: Session) -> tuple[tuple[int, str, bool], ...]:
    """Return (id, name, is_own) of all organisations, own ones first."""
    rows = session.scalars(select(Organisation).order_by(Organisation.is_own.desc(), Organisation.name))
    return tuple((row.id, row.name, row.is_own) for row in rows)


def own_name(session: Session) -> str:
    """Return the name of the municipality whose registry this is, "" before there is one; what every page shows."""
    return session.scalar(_OWN_NAME) or ""


_OWN_NAME = select(Organisation.name).where(Organisation.is_own).order_by(Organisation.name).limit(1)


def view_organisations(session: Session) -> tuple[OrganisationView, ...]:
    """Return all organisations with how many departments count for each, own ones first, ended ones last."""
    counts = dict(
        session.execute(
            select(Department.organisation_id, func.count(Department.id))
            .where(Department.is_active)
            .group_by(Department.organisation_id)
        )
        .tuples()
        .all()
    )
    rows = session.scalars(
        select(Organisation).order_by(Organisation.is_active.desc(), Organisation.is_own.desc(), Organisation.name)
    )
    return tuple(OrganisationView(row.id, row.name, row.is_own, row.is_active, counts.get(row.id, 0)) for row in rows)


def get_organisation(session: Session, name: str) -> int:
    """Return the id of the organisation with that (case-insensitive) name.

    Raises:
        OrganisationNotFound: when there is none.
    """
    for number, known, _ in list_organisations(session):
        if known.casefold() == name.strip().casefold():
            return number
    raise OrganisationNotFound(field="organisation", organisation=name)


def _view(department: Department, organisation: Organisation) -> DepartmentView:
    return DepartmentView(
        id=department.id,
        name=department.name,
        organisation_id=organisation.id,
        organisation=organisation.name,
        is_own=organisation.is_own,
        email=department.email,
        liaison_person_id=department.liaison_person_id,
        liaison_deputy_id=department.liaison_deputy_id,
        identifier=department.identifier,
        is_active=department.is_active,
    )


def _organisation(session: Session, organisation_id: int) -> Organisation:
    row = session.get(Organisation, organisation_id)
    if row is None:
        raise OrganisationNotFound(field="organisation", organisation=organisation_id)
    return row


def _department(session: Session, department_id: int) -> Department:
    row = session.get(Department, department_id)
    if row is None:
        raise DepartmentNotFound(field="department", department=department_id)
    return row


def _change(
    session: Session,
    actor: Actor,
    kind: str,
    row: Organisation | Department,
    wanted: Mapping[str, object],
    now: datetime,
) -> bool:
    """Write what differs, with one line in the trail that names was and is."""
    changed = {what: [getattr(row, what), value] for what, value in wanted.items() if getattr(row, what) != value}
    for what, (_, value) in changed.items():
        setattr(row, what, value)
    if changed:
        session.flush()
        became = {True: "restored", False: "ended"}.get(bool(row.is_active)) if "is_active" in changed else "changed"
        audit.record(session, actor, f"{kind}.{became}", kind, row.id, now=now, differences=changed)
    return bool(changed)


def clean_name(name: str) -> str:
    """Return a name without needless blanks.

    Raises:
        BadValue: there is nothing, or too much of it.
    """
    name = " ".join(name.split())
    if not name:
        raise BadValue("required", field="name")
    if len(name) > LONGEST_NAME:
        raise BadValue("too_long", field="name", limit=LONGEST_NAME)
    return name


def _address(email: str | None) -> str | None:
    email = (email or "").strip().lower()
    if email and (not ADDRESS.fullmatch(email) or len(email) > LONGEST_ADDRESS):
        raise BadEmail(field="email", email=email[:LONGEST_ADDRESS])
    return email or None


def _identifier(identifier: str | None) -> str | None:
    identifier = (identifier or "").strip()
    if len(identifier) > LONGEST_IDENTIFIER:
        raise BadValue("too_long", field="identifier", limit=LONGEST_IDENTIFIER)
    return identifier or None


def _refuse_taken(session: Session, name: str, *, but: int | None = None) -> None:
    holder = session.scalar(select(Organisation.id).filter_by(name=name))
    if holder is not None and holder != but:
        raise NameTaken(field="name", name=name)


def _refuse_taken_department(session: Session, organisation_id: int, name: str, *, but: int | None = None) -> None:
    holder = session.scalar(select(Department.id).filter_by(organisation_id=organisation_id, name=name))
    if holder is not None and holder != but:
        raise NameTaken(field="name", name=name)
