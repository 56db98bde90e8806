"""Echo peaks: a mailing's children on later days (end of the objection term, debit dates, a reminder), which may be dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated
from registry.mailing import lock, refuse_over
from registry.rights import Operation, require
from registry.store import Base


class Echo(Base):
    """One child. `kind` is `objection` or the name of the letter type's follow-up; `falls_on` is the legal day.

    `days`: [{on, expected}], the open days on which its contacts come.
    """

    __tablename__ = "echo"
    __table_args__ = (
        UniqueConstraint("mailing_id", "kind", "falls_on"),
        CheckConstraint("low <= expected AND expected <= high", name="ordered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(100))
    falls_on: Mapped[date]
    low: Mapped[float]
    expected: Mapped[float]
    high: Mapped[float]
    days: Mapped[list[Any]]
    dropped_at: Mapped[datetime | None]
    dropped_by: Mapped[str | None] = mapped_column(String(200))


class EchoNotFound(Anticipated):
    """The mailing has no such echo peak. Facts: echo."""

    code = "echo_not_found"


@dataclass(frozen=True)
class NewEcho:
    """What was reckoned; see Echo. Contacts are counts, low to high the middle 90 %."""

    kind: str
    falls_on: date
    low: float
    expected: float
    high: float
    days: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class EchoView(NewEcho):
    """A stored echo peak for pages and commands."""

    id: int = 0
    mailing_id: int = 0
    dropped_at: datetime | None = None
    dropped_by: str | None = None


def store_echoes(session: Session, actor: Actor, mailing_id: int, found: Sequence[NewEcho], *, now: datetime) -> None:
    """Make the mailing's children those that were reckoned; one that was dropped stays dropped while its day stays."""
    require(actor, Operation.PREPARE)
    lock(session, mailing_id)
    known = {(row.kind, row.falls_on): row for row in session.scalars(select(Echo).filter_by(mailing_id=mailing_id))}
    for new in found:
        row = known.pop((new.kind, new.falls_on), None)
        if row is None:
            row = Echo(mailing_id=mailing_id, kind=new.kind, falls_on=new.falls_on)
            session.add(row)
        row.low, row.expected, row.high = new.low, new.expected, new.high
        row.days = [dict(day) for day in new.days]
    for row in known.values():
        session.delete(row)
    session.flush()


def drop(session: Session, actor: Actor, mailing_id: int, echo_id: int, *, now: datetime) -> None:
    """Leave a child out: it will not happen. Dropping twice changes nothing."""
    row = _change(session, actor, mailing_id, echo_id)
    if row.dropped_at is None:
        row.dropped_at, row.dropped_by = now, actor.name
        _record(session, actor, "echo.dropped", row, now)


def restore(session: Session, actor: Actor, mailing_id: int, echo_id: int, *, now: datetime) -> None:
    """Count a dropped child again."""
    row = _change(session, actor, mailing_id, echo_id)
    if row.dropped_at is not None:
        row.dropped_at = row.dropped_by = None
        _record(session, actor, "echo.restored", row, now)


def list_echoes(session: Session, mailing_id: int) -> tuple[EchoView, ...]:
    """Return the children of a mailing, by day, dropped ones included."""
    rows = session.scalars(select(Echo).filter_by(mailing_id=mailing_id).order_by(Echo.falls_on, Echo.id))
    names = EchoView.__dataclass_fields__
    return tuple(EchoView(**{name: getattr(row, name) for name in names}) for row in rows)


def _change(session: Session, actor: Actor, mailing_id: int, echo_id: int) -> Echo:
    owner = lock(session, mailing_id)
    require(actor, Operation.DROP_ECHO, owner.department_id)
    refuse_over(owner)
    row = session.scalar(select(Echo).filter_by(id=echo_id, mailing_id=mailing_id))
    if row is None:
        raise EchoNotFound(echo=echo_id)
    return row


def _record(session: Session, actor: Actor, action: str, row: Echo, now: datetime) -> None:
    audit.record(
        session, actor, action, "echo", row.id, now=now, mailing_id=row.mailing_id, kind=row.kind, falls_on=row.falls_on
    )
