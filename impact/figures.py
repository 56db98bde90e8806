"""From what is believed about a campaign to the figures of one mailing in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import erf, sqrt

import numpy as np

from impact.baseline import ordinary_days
from impact.effects import TopicModel
from impact.measured import MeasuredDay, Measurement
from impact.ordinary import Array
from impact.posterior import LOG_RATES, Evidence
from impact.rate import BETWEEN_SENDS_LOG_SD
from impact.together import Sends
from impact.touch import Touch

SMALL_SHOWN, LARGE_SHOWN, LARGE = 0.97, 0.90, 0.06
"""Probability from which a small effect counts as shown, the same for a large one, and the part of the ordinary contacts in
the window from which it is large: a letter that did nothing seldom looks large, so less certainty is enough there."""

NEAREST = 0.02
"""Least standard deviation of a day's contacts beside the highest day: no day is known exactly."""

DOUBT_PULLS = 0.6
"""How much the probability of no effect lowers the point estimate: 1 would make it the median of all stories."""

NORMAL_BELOW = np.vectorize(lambda value: 0.5 * (1.0 + erf(value / sqrt(2.0))), otypes=[float])
"""Probability that a standard normal number lies below a value."""

CAUTION = 1.0
"""Factor on the width of intervals, from simulated mailings in many series (docs/explanation/impact.md)."""


def measurement(model: TopicModel, number: int, place: int, each: Touch, sends: Sends, leak: float) -> Measurement:
    """The figures of one member of a campaign; `leak` is the part of its contacts that was filed elsewhere."""
    found = sends.posterior
    send = sends.numbers.index(number)
    probability = found.sends[send]
    totals, spread = _totals(sends.evidence[send], place, each, _unsplit(model, number, each))
    rows = each.rows[each.in_window]
    at_least = bool(model.fitted.series.at_least[rows].any())
    # no letter brings more than was counted
    most = float(model.fitted.series.demand[rows].sum())
    inside = _interval(totals, spread, probability, found.nothing, 0.10 if at_least else 0.05)
    point, low, high = (min(value, most) / (1 - leak) for value in inside)
    per_day = _per_day(model, number, place, each, point * (1 - leak))
    window = [column for column, day in enumerate(each.curves.dates) if day <= each.mailing.last_on]
    complete = probability.sum(axis=1) @ each.curves.shares[:, window].sum(axis=1)
    seen = probability.sum(axis=1) @ each.shares[:, each.in_window].sum(axis=1)
    lag_weight = probability.sum(axis=1)
    mean_lag = float(np.exp(lag_weight @ np.log([lag.mean_days for lag in each.lags])))
    pulse = float(lag_weight @ np.array([lag.deadline_share for lag in each.lags]))
    expected = probability.sum(axis=1) @ each.shares[:, each.in_window]
    peak = _peak_day(per_day, expected, _day_sd(model, number, place, each))
    return Measurement(
        each.mailing.id,
        each.mailing.letter_type,
        each.mailing.topic,
        each.mailing.quantity,
        point,
        low,
        high,
        _is_shown(point * (1 - leak), sum(day.ordinary for day in per_day), 1 - found.nothing),
        found.nothing,
        peak,
        per_day,
        at_least,
        mean_lag,
        pulse if each.mailing.response_deadline else None,
        float(np.clip(1 - seen / max(complete, 1e-9), 0.0, 1.0)),
        _believed(each, probability * (1 - found.nothing), leak),
    )


def _is_shown(extra: float, ordinary: float, probability: float) -> bool:
    """Whether there is an effect beyond reasonable doubt."""
    return probability > (LARGE_SHOWN if extra >= LARGE * max(ordinary, 1.0) else SMALL_SHOWN)


def _peak_day(per_day: Sequence[MeasuredDay], curve: Array, sd: Array) -> date:
    """The day that has the highest day within a day of itself with the highest probability.

    A day's height is half what was seen and half the curve, because single days are noisy.
    """
    seen = np.array([day.extra for day in per_day])
    heights = 0.5 * seen + 0.5 * seen.sum() * curve / max(float(curve.sum()), 1e-9)
    highest = _highest(heights, sd + NEAREST * float(heights.max()) + 1e-6)
    ordinals = np.array([day.on.toordinal() for day in per_day])
    within = (np.abs(ordinals[:, None] - ordinals[None, :]) <= 1) @ highest
    # of two days that are as good, the one that is itself the likelier
    return per_day[int(np.argmax(within + 1e-3 * highest))].on


def _highest(heights: Array, sd: Array) -> Array:
    """Probability of each of some independent normal numbers to be the highest."""
    grid = np.linspace(float((heights - 4 * sd).min()), float((heights + 4 * sd).max()), 100)
    apart = (grid[:, None] - heights[None, :]) / sd[None, :]
    below = np.maximum(NORMAL_BELOW(apart), 1e-12)
    parts = np.exp(-0.5 * apart**2) / sd[None, :] / below * below.prod(axis=1, keepdims=True)
    total: Array = parts.sum(axis=0)
    return total / total.sum() if total.sum() > 0 else np.full(len(heights), 1.0 / len(heights))


