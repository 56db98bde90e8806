"""The audit trail: filtered, fifty lines a page, as a file, with a plain word on whether the chain is whole."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from registry import audit, audit_view, mailing_view
from registry.audit import AuditLine
from registry.audit_view import Asked
from registry.clock import AMSTERDAM
from registry.mailing import MailingNotFound
from registry.rights import Operation, require
from registry.store import Session
from templates import field_names, phrases
from templates.values.admin import AuditPage, AuditRow
from templates.values.frame import Choice, Form, Section
from web import forms
from web.addresses import PATTERN
from web.pages.admin.desk import words_of
from web.paging import PAGE, pages_of
from web.visit import Looking, Posted, Visit

router = APIRouter()

CHAIN_EVERY = timedelta(minutes=10)  # verifying reads the whole trail
FILTERS = ("van", "tot", "wie", "mailing", "wat", "tekst")
HEADS = ("nummer", "wanneer", "wie", "via", "wat", "handeling", "onderwerp", "kenmerk", "mailing", "feiten", "zegel")
MOST_FACTS = 6
NO_MAILING = -1


@router.get("/beheer/logboek")
def trail(visit: Looking) -> Response:
    """Who decided what, when."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_AUDIT)
        asked, form = _asked(session, visit)
        pages = pages_of(visit, audit_view.count_lines(session, asked))
        lines = audit_view.find_lines(session, asked, limit=PAGE, offset=(pages.current - 1) * PAGE)
        references = _references(session, lines)
        looked_at = _look_at_chain(session, visit)
        page = AuditPage(
            tuple(_row(line, references, visit.lang) for line in lines),
            pages,
            visit.place.trail_broken,
            looked_at,
            _actions(session, visit.lang),
            form,
            urlencode({name: value for name, value in form.values.items() if value}),
        )
        frame = visit.frame(session, actor, Section.AUDIT)
    return visit.page("audit", frame, page, 400 if form.errors else 200)


def _asked(session: Session, visit: Visit) -> tuple[Asked, Form]:
    values = {name: words_of(visit, name) for name in FILTERS}
    reading = forms.Reading(Posted(values))
    since, until = reading.day("van"), reading.day("tot")
    asked = Asked(
        since=since,
        until=until,
        who=values["wie"],
        mailing_id=_mailing(session, values["mailing"]),
        action=values["wat"],
        text=values["tekst"],
        also_actions=tuple(
            code
            for code in phrases.EVENTS
            if values["tekst"] and values["tekst"].casefold() in phrases.event(code, visit.lang).casefold()
        ),
    )
    errors = {problem.field or "van": visit.say(problem) for problem in reading.problems}
    return asked, Form(values, errors)


def _mailing(session: Session, text: str) -> int | None:
    if not text:
        return None
    try:
        return mailing_view.get_mailing(session, text).id if re.fullmatch(PATTERN, text) else NO_MAILING
    except MailingNotFound:
        return NO_MAILING


def _actions(session: Session, lang: str) -> tuple[Choice, ...]:
    found = (Choice(code, phrases.event(code, lang)) for code in audit_view.list_actions(session))
    return tuple(sorted(found, key=lambda choice: choice.text))


def _references(session: Session, lines: tuple[AuditLine, ...]) -> dict[int, str]:
    found = {}
    for mailing_id in {line.mailing_id for line in lines if line.mailing_id}:
        try:
            found[mailing_id] = mailing_view.get_mailing(session, mailing_id).reference
        except MailingNotFound:
            continue
    return found


def _row(line: AuditLine, references: Mapping[int, str], lang: str) -> AuditRow:
    return AuditRow(
        number=line.id,
        at=line.at,
        who=line.actor_name,
        door=line.door,
        what=phrases.event(line.action, lang),
        ref=references.get(line.mailing_id or 0),
        facts=_facts(line.facts, lang),
    )


def _facts(facts: Mapping[str, object], lang: str) -> tuple[str, ...]:
    """Return what a line was about as short texts: a difference as was and is, anything else by its name."""
    found = []
    for name, value in facts.items():
        if name == "differences" and isinstance(value, dict):
            for what, (was, becomes) in value.items():
                found.append(f"{_called(what, lang)}: {_told(was, lang)} → {_told(becomes, lang)}")
        elif name == "becomes" and "was" in facts:
            found.append(f"{_told(facts['was'], lang)} → {_told(value, lang)}")
        elif name not in ("was", "differences") and value is not None:
            found.append(f"{_called(name, lang)}: {_told(value, lang)}")
    return tuple(found[:MOST_FACTS])


def _called(name: str, lang: str) -> str:
    return field_names.name(name, lang)


def _told(value: object, lang: str) -> str:
    return field_names.shown(value, lang)[:120]


def _look_at_chain(session: Session, visit: Visit) -> datetime:
    place = visit.place
    if place.trail_looked_at is None or abs(visit.now - place.trail_looked_at) > CHAIN_EVERY:
        place.trail_broken, place.trail_looked_at = audit.verify(session), visit.now
    return place.trail_looked_at


@router.get("/beheer/logboek.csv")
def trail_as_file(visit: Looking) -> Response:
    """The same lines as the page shows, all of them, for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADS)
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_AUDIT)
        asked, _ = _asked(session, visit)
        for line, seal in audit_view.each_line(session, asked):
            writer.writerow(
                _plain(
                    line.id,
                    line.at.astimezone(AMSTERDAM).isoformat(timespec="seconds"),
                    line.actor_name,
                    line.door.value,
                    phrases.event(line.action, visit.lang),
                    line.action,
                    line.object_kind,
                    line.object_id,
                    line.mailing_id or "",
                    json.dumps(line.facts, ensure_ascii=False, sort_keys=True),
                    seal,
                )
            )
    name = f"logboek-{visit.now.astimezone(AMSTERDAM):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    # a spreadsheet knows UTF-8 by the mark in front
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _plain(*cells: object) -> list[str]:
    """Return cells that a spreadsheet takes for text: none begins as a formula."""
    return [f"'{text}" if (text := str(cell))[:1] in ("=", "+", "-", "@", "\t", "\r") else text for cell in cells]
