"""The nulmeting: ordinary contacts per day without any mailing, with an interval."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from impact.ordinary import MIDDLE_90, Array, Ordinary, fit_ordinary
from impact.series import Series, demand_series
from impact.values import DayCount, OpenDays, PlannedMailing

THIN_OPEN_DAYS = 60
"""With fewer counted open days the baseline says that it is thin: no season, hardly a weekday."""

AFTERMATH_DAYS = 7
"""Days after a mailing's window that are left out as well: late callers."""


@dataclass(frozen=True, slots=True)
class BaselineDay:
    """Ordinary contacts of one open day; `lo90` and `hi90` bound what will be counted, chance included."""

    on: date
    expected: float
    lo90: float
    hi90: float


@dataclass(frozen=True)
class Baseline:
    """Ordinary contacts per open day.

    Attributes:
        days: one entry per open day asked for, in order.
        too_thin: the history is too short to know the season; say so.
        counted_days: open days with counts that it rests on.
        at_least: some of those days were censored by a full line, so the baseline is a lower bound.
    """

    days: tuple[BaselineDay, ...]
    too_thin: bool
    counted_days: int
    at_least: bool

    def on(self, day: date) -> BaselineDay | None:
        """The entry of one day; None when it was closed or not asked for."""
        return next((entry for entry in self.days if entry.on == day), None)


@dataclass(frozen=True, slots=True)
class Span:
    """Days to leave out of the baseline, first and last included: an event, a storm, an outage."""

    first: date
    last: date


def baseline(
    counts: Iterable[DayCount],
    days: OpenDays,
    first: date,
    last: date,
    *,
    topics: Collection[str] | None = None,
    channels: Collection[str] | None = None,
    mailings: Sequence[PlannedMailing] = (),
    events: Sequence[Span] = (),
    until: date | None = None,
) -> Baseline:
    """Ordinary contacts on the open days from `first` to `last`, by what was counted up to `until`.

    Days in the window of a mailing or an event are left out of the fit.

    Raises:
        TooLittleHistory, NegativeCounts, ContradictoryCounts: see `impact.series.demand_series`.
    """
    series = demand_series(counts, days, topics=topics, channels=channels, until=until)
    masked = masked_days(series, mailings, events)
    fitted = fit_ordinary(series, days, masked, ignored=masked, ahead=days.between(first, last))
    return foretold(fitted)


def foretold(fitted: Ordinary) -> Baseline:
    """The baseline on the dates ahead of a fitted ordinary process."""
    start = len(fitted.window)
    entries = ordinary_days(fitted, fitted.ahead, fitted.mean[start:], np.diag(fitted.covariance)[start:])
    counted = len(fitted.series.dates)
    return Baseline(entries, counted < THIN_OPEN_DAYS, counted, bool(fitted.series.at_least.any()))


def ordinary_days(fitted: Ordinary, dates: Sequence[date], mean: Array, variance: Array) -> tuple[BaselineDay, ...]:
    """Days by mean and variance of the logarithm of their level, with a band that includes noise and chance."""
    entries = []
    for day, middle, uncertain in zip(dates, np.exp(mean), np.maximum(variance, 0.0), strict=True):
        spread = float(np.sqrt((middle**2) * (uncertain + fitted.drift.noise) + middle))
        low, high = _band(float(middle), spread)
        entries.append(BaselineDay(day, float(middle), low, high))
    return tuple(entries)


def _band(middle: float, sd: float) -> tuple[float, float]:
    log_sd = float(np.sqrt(np.log1p((sd / max(middle, 1e-9)) ** 2)))
    return middle * float(np.exp(-MIDDLE_90 * log_sd)), middle * float(np.exp(MIDDLE_90 * log_sd))


def masked_days(series: Series, mailings: Sequence[PlannedMailing], events: Sequence[Span] = ()) -> NDArray[np.bool_]:
    """True for counted days inside the window of a mailing (a week of aftermath included) or of an event."""
    masked = np.zeros(len(series.dates), dtype=bool)
    ordinals = series.ordinals
    spans = [(mailing.first_on, mailing.last_on + timedelta(days=AFTERMATH_DAYS)) for mailing in mailings]
    spans += [(event.first, event.last) for event in events]
    for first, last in spans:
        masked |= (ordinals >= first.toordinal()) & (ordinals <= last.toordinal())
    return masked
