"""What came in by SMTP: bytes first, in one commit per group; what they mean is found out later and elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry.errors import Anticipated
from registry.store import Base


class InboxMail(Base):
    """One message that was acknowledged with 250. `read_at` is set once it was looked into."""

    __tablename__ = "inbox_mail"
    __table_args__ = (Index(None, "read_at"), Index(None, "message_digest"))

    id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    envelope_from: Mapped[str] = mapped_column(String(320))
    recipients: Mapped[list[Any]]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    message_digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    read_at: Mapped[datetime | None]
    meaning: Mapped[str | None] = mapped_column(String(40))


class MailNotFound(Anticipated):
    """No mail in the post tray has that number. Facts: mail."""

    code = "mail_not_found"


@dataclass(frozen=True)
class NewMail:
    """What the receiver hands over."""

    received_at: datetime
    envelope_from: str
    recipients: tuple[str, ...]
    content: bytes
    digest: str


@dataclass(frozen=True)
class InboxView:
    """A received mail without its bytes."""

    id: int
    received_at: datetime
    envelope_from: str
    recipients: tuple[str, ...]
    size: int
    read_at: datetime | None
    meaning: str | None


def accept(session: Session, batch: Sequence[NewMail]) -> None:
    """Keep a group of mails; the caller's commit is what the sender's 250 rests on."""
    session.add_all(
        InboxMail(
            received_at=mail.received_at,
            envelope_from=mail.envelope_from[:320],
            recipients=list(mail.recipients),
            content=mail.content,
            message_digest=mail.digest,
            size=len(mail.content),
        )
        for mail in batch
    )


def list_mails(session: Session, *, limit: int = 50, offset: int = 0) -> tuple[InboxView, ...]:
    """Return received mails, newest first."""
    rows = session.scalars(select(InboxMail).order_by(InboxMail.id.desc()).limit(limit).offset(offset))
    return tuple(_view(row) for row in rows)


def list_unread(session: Session, *, limit: int = 50) -> tuple[InboxView, ...]:
    """Return mails that nobody looked into yet, oldest first."""
    query = select(InboxMail).where(InboxMail.read_at.is_(None)).order_by(InboxMail.id).limit(limit)
    return tuple(_view(row) for row in session.scalars(query))


def count_mails(session: Session) -> int:
    """Return how many mails are kept."""
    return session.scalar(select(func.count(InboxMail.id))) or 0


def get_content(session: Session, mail_id: int) -> bytes:
    """Return the bytes of a mail.

    Raises:
        MailNotFound: when there is none.
    """
    content = session.scalar(select(InboxMail.content).where(InboxMail.id == mail_id))
    if content is None:
        raise MailNotFound(mail=mail_id)
    return content


def mark_read(session: Session, mail_id: int, *, meaning: str, now: datetime) -> None:
    """Write what a mail turned out to be (posttray, bounce, other)."""
    row = session.get_one(InboxMail, mail_id)
    row.read_at, row.meaning = now, meaning


def purge(session: Session, *, before: datetime) -> int:
    """Delete mails received before a moment that somebody looked into; return how many. An unread one is never lost."""
    old = delete(InboxMail).where(InboxMail.received_at < before, InboxMail.read_at.is_not(None))
    return len(session.execute(old.returning(InboxMail.id)).all())


def _view(row: InboxMail) -> InboxView:
    return InboxView(
        row.id, row.received_at, row.envelope_from, tuple(row.recipients), row.size, row.read_at, row.meaning
    )
