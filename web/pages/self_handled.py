"""The part of contacts that the KCC answered itself, beside the norm; as a page and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from registry.clock import day_of
from registry.errors import Anticipated
from registry.kinds import Channel
from registry.rights import Operation, require
from registry.self_handled import SelfHandled, ShareLine, find_self_handled, usual_period
from templates.environment import translate
from templates.formats import format_short_date
from templates.labels import label
from templates.share_phrases import share_word
from templates.values.frame import Form, Section
from templates.values.self_handled import GainRow, SelfHandledPage, ShareRow, ShareTable
from web.errors import status_of
from web.forms import Reading
from web.sheet import as_sheet, sheet
from web.visit import Looking, Posted, Visit

router = APIRouter()


@router.get("/zelf-beantwoord")
def self_handled(visit: Looking) -> Response:
    """The share of a period and what it consists of."""
    typed = {name: visit.query.get(name, "")[:40] for name in ("van", "tot")}
    problem: Anticipated | None = None
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_REVIEW)
        since, until = usual_period(day_of(visit.now))
        try:
            since, until = _asked(visit)
            found = find_self_handled(session, actor, since=since, until=until)
        except Anticipated as error:
            problem = error
            since, until = usual_period(day_of(visit.now))
            found = find_self_handled(session, actor, since=since, until=until)
        errors = {problem.field or "van": visit.say(problem)} if problem else {}
        frame = visit.frame(session, actor, Section.INSIGHT)
    page = SelfHandledPage(
        from_on=since,
        until_on=until,
        norm=found.norm,
        total=_row("", ShareLine("", found.total), found.norm) if found.total.known else None,
        needed=found.needed,
        gains=_gains(found, visit.lang),
        tables=tuple(_tables(found, visit.lang)),
        query=urlencode({"van": since.isoformat(), "tot": until.isoformat()}),
        form=Form(typed, errors),
    )
    return visit.page("self_handled", frame, page, status_of(problem) if problem else 200)


@router.get("/zelf-beantwoord.csv")
def self_handled_csv(visit: Looking) -> Response:
    """The same lines as a file for a spreadsheet."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_REVIEW)
        since, until = _asked(visit)
        found = find_self_handled(session, actor, since=since, until=until)
    rows: list[Sequence[object]] = [
        [share_word(name, visit.lang) for name in ("by", "line", "helped", "passed_on", "share")]
    ]
    for table in _tables(found, visit.lang):
        rows += [(table.head, row.name, row.helped, row.passed_on, row.share) for row in table.rows]
    return sheet(f"zelf-beantwoord-{since.isoformat()}-{until.isoformat()}.csv", as_sheet(rows, visit.lang))


def _asked(visit: Visit) -> tuple[date, date]:
    since, until = usual_period(day_of(visit.now))
    reading = Reading(Posted(dict(visit.query)))
    asked = reading.day("van"), reading.day("tot")
    if reading.problems:
        raise reading.problems[0]
    until = asked[1] or until
    return asked[0] or min(since, until), until


def _gains(found: SelfHandled, lang: str) -> tuple[GainRow, ...]:
    gains = [*found.gains, found.rest] if found.rest.passed_on else list(found.gains)
    together = accumulate(gain.share for gain in gains)
    return tuple(
        GainRow(gain.topic or share_word("other_topics", lang), gain.passed_on, gain.share, so_far)
        for gain, so_far in zip(gains, together, strict=True)
    )


def _tables(found: SelfHandled, lang: str) -> Iterator[ShareTable]:
    lines = {
        "week": found.weeks,
        "department": found.departments,
        "topic": found.topics,
        "channel": found.channels,
        "mailing": found.mailings,
    }
    for key, known in lines.items():
        rows = tuple(_row(_name(key, line.name, lang), line, found.norm) for line in known if line.outcomes.known)
        yield ShareTable(key, share_word(f"by_{key}", lang), share_word(key, lang), rows)


def _name(key: str, name: str, lang: str) -> str:
    if key == "week":
        return format_short_date(date.fromisoformat(name), lang)
    if key == "channel":
        return translate(label(Channel(name)), lang)
    return name or share_word("no_department", lang)


def _row(name: str, line: ShareLine, norm: float) -> ShareRow:
    ended = line.outcomes
    href = f"/mailings/{line.ref}/terugblik" if line.ref else ""
    return ShareRow(name, ended.helped, ended.passed_on, ended.helped / ended.known, norm, href)
