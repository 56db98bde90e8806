"""What this KCC holds itself to: opening hours, capacity, norms, tariffs, size classes and terms, kept in the record."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.calendar import OpenDays
from registry.errors import Anticipated
from registry.kinds import Channel
from registry.rights import Operation, require
from registry.store import Base


class Norm(Base):
    """One norm by name with its value as JSON."""

    __tablename__ = "norm"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class UnknownNorm(Anticipated):
    """There is no norm of that name. Facts: name."""

    code = "unknown_norm"


class BadNorm(Anticipated):
    """The value does not fit. Facts: name, value."""

    code = "bad_norm"


@dataclass(frozen=True)
class Norms:
    """All norms with their defaults. Times are wall-clock hours in Amsterdam; shares are parts of 1.

    Defaults that are a choice of this project and meant to be set: capacity, tariff, size class, handling time, terms.
    """

    open_weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    closed_dates: tuple[date, ...] = ()
    opens_at: str = "08:30"
    closes_at: str = "17:00"
    agents: int = 6
    capacity_per_day: dict[str, int] = field(
        default_factory=lambda: {
            Channel.PHONE.value: 600,
            Channel.DESK.value: 150,
            Channel.CHAT.value: 80,
            Channel.WEBCARE.value: 40,
            Channel.MAIL.value: 120,
        }
    )
    handling_minutes: float = 6.5
    occupancy: float = 0.75
    shrinkage: float = 0.30
    hourly_tariff: float = 48.0
    service_share: float = 0.80
    service_seconds: int = 30
    self_handled_norm: float = 0.80
    auto_align_below: int = 500
    slots_from_contacts: int = 300
    talk_share: float = 0.10
    slot_minutes: int = 15
    faq_answer_days: int = 5
    review_after_days: int = 5
    contact_days: int = 90
    appointment_days: int = 30
    text_days: int = 400

    @property
    def open_days(self) -> OpenDays:
        """Return the calendar of open days."""
        return OpenDays(weekdays=frozenset(self.open_weekdays), closed=frozenset(self.closed_dates))


def get_norms(session: Session) -> Norms:
    """Return the norms of this registry, defaults where nothing was set."""
    known = {f.name for f in fields(Norms)}
    return replace(
        Norms(), **{row.name: _from_json(row.name, row.value) for row in session.query(Norm) if row.name in known}
    )


def change_norms(session: Session, actor: Actor, *, now: datetime, **values: Any) -> Norms:
    """Set norms by name and return all of them. Written to the trail with was and is.

    Raises:
        UnknownNorm, BadNorm: nothing is changed then.
    """
    require(actor, Operation.MANAGE_NORMS)
    before = asdict(get_norms(session))
    for name, value in values.items():
        if name not in before:
            raise UnknownNorm(field=name, name=name)
        _check(name, value)
        session.merge(Norm(name=name, value=_to_json(value)))
        audit.record(
            session, actor, "norm.changed", "norm", name, now=now, was=_to_json(before[name]), becomes=_to_json(value)
        )
    session.flush()
    return get_norms(session)


def _check(name: str, value: Any) -> None:
    default = getattr(Norms(), name)
    share = name in ("occupancy", "shrinkage", "service_share", "self_handled_norm", "talk_share")
    numeric = isinstance(default, int | float)
    if numeric and (not isinstance(value, int | float) or isinstance(value, bool) or value < 0):
        raise BadNorm(field=name, name=name, value=value)
    if share and not 0 <= value <= 1:
        raise BadNorm(field=name, name=name, value=value)
    if (name == "occupancy" and value == 0) or (name == "shrinkage" and value == 1):
        raise BadNorm(field=name, name=name, value=value)
    if not numeric and not isinstance(value, type(default)):
        raise BadNorm(field=name, name=name, value=value)


def _to_json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [item.isoformat() if isinstance(item, date) else item for item in value]
    return value


def _from_json(name: str, value: Any) -> Any:
    if name == "closed_dates":
        return tuple(date.fromisoformat(item) for item in value)
    return tuple(value) if isinstance(value, list) else value
