"""The mailings of one topic in one covariance: what the counts say about each, and what else may have happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.ordinary import Array, Ordinary
from impact.posterior import Evidence, View
from impact.touch import Campaign

MISFIT = 0.25
"""How far a day's response may stray from the curve, as a share of it: real curves are not gamma curves."""

SWELL, SWELL_DAYS = 0.20, 4.0
"""The same for several days on end, and how many: a second hump, a slower tail."""

BLUR, BLUR_DAYS = 0.5, 2.5
"""Part of that freedom that days beside a high day share with it, and how near they lie."""

OUTLIER = 5.0

SURGE_SHARE = 0.08
"""Prior probability that something else (a storm, an outage, news) drove the topic up or down during a mailing."""

SURGE_SIZES = (0.25, 1.0)
SURGE_SPANS = ((9, 5, 4.0), (24, 12, 12.0))
"""Counted days that a surge may cover, steps between its possible starts, and days its strength hangs together."""

SURGE_HOPE = 25.0
"""Stories that are this much less likely before a mailing is added to them are not worked out."""


class TopicModel:
    """The mailings of one topic while they are being told apart from the ordinary process and from each other.

    All arrays speak about the touched days only, in order; effects are relative to the day's level.

    Attributes:
        touches: the mailings, with `places` of their days among the touched days.
        found: per mailing the contacts per touched day that are believed now.
        precision: inverse covariance of the deviations, looser where a mailing or an outlier is at work.
        stray: variance that was allowed per day for mailings that stray from their curve.
    """

    def __init__(self, fitted: Ordinary, together: Sequence[Campaign]) -> None:
        count = len(fitted.window)
        self.fitted = fitted
        self.touches = tuple(each.whole for each in together)
        self.places = [np.searchsorted(fitted.window, each.rows) for each in self.touches]
        self.found: list[Array] = [np.zeros(len(each.rows)) for each in self.touches]
        self.allowed: list[Array] = [np.zeros((len(each.rows), len(each.rows))) for each in self.touches]
        self.parts = [self._parts(number, each) for number, each in enumerate(together)]
        self.level: Array = fitted.level[fitted.window]
        self.deviation: Array = fitted.response[fitted.window] - fitted.mean[:count]
        self.covariance: Array = fitted.covariance[:count, :count]
        self.precision: Array = np.linalg.inv(self.covariance)
        self.stray: Array = np.zeros(count)
        self.outlier: Array = np.zeros(count)

    def loosen(self) -> None:
        """Allow for chance and misfit of what the mailings did, and for days that fit nothing."""
        self.stray = np.zeros_like(self.covariance)
        for number, places in enumerate(self.places):
            self.allowed[number] = self._allowance(number)
            self.stray[np.ix_(places, places)] += self.allowed[number]
        residual = self.deviation - self.effect()
        for _ in range(2):
            self.precision = self._loosened()
            own = np.diag(self.precision)
            left_out = (self.precision @ residual) / own
            beyond = np.abs(left_out) * np.sqrt(own) > OUTLIER
            self.outlier = np.where(beyond, (left_out / OUTLIER) ** 2 + self.outlier, self.outlier)
        self.precision = self._loosened()

    def _loosened(self) -> Array:
        looser = self.covariance + self.stray
        looser[np.diag_indices_from(looser)] += self.outlier
        return np.linalg.inv(looser)

    def _allowance(self, number: int) -> Array:
        """Covariance for chance in one mailing's contacts and for how they stray from the curve."""
        places = self.places[number]
        relative = self.found[number] / self.level[places]
        near = self._blurred(number, relative)
        days = self.fitted.series.ordinals[self.fitted.window[places]]
        apart = np.abs(days[:, None] - days[None, :])
        stray: Array = SWELL**2 * near[:, None] * near[None, :] * np.exp(-apart / SWELL_DAYS)
        stray[np.diag_indices_from(stray)] += near / self.level[places] + (MISFIT * near) ** 2
        return stray

    def _blurred(self, number: int, relative: Array) -> Array:
        """The effect as if the curve were a few days off: a day beside a high one may be high as well."""
        days = self.fitted.series.ordinals[self.fitted.window[self.places[number]]]
        apart = np.abs(days[:, None] - days[None, :])
        kernel = np.exp(-0.5 * (apart / BLUR_DAYS) ** 2)
        blurred: Array = (kernel / kernel.sum(axis=1, keepdims=True)) @ relative
        return (1 - BLUR) * relative + BLUR * blurred

    def _parts(self, number: int, campaign: Campaign) -> list[Array]:
        """Per member the part of each touched day of the campaign that is its own, inside its window only."""
        whole = campaign.whole
        if len(campaign.members) == 1:
            return [whole.in_window.astype(float)]
        shape = np.maximum(whole.lag_prior @ whole.shares * whole.letters, 1e-12)
        found: list[Array] = []
        for member in campaign.members:
            part = np.zeros(len(whole.rows))
            places = np.searchsorted(whole.rows, member.rows)
            part[places] = (member.lag_prior @ member.shares) * member.letters / shape[places] * member.in_window
            found.append(part)
        return found

    def relative(self, number: int) -> Array:
        """Believed effect of one mailing per touched day."""
        effect: Array = np.zeros(len(self.level))
        effect[self.places[number]] = self.found[number]
        return effect / self.level

    def effect(self, without: int | None = None) -> Array:
        """All believed effects per touched day."""
        others = (self.relative(number) for number in range(len(self.touches)) if number != without)
        return sum(others, np.zeros(len(self.level)))

    def evidence(self, number: int, priors: Sequence[tuple[float, float]]) -> Evidence:
        """What the counts say about one mailing, the overlapping ones averaged out over their priors (contacts, sd)."""
        each, places = self.touches[number], self.places[number]
        overlapping = [
            other
            for other, theirs in enumerate(self.places)
            if other != number and np.intersect1d(theirs, places).size > 0
        ]
        residual = self.deviation - self.effect(without=number)
        precision = self.precision[places]
        if overlapping:
            shapes = np.stack([self._shape(other) for other in overlapping], axis=1)
            believed = np.array([self.found[other].sum() for other in overlapping])
            mean = np.array([priors[other][0] for other in overlapping])
            sd = np.array([max(priors[other][1], 1e-3) for other in overlapping])
            residual = residual + shapes @ (believed - mean)
            through = self.precision @ shapes
            inner = np.diag(sd**-2.0) + shapes.T @ through
            precision = precision - through[places] @ np.linalg.solve(inner, through.T)
        columns = each.shares / self.level[places]
        worth = np.stack([part * self.level[places] for part in self.parts[number]])
        weigh = _Weighing(columns, worth @ self.allowed[number], np.diag(worth @ self.allowed[number] @ worth.T))
        return Evidence(self._views(weigh, precision[:, places], precision @ residual, places), each.letters)

    def _views(self, weigh: _Weighing, precision: Array, pull: Array, places: NDArray[np.int64]) -> tuple[View, ...]:
        """The plain story, and those in which a surge of our own making or the world's fell on some days as well."""
        views = [weigh.view(precision, pull, float(np.log(1 - SURGE_SHARE)))]
        days = self.fitted.series.ordinals[self.fitted.window[places]]
        parts = [
            (slice(start, start + rows), length)
            for rows, step, length in SURGE_SPANS
            for start in range(0, max(1, len(days) - step), step)
        ]
        odds = np.log(SURGE_SHARE / (len(parts) * len(SURGE_SIZES)))
        for part, length in parts:
            shape = np.exp(-np.abs(days[part, None] - days[None, part]) / length)
            for size in SURGE_SIZES:
                # Woodbury on the surge's days: its variance is known, where and whether it was is not
                surge = size**2 * shape
                mixing = np.linalg.inv(np.eye(len(surge)) + precision[part, part] @ surge)
                gain = surge @ mixing
                weight = odds + 0.5 * float(pull[part] @ gain @ pull[part]) + 0.5 * _log_determinant(mixing)
                if weight + SURGE_HOPE < views[0].best:
                    continue
                looser = precision - precision[:, part] @ gain @ precision[part]
                views.append(weigh.view(looser, pull - precision[:, part] @ gain @ pull[part], weight))
        return tuple(views)

    def _shape(self, number: int) -> Array:
        """Relative effect of one contact of a mailing per touched day, as believed now."""
        each, contacts = self.touches[number], self.found[number]
        share = contacts / contacts.sum() if contacts.sum() > 0 else each.lag_prior @ each.shares
        shape: Array = np.zeros(len(self.level))
        shape[self.places[number]] = share
        return shape / self.level


@dataclass(frozen=True)
class _Weighing:
    """What turns a precision into a view.

    Attributes:
        columns: relative effect of one contact per lag (rows) and day.
        strays: contacts that stray in the window per member (rows), per unit of what pulls on a day.
        variance: per member the variance of what strays before the counts are looked at.
    """

    columns: Array
    strays: Array
    variance: Array

    def view(self, precision: Array, pull: Array, weight: float) -> View:
        felt = self.columns @ precision
        square = (felt * self.columns).sum(axis=1)
        left = self.variance - ((self.strays @ precision) * self.strays).sum(axis=1)
        return View(
            self.columns @ pull,
            np.maximum(square, 1e-12),
            weight,
            self.strays @ felt.T,
            self.strays @ pull,
            np.sqrt(np.maximum(left, 0.0)),
        )


def _log_determinant(matrix: Array) -> float:
    return float(np.linalg.slogdet(matrix)[1])
