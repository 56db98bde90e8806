"""What if: other sizes and dates, a clearer letter, more agents, specialists on the floor, other opening hours, side by side.

Nothing here is measured: the levers are assumptions of who asks, and all are off by default. The same inputs give the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from impact.batches import REDIAL_SHARE, Case, Option, Part, lay_out
from impact.cost import cost
from impact.dayroom import room_on
from impact.staffing import PEAK_HALF_HOUR_SHARE, agents_for_day, day_queue

SHIFT_HOURS = 8.0
"""Hours that an extra agent or a specialist is at the KCC on a day."""


@dataclass(frozen=True, slots=True)
class Opening:
    """An evening or a Saturday on which the KCC opens as well.

    Attributes:
        agents: people at work in the extra hours.
        hours: length of the extra hours.
        use_share: part of the contacts of the next open day (of the same day for an evening) that come in the extra hours instead.
    """

    agents: int
    hours: float
    use_share: float


@dataclass(frozen=True)
class Levers:
    """What is changed; everything left out stays as planned.

    Attributes:
        sendings: (handover, quantity) per batch in place of the mailing's own.
        rate: contacts per letter in place of the case's.
        clearer_share: part of the mailing's contacts that a clearer letter saves, 0 to 1.
        web_page_share: part of what is left that finds its answer on a web page, 0 to 1.
        other_channel_share: part of the mailing's contacts that goes to another channel, 0 to 1, and costs `other_minutes` there.
        more_agents: extra people at the telephone per day.
        specialists: specialists on the floor per day; they answer like agents and are paid as specialists.
        closed_shares: part of a day's contacts that falls in hours that are closed (Friday afternoon); they move to the next open day.
        opened: extra opening hours per day.
    """

    sendings: tuple[tuple[date, int], ...] | None = None
    rate: float | None = None
    clearer_share: float = 0.0
    web_page_share: float = 0.0
    other_channel_share: float = 0.0
    other_minutes: float = 4.0
    more_agents: Mapping[date, int] = field(default_factory=dict)
    specialists: Mapping[date, int] = field(default_factory=dict)
    closed_shares: Mapping[date, float] = field(default_factory=dict)
    opened: Mapping[date, Opening] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shares = (self.clearer_share, self.web_page_share, self.other_channel_share, *self.closed_shares.values())
        if not all(0 <= share <= 1 for share in (*shares, *(each.use_share for each in self.opened.values()))):
            raise ValueError("shares lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class DayOutcome:
    """One day: contacts that come, what fits, people, contacts above capacity, and the busiest half hour.

    Attributes:
        wait_seconds: mean wait in the busiest half hour; infinite where nobody is at work and nobody gives up.
        abandoned_share: part that gives up in it.
    """

    on: date
    contacts: float
    capacity: float
    agents: int
    over: float
    wait_seconds: float
    abandoned_share: float


@dataclass(frozen=True)
class Outcome:
    """What one set of levers leads to.

    Attributes:
        extra_contacts: contacts of the mailing at this line.
        over_capacity: contacts above capacity on all days together, ordinary contacts included.
        peak_on, wait_seconds: the day with the longest wait, and that wait.
        hours: paid hours for the mailing's contacts, those that come back and those of the other channel included.
        extra_staff_hours: hours of extra agents, specialists and extra opening.
        euros: of both.
    """

    name: str
    parts: tuple[Part, ...]
    days: tuple[DayOutcome, ...]
    extra_contacts: float
    over_capacity: float
    peak_on: date
    wait_seconds: float
    hours: float
    extra_staff_hours: float
    euros: float

    def on(self, day: date) -> DayOutcome | None:
        return next((each for each in self.days if each.on == day), None)


def compare(case: Case, scenarios: Mapping[str, Levers]) -> tuple[Outcome, ...]:
    """Return the outcome of every scenario, the plan as it is (`as_planned`) first.

    Raises:
        NeverOpen: the contact centre does not open again within a year.
    """
    return (what_if(case, "as_planned", Levers()), *(what_if(case, name, each) for name, each in scenarios.items()))


def what_if(case: Case, name: str, levers: Levers) -> Outcome:
    """Return what one set of levers leads to."""
    option = _sent(case, levers)
    kept = (1 - levers.clearer_share) * (1 - levers.web_page_share)
    here = kept * (1 - levers.other_channel_share)
    extra = {day: value * here for day, value in option.extra.items()}
    days = _days(case, levers, extra)
    elsewhere = sum(option.extra.values()) * kept * levers.other_channel_share
    over = sum(day.over for day in days)
    hours, euros = _work(case, sum(extra.values()) + REDIAL_SHARE * over, elsewhere * levers.other_minutes / 60)
    staff_hours, staff_euros = _staff(case, levers)
    worst = max(days, key=lambda day: (day.wait_seconds, -day.on.toordinal()))
    return Outcome(
        name=name,
        parts=option.parts,
        days=days,
        extra_contacts=sum(extra.values()),
        over_capacity=over,
        peak_on=worst.on,
        wait_seconds=worst.wait_seconds,
        hours=hours,
        extra_staff_hours=staff_hours,
        euros=euros + staff_euros + case.line.batch_euros * (len(option.parts) - 1),
    )


def _sent(case: Case, levers: Levers) -> Option:
    sendings = levers.sendings or [(batch.handover_on, batch.quantity) for batch in case.mailing.batches]
    changed = case if levers.rate is None else replace(case, rate=levers.rate)
    quantity = sum(letters for _, letters in sendings)
    mailing = changed.mailing
    if quantity != mailing.quantity:
        first = mailing.batches[0]
        mailing = replace(mailing, batches=(replace(first, quantity=quantity),))
    return lay_out(replace(changed, mailing=mailing), "what_if", sendings)


def _days(case: Case, levers: Levers, extra: Mapping[date, float]) -> tuple[DayOutcome, ...]:
    """Every open day of the mailing and of the levers, contacts moved as opening hours say."""
    touched = {*extra, *levers.more_agents, *levers.specialists, *levers.closed_shares, *levers.opened}
    moved_to = {case.days.next_open(date.fromordinal(day.toordinal() + 1)) for day in levers.closed_shares}
    taken_from = {case.days.next_open(day) for day in levers.opened}
    every = sorted(day for day in touched | moved_to | taken_from if case.days.is_open(day) or day in levers.opened)
    rooms = {day: room_on(case.room, day) for day in every}
    contacts = {
        day: extra.get(day, 0.0) + (rooms[day].ordinary + case.already.get(day, 0.0) if case.days.is_open(day) else 0.0)
        for day in every
    }
    in_extra_hours = _use_openings(case, levers, contacts)
    for day in every:
        share = levers.closed_shares.get(day, 0.0)
        if share and case.days.is_open(day):
            onward = case.days.next_open(date.fromordinal(day.toordinal() + 1))
            contacts[onward] += share * contacts[day]
            contacts[day] *= 1 - share
    return tuple(_day(case, levers, day, contacts[day], in_extra_hours.get(day, 0.0)) for day in every)


def _use_openings(case: Case, levers: Levers, contacts: dict[date, float]) -> dict[date, float]:
    """Take the contacts of extra opening hours off the days they would have come on; returns them per opened day."""
    used = {}
    for day, opening in sorted(levers.opened.items()):
        source = case.days.next_open(day)
        used[day] = opening.use_share * contacts[source]
        contacts[source] -= used[day]
    return used


def _day(case: Case, levers: Levers, on: date, contacts: float, in_extra_hours: float) -> DayOutcome:
    room = room_on(case.room, on)
    seconds = case.line.handling_seconds
    usual = room.agents if room.agents is not None else agents_for_day(room.capacity, seconds)
    opening = levers.opened.get(on)
    if not case.days.is_open(on):
        # only the extra hours: their contacts come evenly over them
        agents = opening.agents if opening else 0
        length = opening.hours if opening else SHIFT_HOURS
        capacity = agents * length * 3600 / seconds * case.line.tariff.occupancy
        met = day_queue(in_extra_hours / length / 2 / PEAK_HALF_HOUR_SHARE, agents, seconds, norm=case.line.norm)
        over = max(0.0, in_extra_hours - capacity)
        return DayOutcome(on, in_extra_hours, capacity, agents, over, met.wait_seconds, met.abandoned_share)
    agents = usual + levers.more_agents.get(on, 0) + levers.specialists.get(on, 0)
    open_share = 1 - levers.closed_shares.get(on, 0.0)
    capacity = room.capacity * (agents / usual if usual else 0.0) * open_share
    # fewer hours for fewer contacts: the busiest half hour stays as busy as the contacts per open hour
    met = day_queue(contacts / open_share if open_share else 0.0, agents, seconds, norm=case.line.norm)
    return DayOutcome(
        on,
        contacts + in_extra_hours,
        capacity,
        agents,
        max(0.0, contacts - capacity),
        met.wait_seconds if contacts else 0.0,
        met.abandoned_share if contacts else 0.0,
    )


def _work(case: Case, contacts: float, other_hours: float) -> tuple[float, float]:
    tariff = case.line.tariff
    paid = cost(
        contacts,
        handling_minutes=tariff.handling_minutes,
        occupancy=tariff.occupancy,
        shrinkage=tariff.shrinkage,
        hourly_tariff=tariff.agent_hour,
    )
    other = other_hours / tariff.occupancy / (1 - tariff.shrinkage)
    return paid.paid_hours + other, paid.euros + other * tariff.agent_hour


def _staff(case: Case, levers: Levers) -> tuple[float, float]:
    """Hours and euros of people who come on top: agents with shrinkage, specialists as they are."""
    tariff = case.line.tariff
    agents = sum(levers.more_agents.values()) * SHIFT_HOURS
    agents += sum(each.agents * each.hours for each in levers.opened.values())
    paid = agents / (1 - tariff.shrinkage)
    specialists = sum(levers.specialists.values()) * SHIFT_HOURS
    return paid + specialists, paid * tariff.agent_hour + specialists * tariff.specialist_hour
