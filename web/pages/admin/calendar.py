"""The calendar: opening hours per weekday and channel, closing days, school holidays, training days, national holidays."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from registry import calendar, norms, opening
from registry.clock import day_of
from registry.errors import Anticipated, BadValue, Refused
from registry.kinds import Channel, PeriodKind
from registry.rights import Operation, require
from registry.store import Session
from templates.environment import translate
from templates.labels import label
from templates.values.admin import CalendarPage, HolidayRow, PeriodRow
from templates.values.frame import Choice, Form, Section
from web import forms
from web.addresses import Id
from web.pages.admin.desk import desk_of, filled, number, refused
from web.pages.admin.people import department_names
from web.visit import Looking, Posting, Visit

router = APIRouter()
HOME = "/beheer/kalender"
FIRST_YEAR, LAST_YEAR = 2020, 2060


@router.get("/beheer/kalender")
def calendars(visit: Looking) -> Response:
    """Hours of one channel (`kanaal`), the periods, and the holidays of one year (`jaar`)."""
    return _page(visit, channel_of(visit.query.get("kanaal", "")), None)


def channel_of(text: str) -> Channel:
    """Return the channel that was picked, the telephone when none was."""
    return Channel(text) if text in list(Channel) else Channel.PHONE


def _page(visit: Visit, channel: Channel, form: Form | None, status: int = 200) -> Response:
    year = _year(visit)
    with visit.reading() as (session, actor):
        require(actor, Operation.MANAGE_NORMS)
        hours = opening.list_hours(session)
        stored = {
            f"{edge}-{weekday}": time
            for weekday, times in hours.get(channel, {}).items()
            for edge, time in zip(("from", "until"), times, strict=True)
        }
        names = department_names(session)
        page = CalendarPage(
            desk_of(actor, "calendar"),
            channel,
            tuple(Channel),
            tuple(hours),
            filled(stored, form),
            year,
            _holidays(session, year),
            tuple(
                PeriodRow(
                    each.id, each.kind, each.name, each.first_on, each.last_on, names.get(each.department_id or 0)
                )
                for each in opening.list_periods(session, since=date(year, 1, 1), until=date(year, 12, 31))
            ),
            tuple(Choice(kind.value, translate(label(kind), visit.lang)) for kind in PeriodKind),
            tuple(Choice(str(number), name) for number, name in names.items()),
        )
        frame = visit.frame(session, actor, Section.ADMIN)
    return visit.page("admin_calendar", frame, page, status)


def _year(visit: Visit) -> int:
    wanted = number(visit.query.get("jaar", ""))
    return wanted if wanted is not None and FIRST_YEAR <= wanted <= LAST_YEAR else day_of(visit.now).year


def _holidays(session: Session, year: int) -> tuple[HolidayRow, ...]:
    days = norms.get_norms(session).open_days
    return tuple(
        HolidayRow(on, name, not days.is_open(on), calendar.is_post_day(on))
        for on, name in calendar.holiday_names(year).items()
    )


@router.post("/beheer/kalender/openingstijden")
def set_hours(visit: Posting) -> Response:
    """Keep the week of one channel, or of all of them at once."""
    channel = channel_of(visit.posted.get("channel"))
    try:
        hours = _hours(visit)
        wanted = tuple(Channel) if visit.posted.get("everywhere") == "ja" else (channel,)
        with visit.writing() as (session, actor):
            changed = [opening.set_hours(session, actor, each, hours, now=visit.now) for each in wanted]
    except Anticipated as error:
        form, status = refused(visit, error, "from-0")
        return _page(visit, channel, Form(form.values, _beside_times(form)), status)
    return visit.to(f"{HOME}?kanaal={channel.value}", "openingstijden" if any(changed) else "ongewijzigd")


def _hours(visit: Visit) -> dict[int, tuple[str, str]]:
    """Read the week; a day without times is closed, one with half of them is not."""
    found = {}
    for weekday in range(7):
        first, last = (_clock(visit.posted.get(f"{edge}-{weekday}")) for edge in ("from", "until"))
        if first or last:
            found[weekday] = (first, last)
    return found


def _clock(text: str) -> str:
    """Write 8:30 and 8.30 as 08:30; anything else is left to be refused."""
    hour, _, minute = text.replace(".", ":").partition(":")
    return f"{int(hour):02d}:{minute or '00'}" if hour.isdecimal() and len(hour) < 3 else text


def _beside_times(form: Form) -> dict[str, str]:
    """The record names a day of a channel; the form has two fields a day."""
    return {f"from-{name.rsplit('-', 1)[1]}" if "-" in name else name: text for name, text in form.errors.items()}


@router.post("/beheer/kalender/perioden")
def add_period(visit: Posting) -> Response:
    """Put a period in the calendar; without a last day it is one day."""
    reading = forms.Reading(visit.posted)
    first_on, last_on = reading.day("first_on"), reading.day("last_on")
    kind = visit.posted.get("kind")
    if kind not in list(PeriodKind):
        reading.problems.append(BadValue("required", field="kind"))
    if first_on is None and "first_on" not in {each.field for each in reading.problems}:
        reading.problems.append(BadValue("required", field="first_on"))
    try:
        if reading.problems or first_on is None:
            raise Refused(tuple(reading.problems))
        with visit.writing() as (session, actor):
            where = number(visit.posted.get("department"))
            if where is not None and where not in department_names(session):
                raise BadValue("unknown_choice", field="department", value=where)
            opening.add_period(
                session,
                actor,
                kind=PeriodKind(kind),
                name=visit.posted.get("name"),
                first_on=first_on,
                last_on=last_on or first_on,
                department_id=where,
                now=visit.now,
            )
    except Anticipated as error:
        form, status = refused(visit, error, "name")
        return _page(visit, Channel.PHONE, form, status)
    return visit.to(f"{HOME}?jaar={first_on.year}#perioden", "periode")


@router.post("/beheer/kalender/perioden/{period_id}/weg")
def remove_period(visit: Posting, period_id: Id) -> Response:
    """Take a period out of the calendar."""
    with visit.writing() as (session, actor):
        was = opening.remove_period(session, actor, period_id, now=visit.now)
    return visit.to(f"{HOME}?jaar={was.first_on.year}#perioden", "periode-weg")
