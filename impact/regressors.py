"""What an ordinary day depends on: weekday, season, trend, holidays, the day after closure, the turn of the month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from impact.values import OpenDays

YEAR = 365.25
HARMONICS = 5
KNOT_DAYS = 60.0


@dataclass(frozen=True)
class Regressors:
    """A design matrix with the prior standard deviation of each coefficient (on the logarithm of contacts)."""

    matrix: NDArray[np.float64]
    prior_sd: NDArray[np.float64]
    is_bend: NDArray[np.bool_]


def regressors(dates: Sequence[date], days: OpenDays, first: date, last: date, *, bends: bool = True) -> Regressors:
    """Regressors for `dates`; the trend's bends, if wanted, lie between `first` and `last` and go on level after it."""
    columns: list[NDArray[np.float64]] = [np.ones(len(dates))]
    sds: list[float] = [10.0]
    weekday = np.array([day.weekday() for day in dates])
    # weekdays as deviations from the level: seven with a prior, so that none is the odd one out
    for number in range(7):
        columns.append((weekday == number).astype(float))
        sds.append(0.5)
    day_number = np.array([day.toordinal() for day in dates], dtype=float)
    _add_season(columns, sds, day_number, (last - first).days)
    _add_unusual_days(columns, sds, dates, days)
    plain = len(columns)
    if bends:
        _add_bends(columns, sds, day_number, float(first.toordinal()), float(last.toordinal()))
    return Regressors(np.stack(columns, axis=1), np.array(sds), np.arange(len(columns)) >= plain)


def _add_season(
    columns: list[NDArray[np.float64]], sds: list[float], day_number: NDArray[np.float64], span: int
) -> None:
    # less than a year of history cannot tell season from trend: a tight prior then leaves it to the level
    width = 0.10 if span >= 1.4 * YEAR else 0.05
    for order in range(1, HARMONICS + 1):
        angle = 2 * np.pi * order * day_number / YEAR
        columns.extend((np.sin(angle), np.cos(angle)))
        sds.extend((width / order**0.5, width / order**0.5))


def _add_bends(
    columns: list[NDArray[np.float64]], sds: list[float], day_number: NDArray[np.float64], first: float, last: float
) -> None:
    """Hat functions every two months; outside the history the nearest one holds, so no trend goes on for ever."""
    count = max(2, round((last - first) / KNOT_DAYS) + 1)
    knots = np.linspace(first, last, count)
    step = knots[1] - knots[0] if count > 1 and last > first else 1.0
    where = np.clip(day_number, first, last)
    for knot in knots:
        columns.append(np.clip(1 - np.abs(where - knot) / step, 0.0, None))
        sds.append(0.15)


def _add_unusual_days(
    columns: list[NDArray[np.float64]], sds: list[float], dates: Sequence[date], days: OpenDays
) -> None:
    def mark(test: list[bool], sd: float) -> None:
        columns.append(np.array(test, dtype=float))
        sds.append(sd)

    one = timedelta(days=1)
    closed_before = [_closed_weekdays_before(day, days) for day in dates]
    mark([day in days.holidays for day in dates], 0.4)
    mark([count > 0 for count in closed_before], 0.3)
    mark([count > 1 for count in closed_before], 0.3)
    mark([_is_closed_weekday(day + one, days) or day + one in days.holidays for day in dates], 0.2)
    mark([day - one in days.holidays and count == 0 for day, count in zip(dates, closed_before, strict=True)], 0.2)
    mark([_is_closed_weekday(day - timedelta(days=2), days) for day in dates], 0.15)
    mark([(day.month, day.day) >= (12, 24) for day in dates], 0.3)
    mark([(day.month, day.day) <= (1, 6) for day in dates], 0.2)
    mark([day.day <= 3 for day in dates], 0.1)
    mark([(day + timedelta(days=3)).day <= 3 for day in dates], 0.1)
    if days.school_holidays:
        mark([day in days.school_holidays for day in dates], 0.2)


def _is_closed_weekday(day: date, days: OpenDays) -> bool:
    return day.weekday() in days.weekdays and not days.is_open(day)


def _closed_weekdays_before(day: date, days: OpenDays) -> int:
    """Normally open days that were closed since the last open day."""
    count = 0
    for back in range(1, 15):
        before = day - timedelta(days=back)
        if days.is_open(before):
            break
        count += before.weekday() in days.weekdays
    return count
