"""The list of mailings: one line each, filtered, sorted and counted by the database, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import case, extract, func, select
from sqlalchemy.orm import Session

from registry.clock import day_of
from registry.forecast import Forecast
from registry.kinds import MailingKind, Stage
from registry.letter_type import LetterType
from registry.mailing import Mailing
from registry.organisation import Department
from registry.review import Review

SORTS = ("first", "title", "stage", "quantity", "expected", "department")


@dataclass(frozen=True)
class Wanted:
    """Which mailings are asked for; `from_on` and `until_on` keep those whose days touch that period, `year` is that of the first day."""

    department_id: int | None = None
    stages: tuple[Stage, ...] = ()
    letter_type_id: int | None = None
    year: int | None = None
    from_on: date | None = None
    until_on: date | None = None
    text: str = ""


class MailingLine(NamedTuple):
    """What a list shows of a mailing.

    `low`, `expected`, `high`: extra contacts of the newest forecast, None before there is one.
    `lo90`, `extra`, `hi90`: what the newest review measured, None before there is one.
    """

    id: int
    reference: str
    title: str
    kind: MailingKind
    stage: Stage
    quantity: int
    first_on: date
    last_on: date
    registered_at: datetime | None
    aligned_at: datetime | None
    overridden_at: datetime | None
    department_id: int
    department: str
    letter_type: str | None
    low: float | None
    expected: float | None
    high: float | None
    lo90: float | None
    extra: float | None
    hi90: float | None
    is_at_least: bool | None

    def days_ahead(self, on: date) -> int:
        """Return how many days before its first handover it was registered; one that is a concept counts from `on`."""
        return (self.first_on - (day_of(self.registered_at) if self.registered_at else on)).days


class Cell(NamedTuple):
    """How many mailings share a stage, a department, a letter type, a year and whether their days touch a period."""

    stage: Stage
    department_id: int
    letter_type_id: int | None
    year: int
    in_period: bool
    mailings: int


def list_lines(
    session: Session,
    wanted: Wanted,
    *,
    sort: str = "first",
    descending: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[MailingLine, ...]:
    """Return the lines of a list. `sort` is one of `SORTS`; equal ones stand by first day and reference."""
    order = [_SORTED[sort].desc() if descending else _SORTED[sort]]
    if sort == "expected":  # the two databases put nothing at different ends
        order.insert(0, case((_SORTED[sort].is_(None), 1), else_=0))
    query = _where(_LINES, wanted).order_by(*order, Mailing.first_on, Mailing.id).offset(offset)
    if limit is not None:
        query = query.limit(limit)
    return tuple(MailingLine._make(row) for row in session.execute(query))


def cells(session: Session, wanted: Wanted, period: tuple[date, date]) -> tuple[Cell, ...]:
    """Return the table of counts behind the filters of a list: each choice is a sum of its cells, and so is the whole."""
    in_period = (Mailing.last_on >= period[0]) & (Mailing.first_on <= period[1])
    columns = (Mailing.stage, Mailing.department_id, Mailing.letter_type_id, _YEAR, case((in_period, 1), else_=0))
    query = _where(select(*columns, func.count(Mailing.id)), wanted).group_by(*columns)
    return tuple(
        Cell(stage, department_id, letter_type_id, int(year), bool(near), number)
        for stage, department_id, letter_type_id, year, near, number in session.execute(query)
    )


def list_choices(session: Session) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """Return the names of departments and of letter types by number, for the filters of a list."""
    departments = session.execute(select(Department.id, Department.name).order_by(Department.name)).tuples().all()
    types = session.execute(select(LetterType.id, LetterType.name).order_by(LetterType.name)).tuples().all()
    return dict(departments), dict(types)


def _where(query: Any, wanted: Wanted) -> Any:
    if wanted.department_id is not None:
        query = query.where(Mailing.department_id == wanted.department_id)
    if wanted.stages:
        query = query.where(Mailing.stage.in_(wanted.stages))
    if wanted.letter_type_id is not None:
        query = query.where(Mailing.letter_type_id == wanted.letter_type_id)
    if wanted.year is not None:
        query = query.where(Mailing.first_on >= date(wanted.year, 1, 1), Mailing.first_on <= date(wanted.year, 12, 31))
    if wanted.from_on is not None:
        query = query.where(Mailing.last_on >= wanted.from_on)
    if wanted.until_on is not None:
        query = query.where(Mailing.first_on <= wanted.until_on)
    if wanted.text:
        query = query.where(
            Mailing.title.icontains(wanted.text, autoescape=True)
            | Mailing.reference.icontains(wanted.text, autoescape=True)
        )
    return query


def _newest(table: Any) -> Any:
    version = select(func.max(table.version)).where(table.mailing_id == Mailing.id).correlate(Mailing)
    return (table.mailing_id == Mailing.id) & (table.version == version.scalar_subquery())


_YEAR = extract("year", Mailing.first_on)
_LINES = (
    select(
        Mailing.id,
        Mailing.reference,
        Mailing.title,
        Mailing.kind,
        Mailing.stage,
        Mailing.quantity,
        Mailing.first_on,
        Mailing.last_on,
        Mailing.registered_at,
        Mailing.aligned_at,
        Mailing.overridden_at,
        Mailing.department_id,
        Department.name,
        LetterType.name,
        Forecast.low,
        Forecast.expected,
        Forecast.high,
        Review.lo90,
        Review.extra,
        Review.hi90,
        Review.is_at_least,
    )
    .join(Department, Department.id == Mailing.department_id)
    .outerjoin(LetterType, LetterType.id == Mailing.letter_type_id)
    .outerjoin(Forecast, _newest(Forecast))
    .outerjoin(Review, _newest(Review))
)
_SORTED: Mapping[str, Any] = {
    "first": Mailing.first_on,
    "title": func.lower(Mailing.title),
    "stage": case({stage: place for place, stage in enumerate(Stage)}, value=Mailing.stage),
    "quantity": Mailing.quantity,
    "expected": func.coalesce(Review.extra, Forecast.expected),
    "department": func.lower(Department.name),
}
