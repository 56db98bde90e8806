"""What mailings did: all overlapping ones together, each near its type, with the ordinary process's own uncertainty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from impact.baseline import Span, masked_days, ordinary_days
from impact.effects import TopicModel, Touch, touch, touched_days
from impact.errors import OutsideSeries, UnknownMailing
from impact.ordinary import Ordinary, fit_ordinary
from impact.posterior import LOG_RATES, TypePosterior, type_posterior
from impact.rate import type_level
from impact.response import Lag
from impact.series import demand_series
from impact.values import DayCount, OpenDays, PastMailing, PlannedMailing, PostDays

Array = NDArray[np.floating[Any]]

PASSES = 3
DETECTED_AT = 0.90
CAUTION = 1.0
"""Factor on the width of intervals, from simulated mailings in many series (docs/explanation/impact.md)."""


@dataclass(frozen=True, slots=True)
class MeasuredDay:
    """One open day of the window: what was counted, what was ordinary (with 90 % band), and the mailing's part."""

    on: date
    actual: float
    ordinary: float
    ordinary_lo90: float
    ordinary_hi90: float
    extra: float
    at_least: bool


@dataclass(frozen=True)
class Measurement:
    """What one mailing did in its window.

    Attributes:
        topic: the topic it was measured on; None for all topics.
        extra: extra contacts, all topics; `lo90` and `hi90` bound them with 90 % probability.
        detected: whether there is an effect beyond reasonable doubt.
        doubt: probability that there was no effect at all.
        peak_day: the open day with the most extra contacts.
        per_day: the days of the window that were counted.
        at_least: the line was full on some of these days and nobody knows how many did not get through: the figure is a
            lower bound and `hi90` says nothing.
        lag_days: mean days from arrival to contact.
        deadline_share: part that came as a pulse before the deadline; None without a deadline.
        unfinished: part of the response that was still to come when counting stopped, 0 to 1.
        believed: expected contacts on every open day of the response, after the window and after counting stopped too.
    """

    mailing: str
    letter_type: str
    topic: str | None
    quantity: int
    extra: float
    lo90: float
    hi90: float
    detected: bool
    doubt: float
    peak_day: date
    per_day: tuple[MeasuredDay, ...]
    at_least: bool
    lag_days: float
    deadline_share: float | None
    unfinished: float
    believed: Mapping[date, float]

    def as_past(self) -> PastMailing:
        """What the next mailing of the type leans on."""
        done = max(1 - self.unfinished, 0.05)
        return PastMailing(
            self.mailing,
            self.letter_type,
            self.quantity,
            self.extra / done,
            self.lo90 / done,
            self.hi90 / done,
            self.lag_days,
            self.deadline_share,
        )


@dataclass(frozen=True, slots=True)
class TypeHabit:
    """What the sends of a type taught: rate of the next send (lognormal), lags with probability, doubt."""

    log_mean: float
    log_sd: float
    nothing: float
    lag_days: float
    deadline_share: float | None
    lags: tuple[tuple[Lag, float], ...]
    sends: tuple[str, ...]


@dataclass(frozen=True)
class Study:
    """All that was measured together: figures per mailing, habits per type, and the ordinary process per topic."""

    measurements: Mapping[str, Measurement]
    habits: Mapping[str, TypeHabit]
    ordinary: Mapping[str | None, Ordinary]


def measure(
    counts: Iterable[DayCount],
    mailing_id: str,
    mailings: Sequence[PlannedMailing],
    days: OpenDays,
    post: PostDays,
    *,
    until: date,
    reviewed: Sequence[PastMailing] = (),
    events: Sequence[Span] = (),
    misfiled: float = 0.0,
) -> Measurement:
    """What one mailing did, told apart from all other mailings that are given.

    Args:
        mailings: the mailing itself and all others of the period, of any type and topic.
        until: counting ended with this day.
        reviewed: closed reviews; those of mailings that are also in `mailings` are measured anew and not used twice.
        misfiled: part of a mailing's contacts that agents file under another topic than the mailing's own.

    Raises:
        UnknownMailing: the mailing is not among `mailings`.
        OutsideSeries: no counted open day lies in its window.
        TooLittleHistory, NegativeCounts, ContradictoryCounts: see `impact.series.demand_series`.
    """
    wanted = next((each for each in mailings if each.id == mailing_id), None)
    if wanted is None:
        raise UnknownMailing(mailing=mailing_id)
    same_topic = [each for each in mailings if each.topic == wanted.topic]
    found = study(counts, same_topic, days, post, until=until, reviewed=reviewed, events=events, misfiled=misfiled)
    if mailing_id not in found.measurements:
        series = found.ordinary[wanted.topic].series
        raise OutsideSeries(mailing=mailing_id, first=series.dates[0], last=series.dates[-1])
    return found.measurements[mailing_id]


