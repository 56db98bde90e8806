"""Slots of specialists and the appointments that agents book in them. One slot never holds two callers.

Two guards stand in the database: a partial unique index on active appointments, and the claim itself, one conditional UPDATE.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit, notice, recipients
from registry.actor import Actor
from registry.caller import check_phone
from registry.clock import at_amsterdam, day_of
from registry.errors import Anticipated, BadValue
from registry.kinds import AppointmentState, NoticeKind, Role, SlotState
from registry.mailing import lock, refuse_over
from registry.norms import get_norms
from registry.person import list_holders
from registry.rights import Operation, require
from registry.store import Base, closed_list

ALTERNATIVES = 3


class Availability(Base):
    """On which weekday (0 is Monday) and between which wall-clock times a specialist takes appointments."""

    __tablename__ = "availability"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int]
    from_time: Mapped[str] = mapped_column(String(5))
    until_time: Mapped[str] = mapped_column(String(5))


class Slot(Base):
    """A stretch of a specialist's time that can hold one appointment."""

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("specialist_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="order"),
        Index(None, "state", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    specialist_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[SlotState] = mapped_column(closed_list(SlotState), default=SlotState.OPEN)


class Appointment(Base):
    """A caller in a slot. Name, number and words go after the term of the norms; that there was one stays."""

    __tablename__ = "appointment"
    __table_args__ = (
        Index(
            "uq_appointment_active",
            "slot_id",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    state: Mapped[AppointmentState] = mapped_column(closed_list(AppointmentState), default=AppointmentState.ACTIVE)
    caller_name: Mapped[str | None] = mapped_column(String(200))
    caller_phone: Mapped[str | None] = mapped_column(String(40))
    question: Mapped[str | None] = mapped_column(String(2000))
    intake: Mapped[dict[str, Any] | None]
    booked_at: Mapped[datetime]
    booked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]


class SlotNotFound(Anticipated):
    """No slot has that number. Facts: slot."""

    code = "slot_not_found"


class AlreadyTaken(Anticipated):
    """Somebody else was first. Facts: alternatives (tuple of SlotView)."""

    code = "already_taken"


class NoSlots(Anticipated):
    """There is no open slot (any more). Facts: mailing."""

    code = "no_slots"


class NoSpecialists(Anticipated):
    """The department has no specialists with hours. Facts: department."""

    code = "no_specialists"


class AppointmentNotFound(Anticipated):
    """No appointment has that number. Facts: appointment."""

    code = "appointment_not_found"


@dataclass(frozen=True)
class SlotView:
    """A slot for pages and commands; moments are UTC."""

    id: int
    mailing_id: int | None
    specialist_id: int
    starts_at: datetime
    ends_at: datetime
    state: SlotState


@dataclass(frozen=True)
class AppointmentView:
    """An appointment with its slot."""

    id: int
    slot: SlotView
    state: AppointmentState
    caller_name: str | None
    caller_phone: str | None
    question: str | None
    intake: Mapping[str, Any] | None
    booked_at: datetime


def set_availability(
    session: Session, actor: Actor, person_id: int, hours: Sequence[tuple[int, str, str]], *, now: datetime
) -> None:
    """Replace the weekly hours of a specialist: (weekday, "09:00", "12:00")."""
    require(actor, Operation.MANAGE_PEOPLE)
    for row in session.scalars(select(Availability).filter_by(person_id=person_id)):
        session.delete(row)
    for weekday, first, last in hours:
        if not 0 <= weekday <= 6 or _minutes(first) >= _minutes(last):
            raise BadValue("bad_hours", field="hours", weekday=weekday, from_time=first, until_time=last)
        session.add(Availability(person_id=person_id, weekday=weekday, from_time=first, until_time=last))
    audit.record(session, actor, "availability.set", "person", person_id, now=now, hours=[list(item) for item in hours])


def open_slots(
    session: Session,
    actor: Actor,
    mailing_id: int,
    *,
    from_on: date,
    until_on: date,
    count: int | None = None,
    now: datetime,
) -> int:
    """Open slots with the department's specialists from their weekly hours on open days; return how many are new.

    `count` slots are spread evenly over the free times of all specialists, from the first: callers come for weeks, and not
    all on the day of handover. Existing slots are kept.

    Raises:
        NoSpecialists: when nobody of the department has hours.
    """
    row = lock(session, mailing_id)
    require(actor, Operation.OPEN_SLOTS, row.department_id)
    refuse_over(row)
    if until_on < from_on or (until_on - from_on).days > 366:
        raise BadValue("bad_period", field="until_on", from_on=from_on, until_on=until_on)
    norms = get_norms(session)
    specialists = [person.id for person in list_holders(session, Role.SPECIALIST, department_id=row.department_id)]
    hours = session.scalars(select(Availability).where(Availability.person_id.in_(specialists))).all()
    if not hours:
        raise NoSpecialists(department=row.department_id)
    taken = set(
        session.execute(select(Slot.specialist_id, Slot.starts_at).where(Slot.specialist_id.in_(specialists))).tuples()
    )
    length = timedelta(minutes=norms.slot_minutes)
    free = [
        (start, person_id)
        for day in norms.open_days.between(max(from_on, day_of(now)), until_on)
        for start, person_id in _starts(day, hours, norms.slot_minutes)
        if start > now and (person_id, start) not in taken
    ]
    wanted = len(free) if count is None else min(count, len(free))
    chosen = [free[number * len(free) // wanted] for number in range(wanted)]
    fresh = [
        Slot(
            mailing_id=mailing_id,
            department_id=row.department_id,
            specialist_id=person_id,
            starts_at=start,
            ends_at=start + length,
        )
        for start, person_id in chosen
    ]
    session.add_all(fresh)
    audit.record(
        session,
        actor,
        "slots.opened",
        "mailing",
        mailing_id,
        now=now,
        mailing_id=mailing_id,
        count=len(fresh),
        from_on=from_on,
        until_on=until_on,
    )
    return len(fresh)


def offer_slots(
    session: Session, actor: Actor, mailing_id: int, *, from_on: date, until_on: date, count: int, now: datetime
) -> int:
    """Open up to `count` slots where the department has specialists with hours, and return how many.

    What is lacking is asked of the department, once per material revision of the mailing.
    """
    try:
        opened = open_slots(session, actor, mailing_id, from_on=from_on, until_on=until_on, count=count, now=now)
    except NoSpecialists:
        opened = 0
    if opened < count:
        row = lock(session, mailing_id)
        people = recipients.department(session, row.department_id, on=day_of(now))
        key = f"{mailing_id}:{row.material_revision}"
        facts = {"needed": count, "opened": opened, "from_on": from_on.isoformat(), "until_on": until_on.isoformat()}
        notice.tell(session, NoticeKind.SLOTS_NEEDED, people, key=key, now=now, mailing_id=mailing_id, **facts)
    return opened


def book(
    session: Session,
    actor: Actor,
    *,
    slot_id: int | None = None,
    mailing_id: int | None = None,
    caller_name: str,
    caller_phone: str,
    question: str = "",
    intake: Mapping[str, Any] | None = None,
    now: datetime,
) -> AppointmentView:
    """Book a caller in a slot, or (without `slot_id`) in the first free slot of a mailing.

    Raises:
        AlreadyTaken: somebody was first; with three near alternatives.
        NoSlots: nothing is free.
    """
    require(actor, Operation.BOOK)
    if not caller_name.strip():
        raise BadValue("caller_name_missing", field="caller_name")
    check_phone(caller_phone)
    claimed = _claim(session, slot_id, now) if slot_id is not None else _claim_first(session, mailing_id, now)
    row = Appointment(
        slot_id=claimed.id,
        state=AppointmentState.ACTIVE,
        caller_name=caller_name.strip()[:200],
        caller_phone=caller_phone.strip()[:40],
        question=question.strip()[:2000],
        intake=dict(intake or {}),
        booked_at=now,
        booked_by_id=actor.person_id,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "appointment.booked",
        "appointment",
        row.id,
        now=now,
        mailing_id=claimed.mailing_id,
        slot_id=claimed.id,
    )
    return _appointment_view(row, claimed)


def cancel_appointment(session: Session, actor: Actor, appointment_id: int, *, now: datetime) -> None:
    """Give the slot back. Cancelling twice changes nothing."""
    require(actor, Operation.BOOK)
    row = session.scalar(select(Appointment).where(Appointment.id == appointment_id).with_for_update())
    if row is None:
        raise AppointmentNotFound(appointment=appointment_id)
    if row.state is not AppointmentState.ACTIVE:
        return
    row.state, row.ended_at = AppointmentState.CANCELLED, now
    session.flush()
    session.execute(
        update(Slot).where(Slot.id == row.slot_id, Slot.state == SlotState.TAKEN).values(state=SlotState.OPEN)
    )
    audit.record(session, actor, "appointment.cancelled", "appointment", row.id, now=now)


def list_slots(
    session: Session,
    *,
    mailing_id: int | None = None,
    state: SlotState | None = None,
    from_at: datetime | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[SlotView, ...]:
    """Return slots in order of time, filtered."""
    query = select(Slot).order_by(Slot.starts_at, Slot.id).limit(limit).offset(offset)
    if mailing_id is not None:
        query = query.where(Slot.mailing_id == mailing_id)
    if state is not None:
        query = query.where(Slot.state == state)
    if from_at is not None:
        query = query.where(Slot.starts_at >= from_at)
    return tuple(_slot_view(row) for row in session.scalars(query))


def count_slots(session: Session, mailing_id: int, *, state: SlotState | None = None) -> int:
    """Return how many slots of a mailing are open or taken (or in `state`)."""
    states = (state,) if state else (SlotState.OPEN, SlotState.TAKEN)
    return session.scalar(select(func.count(Slot.id)).where(Slot.mailing_id == mailing_id, Slot.state.in_(states))) or 0


def list_appointments(session: Session, mailing_id: int, *, limit: int = 200) -> tuple[AppointmentView, ...]:
    """Return the appointments of a mailing in order of time."""
    query = (
        select(Appointment, Slot).join(Slot).where(Slot.mailing_id == mailing_id).order_by(Slot.starts_at).limit(limit)
    )
    return tuple(_appointment_view(row, _slot_view(slot)) for row, slot in session.execute(query).tuples())


def purge_callers(session: Session, actor: Actor, *, before: datetime, now: datetime) -> int:
    """Wipe name, number and words of appointments whose slot ended before a moment; return how many."""
    require(actor, Operation.PURGE)
    over = select(Slot.id).where(Slot.ends_at < before)
    done = session.execute(
        update(Appointment)
        .where(Appointment.slot_id.in_(over), Appointment.purged_at.is_(None))
        .values(caller_name=None, caller_phone=None, question=None, intake=None, purged_at=now)
        .returning(Appointment.id)
    ).all()
    if done:
        audit.record(session, actor, "appointments.purged", "appointment", "-", now=now, count=len(done))
    return len(done)


def _claim(session: Session, slot_id: int, now: datetime) -> SlotView:
    claimed = session.execute(
        update(Slot)
        .where(Slot.id == slot_id, Slot.state == SlotState.OPEN, Slot.starts_at > now)
        .values(state=SlotState.TAKEN)
        .returning(Slot.id)
    ).first()
    row = session.get(Slot, slot_id, populate_existing=True)
    if row is None:
        raise SlotNotFound(field="slot", slot=slot_id)
    if claimed is None:
        raise AlreadyTaken(field="slot", alternatives=_near(session, row, now))
    return _slot_view(row)


def _claim_first(session: Session, mailing_id: int | None, now: datetime) -> SlotView:
    free = (
        select(Slot.id)
        .where(Slot.mailing_id == mailing_id, Slot.state == SlotState.OPEN, Slot.starts_at > now)
        .order_by(Slot.starts_at, Slot.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    claimed = session.execute(
        update(Slot)
        .where(Slot.id == free, Slot.state == SlotState.OPEN)
        .values(state=SlotState.TAKEN)
        .returning(Slot.id)
    ).first()
    if claimed is None:
        raise NoSlots(field="slot", mailing=mailing_id)
    return _slot_view(session.get_one(Slot, claimed[0], populate_existing=True))


def _near(session: Session, slot: Slot, now: datetime) -> tuple[SlotView, ...]:
    free = select(Slot).where(
        Slot.state == SlotState.OPEN, Slot.department_id == slot.department_id, Slot.starts_at > now
    )
    later = session.scalars(
        free.where(Slot.starts_at >= slot.starts_at).order_by(Slot.starts_at).limit(ALTERNATIVES)
    ).all()
    earlier = session.scalars(
        free.where(Slot.starts_at < slot.starts_at).order_by(Slot.starts_at.desc()).limit(ALTERNATIVES)
    ).all()
    nearest = sorted((*earlier, *later), key=lambda row: abs(row.starts_at - slot.starts_at))[:ALTERNATIVES]
    return tuple(_slot_view(row) for row in nearest)


def _starts(day: date, hours: Sequence[Availability], slot_minutes: int) -> list[tuple[datetime, int]]:
    found = []
    for item in hours:
        if item.weekday == day.weekday():
            last = _minutes(item.until_time) - slot_minutes
            for minute in range(_minutes(item.from_time), last + 1, slot_minutes):
                found.append((at_amsterdam(day, minute // 60, minute % 60), item.person_id))
    return sorted(found)


def _minutes(clock_time: str) -> int:
    hour, _, minute = clock_time.partition(":")
    if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
        raise BadValue("bad_time", field="hours", value=clock_time)
    return int(hour) * 60 + int(minute)


def _slot_view(row: Slot) -> SlotView:
    return SlotView(row.id, row.mailing_id, row.specialist_id, row.starts_at, row.ends_at, row.state)


def _appointment_view(row: Appointment, slot: SlotView) -> AppointmentView:
    return AppointmentView(
        row.id, slot, row.state, row.caller_name, row.caller_phone, row.question, row.intake, row.booked_at
    )
