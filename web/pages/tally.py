"""Contacts tallied by hand: one in a few keys, or a whole sheet of paper typed in afterwards."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from drafting.mask import mask
from registry import form_token, organisation, tally
from registry.actor import Actor
from registry.clock import AMSTERDAM, day_of
from registry.errors import Anticipated, BadValue, Refused
from registry.kinds import Channel, TallyOutcome
from registry.rights import NotAllowed, Operation, require
from registry.store import Session
from registry.tally import NewTally, TallyView
from templates.environment import translate
from templates.labels import label
from templates.values.desk import TallyPage, TallyRow, TallySheetPage
from templates.values.frame import Choice, Form, Message, Section
from web import forms
from web.addresses import Id
from web.errors import status_of
from web.paging import PAGE, pages_of
from web.visit import Looking, Posted, Posting, Visit, error_message

router = APIRouter()

KEYS = {Channel.PHONE: "t", Channel.DESK: "b", Channel.CHAT: "h", Channel.WEBCARE: "w", Channel.MAIL: "e"}
QUICK = 9  # topics under a digit
SHEET_TOPICS, SHEET_BLANKS = 12, 4
TOPICS_FROM_DAYS = 60
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)")
_CELL = re.compile(r"count-(\d{1,2})-(answered|handed_over|callback)")


@router.get("/turven")
def tallies(visit: Looking) -> Response:
    """The form and what the visitor tallied today."""
    return _page(visit)


def _page(visit: Visit, form: Form | None = None, said: Message | None = None, status: int = 200) -> Response:
    on = day_of(visit.now)
    with visit.reading() as (session, actor):
        require(actor, Operation.NOTE_CONTACT)
        quick = _quick_topics(session, on)
        lines, contacts = tally.count_tallied(session, on=on, person_id=actor.person_id)
        pages = pages_of(visit, lines)
        skip = (pages.current - 1) * PAGE
        rows = tally.list_tallies(session, on=on, person_id=actor.person_id, limit=PAGE, offset=skip)
        form = form or Form({"words": visit.query.get("woorden", "")[:500]})
        page = TallyPage(
            channel=_last_channel(visit, rows),
            channels=tuple(KEYS.items()),
            topics=quick,
            more=tuple(topic for topic in _topics(session, on) if topic not in quick),
            rows=tuple(_row(row) for row in rows),
            pages=pages,
            contact_count=contacts,
            together=tally.count_tallied(session, on=on)[1],
            form=Form({"form_token": secrets.token_urlsafe(18), **form.values}, form.errors),
        )
        frame = visit.frame(session, actor, Section.TALLY, said)
    return visit.page("tally", frame, page, status)


def _topics(session: Session, on: date) -> tuple[str, ...]:
    return tally.list_topics(session, since=on - timedelta(days=TOPICS_FROM_DAYS))


def _quick_topics(session: Session, on: date) -> tuple[str, ...]:
    """Return the topics under a digit, by name and by what was counted before today: a digit means the same all day."""
    most = tally.list_topics(session, since=on - timedelta(days=TOPICS_FROM_DAYS), before=on)[:QUICK]
    return tuple(sorted(most, key=str.casefold))


def _last_channel(visit: Visit, rows: tuple[TallyView, ...]) -> Channel:
    asked = visit.query.get("kanaal", "")
    if asked in list(Channel):
        return Channel(asked)
    return rows[0].channel if rows else Channel.PHONE


def _row(row: TallyView) -> TallyRow:
    minutes = row.duration_seconds / 60 if row.duration_seconds is not None else None
    return TallyRow(str(row.id), row.at, row.channel, row.topic, row.outcome, row.count, row.words, minutes)


@router.post("/turven")
def note(visit: Posting) -> Response:
    """Tally one contact, now."""
    posted = visit.posted
    reading = forms.Reading(posted)
    channel = reading.choice("channel", Channel, Channel.PHONE)
    outcome = reading.choice("outcome", TallyOutcome, TallyOutcome.ANSWERED)
    try:
        if reading.problems:
            raise Refused(tuple(reading.problems))
        new = NewTally(
            at=visit.now,
            channel=channel,
            topic=posted.get("other") or posted.get("topic"),
            outcome=outcome,
            words=mask(posted.get("words")),
            duration_seconds=seconds(posted.get("minutes")),
        )
        with visit.writing() as (session, actor):
            _once(visit, session, actor, (new,))
    except NotAllowed:
        raise
    except Anticipated as error:
        form = forms.form_of(posted, forms.flat(error), visit.say, "topic")
        return _page(visit, form, status=status_of(error))
    return visit.to(f"/turven?{urlencode({'kanaal': channel.value})}", "geturfd")


def seconds(text: str) -> int | None:
    """Return the seconds of a length that was typed as minutes ("3,5") or as a clock ("3:30"), None for no text.

    Raises:
        BadValue: it cannot be read.
    """
    if not text:
        return None
    clock = _CLOCK.fullmatch(text)
    if clock:
        return int(clock[1]) * 60 + int(clock[2])
    if not re.fullmatch(r"\d{1,4}([.,]\d{1,2})?", text):
        raise BadValue("not_a_number", field="minutes", value=text[:40])
    return round(float(text.replace(",", ".")) * 60)


def _once(visit: Visit, session: Session, actor: Actor, lines: tuple[NewTally, ...]) -> None:
    """Tally the lines of a form; the same form posted twice counts once."""
    token, who = visit.posted.get("form_token"), str(actor.person_id)
    is_token = bool(_TOKEN.fullmatch(token))
    if is_token and form_token.claim(session, token, person=who, now=visit.now) is not None:
        return
    own = next((number for number, _, is_own in organisation.list_organisations(session) if is_own), None)
    if own is None:
        raise BadValue("no_organisation")
    made = [tally.note(session, actor, line, organisation_id=own, now=visit.now) for line in lines]
    if is_token:
        form_token.fulfil(session, token, person=who, object_id=made[-1])


@router.post("/turven/{tally_id}/terugnemen")
def undo(visit: Posting, tally_id: Id) -> Response:
    """Take a line of today back."""
    try:
        with visit.writing() as (session, actor):
            tally.undo(session, actor, tally_id, now=visit.now)
    except (NotAllowed, tally.TallyNotFound):
        raise
    except Anticipated as error:
        return _page(visit, said=error_message(visit, error), status=status_of(error))
    return visit.to("/turven", "teruggenomen")


@router.get("/turven/lijst")
def sheet(visit: Looking) -> Response:
    """The sheet of paper, and the same sheet to type in."""
    return _sheet(visit)


def _sheet(visit: Visit, form: Form | None = None, status: int = 200) -> Response:
    on = day_of(visit.now)
    with visit.reading() as (session, actor):
        require(actor, Operation.NOTE_CONTACT)
        form = form or Form({"on": on.isoformat(), "from": "09:00", "channel": Channel.PHONE.value})
        page = TallySheetPage(
            topics=_topics(session, on)[:SHEET_TOPICS],
            blank_rows=SHEET_BLANKS,
            channels=channel_choices(visit.lang),
            form=Form({"form_token": secrets.token_urlsafe(18), **form.values}, form.errors),
        )
        frame = visit.frame(session, actor, Section.TALLY)
    return visit.page("tally_sheet", frame, page, status)


def channel_choices(lang: str) -> tuple[Choice, ...]:
    """Return the channels as a pick list."""
    return tuple(Choice(channel.value, translate(label(channel), lang)) for channel in Channel)


@router.post("/turven/lijst")
def type_in(visit: Posting) -> Response:
    """Tally the boxes of a sheet on its own day and hour: all of them or none."""
    read = _SheetReading(visit.posted)
    try:
        with visit.writing() as (session, actor):
            _once(visit, session, actor, read.lines())
    except NotAllowed:
        raise
    except Anticipated as error:
        names = {"at": "on", "topic": "on"}
        found = forms.form_of(visit.posted, forms.flat(error), visit.say, "on")
        form = Form(found.values, {names.get(name, name): text for name, text in found.errors.items()})
        return _sheet(visit, form, status_of(error))
    return visit.to("/turven", "turflijst")


@dataclass
class _SheetReading:
    """Reads a sheet box by box."""

    posted: Posted

    def lines(self) -> tuple[NewTally, ...]:
        """Return a line per box with a number.

        Raises:
            Refused: with what is wrong, beside each field.
        """
        reading = forms.Reading(self.posted)
        at = self._at(reading)
        channel = reading.choice("channel", Channel, Channel.PHONE)
        found = []
        for name in self.posted.fields:
            cell = _CELL.fullmatch(name)
            count = reading.number(name) if cell else None
            if cell is None or not count:
                continue
            topic = self.posted.get(f"topic-{cell[1]}")
            if not topic:
                reading.problems.append(BadValue("topic_missing", field=f"topic-{cell[1]}"))
            elif count > tally.MOST_AT_ONCE:
                reading.problems.append(BadValue("count_out_of_range", field=name, limit=tally.MOST_AT_ONCE))
            elif at is not None:
                found.append(NewTally(at, channel, topic, TallyOutcome(cell[2]), count=count))
        if not found and not reading.problems:
            reading.problems.append(BadValue("sheet_empty", field="count-0-answered"))
        if reading.problems:
            raise Refused(tuple(reading.problems))
        return tuple(found)

    def _at(self, reading: forms.Reading) -> datetime | None:
        on = reading.day("on")
        if on is None:
            if not reading.problems:
                reading.problems.append(BadValue("required", field="on"))
            return None
        text = self.posted.get("from")
        try:
            start = time.fromisoformat(text) if text else time(9)
        except ValueError:
            reading.problems.append(BadValue("bad_time", field="from", value=text[:40]))
            return None
        return datetime.combine(on, start.replace(tzinfo=None), AMSTERDAM).astimezone(UTC)
