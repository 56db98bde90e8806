"""What extra contacts cost: talk hours, paid hours, euros."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """talk_hours: contacts x handling time; paid_hours: those divided by occupancy and presence; euros: at the tariff."""

    talk_hours: float
    paid_hours: float
    euros: float


def cost(contacts: float, *, handling_minutes: float, occupancy: float, shrinkage: float, hourly_tariff: float) -> Cost:
    """Return what `contacts` cost. Fewer than none cost nothing.

    Args:
        handling_minutes: talk and wrap-up per contact.
        occupancy: part of the time at work with a contact, above 0, at most 1.
        shrinkage: part of paid time away from the desk (leave, illness, training), from 0 to below 1.
        hourly_tariff: euros per paid hour.
    """
    talk = max(contacts, 0.0) * handling_minutes / 60
    paid = talk / occupancy / (1 - shrinkage)
    return Cost(talk, paid, paid * hourly_tariff)
