"""Two years of contacts per half hour, channel and topic, as a telephone exchange and a queue system export them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from demo.chance import stream
from demo.lines import Attempt, half_hour_of, served
from demo.mailings import COUNTS_FROM, COUNTS_UNTIL, LOG_FROM, LOG_UNTIL, SentBatch, this_year
from demo.ordinary import Demand, demand_of
from demo.response import earlier_demand, injected
from registry.calendar import OpenDays
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
        wait_seconds: the waiting of all offered contacts together, until an answer or until hanging up; None where nobody
            measures it: only the telephone does.
        handling_seconds: the handling time of the answered contacts together.
    """

    starts_at: datetime
    channel: Channel
    topic: str
    offered: int
    answered: int
    abandoned: int
    wait_seconds: int | None
    handling_seconds: int


def attempts_of(seed: int, day: date, open_days: OpenDays, extra: list[Demand]) -> list[Attempt]:
    """Return every attempt of a day, in order of time: ordinary contacts and those that mailings brought."""
    return served(stream(seed, "lines", day), demand_of(seed, day, open_days) + extra)


def history(
    seed: int, first: date = COUNTS_FROM, last: date = COUNTS_UNTIL, open_days: OpenDays | None = None
) -> Iterator[CountRow]:
    """Return the counts from `first` to `last`, both included, in order of time, made as one reads.

    A half hour without contacts of a channel and topic has no row; an open day always has rows. A day looks the same
    whatever the period asked for.
    """
    calendar = open_days or OpenDays()
    return _counted(seed, earlier_demand(seed, calendar), first, last, calendar)


def this_years(
    seed: int,
    sent: Sequence[SentBatch] | None = None,
    first: date = LOG_FROM,
    last: date = LOG_UNTIL,
    open_days: OpenDays | None = None,
) -> Iterator[CountRow]:
    """Return the counts of the period of this year's mailing: the same contacts as demo.contact_log.contacts_of_this_year.

    Args:
        seed: of the whole municipality.
        sent: the batches as they really went; the plan by default.
        first, last: local days, both included.
        open_days: of the KCC; Monday to Friday without public holidays by default.
    """
    calendar = open_days or OpenDays()
    return _counted(seed, injected(seed, this_year(), calendar, sent), first, last, calendar)


def rows_of(day: date, attempts: list[Attempt]) -> Iterator[CountRow]:
    """Yield the counts of one day."""
    cells: dict[tuple[datetime, Channel, str], list[Attempt]] = {}
    for attempt in attempts:
        demand = attempt.demand
        starts_at = datetime.combine(day, half_hour_of(demand.second), AMSTERDAM)
        cells.setdefault((starts_at, demand.channel, demand.topic), []).append(attempt)
    for (starts_at, channel, topic), cell in sorted(cells.items()):
        answered = sum(attempt.answered for attempt in cell)
        wait = sum(attempt.wait_seconds for attempt in cell)
        yield CountRow(
            starts_at,
            channel,
            topic,
            offered=len(cell),
            answered=answered,
            abandoned=len(cell) - answered,
            wait_seconds=wait if channel is Channel.PHONE else None,
            handling_seconds=sum(attempt.duration_seconds for attempt in cell),
        )


def _counted(
    seed: int, extra: dict[date, list[Demand]], first: date, last: date, open_days: OpenDays
) -> Iterator[CountRow]:
    for day in open_days.between(first, last):
        yield from rows_of(day, attempts_of(seed, day, open_days, extra.get(day, [])))
