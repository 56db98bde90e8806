"""On which days a line was full, where nobody counted who gave up: then what was answered is the least that there was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

MOST_FULL = 0.25
"""A line that was full on a larger part of its days than this can take more than its capacity says; a choice of this project."""


def full_days(answered: Mapping[date, int], capacity: Mapping[date, float]) -> frozenset[date]:
    """Return the days on which a line answered as many contacts as it can; a capacity of 0 is unknown.

    A line that does so on many days can take more than is written down: then nobody knows when it was full.
    """
    busy = frozenset(day for day, count in answered.items() if 0 < capacity.get(day, 0.0) <= count)
    return busy if len(busy) <= MOST_FULL * len(answered) else frozenset()
