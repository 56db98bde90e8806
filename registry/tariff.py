"""What an hour of a KCC colleague costs, from which day on. Reviews and forecasts take the tariff of their own days."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated, BadValue
from registry.rights import Operation, require
from registry.store import Base

HIGHEST = 1_000.0  # euros an hour; more is a slip of the finger


class Tariff(Base):
    """Euros per paid hour from `from_on` on, until the next one."""

    __tablename__ = "tariff"
    __table_args__ = (CheckConstraint("hourly > 0", name="hourly"),)

    from_on: Mapped[date] = mapped_column(primary_key=True)
    hourly: Mapped[float]


class TariffNotFound(Anticipated):
    """No tariff begins on that day. Facts: from_on."""

    code = "tariff_not_found"


def set_tariff(session: Session, actor: Actor, *, from_on: date, hourly: float, now: datetime) -> None:
    """Let a tariff count from a day on; one that began on the same day is replaced.

    Raises:
        BadValue: nothing, less, or more than HIGHEST (`bad_tariff`).
    """
    require(actor, Operation.MANAGE_NORMS)
    if not 0 < hourly <= HIGHEST:
        raise BadValue("bad_tariff", field="hourly", value=hourly)
    row = session.get(Tariff, from_on)
    was = None if row is None else row.hourly
    if was == hourly:
        return
    session.merge(Tariff(from_on=from_on, hourly=hourly))
    session.flush()
    audit.record(session, actor, "tariff.set", "tariff", from_on.isoformat(), now=now, was=was, becomes=hourly)


def remove_tariff(session: Session, actor: Actor, from_on: date, *, now: datetime) -> None:
    """Take a tariff away; the one before it counts on.

    Raises:
        TariffNotFound: none begins on that day.
    """
    require(actor, Operation.MANAGE_NORMS)
    row = session.get(Tariff, from_on)
    if row is None:
        raise TariffNotFound(from_on=from_on)
    was = row.hourly
    session.delete(row)
    session.flush()
    audit.record(session, actor, "tariff.removed", "tariff", from_on.isoformat(), now=now, was=was)


def list_tariffs(session: Session) -> tuple[tuple[date, float], ...]:
    """Return (first day, euros per paid hour), the oldest first."""
    rows = session.execute(select(Tariff.from_on, Tariff.hourly).order_by(Tariff.from_on))
    return tuple((from_on, hourly) for from_on, hourly in rows)
