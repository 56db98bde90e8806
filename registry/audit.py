"""Who decided what, when: an append-only trail in which every row seals the one before it.

The database refuses UPDATE and DELETE by trigger; who gets round that with other tools is found by `verify`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry.actor import Actor
from registry.kinds import Door
from registry.store import Base, closed_list

GENESIS = "0" * 64


class AuditRow(Base):
    """One thing that was done. Fields follow BIO2 8.15.01: action, object, result, origin, actor, time."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "object_kind", "object_id"), Index(None, "mailing_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(60))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(60))
    mailing_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    actor_person_id: Mapped[int | None]
    door: Mapped[Door] = mapped_column(closed_list(Door))
    facts: Mapped[dict[str, Any]]
    previous_seal: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64), unique=True)


class AuditHead(Base):
    """The last seal; its one row is locked while a row is added, so that the chain never forks."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    seal: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class AuditLine:
    """A row of the trail for a page or command."""

    id: int
    at: datetime
    action: str
    object_kind: str
    object_id: str
    mailing_id: int | None
    actor_name: str
    door: Door
    facts: Mapping[str, Any]


def record(
    session: Session,
    actor: Actor,
    action: str,
    object_kind: str,
    object_id: int | str,
    *,
    now: datetime,
    mailing_id: int | None = None,
    **facts: Any,
) -> None:
    """Add one row to the trail inside the caller's transaction. `facts` are JSON and hold no caller's data."""
    head = session.execute(select(AuditHead).where(AuditHead.id == 1).with_for_update()).scalar_one_or_none()
    if head is None:
        head = AuditHead(id=1, seal=GENESIS)
        session.add(head)
    row = AuditRow(
        at=now,
        action=action,
        object_kind=object_kind,
        object_id=str(object_id),
        mailing_id=mailing_id,
        actor_name=actor.name,
        actor_person_id=actor.person_id,
        door=actor.door,
        facts=json.loads(json.dumps(facts, default=str)),
        previous_seal=head.seal,
    )
    row.seal = head.seal = _seal(row)
    session.add(row)
    session.flush()


def _seal(row: AuditRow) -> str:
    content = [
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.action,
        row.object_kind,
        row.object_id,
        row.mailing_id,
        row.actor_name,
        row.actor_person_id,
        row.door.value,
        row.facts,
        row.previous_seal,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def verify(session: Session) -> int | None:
    """Return the id of the first row that was altered, removed before or put in between; None when the trail is whole.

    0 when the end is missing: the last rows, or the head that names the last seal.
    """
    seal = GENESIS
    for row in session.scalars(select(AuditRow).order_by(AuditRow.id).execution_options(yield_per=1000)):
        if row.previous_seal != seal or row.seal != _seal(row):
            return row.id
        seal = row.seal
    head = session.get(AuditHead, 1)
    kept = GENESIS if head is None else head.seal
    return None if kept == seal else 0


def list_lines(
    session: Session,
    *,
    mailing_id: int | None = None,
    action: str | None = None,
    limit: int = 50,
    before_id: int | None = None,
) -> tuple[AuditLine, ...]:
    """Return the newest rows first, filtered; `before_id` pages on."""
    query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if mailing_id is not None:
        query = query.where(AuditRow.mailing_id == mailing_id)
    if action:
        query = query.where(AuditRow.action == action)
    if before_id is not None:
        query = query.where(AuditRow.id < before_id)
    return tuple(
        AuditLine(
            id=row.id,
            at=row.at,
            action=row.action,
            object_kind=row.object_kind,
            object_id=row.object_id,
            mailing_id=row.mailing_id,
            actor_name=row.actor_name,
            door=row.door,
            facts=row.facts,
        )
        for row in session.scalars(query)
    )
