"""The FAQ sheet of a mailing: question, answer, the source of each line, and who judged it.

draft -> approved | returned (to the department) | dropped; editing an approved entry makes it a draft again. What an agent sees
is `list_visible`: approved entries within their validity, and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import audit, faq_judgement, faq_validity, notice, recipients
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated, BadValue
from registry.faq_tables import (
    ANSWER_LIMIT,
    QUESTION_LIMIT,
    EntryNotFound,
    FaqEntry,
    FaqSource,
    Source,
)
from registry.faq_validity import validity
from registry.faq_view import (
    EntryView,
    Progress,
    entries_of,
    get_entry,
    list_earlier,
    list_entries,
    list_visible,
    progress,
)
from registry.kinds import FaqState, NoticeKind, SourceKind, Stage
from registry.mailing import Mailing, lock, refuse_over
from registry.norms import get_norms
from registry.rights import Operation, require

# What the noun gives to other rooms, its tables and views included.
__all__ = [
    "AnswerMissing",
    "EntryNotFound",
    "EntryView",
    "FaqEntry",
    "NewEntry",
    "Progress",
    "RemarkMissing",
    "Source",
    "StaleEntry",
    "add_entry",
    "add_lines",
    "approve_unchanged",
    "edit",
    "edit_and_approve",
    "get_entry",
    "judge",
    "list_earlier",
    "list_entries",
    "list_visible",
    "progress",
    "put_to_sleep",
    "store_draft",
    "validity",
]


class StaleEntry(Anticipated):
    """Somebody changed the entry meanwhile. Facts: expected, found."""

    code = "stale_entry"


class RemarkMissing(Anticipated):
    """An answer goes back to the department only with what is wrong or asked. Facts: question."""

    code = "remark_missing"


class AnswerMissing(Anticipated):
    """An entry without an answer cannot be approved. Facts: question."""

    code = "answer_missing"


@dataclass(frozen=True)
class NewEntry:
    """A drafted line. An empty answer is asked of the department."""

    question: str
    answer: str
    sources: tuple[Source, ...]
    key: str | None = None
    asked_count: int = 0


def store_draft(session: Session, actor: Actor, mailing_id: int, entries: Sequence[NewEntry], *, now: datetime) -> int:
    """Keep the drafted lines and return how many are new. Judged lines stay as they are; drafts of the same question are refreshed.

    The department is asked for the answers that are empty, the KCC leads are told that there is something to approve.
    """
    require(actor, Operation.PREPARE)
    row = lock(session, mailing_id)
    refuse_over(row)
    known = {_identity(old.key, old.question): old for old in entries_of(session, mailing_id)}
    position = max((old.position for old in known.values()), default=0)
    due_on = get_norms(session).open_days.plus(day_of(now), get_norms(session).faq_answer_days)
    added = 0
    for entry in entries:
        old = known.get(_identity(entry.key, entry.question))
        if old is None:
            position, added = position + 1, added + 1
            fresh = known[_identity(entry.key, entry.question)] = _new_row(row, position, entry, due_on)
            session.add(fresh)
        elif old.state is FaqState.DRAFT and old.judged_at is None and not old.answer and entry.answer:
            old.answer, old.answer_due_on = entry.answer[:ANSWER_LIMIT], None
            old.sources = [_source_row(source) for source in entry.sources]
    if row.stage is Stage.REGISTERED:
        row.stage = Stage.PREPARED
    faq_validity.keep_up(session, actor, mailing_id, now=now)
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
    expected_state: FaqState | None = None,
    remark: str = "",
    deed: str = "",
    now: datetime,
) -> str:
    """Approve, return to the department or drop one entry. The same judgement twice changes nothing.

    Returns the name of the deed, for `faq_judgement.undo`; "" where nothing changed. Judgements with one `deed` belong
    together.

    Raises:
        AnswerMissing: approval without an answer.
        RemarkMissing: an answer that is sent back without a word.
        StaleEntry: the entry was edited, or judged otherwise, after the judge looked at it.
    """
    entry, row = _lock_entry(session, entry_id, expected_version)
    require(actor, Operation.JUDGE_FAQ, row.department_id)
    refuse_over(row)
    if state not in (FaqState.APPROVED, FaqState.RETURNED, FaqState.DROPPED, FaqState.DRAFT):
        raise BadValue("bad_judgement", field="state", value=state)
    if entry.state is state:
        return ""
    _refuse_other_state(entry, expected_state)
    if state is FaqState.RETURNED and entry.answer.strip() and not remark.strip():
        raise RemarkMissing(field="remark", question=entry.question)
    if state is FaqState.APPROVED and not entry.answer.strip():
        raise AnswerMissing(field="answer", question=entry.question)
    was, deed = entry.state, deed or faq_judgement.new_deed()
    judgement_id = faq_judgement.remember(session, entry, state, deed=deed, person_id=actor.person_id, now=now)
    entry.state, entry.remark = state, remark.strip()[:2000]
    entry.judged_at, entry.judged_by = (None, None) if state is FaqState.DRAFT else (now, actor.name)
    if state is FaqState.APPROVED:
        entry.valid_from, entry.valid_until = validity(session, row.id)
    _audit_entry(session, actor, "faq.judged", entry, now, was=was.value, becomes=state.value)
    if state is FaqState.RETURNED:
        _ask_department(session, row, now, key=faq_judgement.question_key(entry, judgement_id), entry=entry)
    return deed


def approve_unchanged(
    session: Session, actor: Actor, mailing_id: int, *, doubtful: Collection[int] = (), now: datetime
) -> str:
    """Approve every line that says what was approved last time, in one deed; return its name, "" where there was none.

    `doubtful` are lines that hold a fact which cannot be right any more: they are judged one by one.
    """
    row = lock(session, mailing_id)
    require(actor, Operation.JUDGE_FAQ, row.department_id)
    refuse_over(row)
    deed = ""
    for entry in faq_judgement.list_unchanged(session, mailing_id, doubtful=doubtful):
        seen = entry.version
        deed = judge(session, actor, entry.id, FaqState.APPROVED, expected_version=seen, deed=deed, now=now) or deed
    return deed


def edit(
    session: Session,
    actor: Actor,
    entry_id: int,
    *,
    question: str | None = None,
    answer: str | None = None,
    expected_version: int | None = None,
    expected_state: FaqState | None = None,
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
    _refuse_too_long(fresh_question, fresh_answer)
    if (fresh_question, fresh_answer) == (entry.question, entry.answer):
        return entry.version
    _refuse_other_state(entry, expected_state)
    session.add(entry.said_before(entry.state, changed_by=actor.name, until_at=now))
    entry.question, entry.answer = fresh_question, fresh_answer
    entry.version += 1
    entry.state, entry.judged_at, entry.judged_by, entry.answer_due_on = FaqState.DRAFT, None, None, None
    entry.sources.append(FaqSource(kind=SourceKind.PERSON, place=actor.name, excerpt=fresh_answer[:2000]))
    _audit_entry(session, actor, "faq.edited", entry, now, version=entry.version)
    return entry.version


def edit_and_approve(
    session: Session,
    actor: Actor,
    entry_id: int,
    *,
    question: str | None = None,
    answer: str | None = None,
    expected_version: int | None = None,
    expected_state: FaqState | None = None,
    now: datetime,
) -> str:
    """Change question or answer and approve the line in one deed, so that taking it back restores the text as well.

    Returns the name of the deed, "" where nothing changed.

    Raises:
        AnswerMissing: there is no answer to approve.
        StaleEntry: the entry was edited, or judged otherwise, after the judge looked at it.
    """
    entry, row = _lock_entry(session, entry_id, expected_version)
    require(actor, Operation.JUDGE_FAQ, row.department_id)
    stood, seen = faq_judgement.standing(entry), entry.version
    texts = {"question": question, "answer": answer}
    version = edit(session, actor, entry_id, **texts, expected_version=seen, expected_state=expected_state, now=now)
    asked = expected_state if version == seen else None
    deed = judge(session, actor, entry_id, FaqState.APPROVED, expected_version=version, expected_state=asked, now=now)
    if deed and version != stood.version:
        faq_judgement.remember_text(session, deed, stood)
    return deed


def add_entry(
    session: Session, actor: Actor, mailing_id: int, *, question: str, answer: str = "", now: datetime
) -> int:
    """Add a line by hand and return its id."""
    row = lock(session, mailing_id)
    require(actor, Operation.EDIT_FAQ, row.department_id)
    refuse_over(row)
    if not question.strip():
        raise BadValue("question_missing", field="question")
    _refuse_too_long(question, answer)
    position = session.scalar(select(func.max(FaqEntry.position)).where(FaqEntry.mailing_id == mailing_id)) or 0
    new = NewEntry(question.strip(), answer.strip(), (Source(SourceKind.PERSON, place=actor.name),))
    entry = _new_row(row, position + 1, new, None)
    session.add(entry)
    session.flush()
    _audit_entry(session, actor, "faq.added", entry, now)
    return entry.id


def add_lines(
    session: Session, actor: Actor, mailing_id: int, entries: Sequence[NewEntry], *, now: datetime
) -> tuple[int, ...]:
    """Add the lines that a colleague takes over: answers of others, a group of callers' questions. Return the ids of the new ones.

    They wait for a judgement like every draft. A question that is on the sheet already stays as it is there.

    Raises:
        BadValue: a question that is missing, or a text that is too long; nothing is added then.
    """
    row = lock(session, mailing_id)
    require(actor, Operation.EDIT_FAQ, row.department_id)
    refuse_over(row)
    rows = entries_of(session, mailing_id)
    known = {_identity(None, old.question) for old in rows} | {old.key for old in rows if old.key}
    position = max((old.position for old in rows), default=0)
    due_on = get_norms(session).open_days.plus(day_of(now), get_norms(session).faq_answer_days)
    added: list[FaqEntry] = []
    for entry in entries:
        if not entry.question.strip():
            raise BadValue("question_missing", field="question")
        _refuse_too_long(entry.question, entry.answer)
        if not {_identity(None, entry.question), entry.key} & known:
            known.add(_identity(None, entry.question))
            added.append(_new_row(row, position + len(added) + 1, entry, due_on))
    session.add_all(added)
    session.flush()
    for line in added:
        _audit_entry(session, actor, "faq.added", line, now, source=line.sources[0].kind.value if line.sources else "")
    if added:
        if row.stage is Stage.REGISTERED:
            row.stage = Stage.PREPARED
        _announce_draft(session, row, now, due_on)
    return tuple(line.id for line in added)


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
        questions = [(entry.question, entry.asked_count) for entry in entries_of(session, row.id) if not entry.answer]
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
        )


def _ask_department(session: Session, row: Mailing, now: datetime, *, key: str, entry: FaqEntry) -> None:
    norms = get_norms(session)
    due_on = norms.open_days.plus(day_of(now), norms.faq_answer_days)
    entry.answer_due_on = due_on
    people = recipients.department(session, row.department_id, on=day_of(now))
    notice.gather(
        session,
        NoticeKind.QUESTION_TO_DEPARTMENT,
        people,
        key=key,
        item={"entry": entry.id, "question": entry.question, "remark": entry.remark},
        now=now,
        mailing_id=row.id,
        due_on=due_on.isoformat(),
    )


def _lock_entry(session: Session, entry_id: int, expected_version: int | None) -> tuple[FaqEntry, Mailing]:
    found = session.get(FaqEntry, entry_id)
    if found is None:
        raise EntryNotFound(entry=entry_id)
    row = lock(session, found.mailing_id)
    session.refresh(found)
    if expected_version is not None and found.version != expected_version:
        raise StaleEntry(expected=expected_version, found=found.version)
    return found, row


def _refuse_other_state(entry: FaqEntry, expected: FaqState | None) -> None:
    if expected is not None and entry.state is not expected:
        raise StaleEntry(expected=expected, found=entry.state)


def _refuse_too_long(question: str, answer: str) -> None:
    for name, text, limit in (("question", question, QUESTION_LIMIT), ("answer", answer, ANSWER_LIMIT)):
        if len(text) > limit:
            raise BadValue("too_long", field=name, limit=limit)


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
        kind=source.kind,
        place=source.place[:200],
        excerpt=source.excerpt[:2000],
        line_count=source.line_count,
        dated_on=source.dated_on,
    )


def _audit_entry(session: Session, actor: Actor, action: str, entry: FaqEntry, now: datetime, **facts: Any) -> None:
    audit.record(session, actor, action, "faq_entry", entry.id, now=now, mailing_id=entry.mailing_id, **facts)
