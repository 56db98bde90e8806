"""What extra contacts cost: talk hours, paid hours, euros, with a range; what it could have been; a year's statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from impact.values import Range, Reason


@dataclass(frozen=True, slots=True)
class Cost:
    """talk_hours: contacts x handling time; paid_hours: those divided by occupancy and presence; euros: at the tariff."""

    talk_hours: float
    paid_hours: float
    euros: float


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a municipality reckons with; every figure is its own to set.

    Attributes:
        handling_minutes: talk and wrap-up per contact.
        occupancy: part of the time at work with a contact, above 0, at most 1.
        shrinkage: part of paid time away from the desk (leave, illness, training), from 0 to below 1.
        agent_hour: euros per paid hour of an agent.
        specialist_hour: euros per hour of a specialist; hours at the KCC are paid as they are, without occupancy.
        callback_minutes: of a specialist per callback, failed attempts included.
        repeat_share: part of the contacts that are somebody contacting again because the first answer did not do; they are in the count
            already and are shown as a part of it.
    """

    handling_minutes: float = 6.5
    occupancy: float = 0.75
    shrinkage: float = 0.30
    agent_hour: float = 48.0
    specialist_hour: float = 60.0
    callback_minutes: float = 12.0
    repeat_share: float = 0.0

    def __post_init__(self) -> None:
        if not (0 < self.occupancy <= 1 and 0 <= self.shrinkage < 1 and 0 <= self.repeat_share <= 1):
            raise ValueError(f"shares out of range: {self}")


@dataclass(frozen=True, slots=True)
class Bill:
    """What one mailing cost.

    Attributes:
        contacts: extra contacts, middle 90 %.
        talk_hours, paid_hours: of agents, for the extra contacts.
        specialist_hours: hours that specialists sat at the KCC.
        callback_hours: hours of specialists for callbacks.
        repeat_hours: the part of `paid_hours` that repeated contacts took.
        hours: agents, specialists and callbacks together.
        euros: of `hours`, each at its own tariff.
        reasons: codes `at_least` (part of the contacts was not answered or not counted) and `no_effect_shown`
            (the range of the extra contacts holds nought).
    """

    contacts: Range
    talk_hours: Range
    paid_hours: Range
    specialist_hours: float
    callback_hours: float
    repeat_hours: Range
    hours: Range
    euros: Range
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class CouldHaveBeen:
    """A bill beside the bill: `code` is `spread`, `clearer` or `spread_and_clearer`; what is saved is bill minus this."""

    code: str
    bill: Bill
    saved_hours: Range
    saved_euros: Range


@dataclass(frozen=True, slots=True)
class MailingBill:
    """One line of a year's statement. `external` marks mailings of others (State, water board)."""

    mailing: str
    department: str
    bill: Bill
    surprise: bool = False
    external: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """What a department's mailings of a year cost together; the ranges assume that mailings miss independently."""

    department: str
    mailings: int
    surprises: int
    contacts: Range
    hours: Range
    euros: Range
    lines: tuple[MailingBill, ...]


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


def bill(
    contacts: Range,
    tariff: Tariff,
    *,
    specialist_hours: float = 0.0,
    callbacks: int = 0,
    at_least: bool = False,
) -> Bill:
    """Return what a mailing's extra contacts cost, with the range of the contacts carried into hours and euros.

    Args:
        specialist_hours: hours that specialists sat at the KCC for it.
        callbacks: callback requests that the department took over.
        at_least: the count is a lower limit (full lines, contacts that were not counted).
    """
    low, middle, high = (_at(value, tariff) for value in (contacts.low, contacts.expected, contacts.high))
    callback_hours = callbacks * tariff.callback_minutes / 60
    beside = specialist_hours + callback_hours
    paid = Range(low.paid_hours, middle.paid_hours, high.paid_hours)
    reasons = []
    if at_least:
        reasons.append(Reason("at_least", {"contacts": round(contacts.expected)}))
    if contacts.low <= 0 <= contacts.high:
        reasons.append(Reason("no_effect_shown", {"low": contacts.low, "high": contacts.high}))
    return Bill(
        contacts=contacts,
        talk_hours=Range(low.talk_hours, middle.talk_hours, high.talk_hours),
        paid_hours=paid,
        specialist_hours=specialist_hours,
        callback_hours=callback_hours,
        repeat_hours=_times(paid, tariff.repeat_share),
        hours=_plus(paid, beside),
        euros=_plus(Range(low.euros, middle.euros, high.euros), beside * tariff.specialist_hour),
        reasons=tuple(reasons),
    )


