"""The list of mailings: one line each, filtered, sorted and counted by the database, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, extract, func, select
from sqlalchemy.orm import Session

from registry.clock import at_amsterdam, day_of
from registry.forecast import Forecast
from registry.kept_rows import KeptRows
from registry.kinds import MailingKind, Stage
from registry.letter_type import LetterType
from registry.mailing import Batch, Mailing
from registry.mailing_view import BatchView
from registry.organisation import Department, Organisation
from registry.review import Review

KEPT = 256  # statements; a list has some pages and some sorts
KEPT_LINES = 2048  # about a kilobyte each
SORTS = ("agenda", "first", "title", "stage", "quantity", "expected", "department")


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


class MailingRecord(NamedTuple):
    """A mailing without the content of its form, for lists that programs read."""

    id: int
    reference: str
    revision: int
    stage: Stage
    kind: MailingKind
    title: str
    department: str
    organisation: str
    quantity: int
    first_on: date
    last_on: date
    registered_at: datetime | None
    registered_by: str
    aligned_at: datetime | None
    aligned_by: str | None
    overridden_at: datetime | None
    override_reason: str | None
    release_code: str | None
    released_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True)
class Overridden:
    """A mailing that was let go without the KCC's yes: on which day, by whom and why."""

    reference: str
    title: str
    department_id: int
    department: str
    on: date
    by: str
    reason: str


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
    """Return the lines of a list. `sort` is one of `SORTS`; equal ones stand by first day and reference.

    "agenda": what is still to come or under way by first day, then what has ended, the latest first.
    """
    return tuple(_LINE.all(session, _lines(wanted, sort, descending, limit, offset)))


def count(session: Session, wanted: Wanted) -> int:
    """Return how many lines a list without limit would hold."""
    return session.connection().scalar(_count(wanted)) or 0


def list_records(
    session: Session, wanted: Wanted, *, limit: int, offset: int = 0
) -> tuple[tuple[MailingRecord, tuple[BatchView, ...]], ...]:
    """Return mailings by first day, each with its batches."""
    records = _RECORD.all(session, _records(wanted, limit, offset))
    batches: dict[int, list[BatchView]] = {record.id: [] for record in records}
    for number, batch in _BATCH.all(session, _BATCHES, {"numbers": list(batches)}):
        batches[number].append(batch)
    return tuple((record, tuple(batches[record.id])) for record in records)


def cells(session: Session, wanted: Wanted, period: tuple[date, date]) -> tuple[Cell, ...]:
    """Return the table of counts behind the filters of a list: each choice is a sum of its cells, and so is the whole."""
    rows = session.connection().execute(_cells(wanted, period)).all()
    return tuple(
        Cell(stage, department_id, letter_type_id, int(year), bool(near), number)
        for stage, department_id, letter_type_id, year, near, number in rows
    )


def list_overridden(session: Session, year: int, *, department_id: int | None = None) -> tuple[Overridden, ...]:
    """Return the mailings that somebody let go without the KCC's yes in a year (of the signature, Amsterdam time), by that day.

    A change that matters takes an override back like a yes, and a cancelled mailing never left: neither is counted.
    """
    since, until = at_amsterdam(date(year, 1, 1)), at_amsterdam(date(year + 1, 1, 1))
    query = (
        select(Mailing, Department.name)
        .join(Department, Department.id == Mailing.department_id)
        .where(Mailing.overridden_at >= since, Mailing.overridden_at < until, Mailing.stage != Stage.CANCELLED)
        .order_by(Mailing.overridden_at, Mailing.id)
    )
    if department_id is not None:
        query = query.where(Mailing.department_id == department_id)
    return tuple(
        Overridden(
            reference=row.reference,
            title=row.title,
            department_id=row.department_id,
            department=department,
            on=day_of(row.overridden_at),
            by=row.overridden_by or "",
            reason=row.override_reason or "",
        )
        for row, department in session.execute(query)
        if row.overridden_at is not None
    )


def list_choices(session: Session) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """Return the names of departments and of letter types by number, for the filters of a list."""
    connection = session.connection()
    return dict(connection.execute(_DEPARTMENTS).tuples().all()), dict(connection.execute(_TYPES).tuples().all())


# Tables and not classes, and statements that are kept: what the ORM and a new statement add is as much as the query itself.
_M, _B, _D, _O, _T, _F, _R = (
    kind.__table__.c for kind in (Mailing, Batch, Department, Organisation, LetterType, Forecast, Review)
)


@lru_cache(maxsize=KEPT)
def _lines(wanted: Wanted, sort: str, descending: bool, limit: int | None, offset: int) -> Any:
    order = list(_AGENDA) if sort == "agenda" else [_SORTED[sort].desc() if descending else _SORTED[sort]]
    if sort == "expected":  # the two databases put nothing at different ends
        order.insert(0, case((_SORTED[sort].is_(None), 1), else_=0))
    order += [_M.first_on, _M.id]
    if limit is None:
        return _where(_LINES, wanted).order_by(*order).offset(offset)
    if sort in ("expected", "department"):
        return _where(_LINES, wanted).order_by(*order).limit(limit).offset(offset)
    # which rows first, by the table of mailings alone: what belongs to a row is looked up for those of the page
    page = _where(select(_M.id), wanted).order_by(*order).limit(limit).offset(offset).correlate(None)
    return _LINES.where(_M.id.in_(page)).order_by(*order)


