"""How a day's contacts fall over its half hours, per weekday."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

HALF_LIFE_DAYS = 120.0
"""Older days count less: after this many days half."""

POOLED_DAYS = 6.0
"""The shape over all weekdays counts as this many days beside each weekday's own."""


@dataclass(frozen=True, slots=True)
class HalfHourCount:
    """Contacts in the half hour that starts `minute` minutes after local midnight."""

    on: date
    minute: int
    contacts: float


def half_hour_shares(counts: Iterable[HalfHourCount], until: date) -> Mapping[int, Mapping[int, float]]:
    """Share of the day's contacts per weekday (0 = Monday) and half hour (minute of day); each weekday sums to 1.

    Weekdays that were never counted get the shape over all days. Without any contacts the result is empty.
    """
    own: dict[int, dict[int, float]] = {weekday: {} for weekday in range(7)}
    every: dict[int, float] = {}
    days: dict[int, dict[date, float]] = {weekday: {} for weekday in range(7)}
    for row in counts:
        if row.on > until or row.contacts < 0:
            continue
        weight = 0.5 ** ((until - row.on).days / HALF_LIFE_DAYS)
        weekday = row.on.weekday()
        days[weekday][row.on] = weight
        own[weekday][row.minute] = own[weekday].get(row.minute, 0.0) + weight * row.contacts
        every[row.minute] = every.get(row.minute, 0.0) + weight * row.contacts
    total = sum(every.values())
    if total <= 0:
        return {}
    pooled = {minute: value / total for minute, value in sorted(every.items())}
    return {weekday: _mixed(own[weekday], pooled, sum(days[weekday].values())) for weekday in range(7)}


def _mixed(own: Mapping[int, float], pooled: Mapping[int, float], days: float) -> dict[int, float]:
    total = sum(own.values())
    if total <= 0:
        return dict(pooled)
    weight = days / (days + POOLED_DAYS)
    return {minute: weight * own.get(minute, 0.0) / total + (1 - weight) * share for minute, share in pooled.items()}
