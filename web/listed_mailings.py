"""The list of mailings for its page and its CSV: which were asked for, what the filters offer, and the lines as values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from registry import gate, mailing_list
from registry.actor import Actor
from registry.clock import day_of
from registry.kinds import MailingKind, Missing, Role, Stage
from registry.mailing_list import Cell, MailingLine, Wanted
from registry.rights import Operation, may
from registry.store import Session
from templates import phrases
from templates.environment import translate
from templates.labels import label
from templates.values.frame import Band, Choice, Sort
from templates.values.mailing import Filter, MailingRow, MailingsPage, Waiting
from web.paging import PAGE, pages_of
from web.sheet import as_sheet
from web.visit import Visit

Counted = tuple[tuple[Cell, tuple[str, ...]], ...]
OPEN = (Stage.REGISTERED, Stage.PREPARED)
MOST_WAITING = 40
KEPT = 2048  # lines as they stand on a day
LATE_DAYS = 14
RISK_DAYS = 7
SOON_DAYS = 28
SOON = "binnenkort"
SORTS = {
    "agenda": "agenda",
    "aanlevering": "first",
    "titel": "title",
    "fase": "stage",
    "oplage": "quantity",
    "verwacht": "expected",
    "afdeling": "department",
}


@dataclass(frozen=True)
class Asked:
    """The filters of the address. A value that nobody can have chosen counts as no filter."""

    department_id: int | None
    stage: Stage | None
    letter_type_id: int | None
    period: str
    text: str
    sort: Sort

    def misses(self, cell: Cell) -> tuple[str, ...]:
        """Return which filters the mailings of a cell do not pass."""
        near = cell.in_period if self.period == SOON else self.period in ("", str(cell.year))
        passed = {
            "afdeling": self.department_id in (None, cell.department_id),
            "fase": self.stage in (None, cell.stage),
            "type": self.letter_type_id in (None, cell.letter_type_id),
            "periode": near,
        }
        return tuple(name for name, fits in passed.items() if not fits)

    @property
    def is_filtered(self) -> bool:
        """Tell whether anything was chosen or searched for."""
        return bool(self.stage or self.letter_type_id or self.period or self.text or self.department_id)


def asked_of(visit: Visit) -> Asked:
    """Return what an address asks of the list."""
    stage, key, period = (visit.query.get(name, "") for name in ("fase", "volgorde", "periode"))
    return Asked(
        department_id=_number(visit.query.get("afdeling", "")),
        stage=Stage(stage) if stage in list(Stage) else None,
        letter_type_id=_number(visit.query.get("type", "")),
        period=period if period == SOON or (period.isascii() and period.isdecimal() and len(period) == 4) else "",
        text=visit.query.get("zoek", "").strip()[:200],
        sort=Sort(key if key in SORTS else "agenda", visit.query.get("aflopend") == "ja"),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def own_department(actor: Actor) -> int | None:
    """Return the one department whose mailings are "mine", None for who looks over all of them."""
    own = actor.roles and actor.roles <= {Role.DEPARTMENT, Role.SPECIALIST} and len(actor.department_ids) == 1
    return next(iter(actor.department_ids)) if own else None


def soon(on: date) -> tuple[date, date]:
    """Return the period that "the coming weeks" means."""
    return on, on + timedelta(days=SOON_DAYS)


def wanted(asked: Asked, own: int | None, on: date) -> Wanted:
    """Return the question to the record; who has "mine" never sees beyond it here."""
    from_on, until_on = soon(on) if asked.period == SOON else (None, None)
    return Wanted(
        department_id=own if own is not None else asked.department_id,
        stages=(asked.stage,) if asked.stage else (),
        letter_type_id=asked.letter_type_id,
        year=int(asked.period) if asked.period.isdecimal() else None,
        from_on=from_on,
        until_on=until_on,
        text=asked.text,
    )


def mailings_page(session: Session, actor: Actor, visit: Visit, on: date) -> MailingsPage:
    """Return everything that mailings.html shows."""
    asked, own = asked_of(visit), own_department(actor)
    cells = mailing_list.cells(session, Wanted(department_id=own, text=asked.text), soon(on))
    counted = tuple((cell, asked.misses(cell)) for cell in cells)
    pages = pages_of(visit, sum(cell.mailings for cell, missed in counted if not missed))
    lines = mailing_list.list_lines(
        session,
        wanted(asked, own, on),
        sort=SORTS[asked.sort.key],
        descending=asked.sort.descending,
        limit=PAGE,
        offset=(pages.current - 1) * PAGE,
    )
    with_waiting = pages.current == 1 and not asked.is_filtered
    waiting = _could_wait(session, own) if with_waiting else ()
    gates = gate.gates(session, sorted({line.id for line in (*lines, *waiting) if line.stage in OPEN}))
    return MailingsPage(
        rows=tuple(_row(line, gates.get(line.id, ()), on) for line in lines),
        waiting=tuple(_waiting(actor, waiting, gates, on)),
        pages=pages,
        sort=asked.sort,
        may_register=may(actor, Operation.REGISTER_MAILING),
        own_only=own is not None,
        query=asked.text,
        filters=_filters(session, asked, counted, visit.lang, with_departments=own is None),
        rest=_rest(visit),
        is_filtered=asked.is_filtered,
    )


def _rest(visit: Visit) -> str:
    kept = ("zoek", "afdeling", "fase", "type", "periode")
    return urlencode([(name, value) for name in kept if (value := visit.query.get(name))])


@lru_cache(maxsize=KEPT)
def _row(line: MailingLine, conditions: tuple[gate.Requirement, ...], on: date) -> MailingRow:
    """Return a line of the list. It reads nothing but its values, so the same values are worked out once."""
    is_measured = line.extra is not None
    band = (line.lo90, line.extra, line.hi90) if is_measured else (line.low, line.expected, line.high)
    is_own, is_open = line.kind is MailingKind.MAILING, line.stage in OPEN
    days_left = (line.first_on - on).days
    return MailingRow(
        ref=line.reference,
        title=line.title,
        department=line.department,
        stage=line.stage,
        quantity=line.quantity,
        first_handover_on=line.first_on,
        expected=None
        if band[1] is None or line.kind is MailingKind.EVENT
        else Band(band[0] or 0.0, band[1], band[2] or 0.0, is_measured and bool(line.is_at_least)),
        turn=next((item.turn for item in conditions if not item.is_met and item.waits_for is None and item.turn), None),
        late=is_own and is_open and line.days_ahead(on) < LATE_DAYS,
        measured=is_measured,
        days_left=days_left if is_own and is_open and not line.overridden_at and days_left <= RISK_DAYS else None,
        has_forecast_coming=is_open and line.kind is not MailingKind.EVENT,
        overridden=line.overridden_at is not None,
        torenkamer_works=any(not item.is_met and item.turn is None and item.waits_for is None for item in conditions),
    )


def _could_wait(session: Session, own: int | None) -> tuple[MailingLine, ...]:
    return mailing_list.list_lines(session, Wanted(department_id=own, stages=OPEN), limit=MOST_WAITING)


def _waiting(
    actor: Actor, lines: Iterable[MailingLine], gates: dict[int, tuple[gate.Requirement, ...]], on: date
) -> Iterable[Waiting]:
    """Yield the first condition of each open mailing that is the visitor's turn, the first handover on top."""
    for line in lines:
        for item in gates.get(line.id, ()):
            if any(item.is_turn_of(role) for role in actor.roles) and _concerns(actor, item, line):
                yield Waiting(line.reference, line.title, item.what, _days_open(line, on), line.first_on)
                break


