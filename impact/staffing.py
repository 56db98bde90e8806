"""How many people the expected contacts ask for: Erlang C and A per half hour, shrinkage, occupancy cap, parallel chats.

Sources: A.K. Erlang's delay formula as in Cooper, Introduction to Queueing Theory (2nd ed. 1981, section 3.4); its recursion over the
loss formula is stable for hundreds of agents. Nobody gives up in it, so it asks for rather too many people than too few. With patience:
Erlang A (M/M/n+M) of C. Palm, as in Mandelbaum and Zeltyn, The Palm/Erlang-A Queue (2007); its state probabilities are summed directly,
and the waiting time behind q others is a sum of exponentials whose rates rise evenly, so its distribution is a negative binomial sum.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HALF_HOUR_SECONDS = 1800
PEAK_HALF_HOUR_SHARE = 0.085
"""Share of a day's telephone contacts in its busiest half hour; working value of this project for an 8.5-hour day."""

LONGEST_QUEUE = 4000
"""States beyond this many waiting callers are left out; with patience they have no weight long before."""

CHAT_SLOWDOWN = 0.15
"""How much longer a chat takes per further chat beside it; working value of this project."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Norm:
    """What the staffing must reach: `share` of the contacts answered within `seconds`.

    Attributes:
        occupancy_cap: largest part of the time that agents may be busy with contacts, above 0, at most 1.
        patience_seconds: mean time until a waiting caller gives up (Erlang A); None when nobody does (Erlang C).
    """

    share: float = 0.80
    seconds: float = 30.0
    occupancy_cap: float = 1.0
    patience_seconds: float | None = None

    def __post_init__(self) -> None:
        if not (0 < self.share < 1 and 0 < self.occupancy_cap <= 1 and (self.patience_seconds or 1) > 0):
            raise ValueError(f"a norm that no number of agents reaches: {self}")


@dataclass(frozen=True, slots=True)
class Queue:
    """What callers of one interval meet.

    Attributes:
        answered_within: share of the contacts answered within the norm's seconds.
        wait_seconds: mean wait of all contacts, those who gave up included; infinite when the queue only grows.
        abandoned_share: share that gives up; 0 without patience.
        occupancy: part of the time that an agent is busy, 0 to 1.
    """

    answered_within: float
    wait_seconds: float
    abandoned_share: float
    occupancy: float


@dataclass(frozen=True, slots=True)
class Interval:
    """One half hour of a staffing proposal.

    Attributes:
        minute: minutes after local midnight at which it starts.
        contacts: expected contacts, not rounded.
        agents: agents at work.
        rostered: people on the roster for them, absence (shrinkage) included; a fraction, so that nothing is rounded twice.
        queue: what callers meet with these agents.
    """

    minute: int
    contacts: float
    agents: int
    rostered: float
    queue: Queue


@dataclass(frozen=True)
class Schedule:
    """A day's staffing per half hour.

    Attributes:
        intervals: in order of time.
        agent_hours: hours at work.
        paid_hours: hours on the roster: agent hours / (1 - shrinkage).
        peak_agents: the largest number of agents at the same time.
        peak_rostered: people on the roster for that half hour, rounded up.
    """

    intervals: tuple[Interval, ...]
    agent_hours: float
    paid_hours: float
    peak_agents: int
    peak_rostered: int


def load(contacts: float, handling_seconds: float, interval_seconds: float = HALF_HOUR_SECONDS) -> float:
    """Return the offered load in erlang: agents that would be busy all the time without anybody waiting."""
    return contacts * handling_seconds / interval_seconds


def wait_probability(agents: int, erlang: float) -> float:
    """Return the share of contacts that must wait (Erlang C), 1 when the load is not less than the agents."""
    if erlang <= 0:
        return 0.0
    if agents <= erlang:
        return 1.0
    blocked = 1.0
    for busy in range(1, agents + 1):
        blocked = erlang * blocked / (busy + erlang * blocked)
    return blocked / (1 - erlang / agents * (1 - blocked))


def answered_within(agents: int, erlang: float, handling_seconds: float, seconds: float) -> float:
    """Return the share of contacts answered within `seconds` (Erlang C)."""
    if agents <= erlang:
        return 0.0
    return 1 - wait_probability(agents, erlang) * math.exp(-(agents - erlang) * seconds / handling_seconds)


def queue(
    contacts: float,
    agents: int,
    handling_seconds: float,
    *,
    norm: Norm | None = None,
    interval_seconds: float = HALF_HOUR_SECONDS,
) -> Queue:
    """Return what the callers of one interval meet with `agents` at work, in the long run at this load."""
    norm = norm or Norm()
    erlang = load(contacts, handling_seconds, interval_seconds)
    if erlang <= 0:
        return Queue(1.0, 0.0, 0.0, 0.0)
    if norm.patience_seconds is not None:
        return _with_patience(
            agents, contacts / interval_seconds, handling_seconds, norm.patience_seconds, norm.seconds
        )
    if agents <= erlang:
        return Queue(0.0, math.inf, 0.0, 1.0)
    wait = wait_probability(agents, erlang) * handling_seconds / (agents - erlang)
    return Queue(answered_within(agents, erlang, handling_seconds, norm.seconds), wait, 0.0, erlang / agents)


def _with_patience(agents: int, per_second: float, handling: float, patience: float, seconds: float) -> Queue:
    """Erlang A: arrivals `per_second`, mean handling and patience in seconds."""
    served, leaving = 1 / handling, 1 / patience
    waiting = np.arange(1, _queue_room(agents, per_second, served, leaving) + 1)
    busy = np.arange(1, agents + 1)
    steps = np.concatenate([per_second / (busy * served), per_second / (agents * served + waiting * leaving)])
    logs = np.concatenate([[0.0], np.cumsum(np.log(steps))])
    weights = np.exp(logs - logs.max())
    chances = weights / weights.sum()
    queued: Array = chances[agents:]
    length = float(queued @ np.arange(len(queued)))
    abandoned = min(1.0, leaving * length / per_second)
    at_once = float(chances[:agents].sum())
    in_time = 0.0
    if agents:
        in_time = float(queued @ _served_in_time(agents * served / leaving, len(queued), leaving * seconds))
    occupancy = per_second * (1 - abandoned) / (agents * served) if agents else 1.0
    return Queue(min(1.0, at_once + in_time), length / per_second, abandoned, min(1.0, max(0.0, occupancy)))


def _queue_room(agents: int, per_second: float, served: float, leaving: float) -> int:
    """So many waiting callers that more have no weight: three times the queue at which as many leave as come, and room."""
    level = max(0.0, (per_second - agents * served) / leaving)
    return int(min(LONGEST_QUEUE, 60 + 3 * level + 12 * math.sqrt(per_second / leaving)))


def _served_in_time(ratio: float, states: int, limit: float) -> Array:
    """Chance to be answered within `limit` (in units of patience) with 0, 1, ... others waiting; `ratio` is n mu / theta.

    The time V behind q others is a sum of exponentials with rates ratio, ratio + 1, ... ratio + q, so exp(-V) is Beta(ratio, q + 1). One is
    answered with chance exp(-V); what is asked is E[exp(-V); V <= limit], a Beta tail with a whole second parameter.
    """
    ahead = np.arange(states)
    patient = ratio / (ratio + ahead + 1)
    if limit <= 0:
        return np.zeros(states)
    far = math.log(-math.expm1(-limit))
    steps = np.concatenate([[-limit * (ratio + 1)], np.log((ratio + ahead[1:]) / ahead[1:]) + far])
    too_long = np.minimum(1.0, np.cumsum(np.exp(np.cumsum(steps))))
    within: Array = patient * (1 - too_long)
    return within


def agents_needed(
    contacts: float,
    handling_seconds: float,
    *,
    share: float = 0.80,
    seconds: float = 30,
    occupancy_cap: float = 1.0,
    patience_seconds: float | None = None,
    interval_seconds: float = HALF_HOUR_SECONDS,
) -> int:
    """Return the fewest agents at the telephone who answer `share` of an interval's contacts within `seconds`.

    Contacts stay a fraction until the end: rounding them first would ask for too many. With `patience_seconds` callers give up (Erlang A),
    who do not count as answered.
    """
    erlang = load(contacts, handling_seconds, interval_seconds)
    if erlang <= 0:
        return 0
    norm = Norm(share, seconds, occupancy_cap, patience_seconds)
    # no more than agents / erlang of the callers can be helped, so fewer agents than this never reach the norm
    agents = max(1, math.floor(erlang if patience_seconds is None else share * erlang))
    while True:
        found = queue(contacts, agents, handling_seconds, norm=norm, interval_seconds=interval_seconds)
        if found.answered_within >= share and found.occupancy <= occupancy_cap:
            return agents
        agents += 1


def agents_for_day(
    contacts: float,
    handling_seconds: float,
    *,
    share: float = 0.80,
    seconds: float = 30,
    occupancy_cap: float = 1.0,
    patience_seconds: float | None = None,
) -> int:
    """Return the agents that the busiest half hour of a day asks for."""
    return agents_needed(
        contacts * PEAK_HALF_HOUR_SHARE,
        handling_seconds,
        share=share,
        seconds=seconds,
        occupancy_cap=occupancy_cap,
        patience_seconds=patience_seconds,
    )


def day_schedule(
    contacts: float,
    shares: Mapping[int, float],
    handling_seconds: float,
    *,
    norm: Norm | None = None,
    shrinkage: float = 0.30,
) -> Schedule:
    """Return the staffing of one day per half hour.

    Args:
        contacts: expected contacts of the day; the high end of a forecast gives a careful roster.
        shares: part of the day's contacts per half hour, by minute after midnight (`impact.halfhours.half_hour_shares`).
        handling_seconds: talk and wrap-up per contact.
        shrinkage: part of paid time away from the desk, from 0 to below 1.
    """
    norm = norm or Norm()
    rows = []
    for minute, share in sorted(shares.items()):
        expected = contacts * share
        agents = agents_needed(
            expected,
            handling_seconds,
            share=norm.share,
            seconds=norm.seconds,
            occupancy_cap=norm.occupancy_cap,
            patience_seconds=norm.patience_seconds,
        )
        met = queue(expected, agents, handling_seconds, norm=norm)
        rows.append(Interval(minute, expected, agents, agents / (1 - shrinkage), met))
    return _schedule(rows)


def _schedule(rows: Sequence[Interval]) -> Schedule:
    hours = HALF_HOUR_SECONDS / 3600
    peak = max((row.rostered for row in rows), default=0.0)
    return Schedule(
        intervals=tuple(rows),
        agent_hours=sum(row.agents for row in rows) * hours,
        paid_hours=sum(row.rostered for row in rows) * hours,
        peak_agents=max((row.agents for row in rows), default=0),
        # 14 / (1 - 0.30) is 20 exactly, but not in floating point
        peak_rostered=math.ceil(peak - 1e-9),
    )


def day_queue(
    contacts: float,
    agents: int,
    handling_seconds: float,
    *,
    shares: Mapping[int, float] | None = None,
    norm: Norm | None = None,
) -> Queue:
    """Return what the callers of a whole day meet with the same `agents` all day, weighed by contacts.

    Without `shares` the day is its busiest half hour: use that for the wait at the peak.
    """
    if shares is None:
        return queue(contacts * PEAK_HALF_HOUR_SHARE, agents, handling_seconds, norm=norm)
    total = sum(shares.values())
    met = [(share / total, queue(contacts * share, agents, handling_seconds, norm=norm)) for share in shares.values()]
    return Queue(
        sum(weight * each.answered_within for weight, each in met),
        sum(weight * each.wait_seconds for weight, each in met if weight > 0),
        sum(weight * each.abandoned_share for weight, each in met),
        sum(each.occupancy for _, each in met) / len(met),
    )


def chat_agents_needed(
    chats: float,
    handling_seconds: float,
    *,
    parallel: int = 2,
    slowdown: float = CHAT_SLOWDOWN,
    share: float = 0.80,
    seconds: float = 60,
    patience_seconds: float | None = None,
    interval_seconds: float = HALF_HOUR_SECONDS,
) -> int:
    """Return the fewest agents for chat who hold `parallel` chats at once.

    Every further chat beside it makes a chat longer by the part `slowdown`; the agents are places / parallel, rounded up at the end only.
    """
    stretched = handling_seconds * (1 + slowdown * (parallel - 1))
    places = agents_needed(
        chats,
        stretched,
        share=share,
        seconds=seconds,
        patience_seconds=patience_seconds,
        interval_seconds=interval_seconds,
    )
    return math.ceil(places / parallel)
