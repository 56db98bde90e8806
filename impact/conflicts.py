"""Conflicts between mailings, and of mailings with the calendar: by how much, on which day, who was first, three ways out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from impact.dayroom import DayRoom, Line, room_on
from impact.delivery import arrivals
from impact.errors import TooLittleHistory
from impact.response import Lag, response_curve
from impact.staffing import agents_for_day, day_queue
from impact.values import Batch, OpenDays, PlannedMailing, PostDays

FEWEST = 5.0
"""Contacts over capacity in a stretch of days below which nobody is warned."""

PART_OF_IT = 0.05
"""A mailing has a part in a stretch when it brings at least this part of its extra contacts."""

FELT = 0.05
"""A mailing is felt on a training day when it brings at least this part of the day's capacity."""

GAP = timedelta(days=4)
WEEK = timedelta(days=7)
SHIFTS = (1, -1, 2, -2, 3, -3, 4, -4, 5, 6, 7, 8)
MOST_BATCHES = 6
CLEARED = 1.0


@dataclass(frozen=True)
class Load:
    """A mailing with what it is expected to bring.

    Attributes:
        contacts: expected contacts in all at this line.
        registered_on: who was first.
        earliest, limit: between which days it may be handed over; None where it may go anywhere.
        audience: names of the groups it is addressed to.
        fixed: it cannot move (sent, legal date).
    """

    mailing: PlannedMailing
    contacts: float
    registered_on: date
    department: str = ""
    audience: frozenset[str] = frozenset()
    lag: Lag = field(default_factory=Lag)
    earliest: date | None = None
    limit: date | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which a mailing is not wanted.

    Attributes:
        kind: `freeze_period` (elections), `training_day`, `holiday` or `specialist_leave`.
        department: whose specialists are away; empty for everybody.
    """

    kind: str
    first: date
    last: date
    name: str = ""
    department: str = ""

    def holds(self, on: date) -> bool:
        return self.first <= on <= self.last


@dataclass(frozen=True, slots=True)
class WayOut:
    """A way out of a conflict.

    Attributes:
        code: `shift`, `spread`, `extra_agents`, `move_period`, `signed_exception`, `combine` or `refer`.
        mailing: the mailing that would change; None for none.
        facts: `weeks` and `first` of a shift, `batches` of a spread, `agents`, `hours`, `euros` and `days` of extra agents.
        over_after: contacts over capacity that are left in the stretch; None where that is not what it is about.
    """

    code: str
    mailing: str | None
    facts: Mapping[str, object]
    over_after: float | None

    @property
    def clears(self) -> bool:
        return self.over_after is None or self.over_after < CLEARED


@dataclass(frozen=True)
class Conflict:
    """One thing that does not go together.

    Attributes:
        kind: `over_capacity_together`, `over_capacity_alone`, `same_audience`, or the kind of the period.
        mailings: ids, first registered first; the last one is asked to move.
        on: worst day; `first` and `last` bound the days concerned.
        over: contacts over capacity on all these days (expected contacts on the days of a period); `over_on` on the worst day.
        wait_seconds: mean wait in the busiest half hour of the worst day; `wait_without` the same without these mailings.
        ways_out: three, those that clear it first.
    """

    kind: str
    mailings: tuple[str, ...]
    on: date
    first: date
    last: date
    over: float
    over_on: float
    wait_seconds: float
    wait_without: float
    ways_out: tuple[WayOut, ...]
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """Everything that is planned: the calendar of the centre, and what its days can take."""

    room: Sequence[DayRoom]
    days: OpenDays
    post: PostDays
    line: Line = field(default_factory=Line)
    periods: Sequence[Period] = ()
    audience_weeks: int = 4

    def felt(self, load: Load) -> dict[date, float]:
        """Expected contacts of one mailing per open day."""
        curve = response_curve(load.mailing, self.days, self.post, load.lag)
        return {day: share * load.contacts for day, share in curve.items()}

    def over(self, extra: Mapping[date, float]) -> dict[date, float]:
        """Contacts above capacity that `extra` adds, per day."""
        rooms = {day: room_on(self.room, day) for day in extra}
        return {
            day: max(0.0, rooms[day].ordinary + value - rooms[day].capacity)
            - max(0.0, rooms[day].ordinary - rooms[day].capacity)
            for day, value in extra.items()
        }

    def agents(self, on: date) -> int:
        day = room_on(self.room, on)
        return day.agents if day.agents is not None else agents_for_day(day.capacity, self.line.handling_seconds)

    def wait(self, on: date, extra: float) -> float:
        """Mean wait in seconds in the busiest half hour."""
        contacts = room_on(self.room, on).ordinary + extra
        return day_queue(contacts, self.agents(on), self.line.handling_seconds, norm=self.line.norm).wait_seconds


def conflicts(loads: Sequence[Load], grid: Grid) -> tuple[Conflict, ...]:
    """Return every conflict among the loads and with the periods, by first day.

    Raises:
        NeverOpen: the contact centre does not open again within a year.
        TooLittleHistory: nothing is known of what the days can take.
    """
    if loads and not grid.room:
        raise TooLittleHistory(open_days=0, needed=1)
    known = sorted(loads, key=lambda load: (load.registered_on, load.mailing.id))
    felt = {load.mailing.id: grid.felt(load) for load in known}
    found = [*_over_capacity(known, felt, grid), *_in_periods(known, felt, grid), *_same_audience(known, grid)]
    return tuple(sorted(found, key=lambda each: (each.first, each.kind, each.mailings)))


def _over_capacity(loads: Sequence[Load], felt: Mapping[str, Mapping[date, float]], grid: Grid) -> list[Conflict]:
    extra = _sum(felt.values())
    over = {day: value for day, value in grid.over(extra).items() if value > 0.5}
    found = []
    for days in _stretches(sorted(over)):
        total = sum(over[day] for day in days)
        if total < FEWEST:
            continue
        brought = {load.mailing.id: sum(felt[load.mailing.id].get(day, 0.0) for day in days) for load in loads}
        # of many mailings none may bring that part: then who brings half of an equal share has a part in it too
        part = min(PART_OF_IT, 0.5 / sum(value > 0 for value in brought.values()))
        taking_part = [load for load in loads if brought[load.mailing.id] >= part * sum(brought.values())]
        worst = max(days, key=lambda day: (over[day], -day.toordinal()))
        alone = {
            load.mailing.id: round(sum(grid.over(felt[load.mailing.id]).get(day, 0.0) for day in days))
            for load in taking_part
        }
        found.append(
            Conflict(
                kind="over_capacity_together" if len(taking_part) > 1 else "over_capacity_alone",
                mailings=tuple(load.mailing.id for load in taking_part),
                on=worst,
                first=days[0],
                last=days[-1],
                over=total,
                over_on=over[worst],
                wait_seconds=grid.wait(worst, extra[worst]),
                wait_without=grid.wait(worst, 0.0),
                ways_out=_out_of_capacity(taking_part, loads, felt, days, over, grid),
                facts={"alone": alone},
            )
        )
    return found


def _stretches(days: Sequence[date]) -> list[list[date]]:
    """Days in a row, weekends in between included."""
    found: list[list[date]] = []
    for day in days:
        if found and day - found[-1][-1] <= GAP:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _out_of_capacity(
    taking_part: Sequence[Load],
    loads: Sequence[Load],
    felt: Mapping[str, Mapping[date, float]],
    days: Sequence[date],
    over: Mapping[date, float],
    grid: Grid,
) -> tuple[WayOut, ...]:
    """Shift or spread the mailing that was registered last and can move, or staff up."""
    movable = [load for load in taking_part if not load.fixed]
    ways: list[WayOut] = []
    if movable:
        last = movable[-1]
        rest = _sum(each for name, each in felt.items() if name != last.mailing.id)
        before = sum(grid.over(rest).values())

        def left(changed: Load) -> float:
            # what the moved mailing adds anywhere, not only where it was: moving a conflict is no way out
            return sum(grid.over(_sum((rest, grid.felt(changed)))).values()) - before

        ways = [*_best_shift(last, left, grid), *_best_spread(last, left, grid)]
    ways.append(_staff_up(days, over, grid))
    return tuple(sorted(ways, key=lambda way: not way.clears))


def _best_shift(load: Load, left: Callable[[Load], float], grid: Grid) -> list[WayOut]:
    """The smallest shift in weeks that clears, else the one that leaves least."""
    best: WayOut | None = None
    for weeks in SHIFTS:
        moved = shifted(load, weeks)
        if not _allowed(moved, grid):
            continue
        over = left(moved)
        first = min(batch.handover_on for batch in moved.mailing.batches)
        way = WayOut("shift", load.mailing.id, {"weeks": weeks, "first": first}, over)
        if best is None or over < (best.over_after or 0.0) - CLEARED:
            best = way
        if way.clears:
            break
    return [best] if best else []


def _best_spread(load: Load, left: Callable[[Load], float], grid: Grid) -> list[WayOut]:
    """The fewest equal weekly batches that clear, else the number that leaves least."""
    best: WayOut | None = None
    for batches in range(len(load.mailing.batches) + 1, MOST_BATCHES + 1):
        parts = spread_weekly(load, batches)
        if load.mailing.quantity < batches or not _allowed(parts, grid):
            continue
        over = left(parts)
        way = WayOut("spread", load.mailing.id, {"batches": batches}, over)
        if best is None or over < (best.over_after or 0.0) - CLEARED:
            best = way
        if way.clears:
            break
    return [best] if best else []


def _staff_up(days: Sequence[date], over: Mapping[date, float], grid: Grid) -> WayOut:
    tariff = grid.line.tariff
    agents = {}
    for day in days:
        capacity = room_on(grid.room, day).capacity
        needed = agents_for_day(capacity + over[day], grid.line.handling_seconds)
        agents[day] = max(1, needed - agents_for_day(capacity, grid.line.handling_seconds))
    hours = sum(over.get(day, 0.0) for day in days) * tariff.handling_minutes / 60
    paid = hours / tariff.occupancy / (1 - tariff.shrinkage)
    facts = {"agents": max(agents.values()), "days": len(days), "hours": paid, "euros": paid * tariff.agent_hour}
    return WayOut("extra_agents", None, facts, 0.0)


def shifted(load: Load, weeks: int) -> Load:
    """Return the load with every day of its batches moved; what hangs on a deadline stays where it is."""
    by = weeks * WEEK

    def move(batch: Batch) -> Batch:
        return replace(
            batch,
            handover_on=batch.handover_on + by,
            arrives_from=batch.arrives_from + by if batch.arrives_from else None,
            arrives_until=batch.arrives_until + by if batch.arrives_until else None,
        )

    return replace(load, mailing=replace(load.mailing, batches=tuple(move(batch) for batch in load.mailing.batches)))


def spread_weekly(load: Load, batches: int) -> Load:
    """Return the load in equal batches a week apart, from its first handover on."""
    first = min(load.mailing.batches, key=lambda batch: batch.handover_on)
    each, left = divmod(load.mailing.quantity, batches)
    parts = tuple(
        Batch(each + (which < left), first.handover_on + which * WEEK, first.delivery, first.delivery_class)
        for which in range(batches)
    )
    return replace(load, mailing=replace(load.mailing, batches=parts))


def _allowed(load: Load, grid: Grid) -> bool:
    """On working days, within its own dates, and with no letter in a freeze period."""
    frozen = [period for period in grid.periods if period.kind == "freeze_period"]
    for batch in load.mailing.batches:
        if not grid.days.is_open(batch.handover_on):
            return False
        if (load.earliest and batch.handover_on < load.earliest) or (load.limit and batch.handover_on > load.limit):
            return False
        if any(period.holds(day) for period in frozen for day in _moments(batch, grid)):
            return False
    return True


def _moments(batch: Batch, grid: Grid) -> list[date]:
    """Handover and arrivals."""
    return [batch.handover_on, *arrivals(batch, grid.post)]


def _in_periods(loads: Sequence[Load], felt: Mapping[str, Mapping[date, float]], grid: Grid) -> list[Conflict]:
    found = []
    for period in grid.periods:
        for load in loads:
            touched = _touched(load, felt[load.mailing.id], period, grid)
            if touched:
                found.append(_period_conflict(load, period, touched, grid))
    return found


def _touched(load: Load, felt: Mapping[date, float], period: Period, grid: Grid) -> dict[date, float]:
    """Days of the period that the mailing touches, with its expected contacts: by letters in a freeze, else by contacts."""
    if period.kind == "freeze_period":
        days = {day for batch in load.mailing.batches for day in _moments(batch, grid) if period.holds(day)}
        return {day: felt.get(day, 0.0) for day in sorted(days)}
    if period.department and period.department != load.department:
        return {}
    return {
        day: value
        for day, value in felt.items()
        if period.holds(day) and value >= max(1.0, FELT * room_on(grid.room, day).capacity)
    }


def _period_conflict(load: Load, period: Period, touched: Mapping[date, float], grid: Grid) -> Conflict:
    worst = max(touched, key=lambda day: (touched[day], -day.toordinal()))
    ways: list[WayOut] = []
    for direction in (1, -1):
        for weeks in range(1, 9):
            moved = shifted(load, direction * weeks)
            if not load.fixed and _allowed(moved, grid) and not _touched(moved, grid.felt(moved), period, grid):
                first = min(batch.handover_on for batch in moved.mailing.batches)
                ways.append(WayOut("shift", load.mailing.id, {"weeks": direction * weeks, "first": first}, None))
                break
    frozen = period.kind == "freeze_period"
    ways.append(WayOut("signed_exception" if frozen else "move_period", None, {"name": period.name}, None))
    if not frozen:
        ways.append(_staff_up(sorted(touched), touched, grid))
    return Conflict(
        kind=period.kind,
        mailings=(load.mailing.id,),
        on=worst,
        first=min(touched),
        last=max(touched),
        over=sum(touched.values()),
        over_on=touched[worst],
        wait_seconds=grid.wait(worst, touched[worst]),
        wait_without=grid.wait(worst, 0.0),
        ways_out=tuple(ways[:3]),
        facts={"name": period.name},
    )


def _same_audience(loads: Sequence[Load], grid: Grid) -> list[Conflict]:
    """A mailing and the one before it to the same group, within so many weeks.

    Of ten mailings to everybody in a month these are nine conflicts to settle, not forty-five that say the same.
    """
    apart = grid.audience_weeks * WEEK
    lands = [sorted(day for batch in load.mailing.batches for day in _moments(batch, grid)[1:]) for load in loads]
    shared: dict[tuple[int, int], set[str]] = defaultdict(set)
    for group in frozenset[str]().union(*(load.audience for load in loads)):
        members = sorted((lands[place], place) for place, load in enumerate(loads) if group in load.audience)
        latest, *rest = members
        for days, place in rest:
            if days[0] - latest[0][-1] < apart:
                one, other = sorted((latest[1], place))  # loads are in order of registration
                shared[one, other].add(group)
            latest = max(latest, (days, place), key=lambda member: member[0][-1])
    return [
        _audience_conflict(loads[one], loads[other], frozenset(groups), (lands[one], lands[other]), grid)
        for (one, other), groups in sorted(shared.items())
    ]


def _audience_conflict(
    one: Load, other: Load, shared: frozenset[str], lands: Sequence[Sequence[date]], grid: Grid
) -> Conflict:
    ways = [
        WayOut("combine", other.mailing.id, {"with": one.mailing.id}, None),
        WayOut("refer", other.mailing.id, {"with": one.mailing.id}, None),
    ]
    for weeks in range(1, 27):
        moved = shifted(other, weeks)
        first = min(day for batch in moved.mailing.batches for day in _moments(batch, grid)[1:])
        if not other.fixed and first - lands[0][-1] >= grid.audience_weeks * WEEK and _allowed(moved, grid):
            start = min(batch.handover_on for batch in moved.mailing.batches)
            ways.insert(0, WayOut("shift", other.mailing.id, {"weeks": weeks, "first": start}, None))
            break
    second = max(lands[0][0], lands[1][0])
    return Conflict(
        kind="same_audience",
        mailings=(one.mailing.id, other.mailing.id),
        on=second,
        first=min(lands[0][0], lands[1][0]),
        last=max(lands[0][-1], lands[1][-1]),
        over=0.0,
        over_on=0.0,
        wait_seconds=0.0,
        wait_without=0.0,
        ways_out=tuple(ways),
        facts={"audience": tuple(sorted(shared)), "weeks": grid.audience_weeks},
    )


def _sum(parts: Iterable[Mapping[date, float]]) -> dict[date, float]:
    totals: dict[date, float] = {}
    for part in parts:
        for day, value in part.items():
            totals[day] = totals.get(day, 0.0) + value
    return totals
