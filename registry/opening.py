"""When the KCC can be reached: hours per weekday and channel, and periods that are unlike other days.

Closing days shut the KCC; school holidays and training days leave it open and mark the day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.calendar import days_between
from registry.errors import Anticipated, BadValue
from registry.kinds import Channel, PeriodKind
from registry.rights import Operation, require
from registry.store import Base, closed_list

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
LONGEST = timedelta(days=120)  # a longer period is a slip of the finger: the KCC would be shut for a season

Hours = Mapping[int, tuple[str, str]]
"""Weekday (0 is Monday) -> from and until, wall clock in Amsterdam, "08:30"."""


class OpeningHours(Base):
    """Between which times a channel is open on a weekday; no row is closed."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("until_time > from_time", name="order"),
    )

    channel: Mapped[Channel] = mapped_column(closed_list(Channel), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    from_time: Mapped[str] = mapped_column(String(5))
    until_time: Mapped[str] = mapped_column(String(5))


class CalendarPeriod(Base):
    """Days from `first_on` to `last_on`, both included, that are unlike other days (for one department, where it names one)."""

    __tablename__ = "calendar_period"
    __table_args__ = (CheckConstraint("last_on >= first_on", name="dates"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PeriodKind] = mapped_column(closed_list(PeriodKind))
    name: Mapped[str] = mapped_column(String(120))
    first_on: Mapped[date] = mapped_column(index=True)
    last_on: Mapped[date]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))


class PeriodNotFound(Anticipated):
    """No period bears that number. Facts: period."""

    code = "period_not_found"


@dataclass(frozen=True)
class PeriodView:
    """A period for pages, commands and the arithmetic."""

    id: int
    kind: PeriodKind
    name: str
    first_on: date
    last_on: date
    department_id: int | None = None

    def days(self) -> tuple[date, ...]:
        """Return its days."""
        return tuple(days_between(self.first_on, self.last_on))


def set_hours(session: Session, actor: Actor, channel: Channel, hours: Hours, *, now: datetime) -> bool:
    """Replace the weekly hours of one channel; without any hours the channel has none of its own. Tell whether anything changed.

    Raises:
        BadValue: times that cannot be (`bad_opening`), beside the field `hours-CHANNEL-WEEKDAY`.
    """
    require(actor, Operation.MANAGE_NORMS)
    for weekday, (first, last) in hours.items():
        if not 0 <= weekday <= 6 or not CLOCK.fullmatch(first) or not CLOCK.fullmatch(last) or first >= last:
            raise BadValue(
                "bad_opening",
                field=f"hours-{channel.value}-{weekday}",
                weekday=weekday,
                from_time=first,
                until_time=last,
            )
    before = list_hours(session).get(channel, {})
    if dict(hours) == before:
        return False
    session.execute(delete(OpeningHours).where(OpeningHours.channel == channel))
    session.add_all(
        OpeningHours(channel=channel, weekday=weekday, from_time=first, until_time=last)
        for weekday, (first, last) in hours.items()
    )
    session.flush()
    audit.record(
        session,
        actor,
        "hours.changed",
        "opening_hours",
        channel.value,
        now=now,
        was=_told(before),
        becomes=_told(hours),
    )
    return True


def add_period(
    session: Session,
    actor: Actor,
    *,
    kind: PeriodKind,
    name: str,
    first_on: date,
    last_on: date,
    department_id: int | None = None,
    now: datetime,
) -> int:
    """Add a period to the calendar and return its id. The same one again changes nothing.

    Raises:
        BadValue: it ends before it begins or is longer than LONGEST (`bad_period`).
    """
    require(actor, Operation.MANAGE_NORMS)
    if last_on < first_on or last_on - first_on > LONGEST:
        raise BadValue("bad_period", field="last_on", from_on=first_on, until_on=last_on)
    name = " ".join(name.split())[:120]
    if not name:
        raise BadValue("required", field="name")
    same = select(CalendarPeriod.id).filter_by(
        kind=kind, name=name, first_on=first_on, last_on=last_on, department_id=department_id
    )
    if (known := session.scalar(same)) is not None:
        return known
    row = CalendarPeriod(kind=kind, name=name, first_on=first_on, last_on=last_on, department_id=department_id)
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "period.added",
        "calendar_period",
        row.id,
        now=now,
        kind=kind.value,
        name=name,
        first_on=first_on,
        last_on=last_on,
    )
    return row.id


def remove_period(session: Session, actor: Actor, period_id: int, *, now: datetime) -> PeriodView:
    """Take a period out of the calendar and return what it was; the trail keeps it.

    Raises:
        PeriodNotFound: there is none of that number.
    """
    require(actor, Operation.MANAGE_NORMS)
    row = session.get(CalendarPeriod, period_id)
    if row is None:
        raise PeriodNotFound(period=period_id)
    was = _view(row)
    session.delete(row)
    session.flush()
    audit.record(
        session,
        actor,
        "period.removed",
        "calendar_period",
        period_id,
        now=now,
        kind=was.kind.value,
        name=was.name,
        first_on=was.first_on,
        last_on=was.last_on,
    )
    return was


def list_hours(session: Session) -> dict[Channel, dict[int, tuple[str, str]]]:
    """Return the weekly hours of the channels that have some of their own."""
    found: dict[Channel, dict[int, tuple[str, str]]] = {}
    for row in session.scalars(select(OpeningHours).order_by(OpeningHours.weekday)):
        found.setdefault(row.channel, {})[row.weekday] = (row.from_time, row.until_time)
    return found


def list_periods(
    session: Session,
    *,
    kinds: tuple[PeriodKind, ...] = tuple(PeriodKind),
    since: date | None = None,
    until: date | None = None,
) -> tuple[PeriodView, ...]:
    """Return the periods of these kinds that touch the days from `since` to `until`, by first day."""
    query = select(CalendarPeriod).where(CalendarPeriod.kind.in_(kinds))
    if since is not None:
        query = query.where(CalendarPeriod.last_on >= since)
    if until is not None:
        query = query.where(CalendarPeriod.first_on <= until)
    return tuple(_view(row) for row in session.scalars(query.order_by(CalendarPeriod.first_on, CalendarPeriod.id)))


def _view(row: CalendarPeriod) -> PeriodView:
    return PeriodView(row.id, row.kind, row.name, row.first_on, row.last_on, row.department_id)


def _told(hours: Hours) -> dict[str, str]:
    return {str(weekday): f"{first}-{last}" for weekday, (first, last) in sorted(hours.items())}
