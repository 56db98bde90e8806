"""What is due by the clock. The sweep asks this every minute and does it; it is the guarantee behind every trigger.

Nothing here is remembered: each answer is derived from the record, so a sweep that did not run loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import advice, forecast, marks, past_appointments, reckoned
from registry.calendar import OpenDays
from registry.clock import day_of
from registry.faq import FaqEntry
from registry.inbox import InboxMail
from registry.kinds import FaqState, LetterState, MailingKind, Stage
from registry.letter import Letter
from registry.letter_type import LetterType
from registry.mailing import Batch, Mailing
from registry.norms import Norms, get_norms
from registry.notice import OPEN_STATES, Notice
from registry.purge import was_done
from registry.review import Review
from registry.review_refusal import ReviewRefusal
from registry.size_class import class_of, list_size_classes
from registry.store import Base
from registry.surprise import Surprise

WINDOW_DAYS = 28  # contacts of a letter come within four weeks of its last arrival; see impact.response
FRIDAY = 4
REMINDERS = (14, 7, 2)  # days before the first handover, where no size class has a ladder of its own
SWEEP_LATE = timedelta(minutes=5)
RUNNING = (Stage.ALIGNED, Stage.SENT, Stage.AFTERCARE)
PREPARING = (Stage.REGISTERED, Stage.PREPARED, Stage.ALIGNED, Stage.SENT)


class Work(StrEnum):
    """Kinds of work that the clock can ask for."""

    FORECAST = "forecast"
    ADVISE = "advise"
    NOWCAST = "nowcast"
    CONFLICTS = "conflicts"
    SURPRISES = "surprises"
    PREPARE = "prepare"
    REMIND = "remind"
    DELIVER = "deliver"
    INBOX = "inbox"
    AFTERCARE = "aftercare"
    REVIEW = "review"
    QUESTIONS = "questions"
    SLEEP = "sleep"
    FINISH = "finish"
    PURGE = "purge"


class Sweep(Base):
    """When the last sweep ended; one row."""

    __tablename__ = "sweep"

    id: Mapped[int] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime]
    done_count: Mapped[int]


@dataclass(frozen=True)
class Due:
    """One piece of work. `mailing_id` is None for work that is not about one mailing."""

    work: Work
    mailing_id: int | None = None
    revision: int = 0


def list_due(session: Session, *, now: datetime) -> tuple[Due, ...]:
    """Return all work that is due at `now`, in the order in which it should be done."""
    norms = get_norms(session)
    return (
        *_without_forecast(session),
        *_without_advice(session),
        *_to_nowcast(session, now),
        *_to_look_for(session, now),
        *_to_prepare(session),
        *_to_remind(session, now),
        *_to_move_on(session, now),
        *_to_review(session, now, norms),
        *_to_group(session, now),
        *_to_sleep(session, now),
        *_to_finish(session, now),
        *_to_read(session),
        *_to_deliver(session, now),
        *_to_purge(session, now),
    )


def review_window(first_arrival: date, last_arrival: date) -> tuple[date, date]:
    """Return the first and last day on which contacts of a mailing are counted."""
    return first_arrival, last_arrival + timedelta(days=WINDOW_DAYS)


def review_due_on(last_arrival: date, open_days: OpenDays, after_days: int) -> date:
    """Return the day from which the final review is made: so many open days after the window ended."""
    return open_days.plus(last_arrival + timedelta(days=WINDOW_DAYS), after_days)


def note_sweep(session: Session, *, now: datetime, done_count: int) -> None:
    """Write that a sweep ended."""
    session.merge(Sweep(id=1, ended_at=now, done_count=done_count))


def last_sweep(session: Session) -> datetime | None:
    """Return when the last sweep ended, None before the first."""
    return session.scalar(select(Sweep.ended_at).where(Sweep.id == 1))


def _without_forecast(session: Session) -> Iterator[Due]:
    newest = (
        select(func.max(forecast.Forecast.for_revision))
        .where(forecast.Forecast.mailing_id == Mailing.id)
        .scalar_subquery()
    )
    query = select(Mailing).where(Mailing.stage.in_(PREPARING), func.coalesce(newest, 0) < Mailing.revision)
    for row in session.scalars(query.order_by(Mailing.id)):
        yield Due(Work.FORECAST, row.id, row.revision)


def _without_advice(session: Session) -> Iterator[Due]:
    """Mailings with a batch to send whose newest content has a forecast and no advice."""
    foretold = exists().where(
        forecast.Forecast.mailing_id == Mailing.id, forecast.Forecast.for_revision == Mailing.revision
    )
    advised = exists().where(advice.Advice.mailing_id == Mailing.id, advice.Advice.for_revision == Mailing.revision)
    unsent = exists().where(Batch.mailing_id == Mailing.id, Batch.sent_on.is_(None))
    query = select(Mailing).where(Mailing.stage.in_(PREPARING), foretold, unsent, ~advised)
    for row in session.scalars(query.order_by(Mailing.id)):
        yield Due(Work.ADVISE, row.id, row.revision)


def _to_nowcast(session: Session, now: datetime) -> Iterator[Due]:
    """Running mailings (something was sent, contacts may still come) of which the record holds other counts than were reckoned with."""
    for row in session.scalars(select(Mailing).where(Mailing.stage.in_(RUNNING)).order_by(Mailing.id)):
        sent = any(batch.sent_on is not None for batch in row.batches)
        if not sent or row.last_on + timedelta(days=WINDOW_DAYS) < day_of(now):
            continue
        if not reckoned.is_current(session, marks.nowcast_name(row.id), marks.nowcast(session, row, now=now)):
            yield Due(Work.NOWCAST, row.id, row.revision)


def _to_look_for(session: Session, now: datetime) -> Iterator[Due]:
    """Conflicts once there is a forecast, surprises once something was counted, and again when what they rest on changed."""
    for work, name, mark in (
        (Work.CONFLICTS, marks.CONFLICTS, marks.conflicts(session, now=now)),
        (Work.SURPRISES, marks.SURPRISES, marks.surprises(session)),
    ):
        if mark and not reckoned.is_current(session, name, mark):
            yield Due(work)


def _to_prepare(session: Session) -> Iterator[Due]:
    """Mailings with an unread letter; registered with a letter (or without need of one) and no draft yet; surprises without a draft."""
    unread = exists().where(Letter.mailing_id == Mailing.id, Letter.state == LetterState.UNREAD)
    read = exists().where(Letter.mailing_id == Mailing.id, Letter.state == LetterState.READ)
    drafted = exists().where(FaqEntry.mailing_id == Mailing.id)
    surprised = exists().where(Surprise.mailing_id == Mailing.id)
    ready = read | (Mailing.kind != MailingKind.MAILING)
    query = select(Mailing).where(
        Mailing.stage.in_(PREPARING),
        unread | ((Mailing.stage == Stage.REGISTERED) & ready & ~drafted) | (surprised & ~drafted),
    )
    for row in session.scalars(query.order_by(Mailing.id)):
        yield Due(Work.PREPARE, row.id, row.revision)


def _to_remind(session: Session, now: datetime) -> Iterator[Due]:
    ladders = (each.ladder.rungs() for each in list_size_classes(session))
    horizon = day_of(now) + timedelta(days=max(rung for rungs in (REMINDERS, *ladders) for rung in rungs))
    query = select(Mailing).where(
        Mailing.stage.in_((Stage.REGISTERED, Stage.PREPARED)),
        Mailing.aligned_at.is_(None),
        Mailing.first_on <= horizon,
        Mailing.first_on >= day_of(now),
    )
    for row in session.scalars(query.order_by(Mailing.id)):
        rungs = reminder_rungs(session, quantity=row.quantity, letter_type_id=row.letter_type_id)
        step = reminder_step(row.first_on, day_of(now), rungs)
        if step and not _was_reminded(session, row, step):
            yield Due(Work.REMIND, row.id, row.revision)


def reminder_step(first_on: date, today: date, rungs: tuple[int, ...] = REMINDERS) -> int:
    """Return which rung of a ladder is reached: so many days before the first handover; 0 when none."""
    left = (first_on - today).days
    return next((rung for rung in sorted(rungs) if left <= rung), 0)


def reminder_rungs(session: Session, *, quantity: int, letter_type_id: int | None) -> tuple[int, ...]:
    """Return the ladder of a mailing: of its letter type's size class, else of its quantity, else REMINDERS."""
    classes = list_size_classes(session)
    kind = session.get(LetterType, letter_type_id) if letter_type_id is not None else None
    own = next((each for each in classes if kind is not None and each.id == kind.size_class_id), None)
    chosen = own or class_of(classes, quantity)
    return (chosen.ladder.rungs() if chosen is not None else ()) or REMINDERS


