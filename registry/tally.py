"""Contacts tallied by hand, one by one or from a paper sheet: each is counted at once, and it can be taken back.

A tallied contact was always picked up: it counts as offered and answered. How it ended (`outcome`) stays with the tally,
and says in the words' own row whether the KCC knew the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.clock import at_amsterdam
from registry.contact import TALLY, Contact, minute_of
from registry.contact_counts import INTERVAL_MINUTES, Cell, ContactCount, CountBasis, Figures, add_to_counts
from registry.errors import Anticipated, BadValue
from registry.kinds import Channel, TallyOutcome
from registry.letter_type import LetterType
from registry.rights import NotAllowed, Operation, require
from registry.store import Base, closed_list

MOST_AT_ONCE = 999  # contacts in one box of a paper sheet
LONGEST_SECONDS = 4 * 3600
LONGEST_TOPIC = 100
LONGEST_WORDS = 2000
OLDEST = timedelta(days=366)  # a sheet older than a year is a slip of the finger
AHEAD = timedelta(minutes=5)  # clocks differ
UNDO_FOR = timedelta(days=1)


class Tally(Base):
    """One line of the tally: `count` contacts of one moment. It names the colleague, never the resident."""

    __tablename__ = "tally"
    __table_args__ = (
        CheckConstraint("count > 0", name="count"),
        CheckConstraint("duration_seconds >= 0", name="duration"),
        Index(None, "person_id", "noted_at"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"), index=True)
    noted_at: Mapped[datetime]
    at: Mapped[datetime]
    channel: Mapped[Channel] = mapped_column(closed_list(Channel))
    topic: Mapped[str] = mapped_column(String(LONGEST_TOPIC))
    outcome: Mapped[TallyOutcome] = mapped_column(closed_list(TallyOutcome))
    count: Mapped[int]
    duration_seconds: Mapped[int | None]
    undone_at: Mapped[datetime | None]


class TallyNotFound(Anticipated):
    """There is no such line of the tally. Facts: tally."""

    code = "tally_not_found"


class TallyOver(Anticipated):
    """The line can no longer be taken back: it was counted more than a day ago. Facts: tally."""

    code = "tally_over"


@dataclass(frozen=True)
class NewTally:
    """What is tallied: `count` contacts that came at `at` (aware). `words` are masked already; a sheet has none."""

    at: datetime
    channel: Channel
    topic: str
    outcome: TallyOutcome
    words: str = ""
    duration_seconds: int | None = None
    count: int = 1


@dataclass(frozen=True)
class TallyView:
    """A line of the tally with the words as long as they are kept."""

    id: int
    noted_at: datetime
    at: datetime
    channel: Channel
    topic: str
    outcome: TallyOutcome
    count: int
    duration_seconds: int | None
    words: str


def note(session: Session, actor: Actor, new: NewTally, *, organisation_id: int, now: datetime) -> int:
    """Tally contacts, count them in their half hour and return the id of the line.

    Raises:
        NotAllowed: the actor may not note contacts.
        BadValue: a moment in the future or over a year ago, an odd number, a text that is too long.
    """
    require(actor, Operation.NOTE_CONTACT)
    _refuse_odd(new, now)
    contact_id = _store_words(session, new, organisation_id) if new.count == 1 else None
    add_to_counts(session, [(_cell(new), _figures(new))], organisation_id=organisation_id, source=TALLY)
    row = Tally(
        organisation_id=organisation_id,
        person_id=actor.person_id,
        contact_id=contact_id,
        noted_at=now,
        at=new.at,
        channel=new.channel,
        topic=new.topic.strip(),
        outcome=new.outcome,
        count=new.count,
        duration_seconds=new.duration_seconds,
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "contact.noted", "tally", row.id, now=now, count=new.count)
    return row.id


def undo(session: Session, actor: Actor, tally_id: int, *, now: datetime) -> None:
    """Take a line back: its contacts are no longer counted. Taken back twice is taken back once.

    Raises:
        NotAllowed: it is a colleague's line.
        TallyNotFound: there is none.
        TallyOver: it was noted more than a day ago.
    """
    require(actor, Operation.NOTE_CONTACT)
    row = session.scalar(select(Tally).where(Tally.id == tally_id).with_for_update())
    if row is None:
        raise TallyNotFound(tally=tally_id)
    if row.person_id != actor.person_id:
        raise NotAllowed(operation=Operation.NOTE_CONTACT, name=actor.name)
    if row.undone_at is not None:
        return
    if now - row.noted_at > UNDO_FOR:
        raise TallyOver(tally=tally_id)
    row.undone_at = now
    _take_from_counts(session, row)
    contact = session.get(Contact, row.contact_id) if row.contact_id is not None else None
    if contact is not None:
        row.contact_id = None
        session.flush()
        session.delete(contact)
    audit.record(session, actor, "contact.undone", "tally", row.id, now=now, count=row.count)


def list_tallies(
    session: Session, *, on: date, person_id: int | None = None, limit: int = 50, offset: int = 0
) -> tuple[TallyView, ...]:
    """Return the lines that were noted on a day in Amsterdam, the last one first; of one colleague where one is named."""
    query = select(Tally, Contact.words).outerjoin(Contact, Contact.id == Tally.contact_id).where(*_noted(on))
    if person_id is not None:
        query = query.where(Tally.person_id == person_id)
    rows = session.execute(query.order_by(Tally.id.desc()).limit(limit).offset(offset)).tuples()
    plain = [name for name in TallyView.__dataclass_fields__ if name != "words"]
    return tuple(TallyView(**{name: getattr(row, name) for name in plain}, words=words or "") for row, words in rows)


def count_tallied(session: Session, *, on: date, person_id: int | None = None) -> tuple[int, int]:
    """Return how many lines were noted on a day in Amsterdam and how many contacts they hold."""
    query = select(func.count(Tally.id), func.coalesce(func.sum(Tally.count), 0)).where(*_noted(on))
    if person_id is not None:
        query = query.where(Tally.person_id == person_id)
    lines, contacts = session.execute(query).one()
    return int(lines), int(contacts)


def list_topics(session: Session, *, since: date, before: date | None = None, limit: int = 60) -> tuple[str, ...]:
    """Return the topics to choose from: those counted since a day, most contacts first, then those of the letter types.

    With `before` nothing that is counted on that day or later moves them: the order holds all day.
    """
    counted = (
        select(ContactCount.topic)
        .where(ContactCount.counted_on >= since, ContactCount.topic != "")
        .where(*(() if before is None else (ContactCount.counted_on < before,)))
        .group_by(ContactCount.topic)
        .order_by(func.sum(ContactCount.offered).desc(), ContactCount.topic)
        .limit(limit)
    )
    of_types = select(LetterType.topic).where(LetterType.topic != "").distinct().order_by(LetterType.topic)
    return tuple(dict.fromkeys((*session.scalars(counted), *session.scalars(of_types))))[:limit]


def _refuse_odd(new: NewTally, now: datetime) -> None:
    if new.at > now + AHEAD:
        raise BadValue("contact_in_future", field="at", at=new.at)
    if new.at < now - OLDEST:
        raise BadValue("contact_too_old", field="at", at=new.at)
    if not 1 <= new.count <= MOST_AT_ONCE:
        raise BadValue("count_out_of_range", field="count", limit=MOST_AT_ONCE)
    if new.duration_seconds is not None and not 0 <= new.duration_seconds <= LONGEST_SECONDS:
        raise BadValue("length_out_of_range", field="minutes", limit=LONGEST_SECONDS // 60)
    for name, text, limit in (("topic", new.topic, LONGEST_TOPIC), ("words", new.words, LONGEST_WORDS)):
        if len(text) > limit:
            raise BadValue("too_long", field=name, limit=limit)
    if not new.topic.strip():
        raise BadValue("topic_missing", field="topic")


def _store_words(session: Session, new: NewTally, organisation_id: int) -> int:
    row = Contact(
        organisation_id=organisation_id,
        at=new.at,
        channel=new.channel,
        topic=new.topic.strip(),
        words=new.words.strip(),
        duration_seconds=new.duration_seconds,
        answered=new.outcome is TallyOutcome.ANSWERED,
    )
    session.add(row)
    session.flush()
    return row.id


def _cell(line: NewTally | Tally) -> Cell:
    minute = minute_of(line.at)
    return Cell(minute - minute % INTERVAL_MINUTES, line.channel.value, line.topic.strip())


def _figures(line: NewTally | Tally) -> Figures:
    seconds = line.duration_seconds
    return Figures(
        offered=line.count,
        answered=line.count,
        abandoned=0,
        handling_seconds=None if seconds is None else seconds * line.count,
        handled=None if seconds is None else line.count,
    )


def _take_from_counts(session: Session, row: Tally) -> None:
    cell = _cell(row)
    start = datetime.fromtimestamp(cell.minute * 60, row.at.tzinfo)
    counted = session.scalar(
        select(ContactCount)
        .where(
            ContactCount.organisation_id == row.organisation_id,
            ContactCount.basis == CountBasis.CONTACTS,
            ContactCount.source == TALLY,
            ContactCount.starts_at == start,
            ContactCount.channel == row.channel,
            ContactCount.topic == cell.topic,
        )
        .with_for_update()
    )
    if counted is None:
        return
    for name, value in _figures(row)._asdict().items():
        if value:
            setattr(counted, name, max(0, (getattr(counted, name) or 0) - value))
    if counted.offered == 0:
        session.delete(counted)
    session.flush()


def _noted(on: date) -> tuple[ColumnElement[bool], ...]:
    start, end = at_amsterdam(on), at_amsterdam(on + timedelta(days=1))
    return Tally.noted_at >= start, Tally.noted_at < end, Tally.undone_at.is_(None)
