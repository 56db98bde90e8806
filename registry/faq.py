"""The FAQ sheet of a mailing: question, answer, the source of each line, and who judged it.

draft -> approved | returned (to the department) | dropped; editing an approved entry makes it a draft again. What an agent sees
is `list_visible`: approved entries within their validity, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from registry import audit, notice, recipients
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated, BadValue
from registry.kinds import FaqState, NoticeKind, SourceKind, Stage
from registry.mailing import Mailing, lock, refuse_over
from registry.norms import get_norms
from registry.rights import Operation, require
from registry.store import Base, closed_list

QUESTION_LIMIT = 500
ANSWER_LIMIT = 4000
AFTERCARE_DAYS = (
    42  # an answer stays for the six weeks in which most terms run (Awb 6:7), counted from the last arrival
)


class FaqEntry(Base):
    """A question-and-answer pair (VAC). `key` names the bank question or log group it came from."""

    __tablename__ = "faq_entry"
    __table_args__ = (
        UniqueConstraint("mailing_id", "position"),
        CheckConstraint("state <> 'approved' OR answer <> ''", name="approved_has_answer"),
        Index(None, "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str | None] = mapped_column(String(120))
    question: Mapped[str] = mapped_column(String(QUESTION_LIMIT))
    answer: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[FaqState] = mapped_column(closed_list(FaqState), default=FaqState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    asked_count: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    judged_at: Mapped[datetime | None]
    judged_by: Mapped[str | None] = mapped_column(String(200))
    remark: Mapped[str] = mapped_column(String(2000), default="")
    answer_due_on: Mapped[date | None]

    sources: Mapped[list[FaqSource]] = relationship(order_by="FaqSource.id", cascade="all, delete-orphan")


class FaqSource(Base):
    """Where a line comes from: a place in the letter, so many lines of a log, the bank, an earlier sheet, a person."""

    __tablename__ = "faq_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("faq_entry.id", ondelete="CASCADE"), index=True)
    kind: Mapped[SourceKind] = mapped_column(closed_list(SourceKind))
    place: Mapped[str] = mapped_column(String(200), default="")
    excerpt: Mapped[str] = mapped_column(String(2000), default="")
    line_count: Mapped[int] = mapped_column(default=0)


class FaqEntryVersion(Base):
    """What an entry said before it was edited."""

    __tablename__ = "faq_entry_version"
    __table_args__ = (UniqueConstraint("entry_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("faq_entry.id", ondelete="CASCADE"))
    version: Mapped[int]
    question: Mapped[str] = mapped_column(String(QUESTION_LIMIT))
    answer: Mapped[str] = mapped_column(Text)
    state: Mapped[FaqState] = mapped_column(closed_list(FaqState))
    until_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(200))


class EntryNotFound(Anticipated):
    """No FAQ entry has that number. Facts: entry."""

    code = "entry_not_found"


class StaleEntry(Anticipated):
    """Somebody changed the entry meanwhile. Facts: expected, found."""

    code = "stale_entry"


class AnswerMissing(Anticipated):
    """An entry without an answer cannot be approved. Facts: question."""

    code = "answer_missing"


@dataclass(frozen=True)
class Source:
    """The source of a line; see FaqSource."""

    kind: SourceKind
    place: str = ""
    excerpt: str = ""
    line_count: int = 0


@dataclass(frozen=True)
class NewEntry:
    """A drafted line. An empty answer is asked of the department."""

    question: str
    answer: str
    sources: tuple[Source, ...]
    key: str | None = None
    asked_count: int = 0


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


def store_draft(session: Session, actor: Actor, mailing_id: int, entries: Sequence[NewEntry], *, now: datetime) -> int:
    """Keep the drafted lines and return how many are new. Judged lines stay as they are; drafts of the same question are refreshed.

    The department is asked for the answers that are empty, the KCC leads are told that there is something to approve.
    """
    require(actor, Operation.PREPARE)
    row = lock(session, mailing_id)
    refuse_over(row)
    known = {_identity(old.key, old.question): old for old in _entries(session, mailing_id)}
    position = max((old.position for old in known.values()), default=0)
    due_on = get_norms(session).open_days.plus(day_of(now), get_norms(session).faq_answer_days)
    added = 0
    for entry in entries:
        old = known.get(_identity(entry.key, entry.question))
        if old is None:
            position, added = position + 1, added + 1
            session.add(_new_row(row, position, entry, due_on))
        elif old.state is FaqState.DRAFT and old.judged_at is None and not old.answer and entry.answer:
            old.answer, old.answer_due_on = entry.answer[:ANSWER_LIMIT], None
            old.sources = [_source_row(source) for source in entry.sources]
    if row.stage is Stage.REGISTERED:
        row.stage = Stage.PREPARED
    if added:
        audit.record(session, actor, "faq.drafted", "mailing", mailing_id, now=now, mailing_id=mailing_id, count=added)
        _announce_draft(session, row, now, due_on)
    return added


def judge(
    session: Session,
    actor: Actor,
    entry_id: int,
    state: FaqState,
    *,
    expected_version: int | None = None,
    remark: str = "",
    now: datetime,
) -> None:
    """Approve, return to the department or drop one entry. The same judgement twice changes nothing.

    Raises:
        AnswerMissing: approval without an answer.
        StaleEntry: the entry was edited after the judge looked at it.
    """
    entry, row = _lock_entry(session, entry_id, expected_version)
    require(actor, Operation.JUDGE_FAQ, row.department_id)
    refuse_over(row)
    if state not in (FaqState.APPROVED, FaqState.RETURNED, FaqState.DROPPED, FaqState.DRAFT):
        raise BadValue("bad_judgement", field="state", value=state)
    if entry.state is state:
        return
    if state is FaqState.APPROVED and not entry.answer.strip():
        raise AnswerMissing(field="answer", question=entry.question)
    was = entry.state
    entry.state, entry.remark = state, remark.strip()[:2000]
    entry.judged_at, entry.judged_by = (None, None) if state is FaqState.DRAFT else (now, actor.name)
    if state is FaqState.APPROVED:
        entry.valid_from, entry.valid_until = _validity(row)
    _audit_entry(session, actor, "faq.judged", entry, now, was=was.value, becomes=state.value)
    if state is FaqState.RETURNED:
        _ask_department(session, row, now, key=f"{entry.id}:{entry.version}", entry=entry)


def edit(
    session: Session,
    actor: Actor,
    entry_id: int,
    *,
    question: str | None = None,
    answer: str | None = None,
    expected_version: int | None = None,
    now: datetime,
) -> int:
    """Change question or answer and return the new version; the entry must be judged again, the change is a source of its own."""
    entry, row = _lock_entry(session, entry_id, expected_version)
    require(actor, Operation.EDIT_FAQ, row.department_id)
    refuse_over(row)
    fresh_question = entry.question if question is None else question.strip()
    fresh_answer = entry.answer if answer is None else answer.strip()
    if not fresh_question:
        raise BadValue("question_missing", field="question")
    for name, text, limit in (("question", fresh_question, QUESTION_LIMIT), ("answer", fresh_answer, ANSWER_LIMIT)):
        if len(text) > limit:
            raise BadValue("too_long", field=name, limit=limit)
    if (fresh_question, fresh_answer) == (entry.question, entry.answer):
        return entry.version
    session.add(
        FaqEntryVersion(
            entry_id=entry.id,
            version=entry.version,
            question=entry.question,
            answer=entry.answer,
            state=entry.state,
            until_at=now,
            changed_by=actor.name,
        )
    )
    entry.question, entry.answer = fresh_question, fresh_answer
    entry.version += 1
    entry.state, entry.judged_at, entry.judged_by, entry.answer_due_on = FaqState.DRAFT, None, None, None
    entry.sources.append(FaqSource(kind=SourceKind.PERSON, place=actor.name, excerpt=fresh_answer[:2000]))
    _audit_entry(session, actor, "faq.edited", entry, now, version=entry.version)
    return entry.version


def add_entry(
    session: Session, actor: Actor, mailing_id: int, *, question: str, answer: str = "", now: datetime
) -> int:
    """Add a line by hand and return its id."""
    row = lock(session, mailing_id)
    require(actor, Operation.EDIT_FAQ, row.department_id)
    refuse_over(row)
    if not question.strip():
        raise BadValue("question_missing", field="question")
    if len(question) > QUESTION_LIMIT or len(answer) > ANSWER_LIMIT:
        raise BadValue(
            "too_long", field="question" if len(question) > QUESTION_LIMIT else "answer", limit=QUESTION_LIMIT
        )
    position = session.scalar(select(func.max(FaqEntry.position)).where(FaqEntry.mailing_id == mailing_id)) or 0
    new = NewEntry(question.strip(), answer.strip(), (Source(SourceKind.PERSON, place=actor.name),))
    entry = _new_row(row, position + 1, new, None)
    session.add(entry)
    session.flush()
    _audit_entry(session, actor, "faq.added", entry, now)
    return entry.id


def list_entries(session: Session, mailing_id: int) -> tuple[EntryView, ...]:
    """Return all lines of a sheet in order of need, whatever their state (for those who may see drafts)."""
    return tuple(_view(entry) for entry in _entries(session, mailing_id))


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
    return tuple(_view(entry) for entry in _entries(session, last) if entry.state in kept)


def put_to_sleep(session: Session, actor: Actor, *, now: datetime) -> int:
    """Let approved entries sleep once their validity is over; return how many."""
    require(actor, Operation.PREPARE)
    over = select(FaqEntry).where(FaqEntry.state == FaqState.APPROVED, FaqEntry.valid_until < day_of(now))
    count = 0
    for entry in session.scalars(over):
        entry.state = FaqState.ASLEEP
        _audit_entry(session, actor, "faq.asleep", entry, now)
        count += 1
    return count


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


def _announce_draft(session: Session, row: Mailing, now: datetime, due_on: date) -> None:
    session.flush()
    state = progress(session, row.id)
    version = session.scalar(select(func.max(FaqEntry.id)).where(FaqEntry.mailing_id == row.id))
    key = f"{row.id}:{version}"
    people = recipients.kcc(session, row.department_id, on=day_of(now))
    notice.tell(
        session,
        NoticeKind.FAQ_READY,
        people,
        key=key,
        now=now,
        mailing_id=row.id,
        total_count=state.total_count,
        open_count=state.open_count,
    )
    if state.open_count:
        questions = [entry.question for entry in _entries(session, row.id) if not entry.answer]
        people = recipients.department(session, row.department_id, on=day_of(now))
        notice.tell(
            session,
            NoticeKind.QUESTION_TO_DEPARTMENT,
            people,
            key=key,
            now=now,
            mailing_id=row.id,
            questions=questions,
            due_on=due_on.isoformat(),
            remark="",
        )


def _ask_department(session: Session, row: Mailing, now: datetime, *, key: str, entry: FaqEntry) -> None:
    norms = get_norms(session)
    due_on = norms.open_days.plus(day_of(now), norms.faq_answer_days)
    entry.answer_due_on = due_on
    people = recipients.department(session, row.department_id, on=day_of(now))
    notice.tell(
        session,
        NoticeKind.QUESTION_TO_DEPARTMENT,
        people,
        key=f"returned:{key}",
        now=now,
        mailing_id=row.id,
        questions=[entry.question],
        due_on=due_on.isoformat(),
        remark=entry.remark,
    )


def _validity(row: Mailing) -> tuple[date, date]:
    return row.first_on, row.last_on + timedelta(days=AFTERCARE_DAYS)


def _entries(session: Session, mailing_id: int) -> Sequence[FaqEntry]:
    query = select(FaqEntry).where(FaqEntry.mailing_id == mailing_id).order_by(FaqEntry.position)
    return session.scalars(query.options(selectinload(FaqEntry.sources))).all()


def _lock_entry(session: Session, entry_id: int, expected_version: int | None) -> tuple[FaqEntry, Mailing]:
    found = session.get(FaqEntry, entry_id)
    if found is None:
        raise EntryNotFound(entry=entry_id)
    row = lock(session, found.mailing_id)
    session.refresh(found)
    if expected_version is not None and found.version != expected_version:
        raise StaleEntry(expected=expected_version, found=found.version)
    return found, row


def _identity(key: str | None, question: str) -> str:
    return key or question.strip().casefold()


def _new_row(row: Mailing, position: int, entry: NewEntry, due_on: date | None) -> FaqEntry:
    return FaqEntry(
        mailing_id=row.id,
        position=position,
        key=entry.key,
        question=entry.question[:QUESTION_LIMIT],
        answer=entry.answer[:ANSWER_LIMIT],
        asked_count=entry.asked_count,
        answer_due_on=None if entry.answer else due_on,
        sources=[_source_row(source) for source in entry.sources],
    )


def _source_row(source: Source) -> FaqSource:
    return FaqSource(
        kind=source.kind, place=source.place[:200], excerpt=source.excerpt[:2000], line_count=source.line_count
    )


def _audit_entry(session: Session, actor: Actor, action: str, entry: FaqEntry, now: datetime, **facts: Any) -> None:
    audit.record(session, actor, action, "faq_entry", entry.id, now=now, mailing_id=entry.mailing_id, **facts)


def _view(entry: FaqEntry) -> EntryView:
    plain = {name: getattr(entry, name) for name in EntryView.__dataclass_fields__ if name != "sources"}
    sources = tuple(Source(item.kind, item.place, item.excerpt, item.line_count) for item in entry.sources)
    return EntryView(**plain, sources=sources)
