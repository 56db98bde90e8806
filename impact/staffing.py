"""How many people the expected contacts ask for: Erlang C per half hour, shrinkage, occupancy cap.

Source: A.K. Erlang's delay formula as in Cooper, Introduction to Queueing Theory (2nd ed. 1981, section 3.4); its recursion over the
loss formula is stable for hundreds of agents. Nobody gives up in it, so it asks for rather too many people than too few.
"""

from __future__ import annotations

import math

HALF_HOUR_SECONDS = 1800
PEAK_HALF_HOUR_SHARE = 0.085
"""Share of a day's telephone contacts in its busiest half hour; working value of this project for an 8.5-hour day."""


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
    """Return the share of contacts answered within `seconds`."""
    if agents <= erlang:
        return 0.0
    return 1 - wait_probability(agents, erlang) * math.exp(-(agents - erlang) * seconds / handling_seconds)


def agents_needed(
    contacts: float,
    handling_seconds: float,
    *,
    share: float = 0.80,
    seconds: float = 30,
    occupancy_cap: float = 1.0,
    interval_seconds: float = HALF_HOUR_SECONDS,
) -> int:
    """Return the fewest agents at the telephone who answer `share` of an interval's contacts within `seconds`.

    Contacts stay a fraction until the end: rounding them first would ask for too many.
    """
    erlang = load(contacts, handling_seconds, interval_seconds)
    agents = math.floor(erlang)
    while answered_within(agents, erlang, handling_seconds, seconds) < share or (
        agents and erlang / agents > occupancy_cap
    ):
        if erlang == 0:
            return 0
        agents += 1
    return agents


def agents_for_day(
    contacts: float, handling_seconds: float, *, share: float = 0.80, seconds: float = 30, occupancy_cap: float = 1.0
) -> int:
    """Return the agents that the busiest half hour of a day asks for."""
    peak = contacts * PEAK_HALF_HOUR_SHARE
    return agents_needed(peak, handling_seconds, share=share, seconds=seconds, occupancy_cap=occupancy_cap)
