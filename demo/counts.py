"""Two years of contacts per half hour, channel and topic, as a telephone exchange and a queue system export them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from demo.chance import stream
from demo.lines import Attempt, half_hour_of, served
from demo.mailings import COUNTS_FROM, COUNTS_UNTIL
from demo.ordinary import Demand, demand_of
from demo.response import earlier_demand
from registry.calendar import OpenDays, days_between
from registry.kinds import Channel

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class CountRow:
    """Contacts of one half hour, channel and topic.

    Attributes:
        starts_at: beginning of the half hour, Europe/Amsterdam. A contact counts in the half hour in which it began.
        channel, topic: as demo.municipality.TOPICS names them.
        offered: answered plus abandoned, redials included: an exchange does not know who calls.
        answered, abandoned: contacts.
        wait_seconds: mean wait of the answered contacts; None without answered contacts and for written channels.
    """

    starts_at: datetime
    channel: Channel
    topic: str
    offered: int
    answered: int
    abandoned: int
    wait_seconds: int | None


def attempts_of(seed: int, day: date, open_days: OpenDays, extra: list[Demand]) -> list[Attempt]:
    """Return every attempt of a day, in order of time: ordinary contacts and those that mailings brought."""
    return served(stream(seed, "lines", day), demand_of(seed, day, open_days) + extra)


def history(
    seed: int, first: date = COUNTS_FROM, last: date = COUNTS_UNTIL, open_days: OpenDays | None = None
) -> Iterator[CountRow]:
    """Yield the counts from `first` to `last`, both included, in order of time.

    A half hour without contacts of a channel and topic has no row; an open day always has rows. A day looks the same
    whatever the period asked for.
    """
    calendar = open_days or OpenDays()
    extra = earlier_demand(seed, calendar)
    for day in days_between(first, last):
        if calendar.is_open(day):
            yield from rows_of(day, attempts_of(seed, day, calendar, extra.get(day, [])))


def rows_of(day: date, attempts: list[Attempt]) -> Iterator[CountRow]:
    """Yield the counts of one day."""
    cells: dict[tuple[datetime, Channel, str], list[Attempt]] = {}
    for attempt in attempts:
        demand = attempt.demand
        starts_at = datetime.combine(day, half_hour_of(demand.second), AMSTERDAM)
        cells.setdefault((starts_at, demand.channel, demand.topic), []).append(attempt)
    for (starts_at, channel, topic), cell in sorted(cells.items()):
        waits = [attempt.wait_seconds for attempt in cell if attempt.answered]
        known = waits and channel not in (Channel.MAIL, Channel.WEBCARE)
        yield CountRow(
            starts_at,
            channel,
            topic,
            offered=len(cell),
            answered=len(waits),
            abandoned=len(cell) - len(waits),
            wait_seconds=round(sum(waits) / len(waits)) if known else None,
        )
