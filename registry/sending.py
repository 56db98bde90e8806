"""What really happened: the day and number per batch, aftercare, and the end of a mailing."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from registry import audit, calendar, faq_validity
from registry.actor import Actor
from registry.alignment import NotReleased, require_yes
from registry.clock import day_of
from registry.errors import Anticipated, BadValue
from registry.kinds import MailingKind, Stage
from registry.mailing import Batch, lock, refuse_over
from registry.rights import Operation, require


class BatchNotFound(Anticipated):
    """The mailing has no batch with that number. Facts: batch, count."""

    code = "batch_not_found"


def mark_sent(
    session: Session,
    actor: Actor,
    mailing_id: int,
    batch_number: int,
    *,
    sent_on: date,
    quantity: int | None = None,
    now: datetime,
) -> None:
    """Record the real day and number of a batch; its arrival moves along by post days, its dagtekening does not.

    The same report twice changes nothing.

    Raises:
        NotAligned, NotReleased: nothing leaves before the gate.
        BadValue: a day in the future, or fewer than one letter.
    """
    row = lock(session, mailing_id)
    require(actor, Operation.MARK_SENT, row.department_id)
    refuse_over(row)
    batch = next((item for item in row.batches if item.number == batch_number), None)
    if batch is None:
        raise BatchNotFound(field="batch", batch=batch_number, count=len(row.batches))
    count = batch.quantity if quantity is None else quantity
    if (batch.sent_on, batch.sent_quantity) == (sent_on, count):
        return
    if sent_on > day_of(now):
        raise BadValue("sent_in_future", field="sent_on", day=sent_on)
    if count < 1:
        raise BadValue("quantity_zero", field="quantity", batch=batch_number)
    if row.kind is MailingKind.MAILING:
        require_yes(session, row)
        if row.release_code is None:
            raise NotReleased(mailing=row.reference)
    _move_arrival(batch, sent_on)
    batch.sent_on, batch.sent_quantity = sent_on, count
    row.stage = Stage.SENT
    row.last_on = max(row.last_on, batch.arrives_until)
    audit.record(
        session,
        actor,
        "batch.sent",
        "batch",
        batch.id,
        now=now,
        mailing_id=row.id,
        number=batch_number,
        sent_on=sent_on,
        quantity=count,
        planned_on=batch.handover_on,
        planned_quantity=batch.quantity,
    )
    faq_validity.keep_up(session, actor, row.id, now=now)


def correct_arrival(
    session: Session,
    actor: Actor,
    mailing_id: int,
    batch_number: int,
    *,
    arrives_from: date,
    arrives_until: date,
    now: datetime,
) -> None:
    """Write when a batch really arrived; forecast and review are re-dated, legal dates are not."""
    row = lock(session, mailing_id)
    require(actor, Operation.MARK_SENT, row.department_id)
    batch = next((item for item in row.batches if item.number == batch_number), None)
    if batch is None:
        raise BatchNotFound(field="batch", batch=batch_number, count=len(row.batches))
    if arrives_until < arrives_from:
        raise BadValue("bad_period", field="arrives_until", from_on=arrives_from, until_on=arrives_until)
    if arrives_from < (batch.sent_on or batch.handover_on):
        raise BadValue("arrives_before_handover", field="arrives_from", batch=batch_number)
    was = (batch.arrives_from, batch.arrives_until)
    if was == (arrives_from, arrives_until):
        return
    batch.arrives_from, batch.arrives_until = arrives_from, arrives_until
    row.last_on = max(item.arrives_until for item in row.batches)
    audit.record(
        session,
        actor,
        "batch.arrived",
        "batch",
        batch.id,
        now=now,
        mailing_id=row.id,
        was=was,
        becomes=(arrives_from, arrives_until),
    )
    faq_validity.keep_up(session, actor, row.id, now=now)


def begin_aftercare(session: Session, actor: Actor, mailing_id: int, *, now: datetime) -> bool:
    """Move a mailing on once every batch was sent and has arrived; tell whether it moved. An event that is over is closed."""
    require(actor, Operation.PREPARE)
    row = lock(session, mailing_id)
    started = row.stage is Stage.SENT or (
        row.kind is MailingKind.EVENT and row.stage in (Stage.REGISTERED, Stage.PREPARED, Stage.ALIGNED)
    )
    if not started or any(batch.sent_on is None for batch in row.batches) or day_of(now) <= row.last_on:
        return False
    row.stage = Stage.AFTERCARE
    if (
        row.kind is MailingKind.EVENT
    ):  # no letters, so no kernel to measure with: its days only stay out of the baseline
        row.stage, row.closed_at = Stage.CLOSED, now
    audit.record(session, actor, "mailing.aftercare", "mailing", row.id, now=now, mailing_id=row.id)
    return True


def _move_arrival(batch: Batch, sent_on: date) -> None:
    if sent_on == (batch.sent_on or batch.handover_on):
        return
    batch.arrives_from, batch.arrives_until = calendar.arrival_window(
        sent_on, batch.delivery_channel, batch.delivery_class
    )
