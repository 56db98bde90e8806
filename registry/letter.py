"""The letter of a mailing: the file as it was given, and the text that was read from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit, notice, recipients
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated, BadValue
from registry.kinds import LetterState, NoticeKind
from registry.mailing import Mailing, lock, refuse_over, withdraw_alignment
from registry.mailing_view import MailingView, get_mailing
from registry.person import PersonView
from registry.rights import Operation, require
from registry.store import Base, closed_list

MAX_BYTES = 10 * 1024 * 1024


class Letter(Base):
    """One version of the letter. `facts` are what drafting found; `problem` a code when it could not be read."""

    __tablename__ = "letter"
    __table_args__ = (UniqueConstraint("mailing_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    version: Mapped[int]
    filename: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[LetterState] = mapped_column(closed_list(LetterState), default=LetterState.UNREAD)
    text: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, Any] | None]
    problem: Mapped[str | None] = mapped_column(String(60))
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(200))


class LetterNotFound(Anticipated):
    """The mailing has no letter yet. Facts: mailing."""

    code = "letter_not_found"


@dataclass(frozen=True)
class LetterView:
    """A letter without its bytes."""

    id: int
    mailing_id: int
    version: int
    filename: str
    state: LetterState
    text: str | None
    facts: Mapping[str, Any] | None
    problem: str | None
    added_at: datetime
    added_by: str


def attach(session: Session, actor: Actor, mailing_id: int, *, filename: str, content: bytes, now: datetime) -> int:
    """Keep a letter file as the newest version and return the version; the same bytes again change nothing.

    Another letter than the one to which the KCC said yes takes that yes back while a part has still to go out, and the KCC is told.

    Raises:
        BadValue: an empty file, or one above MAX_BYTES.
    """
    row = lock(session, mailing_id)
    require(actor, Operation.CHANGE_MAILING, row.department_id)
    refuse_over(row)
    if not content:
        raise BadValue("letter_empty", field="letter", filename=filename)
    if len(content) > MAX_BYTES:
        raise BadValue("letter_too_large", field="letter", filename=filename, limit="10 MB")
    digest = hashlib.sha256(content).hexdigest()
    newest = _newest(session, mailing_id)
    if newest is not None and newest.digest == digest:
        return newest.version
    version = newest.version + 1 if newest else 1
    session.add(
        Letter(
            mailing_id=mailing_id,
            version=version,
            filename=filename[:200],
            digest=digest,
            content=content,
            added_at=now,
            added_by=actor.name,
        )
    )
    audit.record(
        session,
        actor,
        "letter.added",
        "mailing",
        mailing_id,
        now=now,
        mailing_id=mailing_id,
        version=version,
        digest=digest,
    )
    if newest is not None and takes_yes_back(row):
        _take_yes_back(session, actor, row, newest.filename, filename, version, now)
    return version


def takes_yes_back(mailing: Mailing | MailingView) -> bool:
    """Tell whether another letter needs the KCC's yes again: a person said it, and not everything was sent."""
    has_yes = mailing.aligned_at is not None and not mailing.aligned_by_itself
    return has_yes and any(batch.sent_on is None for batch in mailing.batches)


def told_of_another(session: Session, view: MailingView, *, on: date) -> tuple[PersonView, ...]:
    """Return those who are told that another letter took the KCC's yes back."""
    content, has_code = view.content, view.release_code is not None
    return recipients.of_change(session, content.department_id, content.must_also_know, voids_code=has_code, on=on)


def _take_yes_back(
    session: Session, actor: Actor, row: Mailing, was: str, becomes: str, version: int, now: datetime
) -> None:
    people, void_code = told_of_another(session, get_mailing(session, row.id), on=day_of(now)), row.release_code
    withdraw_alignment(session, row, sent_any=any(batch.sent_on is not None for batch in row.batches))
    facts: dict[str, Any] = {
        "differences": [{"what": "letter", "was": was, "becomes": becomes}],
        "took_alignment_back": True,
    }
    facts |= {"void_code": void_code} if void_code else {}
    audit.record(session, actor, "mailing.changed", "mailing", row.id, now=now, mailing_id=row.id, **facts)
    key = f"{row.id}:letter-{version}"
    notice.tell(session, NoticeKind.CHANGED, people, key=key, now=now, mailing_id=row.id, by=actor.name, **facts)


def mark_read(
    session: Session, actor: Actor, letter_id: int, *, text: str, facts: Mapping[str, Any], now: datetime
) -> None:
    """Keep the text and facts that drafting found."""
    require(actor, Operation.PREPARE)
    row = session.get_one(Letter, letter_id)
    row.state, row.text, row.facts, row.problem = LetterState.READ, text, dict(facts), None
    audit.record(
        session, actor, "letter.read", "letter", letter_id, now=now, mailing_id=row.mailing_id, characters=len(text)
    )


def mark_failed(session: Session, actor: Actor, letter_id: int, *, problem: str, now: datetime) -> None:
    """Write why a letter could not be read and ask the department for another one."""
    require(actor, Operation.PREPARE)
    row = session.get_one(Letter, letter_id)
    row.state, row.problem = LetterState.FAILED, problem
    owner = lock(session, row.mailing_id)
    audit.record(
        session, actor, "letter.failed", "letter", letter_id, now=now, mailing_id=row.mailing_id, problem=problem
    )
    people = recipients.department(session, owner.department_id, on=day_of(now))
    notice.tell(
        session,
        NoticeKind.LETTER_UNREADABLE,
        people,
        key=f"{row.mailing_id}:{row.version}",
        now=now,
        mailing_id=row.mailing_id,
        problem=problem,
        filename=row.filename,
    )


def find_letter(session: Session, mailing_id: int) -> LetterView | None:
    """Return the newest letter of a mailing, None when there is none."""
    row = _newest(session, mailing_id)
    return None if row is None else _view(row)


def find_text(session: Session, mailing_id: int) -> str | None:
    """Return the text of the newest letter; None when there is no letter or it was not read."""
    row = _newest(session, mailing_id)
    return row.text if row is not None and row.state is LetterState.READ else None


def get_content(session: Session, mailing_id: int, version: int | None = None) -> tuple[str, bytes]:
    """Return file name and bytes of a letter.

    Raises:
        LetterNotFound: when there is none.
    """
    query = select(Letter.filename, Letter.content).where(Letter.mailing_id == mailing_id)
    query = query.where(Letter.version == version) if version else query.order_by(Letter.version.desc()).limit(1)
    found = session.execute(query).first()
    if found is None:
        raise LetterNotFound(mailing=mailing_id)
    return found[0], found[1]


def count_letters(session: Session, state: LetterState) -> int:
    """Return how many letters are in a state."""
    return session.scalar(select(func.count(Letter.id)).where(Letter.state == state)) or 0


def _newest(session: Session, mailing_id: int) -> Letter | None:
    return session.scalar(
        select(Letter).where(Letter.mailing_id == mailing_id).order_by(Letter.version.desc()).limit(1)
    )


def _view(row: Letter) -> LetterView:
    return LetterView(**{name: getattr(row, name) for name in LetterView.__dataclass_fields__})
