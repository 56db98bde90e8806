"""From counted days to one series of demand: chosen, summed, checked, gaps told apart from zeros."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from impact.errors import ContradictoryCounts, NegativeCounts, TooLittleHistory
from impact.values import DayCount, OpenDays

FEWEST_OPEN_DAYS = 10
"""Fewer counted open days than this say nothing about a week, let alone a season."""


@dataclass(frozen=True)
class Series:
    """Demand per counted open day, in order of date.

    Attributes:
        dates: the counted open days.
        demand: contacts per day, same length.
        at_least: True where the line was full and only answered contacts are known.
        gaps: open days between the first and the last without any count.
    """

    dates: tuple[date, ...]
    demand: NDArray[np.float64]
    at_least: NDArray[np.bool_]
    gaps: tuple[date, ...]

    @property
    def ordinals(self) -> NDArray[np.float64]:
        return np.array([day.toordinal() for day in self.dates], dtype=float)


def demand_series(
    counts: Iterable[DayCount],
    days: OpenDays,
    *,
    topics: Collection[str] | None = None,
    channels: Collection[str] | None = None,
    until: date | None = None,
    needed: int = FEWEST_OPEN_DAYS,
) -> Series:
    """One demand series over the chosen topics and channels.

    A repeated identical row counts once. Counts on closed days are carried to the next open day. A day on which another
    topic or channel was counted but not this one is a zero; a day without any row is a gap.

    Raises:
        NegativeCounts: a count below zero or not finite.
        ContradictoryCounts: two different counts for one day, channel and topic.
        TooLittleHistory: fewer than `needed` open days are counted.
    """
    rows: dict[tuple[date, str, str], DayCount] = {}
    for row in counts:
        if until is not None and row.on > until:
            continue
        key = (row.on, row.channel, row.topic)
        if rows.setdefault(key, row) != row:
            raise ContradictoryCounts(on=row.on, channel=row.channel, topic=row.topic)
    totals: dict[date, float] = {}
    censored: set[date] = set()
    carried: dict[date, date] = {}
    for (on, channel, topic), row in rows.items():
        value = _checked(row)
        if value is None:
            continue
        day = carried.get(on) or carried.setdefault(on, days.next_open(on))
        totals.setdefault(day, 0.0)
        if (topics is None or topic in topics) and (channels is None or channel in channels):
            totals[day] += value
            if row.is_at_least:
                censored.add(day)
    if until is not None:
        totals = {day: value for day, value in totals.items() if day <= until}
    if len(totals) < needed:
        raise TooLittleHistory(open_days=len(totals), needed=needed)
    dates = tuple(sorted(totals))
    return Series(
        dates,
        np.array([totals[day] for day in dates]),
        np.array([day in censored for day in dates]),
        tuple(day for day in days.between(dates[0], dates[-1]) if day not in totals),
    )


def _checked(row: DayCount) -> float | None:
    for part in (row.offered, row.answered, row.abandoned, row.redials):
        if part is not None and (not isfinite(part) or part < 0):
            raise NegativeCounts(on=row.on, channel=row.channel, topic=row.topic)
    return row.demand
