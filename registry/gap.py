"""Questions that residents ask and the letter may leave open: what the writer of the letter decides about each of them.

Drafting finds them (`flows.questions`): how often each was asked last time and now, and the sentence of the letter that answers
it. The writer keeps a line for the insert of a later batch and for next year's text, and says done or refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated, BadValue
from registry.kinds import GapState, Stage
from registry.mailing import Mailing, lock
from registry.rights import Operation, require
from registry.store import Base, closed_list

LINE_LIMIT = 1000
REASON_LIMIT = 2000


class Gap(Base):
    """One question of one mailing. `quote` is the letter's sentence that answers it, "" when there is none."""

    __tablename__ = "gap"
    __table_args__ = (
        UniqueConstraint("mailing_id", "key"),
        CheckConstraint("state <> 'refused' OR reason <> ''", name="refused_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(120))
    question: Mapped[str] = mapped_column(String(500))
    asked_before: Mapped[int]
    asked_now: Mapped[int]
    quote: Mapped[str] = mapped_column(Text, default="")
    insert_line: Mapped[str] = mapped_column(String(LINE_LIMIT), default="")
    next_line: Mapped[str] = mapped_column(String(LINE_LIMIT), default="")
    state: Mapped[GapState] = mapped_column(closed_list(GapState), default=GapState.OPEN)
    reason: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")
    version: Mapped[int] = mapped_column(default=1)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(200))


class GapNotFound(Anticipated):
    """No gap has that number. Facts: gap."""

    code = "gap_not_found"


class StaleGap(Anticipated):
    """Somebody decided about the gap meanwhile. Facts: expected, found."""

    code = "stale_gap"


class GapReasonMissing(Anticipated):
    """A refused line needs its reason: next year somebody asks. Facts: question."""

    code = "gap_reason_missing"


@dataclass(frozen=True)
class NewGap:
    """A question as drafting found it. `asked_before`: contacts last time; `asked_now`: contacts of this mailing so far."""

    key: str
    question: str
    asked_before: int
    asked_now: int
    quote: str = ""


@dataclass(frozen=True)
class GapView(NewGap):
    """A stored question with what was decided."""

    id: int = 0
    mailing_id: int = 0
    insert_line: str = ""
    next_line: str = ""
    state: GapState = GapState.OPEN
    reason: str = ""
    version: int = 1
    decided_at: datetime | None = None
    decided_by: str | None = None

    @property
    def is_answered(self) -> bool:
        """Tell whether the letter answers it."""
        return bool(self.quote)

    @property
    def asked_count(self) -> int:
        """Return how often it was asked, last time and now."""
        return self.asked_before + self.asked_now


def store_gaps(session: Session, actor: Actor, mailing_id: int, found: Sequence[NewGap], *, now: datetime) -> int:
    """Keep what drafting found and return how many of them the letter leaves open. Decisions stay; the same again changes nothing.

    A question that was not found again goes, unless somebody wrote or decided something about it.
    """
    require(actor, Operation.PREPARE)
    lock(session, mailing_id)
    known = {row.key: row for row in session.scalars(select(Gap).where(Gap.mailing_id == mailing_id))}
    changed = False
    for new in found:
        row = known.pop(new.key[:120], None)
        values = {
            "question": new.question[:500],
            "asked_before": new.asked_before,
            "asked_now": new.asked_now,
            "quote": new.quote,
        }
        if row is None:
            session.add(Gap(mailing_id=mailing_id, key=new.key[:120], **values))
            changed = True
        elif any(getattr(row, name) != value for name, value in values.items()):
            changed = True
            for name, value in values.items():
                setattr(row, name, value)
    for row in known.values():
        if row.decided_at is None:
            session.delete(row)
            changed = True
    open_count = sum(not new.quote for new in found)
    if changed:
        audit.record(
            session,
            actor,
            "gaps.found",
            "mailing",
            mailing_id,
            now=now,
            mailing_id=mailing_id,
            count=len(found),
            open_count=open_count,
        )
    return open_count


def decide(
    session: Session,
    actor: Actor,
    gap_id: int,
    state: GapState,
    *,
    reason: str = "",
    insert_line: str | None = None,
    next_line: str | None = None,
    expected_version: int | None = None,
    now: datetime,
) -> bool:
    """Keep what the writer does with a question and tell whether anything changed. Lines that are None stay as they are.

    Raises:
        GapReasonMissing: refused without a reason.
        StaleGap: somebody decided meanwhile.
        BadValue: a text that is too long.
    """
    row = session.get(Gap, gap_id)
    if row is None:
        raise GapNotFound(gap=gap_id)
    owner = lock(session, row.mailing_id)
    session.refresh(row)
    require(actor, Operation.DECIDE_GAP, owner.department_id)
    if expected_version is not None and expected_version != row.version:
        raise StaleGap(expected=expected_version, found=row.version)
    values = {
        "state": state,
        "reason": " ".join(reason.split()),
        "insert_line": row.insert_line if insert_line is None else insert_line.strip(),
        "next_line": row.next_line if next_line is None else next_line.strip(),
    }
    for name, limit in (("reason", REASON_LIMIT), ("insert_line", LINE_LIMIT), ("next_line", LINE_LIMIT)):
        if len(str(values[name])) > limit:
            raise BadValue("too_long", field=name, limit=limit)
    if state is GapState.REFUSED and not values["reason"]:
        raise GapReasonMissing(field="reason", question=row.question)
    was = {name: getattr(row, name) for name in values}
    if was == values:
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.decided_at, row.decided_by = now, actor.name
    audit.record(
        session,
        actor,
        "gap.decided",
        "gap",
        gap_id,
        now=now,
        mailing_id=row.mailing_id,
        was=was["state"].value,
        becomes=state.value,
        question=row.question[:200],
    )
    return True


def list_gaps(session: Session, mailing_id: int) -> tuple[GapView, ...]:
    """Return the questions of a mailing, those that the letter leaves open first, most asked first."""
    rows = session.scalars(select(Gap).where(Gap.mailing_id == mailing_id)).all()
    return tuple(sorted((_view(row) for row in rows), key=_order))


def get_gap(session: Session, gap_id: int) -> GapView:
    """Return one question.

    Raises:
        GapNotFound: when there is none.
    """
    row = session.get(Gap, gap_id)
    if row is None:
        raise GapNotFound(gap=gap_id)
    return _view(row)


def list_last(session: Session, letter_type_id: int, *, before_mailing_id: int | None = None) -> tuple[GapView, ...]:
    """Return the questions of the last mailing of a type that left any open (before a mailing, where one is named).

    They are the first check on the next text of the type: what was refused then is not asked again, what was done should be
    in the new text too.
    """
    query = select(Mailing.id).join(Gap).where(Mailing.letter_type_id == letter_type_id, Gap.quote == "")
    query = query.where(Mailing.stage != Stage.CANCELLED)
    if before_mailing_id is not None:
        before = select(Mailing.first_on).where(Mailing.id == before_mailing_id).scalar_subquery()
        query = query.where(Mailing.id != before_mailing_id, Mailing.first_on < before)
    last = session.scalar(query.order_by(Mailing.first_on.desc(), Mailing.id.desc()).limit(1))
    if last is None:
        return ()
    return tuple(each for each in list_gaps(session, last) if not each.is_answered)


def _order(gap: GapView) -> tuple[bool, int, str]:
    return gap.is_answered, -gap.asked_count, gap.question


def _view(row: Gap) -> GapView:
    return GapView(**{name: getattr(row, name) for name in GapView.__dataclass_fields__})