def study(
    counts: Iterable[DayCount],
    mailings: Sequence[PlannedMailing],
    days: OpenDays,
    post: PostDays,
    *,
    until: date,
    reviewed: Sequence[PastMailing] = (),
    events: Sequence[Span] = (),
    misfiled: float = 0.0,
) -> Study:
    """Measure all given mailings that touch a counted day, topic by topic; mailings outside the series are left out."""
    rows = list(counts)
    measurements: dict[str, Measurement] = {}
    habits: dict[str, TypeHabit] = {}
    ordinary: dict[str | None, Ordinary] = {}
    known = {each.id for each in mailings}
    earlier = [past for past in reviewed if past.id not in known]
    several = len({row.topic for row in rows}) > 1
    for topic in dict.fromkeys(each.topic for each in mailings):
        leak = misfiled if topic is not None and several else 0.0
        series = demand_series(rows, days, topics=None if topic is None else {topic}, until=until)
        own = [each for each in mailings if each.topic == topic]
        with_deadline = {each.letter_type for each in own if each.response_deadline is not None}
        tried = [touch(each, series, days, post, each.letter_type in with_deadline) for each in own]
        touches = [each for each in tried if each is not None]
        masked = masked_days(series, own, events)
        ignored = masked_days(series, (), events)
        fitted = fit_ordinary(series, days, masked, ignored=ignored, window=touched_days(series, touches))
        ordinary[topic] = fitted
        if not touches:
            continue
        model = TopicModel(fitted, touches)
        posteriors = _tell_apart(model, earlier)
        for number, each in enumerate(model.touches):
            letter_type = each.mailing.letter_type
            measurements[each.mailing.id] = _measurement(model, number, posteriors[letter_type], leak)
            habits[letter_type] = _habit(posteriors[letter_type], model, letter_type)
    return Study(measurements, habits, ordinary)


def _tell_apart(model: TopicModel, reviewed: Sequence[PastMailing]) -> dict[str, _Sends]:
    """Go round the types until their shares settle."""
    types = list(dict.fromkeys(each.mailing.letter_type for each in model.touches))
    priors = {name: _type_prior(model, name, reviewed) for name in types}
    expected = [_prior_contacts(each, priors[each.mailing.letter_type]) for each in model.touches]
    sends: dict[str, _Sends] = {}
    for turn in range(PASSES):
        for name in types:
            numbers = [n for n, each in enumerate(model.touches) if each.mailing.letter_type == name]
            evidence = [model.evidence(number, expected) for number in numbers]
            found = type_posterior(evidence, priors[name], model.touches[numbers[0]].lag_prior)
            sends[name] = _Sends(tuple(numbers), found)
            for position, number in enumerate(numbers):
                each = model.touches[number]
                weight = found.sends[position] * (1 - found.nothing)
                letters = each.letters
                amount = letters * weight @ np.exp(LOG_RATES)
                model.found[number] = amount @ each.shares
                expected[number] = _prior_contacts(each, found.others[position])
        if turn < PASSES - 1:
            model.loosen()
    return sends


@dataclass(frozen=True)
class _Sends:
    numbers: tuple[int, ...]
    posterior: TypePosterior


# The contacts a letter causes are rarely beyond these bounds of what its topic gets anyway: a weak second
# opinion beside
# the sector table, as a median share of the ordinary contacts in the window and a factor.
USUAL_SHARE = 0.06
USUAL_SHARE_LOG_SD = 1.4


def _type_prior(model: TopicModel, name: str, reviewed: Sequence[PastMailing]) -> tuple[float, float]:
    own = [each for each in model.touches if each.mailing.letter_type == name]
    guesses = [each.mailing.guess_rate for each in own if each.mailing.guess_rate] if len(own) == 1 else []
    mean, sd = type_level(name, reviewed, guess_rate=guesses[0] if guesses else None)
    shares = [
        np.log(
            USUAL_SHARE * max(float(model.fitted.level[each.rows[each.in_window]].sum()), 1.0) / each.mailing.quantity
        )
        for each in own
    ]
    weight, other = sd**-2.0, USUAL_SHARE_LOG_SD**-2.0
    return float((weight * mean + other * np.mean(shares)) / (weight + other)), float((weight + other) ** -0.5)


