"""Contacts per day, with the mailings that arrived and what the KCC can take; as a page and as CSV."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from registry import contact_counts, mailing_view, norms, tally
from registry.clock import day_of
from registry.contact_counts import DayTotal
from registry.errors import Anticipated, BadValue
from registry.kinds import Channel, Stage
from registry.rights import Operation, require
from registry.store import Session
from templates import day_chart
from templates.charts import Marker
from templates.values.desk import ContactDay, ContactsPage
from templates.values.frame import Choice, Form, Section
from web import forms
from web.pages.tally import channel_choices
from web.paging import PAGE, pages_of
from web.sheet import as_sheet, sheet
from web.visit import Looking, Visit

router = APIRouter()

SHOWN_DAYS = 28
MOST_DAYS = 366
LONGEST_LABEL = 24  # characters beside a marker in the chart
COLUMNS = ("dag", "aangeboden", "beantwoord", "afgehaakt", "capaciteit", "in_de_bus")


@dataclass(frozen=True)
class Asked:
    """What the visitor wants to see: period, channel and topic, and what was wrong with the question."""

    from_on: date
    until_on: date
    channel: Channel | None
    topic: str
    form: Form

    @property
    def query(self) -> str:
        """Return the filters as a query string."""
        named = {"van": self.from_on.isoformat(), "tot": self.until_on.isoformat()}
        more = {"kanaal": self.channel.value if self.channel else "", "onderwerp": self.topic}
        return urlencode(named | {name: value for name, value in more.items() if value})


def _asked(visit: Visit) -> Asked:
    today = day_of(visit.now)
    errors: dict[str, str] = {}
    found: dict[str, date] = {}
    for name in ("van", "tot"):
        text = visit.query.get(name, "").strip()
        day = forms.read_day(text) if text else None
        if text and day is None:
            errors[name] = visit.say(BadValue("not_a_date", value=text[:40]))
        elif day is not None:
            found[name] = day
    until_on = found.get("tot", today)
    from_on = found.get("van", until_on - timedelta(days=SHOWN_DAYS - 1))
    if from_on > until_on or (until_on - from_on).days >= MOST_DAYS:
        problem: Anticipated = BadValue("bad_period", from_on=from_on, until_on=until_on)
        errors["van"] = visit.say(problem)
        from_on = until_on - timedelta(days=SHOWN_DAYS - 1)
    channel = visit.query.get("kanaal", "")
    typed = {name: visit.query.get(name, "")[:40] for name in errors}
    return Asked(
        from_on,
        until_on,
        Channel(channel) if channel in list(Channel) else None,
        visit.query.get("onderwerp", "").strip()[:100],
        Form(typed, errors),
    )


@router.get("/contacten")
def contacts(visit: Looking) -> Response:
    """The days of a period with chart and table."""
    asked = _asked(visit)
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_REVIEW)
        days = _days(session, asked)
        pages = pages_of(visit, len(days))
        page = ContactsPage(
            days=days[(pages.current - 1) * PAGE :][:PAGE],
            pages=pages,
            from_on=asked.from_on,
            until_on=asked.until_on,
            offered=sum(day.offered for day in days),
            answered=_known(day.answered for day in days),
            abandoned=_known(day.abandoned for day in days),
            over_capacity=sum(max(0, day.offered - day.capacity) for day in days if day.capacity is not None),
            topics=tally.list_topics(session, since=asked.from_on),
            channels=channel_choices(visit.lang),
            query=asked.query,
            channel=asked.channel,
            topic=asked.topic,
            spec=_spec(days, visit.lang) if days else None,
            form=asked.form,
        )
        frame = visit.frame(session, actor, Section.CONTACTS)
    return visit.page("contacts", frame, page, 400 if asked.form.errors else 200)


@router.get("/contacten.csv")
def contacts_csv(visit: Looking) -> Response:
    """The same days as a file for a spreadsheet."""
    asked = _asked(visit)
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_REVIEW)
        days = _days(session, asked)
    lines = [
        (day.on, day.offered, day.answered, day.abandoned, day.capacity, ", ".join(item.text for item in day.arrivals))
        for day in days
    ]
    name = f"contacten-{asked.from_on.isoformat()}-{asked.until_on.isoformat()}.csv"
    return sheet(name, as_sheet([COLUMNS, *lines]))


def _days(session: Session, asked: Asked) -> tuple[ContactDay, ...]:
    """Return the days with contacts, and the open days between them; none at all when nothing was counted."""
    totals = contact_counts.list_day_totals(
        session, since=asked.from_on, until=asked.until_on, channel=asked.channel, topic=asked.topic or None
    )
    per_day: dict[date, list[DayTotal]] = defaultdict(list)
    for total in totals:
        per_day[total.day].append(total)
    if not per_day:
        return ()
    kcc = norms.get_norms(session)
    arrivals = _arrivals(session, asked)
    channels = [asked.channel.value] if asked.channel else [channel.value for channel in Channel]
    shown = (min(per_day) + timedelta(days=step) for step in range((max(per_day) - min(per_day)).days + 1))
    return tuple(
        ContactDay(
            on=day,
            offered=sum(total.offered for total in per_day[day]),
            answered=_known(total.answered for total in per_day[day]),
            abandoned=_known(total.abandoned for total in per_day[day]),
            capacity=round(kcc.capacity_on(day, channels)) if kcc.open_days.is_open(day) and not asked.topic else None,
            arrivals=arrivals.get(day, ()),
        )
        for day in shown
        if day in per_day or kcc.open_days.is_open(day) or day in arrivals
    )


def _arrivals(session: Session, asked: Asked) -> Mapping[date, tuple[Choice, ...]]:
    """Return the mailings by the first day on which their batches arrived."""
    found: dict[date, list[Choice]] = defaultdict(list)
    for view in mailing_view.list_mailings(session, from_on=asked.from_on, until_on=asked.until_on):
        if view.stage is Stage.CANCELLED:
            continue
        for on in sorted({batch.arrives_from for batch in view.batches}):
            if asked.from_on <= on <= asked.until_on:
                found[on].append(Choice(view.reference, view.content.title))
    return {on: tuple(items) for on, items in found.items()}


def _spec(days: Sequence[ContactDay], lang: str) -> Mapping[str, object]:
    markers = [Marker(day.on, _short(item.text)) for day in days for item in day.arrivals]
    return day_chart.contacts_spec(days, markers, lang)


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_LABEL else f"{title[: LONGEST_LABEL - 1].rstrip()}…"


def _known(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