def could_have_been(
    actual: Bill,
    tariff: Tariff,
    *,
    clearer_share: float = 0.0,
    over_capacity: float = 0.0,
    over_capacity_spread: float = 0.0,
    redial_share: float = 0.5,
) -> CouldHaveBeen:
    """Return what the same mailing could have cost, spread better or written more clearly.

    Args:
        clearer_share: part of the contacts that a clearer letter saves, 0 to 1; off by default, because nothing here measured it.
        over_capacity: contacts above capacity as it went.
        over_capacity_spread: contacts above capacity if it had been spread as advised.
        redial_share: part of the contacts above capacity that comes back a second time, and so is paid twice.
    """
    again = redial_share * max(0.0, over_capacity - over_capacity_spread)
    kept = 1 - clearer_share

    def fewer(value: float) -> float:
        return max(0.0, value - again) * kept if value > 0 else value

    contacts = Range(fewer(actual.contacts.low), fewer(actual.contacts.expected), fewer(actual.contacts.high))
    callbacks = actual.callback_hours * 60 / tariff.callback_minutes if tariff.callback_minutes else 0.0
    other = bill(contacts, tariff, specialist_hours=actual.specialist_hours, callbacks=round(callbacks * kept))
    spread, clearer = again > 0, clearer_share > 0
    return CouldHaveBeen(
        code="spread_and_clearer" if spread and clearer else "clearer" if clearer else "spread",
        bill=other,
        saved_hours=_minus(actual.hours, other.hours),
        saved_euros=_minus(actual.euros, other.euros),
    )


def year_statements(lines: Iterable[MailingBill]) -> tuple[Statement, ...]:
    """Return one statement per department, the dearest first; surprise mailings are counted against their sender."""
    per: dict[str, list[MailingBill]] = {}
    for line in lines:
        per.setdefault(line.department, []).append(line)
    found = [
        Statement(
            department=name,
            mailings=len(own),
            surprises=sum(line.surprise for line in own),
            contacts=_together([line.bill.contacts for line in own]),
            hours=_together([line.bill.hours for line in own]),
            euros=_together([line.bill.euros for line in own]),
            lines=tuple(sorted(own, key=lambda line: (-line.bill.euros.expected, line.mailing))),
        )
        for name, own in per.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.euros.expected, each.department)))


def _at(contacts: float, tariff: Tariff) -> Cost:
    return cost(
        contacts,
        handling_minutes=tariff.handling_minutes,
        occupancy=tariff.occupancy,
        shrinkage=tariff.shrinkage,
        hourly_tariff=tariff.agent_hour,
    )


def _together(parts: Sequence[Range]) -> Range:
    """The sum of independent figures: their distances to low and high add as squares."""
    middle = sum(part.expected for part in parts)
    below = sum((part.expected - part.low) ** 2 for part in parts) ** 0.5
    above = sum((part.high - part.expected) ** 2 for part in parts) ** 0.5
    return Range(middle - below, middle, middle + above)


def _plus(part: Range, more: float) -> Range:
    return Range(part.low + more, part.expected + more, part.high + more)


def _times(part: Range, share: float) -> Range:
    return Range(part.low * share, part.expected * share, part.high * share)


def _minus(one: Range, other: Range) -> Range:
    return Range(one.low - other.low, one.expected - other.expected, one.high - other.high)
