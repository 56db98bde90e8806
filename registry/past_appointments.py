"""Appointments whose time has passed: the sweep ends them, so that a list of what is agreed holds no past."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry import audit
from registry.actor import Actor
from registry.agenda import Appointment, Slot
from registry.kinds import AppointmentState
from registry.rights import Operation, require


def has_past(session: Session, *, now: datetime) -> bool:
    """Tell whether an appointment is still open whose slot has ended."""
    query = select(Appointment.id).join(Slot).where(Appointment.state == AppointmentState.ACTIVE, Slot.ends_at < now)
    return session.scalar(query.limit(1)) is not None


def finish_past(session: Session, actor: Actor, *, now: datetime) -> int:
    """Mark appointments as done whose slot has ended and return how many; whether the resident came is not known.

    Raises:
        NotAllowed: the actor may not prepare mailings.
    """
    require(actor, Operation.PREPARE)
    over = select(Slot.id).where(Slot.ends_at < now)
    done = session.execute(
        update(Appointment)
        .where(Appointment.state == AppointmentState.ACTIVE, Appointment.slot_id.in_(over))
        .values(state=AppointmentState.DONE, ended_at=now)
        .returning(Appointment.id)
    ).all()
    if done:
        audit.record(session, actor, "appointments.done", "appointment", "-", now=now, count=len(done))
    return len(done)
