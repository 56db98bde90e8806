"""Judging a sheet in one go, and taking a judgement back as long as nothing was built on it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from registry import audit, notice
from registry.actor import Actor
from registry.errors import Anticipated
from registry.faq_tables import FaqEntry, FaqEntryVersion, FaqJudgement
from registry.faq_view import EntryView, list_earlier, list_entries
from registry.kinds import FaqState, NoticeKind, SourceKind
from registry.mailing import Mailing, lock, refuse_over
from registry.rights import NotAllowed, Operation, require


class JudgementNotFound(Anticipated):
    """There is nothing of that name to take back. Facts: deed."""

    code = "judgement_not_found"


class JudgementBuiltOn(Anticipated):
    """It cannot be taken back: the line was changed since, or the KCC said yes to the mailing. Facts: question."""

    code = "judgement_built_on"


@dataclass(frozen=True)
class JudgedDeed:
    """What was judged in one go, at `at`: `entry_ids` became `state`. `deed` names it for `undo`."""

    deed: str
    at: datetime
    state: FaqState
    entry_ids: tuple[int, ...]


@dataclass(frozen=True)
class Standing:
    """How an entry stands: what a judgement puts in place of it."""

    version: int
    state: FaqState
    remark: str
    judged_at: datetime | None
    judged_by: str | None
    valid_from: date | None
    valid_until: date | None
    answer_due_on: date | None


def standing(entry: FaqEntry) -> Standing:
    """Return how an entry stands now."""
    return Standing(**{field.name: getattr(entry, field.name) for field in fields(Standing)})


def new_deed() -> str:
    """Return a name for what is judged in one go."""
    return secrets.token_hex(12)


def remember(
    session: Session, entry: FaqEntry, state: FaqState, *, deed: str, person_id: int | None, now: datetime
) -> int:
    """Keep how an entry stands before it becomes `state`; return the id of the judgement. Part of the caller's transaction."""
    stood = standing(entry)
    row = FaqJudgement(
        deed=deed,
        entry_id=entry.id,
        person_id=person_id,
        at=now,
        version=entry.version,
        state=state,
        **_was(stood),
    )
    session.add(row)
    session.flush()
    return row.id


def remember_text(session: Session, deed: str, stood: Standing) -> None:
    """Keep that a deed changed the text of its entry too, and how the entry stood before that. Part of the caller's transaction."""
    row = session.scalars(_of(deed)).one()
    row.was_version = stood.version
    for name, value in _was(stood).items():
        setattr(row, name, value)
    session.flush()


def _was(stood: Standing) -> dict[str, Any]:
    return {f"was_{field.name}": getattr(stood, field.name) for field in fields(Standing) if field.name != "version"}


def find_last_deed(session: Session, mailing_id: int, *, person_id: int | None) -> JudgedDeed | None:
    """Return what a person judged last on a sheet, None where nothing is left to take back."""
    query = (
        select(FaqJudgement)
        .join(FaqEntry, FaqEntry.id == FaqJudgement.entry_id)
        .where(FaqEntry.mailing_id == mailing_id, FaqJudgement.person_id == person_id, FaqJudgement.undone_at.is_(None))
        .order_by(FaqJudgement.id.desc())
        .limit(1)
    )
    last = session.scalar(query)
    return None if last is None else get_deed(session, last.deed)


def get_deed(session: Session, deed: str) -> JudgedDeed:
    """Return what was judged in one go.

    Raises:
        JudgementNotFound: there is none of that name, or it was taken back.
    """
    rows = session.scalars(_of(deed)).all()
    if not rows:
        raise JudgementNotFound(deed=deed)
    return JudgedDeed(deed, rows[0].at, rows[0].state, tuple(row.entry_id for row in rows))


def can_undo(session: Session, deed: str) -> bool:
    """Tell whether nothing was built on what was judged: each line stands as it was left, and no yes came after it."""
    rows = session.scalars(_of(deed)).all()
    return bool(rows) and all(_blocker(session, row) is None for row in rows)


def undo(session: Session, actor: Actor, deed: str, *, now: datetime) -> tuple[int, ...]:
    """Take back what was judged in one go, all of it or nothing, and return the entries.

    A question to the department that nobody sent yet is withdrawn with it.

    Raises:
        NotAllowed: somebody else judged.
        JudgementNotFound: there is nothing of that name to take back.
        JudgementBuiltOn: a line was changed or judged again since, or the KCC said yes meanwhile.
    """
    require(actor, Operation.JUDGE_FAQ)
    rows = session.scalars(_of(deed)).all()
    if not rows:
        raise JudgementNotFound(deed=deed[:40])
    first = session.get(FaqEntry, rows[0].entry_id)
    assert first is not None, "a judgement goes with its entry"
    mailing = lock(session, first.mailing_id)
    session.expire_all()  # what was read before the lock may be old
    rows = session.scalars(_of(deed)).all()
    require(actor, Operation.JUDGE_FAQ, mailing.department_id)
    refuse_over(mailing)
    if any(row.person_id != actor.person_id for row in rows):
        raise NotAllowed(operation=Operation.JUDGE_FAQ, name=actor.name)
    for row in rows:
        blocker = _blocker(session, row)
        if blocker is not None:
            raise JudgementBuiltOn(question=blocker.question)
    for row in rows:
        _restore(session, actor, row, now)
    return tuple(row.entry_id for row in rows)


