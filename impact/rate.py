"""Contacts per delivered letter for the next mailing of a type: a prior, pooled and updated by every closed review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from impact.response import Lag
from impact.values import PastMailing, Range, Reason


@dataclass(frozen=True, slots=True)
class RateEstimate:
    """Contacts per delivered letter, all channels, with what it rests on.

    Attributes:
        rate: `expected` is the median; `low` and `high` bound the middle 90 %.
        log_mean, log_sd: the same as a lognormal distribution for the next mailing.
        leaned_on: ids of the earlier mailings it rests on.
        reasons: codes `own_history`, `no_own_history` or `department_guess` with facts.
    """

    rate: Range
    log_mean: float
    log_sd: float
    leaned_on: tuple[str, ...]
    reasons: tuple[Reason, ...]


# Without own history: 0.5 to 2 % of the receivers contact us (Dutch KCC practice); the band is wide because types
# differ far more than that.
SECTOR_RATE = 0.01
SECTOR_LOW, SECTOR_HIGH = 0.005, 0.02
SECTOR_LOG_SD = 1.0
# How much two mailings of one type differ, as a standard deviation of the logarithm; a prior worth PRIOR_SENDS
# observations.
BETWEEN_SENDS_LOG_SD = 0.30
PRIOR_SENDS = 4.0
FEW_SENDS_FACTOR = 0.35
# A department's guess is right within a factor of about two.
GUESS_LOG_SD = 0.65
MIDDLE_90 = 1.6448536269514722


def contact_rate(
    letter_type: str,
    reviewed: Sequence[PastMailing],
    *,
    guess_rate: float | None = None,
    sector: Mapping[str, float] | None = None,
) -> RateEstimate:
    """Contacts per delivered letter for the next mailing of a type.

    A normal prior on the logarithm (sector table, drawn to the pooled level of all reviewed types) is updated by every
    reviewed mailing of the type; the next mailing varies around the type's level. The guess counts only without own
    history.
    """
    own = _own(letter_type, reviewed)
    mean, sd = type_level(letter_type, reviewed, guess_rate=guess_rate, sector=sector)
    if own:
        between = _between_sends([_log_rate(past) for past in own])
        # one mailing cannot tell how much mailings of a type differ: with few the band is wider than the normal says
        log_sd = float(np.sqrt(sd**2 + between)) * (1 + FEW_SENDS_FACTOR / len(own))
        return _estimate(mean, log_sd, tuple(past.id for past in own), (Reason("own_history", {"count": len(own)}),))
    reasons = [Reason("no_own_history", {"low": SECTOR_LOW, "high": SECTOR_HIGH})]
    if guess_rate:
        reasons.append(Reason("department_guess", {"rate": guess_rate}))
    return _estimate(mean, float(np.sqrt(sd**2 + BETWEEN_SENDS_LOG_SD**2)), (), tuple(reasons))


def type_level(
    letter_type: str,
    reviewed: Sequence[PastMailing],
    *,
    guess_rate: float | None = None,
    sector: Mapping[str, float] | None = None,
) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm of a type's contact rate: by reviews, else by the guess."""
    mean, variance = _prior(letter_type, reviewed, sector or {})
    points = [_log_rate(past) for past in _own(letter_type, reviewed)]
    if not points and guess_rate and guess_rate > 0:
        points, between = [(log(guess_rate), GUESS_LOG_SD)], 0.0
    else:
        between = _between_sends(points)
    precision, weighted = 1 / variance, mean / variance
    for value, sd in points:
        weight = 1 / (between + sd**2)
        precision, weighted = precision + weight, weighted + weight * value
    return weighted / precision, precision**-0.5


def _own(letter_type: str, reviewed: Sequence[PastMailing]) -> list[PastMailing]:
    return [past for past in reviewed if past.letter_type == letter_type and past.quantity > 0 and past.hi90 > 0]


def _estimate(mean: float, sd: float, ids: tuple[str, ...], reasons: tuple[Reason, ...]) -> RateEstimate:
    band = Range(exp(mean - MIDDLE_90 * sd), exp(mean), exp(mean + MIDDLE_90 * sd))
    return RateEstimate(band, mean, sd, ids, reasons)


def _prior(letter_type: str, reviewed: Sequence[PastMailing], sector: Mapping[str, float]) -> tuple[float, float]:
    """Level and variance of the logarithm before own history: the sector table, drawn to what other types here did."""
    if letter_type in sector:
        return log(sector[letter_type]), (0.8 * SECTOR_LOG_SD) ** 2
    levels: dict[str, list[float]] = {}
    for past in reviewed:
        if past.letter_type != letter_type and past.quantity > 0 and past.hi90 > 0:
            levels.setdefault(past.letter_type, []).append(_log_rate(past)[0])
    means = [sum(values) / len(values) for values in levels.values()]
    weight = len(means) / (len(means) + 4)
    mean = (1 - weight) * log(SECTOR_RATE) + (weight * sum(means) / len(means) if means else 0.0)
    return mean, SECTOR_LOG_SD**2


def _log_rate(past: PastMailing) -> tuple[float, float]:
    """Logarithm of the rate of one reviewed mailing and its standard deviation, from the reviewed interval."""
    floor = 0.5 / past.quantity
    level = max(past.extra, 0.25 * past.hi90, 0.5) / past.quantity
    low, high = max(past.lo90 / past.quantity, floor / 4), max(past.hi90 / past.quantity, floor)
    return log(max(level, floor)), max(0.02, (log(max(high, low)) - log(low)) / (2 * MIDDLE_90))


def _between_sends(points: Sequence[tuple[float, float]]) -> float:
    """Variance between mailings of one type: a prior with the observed excess variance, never below half the prior."""
    prior = BETWEEN_SENDS_LOG_SD**2
    if len(points) < 2:
        return prior
    values = np.array([value for value, _ in points])
    weights = 1 / (prior + np.array([sd for _, sd in points]) ** 2)
    centre = float((weights * values).sum() / weights.sum())
    noise = float(np.mean([sd**2 for _, sd in points]))
    count = len(points) - 1
    seen = max(0.0, float(((values - centre) ** 2).sum()) / count - noise)
    return max(0.5 * prior, (PRIOR_SENDS * prior + count * seen) / (PRIOR_SENDS + count))


def learned_lag(letter_type: str, reviewed: Sequence[PastMailing]) -> Lag:
    """The lag of a type: its reviewed mean lag drawn to three days, which counts as one mailing."""
    default = Lag()
    own = [past for past in reviewed if past.letter_type == letter_type and past.lag_days]
    logs = [log(max(0.3, past.lag_days or default.mean_days)) for past in own]
    pulses = [past.deadline_share for past in own if past.deadline_share is not None]
    return Lag(
        mean_days=exp((log(default.mean_days) + sum(logs)) / (1 + len(logs))),
        shape=default.shape,
        deadline_share=(default.deadline_share + sum(pulses)) / (1 + len(pulses)),
    )
