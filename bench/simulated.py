"""Ordinary contacts of made-up contact centres: weekday, season, holidays, drifts, level shifts, surges, overdispersed chance.

Nothing here is taken from `impact`: a method must not be tested against its own model. Every figure is drawn from the seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rng = np.random.Generator
FIXED_HOLIDAYS = ((1, 1), (4, 27), (5, 5), (12, 25), (12, 26))
SLOTS = tuple(f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(8 * 60, 18 * 60, 30))


@dataclass(frozen=True)
class World:
    """One contact centre.

    Attributes:
        dates: every open day from the start to the end of the horizon.
        ordinary: contacts per topic and open day without any mailing of ours.
        known: mailings that are in the counts already (entries of mailings.json); none in made-up worlds.
    """

    name: str
    dates: tuple[date, ...]
    weekdays: frozenset[int]
    closed: frozenset[date]
    holidays: frozenset[date]
    ordinary: Mapping[str, Array]
    half_hours: bool = False
    known: Sequence[Mapping[str, object]] = field(default_factory=tuple)
    delivered: frozenset[int] = frozenset(range(6))


def world(kind: str, rng: Rng) -> World:
    """A contact centre of a kind: `town`, `week` (open seven days), `small`, `busy`, `halfhours` or `stormy`."""
    years = {"small": rng.uniform(1.1, 1.8), "halfhours": rng.uniform(0.5, 0.7)}.get(kind, rng.uniform(1.6, 3.6))
    start = date(2012, 1, 1) + timedelta(days=int(rng.integers(0, 3000)))
    span = [start + timedelta(days=ahead) for ahead in range(int(years * 365))]
    weekdays = (
        frozenset(range(7)) if kind == "week" or (kind == "stormy" and rng.random() < 0.5) else frozenset(range(5))
    )
    holidays = frozenset(day for day in span if (day.month, day.day) in FIXED_HOLIDAYS or _is_moving(day))
    closed = frozenset() if len(weekdays) == 7 else frozenset(day for day in holidays if day.weekday() in weekdays)
    dates = tuple(day for day in span if day.weekday() in weekdays and day not in closed)
    low, high = {"small": (2.0, 14.0), "busy": (600.0, 4000.0), "halfhours": (180.0, 2500.0)}.get(kind, (8.0, 400.0))
    names = ["calls"] if kind == "halfhours" else [f"topic{number}" for number in range(1, int(rng.integers(2, 6)))]
    shared = _drift(dates, rng, rng.uniform(0.01, 0.05), rng.uniform(2, 12))
    ordinary = {
        name: _topic(dates, holidays, float(np.exp(rng.uniform(np.log(low), np.log(high)))), kind, shared, rng)
        for name in names
    }
    return World(kind, dates, weekdays, closed, holidays, ordinary, kind == "halfhours")


def _is_moving(day: date) -> bool:
    """Easter Monday, Ascension and Whit Monday, by the anonymous Gregorian computus."""
    year = day.year
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    rest = (32 + 2 * e + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * rest) // 451
    total = h + rest - 7 * m + 114
    easter = date(year, total // 31, total % 31 + 1)
    return (day - easter).days in (1, 39, 50)


def _topic(dates: Sequence[date], holidays: frozenset[date], level: float, kind: str, shared: Array, rng: Rng) -> Array:
    number = np.array([day.toordinal() for day in dates], dtype=float)
    weekday = np.array([day.weekday() for day in dates])
    habit = rng.normal(0, rng.uniform(0.03, 0.15), 7) + np.where(np.arange(7) >= 5, -rng.uniform(0.1, 0.9), 0)
    habit[0] += rng.uniform(0, 0.3)
    line = np.log(level) + habit[weekday] + rng.normal(0, 0.08) * (number - number[0]) / 365
    for order in (1, 2, 3):
        size = rng.normal(0, rng.uniform(0.03, 0.2) / order)
        line += size * np.cos(2 * np.pi * order * (number / 365.25 - rng.random()))
    after = np.array([any(day - timedelta(days=back) in holidays for back in (1, 2, 3)) for day in dates])
    gap = np.diff(number, prepend=number[0] - 1)
    line += np.where(gap > 3, rng.uniform(0, 0.35), 0) + np.where(after, rng.normal(0, 0.05), 0)
    line += np.where([day in holidays for day in dates], -rng.uniform(0, 0.6), 0)
    line += np.where([day.month == 12 and day.day > 22 for day in dates], -rng.uniform(0, 0.3), 0)
    line += np.where([day.day <= 2 for day in dates], rng.uniform(0, 0.15), 0)
    line += shared * rng.uniform(0, 1.5)
    line += _drift(dates, rng, rng.uniform(0.01, 0.10), rng.uniform(1.5, 8)) + _drift(
        dates, rng, rng.uniform(0.02, 0.12), rng.uniform(15, 60)
    )
    for _ in range(int(rng.poisson(1.0 if kind != "halfhours" else 0.3))):
        line += np.where(number > rng.choice(number), rng.normal(0, 0.18), 0)
    for _ in range(int(rng.poisson(8.0 if kind == "stormy" else 1.2) * (number[-1] - number[0]) / 900 + 0.5)):
        since = number - rng.choice(number)
        fade = rng.uniform(0.7, 6.0)
        line += np.where(since >= 0, rng.choice([0.4, 0.8, 1.4]) * np.exp(-np.maximum(since, 0.0) / fade), 0)
    noisy = np.exp(line + rng.standard_t(6, len(line)) * rng.uniform(0.01, 0.08))
    spread = rng.uniform(0.0, 0.006) + 1e-6
    counts: Array = rng.poisson(rng.gamma(1 / spread, noisy * spread)).astype(float)
    return counts


def _drift(dates: Sequence[date], rng: Rng, sd: float, days: float) -> Array:
    """A stationary process whose correlation falls to 1/e in `days`."""
    number = np.array([day.toordinal() for day in dates], dtype=float)
    found = np.zeros(len(dates))
    found[0] = rng.normal(0, sd)
    kept = np.exp(-np.diff(number) / days)
    for place, part in enumerate(kept):
        found[place + 1] = part * found[place] + rng.normal(0, sd * np.sqrt(1 - part**2))
    return found


def over_slots(total: int, rng: Rng, profile: Array) -> Array:
    """One day's contacts over its half hours."""
    found: Array = rng.multinomial(total, profile).astype(float)
    return found


def slot_profile(rng: Rng) -> Array:
    """Share of a day per half hour: a morning top, a dip at noon."""
    where = np.linspace(0, 1, len(SLOTS))
    shape = np.exp(-(((where - 0.25) / 0.22) ** 2)) + 0.8 * np.exp(-(((where - 0.65) / 0.2) ** 2)) + 0.1
    shape *= np.exp(rng.normal(0, 0.08, len(where)))
    found: Array = shape / shape.sum()
    return found
