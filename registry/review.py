"""The review: the real contacts beside baseline and plan, with findings; closing it teaches the letter type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from registry import audit, notice, recipients, review_refusal
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated
from registry.kinds import NoticeKind, Stage
from registry.mailing import Mailing, lock
from registry.rights import Operation, require
from registry.store import Base


class Review(Base):
    """One version of a review. `figures` and `days` are what the page and its annex show; `chart` a Vega-Lite spec.

    extra, lo90, hi90: contacts above baseline in the window, 90 % interval; is_at_least: demand was cut off by full lines, so that
    only lo90 bounds it. A day is {on, actual, ordinary, extra, others, unknown, ...}: the four parts add up to what came.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("mailing_id", "version"),
        CheckConstraint("lo90 <= extra AND extra <= hi90", name="ordered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    version: Mapped[int]
    made_at: Mapped[datetime]
    is_final: Mapped[bool]
    window_from: Mapped[date]
    window_until: Mapped[date]
    extra: Mapped[float]
    lo90: Mapped[float]
    hi90: Mapped[float]
    is_at_least: Mapped[bool]
    was_detected: Mapped[bool]
    peak_on: Mapped[date | None]
    plan_low: Mapped[float | None]
    plan_expected: Mapped[float | None]
    plan_high: Mapped[float | None]
    quantity: Mapped[int]
    figures: Mapped[dict[str, Any]]
    days: Mapped[list[Any]]
    chart: Mapped[dict[str, Any] | None]
    closed_at: Mapped[datetime | None]

    findings: Mapped[list[Finding]] = relationship(order_by="Finding.position", cascade="all, delete-orphan")


class Finding(Base):
    """Something learned: an unanswered question, a gap in the letter, a lesson. `kind` is a code, `facts` fill its sentence."""

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]]


class ReviewNotFound(Anticipated):
    """There is no review yet. Facts: mailing."""

    code = "review_not_found"


@dataclass(frozen=True)
class NewReview:
    """What the review flow measured; see Review."""

    is_final: bool
    window_from: date
    window_until: date
    extra: float
    lo90: float
    hi90: float
    is_at_least: bool
    was_detected: bool
    peak_on: date | None
    plan_low: float | None
    plan_expected: float | None
    plan_high: float | None
    quantity: int
    figures: Mapping[str, Any]
    days: Sequence[Mapping[str, Any]]
    chart: Mapping[str, Any] | None
    findings: tuple[tuple[str, Mapping[str, Any]], ...] = ()


@dataclass(frozen=True)
class ReviewView(NewReview):
    """A stored review for pages and commands."""

    id: int = 0
    mailing_id: int = 0
    version: int = 0
    made_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def upper(self) -> float | None:
        """Return the upper limit of the extra contacts; None where the figure is only a lower limit."""
        return None if self.is_at_least else self.hi90


@dataclass(frozen=True)
class PastSending:
    """What a closed review teaches: letters that arrived and the extra contacts they caused, with interval.

    lag_days: mean days from arrival to contact; channel_shares: part of the extra contacts per channel.
    """

    mailing_id: int
    letter_type_id: int | None
    quantity: int
    reach_share: float
    extra: float
    lo90: float
    hi90: float
    lag_days: float | None
    channel_shares: Mapping[str, float]


def store_review(session: Session, actor: Actor, mailing_id: int, new: NewReview, *, now: datetime) -> int:
    """Keep a new version and return its number. Readers are told of a final one.

    The same figures again make no version; the newest one only says that they were still so today.
    """
    require(actor, Operation.PREPARE)
    row = lock(session, mailing_id)
    review_refusal.forget_refusal(session, mailing_id)
    newest = _newest(session, mailing_id)
    if newest is not None and _same(newest, new):
        newest.made_at = max(newest.made_at, now)
        return newest.version
    version = newest.version + 1 if newest else 1
    plain = {name: getattr(new, name) for name in NewReview.__dataclass_fields__ if name != "findings"}
    plain |= {"figures": dict(new.figures), "days": list(new.days), "chart": dict(new.chart) if new.chart else None}
    session.add(
        Review(
            mailing_id=mailing_id,
            version=version,
            made_at=now,
            findings=[
                Finding(position=i, kind=kind, facts=dict(facts)) for i, (kind, facts) in enumerate(new.findings)
            ],
            **plain,
        )
    )
    audit.record(
        session,
        actor,
        "review.stored",
        "review",
        f"{mailing_id}.{version}",
        now=now,
        mailing_id=mailing_id,
        is_final=new.is_final,
    )
    if new.is_final:
        people = recipients.readers(session, row.department_id, on=day_of(now))
        key = f"{mailing_id}:{version}"
        notice.tell(session, NoticeKind.REVIEW_READY, people, key=key, now=now, mailing_id=mailing_id)
    return version


