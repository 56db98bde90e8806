"""Advice on batches: sizes and dates that keep each day under capacity within the limit, with three options and one reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import exp
from statistics import NormalDist

import numpy as np

from impact.cost import Cost, cost
from impact.dayroom import DayRoom, Line, room_on
from impact.delivery import arrivals
from impact.errors import TooLittleHistory
from impact.response import Lag, response_curve
from impact.spread import Ground, Spread, best_spread, even_spread
from impact.staffing import agents_for_day, day_queue
from impact.values import Batch, OpenDays, PlannedMailing, PostDays, Reason

HIGH_QUANTILE = NormalDist().inv_cdf(0.80)
WORTH_A_BATCH = 10.0
"""A further batch must save at least this many contacts over capacity."""

REDIAL_SHARE = 0.5
"""Part of the contacts over capacity that comes back, and so is paid twice; working value of this project."""

PORTIONS = 90
OPTIONS = 3
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Part:
    """One batch of an option: handed over on a working day, arriving on post days."""

    quantity: int
    handover_on: date
    arrives_from: date
    arrives_until: date


@dataclass(frozen=True)
class Option:
    """A way to send the mailing, and what it does.

    Attributes:
        code: `advised`, `equal`, `soonest`, or `fewer` where two of these would be the same; beside them `one_drop`, `three_weekly` and
            `sooner`, which are no advice but a yardstick.
        over_capacity: contacts above capacity that the mailing adds, all days together.
        over_if_high: the same when more people react than expected (one chance in five).
        days_over: days on which the mailing brings contacts above capacity.
        peak_on, peak_contacts, peak_share: the day that is fullest compared with its capacity, its contacts, and contacts / capacity.
        wait_seconds: mean wait in the busiest half hour of that day.
        hours, euros: for the mailing's contacts, those that come back for want of an answer included, and for its batches.
        within_limit: every handover and every arrival is on or before the limit.
        extra: the mailing's contacts per open day.
    """

    code: str
    parts: tuple[Part, ...]
    over_capacity: float
    over_if_high: float
    days_over: int
    peak_on: date
    peak_contacts: float
    peak_share: float
    wait_seconds: float
    hours: float
    euros: float
    within_limit: bool
    extra: Mapping[date, float]


@dataclass(frozen=True)
class Advice:
    """At most three different options, the advised one first, beside two yardsticks; none when no day is left before the limit.

    Attributes:
        why: one of `fits_at_once`, `spread_fits`, `spread_to_limit`, `no_room_in_time`, `no_day_in_time`, with facts.
        sooner: what the advice would be from `Case.could_start` on, where that saves contacts over capacity
            or is the only way to be in time; else None.
    """

    options: tuple[Option, ...]
    yardsticks: tuple[Option, ...]
    why: Reason
    sooner: Option | None = None

    @property
    def advised(self) -> Option | None:
        return self.options[0] if self.options else None


@dataclass(frozen=True)
class Case:
    """One question for advice: what is sent, how people react, and what the days can take.

    Attributes:
        mailing: quantity and way of delivery count (those of its first batch); its own dates are the yardsticks' start.
        rate: contacts per delivered letter that come to this line.
        room: days that are known; days beyond them are as the same weekday on average.
        log_sd: how uncertain the rate is (`RateEstimate.log_sd`).
        already: contacts of batches that were sent before, per day.
        blocked: days on which nothing is handed over or arrives (freeze periods, training days, closed print room).
        gap_days: least days between two handovers.
        could_start: the day from which the letters could be ready if one began sooner than `earliest`; None when nobody asks.
    """

    mailing: PlannedMailing
    rate: float
    room: Sequence[DayRoom]
    days: OpenDays
    post: PostDays
    earliest: date
    limit: date
    lag: Lag = field(default_factory=Lag)
    log_sd: float = 0.30
    already: Mapping[date, float] = field(default_factory=dict)
    blocked: frozenset[date] = frozenset()
    line: Line = field(default_factory=Line)
    most_batches: int = 8
    gap_days: int = 3
    could_start: date | None = None

    def __post_init__(self) -> None:
        if not self.room:
            raise TooLittleHistory(open_days=0, needed=1)


def woz_limit(year: int) -> date:
    """Return the day eight weeks after New Year: WOZ decisions are sent within eight weeks (Wet WOZ, art. 24, first member)."""
    return date(year, 1, 1) + timedelta(weeks=8)


def advise(case: Case) -> Advice:
    """Return three options that keep days under capacity within the limit, with one drop and three weekly batches beside them.

    Raises:
        NeverOpen: the contact centre does not open again within a year.
    """
    yardsticks = (_one_drop(case), _three_weekly(case))
    handovers = _handovers(case)
    if not handovers:
        facts = {"earliest": case.earliest, "limit": case.limit}
        return Advice((), yardsticks, Reason("no_day_in_time", facts), _sooner(case, None))
    ground, dates = _ground(case, handovers)
    found = _advised_spread(ground, case.most_batches)
    advised = _option(case, "advised", _parts(case, ground, dates, found))
    others = (
        _equal(case, ground, dates, found),
        _soonest(case, ground, dates, found, yardsticks[1]),
        _fewer(case, ground, dates, found),
    )
    options = _different((advised, *others))[:OPTIONS]
    return Advice(options, yardsticks, _why(case, advised, yardsticks[0]), _sooner(case, advised))


def _sooner(case: Case, advised: Option | None) -> Option | None:
    """The best spread from an earlier first day: with a late start no spread may keep under capacity, or be in time at all."""
    if case.could_start is None or case.could_start >= case.earliest:
        return None
    begun = replace(case, earliest=case.could_start)
    handovers = _handovers(begun)
    if not handovers:
        return None
    ground, dates = _ground(begun, handovers)
    found = _option(begun, "sooner", _parts(begun, ground, dates, _advised_spread(ground, case.most_batches)))
    helps = advised is None or found.over_capacity < advised.over_capacity - WORTH_A_BATCH
    return found if helps else None


def lay_out(case: Case, code: str, sendings: Sequence[tuple[date, int]]) -> Option:
    """Return what a given spread does: (handover, quantity) per batch. For what-if and for plans that are fixed already."""
    return _option(case, code, tuple(_part(case, on, quantity) for on, quantity in sendings if quantity > 0))


def _handovers(case: Case) -> list[date]:
    """Days on which a batch can be handed over: working days, with every arrival in time and none on a blocked day."""
    span = (case.limit - case.earliest).days + 1
    found = []
    for ahead in range(max(0, span)):
        day = case.earliest + timedelta(days=ahead)
        if not case.days.is_open(day) or day in case.blocked:
            continue
        part = _part(case, day, 1)
        lands = arrivals(_batch(case, day, 1), case.post)
        if part.arrives_until <= case.limit and not case.blocked & set(lands):
            found.append(day)
    return found


def _ground(case: Case, handovers: Sequence[date]) -> tuple[Ground, tuple[date, ...]]:
    curves = [response_curve(_one_batch(case, day), case.days, case.post, case.lag) for day in handovers]
    dates = tuple(sorted({day for curve in curves for day in curve}))
    column = {day: place for place, day in enumerate(dates)}
    response = np.zeros((len(handovers), len(dates)))
    for row, curve in enumerate(curves):
        for day, share in curve.items():
            response[row, column[day]] = share
    rooms = [room_on(case.room, day) for day in dates]
    free = np.array([max(0.0, each.free - case.already.get(each.on, 0.0)) for each in rooms])
    units = min(PORTIONS, case.mailing.quantity)
    return (
        Ground(
            when=np.array([day.toordinal() for day in handovers], dtype=np.int64),
            response=response * case.rate * case.mailing.quantity,
            room=free,
            capacity=np.array([each.capacity for each in rooms]),
            high=exp(HIGH_QUANTILE * case.log_sd),
            units=units,
            smallest=max(1, units // 45),
            gap=case.gap_days,
        ),
        dates,
    )


def _advised_spread(ground: Ground, most: int) -> Spread:
    """The spread with the fewest contacts over capacity, where each further batch must earn its keep."""
    found = [spread for count in range(1, most + 1) if (spread := best_spread(ground, count)) is not None]
    return min(found, key=lambda each: (each.score + WORTH_A_BATCH * len(each.days), len(each.days)))


def _equal(case: Case, ground: Ground, dates: Sequence[date], advised: Spread) -> Option:
    """Batches of one size on the same weekday, weekly if the time allows: simple for the printer."""
    spacings = (7, 14, max(case.gap_days, 4), case.gap_days)
    counts = range(min(2, case.most_batches), case.most_batches + 1)
    found = [each for count in counts for gap in spacings if (each := even_spread(ground, count, gap)) is not None]
    best = min(found or [advised], key=lambda each: (each.score + WORTH_A_BATCH * len(each.days), len(each.days)))
    return _option(case, "equal", _parts(case, ground, dates, best))


def _soonest(case: Case, ground: Ground, dates: Sequence[date], advised: Spread, weekly: Option) -> Option:
    """Finished as early as can be with at most a third of the excess of three weekly batches, or what the advice has."""
    at_most = max(weekly.over_capacity / 3, _over(ground, advised) + 1.0)
    low, high = 0, advised.days[-1]
    best = advised
    while low < high:
        middle = (low + high) // 2
        cut = _until(ground, middle)
        tried = [each for count in range(1, case.most_batches + 1) if (each := best_spread(cut, count)) is not None]
        fitting = [each for each in tried if _over(ground, each) <= at_most]
        if fitting:
            best, high = min(fitting, key=lambda each: (len(each.days), each.score)), middle
        else:
            low = middle + 1
    return _option(case, "soonest", _parts(case, ground, dates, best))


def _until(ground: Ground, last: int) -> Ground:
    """The same ground with handovers up to the one with index `last`."""
    return replace(ground, when=ground.when[: last + 1], response=ground.response[: last + 1])


def _fewer(case: Case, ground: Ground, dates: Sequence[date], advised: Spread) -> Option:
    """The best that half as many batches can do, for who finds a batch dear."""
    best = best_spread(ground, (len(advised.days) + 1) // 2) or advised
    return _option(case, "fewer", _parts(case, ground, dates, best))


def _different(options: Sequence[Option]) -> tuple[Option, ...]:
    """Options without those that send the same as an earlier one."""
    kept: dict[tuple[Part, ...], Option] = {}
    for option in options:
        kept.setdefault(option.parts, option)
    return tuple(kept.values())


def _over(ground: Ground, spread: Spread) -> float:
    return float(np.maximum(ground.contacts(spread.days, spread.sizes) - ground.room, 0.0).sum())


def _one_drop(case: Case) -> Option:
    return lay_out(case, "one_drop", ((_start(case), case.mailing.quantity),))


def _three_weekly(case: Case) -> Option:
    each, left = divmod(case.mailing.quantity, 3)
    first = _start(case)
    return lay_out(
        case,
        "three_weekly",
        [(case.days.next_open(first + which * WEEK), each + (which < left)) for which in range(3)],
    )


def _start(case: Case) -> date:
    planned = min(batch.handover_on for batch in case.mailing.batches)
    return case.days.next_open(max(planned, case.earliest))


def _batch(case: Case, on: date, quantity: int) -> Batch:
    first = case.mailing.batches[0]
    return Batch(quantity, on, first.delivery, first.delivery_class)


def _part(case: Case, on: date, quantity: int) -> Part:
    lands = arrivals(_batch(case, on, quantity), case.post)
    return Part(quantity, on, min(lands), max(lands))


def _one_batch(case: Case, on: date) -> PlannedMailing:
    return PlannedMailing(
        case.mailing.id,
        case.mailing.letter_type,
        case.mailing.topic,
        (_batch(case, on, case.mailing.quantity),),
        response_deadline=case.mailing.response_deadline,
    )


def _parts(case: Case, ground: Ground, dates: Sequence[date], spread: Spread) -> tuple[Part, ...]:
    """Portions as letters: rounded to a handy number, the last batch takes what is left."""
    total = case.mailing.quantity
    handy = 500 if total >= 20_000 else 100 if total >= 4_000 else 10 if total >= 400 else 1
    ends = [
        round(sum(spread.sizes[: place + 1]) / ground.units * total / handy) * handy
        for place in range(len(spread.sizes))
    ]
    ends[-1] = total
    letters = [end - start for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    days = (date.fromordinal(int(ground.when[day])) for day in spread.days)
    return tuple(_part(case, on, quantity) for on, quantity in zip(days, letters, strict=True) if quantity > 0)


def _extra(case: Case, parts: Sequence[Part]) -> dict[date, float]:
    """Contacts per open day of all parts."""
    total = case.mailing.quantity
    felt: dict[date, float] = {}
    for part in parts:
        for day, share in response_curve(_one_batch(case, part.handover_on), case.days, case.post, case.lag).items():
            felt[day] = felt.get(day, 0.0) + share * case.rate * total * part.quantity / total
    return dict(sorted(felt.items()))


def _option(case: Case, code: str, parts: tuple[Part, ...]) -> Option:
    extra = _extra(case, parts)
    rooms = {day: room_on(case.room, day) for day in extra}
    before = {day: case.already.get(day, 0.0) + room.ordinary for day, room in rooms.items()}
    over = {day: _above(before[day], extra[day], rooms[day].capacity) for day in extra}
    high = exp(HIGH_QUANTILE * case.log_sd)
    peak = max(extra, key=lambda day: ((before[day] + extra[day]) / max(rooms[day].capacity, 1.0), -day.toordinal()))
    contacts = before[peak] + extra[peak]
    agents = rooms[peak].agents
    if agents is None:
        agents = agents_for_day(rooms[peak].capacity, case.line.handling_seconds)
    missed = sum(over.values())
    paid = _paid(case.line, sum(extra.values()) + REDIAL_SHARE * missed)
    return Option(
        code=code,
        parts=parts,
        over_capacity=missed,
        over_if_high=sum(_above(before[day], high * extra[day], rooms[day].capacity) for day in extra),
        days_over=sum(value > 0.5 for value in over.values()),
        peak_on=peak,
        peak_contacts=contacts,
        peak_share=contacts / max(rooms[peak].capacity, 1.0),
        wait_seconds=day_queue(contacts, agents, case.line.handling_seconds, norm=case.line.norm).wait_seconds,
        hours=paid.paid_hours,
        euros=paid.euros + case.line.batch_euros * (len(parts) - 1),
        within_limit=all(part.arrives_until <= case.limit for part in parts),
        extra=extra,
    )


def _above(before: float, extra: float, capacity: float) -> float:
    """Contacts above capacity that `extra` adds to what came before it."""
    return max(0.0, before + extra - capacity) - max(0.0, before - capacity)


def _paid(line: Line, contacts: float) -> Cost:
    tariff = line.tariff
    return cost(
        contacts,
        handling_minutes=tariff.handling_minutes,
        occupancy=tariff.occupancy,
        shrinkage=tariff.shrinkage,
        hourly_tariff=tariff.agent_hour,
    )


def _why(case: Case, advised: Option, one_drop: Option) -> Reason:
    """The one sentence: how much room a week has, how much comes, and what spreading does about it."""
    expected = case.rate * case.mailing.quantity
    first = advised.parts[0].handover_on
    week = [room_on(case.room, day) for day in case.days.between(first, first + timedelta(days=6))]
    facts: dict[str, object] = {
        "expected": round(expected),
        "free_per_week": round(sum(each.free for each in week)),
        "tight_weekday": min(week, key=lambda each: (each.free, each.on)).on.weekday() if week else None,
        "batches": len(advised.parts),
        "first": first,
        "last": advised.parts[-1].handover_on,
        "limit": case.limit,
        "over_at_once": round(one_drop.over_capacity),
        "over_advised": round(advised.over_capacity),
    }
    if advised.over_capacity < 1:
        return Reason("fits_at_once" if len(advised.parts) == 1 else "spread_fits", facts)
    open_until = case.days.between(case.earliest, case.limit)
    facts["room_in_time"] = round(sum(room_on(case.room, day).free for day in open_until))
    return Reason(
        "no_room_in_time" if sum(room_on(case.room, day).free for day in open_until) < expected else "spread_to_limit",
        facts,
    )
