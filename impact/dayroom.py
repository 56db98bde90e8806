"""What the days of a telephone line can take, and how its work is paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from impact.cost import Tariff
from impact.staffing import Norm
from impact.values import OpenDays


@dataclass(frozen=True, slots=True)
class DayRoom:
    """What one open day can take.

    Attributes:
        capacity: telephone contacts a day that are answered within the norm.
        ordinary: contacts that come anyway: ordinary ones and those of other mailings.
        agents: people at work, where it is known; else what the capacity asks for in its busiest half hour.
    """

    on: date
    capacity: float
    ordinary: float
    agents: int | None = None

    @property
    def free(self) -> float:
        """Contacts that still fit."""
        return max(0.0, self.capacity - self.ordinary)


@dataclass(frozen=True, slots=True)
class Line:
    """How the line works and is paid: what turns contacts into waits, hours and euros.

    Attributes:
        norm: what is asked of the answering; callers give up after `norm.patience_seconds` on average.
        batch_euros: what a further batch costs at the printer; working value of this project.
    """

    tariff: Tariff = field(default_factory=Tariff)
    norm: Norm = field(default_factory=lambda: Norm(patience_seconds=180))
    batch_euros: float = 150.0

    @property
    def handling_seconds(self) -> float:
        return self.tariff.handling_minutes * 60


def capacity_table(
    days: OpenDays,
    first: date,
    last: date,
    *,
    capacity: float,
    ordinary: float,
    ordinary_on: Mapping[int, float] | None = None,
    capacity_on: Mapping[int, float] | None = None,
    changed: Mapping[date, float] | None = None,
) -> tuple[DayRoom, ...]:
    """Return the room of every open day from `first` to `last`.

    Args:
        ordinary_on, capacity_on: other figures per weekday (0 is Monday).
        changed: another capacity on single days (training, leave).
    """
    return tuple(
        DayRoom(
            day,
            (changed or {}).get(day, (capacity_on or {}).get(day.weekday(), capacity)),
            (ordinary_on or {}).get(day.weekday(), ordinary),
        )
        for day in days.between(first, last)
    )


def room_on(room: Sequence[DayRoom], on: date) -> DayRoom:
    """Return what `on` can take; a day that is not known is as the mean of the same weekday, else of all days."""
    alike = [each for each in room if each.on == on] or [each for each in room if each.on.weekday() == on.weekday()]
    alike = alike or list(room)
    count = len(alike)
    agents = alike[0].agents if count == 1 else None
    return DayRoom(
        on, sum(each.capacity for each in alike) / count, sum(each.ordinary for each in alike) / count, agents
    )
