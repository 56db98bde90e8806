"""The audit trail: filtered, fifty lines a page, as a file, with a plain word on whether the chain is whole."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from registry import audit, audit_view, colleague, mailing_view
from registry.audit import AuditLine
from registry.audit_view import Asked
from registry.clock import AMSTERDAM
from registry.kinds import PeriodKind, Role
from registry.mailing import MailingNotFound
from registry.rights import Operation, require
from registry.store import Session
from templates import admin_words, field_names, notes, phrases
from templates.environment import translate
from templates.labels import label
from templates.values.admin import AuditPage, AuditRow
from templates.values.frame import Choice, Form, Section
from web import forms
from web.addresses import PATTERN
from web.pages.admin.desk import words_of
from web.pages.admin.people import department_names
from web.paging import PAGE, pages_of
from web.sheet import as_sheet, sheet
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
        known = _Known(
            _references(session, lines),
            colleague.names(session),
            department_names(session),
            visit.lang,
        )
        looked_at = _look_at_chain(session, visit)
        page = AuditPage(
            tuple(_row(line, known) for line in lines),
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


@dataclass(frozen=True)
class _Known:
    """What numbers in the trail stand for."""

    mailings: Mapping[int, str]
    people: Mapping[int, str]
    departments: Mapping[int, str]
    lang: str


def _row(line: AuditLine, known: _Known) -> AuditRow:
    return AuditRow(
        number=line.id,
        at=line.at,
        who=line.actor_name,
        door=line.door,
        what=phrases.event(line.action, known.lang),
        ref=known.mailings.get(line.mailing_id or 0),
        facts=(*_about(line, known), *_facts(line.facts, known))[:MOST_FACTS],
    )


def _about(line: AuditLine, known: _Known) -> tuple[str, ...]:
    """Return whom or what a line is about, where its facts do not say so."""
    number = int(line.object_id) if line.object_id.isdecimal() else 0
    if line.object_kind == "person" and number in known.people:
        return (known.people[number],)
    if line.object_kind == "department" and number in known.departments and "name" not in line.facts:
        return (known.departments[number],)
    if line.object_kind == "norm":
        return (notes.norm_meaning(line.object_id, known.lang) or line.object_id,)
    return ()


def _facts(facts: Mapping[str, object], known: _Known) -> tuple[str, ...]:
    """Return what a line was about as short texts: a difference as was and is, anything else by its name."""
    found = []
    for name, value in facts.items():
        if name == "differences" and isinstance(value, dict):
            for what, (was, becomes) in value.items():
                words = admin_words.fact(what, known.lang)
                found.append(f"{words}: {_told(what, was, known)} → {_told(what, becomes, known)}")
        elif name == "becomes" and "was" in facts:
            found.append(f"{_told(name, facts['was'], known)} → {_told(name, value, known)}")
        elif name not in ("was", "differences") and value is not None:
            found.append(f"{admin_words.fact(name, known.lang)}: {_told(name, value, known)}")
    return tuple(found)


def _told(name: str, value: object, known: _Known) -> str:
    numbered = {"person_id": known.people, "deputy_id": known.people, "department_id": known.departments}
    if name in numbered and isinstance(value, int):
        return numbered[name].get(value, str(value))
    if name == "role" and value in list(Role):
        return translate(label(Role(str(value))), known.lang)
    if name == "kind" and value in list(PeriodKind):
        return translate(label(PeriodKind(str(value))), known.lang)
    return field_names.shown(value or None if isinstance(value, dict | list) else value, known.lang)[:120]


def _look_at_chain(session: Session, visit: Visit) -> datetime:
    place = visit.place
    if place.trail_looked_at is None or abs(visit.now - place.trail_looked_at) > CHAIN_EVERY:
        place.trail_broken, place.trail_looked_at = audit.verify(session), visit.now
    return place.trail_looked_at


@router.get("/beheer/logboek.csv")
def trail_as_file(visit: Looking) -> Response:
    """The same lines as the page shows, all of them, for a spreadsheet."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_AUDIT)
        asked, _ = _asked(session, visit)
        rows = [
            (
                line.id,
                line.at.astimezone(AMSTERDAM).isoformat(timespec="seconds"),
                line.actor_name,
                line.door.value,
                phrases.event(line.action, visit.lang),
                line.action,
                line.object_kind,
                line.object_id,
                line.mailing_id,
                json.dumps(line.facts, ensure_ascii=False, sort_keys=True),
                seal,
            )
            for line, seal in audit_view.each_line(session, asked)
        ]
    return sheet(f"logboek-{visit.now.astimezone(AMSTERDAM):%Y-%m-%d}.csv", as_sheet([HEADS, *rows]))