def _was_reminded(session: Session, row: Mailing, step: int) -> bool:
    key = f"reminder:{row.id}:{step}:"
    return session.scalar(select(Notice.id).where(Notice.unique_key.startswith(key)).limit(1)) is not None


def _to_move_on(session: Session, now: datetime) -> Iterator[Due]:
    stages = (Stage.REGISTERED, Stage.PREPARED, Stage.ALIGNED, Stage.SENT)
    query = select(Mailing).where(Mailing.stage.in_(stages), Mailing.last_on < day_of(now))
    for row in session.scalars(query.order_by(Mailing.id)):
        is_event = row.kind is MailingKind.EVENT
        if is_event or (row.stage is Stage.SENT and all(batch.sent_on for batch in row.batches)):
            yield Due(Work.AFTERCARE, row.id, row.revision)


def _to_review(session: Session, now: datetime, norms: Norms) -> Iterator[Due]:
    """Final reviews whose day has come, and each Friday an interim one."""
    reviewable = select(Mailing).where(Mailing.stage == Stage.AFTERCARE, Mailing.kind != MailingKind.EVENT)
    for row in session.scalars(reviewable.order_by(Mailing.id)):
        newest = session.execute(
            select(Review.is_final, Review.made_at)
            .where(Review.mailing_id == row.id)
            .order_by(Review.version.desc())
            .limit(1)
        ).first()
        if newest is not None and newest.is_final:
            continue
        is_over = day_of(now) >= review_due_on(row.last_on, norms.open_days, norms.review_after_days)
        made_today = newest is not None and day_of(newest.made_at) >= day_of(now)
        if (is_over or day_of(now).weekday() == FRIDAY) and not made_today and not _was_refused(session, row, now):
            yield Due(Work.REVIEW, row.id, row.revision)


