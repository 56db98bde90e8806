"""How people respond to a mailing: contacts per delivered letter, and their spread over open days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, lgamma, log

import numpy as np
from numpy.typing import NDArray

from impact.delivery import arrivals
from impact.values import OpenDays, PlannedMailing, PostDays

LONGEST_LAG = 45
"""Days after arrival beyond which nobody is counted as responding."""

PULSE_RISE_DAYS = 2.5
PULSE_LEAD = 7
PULSE_AFTER = 2


@dataclass(frozen=True, slots=True)
class Lag:
    """How long people take after arrival: a gamma density in days, plus a pulse before the deadline.

    Attributes:
        mean_days: mean days from arrival to contact.
        shape: 1 is an exponential decay from the first day, higher rises first.
        deadline_share: part of the contacts that come in the week before the deadline, when there is one.
        wait_share: part of those who found us closed that lets the first open day go by (and again the second): after a
            weekend not everybody calls on Monday.
    """

    mean_days: float = 3.0
    shape: float = 1.3
    deadline_share: float = 0.15
    wait_share: float = 0.0

    def spread(self) -> NDArray[np.float64]:
        """Share of responses 0, 1, 2, ... days after arrival, summing to 1."""
        fine = 8
        middle = (np.arange(LONGEST_LAG * fine) + 0.5) / fine
        scale = self.mean_days / self.shape
        density = np.exp(
            (self.shape - 1) * np.log(middle) - middle / scale - lgamma(self.shape) - self.shape * log(scale)
        )
        shares: NDArray[np.float64] = density.reshape(LONGEST_LAG, fine).sum(axis=1)
        total = float(shares.sum())
        if total <= 0:
            shares = np.zeros(LONGEST_LAG)
            shares[0], total = 1.0, 1.0
        return shares / total


def deadline_pulse(deadline: date) -> dict[date, float]:
    """Share of the deadline pulse per day: rising towards the deadline, ebbing quickly after it; sums to 1."""
    weights = {
        deadline + timedelta(days=step): exp(step / PULSE_RISE_DAYS) if step <= 0 else 0.3 / step
        for step in range(-PULSE_LEAD, PULSE_AFTER + 1)
    }
    total = sum(weights.values())
    return {day: weight / total for day, weight in weights.items()}


@dataclass(frozen=True)
class Curves:
    """Response curves of one mailing for several lags.

    Attributes:
        dates: open days, in order.
        shares: one row per lag, one column per date; every row sums to 1.
    """

    dates: tuple[date, ...]
    shares: NDArray[np.float64]


def response_curve(
    mailing: PlannedMailing, days: OpenDays, post: PostDays, lag: Lag | None = None
) -> dict[date, float]:
    """Share of the mailing's contacts per open day, in order of date; the shares sum to 1.

    Contacts of closed days are carried to the next open day.

    Raises:
        NeverOpen: when the contact centre does not open again within a year.
    """
    curves = response_curves(mailing, days, post, (lag or Lag(),))
    return {day: float(share) for day, share in zip(curves.dates, curves.shares[0], strict=True) if share > 0}


def response_curves(mailing: PlannedMailing, days: OpenDays, post: PostDays, lags: Sequence[Lag]) -> Curves:
    """The response curves of one mailing for several lags at once.

    Raises:
        NeverOpen: when the contact centre does not open again within a year.
    """
    letters = letters_per_day(mailing, post)
    first = min(letters)
    line = np.zeros((max(letters) - first).days + 1)
    for day, share in letters.items():
        line[(day - first).days] += share
    length = len(line) + LONGEST_LAG - 1
    pulse = _pulse(mailing.response_deadline, first)
    if pulse:
        length = max(length, (max(pulse) - first).days + 1)
    felt = np.zeros((len(lags), length))
    for row, lag in enumerate(lags):
        felt[row, : len(line) + LONGEST_LAG - 1] = np.convolve(line, lag.spread())
    if pulse:
        shares = np.array([min(max(lag.deadline_share, 0.0), 1.0) for lag in lags])
        felt *= (1 - shares)[:, None]
        for day, part in pulse.items():
            felt[:, (day - first).days] += shares * part
    return _on_open_days(felt, first, days, np.array([min(max(lag.wait_share, 0.0), 1.0) for lag in lags]))


def letters_per_day(mailing: PlannedMailing, post: PostDays) -> dict[date, float]:
    """Share of the mailing's letters that arrives per calendar day."""
    letters: dict[date, float] = {}
    for batch in mailing.batches:
        for day, share in arrivals(batch, post).items():
            letters[day] = letters.get(day, 0.0) + share * batch.quantity / mailing.quantity
    return letters


def _pulse(deadline: date | None, first_arrival: date) -> dict[date, float]:
    """The deadline pulse after the first letter arrived; empty when there is none."""
    if deadline is None:
        return {}
    pulse = {day: part for day, part in deadline_pulse(deadline).items() if day >= first_arrival}
    kept = sum(pulse.values())
    return {day: part / kept for day, part in pulse.items()}


def _on_open_days(felt: NDArray[np.float64], first: date, days: OpenDays, waits: NDArray[np.float64]) -> Curves:
    """Carry what is felt on a closed day to the next open day, a part of it to the two after that."""
    openings: list[date] = []
    column: list[int] = []
    is_open = np.zeros(felt.shape[1], dtype=bool)
    for ahead in range(felt.shape[1]):
        day = first + timedelta(days=ahead)
        if not openings or day > openings[-1]:
            openings.append(days.next_open(day))
        column.append(len(openings) - 1)
        is_open[ahead] = day == openings[-1]
    if waits.any():
        for _ in range(2):
            openings.append(days.next_open(openings[-1] + timedelta(days=1)))
    shares = np.zeros((felt.shape[0], len(openings)))
    np.add.at(shares.T, column, (felt * is_open).T)
    carried = np.zeros_like(shares)
    np.add.at(carried.T, column, (felt * ~is_open).T)
    for later, part in enumerate((1 - waits, waits * (1 - waits), waits**2)):
        if part.any():
            shares[:, later:] += part[:, None] * carried[:, : shares.shape[1] - later]
    return Curves(tuple(openings), shares / shares.sum(axis=1, keepdims=True))
