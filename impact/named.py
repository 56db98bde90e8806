"""The second way of measuring: contacts that name the mailing, beside those that came on top of ordinary days.

A contact names a mailing by its topic, its words, its letter code, or by the answer that was opened for it. Some contacts
do so without having had the letter (the words exist anyway): what was counted before the first letter arrived says how
many. And only part of the mailing's callers name it: earlier reviews of the type say which part. Where nobody knows that
part, the naming contacts are a lower limit and nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, log, sqrt
from statistics import NormalDist
from typing import Protocol

from impact.errors import NegativeCounts
from impact.values import Reason

STEPS = 41
SMALLEST_SHARE = 0.02
BETWEEN_REVIEWS_LOG_SD = 0.25
"""How much the naming share of one type differs between mailings; a working value that reviews replace."""

NORMAL = NormalDist()


class Figure(Protocol):
    """Extra contacts with a 90 % interval: a `Measurement`, a `NamedEstimate`."""

    @property
    def extra(self) -> float: ...

    @property
    def lo90(self) -> float: ...

    @property
    def upper(self) -> float | None:
        """The upper limit; None where only a lower one is known."""


@dataclass(frozen=True, slots=True)
class NamingShare:
    """The part of a mailing's contacts that names it, 0 to 1, with the standard deviation of its logarithm."""

    share: float
    log_sd: float
    reviews: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise ValueError(f"a share lies between 0 and 1, not {self.share}")


@dataclass(frozen=True, slots=True)
class NamedEstimate:
    """Extra contacts by those that name the mailing.

    Attributes:
        named: naming contacts in the window, less those that would have named it anyway.
        anyway: naming contacts that would have come without the letter.
        extra: all the mailing's contacts; `named` itself where the naming share is unknown.
        lo90, upper: the middle 90 %; without an upper limit `lo90` is passed with 90 % probability.
        share: the naming share that was used; None when unknown.
    """

    named: float
    anyway: float
    extra: float
    lo90: float
    upper: float | None
    share: NamingShare | None

    @property
    def at_least(self) -> bool:
        """True where the figure is a lower limit."""
        return self.upper is None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether two ways of measuring agree.

    Attributes:
        agrees: True, False, or None where one of them is only a lower limit that the other passes.
        why: `agree`, `first_higher`, `second_higher` or `cannot_tell` with facts `first`, `second`, `apart`.
    """

    agrees: bool | None
    why: Reason


def named_contacts(
    before: Sequence[float],
    during: Sequence[float],
    *,
    share: NamingShare | None = None,
    at_least: bool = False,
) -> NamedEstimate:
    """Estimate a mailing's contacts by those that name it.

    Args:
        before: naming contacts per open day before the first letter arrived; empty when nobody counted them.
        during: naming contacts per open day of the mailing's window.
        share: the part of the mailing's contacts that names it (`learned_naming_share`); None when unknown.
        at_least: some contacts of the window were not noted (full line, words not kept): the figure is a lower limit.

    Raises:
        NegativeCounts: a count below zero or not a number.
    """
    if any(not isfinite(value) or value < 0 for value in (*before, *during)):
        raise NegativeCounts(on=None, channel="-", topic="-")
    level, level_variance = _anyway(before)
    counted, days = sum(during), len(during)
    anyway = min(level * days, counted)
    named = counted - anyway
    sd = sqrt(_dispersion(before) * max(counted, 1.0) + level_variance * days**2)
    grid = [NORMAL.inv_cdf((step + 0.5) / STEPS) for step in range(STEPS)]
    seen = [max(0.0, named + sd * step) for step in grid]
    if share is None:
        low = _quantile(seen, 0.10)
        return NamedEstimate(named, anyway, named, min(low, named), None, None)
    shares = [min(1.0, max(SMALLEST_SHARE, share.share * exp(share.log_sd * step))) for step in grid]
    totals = [value / part for value in seen for part in shares]
    extra = named / share.share
    low = _quantile(totals, 0.10 if at_least else 0.05)
    high = None if at_least else max(extra, _quantile(totals, 0.95))
    return NamedEstimate(named, anyway, extra, min(low, extra), high, share)


def learned_naming_share(reviews: Sequence[tuple[float, Figure]]) -> NamingShare | None:
    """The naming share by earlier reviews of the type: pairs of `NamedEstimate.named` and the first way's figure.

    Reviews whose first figure is a lower limit, or does not exclude nought, say nothing; None when none is left.
    """
    total = weighted = 0.0
    used = 0
    for named, first in reviews:
        if first.upper is None or first.lo90 <= 0 or named <= 0:
            continue
        spread = log(max(first.upper, first.extra) / first.lo90) / (2 * NORMAL.inv_cdf(0.95))
        weight = 1 / (spread**2 + 1 / named + BETWEEN_REVIEWS_LOG_SD**2)
        total, weighted, used = total + weight, weighted + weight * log(named / first.extra), used + 1
    if not used:
        return None
    middle = min(0.0, max(log(SMALLEST_SHARE), weighted / total))
    return NamingShare(exp(middle), sqrt(1 / total + BETWEEN_REVIEWS_LOG_SD**2), used)


def agreement(first: Figure, second: Figure) -> Agreement:
    """Whether two figures agree: their distance is within what both leave open (90 %)."""
    apart = second.extra - first.extra
    lower, higher = (first, second) if apart >= 0 else (second, first)
    facts: dict[str, object] = {"first": round(first.extra), "second": round(second.extra), "apart": round(abs(apart))}
    if lower.upper is None:
        # a lower limit below the other figure contradicts nothing
        return Agreement(None, Reason("cannot_tell", facts))
    room = sqrt((lower.upper - lower.extra) ** 2 + (higher.extra - higher.lo90) ** 2)
    if abs(apart) > room:
        return Agreement(False, Reason("second_higher" if apart > 0 else "first_higher", facts))
    if higher.upper is None:
        return Agreement(None, Reason("cannot_tell", facts))
    return Agreement(True, Reason("agree", facts))


def _anyway(before: Sequence[float]) -> tuple[float, float]:
    """Contacts per day that name the mailing without it, and the variance of that mean."""
    days = len(before)
    if days == 0:
        return 0.0, 0.0
    mean = sum(before) / days
    # half a contact more than was counted: nought in a few days does not prove nought
    return mean, _dispersion(before) * (sum(before) + 0.5) / days**2


def _dispersion(before: Sequence[float]) -> float:
    """Variance over mean per day, at least that of chance alone."""
    mean = sum(before) / len(before) if before else 0.0
    if len(before) < 5 or mean <= 0:
        return 1.0
    return max(1.0, sum((value - mean) ** 2 for value in before) / (len(before) - 1) / mean)


def _quantile(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
