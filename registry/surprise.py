"""Surprises: contacts that fit no plan. Each is told once to the KCC leads; one click registers the mailing that they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit, mailing, notice
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated
from registry.kinds import MailingKind, NoticeKind, Role
from registry.mailing import require_reason
from registry.mailing_content import BatchContent, MailingContent
from registry.person import list_holders
from registry.rights import Operation, require
from registry.store import Base

SAME_FOR = timedelta(days=14)
"""A burst with a name that was seen less than this ago is the same one going on, not a new alarm."""


class Surprise(Base):
    """One burst. `phrases` are words that stand out, `examples` callers' masked words; both go with the term of callers' words.

    `name` makes it the same burst the next day: its first phrase, else its topic.
    """

    __tablename__ = "surprise"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(200), index=True)
    topic: Mapped[str] = mapped_column(String(120))
    phrases: Mapped[list[Any]]
    examples: Mapped[list[Any]]
    first_seen_at: Mapped[datetime]
    last_seen_on: Mapped[date]
    found_at: Mapped[datetime]
    contacts: Mapped[int]
    ordinary: Mapped[float]
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id"), index=True)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(200))
    end_reason: Mapped[str | None] = mapped_column(String(2000))


class SurpriseNotFound(Anticipated):
    """There is no such surprise. Facts: surprise."""

    code = "surprise_not_found"


class SurpriseOver(Anticipated):
    """Somebody dealt with it already. Facts: by."""

    code = "surprise_over"


@dataclass(frozen=True)
class NewSurprise:
    """What was seen on a day; see Surprise. `contacts` in the burst's window, of which `ordinary` were to be expected."""

    kind: str
    name: str
    topic: str
    phrases: Sequence[str]
    examples: Sequence[str]
    first_seen_at: datetime
    contacts: int
    ordinary: float


@dataclass(frozen=True)
class SurpriseView(NewSurprise):
    """A stored surprise for pages and commands."""

    id: int = 0
    last_seen_on: date = date.min
    found_at: datetime | None = None
    mailing_id: int | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    end_reason: str | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether nobody dealt with it yet."""
        return self.ended_at is None


def store_surprises(session: Session, actor: Actor, found: Sequence[NewSurprise], *, on: date, now: datetime) -> int:
    """Keep what was seen up to a day and tell the KCC leads of each new one; return how many are new."""
    require(actor, Operation.PREPARE)
    fresh = 0
    for new in found:
        row = _going_on(session, new.name, on)
        if row is not None:
            row.last_seen_on = max(row.last_seen_on, on)
            if row.ended_at is None and new.contacts > row.contacts:
                row.contacts, row.ordinary = new.contacts, new.ordinary
            continue
        row = Surprise(
            **{name: getattr(new, name) for name in NewSurprise.__dataclass_fields__}
            | {"phrases": list(new.phrases), "examples": list(new.examples), "last_seen_on": on, "found_at": now}
        )
        session.add(row)
        session.flush()
        fresh += 1
        audit.record(session, actor, "surprise.seen", "surprise", row.id, now=now, kind=new.kind, contacts=new.contacts)
        people = list_holders(session, Role.KCC_LEAD, on=day_of(now))
        notice.tell(session, NoticeKind.SURPRISE_SEEN, people, key=str(row.id), now=now, surprise_id=row.id)
    return fresh


def register(
    session: Session,
    actor: Actor,
    surprise_id: int,
    *,
    department_id: int,
    title: str,
    kind: MailingKind,
    letter_type_id: int | None,
    quantity: int,
    now: datetime,
) -> int:
    """Register the mailing that a surprise is about and return its id: sent already, so it is nobody's to align.

    It counts as handed over on the day of the first contact, and against its department as a surprise.

    Raises:
        SurpriseNotFound, SurpriseOver: there is nothing to register.
        Refused: the content cannot be.
    """
    require(actor, Operation.HANDLE_SURPRISE)
    row = _open(session, surprise_id)
    content = MailingContent(
        title=title,
        department_id=department_id,
        kind=kind,
        letter_type_id=letter_type_id,
        batches=(BatchContent(quantity, min(day_of(row.first_seen_at), day_of(now))),),
    )
    mailing_id = mailing.record_surprise(session, actor, content, now=now)
    row.mailing_id, row.ended_at, row.ended_by = mailing_id, now, actor.name
    audit.record(
        session, actor, "surprise.registered", "surprise", row.id, now=now, mailing_id=mailing_id, kind=kind.value
    )
    return mailing_id


def dismiss(session: Session, actor: Actor, surprise_id: int, *, reason: str, now: datetime) -> None:
    """Put a surprise aside with a reason.

    Raises:
        SurpriseNotFound, SurpriseOver: there is nothing to put aside.
        ReasonMissing: the reason says too little.
    """
    require(actor, Operation.HANDLE_SURPRISE)
    row = _open(session, surprise_id)
    require_reason(reason)
    row.ended_at, row.ended_by, row.end_reason = now, actor.name, reason.strip()[:2000]
    audit.record(session, actor, "surprise.dismissed", "surprise", row.id, now=now, reason=row.end_reason)


def list_surprises(
    session: Session, *, only_open: bool = False, limit: int = 50, offset: int = 0
) -> tuple[SurpriseView, ...]:
    """Return surprises, newest first."""
    query = select(Surprise).order_by(Surprise.id.desc()).limit(limit).offset(offset)
    if only_open:
        query = query.where(Surprise.ended_at.is_(None))
    return tuple(_view(row) for row in session.scalars(query))


def count_surprises(session: Session) -> int:
    """Return how many surprises a list without limit would hold."""
    return session.scalar(select(func.count(Surprise.id))) or 0


def get_surprise(session: Session, surprise_id: int) -> SurpriseView:
    """Return one surprise.

    Raises:
        SurpriseNotFound: there is none with that number.
    """
    row = session.get(Surprise, surprise_id)
    if row is None:
        raise SurpriseNotFound(surprise=surprise_id)
    return _view(row)


def surprise_mailings(session: Session) -> frozenset[int]:
    """Return the mailings that came as a surprise."""
    return frozenset(number for number in session.scalars(select(Surprise.mailing_id)) if number is not None)


def purge_words(session: Session, actor: Actor, *, before: datetime) -> int:
    """Wipe callers' words of surprises found before a moment; return of how many."""
    require(actor, Operation.PURGE)
    rows = [row for row in session.scalars(select(Surprise).where(Surprise.found_at < before)) if row.examples]
    for row in rows:
        row.examples = []
    return len(rows)


def _going_on(session: Session, name: str, on: date) -> Surprise | None:
    query = select(Surprise).where(Surprise.name == name, Surprise.last_seen_on >= on - SAME_FOR)
    return session.scalar(query.order_by(Surprise.id.desc()).limit(1))


def _open(session: Session, surprise_id: int) -> Surprise:
    row = session.scalar(select(Surprise).where(Surprise.id == surprise_id).with_for_update())
    if row is None:
        raise SurpriseNotFound(surprise=surprise_id)
    if row.ended_at is not None:
        raise SurpriseOver(by=row.ended_by)
    return row


def _view(row: Surprise) -> SurpriseView:
    return SurpriseView(**{name: getattr(row, name) for name in SurpriseView.__dataclass_fields__})


def facts_of(view: SurpriseView) -> Mapping[str, Any]:
    """Return what a list or an answer shows of a surprise, without the callers' words."""
    return {"topic": view.topic, "phrases": list(view.phrases), "contacts": view.contacts}
