"""The pages about sizes and dates: the advice with its options, and what-if beside the plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from templates.values.frame import Form
from templates.values.mailing import Consequence


@dataclass(frozen=True)
class PartView:
    """One batch of an option."""

    quantity: int
    handover_on: date
    arrives_from: date
    arrives_until: date


@dataclass(frozen=True)
class DayBar:
    """One open day: contacts that come anyway, those of the mailing, and what the day can take."""

    on: date
    ordinary: float
    extra: float
    capacity: float

    @property
    def total(self) -> float:
        return self.ordinary + self.extra

    @property
    def top(self) -> float:
        """What the bar must have room for."""
        return max(self.total, self.capacity)

    @property
    def over(self) -> float:
        return max(0.0, self.total - max(self.capacity, self.ordinary))


@dataclass(frozen=True)
class OptionView:
    """A way to send the mailing and what it does.

    Attributes:
        over_capacity: contacts that do not fit, all days together; `over_if_high` when more people react (one chance in five).
        wait_seconds: mean wait in the busiest half hour of the fullest day.
    """

    code: str
    name: str
    means: str
    parts: tuple[PartView, ...]
    over_capacity: float
    over_if_high: float
    days_over: int
    peak_on: date
    peak_contacts: float
    wait_seconds: float
    hours: float
    euros: float
    within_limit: bool
    days: tuple[DayBar, ...]

    @property
    def highest(self) -> float:
        return max((day.top for day in self.days), default=1.0)


@dataclass(frozen=True)
class AdvicePage:
    """advice.html. `taking` is the option whose consequence is shown before it is kept; `chosen` says who took which.

    Attributes:
        sooner: what an earlier start would do, in a sentence; None where it would not help.
    """

    ref: str
    version: int
    title: str
    why: str | None
    made_at: datetime | None
    is_renewed: bool
    options: tuple[OptionView, ...]
    planned: OptionView | None
    yardsticks: tuple[OptionView, ...]
    earliest: date | None
    limit: date | None
    limit_why: str
    notes: tuple[str, ...]
    chosen: str | None
    may_change: bool
    taking: OptionView | None = None
    consequence: Consequence | None = None
    form: Form = field(default_factory=Form)
    sooner: str | None = None


@dataclass(frozen=True)
class OutcomeView:
    """One column of a what-if. `over` days are those that do not fit; `days` is the picture."""

    name: str
    parts: tuple[PartView, ...]
    extra_contacts: float
    over_capacity: float
    peak_on: date
    wait_seconds: float
    hours: float
    extra_staff_hours: float
    euros: float
    days: tuple[DayBar, ...]


@dataclass(frozen=True)
class KeptRow:
    """A what-if that somebody kept."""

    name: str
    made_by: str
    made_at: datetime
    over_planned: float
    over_changed: float
    euros_planned: float
    euros_changed: float
    query: str


@dataclass(frozen=True)
class WhatIfPage:
    """what_if.html. Without `outcomes` only the form; field names are those of `impact.asked.Asked`."""

    ref: str
    title: str
    batches: int
    form: Form
    outcomes: tuple[OutcomeView, ...]
    changed_days: tuple[tuple[date, float, float, float, float], ...]
    kept: tuple[KeptRow, ...]
    may_keep: bool
    notes: tuple[str, ...]
    known: bool = True
