"""The staffing question: can the KCC man the expected peak? Asked with the forecast, answered yes, partly or no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit, notice, recipients
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated
from registry.kinds import NoticeKind, StaffingAnswer
from registry.mailing import lock, refuse_over
from registry.rights import Operation, require
from registry.store import Base, closed_list


class StaffingQuestion(Base):
    """One question per material revision with its answer."""

    __tablename__ = "staffing_question"
    __table_args__ = (UniqueConstraint("mailing_id", "for_revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    for_revision: Mapped[int]
    asked_at: Mapped[datetime]
    peak_on: Mapped[date | None]
    peak_contacts: Mapped[float | None]
    answer: Mapped[StaffingAnswer | None] = mapped_column(closed_list(StaffingAnswer))
    note: Mapped[str] = mapped_column(String(2000), default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(200))


class StaffingNotAsked(Anticipated):
    """There is no question to answer yet: the forecast is not there. Facts: mailing."""

    code = "staffing_not_asked"


@dataclass(frozen=True)
class StaffingView:
    """The question with its answer for pages and reviews; `peak_contacts` are expected extra contacts on `peak_on`."""

    mailing_id: int
    for_revision: int
    asked_at: datetime
    peak_on: date | None
    peak_contacts: float | None
    answer: StaffingAnswer | None
    note: str
    answered_at: datetime | None
    answered_by: str | None


def ask(
    session: Session, actor: Actor, mailing_id: int, *, peak_on: date | None, peak_contacts: float | None, now: datetime
) -> bool:
    """Ask the planners whether the peak can be manned; once per material revision. Tell whether it was asked now."""
    require(actor, Operation.PREPARE)
    row = lock(session, mailing_id)
    if _find(session, mailing_id, row.material_revision) is not None:
        return False
    session.add(
        StaffingQuestion(
            mailing_id=mailing_id,
            for_revision=row.material_revision,
            asked_at=now,
            peak_on=peak_on,
            peak_contacts=peak_contacts,
        )
    )
    audit.record(session, actor, "staffing.asked", "mailing", mailing_id, now=now, mailing_id=mailing_id)
    people = recipients.planners(session, on=day_of(now))
    key = f"{mailing_id}:{row.material_revision}"
    notice.tell(
        session,
        NoticeKind.STAFFING_QUESTION,
        people,
        key=key,
        now=now,
        mailing_id=mailing_id,
        peak_on=peak_on and peak_on.isoformat(),
        peak_contacts=peak_contacts,
    )
    return True


def answer(
    session: Session, actor: Actor, mailing_id: int, reply: StaffingAnswer, *, note: str = "", now: datetime
) -> None:
    """Answer the staffing question; a later answer replaces an earlier one as long as the mailing is not aligned.

    Raises:
        StaffingNotAsked: when there is no question yet.
    """
    row = lock(session, mailing_id)
    require(actor, Operation.ANSWER_STAFFING, row.department_id)
    refuse_over(row)
    question = _find(session, mailing_id, row.material_revision)
    if question is None:
        raise StaffingNotAsked(mailing=row.reference)
    question.answer, question.note = reply, note.strip()[:2000]
    question.answered_at, question.answered_by = now, actor.name
    audit.record(
        session, actor, "staffing.answered", "mailing", mailing_id, now=now, mailing_id=mailing_id, answer=reply.value
    )


def is_answered(session: Session, mailing_id: int, material_revision: int) -> bool:
    """Tell whether the question for this material revision was answered."""
    question = _find(session, mailing_id, material_revision)
    return question is not None and question.answered_at is not None


def find_question(session: Session, mailing_id: int) -> StaffingView | None:
    """Return the newest question, None before one was asked."""
    query = select(StaffingQuestion).where(StaffingQuestion.mailing_id == mailing_id)
    row = session.scalar(query.order_by(StaffingQuestion.for_revision.desc()).limit(1))
    return (
        None
        if row is None
        else StaffingView(**{name: getattr(row, name) for name in StaffingView.__dataclass_fields__})
    )


def _find(session: Session, mailing_id: int, revision: int) -> StaffingQuestion | None:
    return session.scalar(select(StaffingQuestion).filter_by(mailing_id=mailing_id, for_revision=revision))