def _concerns(actor: Actor, item: gate.Requirement, line: MailingLine) -> bool:
    if item.what is Missing.LEAD_YES and line.overridden_at is not None:
        return False
    return item.turn is not Role.DEPARTMENT or line.department_id in actor.department_ids


def _days_open(line: MailingLine, on: date) -> int:
    return max(0, (on - (day_of(line.registered_at) if line.registered_at else on)).days)


def _filters(
    session: Session, asked: Asked, counted: Counted, lang: str, *, with_departments: bool
) -> tuple[Filter, ...]:
    """Return the pick lists: each choice says how many mailings it leaves with the other filters as they are."""
    departments, types = mailing_list.list_choices(session)
    by: dict[str, dict[object, int]] = {name: defaultdict(int) for name in ("afdeling", "fase", "type", "periode")}
    for cell, missed in counted:
        keys = {"afdeling": cell.department_id, "fase": cell.stage, "type": cell.letter_type_id, "periode": cell.year}
        for name in missed if len(missed) == 1 else () if missed else tuple(by):
            by[name][keys[name]] += cell.mailings
            if name == "periode" and cell.in_period:
                by[name][SOON] += cell.mailings
    stages = {stage: translate(label(stage), lang) for stage in Stage}
    years: dict[object, str] = {year: str(year) for year in sorted({cell.year for cell, _ in counted}, reverse=True)}
    periods: dict[object, str] = {SOON: phrases.list_word("soon", lang), **years}
    period = int(asked.period) if asked.period.isdecimal() else asked.period or None
    return (
        *([_filter("afdeling", asked.department_id, by["afdeling"], departments)] if with_departments else ()),
        _filter("fase", asked.stage, by["fase"], stages),
        _filter("type", asked.letter_type_id, by["type"], types),
        _filter("periode", period, by["periode"], periods),
    )


def _filter(name: str, chosen: object, counts: Mapping[object, int], names: Mapping[Any, str]) -> Filter:
    """Return one pick list; what would leave nothing is not offered unless it was chosen."""
    offered = (value for value in names if counts.get(value) or value == chosen)
    choices = tuple(Choice(str(value), f"{names[value]} ({counts.get(value, 0)})") for value in offered)
    return Filter(name, "" if chosen is None else str(chosen), choices)


def list_as_csv(session: Session, actor: Actor, visit: Visit, on: date) -> bytes:
    """Return the whole list as it is filtered and sorted, for a Dutch spreadsheet: semicolons, decimal commas, a BOM."""
    asked = asked_of(visit)
    lines = mailing_list.list_lines(
        session,
        wanted(asked, own_department(actor), on),
        sort=SORTS[asked.sort.key],
        descending=asked.sort.descending,
    )
    heads = [phrases.list_word(name, visit.lang) for name in HEADINGS]
    return as_sheet([heads, *(_cells(line, visit.lang) for line in lines)], visit.lang)


HEADINGS = (
    *("reference", "title", "department", "letter_type", "stage", "first_on", "last_on", "quantity"),
    *("low", "expected", "high", "extra", "lo90", "hi90"),
    "overridden_on",
)


def _cells(line: MailingLine, lang: str) -> list[object]:
    upper = None if line.is_at_least else line.hi90
    numbers = (line.low, line.expected, line.high, line.extra, line.lo90, upper)
    return [
        line.reference,
        line.title,
        line.department,
        line.letter_type,
        translate(label(line.stage), lang),
        line.first_on,
        line.last_on,
        line.quantity,
        *(None if value is None else round(float(value), 1) for value in numbers),
        line.overridden_at and day_of(line.overridden_at),
    ]
