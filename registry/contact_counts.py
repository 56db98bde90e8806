"""Counts of contacts per half hour, channel and topic: what is kept when the contacts themselves are gone.

A count rests on contacts that were read one by one, or on a queue's own report; both may exist for the same hours,
because only the queue knows of those who hung up. They are never added together: `list_day_totals` takes the queue's
where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Select, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry.actor import Actor
from registry.clock import AMSTERDAM, at_amsterdam
from registry.kinds import Channel
from registry.rights import Operation, require
from registry.store import Base

INTERVAL_MINUTES = 30


class CountBasis(StrEnum):
    """contacts: counted from contacts read one by one; queue: told by the queue (telephone system, chat system)."""

    CONTACTS = "contacts"
    QUEUE = "queue"


def plain_list(kind: type[StrEnum]) -> Enum:
    """Return a column type for the values of `kind` without a constraint of its own; `one_of` gives that."""
    return Enum(kind, native_enum=False, create_constraint=False, length=24, values_callable=lambda members: [*members])


def one_of(column: str, kind: type[StrEnum]) -> CheckConstraint:
    """Return the check that a column holds a value of `kind`, written out with OR.

    SQLite builds the list of an IN anew for every row, which would double the cost of an import.
    """
    return CheckConstraint(" OR ".join(f"{column} = '{member.value}'" for member in kind), name=column)


class ContactCount(Base):
    """Contacts of one half hour. Figures that the source does not give are NULL, never 0.

    `wait_seconds` is the waiting of all offered contacts together, `handling_seconds` the length of the `handled`
    contacts of which the length is known. `counted_on` is the day in Amsterdam.
    """

    __tablename__ = "contact_count"
    __table_args__ = (
        one_of("basis", CountBasis),
        one_of("channel", Channel),
        CheckConstraint("offered >= 0", name="offered"),
        CheckConstraint("answered >= 0", name="answered"),
        CheckConstraint("abandoned >= 0", name="abandoned"),
        CheckConstraint("wait_seconds >= 0", name="wait"),
        {"sqlite_with_rowid": False},
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    basis: Mapped[CountBasis] = mapped_column(plain_list(CountBasis), primary_key=True)
    source: Mapped[str] = mapped_column(String(60), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(plain_list(Channel), primary_key=True)
    topic: Mapped[str] = mapped_column(String(100), primary_key=True)
    counted_on: Mapped[date]
    offered: Mapped[int]
    answered: Mapped[int | None]
    abandoned: Mapped[int | None]
    wait_seconds: Mapped[int | None]
    handling_seconds: Mapped[int | None]
    handled: Mapped[int | None]


class Figures(NamedTuple):
    """What is known of one half hour; None where the source does not say."""

    offered: int
    answered: int | None = None
    abandoned: int | None = None
    wait_seconds: int | None = None
    handling_seconds: int | None = None
    handled: int | None = None

    def plus(self, other: Figures) -> Figures:
        """Return both together; unknown and known is known."""
        both = (_sum_known(pair) for pair in zip(self[1:], other[1:], strict=True))
        return Figures(self.offered + other.offered, *both)


class Cell(NamedTuple):
    """Which half hour, by its start in whole minutes since 1970 UTC, which channel (its value) and topic."""

    minute: int
    channel: str
    topic: str


@dataclass(frozen=True)
class CountLine:
    """Figures of one half hour, channel and topic."""

    starts_at: datetime
    channel: Channel
    topic: str
    basis: CountBasis
    source: str
    offered: int
    answered: int | None
    abandoned: int | None
    wait_seconds: int | None
    handling_seconds: int | None
    handled: int | None


@dataclass(frozen=True)
class DayCount:
    """Figures of one day in Amsterdam per channel and topic ("" where the source names none)."""

    day: date
    channel: Channel
    topic: str
    basis: CountBasis
    offered: int
    answered: int | None
    abandoned: int | None
    wait_seconds: int | None
    handling_seconds: int | None
    handled: int | None


@dataclass(frozen=True)
class DayTotal:
    """Figures of one day and channel over all topics, from the basis that knows most."""

    day: date
    channel: Channel
    basis: CountBasis
    offered: int
    answered: int | None
    abandoned: int | None
    wait_seconds: int | None


_KEY = ("organisation_id", "basis", "source", "starts_at", "channel", "topic")
_FIGURES = Figures._fields
_COLUMNS = (*_KEY[:4], "counted_on", *_KEY[4:], *_FIGURES)
_CONFLICT = f"ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET "
_REPLACING = _CONFLICT + ", ".join(f"{name} = excluded.{name}" for name in _FIGURES)
# what is unknown stays unknown until a figure is known: NULL is not 0
ADDING = _CONFLICT + ", ".join(
    f"{name} = CASE WHEN excluded.{name} IS NULL THEN contact_count.{name} "
    f"ELSE coalesce(contact_count.{name}, 0) + excluded.{name} END"
    for name in _FIGURES
)


def add_to_counts(
    session: Session,
    figures: Iterable[tuple[Cell, Figures]],
    *,
    organisation_id: int,
    source: str,
    basis: CountBasis = CountBasis.CONTACTS,
) -> None:
    """Add figures to what is counted already, inside the caller's transaction."""
    _write(session, figures, organisation_id, source, basis, ADDING)


