"""Conflicts of the record in words: what does not go together, by how much, who was first, and the ways out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from registry import conflict, mailing_view, opening, reckoned
from registry.actor import Actor
from registry.conflict import ConflictView
from registry.kinds import PeriodKind
from registry.marks import CONFLICTS
from registry.rights import Operation, may
from registry.store import Session
from templates import impact_phrases
from templates.formats import format_short_moment
from templates.values import impact as values
from templates.values.frame import Choice, Form
from web.paging import PAGE, pages_of
from web.visit import Visit

SHOWN_PERIODS = (PeriodKind.QUIET, PeriodKind.TRAINING)


def conflicts_page(
    session: Session, actor: Actor, visit: Visit, *, today: date, form: Form | None = None, open_id: int = 0
) -> values.ConflictsPage:
    """Return everything that conflicts.html shows: fifty a page, and of one kind when the address asks for it."""
    every = conflict.list_conflicts(session, with_dismissed=True)
    standing = [each for each in every if each.dismissed_at is None]
    aside = sorted((each for each in every if each.dismissed_at is not None), key=_dismissed_at, reverse=True)
    counts = Counter(each.kind for each in standing)
    kind = visit.query.get("soort", "")
    wanted = [each for each in standing if kind not in counts or each.kind == kind]
    pages = pages_of(visit, len(wanted))
    found = reckoned.find(session, CONFLICTS)
    periods = opening.list_periods(session, kinds=SHOWN_PERIODS)
    return values.ConflictsPage(
        rows=rows(session, wanted[(pages.current - 1) * PAGE :][:PAGE], visit.lang),
        dismissed=rows(session, aside[:PAGE], visit.lang),
        periods=tuple(
            values.PeriodRow(each.kind, each.name, each.first_on, each.last_on)
            for each in periods
            if each.last_on >= today
        ),
        reckoned_at=found[1] if found else None,
        may_dismiss=may(actor, Operation.DISMISS_CONFLICT),
        form=form or Form(),
        open_id=open_id,
        pages=pages,
        kinds=tuple(
            Choice(name, f"{impact_phrases.conflict_name(name, visit.lang)} ({number})")
            for name, number in counts.most_common()
        ),
        kind=kind if kind in counts else "",
        dismissed_count=len(aside),
    )


def _dismissed_at(each: ConflictView) -> datetime:
    assert each.dismissed_at is not None
    return each.dismissed_at


def rows(session: Session, found: Sequence[ConflictView], lang: str) -> tuple[values.ConflictRow, ...]:
    """Return conflicts in words, the mailings by name."""
    wanted = {number for each in found for number in each.mailings}
    names = {}
    for number in wanted:
        view = mailing_view.get_mailing(session, number)
        names[number] = (view.reference, view.content.title)
    return tuple(_row(each, names, lang) for each in found)


def _row(each: ConflictView, names: Mapping[int, tuple[str, str]], lang: str) -> values.ConflictRow:
    titles = {number: title for number, (_, title) in names.items()}
    dismissed = None
    if each.dismissed_at is not None:
        dismissed = f"{each.dismissed_by}, {format_short_moment(each.dismissed_at, lang)}: {each.dismiss_reason}"
    return values.ConflictRow(
        id=each.id,
        name=impact_phrases.conflict_name(each.kind, lang),
        text=text_of(each, titles, lang),
        worst_on=each.worst_on,
        first_on=each.first_on,
        last_on=each.last_on,
        over=each.over,
        over_on=each.over_on,
        wait_seconds=each.wait_seconds,
        wait_without=each.wait_without,
        mailings=tuple(names[number] for number in each.mailings),
        ways_out=tuple(dict.fromkeys((way_out(way, titles, lang), bool(way["clears"])) for way in each.ways_out)),
        dismissed=dismissed,
    )


def text_of(each: ConflictView, titles: Mapping[int, str], lang: str) -> str:
    """Return one conflict as a sentence."""
    last = titles[each.mailings[-1]]
    facts: dict[str, Any] = {
        "over": each.over,
        "over_on": each.over_on,
        "on": each.worst_on,
        "count": len(each.mailings),
        "title": last,
        "first_title": titles[each.mailings[0]],
        "name": each.facts.get("name", ""),
        "weeks": each.facts.get("weeks", 0),
        "audience": ", ".join(each.facts.get("audience", ())),
    }
    return impact_phrases.conflict_text(each.kind, lang, **facts)


def way_out(way: Mapping[str, Any], titles: Mapping[int, str], lang: str) -> str:
    """Return one way out as a sentence."""
    facts = dict(way["facts"])
    if way["mailing"] is not None:
        facts["title"] = titles[way["mailing"]]
    if "with" in facts:
        facts["other"] = titles[facts["with"]]
    if way["over_after"] is not None:
        facts["left"] = way["over_after"]
    code = way["code"]
    if code == "shift":
        code = "shift_later" if facts["weeks"] > 0 else "shift_earlier"
        facts["weeks"] = abs(facts["weeks"])
    if code == "extra_agents" and facts["agents"] == 1:
        code = "extra_agent"
    told = impact_phrases.way_out(code, lang, **facts)
    if way["over_after"] is not None and not way["clears"]:
        told = f"{told} {impact_phrases.left_over(way['over_after'], lang)}"
    return told
