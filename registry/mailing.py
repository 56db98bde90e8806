"""The mailing: one planned sending with one purpose, one department, one sender.

Content that may change is kept as versions; the columns of `mailing` and `batch` hold the newest.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from registry import audit, mailing_content, notice, recipients
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated, BadValue, Refused
from registry.kinds import DeliveryChannel, DeliveryClass, MailingKind, NoticeKind, Stage
from registry.mailing_content import BatchContent, Difference, MailingContent
from registry.organisation import get_department
from registry.person import PersonView
from registry.rights import Operation, require
from registry.store import Base, closed_list

OVER = (Stage.CLOSED, Stage.CANCELLED)
TOLD_OF_YES = (NoticeKind.MAILING_ALIGNED, NoticeKind.AUTO_ALIGNED, NoticeKind.RELEASED)
ASKED = (NoticeKind.FAQ_READY, NoticeKind.QUESTION_TO_DEPARTMENT, NoticeKind.STAFFING_QUESTION, NoticeKind.REMINDER)
"""What need not be answered any more once a mailing is cancelled."""


class Mailing(Base):
    """One row per mailing, newest content. `aligned_revision` is the content that got the KCC's yes or an override."""

    __tablename__ = "mailing"
    __table_args__ = (
        CheckConstraint("reach_share >= 0 AND reach_share <= 1", name="reach_share"),
        CheckConstraint(
            "release_code IS NULL OR aligned_at IS NOT NULL OR overridden_at IS NOT NULL", name="released_only_aligned"
        ),
        CheckConstraint("quantity >= 0", name="quantity"),
        CheckConstraint(
            "stage <> 'cancelled' OR (cancel_reason IS NOT NULL AND cancel_reason <> '')", name="cancelled_with_reason"
        ),
        Index(None, "stage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    revision: Mapped[int] = mapped_column(default=1)
    material_revision: Mapped[int] = mapped_column(default=1)
    stage: Mapped[Stage] = mapped_column(closed_list(Stage))
    kind: Mapped[MailingKind] = mapped_column(closed_list(MailingKind))
    title: Mapped[str] = mapped_column(String(200))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    letter_type_id: Mapped[int | None] = mapped_column(ForeignKey("letter_type.id"), index=True)
    reach_share: Mapped[float]
    quantity: Mapped[int]
    first_on: Mapped[date] = mapped_column(index=True)
    last_on: Mapped[date]
    registered_at: Mapped[datetime | None]
    registered_by: Mapped[str] = mapped_column(String(200))
    aligned_at: Mapped[datetime | None]
    aligned_by: Mapped[str | None] = mapped_column(String(200))
    aligned_revision: Mapped[int | None]
    aligned_by_itself: Mapped[bool] = mapped_column(default=False)
    overridden_at: Mapped[datetime | None]
    overridden_by: Mapped[str | None] = mapped_column(String(200))
    override_reason: Mapped[str | None] = mapped_column(String(2000))
    release_code: Mapped[str | None] = mapped_column(String(20), unique=True)
    released_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None] = mapped_column(String(2000))

    batches: Mapped[list[Batch]] = relationship(order_by="Batch.number", cascade="all, delete-orphan")


class Batch(Base):
    """The part handed over on one day. `sent_*` is what really happened."""

    __tablename__ = "batch"
    __table_args__ = (
        UniqueConstraint("mailing_id", "number"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("arrives_until >= arrives_from", name="arrival"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    number: Mapped[int]
    quantity: Mapped[int]
    handover_on: Mapped[date]
    dated_on: Mapped[date]
    arrives_from: Mapped[date]
    arrives_until: Mapped[date]
    delivery_channel: Mapped[DeliveryChannel] = mapped_column(closed_list(DeliveryChannel))
    delivery_class: Mapped[DeliveryClass | None] = mapped_column(closed_list(DeliveryClass))
    area: Mapped[str] = mapped_column(String(200), default="")
    sent_on: Mapped[date | None]
    sent_quantity: Mapped[int | None]


class MailingVersion(Base):
    """The content at one revision, who made it and what differs from the one before."""

    __tablename__ = "mailing_version"
    __table_args__ = (UniqueConstraint("mailing_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    revision: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    content: Mapped[dict[str, Any]]
    differences: Mapped[list[Any]]
    took_alignment_back: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True)
class Effect:
    """What a change does besides the change: whether it matters, takes the KCC's yes (or the override) back, and who is told.

    `void_code` is the release code that is no longer valid then.
    """

    is_material: bool
    takes_alignment_back: bool
    told: tuple[PersonView, ...]
    void_code: str | None = None


class MailingNotFound(Anticipated):
    """No mailing has that number. Facts: mailing."""

    code = "mailing_not_found"


class StaleRevision(Anticipated):
    """Somebody changed the mailing meanwhile. Facts: expected, found."""

    code = "stale_revision"


class MailingOver(Anticipated):
    """The mailing is closed or cancelled and cannot be changed. Facts: stage."""

    code = "mailing_over"


class ReasonMissing(Anticipated):
    """A reason of some length must be given. Facts: shortest."""

    code = "reason_missing"


def register(
    session: Session, actor: Actor, content: MailingContent, *, now: datetime, as_concept: bool = False
) -> int:
    """Register a mailing and return its id; the KCC is told once its forecast is there.

    Raises:
        Refused: with every problem beside its field.
        NotAllowed: when the actor may not register for that department.
    """
    content = content.filled()
    mailing_content.check(content, today=day_of(now))
    stage = Stage.CONCEPT if as_concept else Stage.REGISTERED
    return _add(session, actor, content, stage, "mailing.registered", now)


def record_past(session: Session, actor: Actor, content: MailingContent, *, now: datetime) -> int:
    """Record a mailing that was sent before this registry knew of it, so that its contacts can teach the next one; return its id.

    Its batches count as sent on their handover days. Nobody is told and there is nothing to align any more.

    Raises:
        Refused: a batch that lies ahead, and what `register` refuses.
    """
    content = content.filled()
    today = day_of(now)
    mailing_content.check(content, today=today, sent_batches=len(content.batches))
    ahead = [number for number, batch in enumerate(content.batches, start=1) if batch.handover_on > today]
    if ahead:
        raise Refused(
            tuple(
                BadValue(
                    "sent_in_future", field=f"batch-{number}-handover_on", day=content.batches[number - 1].handover_on
                )
                for number in ahead
            )
        )
    mailing_id = _add(session, actor, content, Stage.AFTERCARE, "mailing.recorded", now)
    row = lock(session, mailing_id)
    if row.kind is MailingKind.EVENT:  # its days stay out of the baseline; there is nothing to review
        row.stage, row.closed_at = Stage.CLOSED, now
    for batch in row.batches:
        batch.sent_on, batch.sent_quantity = batch.handover_on, batch.quantity
    return mailing_id


def record_surprise(session: Session, actor: Actor, content: MailingContent, *, now: datetime) -> int:
    """Record a mailing that nobody had told of and whose contacts are coming in already; return its id.

    Its batches count as sent on their handover days. There is nothing to align; a sheet with answers is made for it at once.

    Raises:
        Refused: what `register` refuses.
        NotAllowed: the actor may not deal with surprises.
    """
    require(actor, Operation.HANDLE_SURPRISE)
    content = content.filled()
    mailing_content.check(content, today=day_of(now), sent_batches=len(content.batches))
    mailing_id = _add(session, actor, content, Stage.SENT, "mailing.surprised", now)
    row = lock(session, mailing_id)
    for batch in row.batches:
        batch.sent_on, batch.sent_quantity = batch.handover_on, batch.quantity
    return mailing_id


def _add(session: Session, actor: Actor, content: MailingContent, stage: Stage, action: str, now: datetime) -> int:
    require(actor, Operation.REGISTER_MAILING, content.department_id)
    get_department(session, content.department_id)
    row = Mailing(
        reference=secrets.token_hex(8),  # until the row has its number
        stage=stage,
        registered_at=None if stage is Stage.CONCEPT else now,
        registered_by=actor.name,
    )
    _write_content(row, content)
    session.add(row)
    session.flush()
    row.reference = f"TK{day_of(now).year}-{row.id:04d}"
    session.add(_version(row, content, (), actor, now))
    audit.record(
        session, actor, action, "mailing", row.id, now=now, mailing_id=row.id, quantity=row.quantity, stage=stage.value
    )
    return row.id


def register_concept(session: Session, actor: Actor, mailing_id: int, *, now: datetime) -> None:
    """Turn a concept into a registered mailing."""
    row = lock(session, mailing_id)
    require(actor, Operation.REGISTER_MAILING, row.department_id)
    if row.stage is not Stage.CONCEPT:
        return
    mailing_content.check(_content(session, row), today=day_of(now))
    row.stage, row.registered_at = Stage.REGISTERED, now
    audit.record(
        session, actor, "mailing.registered", "mailing", row.id, now=now, mailing_id=row.id, quantity=row.quantity
    )


def change(
    session: Session,
    actor: Actor,
    mailing_id: int,
    content: MailingContent,
    *,
    expected_revision: int | None,
    now: datetime,
) -> tuple[Difference, ...]:
    """Make a new version; return what differs. What matters takes the KCC's yes back and tells those whom it concerns.

    Nothing changed: nothing is written. A small correction makes a version without a notice.
    """
    row = lock(session, mailing_id)
    require(actor, Operation.CHANGE_MAILING, row.department_id)
    refuse_over(row)
    if expected_revision is not None and row.revision != expected_revision:
        raise StaleRevision(expected=expected_revision, found=row.revision)
    old = _content(session, row)
    content = content.filled()
    sent = sum(batch.sent_on is not None for batch in row.batches)
    mailing_content.check(content, today=day_of(now), sent_batches=sent)
    _refuse_sent_changed(row, content)
    found = mailing_content.differences(old, content)
    if not found:
        return ()
    effect = _effect(session, row, content, on=day_of(now))
    takes_back = effect.takes_alignment_back
    row.revision += 1
    if effect.is_material:
        row.material_revision = row.revision
    _write_content(row, content)
    if takes_back:
        withdraw_alignment(session, row, sent_any=sent > 0)
    session.add(_version(row, content, found, actor, now, takes_back))
    facts = {"differences": [vars(item) for item in found], "revision": row.revision, "took_alignment_back": takes_back}
    facts |= {"void_code": effect.void_code} if effect.void_code else {}
    audit.record(session, actor, "mailing.changed", "mailing", row.id, now=now, mailing_id=row.id, **facts)
    key = f"{row.id}:{row.revision}"
    notice.tell(session, NoticeKind.CHANGED, effect.told, key=key, now=now, mailing_id=row.id, by=actor.name, **facts)
    return found


def foresee(session: Session, mailing_id: int, content: MailingContent, *, on: date) -> Effect:
    """Return what `change` would do, without doing it."""
    row = session.get(Mailing, mailing_id)
    if row is None:
        raise MailingNotFound(mailing=mailing_id)
    return _effect(session, row, content.filled(), on=on)


def cancel(session: Session, actor: Actor, mailing_id: int, *, reason: str, now: datetime) -> None:
    """Cancel a mailing that has not been sent; the KCC is told, unless it never heard of it."""
    row = lock(session, mailing_id)
    require(actor, Operation.CANCEL_MAILING, row.department_id)
    if row.stage is Stage.CANCELLED:
        return
    refuse_over(row)
    if any(batch.sent_on for batch in row.batches):
        raise BadValue("already_sent", stage=row.stage)
    require_reason(reason, shortest=3)
    was_concept = row.stage is Stage.CONCEPT
    row.stage, row.cancel_reason = Stage.CANCELLED, reason.strip()
    audit.record(
        session, actor, "mailing.cancelled", "mailing", row.id, now=now, mailing_id=row.id, reason=reason.strip()
    )
    notice.withdraw(session, (*TOLD_OF_YES, *ASKED), mailing_id=row.id)
    notice.tell(
        session,
        NoticeKind.CANCELLED,
        () if was_concept else recipients.kcc(session, row.department_id, on=day_of(now)),
        key=str(row.id),
        now=now,
        mailing_id=row.id,
        reason=reason.strip(),
        by=actor.name,
    )


def withdraw_alignment(session: Session, row: Mailing, *, sent_any: bool) -> None:
    """Take the KCC's yes and the release code back, and what was to be mailed of them; the stage falls back where nothing was sent."""
    notice.withdraw(session, TOLD_OF_YES, mailing_id=row.id)
    row.aligned_at = row.aligned_by = row.aligned_revision = None
    row.aligned_by_itself = False
    row.overridden_at = row.overridden_by = row.override_reason = None
    row.release_code = row.released_at = None
    if not sent_any:
        row.stage = Stage.PREPARED if row.stage is not Stage.REGISTERED else Stage.REGISTERED


def lock(session: Session, mailing_id: int) -> Mailing:
    """Return the row for a change inside this transaction (for the registry's own modules).

    Raises:
        MailingNotFound: when there is none.
    """
    row = session.scalar(select(Mailing).where(Mailing.id == mailing_id).with_for_update())
    if row is None:
        raise MailingNotFound(mailing=mailing_id)
    return row


def refuse_over(row: Mailing) -> None:
    """Raise `MailingOver` for a closed or cancelled mailing."""
    if row.stage in OVER:
        raise MailingOver(stage=row.stage)


def require_reason(reason: str, *, shortest: int = 10) -> None:
    """Raise `ReasonMissing` unless `reason` says something."""
    if len(reason.strip()) < shortest:
        raise ReasonMissing(field="reason", shortest=shortest)


def _write_content(row: Mailing, content: MailingContent) -> None:
    row.kind, row.title = content.kind, content.title
    row.department_id, row.letter_type_id = content.department_id, content.letter_type_id
    row.reach_share, row.quantity = content.reach_share, content.quantity
    begins = (content.starts_on, *(batch.handover_on for batch in content.batches))
    ends = (content.starts_on, content.ends_on, *(batch.arrives_until for batch in content.batches))
    row.first_on, row.last_on = min(filter(None, begins)), max(filter(None, ends))
    while len(row.batches) > len(content.batches):
        row.batches.pop()
    for number, batch in enumerate(content.batches, start=1):
        if number > len(row.batches):
            row.batches.append(Batch(number=number))
        _write_batch(row.batches[number - 1], batch)


def _write_batch(row: Batch, batch: BatchContent) -> None:
    assert batch.dated_on and batch.arrives_from and batch.arrives_until
    row.quantity, row.handover_on, row.dated_on = batch.quantity, batch.handover_on, batch.dated_on
    row.arrives_from, row.arrives_until = batch.arrives_from, batch.arrives_until
    row.delivery_channel, row.delivery_class, row.area = batch.delivery_channel, batch.delivery_class, batch.area


def _refuse_sent_changed(row: Mailing, content: MailingContent) -> None:
    sent = [batch for batch in row.batches if batch.sent_on is not None]
    for batch in sent:
        planned = content.batches[batch.number - 1] if batch.number <= len(content.batches) else None
        if planned is None or (planned.quantity, planned.handover_on) != (batch.quantity, batch.handover_on):
            raise BadValue("batch_already_sent", field=f"batch-{batch.number}-quantity", batch=batch.number)


def _effect(session: Session, row: Mailing, content: MailingContent, *, on: date) -> Effect:
    old, agreed = _content(session, row), row.aligned_revision
    takes_back = agreed is not None and mailing_content.matters(_content(session, row, agreed), content)
    is_material = takes_back or mailing_content.matters(old, content)
    if not is_material:
        return Effect(is_material=False, takes_alignment_back=False, told=())
    must_know = (*old.must_also_know, *content.must_also_know)
    void_code = row.release_code if takes_back else None
    told = recipients.of_change(session, row.department_id, must_know, voids_code=void_code is not None, on=on)
    told = () if row.stage is Stage.CONCEPT else told  # nobody has heard of it yet
    return Effect(is_material=True, takes_alignment_back=takes_back, told=told, void_code=void_code)


def _version(
    row: Mailing,
    content: MailingContent,
    found: tuple[Difference, ...],
    actor: Actor,
    now: datetime,
    takes_back: bool = False,
) -> MailingVersion:
    return MailingVersion(
        mailing_id=row.id,
        revision=row.revision,
        made_at=now,
        made_by=actor.name,
        content=mailing_content.to_json(content),
        differences=[vars(item) for item in found],
        took_alignment_back=takes_back,
    )


def _content(session: Session, row: Mailing, revision: int | None = None) -> MailingContent:
    query = select(MailingVersion.content).where(
        MailingVersion.mailing_id == row.id, MailingVersion.revision == (revision or row.revision)
    )
    stored = session.scalar(query)
    assert stored is not None, f"mailing {row.id} has no version {revision or row.revision}"
    return mailing_content.from_json(stored)
