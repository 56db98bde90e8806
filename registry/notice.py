"""The outbox: what we tell someone, once, by mail and on the page.

An operation writes the row in its own transaction. Delivery claims due rows for a short lease, renders a row and seals its bytes once,
commits, sends, then marks. A crash between sending and marking sends the same bytes with the same Message-ID once more; a crash
anywhere else costs nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry.kinds import NoticeKind, NoticeState
from registry.person import PersonView
from registry.store import Base, closed_list

LEASE = timedelta(seconds=60)
GATHERED_FOR = timedelta(minutes=10)
OPEN_STATES = (NoticeState.READY, NoticeState.DELAYED, NoticeState.POSSIBLY_TWICE)
FINAL_STATES = (NoticeState.SENT, NoticeState.IN_POSTTRAY, NoticeState.UNDELIVERED)


class Notice(Base):
    """One message to one person. `token` names it in the Message-ID and in the envelope sender."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "state", "next_attempt_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(closed_list(NoticeKind))
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    recipient_name: Mapped[str] = mapped_column(String(200))
    recipient_email: Mapped[str] = mapped_column(String(254))
    facts: Mapped[dict[str, Any]]
    unique_key: Mapped[str] = mapped_column(String(200), unique=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    created_at: Mapped[datetime]
    state: Mapped[NoticeState] = mapped_column(closed_list(NoticeState), default=NoticeState.READY)
    attempt_count: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(400))
    subject: Mapped[str | None] = mapped_column(String(400))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


_UNTOUCHED = (Notice.state == NoticeState.READY, Notice.attempt_count == 0, Notice.claimed_until.is_(None))


@dataclass(frozen=True)
class NoticeView:
    """A notice for the post tray and for delivery; `facts` fill its template."""

    id: int
    kind: NoticeKind
    mailing_id: int | None
    recipient_name: str
    recipient_email: str
    facts: Mapping[str, Any]
    token: str
    created_at: datetime
    state: NoticeState
    attempt_count: int
    next_attempt_at: datetime
    ended_at: datetime | None
    problem: str | None
    subject: str | None


@dataclass(frozen=True)
class QueueState:
    """How the outbox stands: rows waiting, the oldest of them, rows in need of a person."""

    waiting_count: int
    oldest_due_at: datetime | None
    fault_count: int
    undelivered_count: int


def tell(
    session: Session,
    kind: NoticeKind,
    people: tuple[PersonView, ...],
    *,
    key: str,
    now: datetime,
    mailing_id: int | None = None,
    **facts: Any,
) -> int:
    """Write one notice per person, once for each `key`; return how many were new. Part of the caller's transaction."""
    return _write(session, kind, people, key, mailing_id, facts, now=now, ready_at=now)


def _write(
    session: Session,
    kind: NoticeKind,
    people: tuple[PersonView, ...],
    key: str,
    mailing_id: int | None,
    facts: Mapping[str, Any],
    *,
    now: datetime,
    ready_at: datetime,
) -> int:
    keys = {f"{kind.value}:{key}:{person.id}": person for person in people}
    known = set(session.scalars(select(Notice.unique_key).where(Notice.unique_key.in_(list(keys)))))
    fresh = {unique: person for unique, person in keys.items() if unique not in known}
    session.add_all(
        Notice(
            kind=kind,
            mailing_id=mailing_id,
            person_id=person.id,
            recipient_name=person.name,
            recipient_email=person.email,
            facts=dict(facts),
            unique_key=unique,
            token=secrets.token_hex(12),
            created_at=now,
            next_attempt_at=ready_at,
        )
        for unique, person in fresh.items()
    )
    session.flush()
    return len(fresh)


def gather(
    session: Session,
    kind: NoticeKind,
    people: tuple[PersonView, ...],
    *,
    key: str,
    item: Mapping[str, Any],
    now: datetime,
    mailing_id: int,
    **facts: Any,
) -> None:
    """Tell people of one more thing of the same kind: what comes within GATHERED_FOR of the first goes out as one notice.

    `facts["items"]` holds them in order, each with its `key`; other facts are those of the newest. Part of the caller's transaction,
    which holds the lock of the mailing.
    """
    waiting = {row.person_id: row for row in _gathering(session, kind, mailing_id) if row.next_attempt_at > now}
    for person in people:
        found, one = waiting.get(person.id), {"key": key, **item}
        if found is not None:
            found.facts = {**found.facts, **facts, "items": [*found.facts["items"], one]}
            continue
        ready_at = now + GATHERED_FOR
        _write(session, kind, (person,), key, mailing_id, {**facts, "items": [one]}, now=now, ready_at=ready_at)


def take_out(session: Session, kind: NoticeKind, *, key: str, mailing_id: int) -> None:
    """Take one thing out of what was gathered and nobody sent yet; a notice that holds nothing more goes."""
    for row in _gathering(session, kind, mailing_id):
        left = [item for item in row.facts["items"] if item["key"] != key]
        row.facts = {**row.facts, "items": left}
        if not left:
            session.delete(row)
    session.flush()


def drop(session: Session, notice_id: int) -> None:
    """Let a claimed notice go that has nothing to say any more; one that was sealed may have been sent and stays."""
    session.execute(delete(Notice).where(Notice.id == notice_id, Notice.sealed.is_(None)))


