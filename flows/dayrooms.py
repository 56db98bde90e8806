"""What the days of the telephone line can take, as `impact` asks it: capacity, ordinary contacts, what is planned already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flows import figures
from impact.baseline import baseline
from impact.cost import Tariff
from impact.dayroom import DayRoom, Line
from impact.errors import TooLittleHistory
from impact.values import OpenDays, PlannedMailing, PostDays
from registry import calendar, echo, forecast, mailing_view, opening
from registry.kinds import Channel, MailingKind, PeriodKind, Stage
from registry.mailing_view import MailingView
from registry.norms import Norms
from registry.store import Session

LINE = Channel.PHONE.value
ASSUMED_ORDINARY = 0.70
"""Part of the capacity that ordinary contacts take where nothing was counted yet; said beside every figure that rests on it."""

ACTIVE = (Stage.REGISTERED, Stage.PREPARED, Stage.ALIGNED, Stage.SENT, Stage.AFTERCARE)


@dataclass(frozen=True)
class LineDays:
    """The days of the line from `first` to `last`, with the calendars they rest on.

    Attributes:
        assumed: nothing (or too little) was counted, so ordinary contacts are a part of the capacity.
        quiet: days on which no letter is wanted (freeze periods).
    """

    room: tuple[DayRoom, ...]
    days: OpenDays
    post: PostDays
    line: Line
    assumed: bool
    quiet: frozenset[date]


def line_days(session: Session, kcc: Norms, *, today: date, last: date, without: Sequence[int] = ()) -> LineDays:
    """Return what the open days from today to `last` can take, contacts of other planned mailings counted as ordinary.

    Args:
        without: mailings that are not counted along.
    """
    since = today - figures.HISTORY
    days = figures.open_days(kcc, since, last + timedelta(days=90))
    post = figures.post_days(since, last + timedelta(days=90))
    ordinary = _ordinary(session, days, today=today, last=last)
    others = planned_contacts(session, from_on=today, without=without)
    room = tuple(
        DayRoom(
            on,
            fits := kcc.capacity_on(on, {LINE}),
            (ordinary[on] if ordinary else ASSUMED_ORDINARY * fits) + others.get(on, 0.0),
        )
        for on in days.between(today, last)
    )
    quiet = opening.list_periods(session, kinds=(PeriodKind.QUIET,))
    blocked = frozenset(day for period in quiet for day in calendar.days_between(period.first_on, period.last_on))
    return LineDays(room, days, post, Line(tariff=tariff_of(kcc, today)), ordinary is None, blocked)


def tariff_of(kcc: Norms, on: date) -> Tariff:
    """Return what this municipality reckons with for its telephone on a day."""
    return Tariff(
        handling_minutes=kcc.minutes_of({LINE: 1.0}),
        occupancy=kcc.occupancy,
        shrinkage=kcc.shrinkage,
        agent_hour=kcc.tariff_on(on),
    )


def planned_contacts(session: Session, *, from_on: date, without: Sequence[int] = ()) -> dict[date, float]:
    """Return expected telephone contacts per day of registered mailings, by their newest forecasts, with their later peaks."""
    totals: dict[date, float] = defaultdict(float)
    for view in active_mailings(session, from_on=from_on):
        found = forecast.latest(session, view.id) if view.id not in without else None
        for day in found.days if found else ():
            if day["channel"] == LINE:
                totals[date.fromisoformat(day["on"])] += day["expected"]
        for each in echo.list_echoes(session, view.id) if view.id not in without else ():
            for day in each.days if each.dropped_at is None else ():
                totals[date.fromisoformat(day["on"])] += day["expected"]
    return dict(totals)


def active_mailings(session: Session, *, from_on: date) -> tuple[MailingView, ...]:
    """Return mailings with letters whose contacts may still come on or after a day."""
    found = mailing_view.list_mailings(session, stages=ACTIVE, from_on=from_on - timedelta(days=60))
    return tuple(view for view in found if view.content.kind is not MailingKind.EVENT and view.batches)


def _ordinary(session: Session, days: OpenDays, *, today: date, last: date) -> dict[date, float] | None:
    """Ordinary telephone contacts per open day, None where the history is too short to say."""
    since = today - figures.HISTORY
    mailings = (figures.planned(session, view) for view in mailing_view.list_mailings(session, from_on=since))
    known: list[PlannedMailing] = [each for each in mailings if each is not None and each.first_on <= today]
    try:
        found = baseline(
            figures.of_channels(figures.counts(session, since=since, until=today)),
            days,
            today,
            last,
            channels={LINE},
            mailings=known,
            events=figures.events(session, since=since, until=today),
            until=today - timedelta(days=1),
        )
    except TooLittleHistory:
        return None
    return {entry.on: entry.expected for entry in found.days}