def _day_sd(model: TopicModel, number: int, place: int, each: Touch) -> Array:
    """Standard deviation of the contacts per day of the window around the curve, given the counts."""
    own, allowed = model.places[number], model.allowed[number]
    left = np.diag(allowed) - ((allowed @ model.precision[np.ix_(own, own)]) * allowed).sum(axis=1)
    sd = model.level[own] * np.sqrt(np.maximum(left, 0.0)) * model.parts[number][place]
    inside: Array = sd[np.searchsorted(model.touches[number].rows, each.rows[each.in_window])]
    return inside


def _believed(each: Touch, probability: Array, leak: float) -> dict[date, float]:
    """Expected contacts per open day of the whole response."""
    letters = each.letters / (1 - leak)
    contacts = letters * (probability @ np.exp(LOG_RATES)) @ each.curves.shares
    return {day: float(value) for day, value in zip(each.curves.dates, contacts, strict=True)}


def _totals(evidence: Evidence, place: int, each: Touch, unsplit: float) -> tuple[Array, Array]:
    """Extra contacts in the window, mean and sd per lag and rate: by the curve, and what strayed from it."""
    in_window = each.shares[:, each.in_window].sum(axis=1)
    by_curve = each.letters * in_window[:, None] * np.exp(LOG_RATES)[None, :]
    strayed, sd = evidence.strayed(place)
    return by_curve + strayed, np.sqrt(sd**2 + (unsplit * by_curve) ** 2)


def _unsplit(model: TopicModel, number: int, each: Touch) -> float:
    """How far a member's contacts may lie from its part by letters (sd, relative): rates differ between sends."""
    others = len(model.parts[number]) - 1
    if not others:
        return 0.0
    rest = 1 - each.letters / model.touches[number].letters
    return BETWEEN_SENDS_LOG_SD * rest * sqrt(1 + 1 / others)


def _interval(
    totals: Array, sd: Array, probability: Array, nothing: float, lowest: float
) -> tuple[float, float, float]:
    """Point and 90 % interval of the total.

    The interval is that of the mixture of no effect and all lags and rates. The point is the median if there was an
    effect, lowered by doubt but not to zero: what a letter did is asked for because it is believed to have done something.
    """
    steps = np.linspace(-2.0, 2.0, 9)
    parts = np.exp(-0.5 * steps**2)
    weights: Array = probability.ravel()
    keep = weights > 1e-6
    spread: Array = np.maximum(totals.ravel()[keep, None] + sd.ravel()[keep, None] * steps[None, :], 0.0).ravel()
    shares: Array = (weights[keep][:, None] * (parts / parts.sum())[None, :]).ravel()
    order = np.argsort(spread)
    spread, cumulative = spread[order], np.cumsum(shares[order]) / shares.sum()
    middle = 0.5 * (1.0 - DOUBT_PULLS * nothing)

    def quantile(share: float) -> float:
        return float(np.interp((share - nothing) / (1 - nothing), cumulative, spread)) if share > nothing else 0.0

    point = float(np.interp(middle, cumulative, spread))
    low, high = min(quantile(lowest), point), max(quantile(0.95), point)
    return (point, max(0.0, point - CAUTION * (point - low)), point + CAUTION * (high - point))


def shared_out(total: float, heights: Array, most: Array) -> Array:
    """Divide a total over days by their heights, none more than what was counted on it; the parts sum to the total."""
    parts: Array = np.zeros(len(heights))
    full = np.zeros(len(heights), dtype=bool)
    for _ in range(len(heights)):
        left = total - float(parts[full].sum())
        weights = np.where(full, 0.0, heights)
        if weights.sum() <= 1e-12:
            weights = np.where(full, 0.0, most - parts)
        if weights.sum() <= 1e-12:
            break
        parts = np.where(full, parts, left * weights / weights.sum())
        over = ~full & (parts > most)
        if not over.any():
            break
        parts, full = np.where(over, most, parts), full | over
    return parts


def _per_day(model: TopicModel, number: int, place: int, each: Touch, total: float) -> tuple[MeasuredDay, ...]:
    places = np.searchsorted(model.fitted.window, each.rows[each.in_window])
    series = model.fitted.series
    surprise = model.precision @ (model.deviation - model.effect())
    own = model.places[number]
    extra: Array = np.zeros(len(model.level))
    strayed = model.allowed[number] @ surprise[own]
    extra[own] = np.maximum(model.found[number] + model.level[own] * strayed, 0.0) * model.parts[number][place]
    if extra.sum() <= 0:
        extra[own] = (model.touches[number].lag_prior @ model.touches[number].shares) * model.parts[number][place]
    extra[places] = shared_out(total, extra[places], series.demand[each.rows[each.in_window]])
    # the level without day-to-day noise, on window days too, once the mailings are taken out
    smooth = model.covariance - np.diag(model.fitted.noise)
    mean = model.fitted.mean[: len(model.level)] + smooth @ surprise
    variance = np.diag(smooth) - ((smooth @ model.precision) * smooth).sum(axis=1)
    dates = [series.dates[row] for row in each.rows[each.in_window]]
    ordinary = ordinary_days(model.fitted, dates, mean[places], variance[places])
    return tuple(
        MeasuredDay(
            day.on,
            float(series.demand[row]),
            day.expected,
            day.lo90,
            day.hi90,
            float(extra[where]),
            bool(series.at_least[row]),
        )
        for row, where, day in zip(each.rows[each.in_window], places, ordinary, strict=True)
    )