def put_counts(
    session: Session, actor: Actor, figures: Sequence[tuple[Cell, Figures]], *, organisation_id: int, source: str
) -> int:
    """Put a queue's report in the place of what the same source said of the same half hours; return how many were new.

    Raises:
        NotAllowed: the actor may not import contacts.
    """
    require(actor, Operation.IMPORT_CONTACTS)
    new = new_cells(session, [cell for cell, _ in figures], organisation_id=organisation_id, source=source)
    _write(session, figures, organisation_id, source, CountBasis.QUEUE, _REPLACING)
    return new


def new_cells(session: Session, cells: Sequence[Cell], *, organisation_id: int, source: str) -> int:
    """Return how many of these half hours, channels and topics the queue `source` has not reported yet."""
    if not cells:
        return 0
    minutes = [cell.minute for cell in cells]
    query = select(ContactCount.starts_at, ContactCount.channel, ContactCount.topic).where(
        ContactCount.organisation_id == organisation_id,
        ContactCount.basis == CountBasis.QUEUE,
        ContactCount.source == source,
        ContactCount.starts_at.between(_moment(min(minutes)), _moment(max(minutes))),
    )
    known = {
        Cell(int(at.timestamp()) // 60, channel.value, topic) for at, channel, topic in session.execute(query).tuples()
    }
    return len(set(cells) - known)


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def _write(
    session: Session,
    figures: Iterable[tuple[Cell, Figures]],
    organisation_id: int,
    source: str,
    basis: CountBasis,
    conflict: str,
) -> None:
    connection = session.connection()
    lite = is_sqlite(session)
    forms = HalfHours(lite)
    rows = [
        (organisation_id, basis.value, source, *forms[minute], channel, topic, *values)
        for (minute, channel, topic), values in sorted(figures)
    ]
    if rows:
        marks = ", ".join(["?" if lite else "%s"] * len(_COLUMNS))
        # names are this module's own constants, values are bound
        connection.exec_driver_sql(
            f"INSERT INTO contact_count ({', '.join(_COLUMNS)}) VALUES ({marks}) "  # noqa: S608
            f"{conflict}",
            rows,
        )


def is_sqlite(session: Session) -> bool:
    """Tell whether the session's database is SQLite, for statements that bypass the models."""
    return session.get_bind().dialect.name == "sqlite"


def stored_form(sqlite: bool) -> Callable[[datetime], object]:
    """Return what turns a moment into the form a database keeps, for statements that bypass the models.

    On SQLite it is the text that SQLAlchemy's own DateTime writes (a test compares them), made in a tenth of the time.
    """
    if sqlite:
        return _sqlite_form
    return lambda moment: moment


def _sqlite_form(moment: datetime) -> str:
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(" ", "microseconds")[:26]


class HalfHours(dict[int, tuple[object, object]]):
    """Gives for a half hour (its first minute since 1970 UTC) start and day in the form a database keeps."""

    def __init__(self, sqlite: bool) -> None:
        super().__init__()
        self._form = stored_form(sqlite)
        self._sqlite = sqlite

    def __missing__(self, minute: int) -> tuple[object, object]:
        start = _moment(minute)
        day = start.astimezone(AMSTERDAM).date()
        self[minute] = found = (self._form(start), day.isoformat() if self._sqlite else day)
        return found


def list_counts(
    session: Session,
    *,
    since: datetime,
    until: datetime,
    organisation_id: int | None = None,
    channel: Channel | None = None,
    topic: str | None = None,
    basis: CountBasis | None = None,
) -> tuple[CountLine, ...]:
    """Return the half hours that start from `since` up to, not including, `until`, in order of time."""
    query = _within(select(ContactCount), since, until, organisation_id, channel, topic, basis)
    query = query.order_by(ContactCount.starts_at, ContactCount.channel, ContactCount.topic)
    return tuple(_line(row) for row in session.scalars(query))


def list_day_counts(
    session: Session,
    *,
    since: date,
    until: date,
    organisation_id: int | None = None,
    channel: Channel | None = None,
    topic: str | None = None,
    basis: CountBasis | None = None,
) -> tuple[DayCount, ...]:
    """Return the figures per day, channel and topic, first and last day included; sources of one basis are summed."""
    sums = [func.sum(getattr(ContactCount, name)) for name in _FIGURES]
    by = (ContactCount.counted_on, ContactCount.channel, ContactCount.topic, ContactCount.basis)
    start, end = at_amsterdam(since), at_amsterdam(until + timedelta(days=1))
    query = _within(select(*by, *sums), start, end, organisation_id, channel, topic, basis).group_by(*by).order_by(*by)
    return tuple(DayCount(*row[:4], *(_whole(value) for value in row[4:])) for row in session.execute(query).tuples())


def list_day_totals(
    session: Session,
    *,
    since: date,
    until: date,
    organisation_id: int | None = None,
    channel: Channel | None = None,
    topic: str | None = None,
) -> tuple[DayTotal, ...]:
    """Return one line per day and channel: the queue's figures where it reported that day, else the contacts'.

    With a topic the contacts on that topic only, in the same way.
    """
    counts = sorted(
        list_day_counts(
            session, since=since, until=until, organisation_id=organisation_id, channel=channel, topic=topic
        ),
        key=lambda count: (count.day, count.channel),
    )
    totals = []
    for (day, channel), group in groupby(counts, key=lambda count: (count.day, count.channel)):
        lines = list(group)
        queue = [line for line in lines if line.basis is CountBasis.QUEUE]
        totals.append(_total(day, channel, queue or lines))
    return tuple(totals)


def _total(day: date, channel: Channel, lines: list[DayCount]) -> DayTotal:
    return DayTotal(
        day=day,
        channel=channel,
        basis=lines[0].basis,
        offered=sum(line.offered for line in lines),
        answered=_sum_known(line.answered for line in lines),
        abandoned=_sum_known(line.abandoned for line in lines),
        wait_seconds=_sum_known(line.wait_seconds for line in lines),
    )


def _line(row: ContactCount) -> CountLine:
    return CountLine(**{name: getattr(row, name) for name in CountLine.__dataclass_fields__})


def _sum_known(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _whole(value: int | Decimal | None) -> int | None:
    """PostgreSQL sums whole numbers to Decimal."""
    return None if value is None else int(value)


def _within(
    query: Select[Any],
    since: datetime,
    until: datetime,
    organisation_id: int | None,
    channel: Channel | None,
    topic: str | None,
    basis: CountBasis | None,
) -> Select[Any]:
    query = query.where(ContactCount.starts_at >= since, ContactCount.starts_at < until)
    if organisation_id is not None:
        query = query.where(ContactCount.organisation_id == organisation_id)
    if channel is not None:
        query = query.where(ContactCount.channel == channel)
    if topic is not None:
        query = query.where(ContactCount.topic == topic)
    if basis is not None:
        query = query.where(ContactCount.basis == basis)
    return query
