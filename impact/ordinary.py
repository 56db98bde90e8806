"""The ordinary process of a series: its level by regression, and how its deviations hang together in time.

Two steps. A ridge Poisson regression with robust weights, mailing windows left out, gives the level. Around it the
relative deviations are a Gaussian process: chance, day-to-day noise, and drifts that last days, weeks or months, with
variances by likelihood. Both steps then enter one covariance, so that every later estimate carries the uncertainty of
the whole.
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

DRIFT_DAYS = (4.0, 20.0, 150.0)
"""How long deviations last (days until their correlation falls to 1/e): a few days, weeks, months."""

SMALLEST_LEVEL = 0.05
"""Contacts per day below which a topic counts as silent."""

DRIFT_WIDER = 1.5
"""Factor on the variances of the drifts: the regression has already taken part of them as season (own sets, docs/explanation)."""

FEW_DAYS = 50
"""Ordinary days that make the drifts' variances twice as wide: few days fit their own regression too well to show all drift."""

BLOCK_DAYS = 96
OUTLIER = 3.5
MIDDLE_90 = 1.6448536269514722
"""Standard deviations on either side of the middle 90 % of a normal distribution."""
ROUNDS = 8
IGNORED_VARIANCE = 4.0
FORWARD_BLOCK = 64


@dataclass(frozen=True)
class Drift:
    """Variances of the relative deviations: day-to-day noise, and one per length in `DRIFT_DAYS`."""

    noise: float
    drifts: tuple[float, ...]

    def covariance(self, gaps: NDArray[np.int64]) -> Array:
        """Covariance for distances in whole days, without the day-to-day noise."""
        distance = np.arange(int(gaps.max(initial=0)) + 1)
        table: Array = np.zeros(len(distance))
        for variance, length in zip(self.drifts, DRIFT_DAYS, strict=True):
            table += variance * np.exp(-distance / length)
        return table[gaps]


@dataclass(frozen=True)
class Ordinary:
    """A fitted ordinary process, seen from the days that do not belong to a mailing.

    Attributes:
        series: what it was fitted on.
        level: contacts per counted day by the regression.
        response: the linearised logarithm of demand that mean and covariance speak about.
        drift: how deviations hang together.
        window: indexes of the counted days that were kept apart (days of mailings).
        ahead: further dates that were asked for.
        mean: expected `response` on the window days, then on the dates ahead, given all other days.
        covariance: of the same; the window's part includes `noise`, the part ahead does not.
        noise: variance of day-to-day noise and chance on the window days.
    """

    series: Series
    level: Array
    response: Array
    drift: Drift
    window: NDArray[np.int64]
    ahead: tuple[date, ...]
    mean: Array
    covariance: Array
    noise: Array