def close(session: Session, actor: Actor, mailing_id: int, *, now: datetime) -> None:
    """Close the mailing with its final review. Closing twice changes nothing.

    Raises:
        ReviewNotFound: as long as there is no final review.
    """
    require(actor, Operation.CLOSE_REVIEW)
    row = lock(session, mailing_id)
    if row.stage is Stage.CLOSED:
        return
    newest = _newest(session, mailing_id)
    if newest is None or not newest.is_final:
        raise ReviewNotFound(mailing=row.reference)
    newest.closed_at = row.closed_at = now
    row.stage = Stage.CLOSED
    audit.record(session, actor, "mailing.closed", "mailing", mailing_id, now=now, mailing_id=mailing_id)


def find_review(session: Session, mailing_id: int) -> ReviewView | None:
    """Return the newest review, None before there is one."""
    row = _newest(session, mailing_id)
    return None if row is None else _view(row)


def get_review(session: Session, mailing_id: int) -> ReviewView:
    """Return the newest review.

    Raises:
        ReviewNotFound: when there is none.
    """
    found = find_review(session, mailing_id)
    if found is None:
        raise ReviewNotFound(mailing=mailing_id)
    return found


def list_reviews(session: Session, *, department_id: int | None = None, limit: int = 50) -> tuple[ReviewView, ...]:
    """Return the newest review of every mailing that has one, latest first."""
    newest = select(func.max(Review.id)).group_by(Review.mailing_id)
    query = select(Review).where(Review.id.in_(newest)).order_by(Review.made_at.desc()).limit(limit)
    if department_id is not None:
        query = query.join(Mailing, Mailing.id == Review.mailing_id).where(Mailing.department_id == department_id)
    return tuple(_view(row) for row in session.scalars(query.options(selectinload(Review.findings))))


def past_sendings(session: Session, *, before_mailing_id: int | None = None) -> tuple[PastSending, ...]:
    """Return what every closed review teaches, oldest first."""
    newest = select(func.max(Review.id)).where(Review.closed_at.is_not(None)).group_by(Review.mailing_id)
    query = (
        select(Review, Mailing)
        .join(Mailing, Mailing.id == Review.mailing_id)
        .where(Review.id.in_(newest))
        .order_by(Review.id)
    )
    return tuple(
        PastSending(
            mailing_id=mailing.id,
            letter_type_id=mailing.letter_type_id,
            quantity=row.quantity,
            reach_share=mailing.reach_share,
            extra=row.extra,
            lo90=row.lo90,
            hi90=row.hi90,
            lag_days=row.figures.get("lag_days"),
            channel_shares=row.figures.get("channel_shares", {}),
        )
        for row, mailing in session.execute(query).tuples()
        if mailing.id != before_mailing_id
    )


def _same(row: Review, new: NewReview) -> bool:
    names = ("is_final", "window_from", "window_until", "extra", "lo90", "hi90", "quantity", "plan_expected")
    # what people decided about the questions changes them, as long as the callers' words are still there
    decided = not new.figures.get("questions") or row.figures.get("decided", []) == new.figures.get("decided", [])
    return decided and all(getattr(row, name) == getattr(new, name) for name in names)


def _newest(session: Session, mailing_id: int) -> Review | None:
    return session.scalar(
        select(Review).where(Review.mailing_id == mailing_id).order_by(Review.version.desc()).limit(1)
    )


def _view(row: Review) -> ReviewView:
    plain = {name: getattr(row, name) for name in ReviewView.__dataclass_fields__ if name != "findings"}
    return ReviewView(**plain, findings=tuple((item.kind, item.facts) for item in row.findings))
