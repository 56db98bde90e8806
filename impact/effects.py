"""The mailings of one topic in one covariance: which days each touches, and what the counts say about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from impact.ordinary import Ordinary
from impact.posterior import Evidence
from impact.response import Curves, Lag, response_curves
from impact.values import OpenDays, PlannedMailing, PostDays

Array = NDArray[np.floating[Any]]

LAG_MEANS = (0.5, 0.9, 1.5, 2.3, 3.3, 4.6, 6.5, 9.5, 14.0)
LAG_SHAPES = (1.0, 2.2)
DEADLINE_SHARES = (0.05, 0.2, 0.4, 0.6)
LAG_CENTRE_DAYS = 3.2
LAG_LOG_SD = 0.75

MISFIT = 0.25
"""How far a day's response may stray from the curve, as a share of it: real curves are not gamma curves."""

OUTLIER = 3.2


def lag_grid(with_deadline: bool) -> tuple[tuple[Lag, ...], Array]:
    """The lags that are tried, with their prior probability."""
    shares = DEADLINE_SHARES if with_deadline else (0.0,)
    lags = tuple(Lag(mean, shape, share) for mean in LAG_MEANS for shape in LAG_SHAPES for share in shares)
    weight = np.array([np.exp(-0.5 * (np.log(lag.mean_days / LAG_CENTRE_DAYS) / LAG_LOG_SD) ** 2) for lag in lags])
    return lags, weight / weight.sum()


@dataclass(frozen=True)
class Touch:
    """Where one mailing touches the counted days.

    Attributes:
        rows: indexes of counted days.
        shares: share of the mailing's contacts per lag (rows) and touched day (columns).
        in_window: True for touched days inside the mailing's window.
        curves: the whole response per lag, on days counted or still to come.
    """

    mailing: PlannedMailing
    lags: tuple[Lag, ...]
    lag_prior: Array
    rows: NDArray[np.int64]
    shares: Array
    in_window: NDArray[np.bool_]
    curves: Curves


def touch(
    mailing: PlannedMailing, fitted: Ordinary, days: OpenDays, post: PostDays, with_deadline: bool
) -> Touch | None:
    """Where the mailing touches the fitted days; None when it touches none."""
    lags, prior = lag_grid(with_deadline)
    curves = response_curves(mailing, days, post, lags)
    index: Mapping[date, int] = {day: number for number, day in enumerate(fitted.series.dates)}
    columns = [column for column, day in enumerate(curves.dates) if day in index]
    if not columns:
        return None
    touched = [curves.dates[column] for column in columns]
    return Touch(
        mailing,
        lags,
        prior,
        np.array([index[day] for day in touched]),
        curves.shares[:, columns],
        np.array([mailing.first_on <= day <= mailing.last_on for day in touched]),
        curves,
    )


@dataclass
class TopicModel:
    """The covariance of one topic while its mailings are being told apart.

    Attributes:
        found: per mailing the contacts per touched day that are believed now.
        precision: inverse covariance, made looser where a mailing or an outlier is at work.
        loosened: the variance that was added per day for mailings, and for outliers.
    """

    fitted: Ordinary
    touches: tuple[Touch, ...]
    found: list[Array]
    precision: Array
    loosened_mailing: Array
    loosened_outlier: Array

    @classmethod
    def start(cls, fitted: Ordinary, touches: Sequence[Touch]) -> TopicModel:
        empty = np.zeros(len(fitted.level))
        found: list[Array] = [np.zeros(len(each.rows)) for each in touches]
        return cls(fitted, tuple(touches), found, fitted.precision, empty, empty.copy())

    def loosen(self) -> None:
        """Allow for chance and misfit of what the mailings did, and for days that fit nothing."""
        level = self.fitted.level
        variance = np.zeros(len(level))
        for each, contacts in zip(self.touches, self.found, strict=True):
            variance[each.rows] += contacts / level[each.rows] ** 2 + (MISFIT * contacts / level[each.rows]) ** 2
        residual = self.fitted.response - self.effect()
        precision = _added(self.fitted.precision, variance)
        for _ in range(2):
            outlier = self._outliers(precision, residual)
            precision = _added(self.fitted.precision, variance + outlier)
            self.loosened_outlier = outlier
        self.loosened_mailing, self.precision = variance, precision

    def _outliers(self, precision: Array, residual: Array) -> Array:
        """Variance for days whose left-out residual is too large; days outside all windows were judged by the fit."""
        own = np.diag(precision)
        left_out = (precision @ residual) / own
        sd = 1 / np.sqrt(own)
        known = self.loosened_outlier
        variance = np.where(np.abs(left_out) > OUTLIER * sd, (left_out / OUTLIER) ** 2 + known, known)
        touched = np.zeros(len(own), dtype=bool)
        for each in self.touches:
            touched[each.rows] = True
        return np.where(touched, variance, 0.0)

    def effect(self, without: int | None = None) -> Array:
        """All believed effects per counted day, relative to its level."""
        total = np.zeros(len(self.fitted.level))
        for number, (each, contacts) in enumerate(zip(self.touches, self.found, strict=True)):
            if number != without:
                total[each.rows] += contacts / self.fitted.level[each.rows]
        return total

    def evidence(self, number: int, priors: Sequence[tuple[float, float]]) -> Evidence:
        """What the counts say about one mailing, the overlapping ones averaged out over their priors (contacts, sd)."""
        each = self.touches[number]
        rows = each.rows
        overlapping = [
            other
            for other, theirs in enumerate(self.touches)
            if other != number and np.intersect1d(theirs.rows, rows).size > 0
        ]
        residual = self.fitted.response - self.effect(without=number)
        precision = self.precision[rows]
        shapes = self._shapes(overlapping)
        if overlapping:
            believed = np.array([self.found[other].sum() for other in overlapping])
            mean = np.array([priors[other][0] for other in overlapping])
            sd = np.array([max(priors[other][1], 1e-3) for other in overlapping])
            residual = residual + shapes @ (believed - mean)
            through = self.precision @ shapes
            inner = np.diag(sd**-2.0) + shapes.T @ through
            precision = precision - through[rows] @ np.linalg.solve(inner, through.T)
        columns = each.shares / self.fitted.level[rows]
        linear = columns @ (precision @ residual)
        square = np.einsum("ij,jk,ik->i", columns, precision[:, rows], columns)
        return Evidence(linear, np.maximum(square, 1e-12), each.mailing.quantity * each.mailing.reach_share)

    def _shapes(self, numbers: Sequence[int]) -> Array:
        """Relative effect of one contact of each given mailing, as believed now."""
        shapes = np.zeros((len(self.fitted.level), len(numbers)))
        for column, number in enumerate(numbers):
            each = self.touches[number]
            share = self.found[number] / max(self.found[number].sum(), 1e-9)
            if self.found[number].sum() <= 0:
                share = each.lag_prior @ each.shares
            shapes[each.rows, column] = share / self.fitted.level[each.rows]
        return shapes


def _added(precision: Array, variance: Array) -> Array:
    """The precision after independent variance was added to some days (Woodbury)."""
    rows = np.flatnonzero(variance > 0)
    if rows.size == 0:
        return precision
    inner = np.diag(1 / variance[rows]) + precision[np.ix_(rows, rows)]
    loosened: Array = precision - precision[:, rows] @ np.linalg.solve(inner, precision[rows])
    return loosened
