"""The search behind the advice on batches: on which days to hand over how much, so that few contacts come on top of capacity.

The excess of one day is convex in what is sent, so sizes alone are easy; which few days to use is not. Hence a local search: start from
evenly spread batches, then move one batch to another day or some letters from one batch to another, the best move first, until no move
helps. Everything is evaluated in one matrix product per round. No randomness: the same question has the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Days = NDArray[np.int64]

HIGH_WEIGHT = 0.3
"""What a contact over capacity counts in the case that more people react than expected."""

EVENNESS = 0.02
"""Tie-break between spreads without excess: letters rather on days with much room."""

LATENESS = 0.002
"""Tie-break between equal spreads: earlier is better, but hardly: ten days of waiting count this part of all contacts."""

ROUNDS = 80
PARTS_MOVED = (1, 2, 5, 12)


@dataclass(frozen=True)
class Ground:
    """What the search stands on.

    Attributes:
        when: day number of each day on which letters may be handed over, rising.
        response: contacts per day (columns) if the whole mailing were handed over on each of those days (rows).
        room: contacts that still fit, per day.
        capacity: contacts a day can take in all, per day.
        high: how many times the expected contacts a high outcome is.
        units: whole portions the mailing is cut in; sizes are counts of portions.
        smallest: least portions in a batch.
        gap: least days between two handovers.
    """

    when: Days
    response: Array
    room: Array
    capacity: Array
    high: float
    units: int
    smallest: int
    gap: int

    def contacts(self, days: Sequence[int] | Days, sizes: Sequence[int] | Days) -> Array:
        """Extra contacts per day of one spread; `days` index `when`."""
        parts = np.asarray(sizes, dtype=float) / self.units
        felt: Array = parts @ self.response[np.asarray(days)]
        return felt

    def score(self, contacts: Array) -> Array:
        """What is minimised, per row of `contacts`: contacts over capacity as expected, some of those of a high outcome, evenness."""
        over = np.maximum(contacts - self.room, 0.0).sum(axis=-1)
        worse = np.maximum(self.high * contacts - self.room, 0.0).sum(axis=-1)
        uneven = (contacts**2 / np.maximum(self.capacity, 1.0)).sum(axis=-1)
        found: Array = over + HIGH_WEIGHT * worse + EVENNESS * uneven
        return found

    @property
    def wait_price(self) -> float:
        """Tie-break: what a day of waiting for the whole mailing counts."""
        return LATENESS * float(self.response.sum(axis=1).max()) / 10

    def late(self, days: Days, sizes: Days) -> float:
        """Tie-break: waiting of the letters."""
        wait = self.when[days] - self.when[0]
        return self.wait_price * float(wait @ sizes) / self.units


@dataclass(frozen=True)
class Spread:
    """Indexes of handover days, rising, with portions per day and the score."""

    days: tuple[int, ...]
    sizes: tuple[int, ...]
    score: float


def best_spread(ground: Ground, batches: int) -> Spread | None:
    """The best spread over exactly `batches` handovers; None when they do not fit on the days or in the portions."""
    starts = [start for start in (_even(ground, batches), _packed(ground, batches)) if start is not None]
    if not starts or batches * ground.smallest > ground.units:
        return None
    sizes = _equal_sizes(ground.units, batches)
    found = [_climb(ground, start, sizes) for start in starts]
    return min(found, key=lambda each: (round(each.score, 9), each.days, each.sizes))


def even_spread(ground: Ground, batches: int, spacing: int) -> Spread | None:
    """The best spread with equal sizes every `spacing` days; None when none fits.

    A handover that falls on a day without handover moves to the next day that has one, at most three days on.
    """
    sizes = np.array(_equal_sizes(ground.units, batches))
    best: Spread | None = None
    for first in range(len(ground.when)):
        wanted = ground.when[first] + spacing * np.arange(batches)
        days = np.searchsorted(ground.when, wanted)
        if days[-1] >= len(ground.when) or (ground.when[days] - wanted).max() > 3:
            continue
        if np.diff(ground.when[days]).min(initial=ground.gap) < ground.gap:
            continue
        score = float(ground.score(ground.contacts(days, sizes))) + ground.late(days, sizes)
        if best is None or score < best.score - 1e-9:
            best = Spread(tuple(int(day) for day in days), tuple(int(size) for size in sizes), score)
    return best


def _climb(ground: Ground, days: Days, sizes: Sequence[int]) -> Spread:
    on, portions = days.copy(), np.array(sizes, dtype=np.int64)
    best = float(ground.score(ground.contacts(on, portions))) + ground.late(on, portions)
    for _ in range(ROUNDS):
        felt, late = ground.contacts(on, portions), ground.late(on, portions)
        score, other, parts = min(
            _best_other_day(ground, on, portions, felt, late),
            _best_other_sizes(ground, on, portions, felt, late),
            key=lambda move: move[0],
        )
        if score >= best - 1e-7:
            break
        best, on, portions = score, other, parts
    return Spread(tuple(int(day) for day in on), tuple(int(size) for size in portions), best)


Move = tuple[float, Days, Days]


def _best_other_day(ground: Ground, on: Days, portions: Days, felt: Array, late: float) -> Move:
    """The best spread in which one batch is handed over on another day between its neighbours."""
    best: Move = (np.inf, on, portions)
    for which in range(len(on)):
        low = ground.when[on[which - 1]] + ground.gap if which else ground.when[0]
        high = ground.when[on[which + 1]] - ground.gap if which + 1 < len(on) else ground.when[-1]
        tried = np.flatnonzero((ground.when >= low) & (ground.when <= high))
        if not len(tried):
            continue
        part = portions[which] / ground.units
        scores = ground.score(felt + part * (ground.response[tried] - ground.response[on[which]]))
        scores += late + ground.wait_price * part * (ground.when[tried] - ground.when[on[which]])
        first = int(np.argmin(scores))
        if scores[first] < best[0]:
            moved = on.copy()
            moved[which] = tried[first]
            best = (float(scores[first]), moved, portions)
    return best


def _best_other_sizes(ground: Ground, on: Days, portions: Days, felt: Array, late: float) -> Move:
    """The best spread in which some portions go from one batch to another."""
    count = len(on)
    giver, taker, part = (
        axis.ravel() for axis in np.meshgrid(np.arange(count), np.arange(count), PARTS_MOVED, indexing="ij")
    )
    allowed = (giver != taker) & (portions[giver] - part >= ground.smallest)
    if not allowed.any():
        return (np.inf, on, portions)
    giver, taker, part = giver[allowed], taker[allowed], part[allowed]
    moved = part / ground.units
    scores = ground.score(felt + moved[:, None] * (ground.response[on[taker]] - ground.response[on[giver]]))
    scores += late + ground.wait_price * moved * (ground.when[on[taker]] - ground.when[on[giver]])
    first = int(np.argmin(scores))
    parts = portions.copy()
    parts[giver[first]] -= part[first]
    parts[taker[first]] += part[first]
    return (float(scores[first]), on, parts)


def _equal_sizes(units: int, batches: int) -> list[int]:
    """Portions per batch, the first ones largest by one."""
    each, left = divmod(units, batches)
    return [each + (which < left) for which in range(batches)]


def _even(ground: Ground, batches: int) -> Days | None:
    """Handover days as evenly over the whole time as the gap allows."""
    wanted = np.linspace(ground.when[0], ground.when[-1], batches)
    return _kept_apart(ground, wanted)


def _packed(ground: Ground, batches: int) -> Days | None:
    """Handover days every week from the first day on, or closer when the time is short."""
    span = int(ground.when[-1] - ground.when[0])
    step = min(7.0, span / max(1, batches - 1))
    return _kept_apart(ground, ground.when[0] + step * np.arange(batches))


def _kept_apart(ground: Ground, wanted: Array) -> Days | None:
    """The first allowed days from the wanted ones on that keep the gap; packed from the end where they do not fit."""
    days: list[int] = []
    for target in wanted:
        after = ground.when[days[-1]] + ground.gap if days else ground.when[0]
        day = int(np.searchsorted(ground.when, max(float(target), float(after))))
        days.append(min(day, len(ground.when) - 1))
    for which in range(len(days) - 2, -1, -1):
        if ground.when[days[which + 1]] - ground.when[days[which]] < ground.gap:
            days[which] = int(np.searchsorted(ground.when, ground.when[days[which + 1]] - ground.gap, side="right")) - 1
        if days[which] < 0:
            return None
    return np.array(days, dtype=np.int64)
