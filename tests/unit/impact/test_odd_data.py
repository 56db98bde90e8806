"""No, thin, gapped, all-zero, constant, negative or duplicated data, one open day, a mailing outside the series, forty mailings in a month.

Each goes to measure, forecast, nowcast, advice, conflicts and staffing: a clear answer in figures that can be shown, or a named refusal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from impact import question
from impact.batches import Case, advise
from impact.conflicts import Grid, Load, conflicts
from impact.dayroom import DayRoom, capacity_table
from impact.errors import (
    ContradictoryCounts,
    NegativeCounts,
    NeverOpen,
    NothingToSend,
    OutsideSeries,
    TooLittleHistory,
)
from impact.forecast import expected_contacts
from impact.measure import measure, study
from impact.nowcast import Seen, expected_batches, nowcast
from impact.staffing import agents_needed, day_queue, day_schedule
from impact.values import Batch, DayCount, OpenDays, PlannedMailing, PostDays
from registry.errors import Anticipated

FIRST, LAST = date(2025, 1, 6), date(2027, 3, 26)
SENT = date(2027, 3, 1)
OPEN, POST = OpenDays(), PostDays()
WOZ = PlannedMailing("woz", "woz", "belastingen", (Batch(15_000, SENT),))
ENDLESS = {"wait_seconds", "wait_without"}
"""A line without anybody is waited for without end; pages say "te lang"."""


def counted(value: Callable[[date], float], days: Iterable[date] | None = None) -> list[DayCount]:
    return [
        DayCount(day, "phone", "belastingen", offered=float(value(day)))
        for day in (OPEN.between(FIRST, LAST) if days is None else days)
    ]


def ordinary(on: date) -> float:
    return 120.0 if on.weekday() == 0 else 95.0 + on.day % 7


PLAIN = counted(ordinary)
DATA: Mapping[str, list[DayCount]] = {
    "none": [],
    "one day": PLAIN[:1],
    "thin": PLAIN[-30:],
    "nine days": PLAIN[-9:],
    "gapped": [row for row in PLAIN if row.on.isocalendar().week % 3 and row.on.day != 14],
    "a year away": [row for row in PLAIN if row.on.year != 2026],
    "all nought": counted(lambda on: 0.0),
    "constant": counted(lambda on: 100.0),
    "one in a hundred": counted(lambda on: float(on.toordinal() % 100 == 0)),
    "a million a day": counted(lambda on: 1e6),
    "one huge day": counted(lambda on: 1e7 if on == date(2027, 3, 4) else 90.0),
    "twice the same": [*PLAIN, *PLAIN],
    "nought since sending": counted(lambda on: 0.0 if on >= SENT else ordinary(on)),
    "mondays only": counted(ordinary, (day for day in OPEN.between(FIRST, LAST) if day.weekday() == 0)),
    "weekends too": counted(ordinary, (FIRST + timedelta(days=step) for step in range((LAST - FIRST).days))),
    "unknown": [replace(row, offered=None) for row in PLAIN],
}
REFUSED: Mapping[str, tuple[list[DayCount], type[Anticipated]]] = {
    "below nought": (counted(lambda on: -1.0 if on == SENT else 90.0), NegativeCounts),
    "not a number": (counted(lambda on: math.nan if on == SENT else 90.0), NegativeCounts),
    "endless": (counted(lambda on: math.inf if on == SENT else 90.0), NegativeCounts),
    "two for one day": ([*PLAIN, replace(PLAIN[-1], offered=1.0)], ContradictoryCounts),
}
ONE_A_WEEK = OpenDays(weekdays=frozenset({2}))
ONE_DAY = OpenDays(closed=frozenset(OPEN.between(SENT, LAST)) - {date(2027, 3, 11)})
"""One open day since the letters went."""


def figures_of(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """Every figure in an answer, with its name."""
    if isinstance(value, bool | str | date) or value is None:
        return
    if isinstance(value, int | float):
        yield name, float(value)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from figures_of(each, name or str(key))
    elif isinstance(value, Sequence | frozenset):
        for each in value:
            yield from figures_of(each, name)
    elif is_dataclass(value):
        for field in fields(value):
            yield from figures_of(getattr(value, field.name), field.name)


def shown(answer: Any) -> Any:
    """The answer itself, after a look at every figure: none is a NaN, and only waits may be endless."""
    for name, figure in figures_of(answer):
        assert not math.isnan(figure), name
        assert math.isfinite(figure) or name in ENDLESS, name
    return answer


@pytest.mark.parametrize("name", DATA)
def test_measuring_gives_ordered_figures_or_a_named_refusal(name: str) -> None:
    try:
        found = shown(measure(DATA[name], "woz", [WOZ], OPEN, POST, until=LAST))
    except (TooLittleHistory, OutsideSeries):
        assert name in {"none", "one day", "nine days", "unknown"}
        return
    assert 0 <= found.lo90 <= found.extra <= found.hi90
    assert sum(day.extra for day in found.per_day) == pytest.approx(found.extra, abs=1e-6)


@pytest.mark.parametrize("name", DATA)
def test_a_forecast_is_made_from_any_history_and_says_when_ordinary_days_are_not_known(name: str) -> None:
    found = shown(expected_contacts(DATA[name], WOZ, OPEN, POST, until=SENT - timedelta(days=1)))
    assert 0 <= found.extra.low <= found.extra.expected <= found.extra.high
    assert sum(found.extra_per_day().values()) == pytest.approx(found.extra.expected)
    codes = {reason.code for reason in found.reasons}
    assert ("no_ordinary_days" in codes) is (not found.ordinary_known)
    if name in {"none", "one day", "unknown"}:
        assert not found.ordinary_known


@pytest.mark.parametrize("name", REFUSED)
def test_counts_that_cannot_be_are_refused_by_name(name: str) -> None:
    rows, why = REFUSED[name]
    with pytest.raises(why):
        measure(rows, "woz", [WOZ], OPEN, POST, until=LAST)
    with pytest.raises(why):
        expected_contacts(rows, WOZ, OPEN, POST, until=LAST)


@pytest.mark.parametrize("days", [ONE_A_WEEK, ONE_DAY])
def test_one_open_day_takes_all_contacts_and_a_centre_that_never_opens_is_named(days: OpenDays) -> None:
    rows = counted(ordinary, days.between(FIRST, LAST))
    found = shown(measure(rows, "woz", [WOZ], days, POST, until=LAST))
    assert all(days.is_open(day.on) for day in found.per_day)
    foretold = shown(expected_contacts(rows, WOZ, days, POST, until=SENT - timedelta(days=1)))
    assert all(days.is_open(day.on) for day in foretold.days)
    never = OpenDays(weekdays=frozenset())
    for ask in (
        lambda: expected_contacts((), WOZ, never, POST, until=SENT),
        lambda: conflicts([load(1)], replace(GRID, days=never)),
        lambda: advise(case(days=never)),
    ):
        with pytest.raises(NeverOpen):
            ask()


@pytest.mark.parametrize("on", [date(2019, 2, 4), date(2031, 2, 3)])
def test_a_mailing_outside_the_series_is_refused_by_measuring_and_foretold_all_the_same(on: date) -> None:
    outside = replace(WOZ, batches=(Batch(15_000, on),))
    with pytest.raises(OutsideSeries):
        measure(PLAIN, "woz", [outside], OPEN, POST, until=LAST)
    assert study(PLAIN, [outside], OPEN, POST, until=LAST).measurements == {}
    shown(expected_contacts(PLAIN, outside, OPEN, POST, until=LAST))
    shown(conflicts([replace(load(1), mailing=outside)], GRID))


def test_a_mailing_without_letters_is_refused() -> None:
    for batches in ((), (Batch(0, SENT),), (Batch(-5, SENT),)):
        with pytest.raises(NothingToSend):
            PlannedMailing("leeg", "woz", None, batches)


def forty() -> list[PlannedMailing]:
    return [
        PlannedMailing(
            f"m{n:02}", f"type {n % 7}", "belastingen", (Batch(500 + 100 * n, SENT + timedelta(days=n % 26)),)
        )
        for n in range(40)
    ]


def test_forty_mailings_in_a_month_share_what_was_counted() -> None:
    mailings = forty()
    found = shown(study(PLAIN, mailings, OPEN, POST, until=LAST).measurements)
    assert found
    totals: dict[date, float] = {}
    for each in found.values():
        for day in each.per_day:
            totals[day.on] = totals.get(day.on, 0.0) + day.extra
    at_most = {row.on: row.offered or 0.0 for row in PLAIN}
    assert all(total <= at_most[day] + 1e-6 for day, total in totals.items())
    foretold = expected_contacts(PLAIN, mailings[0], OPEN, POST, until=SENT - timedelta(days=1), others=mailings[1:])
    assert shown(foretold).ordinary_known


SEEN: Mapping[str, list[Seen]] = {
    "none": [],
    "all nought": [Seen(day, 0.0) for day in OPEN.between(SENT, LAST)],
    "one day": [Seen(date(2027, 3, 3), 40.0)],
    "constant": [Seen(day, 60.0, 60.0) for day in OPEN.between(SENT, LAST)],
    "far fewer than ordinary": [Seen(day, 0.0, 500.0) for day in OPEN.between(SENT, LAST)],
    "a thousand times as many": [Seen(day, 1e5) for day in OPEN.between(SENT, LAST)],
    "twice the same": [Seen(date(2027, 3, 3), 40.0), Seen(date(2027, 3, 3), 40.0)],
    "gapped": [Seen(day, 30.0) for day in OPEN.between(SENT, LAST)[::3]],
    "before it was sent": [Seen(date(2027, 2, 1), 40.0)],
}


@pytest.mark.parametrize("days", [OPEN, ONE_A_WEEK])
@pytest.mark.parametrize("name", SEEN)
def test_a_nowcast_of_odd_counts_has_ordered_figures(name: str, days: OpenDays) -> None:
    batches = expected_batches(WOZ, 0.06, days, POST, sent_until=LAST)
    found = shown(nowcast(batches, SEEN[name], until=LAST))
    assert 0 <= found.total.low <= found.total.expected <= found.total.high
    assert all(0 <= each.now.low <= each.now.expected <= each.now.high for each in found.remaining)


def test_a_nowcast_refuses_counts_that_cannot_be() -> None:
    batches = expected_batches(WOZ, 0.06, OPEN, POST, sent_until=LAST)
    day = date(2027, 3, 3)
    for seen, why in (
        ([Seen(day, -1.0)], NegativeCounts),
        ([Seen(day, math.nan)], NegativeCounts),
        ([Seen(day, 4.0), Seen(day, 5.0)], ContradictoryCounts),
    ):
        with pytest.raises(why):
            nowcast(batches, seen, until=LAST)


ROOM = capacity_table(OPEN, date(2027, 2, 1), date(2027, 6, 30), capacity=600, ordinary=420)
GRID = Grid(ROOM, OPEN, POST)
ROOMS: Mapping[str, Sequence[DayRoom]] = {
    "one day": ROOM[:1],
    "gapped": ROOM[::4],
    "no capacity": capacity_table(OPEN, SENT, LAST, capacity=0, ordinary=0),
    "full already": capacity_table(OPEN, SENT, LAST, capacity=600, ordinary=900),
    "nothing ordinary": capacity_table(OPEN, SENT, LAST, capacity=600, ordinary=0),
    "twice the same": (*ROOM, *ROOM),
    "another year": capacity_table(OPEN, date(2024, 1, 1), date(2024, 2, 1), capacity=600, ordinary=420),
    "capacity on one day": [DayRoom(each.on, 600.0 if each.on == SENT else 0.0, 100.0) for each in ROOM],
}


def case(**changes: Any) -> Case:
    known: dict[str, Any] = {"room": ROOM, "days": OPEN, "post": POST, "earliest": SENT, "limit": date(2027, 4, 23)}
    return Case(WOZ, 0.06, **(known | changes))


def load(number: int, contacts: float = 300.0) -> Load:
    mailing = PlannedMailing(f"m{number:02}", "woz", None, (Batch(5_000, SENT + timedelta(days=number % 26)),))
    return Load(mailing, contacts, date(2026, 11, 2), audience=frozenset({f"groep {number % 9}"}))


@pytest.mark.parametrize("name", ROOMS)
def test_advice_for_odd_days_sends_every_letter_and_can_be_kept(name: str) -> None:
    asked = case(room=ROOMS[name], could_start=date(2027, 2, 1))
    found = shown(advise(asked))
    for option in (*found.options, *found.yardsticks):
        assert sum(part.quantity for part in option.parts) == WOZ.quantity
        assert option.over_capacity >= 0 and option.euros >= 0
    kept = question.advice_to_json(found, asked)
    assert all(math.isfinite(figure) for _, figure in figures_of(kept))


@pytest.mark.parametrize("quantity", [1, 2, 3, 7])
def test_advice_for_a_handful_of_letters_sends_each_once(quantity: int) -> None:
    found = shown(advise(case_of(quantity)))
    assert all(
        sum(part.quantity for part in option.parts) == quantity for option in (*found.options, *found.yardsticks)
    )


def case_of(quantity: int) -> Case:
    return replace(case(), mailing=replace(WOZ, batches=(Batch(quantity, SENT),)))


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_advice_when_nobody_or_everybody_calls_is_still_an_answer(rate: float) -> None:
    found = shown(advise(replace(case(), rate=rate)))
    assert found.options
    assert (found.options[0].over_capacity == 0) is (rate == 0)


@pytest.mark.parametrize("days", [ONE_A_WEEK, OpenDays(closed=frozenset(OPEN.between(SENT, date(2027, 4, 22))))])
def test_advice_for_one_open_day_hands_over_on_an_open_day_or_says_that_none_is_in_time(days: OpenDays) -> None:
    found = shown(advise(case(days=days)))
    assert all(days.is_open(part.handover_on) for option in found.options for part in option.parts)
    assert found.options or found.why.code == "no_day_in_time"


@pytest.mark.parametrize("name", ROOMS)
def test_conflicts_on_odd_days_have_figures_and_ways_out(name: str) -> None:
    found = shown(conflicts([load(1), load(2, 4_000.0)], replace(GRID, room=ROOMS[name])))
    assert all(each.over >= 0 and each.ways_out for each in found)


def test_conflicts_with_nothing_known_or_nothing_planned() -> None:
    with pytest.raises(TooLittleHistory):
        conflicts([load(1, 4_000.0)], replace(GRID, room=()))
    with pytest.raises(TooLittleHistory):
        case(room=())
    assert conflicts([], GRID) == ()
    assert conflicts([load(1, 0.0)], GRID) == ()


def test_forty_mailings_in_a_month_clash_once_a_stretch_and_each_pair_of_like_readers_is_told() -> None:
    found = shown(conflicts([load(number) for number in range(40)], GRID))
    together = [each for each in found if each.kind == "over_capacity_together"]
    assert together and all(len(each.mailings) > 1 for each in together)
    assert max(len(each.mailings) for each in together) > 30
    spans = sorted((each.first, each.last) for each in together)
    assert all(one[1] < other[0] for one, other in pairwise(spans))
    pairs = [each.mailings for each in found if each.kind == "same_audience"]
    assert len(set(pairs)) == len(pairs) > 0


@pytest.mark.parametrize("contacts", [-5.0, 0.0, 0.2, 1e4])
@pytest.mark.parametrize("handling", [0.0, 1.0, 390.0, 7_200.0])
def test_staffing_of_odd_days_asks_for_a_whole_number_of_people(contacts: float, handling: float) -> None:
    agents = agents_needed(contacts, handling)
    assert agents >= 0 and isinstance(agents, int)
    assert agents > 0 or contacts <= 0 or handling == 0
    shown(day_queue(contacts, agents, handling))
    shown(day_queue(contacts, 0, handling))


def test_staffing_of_a_day_with_one_half_hour_or_none() -> None:
    assert shown(day_schedule(100.0, {}, 390)).peak_agents == 0
    assert shown(day_schedule(100.0, {540: 1.0}, 390)).intervals[0].contacts == 100.0
    assert shown(day_schedule(0.0, {540: 0.5, 570: 0.5}, 390)).paid_hours == 0
