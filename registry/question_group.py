"""Groups of what callers asked about a mailing, and what the content manager decided about them.

The groups are made by a flow from masked words and replaced whole after each import; decisions stay, and are carried out again on
every later log of the same letter type. The groups hold callers' words, so they go with the oldest contact in them (`purge`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated, BadValue
from registry.kinds import GroupAct
from registry.mailing import Mailing, lock
from registry.rights import Operation, require
from registry.store import Base, closed_list

NAME_LIMIT = 300
PHRASE_LIMIT = 400
MOST_PHRASES = 60


class QuestionGrouping(Base):
    """The newest grouping of a mailing's log; `content` as `flows.questions` writes it, words masked."""

    __tablename__ = "question_grouping"

    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True)
    made_at: Mapped[datetime]
    since_at: Mapped[datetime] = mapped_column(index=True)
    line_count: Mapped[int]
    content: Mapped[dict[str, Any]]


class GroupDecision(Base):
    """One decision. `group_anchor` and `into_anchor` are {question_id, phrases}: how a group is found again in another log."""

    __tablename__ = "group_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"), index=True)
    letter_type_id: Mapped[int | None] = mapped_column(ForeignKey("letter_type.id", ondelete="SET NULL"), index=True)
    act: Mapped[GroupAct] = mapped_column(closed_list(GroupAct))
    group_anchor: Mapped[dict[str, Any]]
    into_anchor: Mapped[dict[str, Any] | None]
    phrases: Mapped[list[Any]]
    name: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    decided_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(200))


class GroupNotFound(Anticipated):
    """The grouping has no such group (any more). Facts: group."""

    code = "group_not_found"


class GroupDecisionNotFound(Anticipated):
    """No decision about groups has that number, or it was withdrawn. Facts: decision."""

    code = "group_decision_not_found"


@dataclass(frozen=True)
class AnchorView:
    """How a group is found again: the bank's question it stands for, else callers' masked lines."""

    question_id: str | None = None
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewDecision:
    """`into` for a merge; `phrases` for a split: the lines that go apart; `name` for a rename, a split, a merge if wanted."""

    act: GroupAct
    group: AnchorView
    into: AnchorView | None = None
    phrases: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class DecisionView:
    """A stored decision and who took it."""

    id: int
    mailing_id: int
    act: GroupAct
    group: AnchorView
    into: AnchorView | None
    phrases: tuple[str, ...]
    name: str
    decided_at: datetime
    decided_by: str


@dataclass(frozen=True)
class GroupingView:
    """The newest grouping of a mailing."""

    made_at: datetime
    line_count: int
    content: Mapping[str, Any] = field(default_factory=dict)


def store_grouping(
    session: Session,
    actor: Actor,
    mailing_id: int,
    content: Mapping[str, Any],
    *,
    since_at: datetime,
    line_count: int,
    now: datetime,
) -> None:
    """Keep a grouping in the place of the one before."""
    require(actor, Operation.PREPARE)
    lock(session, mailing_id)
    row = QuestionGrouping(
        mailing_id=mailing_id, made_at=now, since_at=since_at, line_count=line_count, content=dict(content)
    )
    session.merge(row)
    audit.record(
        session, actor, "questions.grouped", "mailing", mailing_id, now=now, mailing_id=mailing_id, count=line_count
    )


def find_grouping(session: Session, mailing_id: int) -> GroupingView | None:
    """Return the newest grouping of a mailing, None when its log was never grouped or is purged."""
    row = session.get(QuestionGrouping, mailing_id)
    return None if row is None else GroupingView(row.made_at, row.line_count, row.content)


