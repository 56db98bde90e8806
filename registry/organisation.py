"""Organisations (municipality, tax office, waterschap, the State) and their departments with a liaison at the KCC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated
from registry.rights import Operation, require
from registry.store import Base


class Organisation(Base):
    """A body that sends mailings or whose residents call."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    is_own: Mapped[bool] = mapped_column(default=True)


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


class DepartmentNotFound(Anticipated):
    """No department bears that name or number. Facts: department."""

    code = "department_not_found"


class OrganisationNotFound(Anticipated):
    """No organisation bears that name. Facts: organisation."""

    code = "organisation_not_found"


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


def add_organisation(session: Session, actor: Actor, *, name: str, is_own: bool = True, now: datetime) -> int:
    """Add an organisation and return its id."""
    require(actor, Operation.MANAGE_ORGANISATION)
    _refuse_taken(session, Organisation, name)
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
    taken = session.scalar(select(Department.id).filter_by(organisation_id=organisation_id, name=name))
    if taken is not None:
        raise NameTaken(field="name", name=name)
    row = Department(organisation_id=organisation_id, name=name, email=email, identifier=identifier)
    session.add(row)
    session.flush()
    audit.record(session, actor, "department.added", "department", row.id, now=now, name=name)
    return row.id


def link_liaison(
    session: Session, actor: Actor, department_id: int, *, person_id: int | None, deputy_id: int | None, now: datetime
) -> None:
    """Set the KCC colleague linked to a department and the deputy; None takes the link away."""
    require(actor, Operation.MANAGE_ORGANISATION)
    row = session.get(Department, department_id)
    if row is None:
        raise DepartmentNotFound(department=department_id)
    row.liaison_person_id, row.liaison_deputy_id = person_id, deputy_id
    audit.record(
        session, actor, "department.liaison", "department", row.id, now=now, person_id=person_id, deputy_id=deputy_id
    )


def list_departments(session: Session) -> tuple[DepartmentView, ...]:
    """Return all departments by organisation and name."""
    query = (
        select(Department, Organisation)
        .join(Organisation, Department.organisation_id == Organisation.id)
        .order_by(Organisation.is_own.desc(), Organisation.name, Department.name)
    )
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
    )


def _refuse_taken(session: Session, model: type[Organisation], name: str) -> None:
    if session.scalar(select(model.id).filter_by(name=name)) is not None:
        raise NameTaken(field="name", name=name)
