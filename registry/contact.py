"""Contacts of residents: short-lived rows in callers' own (masked) words, counted as they come in.

The tables of the import ledger stand here as well; how a file is taken once and never twice is told in
`registry.contact_ledger`. What stays after the purge is in `registry.contact_counts`.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    CursorResult,
    ForeignKey,
    Index,
    LargeBinary,
    Select,
    String,
    Text,
    UniqueConstraint,
    delete,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.contact_counts import INTERVAL_MINUTES, Cell, Figures, add_to_counts, one_of, plain_list
from registry.kinds import Channel
from registry.rights import Operation, require
from registry.store import Base

LARGEST_CHUNK = 4000  # rows in one transaction: a booking beside it waits for the whole of it
TALLY = "tally"


class Contact(Base):
    """One contact, until the purge. `words` are masked; `caller_key` is an HMAC with a key outside the database."""

    __tablename__ = "contact"
    __table_args__ = (
        one_of("channel", Channel),
        Index(None, "at"),
        Index(
            "ix_contact_mailing_id",
            "mailing_id",
            sqlite_where=text("mailing_id IS NOT NULL"),
            postgresql_where=text("mailing_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    channel: Mapped[Channel] = mapped_column(plain_list(Channel))
    topic: Mapped[str] = mapped_column(String(100))
    words: Mapped[str] = mapped_column(Text)
    duration_seconds: Mapped[int | None]
    answered: Mapped[bool | None]
    caller_key: Mapped[bytes | None] = mapped_column(LargeBinary(16))


class ImportFile(Base):
    """A file that was offered, by its digest. `added` grows with each chunk; `finished_at` is None while it runs."""

    __tablename__ = "import_file"
    __table_args__ = (UniqueConstraint("organisation_id", "source", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    source: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(255))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    added: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)


class ImportedRow(Base):
    """The import ledger: one row per contact ever taken. Outlives the contact; holds nothing about the resident."""

    __tablename__ = "imported_row"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    minute: Mapped[int]
    import_file_id: Mapped[int] = mapped_column(ForeignKey("import_file.id"))


class NewContact(NamedTuple):
    """A contact that a colleague tallies by hand, its words masked already."""

    at: datetime
    channel: Channel
    topic: str
    words: str
    duration_seconds: int | None = None
    answered: bool | None = None
    caller_key: bytes | None = None


@dataclass(frozen=True)
class ContactWords:
    """What one caller said, masked."""

    id: int
    at: datetime
    channel: Channel
    topic: str
    words: str
    answered: bool | None
    mailing_id: int | None


class HeardLine(NamedTuple):
    """When somebody contacted us about what, in masked words; empty where unknown."""

    at: datetime
    topic: str
    words: str


@dataclass(frozen=True)
class RepeatTraffic:
    """Contacts of recognised callers on one topic, and how many of them came back for it within the days asked.

    Contacts after `ripe_until` may still be followed by another; they are counted in `contacts` all the same.
    """

    topic: str
    contacts: int
    repeats: int
    ripe_until: datetime


def caller_key(key: bytes, caller: str | None) -> bytes | None:
    """Return what a caller is recognised by: HMAC-SHA256 cut to 16 bytes (RFC 2104, section 5); None for no caller."""
    return None if caller is None else hmac.digest(key, caller.encode(), "sha256")[:16]


def minute_of(at: datetime) -> int:
    """Return whole minutes since 1970 UTC."""
    return int(at.timestamp()) // 60


def note_contact(session: Session, actor: Actor, contact: NewContact, *, organisation_id: int) -> int:
    """Take one contact and return its id.

    Raises:
        NotAllowed: the actor may not note contacts.
    """
    require(actor, Operation.NOTE_CONTACT)
    row = Contact(
        organisation_id=organisation_id,
        at=contact.at,
        channel=contact.channel,
        topic=contact.topic,
        words=contact.words,
        duration_seconds=contact.duration_seconds,
        answered=contact.answered,
        caller_key=contact.caller_key,
    )
    session.add(row)
    session.flush()
    minute = minute_of(contact.at)
    cell = Cell(minute - minute % INTERVAL_MINUTES, contact.channel.value, contact.topic)
    add_to_counts(session, [(cell, _figures(contact))], organisation_id=organisation_id, source=TALLY)
    return row.id


def _figures(contact: NewContact) -> Figures:
    return Figures(
        offered=1,
        answered=None if contact.answered is None else int(contact.answered),
        abandoned=None if contact.answered is None else int(not contact.answered),
        handling_seconds=contact.duration_seconds,
        handled=None if contact.duration_seconds is None else 1,
    )


def assign_to_mailing(
    session: Session, actor: Actor, contact_ids: Sequence[int], mailing_id: int | None, *, now: datetime
) -> int:
    """Say of contacts which mailing they are about (None: about none) and return how many there were.

    Raises:
        NotAllowed: the actor may not import contacts.
    """
    require(actor, Operation.IMPORT_CONTACTS)
    changed = 0
    for start in range(0, len(contact_ids), LARGEST_CHUNK):
        some = contact_ids[start : start + LARGEST_CHUNK]
        done = session.execute(update(Contact).where(Contact.id.in_(some)).values(mailing_id=mailing_id))
        changed += cast(CursorResult[tuple[()]], done).rowcount
    audit.record(
        session, actor, "contacts.assigned", "mailing", mailing_id or 0, now=now, mailing_id=mailing_id, count=changed
    )
    return changed


def purge_contacts(
    session: Session, actor: Actor, *, keep_days: int, now: datetime, at_most: int = LARGEST_CHUNK
) -> int:
    """Delete the oldest contacts of more than `keep_days` ago and return how many; counts and ledger stay.

    Deletes `at_most` rows, so that the transaction is short: call again until it returns 0.

    Raises:
        NotAllowed: the actor may not purge.
    """
    require(actor, Operation.PURGE)
    before = now - timedelta(days=keep_days)
    oldest = select(Contact.id).where(Contact.at < before).order_by(Contact.at).limit(at_most)
    done = session.execute(delete(Contact).where(Contact.id.in_(oldest)))
    deleted = cast(CursorResult[tuple[()]], done).rowcount
    if deleted:
        audit.record(session, actor, "contacts.purged", "contact", 0, now=now, count=deleted, before=before.isoformat())
    return deleted


def list_words(
    session: Session,
    *,
    since: datetime,
    until: datetime,
    organisation_id: int | None = None,
    channel: Channel | None = None,
    topic: str | None = None,
    mailing_id: int | None = None,
    at_most: int = 20_000,
) -> tuple[ContactWords, ...]:
    """Return what callers said from `since` up to, not including, `until`, in order of time; no wordless contacts."""
    query = select(Contact).where(Contact.at >= since, Contact.at < until, Contact.words != "")
    query = _of(query, organisation_id, channel, topic)
    if mailing_id is not None:
        query = query.where(Contact.mailing_id == mailing_id)
    rows = session.scalars(query.order_by(Contact.at, Contact.id).limit(at_most))
    return tuple(
        ContactWords(row.id, row.at, row.channel, row.topic, row.words, row.answered, row.mailing_id) for row in rows
    )


def list_heard(session: Session, *, since: datetime, until: datetime, at_most: int = 300_000) -> tuple[HeardLine, ...]:
    """Return moment, topic and masked words of contacts from `since` up to `until`, wordless ones included, newest first."""
    query = select(Contact.at, Contact.topic, Contact.words).where(Contact.at >= since, Contact.at < until)
    rows = session.execute(query.order_by(Contact.at.desc(), Contact.id.desc()).limit(at_most)).tuples()
    return tuple(HeardLine(*row) for row in rows)


def list_repeat_traffic(
    session: Session,
    *,
    since: datetime,
    until: datetime,
    within_days: int = 7,
    organisation_id: int | None = None,
) -> tuple[RepeatTraffic, ...]:
    """Return per topic how often the same caller came back within `within_days`, by whatever channel; most first."""
    query = select(Contact.topic, Contact.caller_key, Contact.at).where(
        Contact.at >= since, Contact.at < until, Contact.caller_key.is_not(None)
    )
    query = _of(query, organisation_id, None, None).order_by(Contact.topic, Contact.caller_key, Contact.at)
    reach, ripe = timedelta(days=within_days), until - timedelta(days=within_days)
    sums: dict[str, list[int]] = {}
    before: tuple[str, bytes | None, datetime] | None = None
    for topic, caller, at in session.execute(query.execution_options(yield_per=2000)).tuples():
        counted = sums.setdefault(topic, [0, 0])
        counted[0] += 1
        counted[1] += before is not None and before[:2] == (topic, caller) and at - before[2] <= reach
        before = (topic, caller, at)
    lines = (RepeatTraffic(topic, contacts, repeats, ripe) for topic, (contacts, repeats) in sums.items())
    return tuple(sorted(lines, key=lambda line: (-line.repeats, line.topic)))


def _of(query: Select[Any], organisation_id: int | None, channel: Channel | None, topic: str | None) -> Select[Any]:
    if organisation_id is not None:
        query = query.where(Contact.organisation_id == organisation_id)
    if channel is not None:
        query = query.where(Contact.channel == channel)
    if topic is not None:
        query = query.where(Contact.topic == topic)
    return query
