"""Who somebody is that an identity provider vouches for, and which roles its claim gives. Without a claim nobody gains a right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import person
from registry.actor import Actor
from registry.kinds import Door, Role
from registry.organisation import DepartmentNotFound, get_department
from registry.person import FOR_A_DEPARTMENT, Person, PersonNotFound, RoleGrant

FOR = ":"  # "department:Belastingen" is a role for one department


def recognise(
    session: Session, *, subject: str, email: str, name: str, claimed: Iterable[str] | None, now: datetime
) -> int:
    """Return the id of the colleague with this subject, else with this (confirmed) address; an unknown one is added without rights.

    Args:
        subject: identifier at the provider; kept at the first sign-in, so that a later change of address does not matter.
        email: confirmed address, "" when the provider did not confirm one.
        claimed: values of the role claim, None when the token carries no such claim: the grants stay as they are then.

    Raises:
        PersonNotFound: somebody without an address that nobody knows, or a colleague who is no longer active.
    """
    actor = Actor.system(Door.PAGE)
    row = session.scalar(select(Person).where(Person.subject == subject))
    if row is None and email:
        row = session.scalar(select(Person).where(func.lower(Person.email) == email.lower()))
        if row is not None and row.subject is not None:
            raise PersonNotFound(person=email)  # the address belongs to another account
    if row is None:
        if not email:
            raise PersonNotFound(person=name or subject)
        made = person.add_person(session, actor, name=name or email, email=email, subject=subject, now=now)
        row = session.get_one(Person, made)
    if not row.is_active:
        raise PersonNotFound(person=row.email)
    row.subject = subject
    if claimed is not None:
        _follow(session, actor, row.id, _grants(session, claimed), now)
    return row.id


def _grants(session: Session, claimed: Iterable[str]) -> set[tuple[Role, int | None]]:
    """Read a claim; what names no role or department of ours gives nothing."""
    found: set[tuple[Role, int | None]] = set()
    for value in claimed:
        role, _, department = value.strip().partition(FOR)
        if role not in list(Role) or (not department and Role(role) in FOR_A_DEPARTMENT):
            continue
        try:
            found.add((Role(role), get_department(session, department).id if department else None))
        except DepartmentNotFound:
            continue
    return found


def _follow(
    session: Session, actor: Actor, person_id: int, wanted: set[tuple[Role, int | None]], now: datetime
) -> None:
    grants = session.scalars(select(RoleGrant).where(RoleGrant.person_id == person_id)).all()
    held = {(row.role, row.department_id) for row in grants}
    for role, department_id in sorted(wanted - held, key=str):
        person.grant(session, actor, person_id, role, department_id=department_id, now=now)
    for role, department_id in sorted(held - wanted, key=str):
        person.revoke(session, actor, person_id, role, department_id=department_id, now=now)
