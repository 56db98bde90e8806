"""What the sends of one letter type say together: a grid over the type's rate and lag, every send near its type.

For one send and one lag the counts give a Gaussian likelihood of the number of extra contacts. On a grid of rates
(contacts per letter) these likelihoods are multiplied over the sends of a type, each send varying around the level of
its type; the lag is shared. A share of the probability says that the letter does nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

LOG_RATES: Array = np.linspace(np.log(1e-5), np.log(0.8), 226)
"""Grid of the logarithm of contacts per letter; steps of 5 %."""

NEGLIGIBLE = 14.0
"""Stories whose best likelihood is this much lower (on the logarithm) than another's are left out."""

SENDS_LOG_SD, SENDS_FAR, SENDS_FAR_SHARE = 0.20, 2.5, 0.10
"""How much the sends of a type differ (sd of the logarithm), how much wider the few that differ more, and their share.

Own sets draw 0.1 to 0.4; 0.12 to 0.2 explains their counts best, because what the counts say about one send is held for less
certain than it is (docs/explanation/impact.md). A review still says 0.30 (`impact.rate`).
"""

BROAD, BROAD_SHARE = 2.5, 0.25
"""The prior's broad part: how much wider than the near one, and how much of the probability it has."""

NOTHING_AT_ALL = 0.12
"""Prior probability that a type of letter causes no contacts that can be told from none."""


@dataclass(frozen=True)
class View:
    """What the counts say about one send if one story is true: terms in extra contacts per lag, and the story's odds.

    Attributes:
        linear: factor of the contacts in the logarithm of the likelihood, per lag.
        square: factor of minus half the squared contacts, per lag.
        weight: logarithm of the story's odds before the contacts are looked at.
        taken: per member of the campaign (rows) and lag what one contact by the curve takes off what strayed from it.
        strayed: per member the contacts in its window that would have strayed if the curve did nothing.
        stray_sd: per member the standard deviation of what strayed.
    """

    linear: Array
    square: Array
    weight: float
    taken: Array
    strayed: Array
    stray_sd: Array

    @property
    def best(self) -> float:
        """The highest logarithm of the likelihood that any number of contacts reaches."""
        return self.weight + float((np.maximum(self.linear, 0.0) ** 2 / (2 * self.square)).max())


@dataclass(frozen=True)
class Evidence:
    """What the counts say about one send: the plain story, and others in which something else happened as well."""

    views: tuple[View, ...]
    letters: float

    def log_likelihood(self) -> Array:
        """Logarithm of likelihood: one row per lag, one column per rate."""
        amount = self.letters * np.exp(LOG_RATES)[None, :]
        top = max(view.best for view in self.views)
        total: Array = np.zeros((len(self.views[0].linear), len(LOG_RATES)))
        for view in self.views:
            if view.best > top - NEGLIGIBLE:
                gain = view.linear[:, None] * amount - 0.5 * view.square[:, None] * amount**2
                total += np.exp(gain + view.weight - top)
        likelihood: Array = np.log(total + 1e-300) + top
        return likelihood

    def strayed(self, member: int) -> tuple[Array, Array]:
        """Contacts of one member that strayed from its curve, mean and sd per lag (rows) and rate (columns)."""
        amount = self.letters * np.exp(LOG_RATES)[None, :]
        top = max(view.best for view in self.views)
        total: Array = np.full((len(self.views[0].linear), len(LOG_RATES)), 1e-300)
        mean, square = np.zeros_like(total), np.zeros_like(total)
        for view in self.views:
            if view.best > top - NEGLIGIBLE:
                likely = np.exp(
                    view.linear[:, None] * amount - 0.5 * view.square[:, None] * amount**2 + view.weight - top
                )
                strayed = view.strayed[member] - view.taken[member][:, None] * amount
                total += likely
                mean += likely * strayed
                square += likely * (strayed**2 + view.stray_sd[member] ** 2)
        mean /= total
        return mean, np.sqrt(np.maximum(square / total - mean**2, 0.0))

    def log_nothing(self) -> float:
        """Logarithm of the likelihood of no contacts at all."""
        weights = np.array([view.weight for view in self.views])
        return float(weights.max() + np.log(np.exp(weights - weights.max()).sum()))


