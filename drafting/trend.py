"""Which questions are asked more or less often as the days pass."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from drafting.groups import Grouping

# A difference this many standard deviations from none is told (two-sided one in twenty).
TOLD_FROM = 1.96
# Below this many contacts no trend is told.
FEWEST = 8


class Direction(StrEnum):
    """Whether a question's share of all contacts grows; UNKNOWN: too few contacts or days to say."""

    UP = "up"
    DOWN = "down"
    STEADY = "steady"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Trend:
    """Contacts per day of one group (length: the days asked for) and what its share of all contacts does."""

    key: str
    counts: tuple[int, ...]
    direction: Direction


def trends(grouping: Grouping, on: Mapping[str, date], days: Sequence[date]) -> tuple[Trend, ...]:
    """Returns per group, in its order, the contacts per day and the direction of its share.

    The later half of the days is laid beside the earlier half as shares of all grouped contacts, so that a calmer week alone is
    no trend; the difference must be larger than chance (difference of two proportions, normal approximation).

    Args:
        grouping: the groups.
        on: per contact the day it came in; contacts without one do not count.
        days: the days to show, in order, without gaps where the KCC was closed.
    """
    place = {day: number for number, day in enumerate(days)}
    half = len(days) // 2
    per_group = [_per_day([on[i] for i in group.contact_ids if i in on], place) for group in grouping.groups]
    totals = [sum(counts) for counts in zip(*per_group, strict=True)] if per_group else [0] * len(days)
    early, late = sum(totals[:half]), sum(totals[half:])
    return tuple(
        Trend(group.key, tuple(counts), _direction(sum(counts[:half]), sum(counts[half:]), early, late))
        for group, counts in zip(grouping.groups, per_group, strict=True)
    )


def _per_day(found: Sequence[date], place: Mapping[date, int]) -> list[int]:
    counted = Counter(place[day] for day in found if day in place)
    return [counted[number] for number in range(len(place))]


def _direction(before: int, after: int, early: int, late: int) -> Direction:
    if before + after < FEWEST or not early or not late:
        return Direction.UNKNOWN
    pooled = (before + after) / (early + late)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / early + 1 / late))
    if spread == 0.0:  # the only question there is
        return Direction.STEADY
    distance = (after / late - before / early) / spread
    if abs(distance) < TOLD_FROM:
        return Direction.STEADY
    return Direction.UP if distance > 0 else Direction.DOWN
