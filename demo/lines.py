"""What becomes of the contacts of a day at the KCC: answered, or abandoned and perhaps dialled again.

The telephone is a queue with as many places as there are agents on it; a caller hangs up when patience ends, and four
in ten of those dial again later that day. No half hour answers more than its capacity (municipality.KCC.capacity_at):
calls above it find the line engaged. Desk and chat turn people away above their capacity; written messages are all
answered.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import time

from demo.municipality import KCC
from demo.ordinary import Demand
from registry.kinds import Channel

PATIENCE_SECONDS = 420.0
REDIAL_SHARE = 0.40
REDIAL_AFTER_SECONDS = (600, 5400)
MOST_ATTEMPTS = 3
HANDLING_SPREAD = 0.55

_CLOSES_SECOND = KCC.closes_at.hour * 3600 + KCC.closes_at.minute * 60


@dataclass(frozen=True, slots=True)
class Attempt:
    """One contact as the system of the KCC sees it.

    Attributes:
        demand: what the resident wants; `second` is the moment of this attempt.
        order: number of the demand within its day; attempts of one resident share it.
        number: 1 for the first attempt, higher for a redial.
        answered: whether somebody spoke to the resident or took the message up.
        wait_seconds: until the answer or until hanging up; 0 for written channels.
        duration_seconds: handling time; 0 when abandoned.
    """

    demand: Demand
    order: int
    number: int
    answered: bool
    wait_seconds: int
    duration_seconds: int


def half_hour_of(second: int) -> time:
    """Return the beginning of the half hour in which a second of the day falls."""
    return time(second // 3600, second % 3600 // 1800 * 30)


def served(rng: random.Random, wanted: list[Demand]) -> list[Attempt]:
    """Return all attempts of a day in order of time: every contact wanted, and the redials."""
    waiting = [(demand.second, order, 1, demand) for order, demand in enumerate(sorted(wanted, key=_sort_key))]
    heapq.heapify(waiting)
    agents = [0.0] * KCC.phone_agents
    taken: Counter[tuple[Channel, time]] = Counter()
    result = []
    while waiting:
        second, order, number, demand = heapq.heappop(waiting)
        attempt = _attempt(rng, demand, order, number, agents, taken)
        result.append(attempt)
        again = second + attempt.wait_seconds + int(rng.uniform(*REDIAL_AFTER_SECONDS)) if _redials(rng, attempt) else 0
        if 0 < again < _CLOSES_SECOND:
            heapq.heappush(waiting, (again, order, number + 1, replace(demand, second=again)))
    return result


def _sort_key(demand: Demand) -> tuple[int, str, str, str]:
    return demand.second, demand.channel, demand.topic, demand.mailing or ""


def _redials(rng: random.Random, attempt: Attempt) -> bool:
    if attempt.answered or attempt.demand.channel is not Channel.PHONE or attempt.number >= MOST_ATTEMPTS:
        return False
    return rng.random() < REDIAL_SHARE


def _attempt(
    rng: random.Random,
    demand: Demand,
    order: int,
    number: int,
    agents: list[float],
    taken: Counter[tuple[Channel, time]],
) -> Attempt:
    place = (demand.channel, half_hour_of(demand.second))
    ceiling = KCC.capacity_at(*place)
    if ceiling is not None and taken[place] >= ceiling:
        return Attempt(demand, order, number, False, _patience(rng) if demand.channel is Channel.PHONE else 0, 0)
    wait = 0
    if demand.channel is Channel.PHONE:
        wait, patience = max(0, int(agents[0]) - demand.second), _patience(rng)
        if wait > patience:
            return Attempt(demand, order, number, False, patience, 0)
    duration = _handling(rng, demand.channel)
    if demand.channel is Channel.PHONE:
        heapq.heapreplace(agents, float(demand.second + wait + duration))
    taken[place] += 1
    return Attempt(demand, order, number, True, wait, duration)


def _patience(rng: random.Random) -> int:
    return 5 + int(rng.expovariate(1 / PATIENCE_SECONDS))


def _handling(rng: random.Random, channel: Channel) -> int:
    mean = KCC.handling_seconds[channel]
    # The mean of a log-normal is exp(mu + sigma^2 / 2): divide so that the mean stays what it should be.
    return max(20, int(mean * rng.lognormvariate(-(HANDLING_SPREAD**2) / 2, HANDLING_SPREAD)))
