"""What this KCC holds itself to, kept in the record: norms by name, with what its calendar, capacity and tariffs say beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit, capacity, opening, tariff
from registry.actor import Actor
from registry.calendar import OpenDays
from registry.errors import Anticipated
from registry.kinds import Channel, PeriodKind
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

    Attributes:
        open_weekdays: follows from the opening hours where the KCC has set some.
        closed_dates: with the days of the closing periods.
        capacity_per_day: contacts a day of channels without a week per half hour; ask `capacity_on`.
        hourly_tariff: euros an hour before the first dated tariff; ask `tariff_on`.
        handling_minutes_per_channel: where a channel takes another time than `handling_minutes`; ask `minutes_of`.
        week_capacity: contacts by (weekday, channel), summed over the half hours.
        tariffs: (first day, euros per paid hour), oldest first.
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
    handling_minutes_per_channel: dict[str, float] = field(default_factory=dict)
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

    school_holidays: tuple[date, ...] = ()
    week_capacity: Mapping[tuple[int, str], int] = field(default_factory=dict)
    tariffs: tuple[tuple[date, float], ...] = ()

    def capacity_on(self, day: date, channels: Iterable[str]) -> float:
        """Return how many contacts these channels together can take on `day`; 0 when nothing is known of them."""
        with_week = {channel for _, channel in self.week_capacity}
        return float(
            sum(
                self.week_capacity.get((day.weekday(), channel), 0)
                if channel in with_week
                else self.capacity_per_day.get(channel, 0)
                for channel in set(channels)
            )
        )

    def tariff_on(self, day: date) -> float:
        """Return the euros per paid hour that count on `day`."""
        return next((hourly for from_on, hourly in reversed(self.tariffs) if from_on <= day), self.hourly_tariff)

    def minutes_of(self, shares: Mapping[str, float]) -> float:
        """Return the mean minutes per contact of a mix of channels; `shares` need not sum to 1."""
        total = sum(shares.values())
        if total <= 0:
            return self.handling_minutes
        own = self.handling_minutes_per_channel
        return sum(part * own.get(channel, self.handling_minutes) for channel, part in shares.items()) / total

    @property
    def open_days(self) -> OpenDays:
        """Return the calendar of open days."""
        return OpenDays(weekdays=frozenset(self.open_weekdays), closed=frozenset(self.closed_dates))


READ_ELSEWHERE = frozenset({"school_holidays", "week_capacity", "tariffs"})
"""Fields of `Norms` that are no norm by name: they come from tables of their own."""


def get_norms(session: Session) -> Norms:
    """Return the norms of this registry, defaults where nothing was set, with its calendar, capacity and tariffs."""
    held = _by_name(session)
    hours = opening.list_hours(session)
    # the telephone is what most people reach a KCC by: its days are the KCC's days
    week = hours.get(Channel.PHONE) or {day: times for own in hours.values() for day, times in own.items()}
    periods = opening.list_periods(session, kinds=(PeriodKind.CLOSING, PeriodKind.SCHOOL_HOLIDAY))
    closed = {day for each in periods if each.kind is PeriodKind.CLOSING for day in each.days()}
    school = {day for each in periods if each.kind is PeriodKind.SCHOOL_HOLIDAY for day in each.days()}
    return replace(
        held,
        open_weekdays=tuple(sorted(week)) if week else held.open_weekdays,
        closed_dates=tuple(sorted(closed.union(held.closed_dates))),
        school_holidays=tuple(sorted(school)),
        week_capacity=capacity.day_totals(session),
        tariffs=tariff.list_tariffs(session),
    )


def _by_name(session: Session) -> Norms:
    known = {f.name for f in fields(Norms)} - READ_ELSEWHERE
    return replace(
        Norms(), **{row.name: _from_json(row.name, row.value) for row in session.query(Norm) if row.name in known}
    )


def change_norms(session: Session, actor: Actor, *, now: datetime, **values: Any) -> Norms:
    """Set norms by name and return all of them. Written to the trail with was and is.

    Raises:
        UnknownNorm, BadNorm: nothing is changed then.
    """
    require(actor, Operation.MANAGE_NORMS)
    before = asdict(_by_name(session))
    for name, value in values.items():
        if name not in before or name in READ_ELSEWHERE:
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
    if isinstance(value, dict) and not all(_is_amount(name, *item) for item in value.items()):
        raise BadNorm(field=name, name=name, value=value)


def _is_amount(name: str, channel: object, value: object) -> bool:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6
    return fits and channel in list(Channel) and (name == "capacity_per_day" or value != 0)


def _to_json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [item.isoformat() if isinstance(item, date) else item for item in value]
    return value


def _from_json(name: str, value: Any) -> Any:
    if name == "closed_dates":
        return tuple(date.fromisoformat(item) for item in value)
    return tuple(value) if isinstance(value, list) else value
