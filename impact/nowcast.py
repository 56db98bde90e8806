"""While a mailing runs: what was seen corrects the forecast of what is still to come, per batch and per day.

A grid posterior over three unknowns: the multiplier on the expected contacts (lognormal around 1, as wide as the forecast's rate was
uncertain), the lag (curves for faster and slower reactions, where they are given), and how far single days stray from the curve. A few
days of history move the multiplier as far as they can be trusted: one odd day moves it little, three days that agree move it nearly all
the way. Nothing is stored between calls: the same counts give the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import exp, isfinite, log, sqrt

import numpy as np
from numpy.typing import NDArray

from impact.batches import Advice, Case, advise
from impact.errors import ContradictoryCounts, NegativeCounts
from impact.response import Lag, response_curve
from impact.values import Batch, OpenDays, PlannedMailing, PostDays, Range, Reason

Array = NDArray[np.float64]

STEPS = np.linspace(-2.5, 2.5, 251)
"""Logarithm of the multiplier: from a twelfth to twelve times what was expected."""

STRAYS = np.array([0.03, 0.10, 0.20, 0.40])
STRAY_PRIOR = np.array([0.35, 0.30, 0.20, 0.15])
"""How far a day strays from the curve as a part of it, and how often; working values, the days that were seen weigh more."""

LAG_FACTORS = (0.55, 0.67, 0.82, 1.0, 1.22, 1.49, 1.82)
LAG_LOG_SD = 0.30
ORDINARY_STRAY = 0.08
CHANGE_WORTH_TELLING = 0.15
LEAST_SDS = 2.0
"""Contacts below ordinary that a day can have by chance, in standard deviations of its ordinary part."""

MIDDLE_90 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Seen:
    """What was counted on one day: all contacts where the mailing's come in.

    Attributes:
        contacts: counted contacts of the day.
        ordinary: contacts that would have come anyway; 0 when `contacts` is already the mailing's own.
        ordinary_sd: how uncertain that is; by default chance and 8 % of it.
    """

    on: date
    contacts: float
    ordinary: float = 0.0
    ordinary_sd: float | None = None

    @property
    def variance(self) -> float:
        """Variance of the ordinary part."""
        if self.ordinary_sd is not None:
            return self.ordinary_sd**2
        return self.ordinary + (ORDINARY_STRAY * self.ordinary) ** 2


@dataclass(frozen=True)
class ExpectedBatch:
    """What the forecast expects of one batch.

    Attributes:
        per_day: expected contacts per open day; their sum is what is expected of the batch.
        sent: False for a batch that can still be moved.
        other_curves: the same total over the days for other lags, in the order of `LAG_FACTORS` around the forecast's own.
    """

    batch: Batch
    per_day: Mapping[date, float]
    sent: bool = True
    other_curves: tuple[Mapping[date, float], ...] = ()

    @property
    def total(self) -> float:
        return sum(self.per_day.values())

    def curves(self) -> tuple[Mapping[date, float], ...]:
        return self.other_curves or (self.per_day,)


@dataclass(frozen=True)
class Remaining:
    """What one batch still brings: `was` by the forecast, `now` with its middle 90 %, and per day."""

    batch: Batch
    sent: bool
    was: float
    now: Range
    per_day: Mapping[date, float]


@dataclass(frozen=True)
class Nowcast:
    """What the running mailing turns out to be.

    Attributes:
        until: last day that was seen.
        multiplier: contacts compared with the forecast, middle 90 %.
        log_sd: what is still uncertain about its logarithm.
        lag_factor: mean lag compared with the forecast's.
        seen: contacts of the mailing so far; `expected_so_far` what the forecast had for those days.
        remaining: per batch, in the order given.
        total: seen and remaining together; `planned` is what the forecast had.
        changed: the total differs more than 15 % from the forecast, so people must be told.
        why: `as_planned`, `more_than_planned`, `fewer_than_planned` or `nothing_seen_yet`, with facts.
    """

    until: date
    multiplier: Range
    log_sd: float
    lag_factor: float
    seen: float
    expected_so_far: float
    remaining: tuple[Remaining, ...]
    total: Range
    planned: float
    changed: bool
    why: Reason

    def per_day(self) -> dict[date, float]:
        """Remaining contacts per day of all batches."""
        return _summed(self.remaining)


def expected_batches(
    mailing: PlannedMailing,
    rate: float,
    days: OpenDays,
    post: PostDays,
    *,
    lag: Lag | None = None,
    sent_until: date,
) -> tuple[ExpectedBatch, ...]:
    """Return what the forecast's rate and lag expect of each batch, with the curves for faster and slower reactions.

    Args:
        rate: contacts per delivered letter that come to us.
        sent_until: batches handed over on or before this day are sent.
    """
    lag = lag or Lag()
    lags = [replace(lag, mean_days=lag.mean_days * factor) for factor in LAG_FACTORS]
    found = []
    for batch in mailing.batches:
        alone = replace(mailing, batches=(batch,))
        curves = [
            {day: share * rate * batch.quantity for day, share in response_curve(alone, days, post, each).items()}
            for each in lags
        ]
        middle = curves[LAG_FACTORS.index(1.0)]
        found.append(ExpectedBatch(batch, middle, batch.handover_on <= sent_until, tuple(curves)))
    return tuple(found)


def nowcast(batches: Sequence[ExpectedBatch], seen: Sequence[Seen], *, until: date, log_sd: float = 0.50) -> Nowcast:
    """Return what is still to come after `until`.

    Args:
        batches: at least one; all with curves for the same lags, or none.
        seen: counted days; later ones than `until` are left out, a day that is there twice with the same counts counts once.
        log_sd: how uncertain the forecast's rate was (`RateEstimate.log_sd`).

    Raises:
        ContradictoryCounts: two different counts for one day.
        NegativeCounts: a count below zero or not a number.
    """
    days = _counted_once(seen, until)
    noise = np.array([each.variance for each in days])
    # a mailing takes no contacts away: a day far below ordinary says something of that day, and nothing of the mailing
    felt = np.array([max(each.contacts - each.ordinary, -LEAST_SDS * sqrt(each.variance)) for each in days])
    curves = [each.curves() for each in batches]
    factors = LAG_FACTORS if len(curves[0]) == len(LAG_FACTORS) else (1.0,) * len(curves[0])
    sent = [which for which, each in enumerate(batches) if each.sent]
    expected = np.array(
        [[sum(curves[which][k].get(each.on, 0.0) for which in sent) for each in days] for k in range(len(factors))]
    ).reshape(len(factors), len(days))
    chances = _posterior(felt, noise, expected, np.log(factors), log_sd)
    per_lag = chances.sum(axis=1)
    middles = np.exp((chances @ STEPS) / np.maximum(per_lag, 1e-12))
    over_all = chances.sum(axis=0)
    middle = float(over_all @ STEPS)
    remaining = tuple(_remaining(each, until, chances, per_lag, middles) for each in batches)
    so_far, planned = max(0.0, float(felt.sum())), sum(each.total for each in batches)
    rest = _together(batches, until, chances, per_lag, middles)
    own = np.array([sum(batches[which].per_day.get(each.on, 0.0) for which in sent) for each in days])
    passed = sum(value for which in sent for day, value in batches[which].per_day.items() if day <= until)
    # days that passed without being counted brought what they should, at the pace that was seen
    known = so_far + exp(middle) * (passed - float(own.sum()))
    # what was seen is the mailing's only as far as the ordinary part is known
    doubt = MIDDLE_90 * sqrt(float(noise.sum()))
    total = Range(
        max(0.0, known + rest.expected - sqrt((rest.expected - rest.low) ** 2 + doubt**2)),
        known + rest.expected,
        known + rest.expected + sqrt((rest.high - rest.expected) ** 2 + doubt**2),
    )
    changed = abs(total.expected - planned) > CHANGE_WORTH_TELLING * planned
    return Nowcast(
        until=until,
        multiplier=Range(exp(_quantile(STEPS, over_all, 0.05)), exp(middle), exp(_quantile(STEPS, over_all, 0.95))),
        log_sd=sqrt(max(float(over_all @ (STEPS - middle) ** 2), 1e-6)),
        lag_factor=exp(float(per_lag @ np.log(factors))),
        seen=so_far,
        expected_so_far=float(own.sum()),
        remaining=remaining,
        total=total,
        planned=planned,
        changed=changed,
        why=_why(so_far, float(own.sum()), exp(middle), total.expected, planned, len(days)),
    )


def renewed_advice(case: Case, found: Nowcast) -> Advice | None:
    """Return advice on the batches that were not sent, at the rate that was seen; None when all are sent."""
    renewed = renewed_case(case, found)
    return None if renewed is None else advise(renewed)


def renewed_case(case: Case, found: Nowcast) -> Case | None:
    """Return the question about the batches that were not sent, at the rate that was seen; None when all are sent.

    The day after the nowcast is the earliest for a handover, and what sent batches still bring takes room.
    """
    unsent = tuple(each.batch for each in found.remaining if not each.sent)
    if not unsent:
        return None
    return replace(
        case,
        mailing=replace(case.mailing, batches=unsent),
        rate=case.rate * found.multiplier.expected,
        lag=replace(case.lag, mean_days=case.lag.mean_days * found.lag_factor),
        log_sd=found.log_sd,
        earliest=max(case.earliest, found.until + timedelta(days=1)),
        already=_summed([each for each in found.remaining if each.sent]),
    )


def _counted_once(seen: Sequence[Seen], until: date) -> list[Seen]:
    days: dict[date, Seen] = {}
    for each in seen:
        if not (isfinite(each.contacts) and isfinite(each.ordinary)) or each.contacts < 0 or each.ordinary < 0:
            raise NegativeCounts(on=each.on, channel="-", topic="-")
        if days.setdefault(each.on, each) != each:
            raise ContradictoryCounts(on=each.on, channel="-", topic="-")
    return [days[day] for day in sorted(days) if day <= until]


def _posterior(felt: Array, noise: Array, expected: Array, log_factors: Array, log_sd: float) -> Array:
    """Chance per lag (rows) and multiplier (columns), summing to 1; days are normal around multiplier x curve."""
    weights = -0.5 * (STEPS / max(log_sd, 1e-3)) ** 2
    weights = weights[None, :] - 0.5 * (log_factors[:, None] / LAG_LOG_SD) ** 2
    level = np.exp(STEPS)[None, :, None] * expected[:, None, :]
    logs = np.empty((len(STRAYS), *weights.shape))
    for which, stray in enumerate(STRAYS):
        variance = level + noise + (stray * level) ** 2 + 0.25
        fit = -0.5 * ((felt - level) ** 2 / variance + np.log(variance)).sum(axis=2)
        logs[which] = fit + weights + log(STRAY_PRIOR[which])
    chances: Array = np.exp(logs - logs.max()).sum(axis=0)
    chances /= chances.sum()
    return chances


def _after(curve: Mapping[date, float], until: date, sent: bool) -> dict[date, float]:
    """The part of a curve that is still to come; all of it for a batch that was not sent."""
    return {day: value for day, value in curve.items() if day > until or not sent}


def _remaining(each: ExpectedBatch, until: date, chances: Array, per_lag: Array, middles: Array) -> Remaining:
    rests = [_after(curve, until, each.sent) for curve in each.curves()]
    per_day: dict[date, float] = {}
    for rest, weight, middle in zip(rests, per_lag, middles, strict=True):
        for day, value in rest.items():
            per_day[day] = per_day.get(day, 0.0) + float(weight * middle) * value
    was = sum(_after(each.per_day, until, each.sent).values())
    return Remaining(each.batch, each.sent, was, _range(rests, chances, per_day), dict(sorted(per_day.items())))


def _together(batches: Sequence[ExpectedBatch], until: date, chances: Array, per_lag: Array, middles: Array) -> Range:
    """What all batches still bring; they share one multiplier, so their ranges do not cancel out."""
    rests: list[dict[date, float]] = []
    per_day: dict[date, float] = {}
    for which, (weight, middle) in enumerate(zip(per_lag, middles, strict=True)):
        rest: dict[date, float] = {}
        for each in batches:
            for day, value in _after(each.curves()[which], until, each.sent).items():
                rest[day] = rest.get(day, 0.0) + value
                per_day[day] = per_day.get(day, 0.0) + float(weight * middle) * value
        rests.append(rest)
    return _range(rests, chances, per_day)


def _range(rests: Sequence[Mapping[date, float]], chances: Array, per_day: Mapping[date, float]) -> Range:
    """Middle 90 % of a sum over days: of multiplier and lag, with chance and straying days on top."""
    expected = sum(per_day.values())
    sums = np.array([sum(rest.values()) for rest in rests])
    spread = (sums[:, None] * np.exp(STEPS)[None, :]).ravel()
    low, high = (_quantile(spread, chances.ravel(), level) for level in (0.05, 0.95))
    stray = float(STRAYS @ STRAY_PRIOR)
    chance = MIDDLE_90 * sqrt(expected + stray**2 * sum(value**2 for value in per_day.values()))
    below, above = max(0.0, expected - low), max(0.0, high - expected)
    return Range(max(0.0, expected - sqrt(below**2 + chance**2)), expected, expected + sqrt(above**2 + chance**2))


def _quantile(values: Array, chances: Array, level: float) -> float:
    order = np.argsort(values, kind="stable")
    place = int(np.searchsorted(np.cumsum(chances[order]), level))
    return float(values[order][min(place, len(values) - 1)])


def _summed(parts: Sequence[Remaining]) -> dict[date, float]:
    totals: dict[date, float] = {}
    for part in parts:
        for day, value in part.per_day.items():
            totals[day] = totals.get(day, 0.0) + value
    return dict(sorted(totals.items()))


def _why(seen: float, so_far: float, multiplier: float, total: float, planned: float, days: int) -> Reason:
    facts: dict[str, object] = {
        "days": days,
        "seen": round(seen),
        "expected": round(so_far),
        "percent": round(100 * (multiplier - 1)),
        "total": round(total),
        "planned": round(planned),
    }
    if so_far < 1:
        return Reason("nothing_seen_yet", facts)
    if abs(total - planned) <= CHANGE_WORTH_TELLING * planned:
        return Reason("as_planned", facts)
    return Reason("more_than_planned" if total > planned else "fewer_than_planned", facts)
