"""How good the forecasts were: error, bias and coverage per letter type and horizon, beside the dumb rule "same days last year"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite

from impact.errors import NegativeCounts
from impact.values import Reason

A_YEAR = timedelta(days=364)
"""52 weeks: the same weekday."""

HORIZONS = ((0, "day"), (7, "week"), (31, "month"), (3650, "season"))
"""Largest number of days between the forecast and the day it is about, with the name of the horizon."""

FEW_DAYS = 10
"""Days below which a figure is shown but nothing is flagged."""

PROMISED = 0.90
COVERAGE_SLACK = 2.0
"""Standard errors by which coverage may stray from what the bands promise."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One day of a frozen forecast beside what came.

    Attributes:
        letter_type: of the mailing, or a name for ordinary days.
        made_on: day on which the forecast was frozen.
        low, expected, high: contacts of the day; the band promises 90 %.
        actual: contacts that came.
        last_year: contacts of the same day last year (`same_day_last_year`); None where they were not counted.
    """

    letter_type: str
    made_on: date
    on: date
    low: float
    expected: float
    high: float
    actual: float
    last_year: float | None = None

    @property
    def horizon(self) -> str:
        ahead = max(0, (self.on - self.made_on).days)
        return next(name for most, name in HORIZONS if ahead <= most)


@dataclass(frozen=True, slots=True)
class Score:
    """Quality of the forecasts of one letter type at one horizon; `letter_type` None is all types together, `horizon` None all horizons.

    Attributes:
        days: days that were compared.
        wape: sum of the absolute errors / sum of the contacts; None where nothing came.
        bias: sum of forecasts / sum of contacts - 1: above 0 is too high; None where nothing came.
        coverage: share of the days within low and high.
        dumb_days: days of which last year's count is known; `rule_wape` is ours on those days, `dumb_wape` the dumb rule's.
        flags: reasons, worst first: `worse_than_last_year`, `bands_too_narrow`, `bands_too_wide`; empty is good. `few_days` is a warning.
    """

    letter_type: str | None
    horizon: str | None
    days: int
    wape: float | None
    bias: float | None
    coverage: float
    dumb_days: int
    rule_wape: float | None
    dumb_wape: float | None
    flags: tuple[Reason, ...]

    @property
    def is_red(self) -> bool:
        """Worse than the dumb rule."""
        return any(flag.code == "worse_than_last_year" for flag in self.flags)


def same_day_last_year(counts: Mapping[date, float], on: date) -> float | None:
    """Return the count 52 weeks earlier, or a week beside it when that day was not counted; None when neither was."""
    for shift in (0, -7, 7):
        found = counts.get(on - A_YEAR + timedelta(days=shift))
        if found is not None:
            return found
    return None


def scores(kept: Iterable[Kept]) -> tuple[Score, ...]:
    """Return a score per letter type and horizon, per letter type, and over all, in that order.

    Raises:
        NegativeCounts: a figure below zero or not a number.
    """
    rows = list(kept)
    for row in rows:
        figures = (row.low, row.expected, row.high, row.actual, row.last_year or 0.0)
        if not all(isfinite(value) and value >= 0 for value in figures):
            raise NegativeCounts(on=row.on, channel="-", topic=row.letter_type)
    if not rows:
        return ()
    found = []
    for letter_type in sorted({row.letter_type for row in rows}):
        own = [row for row in rows if row.letter_type == letter_type]
        for _, horizon in HORIZONS:
            part = [row for row in own if row.horizon == horizon]
            if part:
                found.append(_score(letter_type, horizon, part))
        found.append(_score(letter_type, None, own))
    return (*found, _score(None, None, rows))


def _score(letter_type: str | None, horizon: str | None, rows: Sequence[Kept]) -> Score:
    pairs = [(row.expected, row.actual) for row in rows]
    known = [(row, row.last_year) for row in rows if row.last_year is not None]
    came = sum(actual for _, actual in pairs)
    inside = sum(row.low <= row.actual <= row.high for row in rows) / len(rows)
    ours = _wape([(row.expected, row.actual) for row, _ in known])
    dumb = _wape([(last_year, row.actual) for row, last_year in known])
    return Score(
        letter_type=letter_type,
        horizon=horizon,
        days=len(rows),
        wape=_wape(pairs),
        bias=sum(expected for expected, _ in pairs) / came - 1 if came > 0 else None,
        coverage=inside,
        dumb_days=len(known),
        rule_wape=ours,
        dumb_wape=dumb,
        flags=_flags(len(rows), inside, len(known), ours, dumb),
    )


def _wape(pairs: Sequence[tuple[float, float]]) -> float | None:
    came = sum(actual for _, actual in pairs)
    return sum(abs(foretold - actual) for foretold, actual in pairs) / came if came > 0 else None


def _flags(days: int, inside: float, known: int, ours: float | None, dumb: float | None) -> tuple[Reason, ...]:
    if days < FEW_DAYS:
        return (Reason("few_days", {"days": days, "needed": FEW_DAYS}),)
    flags = []
    if known >= FEW_DAYS and ours is not None and dumb is not None and ours > dumb:
        flags.append(Reason("worse_than_last_year", {"wape": ours, "dumb_wape": dumb, "days": known}))
    slack = COVERAGE_SLACK * (PROMISED * (1 - PROMISED) / days) ** 0.5
    if inside < PROMISED - slack:
        flags.append(Reason("bands_too_narrow", {"coverage": inside, "promised": PROMISED}))
    elif inside > PROMISED + slack:
        flags.append(Reason("bands_too_wide", {"coverage": inside, "promised": PROMISED}))
    return tuple(flags)
