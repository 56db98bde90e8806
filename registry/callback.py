"""Callback requests: the KCC stays owner until the resident was reached; the department carries out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.caller import check_phone
from registry.clock import at_amsterdam, day_of
from registry.errors import Anticipated, BadValue
from registry.norms import get_norms
from registry.rights import Operation, require
from registry.store import Base

DUE_OPEN_DAYS = 2


class CallbackRequest(Base):
    """Somebody to be called back. It cannot be closed without a result and the word that the resident was reached (or why not)."""

    __tablename__ = "callback_request"
    __table_args__ = (
        CheckConstraint("closed_at IS NULL OR result <> ''", name="closed_with_result"),
        Index(None, "closed_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id"), index=True)
    topic: Mapped[str] = mapped_column(String(120))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    caller_name: Mapped[str | None] = mapped_column(String(200))
    caller_phone: Mapped[str | None] = mapped_column(String(40))
    reach_times: Mapped[str] = mapped_column(String(200), default="")
    question: Mapped[str | None] = mapped_column(String(2000))
    noted_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempt_count: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(String(2000), default="")
    was_reached: Mapped[bool | None]
    purged_at: Mapped[datetime | None]


class CallbackNotFound(Anticipated):
    """No callback request has that number. Facts: callback."""

    code = "callback_not_found"


class ResultMissing(Anticipated):
    """A callback closes only with a result. No facts."""

    code = "result_missing"


@dataclass(frozen=True)
class CallbackView:
    """A callback request for lists; open ones have no `closed_at`."""

    id: int
    mailing_id: int | None
    topic: str
    owner_id: int | None
    department_id: int
    caller_name: str | None
    caller_phone: str | None
    reach_times: str
    question: str | None
    noted_at: datetime
    due_at: datetime
    attempt_count: int
    closed_at: datetime | None
    result: str
    was_reached: bool | None


def note(
    session: Session,
    actor: Actor,
    *,
    department_id: int,
    caller_name: str,
    caller_phone: str,
    question: str,
    topic: str = "",
    mailing_id: int | None = None,
    reach_times: str = "",
    now: datetime,
) -> int:
    """Note a callback and return its id; due at the end of the second open day."""
    require(actor, Operation.NOTE_CALLBACK)
    if not caller_name.strip():
        raise BadValue("caller_name_missing", field="caller_name")
    check_phone(caller_phone)
    if not question.strip():
        raise BadValue("question_missing", field="question")
    due_on = get_norms(session).open_days.plus(day_of(now), DUE_OPEN_DAYS)
    row = CallbackRequest(
        mailing_id=mailing_id,
        topic=topic.strip()[:120],
        owner_id=actor.person_id,
        department_id=department_id,
        caller_name=caller_name.strip()[:200],
        caller_phone=caller_phone.strip()[:40],
        reach_times=reach_times.strip()[:200],
        question=question.strip()[:2000],
        noted_at=now,
        due_at=at_amsterdam(due_on, 17),
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "callback.noted", "callback", row.id, now=now, mailing_id=mailing_id)
    return row.id


def attempt(session: Session, actor: Actor, callback_id: int, *, now: datetime) -> int:
    """Count a call that reached nobody and return how many there were."""
    row = _lock(session, callback_id)
    require(actor, Operation.CLOSE_CALLBACK, row.department_id)
    if row.closed_at is None:
        row.attempt_count += 1
        audit.record(session, actor, "callback.attempted", "callback", row.id, now=now, mailing_id=row.mailing_id)
    return row.attempt_count


def close(session: Session, actor: Actor, callback_id: int, *, result: str, was_reached: bool, now: datetime) -> None:
    """Close a callback with its result. Closing twice changes nothing.

    Raises:
        ResultMissing: without a result.
    """
    row = _lock(session, callback_id)
    require(actor, Operation.CLOSE_CALLBACK, row.department_id)
    if row.closed_at is not None:
        return
    if not result.strip():
        raise ResultMissing(field="result")
    row.result, row.was_reached, row.closed_at = result.strip()[:2000], was_reached, now
    row.attempt_count += 1
    audit.record(
        session,
        actor,
        "callback.closed",
        "callback",
        row.id,
        now=now,
        mailing_id=row.mailing_id,
        was_reached=was_reached,
    )


def list_callbacks(
    session: Session, *, is_open: bool = True, mailing_id: int | None = None, limit: int = 50, offset: int = 0
) -> tuple[CallbackView, ...]:
    """Return callbacks, the one due first on top."""
    query = select(CallbackRequest).order_by(CallbackRequest.due_at, CallbackRequest.id).limit(limit).offset(offset)
    closed = CallbackRequest.closed_at
    query = query.where(closed.is_(None) if is_open else closed.is_not(None))
    if mailing_id is not None:
        query = query.where(CallbackRequest.mailing_id == mailing_id)
    return tuple(_view(row) for row in session.scalars(query))


def count_callbacks(session: Session, mailing_id: int) -> tuple[int, int, int]:
    """Return (noted, still open, closed after their term) of a mailing."""
    noted = session.scalars(select(CallbackRequest).where(CallbackRequest.mailing_id == mailing_id)).all()
    late = [row for row in noted if row.closed_at is not None and row.closed_at > row.due_at]
    return len(noted), sum(row.closed_at is None for row in noted), len(late)


def count_open(session: Session) -> int:
    """Return how many callbacks are open."""
    return session.scalar(select(func.count(CallbackRequest.id)).where(CallbackRequest.closed_at.is_(None))) or 0


def purge_callers(session: Session, actor: Actor, *, before: datetime, now: datetime) -> int:
    """Wipe name, number and words of callbacks closed before a moment; return how many."""
    require(actor, Operation.PURGE)
    done = session.execute(
        update(CallbackRequest)
        .where(CallbackRequest.closed_at < before, CallbackRequest.purged_at.is_(None))
        .values(caller_name=None, caller_phone=None, question=None, reach_times="", result="gewist", purged_at=now)
        .returning(CallbackRequest.id)
    ).all()
    if done:
        audit.record(session, actor, "callbacks.purged", "callback", "-", now=now, count=len(done))
    return len(done)


def _lock(session: Session, callback_id: int) -> CallbackRequest:
    row = session.scalar(select(CallbackRequest).where(CallbackRequest.id == callback_id).with_for_update())
    if row is None:
        raise CallbackNotFound(callback=callback_id)
    return row


def _view(row: CallbackRequest) -> CallbackView:
    return CallbackView(**{name: getattr(row, name) for name in CallbackView.__dataclass_fields__})
