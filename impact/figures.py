"""From what is believed about a campaign to the figures of one mailing in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from impact.baseline import ordinary_days
from impact.effects import TopicModel
from impact.measured import MeasuredDay, Measurement
from impact.ordinary import Array
from impact.posterior import LOG_RATES
from impact.together import Sends
from impact.touch import Touch

DETECTED_AT = 0.96
DOUBT_PULLS = 0.6
"""How much the probability of no effect lowers the point estimate: 1 would make it the median of all stories."""

CAUTION = 1.0
"""Factor on the width of intervals, from simulated mailings in many series (docs/explanation/impact.md)."""


def measurement(model: TopicModel, number: int, each: Touch, sends: Sends, leak: float) -> Measurement:
    """The figures of one member of a campaign; `leak` is the part of its contacts that was filed elsewhere."""
    found = sends.posterior
    probability = found.sends[sends.numbers.index(number)]
    totals, stray, stray_sd = _totals(model, number, each, leak)
    point, low, high = _interval(totals, probability, found.nothing, stray, stray_sd)
    per_day = _per_day(model, number, each)
    window = [column for column, day in enumerate(each.curves.dates) if day <= each.mailing.last_on]
    complete = probability.sum(axis=1) @ each.curves.shares[:, window].sum(axis=1)
    seen = probability.sum(axis=1) @ each.shares[:, each.in_window].sum(axis=1)
    lag_weight = probability.sum(axis=1)
    mean_lag = float(np.exp(lag_weight @ np.log([lag.mean_days for lag in each.lags])))
    pulse = float(lag_weight @ np.array([lag.deadline_share for lag in each.lags]))
    expected = probability.sum(axis=1) @ each.shares
    heights = _heights(per_day, expected[each.in_window])
    peak = per_day[heights.index(max(heights))].on
    return Measurement(
        each.mailing.id,
        each.mailing.letter_type,
        each.mailing.topic,
        each.mailing.quantity,
        point,
        low,
        high,
        bool(found.nothing < 1 - DETECTED_AT and low > 0),
        found.nothing,
        peak,
        per_day,
        any(day.at_least for day in per_day),
        mean_lag,
        pulse if each.mailing.response_deadline else None,
        float(np.clip(1 - seen / max(complete, 1e-9), 0.0, 1.0)),
        _believed(each, probability * (1 - found.nothing), leak),
    )


def _heights(per_day: Sequence[MeasuredDay], curve: Array) -> list[float]:
    """How likely each day is the peak: half by what was seen, half by the curve, because single days are noisy."""
    seen = sum(day.extra for day in per_day) or 1.0
    expected = float(curve.sum()) or 1.0
    return [day.extra / seen + float(share) / expected for day, share in zip(per_day, curve, strict=True)]


def _believed(each: Touch, probability: Array, leak: float) -> dict[date, float]:
    """Expected contacts per open day of the whole response."""
    letters = each.letters / (1 - leak)
    contacts = letters * (probability @ np.exp(LOG_RATES)) @ each.curves.shares
    return {day: float(value) for day, value in zip(each.curves.dates, contacts, strict=True)}


def _part(model: TopicModel, number: int, each: Touch) -> Array:
    """The member's part of what its campaign is believed to have done, per touched day."""
    whole = model.touches[number]
    if each is whole:
        return np.ones(len(model.level))
    shape = whole.lag_prior @ whole.shares
    own = (each.lag_prior @ each.shares) * each.letters / whole.letters
    part: Array = np.zeros(len(model.level))
    part[model.places[number]] = shape
    places = np.searchsorted(model.fitted.window, each.rows)
    part[places] = own / np.maximum(part[places], 1e-12)
    outside = np.ones(len(part), dtype=bool)
    outside[places] = False
    part[outside] = 0.0
    return part


def _totals(model: TopicModel, number: int, each: Touch, leak: float) -> tuple[Array, float, float]:
    """Extra contacts in the window per lag and rate by the curve; and what strayed from the curve, mean and sd."""
    in_window = each.shares[:, each.in_window].sum(axis=1)
    totals = each.letters * in_window[:, None] * np.exp(LOG_RATES)[None, :]
    places = np.searchsorted(model.fitted.window, each.rows[each.in_window])
    level = model.level[places] * _part(model, number, each)[places]
    variance = model.allowed(number)[places]
    stray = variance * (model.precision[places] @ (model.deviation - model.effect()))
    left = np.diag(variance) - variance[:, None] * model.precision[np.ix_(places, places)] * variance[None, :]
    sd = float(np.sqrt(max(float(level @ left @ level), 0.0)))
    return totals / (1 - leak), float(level @ stray) / (1 - leak), sd / (1 - leak)


def _interval(
    totals: Array, probability: Array, nothing: float, stray: float, stray_sd: float
) -> tuple[float, float, float]:
    """Point and 90 % interval of the total.

    The interval is that of the mixture of no effect and all lags and rates. The point is the median if there was an
    effect, lowered by doubt but not to zero: what a letter did is asked for because it is believed to have done something.
    """
    steps = np.linspace(-2.0, 2.0, 9)
    parts = np.exp(-0.5 * steps**2)
    weights: Array = probability.ravel()
    keep = weights > 1e-7
    values: Array = totals.ravel()[keep] + stray
    spread: Array = np.maximum(values[:, None] + stray_sd * steps[None, :], 0.0).ravel()
    shares: Array = (weights[keep][:, None] * (parts / parts.sum())[None, :]).ravel()
    order = np.argsort(spread)
    spread, cumulative = spread[order], np.cumsum(shares[order]) / shares.sum()
    middle = 0.5 * (1.0 - DOUBT_PULLS * nothing)

    def quantile(share: float) -> float:
        return float(np.interp((share - nothing) / (1 - nothing), cumulative, spread)) if share > nothing else 0.0

    point = float(np.interp(middle, cumulative, spread))
    low, high = min(quantile(0.05), point), max(quantile(0.95), point)
    return point, max(0.0, point - CAUTION * (point - low)), point + CAUTION * (high - point)


def _per_day(model: TopicModel, number: int, each: Touch) -> tuple[MeasuredDay, ...]:
    places = np.searchsorted(model.fitted.window, each.rows[each.in_window])
    series = model.fitted.series
    relative = model.relative(number)
    surprise = model.precision @ (model.deviation - model.effect())
    extra = model.level * np.maximum(relative + model.allowed(number) * surprise, 0.0)
    extra = extra * _part(model, number, each)
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
            float(extra[place]),
            bool(series.at_least[row]),
        )
        for row, place, day in zip(each.rows[each.in_window], places, ordinary, strict=True)
    )
