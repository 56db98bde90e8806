"""Capacity per half hour: a week of one channel that can be typed, copied, or pasted from a spreadsheet."""

from __future__ import annotations

import re

from fastapi import APIRouter
from fastapi.responses import Response

from registry import capacity, norms, opening
from registry.capacity import HALF_HOUR, MOST_CONTACTS, field_of
from registry.errors import Anticipated, BadValue, Refused
from registry.kinds import Channel
from registry.rights import Operation, require
from registry.store import Session
from templates.environment import translate
from templates.labels import label
from templates.values.admin import CapacityPage
from templates.values.frame import Choice, Form, Section
from web.pages.admin.calendar import channel_of
from web.pages.admin.desk import desk_of, filled, refused
from web.visit import Looking, Posting, Visit

router = APIRouter()
HOME = "/beheer/capaciteit"
USUAL_FIRST, USUAL_LAST = 8 * 60, 18 * 60  # shown while no hours are known
DAY_MINUTES = 24 * 60
_CELL = re.compile(r"c-([0-6])-(\d{1,4})")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?(?:\s*[-–].*)?")
_Grid = dict[tuple[int, int], int]


@router.get("/beheer/capaciteit")
def week(visit: Looking) -> Response:
    """The week of one channel."""
    return _page(visit, channel_of(visit.query.get("kanaal", "")), None)


def _page(visit: Visit, channel: Channel, form: Form | None, status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        require(actor, Operation.MANAGE_NORMS)
        stored = capacity.get_week(session, channel)
        rows, days = _extent(session, channel, stored)
        page = CapacityPage(
            desk_of(actor, "capacity"),
            channel,
            tuple(Channel),
            rows,
            days,
            filled({field_of(*at): str(count) for at, count in stored.items()}, form),
            {day: sum(count for (weekday, _), count in stored.items() if weekday == day) for day in days},
            bool(stored),
            norms.get_norms(session).capacity_per_day.get(channel.value),
            tuple(Choice(each.value, translate(label(each), visit.lang)) for each in Channel if each is not channel),
        )
        frame = visit.frame(session, actor, Section.ADMIN)
    return visit.page("admin_capacity", frame, page, status)


def _extent(session: Session, channel: Channel, stored: _Grid) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the half hours and weekdays to show: when the channel is open, and whatever is stored."""
    hours = opening.list_hours(session).get(channel, {})
    starts = [minute for _, minute in stored]
    first = min([_minute(times[0]) for times in hours.values()] + starts, default=USUAL_FIRST)
    last = max(
        [_minute(times[1]) for times in hours.values()] + [minute + HALF_HOUR for minute in starts],
        default=USUAL_LAST,
    )
    open_on = set(hours) or set(norms.get_norms(session).open_weekdays)
    days = sorted(open_on | {weekday for weekday, _ in stored})
    first -= first % HALF_HOUR
    return tuple(range(first, min(last, DAY_MINUTES), HALF_HOUR)), tuple(days)


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


@router.post("/beheer/capaciteit")
def keep_week(visit: Posting) -> Response:
    """Keep the week as typed; `deed` copies a day over the others, or the week to another channel."""
    channel = channel_of(visit.posted.get("channel"))
    try:
        grid = _typed(visit)
        deed = visit.posted.get("deed")
        wanted = [channel]
        if deed.startswith("day-") and deed[4:] in ("0", "1", "2", "3", "4", "5", "6"):
            grid = _over_days(grid, int(deed[4:]), {day for day, _ in grid})
        elif deed == "copy" and visit.posted.get("other") in list(Channel):
            wanted.append(Channel(visit.posted.get("other")))
        elif deed == "clear":
            grid = {}
        with visit.writing() as (session, actor):
            changed = [capacity.set_week(session, actor, each, grid, now=visit.now) for each in wanted]
    except Anticipated as error:
        form, status = refused(visit, error, "pasted")
        return _page(visit, channel, form, status)
    return visit.to(f"{HOME}?kanaal={wanted[-1].value}", "capaciteit" if any(changed) else "ongewijzigd")


def _typed(visit: Visit) -> _Grid:
    """Read the cells of the form; an empty cell is 0 as long as another one is not."""
    grid: _Grid = {}
    problems: list[Anticipated] = []
    for name in visit.posted.fields:
        match = _CELL.fullmatch(name)
        if match is None:
            continue
        text = visit.posted.get(name)
        if not re.fullmatch(r"\d{0,6}", text):
            problems.append(BadValue("bad_capacity", field=name, value=text[:20], most=MOST_CONTACTS))
            continue
        grid[int(match[1]), int(match[2])] = int(text or 0)
    if problems:
        raise Refused(tuple(problems))
    return grid if any(grid.values()) else {}


def _over_days(grid: _Grid, source: int, days: set[int]) -> _Grid:
    one = {minute: count for (day, minute), count in grid.items() if day == source}
    return {(day, minute): count for day in days for minute, count in one.items()}


@router.post("/beheer/capaciteit/plakken")
def paste_week(visit: Posting) -> Response:
    """Keep a week that was copied out of a spreadsheet."""
    channel = channel_of(visit.posted.get("channel"))
    try:
        grid = capacity.parse_week(visit.posted.fields.get("pasted", ""))
        with visit.writing() as (session, actor):
            changed = capacity.set_week(session, actor, channel, grid, now=visit.now)
    except Anticipated as error:
        form, status = refused(visit, error, "pasted")
        return _page(visit, channel, form, status)
    return visit.to(f"{HOME}?kanaal={channel.value}", "capaciteit" if changed else "ongewijzigd")
