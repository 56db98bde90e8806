"""The ordinary process of a series: its level by regression, and how its deviations hang together in time.

Two steps. A ridge Poisson regression with robust weights, mailing windows left out, gives the level. Around it the
relative
deviations are a Gaussian process: chance, day-to-day noise, and drifts that last days, weeks or months, with
variances by
likelihood. Both steps then enter one covariance, so that every later estimate carries the uncertainty of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from impact.regressors import regressors
from impact.series import Series
from impact.values import OpenDays

Array = NDArray[np.floating[Any]]

DRIFT_DAYS = (2.5, 12.0, 90.0)
"""How long deviations last (days until their correlation falls to 1/e): a few days, weeks, months."""

SMALLEST_LEVEL = 0.05
"""Contacts per day below which a topic counts as silent."""

BLOCK_DAYS = 96
OUTLIER = 3.5
MIDDLE_90 = 1.6448536269514722
"""Standard deviations on either side of the middle 90 % of a normal distribution."""
ROUNDS = 8


@dataclass(frozen=True)
class Drift:
    """Variances of the relative deviations: day-to-day noise, and one per length in `DRIFT_DAYS`."""

    noise: float
    drifts: tuple[float, ...]

    def covariance(self, gaps: Array) -> Array:
        """Covariance for day distances, without the day-to-day noise."""
        total = np.zeros_like(gaps)
        for variance, length in zip(self.drifts, DRIFT_DAYS, strict=True):
            if variance > 0:
                total += variance * np.exp(-gaps / length)
        return total


@dataclass(frozen=True)
class Ordinary:
    """A fitted ordinary process.

    Attributes:
        series: what it was fitted on.
        days: the calendar of the series.
        level: contacts per counted day by the regression.
        response: the linearised logarithm of demand that the covariance speaks about.
        precision: inverse covariance of `response`.
        trusted: weight of each day, below 1 for outliers.
    """

    series: Series
    days: OpenDays
    level: Array
    response: Array
    precision: Array
    trusted: Array
    drift: Drift
    coefficients: Array

    def prior_covariance(self, dates: Sequence[date]) -> tuple[Array, Array]:
        """Covariance of the log level on `dates` with the fitted days, and among themselves."""
        first, last = self.series.dates[0], self.series.dates[-1]
        past = _scaled(self.series.dates, self.days, first, last)
        ahead = _scaled(dates, self.days, first, last)
        there = np.array([day.toordinal() for day in dates], dtype=float)
        cross = np.abs(there[:, None] - self.series.ordinals[None, :])
        among = np.abs(there[:, None] - there[None, :])
        return (
            ahead @ past.T + self.drift.covariance(cross),
            ahead @ ahead.T + self.drift.covariance(among),
        )

    def foretell(
        self, dates: Sequence[date], response: Array | None = None, precision: Array | None = None
    ) -> tuple[Array, Array]:
        """Mean and covariance of the log level on any dates, given the counted days (or another view of them)."""
        given = self.response if response is None else response
        cross, among = self.prior_covariance(dates)
        gain = cross @ (self.precision if precision is None else precision)
        return gain @ given, among - gain @ cross.T


def _scaled(dates: Sequence[date], days: OpenDays, first: date, last: date) -> Array:
    design = regressors(dates, days, first, last, bends=False)
    scaled: Array = design.matrix * design.prior_sd
    return scaled


def fit_ordinary(series: Series, days: OpenDays, masked: NDArray[np.bool_]) -> Ordinary:
    """Fit the ordinary process; `masked` marks days that say nothing about ordinary days (mailings, events)."""
    first, last = series.dates[0], series.dates[-1]
    design = regressors(series.dates, days, first, last)
    weights = np.where(masked | series.at_least, 0.0, 1.0)
    if weights.sum() < 0.3 * len(weights):
        # with hardly an unmasked day left, masked days are better than none
        weights = np.where(masked, 0.3, 1.0)
    level, coefficients, trusted = _poisson(series.demand, design.matrix, design.prior_sd, weights)
    deviation = series.demand / level - 1
    flat = _scaled(series.dates, days, first, last)
    # the part of the level that the bends explain belongs to the drifts
    bends = design.matrix[:, design.is_bend] @ coefficients[design.is_bend]
    response = deviation + np.log(level)
    usable = np.flatnonzero(weights * trusted > 0.5)
    drift = _likely_drift(series.ordinals, np.clip(deviation, -0.9, 3.0) + bends, level, usable)
    gaps = np.abs(series.ordinals[:, None] - series.ordinals[None, :])
    covariance = flat @ flat.T + drift.covariance(gaps)
    covariance[np.diag_indices_from(covariance)] += (drift.noise + 1 / level) / np.maximum(trusted, 1e-3) ** 2
    return Ordinary(series, days, level, response, np.linalg.inv(covariance), trusted, drift, coefficients)


def _poisson(counts: Array, matrix: Array, prior_sd: Array, weights: Array) -> tuple[Array, Array, Array]:
    """Ridge Poisson regression with robust weights; returns level, coefficients and the trust in each day."""
    used = weights > 0
    centre = np.log(max(float((counts * weights).sum() / weights.sum()), SMALLEST_LEVEL))
    beta: Array = np.zeros(matrix.shape[1])
    beta[0] = centre
    prior_mean = beta.copy()
    trusted = np.ones(len(counts))
    # overdispersed counts carry less weight than Poisson, the prior relatively more; 1.0 to start
    dispersion = 1.0
    for _ in range(ROUNDS):
        level = np.exp(np.clip(matrix @ beta, centre - 4, centre + 4))
        strength = weights * trusted * level / dispersion
        target = matrix @ beta + counts / level - 1
        normal = matrix.T @ (strength[:, None] * matrix) + np.diag(prior_sd**-2.0)
        right = matrix.T @ (strength * target) + prior_mean / prior_sd**2
        beta = np.linalg.solve(normal, right)
        level = np.exp(np.clip(matrix @ beta, centre - 4, centre + 4))
        pearson = (counts - level) / np.sqrt(level)
        scale = max(1.0, float(np.median(np.abs(pearson[used]))) / 0.6745)
        dispersion = scale**2
        trusted = np.minimum(1.0, OUTLIER * scale / np.maximum(np.abs(pearson), 1e-9))
        trusted[~used] = 1.0
    return np.maximum(level, SMALLEST_LEVEL), beta, trusted


def _likely_drift(ordinals: Array, deviation: Array, level: Array, usable: NDArray[np.int64]) -> Drift:
    """Variances by composite likelihood over blocks of days, each block with its own mean."""
    if len(usable) < 20:
        return Drift(0.01, (0.0025, 0.0025, 0.01))
    size = min(BLOCK_DAYS, len(usable))
    starts = np.linspace(0, len(usable) - size, max(1, round(len(usable) / size))).astype(int)
    rows = usable[starts[:, None] + np.arange(size)[None, :]]
    values = deviation[rows]
    times = ordinals[rows]
    gaps = np.abs(times[:, :, None] - times[:, None, :])
    shapes = [np.exp(-gaps / length) for length in DRIFT_DAYS]
    chance = 1 / level[rows]
    spread = max(1e-4, float(np.median(np.abs(values - np.median(values))) / 0.6745) ** 2)
    eye = np.arange(size)

    def cost(logs: Array) -> float:
        noise, *drifts = np.exp(logs)
        covariance = np.full_like(gaps, 0.25)
        for variance, shape in zip(drifts, shapes, strict=True):
            covariance += variance * shape
        covariance[:, eye, eye] += noise + chance
        root = np.linalg.cholesky(covariance)
        half = np.linalg.solve(root, values[..., None])[..., 0]
        # a weak lognormal prior keeps variances that the likelihood cannot see near a tenth of the spread
        prior = 0.5 * float((((logs - np.log(0.15 * spread)) / 2.0) ** 2).sum())
        return float((half**2).sum()) / 2 + float(np.log(root[:, eye, eye]).sum()) + prior

    logs = np.log(np.array([0.4, 0.2, 0.2, 0.2]) * spread)
    best = cost(logs)
    for step in (1.5, 0.8, 0.4):
        for _ in range(2):
            before = best
            for which in range(len(logs)):
                for sign in (-1, 1):
                    trial = logs.copy()
                    trial[which] += sign * step
                    value = cost(trial)
                    if value < best:
                        best, logs = value, trial
                        break
            if before - best < 0.2:
                break
    noise, *drifts = (float(value) for value in np.exp(logs))
    return Drift(noise, tuple(drifts))
