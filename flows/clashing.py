"""Conflicts among everything that is planned, from the record, kept in the registry: renewed whenever what they rest on changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flows import dayrooms, figures
from flows.installation import Installation
from impact.conflicts import Conflict, Grid, Load, Period, WayOut, conflicts
from impact.response import Lag
from registry import conflict as kept
from registry import forecast, mailing_view, marks, norms, opening, organisation, reckoned
from registry.clock import day_of
from registry.conflict import NewConflict
from registry.kinds import MailingKind, PeriodKind, Stage
from registry.mailing_view import MailingView
from registry.store import Session

COMING = (Stage.REGISTERED, Stage.PREPARED, Stage.ALIGNED, Stage.SENT)
AHEAD = timedelta(days=400)
KINDS: Mapping[PeriodKind, str] = {
    PeriodKind.QUIET: "freeze_period",
    PeriodKind.TRAINING: "training_day",
    PeriodKind.LEAVE: "specialist_leave",
}
"""Periods of the calendar that a mailing can be in conflict with; on closing days there are no contacts at all."""


def find_conflicts(house: Installation) -> int:
    """Make the conflicts of the record those that stand today; return how many are new. The same state twice changes nothing."""
    now = house.now()
    today = day_of(now)
    with house.store.reading() as session:
        mark = marks.conflicts(session, now=now)
        loads = _loads(session, today)
        found = conflicts(loads, _grid(session, today, loads)) if loads else ()
        new = [_new(each) for each in found if each.last >= today]
    with house.store.writing() as session:
        fresh = kept.store_conflicts(session, house.actor, new, now=now)
        reckoned.note(session, marks.CONFLICTS, mark, now=now)
    return fresh


def _loads(session: Session, today: date) -> list[Load]:
    """Every mailing to come that has a forecast, with the contacts it brings by telephone."""
    found = mailing_view.list_mailings(session, stages=COMING, from_on=today - timedelta(days=28))
    loads = (_load(session, view, today) for view in found if view.content.kind is not MailingKind.EVENT)
    return [load for load in loads if load is not None]


def _load(session: Session, view: MailingView, today: date) -> Load | None:
    planned, foretold = figures.planned(session, view), forecast.latest(session, view.id)
    if planned is None or foretold is None:
        return None
    by_phone = sum(day["expected"] for day in foretold.days if day["channel"] == dayrooms.LINE)
    audience = " ".join(view.content.audience.split()).casefold()
    return Load(
        mailing=planned,
        contacts=by_phone,
        registered_on=day_of(view.registered_at) if view.registered_at else view.first_on,
        department=view.department,
        audience=frozenset({audience}) if audience else frozenset(),
        lag=Lag(),
        earliest=today + timedelta(days=1),
        limit=view.content.reader_deadline_on,
        fixed=any(batch.sent_on is not None for batch in view.batches) or view.content.kind is MailingKind.EXTERNAL,
    )


def _grid(session: Session, today: date, loads: list[Load]) -> Grid:
    kcc = norms.get_norms(session)
    last = min(max(load.mailing.last_on for load in loads) + timedelta(days=60), today + AHEAD)
    without = [int(load.mailing.id) for load in loads]
    line = dayrooms.line_days(session, kcc, today=today, last=last, without=without)
    names = {each.id: each.name for each in organisation.list_departments(session)}
    periods = [
        Period(KINDS[each.kind], each.first_on, each.last_on, each.name, names.get(each.department_id or 0, ""))
        for each in opening.list_periods(session, kinds=tuple(KINDS))
        if each.last_on >= today
    ]
    return Grid(room=line.room, days=line.days, post=line.post, line=line.line, periods=periods)


def _new(found: Conflict) -> NewConflict:
    mailings = [int(each) for each in found.mailings]
    name = str(found.facts.get("name", ""))
    # the same mailings can be too much in two stretches: the month of the worst day tells them apart
    when = f"{found.on:%Y-%m}" if found.kind.startswith("over_capacity") else name
    return NewConflict(
        key=f"{found.kind}:{'-'.join(map(str, sorted(mailings)))}:{when}"[:400],
        kind=found.kind,
        first_on=found.first,
        last_on=found.last,
        worst_on=found.on,
        over=round(found.over, 1),
        over_on=round(found.over_on, 1),
        wait_seconds=round(min(found.wait_seconds, 86_400.0), 1),
        wait_without=round(min(found.wait_without, 86_400.0), 1),
        mailings=mailings,
        ways_out=[_way(each) for each in found.ways_out],
        facts=_facts(found.facts),
    )


def _way(way: WayOut) -> dict[str, Any]:
    return {
        "code": way.code,
        "mailing": int(way.mailing) if way.mailing is not None else None,
        "facts": _facts(way.facts),
        "over_after": None if way.over_after is None else round(way.over_after, 1),
        "clears": way.clears,
    }


def _facts(facts: Mapping[str, object]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, date):
            plain[name] = value.isoformat()
        elif isinstance(value, float):
            plain[name] = round(value, 1)
        elif isinstance(value, tuple):
            plain[name] = list(value)
        elif name == "with":
            plain[name] = int(str(value))
        else:
            plain[name] = value
    return plain