def fit_ordinary(
    series: Series,
    days: OpenDays,
    masked: NDArray[np.bool_],
    *,
    ignored: NDArray[np.bool_] | None = None,
    window: NDArray[np.bool_] | None = None,
    ahead: Sequence[date] = (),
) -> Ordinary:
    """Fit the ordinary process.

    Args:
        masked: days that say nothing about the level of ordinary days (mailings, events).
        ignored: days that say nothing at all, about drifts either (events); by default none.
        window: days to keep apart, so that mailings can be told from the process on them; by default none.
        ahead: dates for which the process is wanted, counted or not.
    """
    apart = np.zeros(len(series.dates), dtype=bool) if window is None else window
    design = regressors((*series.dates, *ahead), days, series.dates[0], series.dates[-1])
    count = len(series.dates)
    past = design.matrix[:count]
    weights = np.where(masked | series.at_least, 0.0, 1.0)
    if weights.sum() < 0.3 * count:
        # with hardly an unmasked day left, masked days are better than none
        weights = np.where(masked, 0.3, 1.0)
    level, coefficients, trusted = _poisson(series.demand, past, design.prior_sd, weights)
    deviation = series.demand / level - 1
    # the part of the level that the bends explain belongs to the drifts
    bends = past[:, design.is_bend] @ coefficients[design.is_bend]
    usable = np.flatnonzero(weights * trusted > 0.5)
    ordinals = series.ordinals.astype(int)
    drift = _likely_drift(ordinals, np.clip(deviation, -0.9, 3.0) + bends, level, usable)
    noise = (drift.noise + 1 / level) / np.maximum(trusted, 1e-3) ** 2
    # a full line says little about what people wanted; inside a window it is a lower limit, and kept as such
    unheard = (series.at_least & ~apart) | (False if ignored is None else ignored)
    noise = np.where(unheard, noise + IGNORED_VARIANCE, noise)
    response = deviation + np.log(level)
    scaled = (design.matrix * design.prior_sd)[:, ~design.is_bend]
    times = np.concatenate([ordinals, np.array([day.toordinal() for day in ahead], dtype=int)])
    order = np.concatenate([np.flatnonzero(~apart), np.flatnonzero(apart), np.arange(count, len(times))])
    known = int((~apart).sum())
    covariance = scaled[order] @ scaled[order].T + drift.covariance(
        np.abs(times[order][:, None] - times[order][None, :])
    )
    diagonal = np.concatenate([noise, np.full(len(ahead), 1e-9)])[order]
    covariance[np.diag_indices_from(covariance)] += diagonal
    mean, rest = _given_first(covariance, response[order[:known]])
    return Ordinary(
        series, level, response, drift, np.flatnonzero(apart), tuple(ahead), mean, rest, noise[np.flatnonzero(apart)]
    )


def _given_first(covariance: Array, known: Array) -> tuple[Array, Array]:
    """Mean and covariance of the last entries of a centred normal vector, given its first ones.

    The tail of a Cholesky factor is the factor of the conditional covariance.
    """
    count = len(known)
    root = np.linalg.cholesky(covariance)
    tail = root[count:, count:]
    half = _forward(root[:count, :count], known)
    return root[count:, :count] @ half, tail @ tail.T


def _forward(root: Array, values: Array) -> Array:
    """Solve root x = values for a lower triangular root, in blocks."""
    solved: Array = np.zeros(len(values))
    for start in range(0, len(values), FORWARD_BLOCK):
        stop = min(start + FORWARD_BLOCK, len(values))
        right = values[start:stop] - root[start:stop, :start] @ solved[:start]
        solved[start:stop] = np.linalg.solve(root[start:stop, start:stop], right)
    return solved


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


def _likely_drift(ordinals: NDArray[np.int64], deviation: Array, level: Array, usable: NDArray[np.int64]) -> Drift:
    """Variances by composite likelihood over blocks of days, each block with its own mean."""
    if len(usable) < 20:
        return Drift(0.01, (0.0025, 0.0025, 0.01))
    size = min(BLOCK_DAYS, len(usable))
    starts = np.linspace(0, len(usable) - size, max(1, round(len(usable) / size))).astype(int)
    rows = usable[starts[:, None] + np.arange(size)[None, :]]
    values = deviation[rows]
    times = ordinals[rows]
    gaps = np.abs(times[:, :, None] - times[:, None, :])
    distance = np.arange(int(gaps.max()) + 1)
    shapes = [np.exp(-distance / length) for length in DRIFT_DAYS]
    chance = 1 / level[rows]
    seen = float(np.median(np.abs(values - np.median(values))) / 0.6745) ** 2
    # what chance alone explains is not drift
    spread = max(1e-5, 0.1 * seen, seen - float(chance.mean()))
    eye = np.arange(size)

    def cost(logs: Array) -> float:
        noise, *drifts = np.exp(logs)
        table = np.full(len(distance), 0.25)
        for variance, shape in zip(drifts, shapes, strict=True):
            table += variance * shape
        covariance = table[gaps]
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
    wider = DRIFT_WIDER * (1 + FEW_DAYS / len(usable))
    return Drift(noise, tuple(wider * value for value in drifts))
