"""FAQ sheets as pages, commands, search and drafting see them; the operations are in `registry.faq`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from registry.faq_tables import EntryNotFound, FaqEntry, Source
from registry.kinds import FaqState, Stage
from registry.mailing import Mailing


@dataclass(frozen=True)
class EntryView:
    """An FAQ entry for pages, commands and search."""

    id: int
    mailing_id: int
    position: int
    key: str | None
    question: str
    answer: str
    state: FaqState
    version: int
    asked_count: int
    valid_from: date | None
    valid_until: date | None
    judged_at: datetime | None
    judged_by: str | None
    remark: str
    answer_due_on: date | None
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Progress:
    """How far the sheet is."""

    total_count: int
    draft_count: int
    approved_count: int
    returned_count: int
    dropped_count: int
    open_count: int


def list_entries(session: Session, mailing_id: int) -> tuple[EntryView, ...]:
    """Return all lines of a sheet in order of need, whatever their state (for those who may see drafts)."""
    return tuple(_view(entry) for entry in entries_of(session, mailing_id))


def get_entry(session: Session, entry_id: int) -> EntryView:
    """Return one entry.

    Raises:
        EntryNotFound: when there is none.
    """
    entry = session.get(FaqEntry, entry_id)
    if entry is None:
        raise EntryNotFound(entry=entry_id)
    return _view(entry)


def list_visible(session: Session, *, on: date, mailing_id: int | None = None) -> tuple[EntryView, ...]:
    """Return what an agent may see on day `on`: approved entries within their validity, newest mailing first."""
    query = (
        select(FaqEntry)
        .join(Mailing)
        .where(
            FaqEntry.state == FaqState.APPROVED,
            FaqEntry.valid_from <= on,
            FaqEntry.valid_until >= on,
            Mailing.stage.not_in((Stage.CANCELLED, Stage.CONCEPT)),
        )
        .order_by(Mailing.first_on.desc(), FaqEntry.mailing_id, FaqEntry.position)
        .options(selectinload(FaqEntry.sources))
    )
    if mailing_id is not None:
        query = query.where(FaqEntry.mailing_id == mailing_id)
    return tuple(_view(entry) for entry in session.scalars(query))


def next_valid_on(session: Session, *, after: date) -> date | None:
    """Return the first day after `after` on which an approved entry becomes valid; None when none does."""
    return session.scalar(
        select(func.min(FaqEntry.valid_from))
        .join(Mailing)
        .where(
            FaqEntry.state == FaqState.APPROVED,
            FaqEntry.valid_from > after,
            Mailing.stage.not_in((Stage.CANCELLED, Stage.CONCEPT)),
        )
    )


def list_earlier(session: Session, letter_type_id: int, *, before_mailing_id: int) -> tuple[EntryView, ...]:
    """Return the approved lines of the last earlier mailing of a type, for the next draft."""
    last = session.scalar(
        select(Mailing.id)
        .join(FaqEntry)
        .where(
            Mailing.letter_type_id == letter_type_id, Mailing.id < before_mailing_id, FaqEntry.judged_at.is_not(None)
        )
        .order_by(Mailing.first_on.desc(), Mailing.id.desc())
        .limit(1)
    )
    if last is None:
        return ()
    kept = (FaqState.APPROVED, FaqState.ASLEEP)
    return tuple(_view(entry) for entry in entries_of(session, last) if entry.state in kept)


def progress(session: Session, mailing_id: int) -> Progress:
    """Return how far the sheet of a mailing is."""
    rows = session.execute(
        select(FaqEntry.state, func.count(FaqEntry.id))
        .where(FaqEntry.mailing_id == mailing_id)
        .group_by(FaqEntry.state)
    ).tuples()
    counts = dict(rows.all())
    open_count = session.scalar(
        select(func.count(FaqEntry.id)).where(
            FaqEntry.mailing_id == mailing_id, FaqEntry.answer == "", FaqEntry.state != FaqState.DROPPED
        )
    )
    approved = counts.get(FaqState.APPROVED, 0) + counts.get(FaqState.ASLEEP, 0)
    return Progress(
        total_count=sum(counts.values()),
        draft_count=counts.get(FaqState.DRAFT, 0),
        approved_count=approved,
        returned_count=counts.get(FaqState.RETURNED, 0),
        dropped_count=counts.get(FaqState.DROPPED, 0),
        open_count=open_count or 0,
    )


def entries_of(session: Session, mailing_id: int) -> Sequence[FaqEntry]:
    """Return the rows of a sheet in order of need (for the registry's own modules)."""
    query = select(FaqEntry).where(FaqEntry.mailing_id == mailing_id).order_by(FaqEntry.position)
    return session.scalars(query.options(selectinload(FaqEntry.sources))).all()


def _view(entry: FaqEntry) -> EntryView:
    plain = {name: getattr(entry, name) for name in EntryView.__dataclass_fields__ if name != "sources"}
    sources = tuple(
        Source(item.kind, item.place, item.excerpt, item.line_count, item.dated_on) for item in entry.sources
    )
    return EntryView(**plain, sources=sources)