def _prior_contacts(each: Touch, level: tuple[float, float]) -> tuple[float, float]:
    """Mean and sd of a send's contacts before its own counts are looked at."""
    letters = each.letters
    mean = letters * float(np.exp(level[0] + 0.5 * min(level[1], 1.0) ** 2))
    return mean, mean * float(np.sqrt(np.expm1(min(level[1], 1.0) ** 2)))


def _habit(sends: _Sends, model: TopicModel, name: str) -> TypeHabit:
    lags = model.touches[sends.numbers[0]].lags
    found = sends.posterior
    mean_lag = float(np.exp(sum(share * np.log(lag.mean_days) for lag, share in zip(lags, found.lags, strict=True))))
    pulse = float(sum(share * lag.deadline_share for lag, share in zip(lags, found.lags, strict=True)))
    has_deadline = any(model.touches[number].mailing.response_deadline for number in sends.numbers)
    return TypeHabit(
        found.level[0],
        found.level[1],
        found.nothing,
        mean_lag,
        pulse if has_deadline else None,
        tuple((lag, float(share)) for lag, share in zip(lags, found.lags, strict=True)),
        tuple(model.touches[number].mailing.id for number in sends.numbers),
    )


def _measurement(model: TopicModel, number: int, sends: _Sends, leak: float) -> Measurement:
    each = model.touches[number]
    found = sends.posterior
    probability = found.sends[sends.numbers.index(number)]
    totals, stray, stray_sd = _totals(model, number, leak)
    point, low, high = _interval(totals, probability, found.nothing, stray, stray_sd)
    per_day = _per_day(model, number)
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


def _totals(model: TopicModel, number: int, leak: float) -> tuple[Array, float, float]:
    """Extra contacts in the window per lag and rate by the curve; and what strayed from the curve, mean and sd."""
    each = model.touches[number]
    in_window = each.shares[:, each.in_window].sum(axis=1)
    totals = each.letters * in_window[:, None] * np.exp(LOG_RATES)[None, :]
    places = model.places[number][each.in_window]
    level = model.level[places]
    variance = model.allowed(number)[places]
    stray = variance * (model.precision[places] @ (model.deviation - model.effect()))
    left = np.diag(variance) - variance[:, None] * model.precision[np.ix_(places, places)] * variance[None, :]
    sd = float(np.sqrt(max(float(level @ left @ level), 0.0)))
    return totals / (1 - leak), float(level @ stray) / (1 - leak), sd / (1 - leak)


def _interval(
    totals: Array, probability: Array, nothing: float, stray: float, stray_sd: float
) -> tuple[float, float, float]:
    """Point and 90 % interval of the total, from the mixture of no effect and all lags and rates."""
    values: Array = totals.ravel()
    weights: Array = probability.ravel() * (1 - nothing)
    keep = weights > 1e-7
    values, weights = values[keep] + stray, weights[keep]
    steps = np.array([-1.64, -1.0, -0.5, 0.0, 0.5, 1.0, 1.64])
    parts = np.exp(-0.5 * steps**2)
    spread: Array = (values[:, None] + stray_sd * steps[None, :]).ravel()
    shares: Array = (weights[:, None] * (parts / parts.sum())[None, :]).ravel()
    spread = np.append(np.maximum(spread, 0.0), 0.0)
    shares = np.append(shares, nothing)
    order = np.argsort(spread)
    point, low, high = (float(x) for x in np.interp([0.5, 0.05, 0.95], np.cumsum(shares[order]), spread[order]))
    return point, max(0.0, point - CAUTION * (point - low)), point + CAUTION * (high - point)


def _per_day(model: TopicModel, number: int) -> tuple[MeasuredDay, ...]:
    each = model.touches[number]
    places = model.places[number][each.in_window]
    series = model.fitted.series
    relative = model.relative(number)
    surprise = model.precision @ (model.deviation - model.effect())
    extra = model.level * np.maximum(relative + model.allowed(number) * surprise, 0.0)
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
