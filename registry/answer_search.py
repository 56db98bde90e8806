"""What agents searched for and what came of it, so that the search learns callers' words and gaps become visible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CheckConstraint, CursorResult, ForeignKey, Index, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import BadValue
from registry.faq_tables import EntryNotFound, FaqEntry
from registry.kinds import FaqState, SearchOutcome
from registry.rights import Operation, require
from registry.store import Base, closed_list

LONGEST = 300  # characters of a search that are kept
SAME_SEARCH = timedelta(minutes=2)
LEARNED_PER_ENTRY = 12
LEARN_FROM = 20_000  # newest opened answers that the search looks back on
AT_MOST = 4000


class AnswerSearch(Base):
    """One search with its outcome. `words` are masked. Who asked is only kept where no answer was found, to be told of it."""

    __tablename__ = "answer_search"
    __table_args__ = (
        CheckConstraint("(outcome = 'opened') OR entry_id IS NULL", name="opened_entry"),
        Index(None, "entry_id"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(String(LONGEST))
    outcome: Mapped[SearchOutcome] = mapped_column(closed_list(SearchOutcome))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("faq_entry.id", ondelete="SET NULL"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


@dataclass(frozen=True)
class SearchCounts:
    """How searches ended in a period: an answer was opened; nothing was found; what was found did not help."""

    opened: int
    empty: int
    unhelpful: int

    @property
    def missed(self) -> int:
        """Return how many searches gave no answer."""
        return self.empty + self.unhelpful


@dataclass(frozen=True)
class MissedSearch:
    """A search without an answer, masked."""

    id: int
    at: datetime
    words: str
    outcome: SearchOutcome


def note_opened(session: Session, actor: Actor, entry_id: int, words: str, *, now: datetime) -> int:
    """Note that a search ended in an opened answer, and return its id. `words` are masked.

    Raises:
        EntryNotFound: there is no approved answer with that number.
        NotAllowed: the actor may not note searches.
    """
    require(actor, Operation.NOTE_SEARCH)
    entry = session.get(FaqEntry, entry_id)
    if entry is None or entry.state is not FaqState.APPROVED:
        raise EntryNotFound(entry=entry_id)
    row = AnswerSearch(at=now, words=_kept(words), outcome=SearchOutcome.OPENED, entry_id=entry_id)
    session.add(row)
    session.flush()
    return row.id


def note_missed(
    session: Session, actor: Actor, words: str, *, outcome: SearchOutcome = SearchOutcome.UNHELPFUL, now: datetime
) -> int:
    """Note a search without an answer and return its id. `words` are masked.

    Who types on within two minutes is still busy with the same search: its last words take the place of the first.

    Raises:
        BadValue: nothing was searched for, or an opened answer is called a miss.
        NotAllowed: the actor may not note searches.
    """
    require(actor, Operation.NOTE_SEARCH)
    kept = _kept(words)
    if not kept:
        raise BadValue("required", field="q")
    if outcome is SearchOutcome.OPENED:
        raise BadValue("unknown_choice", field="outcome", value=outcome)
    row = _same_search(session, actor, kept, now)
    if row is None:
        row = AnswerSearch(at=now, words=kept, outcome=outcome, person_id=actor.person_id)
        session.add(row)
    elif len(kept) >= len(row.words) or outcome is SearchOutcome.UNHELPFUL:
        row.words, row.at = kept, now
        row.outcome = SearchOutcome.UNHELPFUL if SearchOutcome.UNHELPFUL in (row.outcome, outcome) else outcome
    session.flush()
    return row.id


def _same_search(session: Session, actor: Actor, words: str, now: datetime) -> AnswerSearch | None:
    """Return the actor's last miss when it begins alike and was just now."""
    if actor.person_id is None:
        return None
    last = session.scalar(
        select(AnswerSearch)
        .where(AnswerSearch.person_id == actor.person_id, AnswerSearch.at >= now - SAME_SEARCH)
        .order_by(AnswerSearch.id.desc())
        .limit(1)
    )
    if last is None:
        return None
    one, other = last.words.casefold(), words.casefold()
    return last if one.startswith(other) or other.startswith(one) else None


def count_searches(session: Session, *, since: datetime, until: datetime) -> SearchCounts:
    """Return how the searches from `since` up to, not including, `until` ended."""
    rows = session.execute(
        select(AnswerSearch.outcome, func.count(AnswerSearch.id))
        .where(AnswerSearch.at >= since, AnswerSearch.at < until)
        .group_by(AnswerSearch.outcome)
    ).tuples()
    counts = dict(rows.all())
    return SearchCounts(*(counts.get(outcome, 0) for outcome in SearchOutcome))


def list_missed(session: Session, *, since: datetime, until: datetime, limit: int = 50) -> tuple[MissedSearch, ...]:
    """Return the searches without an answer, the last one first."""
    rows = session.scalars(
        select(AnswerSearch)
        .where(AnswerSearch.at >= since, AnswerSearch.at < until, AnswerSearch.outcome != SearchOutcome.OPENED)
        .order_by(AnswerSearch.id.desc())
        .limit(limit)
    )
    return tuple(MissedSearch(row.id, row.at, row.words, row.outcome) for row in rows)


def count_opened(session: Session) -> int:
    """Return how many opened answers are known: when this grows there is something to learn."""
    query = select(func.count(AnswerSearch.id)).where(AnswerSearch.entry_id.is_not(None), AnswerSearch.words != "")
    return session.scalar(query) or 0


def learned_words(session: Session) -> dict[int, tuple[str, ...]]:
    """Return per FAQ entry the words after which it was opened, the most frequent first.

    Words stay with the question over the years: what was opened last year counts for this year's entry of the same key.
    """
    opened = (
        select(AnswerSearch.entry_id, FaqEntry.key, AnswerSearch.words)
        .join(FaqEntry, FaqEntry.id == AnswerSearch.entry_id)
        .where(AnswerSearch.words != "")
        .order_by(AnswerSearch.id.desc())
        .limit(LEARN_FROM)
    )
    counted: dict[int | str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry_id, key, words in session.execute(opened).tuples():
        counted[key or cast(int, entry_id)][words.casefold()] += 1
    if not counted:
        return {}
    entries = session.execute(select(FaqEntry.id, FaqEntry.key).where(FaqEntry.state == FaqState.APPROVED)).tuples()
    found = ((entry_id, counted.get(key or entry_id, {})) for entry_id, key in entries)
    return {entry_id: _most_said(said) for entry_id, said in found if said}


def _most_said(said: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(said, key=lambda words: (-said[words], words))[:LEARNED_PER_ENTRY])


def purge_searches(session: Session, actor: Actor, *, before: datetime, now: datetime) -> int:
    """Delete searches of before a moment and return how many; call again until it returns 0.

    Raises:
        NotAllowed: the actor may not purge.
    """
    require(actor, Operation.PURGE)
    oldest = select(AnswerSearch.id).where(AnswerSearch.at < before).order_by(AnswerSearch.at).limit(AT_MOST)
    done = session.execute(delete(AnswerSearch).where(AnswerSearch.id.in_(oldest)))
    deleted = cast(CursorResult[tuple[()]], done).rowcount
    if deleted:
        audit.record(session, actor, "searches.purged", "search", "-", now=now, count=deleted)
    return deleted


def _kept(words: str) -> str:
    return " ".join(words.split())[:LONGEST]
