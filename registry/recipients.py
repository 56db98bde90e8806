"""Who is told about a mailing: the KCC's side, the department's side, those who plan and those who read reviews."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from registry.kinds import Role
from registry.organisation import get_department
from registry.person import PersonView, list_holders, list_people


def kcc(session: Session, department_id: int, *, on: date) -> tuple[PersonView, ...]:
    """Return the KCC leads and the department's liaison (or the deputy where there is none)."""
    department = get_department(session, department_id)
    liaison = department.liaison_person_id or department.liaison_deputy_id
    linked = tuple(person for person in list_people(session) if person.id == liaison)
    return _once(list_holders(session, Role.KCC_LEAD, on=on) + linked)


def department(session: Session, department_id: int, *, on: date) -> tuple[PersonView, ...]:
    """Return the people who register mailings for a department."""
    return list_holders(session, Role.DEPARTMENT, department_id=department_id, on=on)


def also(session: Session, department_ids: tuple[int, ...], *, on: date) -> tuple[PersonView, ...]:
    """Return the people of the other departments that must know of a mailing too."""
    return _once(tuple(each for number in department_ids for each in department(session, number, on=on)))


def of_change(
    session: Session, department_id: int, also_ids: Iterable[int], *, voids_code: bool, on: date
) -> tuple[PersonView, ...]:
    """Return those who are told of a change that matters: the KCC's side and the departments that must know too.

    Who registers for the department is told as well when the change voids a release code: they gave it to the print room.
    """
    holders = department(session, department_id, on=on) if voids_code else ()
    return _once(kcc(session, department_id, on=on) + holders + also(session, tuple(dict.fromkeys(also_ids)), on=on))


def planners(session: Session, *, on: date) -> tuple[PersonView, ...]:
    """Return those who answer the staffing question: the traffic planners, else the KCC leads."""
    return list_holders(session, Role.TRAFFICER, on=on) or list_holders(session, Role.KCC_LEAD, on=on)


def readers(session: Session, department_id: int, *, on: date) -> tuple[PersonView, ...]:
    """Return those who read a review: analysts, KCC leads, the liaison and the department."""
    analysts = list_holders(session, Role.ANALYST, on=on)
    return _once(analysts + kcc(session, department_id, on=on) + department(session, department_id, on=on))


def _once(people: tuple[PersonView, ...]) -> tuple[PersonView, ...]:
    return tuple({person.id: person for person in people}.values())