def decide(session: Session, actor: Actor, mailing_id: int, new: NewDecision, *, now: datetime) -> int:
    """Keep a decision and return its number; it counts for every log of the mailing's letter type from now on.

    Raises:
        BadValue: a rename without a name, a split without lines, a merge with nothing.
    """
    row = lock(session, mailing_id)
    require(actor, Operation.GROUP_QUESTIONS, row.department_id)
    name = " ".join(new.name.split())
    if new.act is GroupAct.RENAME and not name:
        raise BadValue("required", field="name")
    if new.act is GroupAct.SPLIT and not new.phrases:
        raise BadValue("required", field="phrases")
    if new.act is GroupAct.MERGE and (new.into is None or new.into == new.group):
        raise BadValue("required", field="into")
    if len(name) > NAME_LIMIT:
        raise BadValue("too_long", field="name", limit=NAME_LIMIT)
    kept = GroupDecision(
        mailing_id=mailing_id,
        letter_type_id=row.letter_type_id,
        act=new.act,
        group_anchor=_plain(new.group),
        into_anchor=_plain(new.into) if new.into is not None else None,
        phrases=_short(new.phrases),
        name=name,
        decided_at=now,
        decided_by=actor.name,
    )
    session.add(kept)
    session.flush()
    audit.record(
        session,
        actor,
        "questions.decided",
        "group_decision",
        kept.id,
        now=now,
        mailing_id=mailing_id,
        act=new.act.value,
    )
    return kept.id


def withdraw(session: Session, actor: Actor, mailing_id: int, decision_id: int, *, now: datetime) -> None:
    """Take a decision back: groups are as if it was never taken.

    Raises:
        GroupDecisionNotFound: there is none of this letter type, or it was withdrawn.
    """
    owner = lock(session, mailing_id)
    require(actor, Operation.GROUP_QUESTIONS, owner.department_id)
    row = session.get(GroupDecision, decision_id)
    if row is None or row.withdrawn_at is not None or not _concerns(row, owner):
        raise GroupDecisionNotFound(decision=decision_id)
    row.withdrawn_at, row.withdrawn_by = now, actor.name
    audit.record(
        session,
        actor,
        "questions.withdrawn",
        "group_decision",
        decision_id,
        now=now,
        mailing_id=mailing_id,
        act=row.act.value,
    )


def list_decisions(session: Session, mailing_id: int) -> tuple[DecisionView, ...]:
    """Return the decisions that count for a mailing, oldest first: those of its letter type, else its own."""
    owner = session.get_one(Mailing, mailing_id)
    query = select(GroupDecision).where(GroupDecision.withdrawn_at.is_(None)).order_by(GroupDecision.id)
    if owner.letter_type_id is None:
        query = query.where(GroupDecision.mailing_id == mailing_id)
    else:
        query = query.where(GroupDecision.letter_type_id == owner.letter_type_id)
    return tuple(_view(row) for row in session.scalars(query))


def purge_groupings(session: Session, actor: Actor, *, before: datetime) -> int:
    """Delete the groupings that hold a contact from before a moment, and return how many; decisions stay."""
    require(actor, Operation.PURGE)
    done = session.execute(delete(QuestionGrouping).where(QuestionGrouping.since_at < before))
    return cast(CursorResult[tuple[()]], done).rowcount


def _concerns(row: GroupDecision, owner: Mailing) -> bool:
    same_type = owner.letter_type_id is not None and row.letter_type_id == owner.letter_type_id
    return same_type or row.mailing_id == owner.id


def _plain(anchor: AnchorView) -> dict[str, Any]:
    return {"question_id": anchor.question_id, "phrases": _short(anchor.phrases)}


def _short(phrases: Sequence[str]) -> list[str]:
    return [phrase[:PHRASE_LIMIT] for phrase in phrases[:MOST_PHRASES]]


def _anchor(plain: Mapping[str, Any]) -> AnchorView:
    return AnchorView(plain["question_id"], tuple(plain["phrases"]))


def _view(row: GroupDecision) -> DecisionView:
    return DecisionView(
        row.id,
        row.mailing_id,
        row.act,
        _anchor(row.group_anchor),
        _anchor(row.into_anchor) if row.into_anchor is not None else None,
        tuple(row.phrases),
        row.name,
        row.decided_at,
        row.decided_by,
    )