def earlier_answers(session: Session, mailing_id: int) -> Mapping[str, str]:
    """Return last time's approved answers by the identity of their line; see `identity`."""
    row = session.get(Mailing, mailing_id)
    if row is None or row.letter_type_id is None:
        return {}
    found = list_earlier(session, row.letter_type_id, before_mailing_id=mailing_id)
    return {identity(entry): entry.answer for entry in found}


def identity(entry: EntryView) -> str:
    """Return by what a line is recognised on another sheet: its key in the bank or log, else its question."""
    return entry.key or entry.question.strip().casefold()


def list_unchanged(session: Session, mailing_id: int, *, doubtful: Collection[int] = ()) -> tuple[EntryView, ...]:
    """Return the lines to be judged that say exactly what was approved last time, those in `doubtful` left out."""
    before = earlier_answers(session, mailing_id)
    return tuple(
        entry
        for entry in list_entries(session, mailing_id)
        if entry.state is FaqState.DRAFT
        and entry.answer.strip()
        and entry.answer == before.get(identity(entry))
        and entry.id not in doubtful
    )


def _of(deed: str) -> Select[tuple[FaqJudgement]]:
    query = select(FaqJudgement).where(FaqJudgement.deed == deed, FaqJudgement.undone_at.is_(None))
    return query.order_by(FaqJudgement.id)


def _blocker(session: Session, row: FaqJudgement) -> FaqEntry | None:
    """Return the entry when something was built on its judgement, None when it can be taken back."""
    entry = session.get_one(FaqEntry, row.entry_id)
    newest = session.scalar(
        select(func.max(FaqJudgement.id)).where(FaqJudgement.entry_id == entry.id, FaqJudgement.undone_at.is_(None))
    )
    mailing = session.get_one(Mailing, entry.mailing_id)
    stands = (entry.version, entry.state, newest) == (row.version, row.state, row.id)
    said_yes = mailing.aligned_at is not None and mailing.aligned_at >= row.at
    return None if stands and not said_yes else entry


def _restore(session: Session, actor: Actor, row: FaqJudgement, now: datetime) -> None:
    entry = session.get_one(FaqEntry, row.entry_id)
    entry.state, entry.remark = row.was_state, row.was_remark
    entry.judged_at, entry.judged_by = row.was_judged_at, row.was_judged_by
    entry.valid_from, entry.valid_until = row.was_valid_from, row.was_valid_until
    entry.answer_due_on = row.was_answer_due_on
    row.undone_at = now
    if row.was_version is not None:
        _restore_text(session, actor, entry, row.was_version, now)
    _withdraw_question(session, row)
    audit.record(
        session,
        actor,
        "faq.undone",
        "faq_entry",
        entry.id,
        now=now,
        mailing_id=entry.mailing_id,
        was=row.state.value,
        becomes=row.was_state.value,
    )


def _restore_text(session: Session, actor: Actor, entry: FaqEntry, version: int, now: datetime) -> None:
    """Put back the text of an earlier version, as a new version; what stood there is kept as every version is."""
    query = select(FaqEntryVersion).filter_by(entry_id=entry.id, version=version)
    before = session.scalars(query).one()
    session.add(entry.said_before(FaqState.APPROVED, changed_by=actor.name, until_at=now))
    entry.question, entry.answer = before.question, before.answer
    entry.version += 1
    if entry.sources and entry.sources[-1].kind is SourceKind.PERSON:
        entry.sources.pop()  # the change was a source of its own


def question_key(entry: FaqEntry, judgement_id: int) -> str:
    """Return the key of the notice that asks the department about a line that was sent back."""
    return f"returned:{entry.id}:{entry.version}:{judgement_id}"


def _withdraw_question(session: Session, row: FaqJudgement) -> None:
    if row.state is not FaqState.RETURNED:
        return
    entry = session.get_one(FaqEntry, row.entry_id)
    key = question_key(entry, row.id)
    notice.take_out(session, NoticeKind.QUESTION_TO_DEPARTMENT, key=key, mailing_id=entry.mailing_id)