def _to_group(session: Session, now: datetime) -> Iterator[Due]:
    """Mailings with a sheet of which the letter, or what residents asked, is not laid beside each other yet; until their window is over."""
    stages = (Stage.PREPARED, Stage.ALIGNED, Stage.SENT, Stage.AFTERCARE)
    since = day_of(now) - timedelta(days=WINDOW_DAYS)
    query = select(Mailing).where(Mailing.stage.in_(stages), Mailing.last_on >= since)
    for row in session.scalars(query.order_by(Mailing.id)):
        mark = marks.questions(session, row.id, now=now)
        if not reckoned.is_current(session, marks.questions_name(row.id), mark):
            yield Due(Work.QUESTIONS, row.id, row.revision)


def _was_refused(session: Session, row: Mailing, now: datetime) -> bool:
    """Tell whether a review was refused from this very state: same contacts, same day."""
    mark = session.scalar(select(ReviewRefusal.mark).where(ReviewRefusal.mailing_id == row.id))
    return mark is not None and mark == marks.review(session, row, now=now)


def _to_sleep(session: Session, now: datetime) -> Iterator[Due]:
    over = select(FaqEntry.id).where(FaqEntry.state == FaqState.APPROVED, FaqEntry.valid_until < day_of(now)).limit(1)
    if session.scalar(over) is not None:
        yield Due(Work.SLEEP)


def _to_finish(session: Session, now: datetime) -> Iterator[Due]:
    if past_appointments.has_past(session, now=now):
        yield Due(Work.FINISH)


def _to_deliver(session: Session, now: datetime) -> Iterator[Due]:
    waiting = select(Notice.id).where(Notice.state.in_(OPEN_STATES), Notice.next_attempt_at <= now).limit(1)
    if session.scalar(waiting) is not None:
        yield Due(Work.DELIVER)


def _to_purge(session: Session, now: datetime) -> Iterator[Due]:
    if not was_done(session, on=day_of(now)):
        yield Due(Work.PURGE)


def _to_read(session: Session) -> Iterator[Due]:
    if session.scalar(select(InboxMail.id).where(InboxMail.read_at.is_(None)).limit(1)) is not None:
        yield Due(Work.INBOX)
