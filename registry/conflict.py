"""Conflicts: mailings that do not go together, or not with the calendar. Reckoned anew when something changes; dismissed with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated
from registry.mailing import require_reason
from registry.rights import Operation, require
from registry.store import Base

GREW = 0.25
"""A conflict that was dismissed comes back when it has grown by this part of what it was."""


class Conflict(Base):
    """One conflict; `key` says what makes it the same one when it is reckoned anew (kind, mailings, period).

    `mailings`: ids, first registered first. `over`: contacts above capacity on all its days, `over_on` on the worst one.
    """

    __tablename__ = "conflict"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(400), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    first_on: Mapped[date]
    last_on: Mapped[date]
    worst_on: Mapped[date]
    over: Mapped[float]
    over_on: Mapped[float]
    wait_seconds: Mapped[float]
    wait_without: Mapped[float]
    mailings: Mapped[list[Any]]
    ways_out: Mapped[list[Any]]
    facts: Mapped[dict[str, Any]]
    found_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]
    dismissed_by: Mapped[str | None] = mapped_column(String(200))
    dismiss_reason: Mapped[str | None] = mapped_column(String(2000))
    dismissed_over: Mapped[float | None]


class ConflictNotFound(Anticipated):
    """There is no such conflict (any more). Facts: conflict."""

    code = "conflict_not_found"


@dataclass(frozen=True)
class NewConflict:
    """What was reckoned; see Conflict."""

    key: str
    kind: str
    first_on: date
    last_on: date
    worst_on: date
    over: float
    over_on: float
    wait_seconds: float
    wait_without: float
    mailings: Sequence[int]
    ways_out: Sequence[Mapping[str, Any]]
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class ConflictView(NewConflict):
    """A stored conflict for pages and commands."""

    id: int = 0
    found_at: datetime | None = None
    dismissed_at: datetime | None = None
    dismissed_by: str | None = None
    dismiss_reason: str | None = None


def store_conflicts(session: Session, actor: Actor, found: Sequence[NewConflict], *, now: datetime) -> int:
    """Make the stored conflicts those that were found: new ones added, known ones renewed, others gone; return how many are new.

    A dismissed one stays dismissed until it has grown by a quarter.
    """
    require(actor, Operation.PREPARE)
    known = {row.key: row for row in session.scalars(select(Conflict))}
    fresh = 0
    for new in {each.key: each for each in found}.values():
        row = known.pop(new.key, None)
        if row is None:
            row = Conflict(key=new.key, found_at=now)
            session.add(row)
        was_gone = row.gone_at is not None
        _write(row, new)
        row.gone_at = None
        if was_gone or (row.dismissed_over is not None and new.over > (1 + GREW) * row.dismissed_over):
            row.dismissed_at = row.dismissed_by = row.dismiss_reason = row.dismissed_over = None
        session.flush()
        if was_gone or row.found_at == now:
            fresh += 1
            audit.record(
                session,
                actor,
                "conflict.found",
                "conflict",
                row.id,
                now=now,
                kind=new.kind,
                mailings=list(new.mailings),
            )
    for row in known.values():
        if row.gone_at is None:
            row.gone_at = now
            audit.record(session, actor, "conflict.gone", "conflict", row.id, now=now, kind=row.kind)
    return fresh


def dismiss(session: Session, actor: Actor, conflict_id: int, *, reason: str, now: datetime) -> None:
    """Put a conflict aside with a reason. Dismissing twice changes nothing.

    Raises:
        ConflictNotFound: there is no such conflict, or it is gone.
        ReasonMissing: the reason says too little.
    """
    require(actor, Operation.DISMISS_CONFLICT)
    row = session.scalar(select(Conflict).where(Conflict.id == conflict_id).with_for_update())
    if row is None or row.gone_at is not None:
        raise ConflictNotFound(conflict=conflict_id)
    if row.dismissed_at is not None:
        return
    require_reason(reason)
    row.dismissed_at, row.dismissed_by, row.dismissed_over = now, actor.name, row.over
    row.dismiss_reason = reason.strip()[:2000]
    audit.record(
        session, actor, "conflict.dismissed", "conflict", row.id, now=now, kind=row.kind, reason=row.dismiss_reason
    )


def list_conflicts(
    session: Session, *, mailing_id: int | None = None, with_dismissed: bool = False
) -> tuple[ConflictView, ...]:
    """Return the conflicts that stand, by first day; those of one mailing, those that were dismissed as well."""
    query = select(Conflict).where(Conflict.gone_at.is_(None)).order_by(Conflict.first_on, Conflict.id)
    if not with_dismissed:
        query = query.where(Conflict.dismissed_at.is_(None))
    rows = session.scalars(query)
    return tuple(_view(row) for row in rows if mailing_id is None or mailing_id in row.mailings)


def _write(row: Conflict, new: NewConflict) -> None:
    for name in NewConflict.__dataclass_fields__:
        setattr(row, name, getattr(new, name))
    row.mailings, row.facts = list(new.mailings), dict(new.facts)
    row.ways_out = [dict(way) for way in new.ways_out]


def _view(row: Conflict) -> ConflictView:
    return ConflictView(**{name: getattr(row, name) for name in ConflictView.__dataclass_fields__})