def withdraw(session: Session, kinds: Collection[NoticeKind], *, mailing_id: int) -> None:
    """Take back what is no longer true and nobody sent yet. Part of the caller's transaction."""
    untouched = select(Notice.id).where(Notice.kind.in_(kinds), Notice.mailing_id == mailing_id, *_UNTOUCHED)
    for number in session.scalars(untouched.with_for_update()).all():
        session.execute(delete(Notice).where(Notice.id == number))


def _gathering(session: Session, kind: NoticeKind, mailing_id: int) -> list[Notice]:
    query = select(Notice).where(Notice.kind == kind, Notice.mailing_id == mailing_id, *_UNTOUCHED)
    return [row for row in session.scalars(query.order_by(Notice.id).with_for_update()) if "items" in row.facts]


def claim_due(session: Session, *, now: datetime, limit: int = 50) -> tuple[NoticeView, ...]:
    """Take due notices for LEASE, so that two workers never send the same one at the same time."""
    due = (
        select(Notice.id)
        .where(
            Notice.state.in_(OPEN_STATES),
            Notice.next_attempt_at <= now,
            (Notice.claimed_until.is_(None)) | (Notice.claimed_until <= now),
        )
        .order_by(Notice.next_attempt_at, Notice.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.scalars(due))
    session.execute(
        update(Notice)
        .where(Notice.id.in_(ids))
        .values(claimed_until=now + LEASE, attempt_count=Notice.attempt_count + 1)
        .execution_options(synchronize_session=False)
    )
    rows = session.scalars(select(Notice).where(Notice.id.in_(ids)).order_by(Notice.id)).all()
    return tuple(_view(row) for row in rows)


def sealed_bytes(session: Session, notice_id: int) -> bytes | None:
    """Return the bytes of a notice, None before it was sealed."""
    return session.scalar(select(Notice.sealed).where(Notice.id == notice_id))


def seal(session: Session, notice_id: int, message: bytes, *, subject: str) -> bytes:
    """Keep the rendered bytes, unless there are some already; return those that count."""
    session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.sealed.is_(None))
        .values(sealed=message, subject=subject[:400])
    )
    kept = sealed_bytes(session, notice_id)
    assert kept is not None
    return kept


def mark(
    session: Session,
    notice_id: int,
    state: NoticeState,
    *,
    now: datetime,
    next_attempt_at: datetime | None = None,
    problem: str | None = None,
) -> None:
    """Write how a delivery attempt ended and let go of the lease. An ended notice stays ended."""
    values: dict[str, Any] = {"state": state, "claimed_until": None, "problem": problem and problem[:400]}
    if next_attempt_at is not None:
        values["next_attempt_at"] = next_attempt_at
    if state in FINAL_STATES:
        values["ended_at"] = now
    session.execute(update(Notice).where(Notice.id == notice_id, Notice.state.not_in(FINAL_STATES)).values(**values))


def mark_returned(session: Session, token: str, *, now: datetime, problem: str) -> bool:
    """Write that a message came back; the token comes from the envelope address. Tells whether a notice bears it."""
    changed = session.execute(
        update(Notice)
        .where(Notice.token == token)
        .values(state=NoticeState.UNDELIVERED, problem=problem[:400], ended_at=now)
        .returning(Notice.id)
    )
    return changed.first() is not None


def list_notices(
    session: Session,
    *,
    mailing_id: int | None = None,
    person_id: int | None = None,
    state: NoticeState | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[NoticeView, ...]:
    """Return notices, newest first."""
    query = select(Notice).order_by(Notice.id.desc()).limit(limit).offset(offset)
    if mailing_id is not None:
        query = query.where(Notice.mailing_id == mailing_id)
    if person_id is not None:
        query = query.where(Notice.person_id == person_id)
    if state is not None:
        query = query.where(Notice.state == state)
    return tuple(_view(row) for row in session.scalars(query))


def count_notices(session: Session, *, mailing_id: int | None = None) -> int:
    """Return how many notices were written (for one mailing)."""
    query = select(func.count(Notice.id))
    if mailing_id is not None:
        query = query.where(Notice.mailing_id == mailing_id)
    return session.scalar(query) or 0


def queue_state(session: Session) -> QueueState:
    """Return how the outbox stands."""
    waiting, oldest = session.execute(
        select(func.count(Notice.id), func.min(Notice.created_at)).where(Notice.state.in_(OPEN_STATES))
    ).one()
    counts = dict(session.execute(select(Notice.state, func.count(Notice.id)).group_by(Notice.state)).tuples().all())
    return QueueState(
        waiting_count=waiting,
        oldest_due_at=oldest,
        fault_count=counts.get(NoticeState.FAULT, 0),
        undelivered_count=counts.get(NoticeState.UNDELIVERED, 0),
    )


def _view(row: Notice) -> NoticeView:
    return NoticeView(
        id=row.id,
        kind=row.kind,
        mailing_id=row.mailing_id,
        recipient_name=row.recipient_name,
        recipient_email=row.recipient_email,
        facts=row.facts,
        token=row.token,
        created_at=row.created_at,
        state=row.state,
        attempt_count=row.attempt_count,
        next_attempt_at=row.next_attempt_at,
        ended_at=row.ended_at,
        problem=row.problem,
        subject=row.subject,
    )
