"""Every open day ahead, all topics together: ordinary days, the rest of sent mailings, and planned ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import exp, sqrt
from statistics import NormalDist

import numpy as np

from impact.baseline import Span, foretold, masked_days
from impact.figures import DOUBT_PULLS
from impact.measured import Study, TypeHabit
from impact.ordinary import fit_ordinary
from impact.rate import BETWEEN_SENDS_LOG_SD, type_level
from impact.response import Lag, response_curves
from impact.series import demand_series
from impact.values import DayCount, OpenDays, PastMailing, PlannedMailing, PostDays, Range

NORMAL = NormalDist()
DAY_LOG_SD = 0.30


@dataclass(frozen=True, slots=True)
class PlannedResponse:
    """What is expected of one planned mailing: extra contacts in its window, and per open day."""

    extra: Range
    per_day: Mapping[date, float]
    log_sd: float


@dataclass(frozen=True)
class Outlook:
    """Contacts per open day ahead, with a 90 % band, and the part of each planned mailing."""

    days: Mapping[date, Range]
    planned: Mapping[str, PlannedResponse]


def outlook(
    counts: Iterable[DayCount],
    found: Study,
    planned: Sequence[PlannedMailing],
    days: OpenDays,
    post: PostDays,
    *,
    until: date,
    last: date,
    reviewed: Sequence[PastMailing] = (),
    events: Sequence[Span] = (),
) -> Outlook:
    """What every open day after `until` up to `last` brings.

    Args:
        found: what earlier mailings did (`impact.measure.study` on the same counts).
        planned: mailings that begin after `until`.

    Raises:
        TooLittleHistory, NegativeCounts, ContradictoryCounts: see `impact.series.demand_series`.
    """
    series = demand_series(counts, days, until=until)
    taken_out = np.array([_believed_on(found, day) for day in series.dates])
    cleaned = replace(series, demand=np.maximum(series.demand - taken_out, 0.0))
    ahead = [day for day in days.between(until, last) if day > until]
    masked = masked_days(cleaned, (), events)
    ordinary = foretold(fit_ordinary(cleaned, days, masked, ignored=masked, ahead=ahead))
    responses = {
        each.id: planned_response(each, found.habits.get(each.letter_type), days, post, reviewed) for each in planned
    }
    entries = {}
    for entry in ordinary.days:
        tail = _believed_on(found, entry.on)
        extra = tail + sum(response.per_day.get(entry.on, 0.0) for response in responses.values())
        variance = tail + 0.1 * tail**2
        for response in responses.values():
            part = response.per_day.get(entry.on, 0.0)
            variance += part + part**2 * (min(response.log_sd, 1.0) ** 2 + DAY_LOG_SD**2)
        middle = entry.expected + extra
        below, above = entry.expected - entry.lo90, entry.hi90 - entry.expected
        added = NORMAL.inv_cdf(0.95) * sqrt(variance)
        entries[entry.on] = Range(
            max(0.0, middle - sqrt(below**2 + added**2)), middle, middle + sqrt(above**2 + added**2)
        )
    return Outlook(entries, responses)


def _believed_on(found: Study, day: date) -> float:
    return sum(each.believed.get(day, 0.0) for each in found.measurements.values())


def planned_response(
    mailing: PlannedMailing,
    habit: TypeHabit | None,
    days: OpenDays,
    post: PostDays,
    reviewed: Sequence[PastMailing] = (),
) -> PlannedResponse:
    """What a planned mailing brings, by the habit of its type, else by the sector table or the guess."""
    if habit is None:
        mean, sd = type_level(mailing.letter_type, reviewed, guess_rate=mailing.guess_rate)
        habit = TypeHabit(mean, sqrt(sd**2 + BETWEEN_SENDS_LOG_SD**2), 0.12, 3.0, None, ((Lag(), 1.0),), ())
    curves = response_curves(mailing, days, post, [lag for lag, _ in habit.lags])
    shape = np.array([share for _, share in habit.lags]) @ curves.shares
    in_window = sum(
        float(share)
        for day, share in zip(curves.dates, shape, strict=True)
        if mailing.first_on <= day <= mailing.last_on
    )
    letters = mailing.quantity * mailing.reach_share
    rate = exp(habit.log_mean + habit.log_sd * NORMAL.inv_cdf(0.5 * (1 - DOUBT_PULLS * habit.nothing)))
    low, high = min(_quantile(habit, 0.05), rate), max(_quantile(habit, 0.95), rate)
    extra = Range(*(letters * in_window * each for each in (low, rate, high)))
    expected = letters * rate
    per_day = {day: float(expected * share) for day, share in zip(curves.dates, shape, strict=True)}
    return PlannedResponse(extra, per_day, habit.log_sd)


def _quantile(habit: TypeHabit, share: float) -> float:
    """Quantile of the next rate: perhaps nothing at all, else lognormal."""
    if share <= habit.nothing:
        return 0.0
    inner = (share - habit.nothing) / (1 - habit.nothing)
    return exp(habit.log_mean + habit.log_sd * NORMAL.inv_cdf(inner))