@dataclass(frozen=True)
class TypePosterior:
    """What the sends of a type say.

    Attributes:
        sends: per send the joint probability of lag (rows) and rate (columns), given that there is an effect.
        nothing: probability that the type has no effect.
        others: per send what all but itself say about its rate, as mean and sd of the logarithm: the prior it meets.
        level: mean and sd of the logarithm of the next send's rate, given an effect.
        lags: probability per lag.
    """

    sends: tuple[Array, ...]
    nothing: float
    others: tuple[tuple[float, float], ...]
    level: tuple[float, float]
    lags: Array


def _between() -> Array:
    """Probability of a send's rate (rows) given the type's rate (columns); a few sends differ more than usual."""
    apart = LOG_RATES[:, None] - LOG_RATES[None, :]
    near = np.exp(-0.5 * (apart / SENDS_LOG_SD) ** 2)
    far = np.exp(-0.5 * (apart / (SENDS_FAR * SENDS_LOG_SD)) ** 2) / SENDS_FAR
    mixed = (1 - SENDS_FAR_SHARE) * near + SENDS_FAR_SHARE * far
    table: Array = mixed / mixed.sum(axis=0, keepdims=True)
    return table


BETWEEN_SENDS = _between()


def type_posterior(sends: Sequence[Evidence], prior: tuple[float, float], lag_prior: Array) -> TypePosterior:
    """Combine the sends of one type.

    Args:
        sends: the evidence of each send; may be empty, then the prior comes back.
        prior: mean and sd of the logarithm of the type's rate before these sends.
        lag_prior: probability per lag before these sends.
    """
    level_prior = _heavy_tailed(*prior)
    joint = np.log(lag_prior)[:, None] + level_prior[None, :]
    likelihoods = [send.log_likelihood() for send in sends]
    seen = [_log_average(likelihood) for likelihood in likelihoods]
    total = joint + sum(seen) if seen else joint
    without = sum(send.log_nothing() for send in sends)
    odds = np.log(1 - NOTHING_AT_ALL) + _log_sum(total) - np.log(NOTHING_AT_ALL) - without
    nothing = float(1 / (1 + np.exp(np.clip(odds, -700, 700))))
    probabilities = []
    others = []
    for likelihood, own in zip(likelihoods, seen, strict=True):
        cavity = np.exp(total - own - (total - own).max())
        meets = cavity @ BETWEEN_SENDS.T
        others.append(_mean_sd(meets.sum(axis=0)))
        weight = np.exp(likelihood - likelihood.max()) * meets
        probabilities.append(weight / weight.sum())
    type_level = np.exp(total - total.max())
    lags: Array = type_level.sum(axis=1) / type_level.sum()
    return TypePosterior(
        tuple(probabilities), nothing, tuple(others), _mean_sd(BETWEEN_SENDS @ type_level.sum(axis=0)), lags
    )


def _heavy_tailed(mean: float, sd: float) -> Array:
    """Logarithm of the prior of a type's rate: normal, with a broad second part for letters like no other."""
    near = np.exp(-0.5 * ((LOG_RATES - mean) / sd) ** 2) / sd
    broad = np.exp(-0.5 * ((LOG_RATES - mean) / (BROAD * sd)) ** 2) / (BROAD * sd)
    mixed = (1 - BROAD_SHARE) * near + BROAD_SHARE * broad
    prior: Array = np.log(mixed / mixed.sum() + 1e-300)
    return prior


def _log_sum(values: Array) -> float:
    top = float(values.max())
    return top + float(np.log(np.exp(values - top).sum()))


def _log_average(likelihood: Array) -> Array:
    """Likelihood of the type's rate: that of the send's rate averaged over what a send may be."""
    top = likelihood.max(axis=1, keepdims=True)
    average: Array = top + np.log(np.exp(likelihood - top) @ BETWEEN_SENDS + 1e-300)
    return average


def _mean_sd(weight: Array) -> tuple[float, float]:
    share = weight / weight.sum()
    mean = float((share * LOG_RATES).sum())
    return mean, float(np.sqrt((share * (LOG_RATES - mean) ** 2).sum()))
