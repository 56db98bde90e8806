"""Echo peaks: what a mailing still brings on a later, known day: the end of a term, a debit date, a reminder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp

from impact.response import deadline_pulse
from impact.values import OpenDays, Range

FADES_DAYS = 2.5
LASTS_DAYS = 10
"""After a debit date or a reminder people contact us at once, and then less and less; working values of this project."""

BELOW, ABOVE = 0.5, 2.0
"""How far an echo may stray from its share, beside what is unsure about the mailing itself; working values of this project."""


@dataclass(frozen=True)
class Echo:
    """Extra contacts of one echo, middle 90 %, and how they are expected to come per open day."""

    extra: Range
    per_day: Mapping[date, float]


def echo(mailing: Range, share: float, falls_on: date, days: OpenDays, *, is_term: bool) -> Echo:
    """Return what an echo brings.

    Args:
        mailing: extra contacts of the mailing that it belongs to.
        share: contacts of the echo as a part of those, 0 to 1.
        falls_on: the legal day.
        is_term: people contact us before the day (a term ends) and not after it (money was taken, a reminder came).

    Raises:
        NeverOpen: the contact centre does not open again within a year.
    """
    extra = Range(mailing.low * share * BELOW, mailing.expected * share, mailing.high * share * ABOVE)
    curve = deadline_pulse(falls_on) if is_term else _fading(falls_on)
    per_day: dict[date, float] = {}
    for day, part in curve.items():
        opened = days.next_open(day)
        per_day[opened] = per_day.get(opened, 0.0) + part * extra.expected
    return Echo(extra, dict(sorted(per_day.items())))


def _fading(falls_on: date) -> dict[date, float]:
    weights = {falls_on + timedelta(days=step): exp(-step / FADES_DAYS) for step in range(LASTS_DAYS)}
    total = sum(weights.values())
    return {day: weight / total for day, weight in weights.items()}