@lru_cache(maxsize=KEPT)
def _records(wanted: Wanted, limit: int, offset: int) -> Any:
    return _where(_RECORDS, wanted).order_by(_M.first_on, _M.id).limit(limit).offset(offset)


@lru_cache(maxsize=KEPT)
def _count(wanted: Wanted) -> Any:
    return _where(select(func.count(_M.id)), wanted)


@lru_cache(maxsize=KEPT)
def _cells(wanted: Wanted, period: tuple[date, date]) -> Any:
    in_period = (_M.last_on >= period[0]) & (_M.first_on <= period[1])
    groups = (_M.stage, _M.department_id, _M.letter_type_id, _YEAR, case((in_period, 1), else_=0))
    return _where(select(*groups, func.count(_M.id)), wanted).group_by(*groups)


def _where(query: Any, wanted: Wanted) -> Any:
    if wanted.department_id is not None:
        query = query.where(_M.department_id == wanted.department_id)
    if wanted.stages:
        query = query.where(_M.stage.in_(wanted.stages))
    if wanted.letter_type_id is not None:
        query = query.where(_M.letter_type_id == wanted.letter_type_id)
    if wanted.year is not None:
        query = query.where(_M.first_on >= date(wanted.year, 1, 1), _M.first_on <= date(wanted.year, 12, 31))
    if wanted.from_on is not None:
        query = query.where(_M.last_on >= wanted.from_on)
    if wanted.until_on is not None:
        query = query.where(_M.first_on <= wanted.until_on)
    if wanted.text:
        query = query.where(
            _M.title.icontains(wanted.text, autoescape=True) | _M.reference.icontains(wanted.text, autoescape=True)
        )
    return query


def _newest(table: Any) -> Any:
    version = select(func.max(table.version)).where(table.mailing_id == _M.id)
    return (table.mailing_id == _M.id) & (table.version == version.correlate(Mailing.__table__).scalar_subquery())


_YEAR = extract("year", _M.first_on)
_DEPARTMENTS: Any = select(_D.id, _D.name).order_by(_D.name)
_TYPES: Any = select(_T.id, _T.name).order_by(_T.name)
_LINE = KeptRows(
    (
        *(_M.id, _M.reference, _M.title, _M.kind, _M.stage, _M.quantity, _M.first_on, _M.last_on),
        *(_M.registered_at, _M.aligned_at, _M.overridden_at, _M.department_id),
        *(_D.name, _T.name.label("letter_type")),
        *(_F.low, _F.expected, _F.high),
        *(_R.lo90, _R.extra, _R.hi90, _R.is_at_least),
    ),
    MailingLine._make,
    size=KEPT_LINES,
)
_LINES = (
    select(*_LINE.columns)
    .select_from(Mailing.__table__)
    .join(Department.__table__, _D.id == _M.department_id)
    .outerjoin(LetterType.__table__, _T.id == _M.letter_type_id)
    .outerjoin(Forecast.__table__, _newest(_F))
    .outerjoin(Review.__table__, _newest(_R))
)
_RECORD = KeptRows(
    (
        *(_M.id, _M.reference, _M.revision, _M.stage, _M.kind, _M.title),
        *(_D.name, _O.name.label("organisation"), _M.quantity, _M.first_on, _M.last_on),
        *(_M.registered_at, _M.registered_by, _M.aligned_at, _M.aligned_by),
        *(_M.overridden_at, _M.override_reason, _M.release_code, _M.released_at, _M.closed_at),
    ),
    MailingRecord._make,
    size=KEPT_LINES,
)
_RECORDS = (
    select(*_RECORD.columns)
    .select_from(Mailing.__table__)
    .join(Department.__table__, _D.id == _M.department_id)
    .join(Organisation.__table__, _O.id == _D.organisation_id)
)


def _batch(values: Iterable[Any]) -> tuple[int, BatchView]:
    number, *rest = values
    return number, BatchView(*rest)


_BATCH = KeptRows(
    (
        *(_B.mailing_id, _B.number, _B.quantity, _B.handover_on, _B.dated_on, _B.arrives_from, _B.arrives_until),
        *(_B.delivery_channel, _B.delivery_class, _B.area, _B.sent_on, _B.sent_quantity),
    ),
    _batch,
    size=2 * KEPT_LINES,
)
_BATCHES: Any = (
    select(*_BATCH.columns)
    .where(_B.mailing_id.in_(bindparam("numbers", expanding=True)))
    .order_by(_B.mailing_id, _B.number)
)
_HAS_ENDED = case((_M.stage.in_((Stage.CLOSED, Stage.CANCELLED, Stage.AFTERCARE)), 1), else_=0)
_AGENDA: Any = (_HAS_ENDED, case((_HAS_ENDED == 0, _M.first_on)), _M.first_on.desc())
_SORTED: Mapping[str, Any] = {
    "first": _M.first_on,
    "title": func.lower(_M.title),
    "stage": case({stage: place for place, stage in enumerate(Stage)}, value=_M.stage),
    "quantity": _M.quantity,
    "expected": func.coalesce(_R.extra, _F.expected),
    "department": func.lower(_D.name),
}
