"""The conditions of the gate for any number of mailings at once: what is met, whose turn it is, and what waits for something else.

Two statements for all of them, so that a list of fifty costs as much as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, exists, func, literal_column, select
from sqlalchemy.orm import Session

from registry.agenda import Slot
from registry.faq_tables import FaqEntry
from registry.forecast import Forecast
from registry.kinds import FaqState, LetterState, MailingKind, Missing, Role, SlotState
from registry.letter import Letter
from registry.mailing import Mailing
from registry.staffing import StaffingQuestion

KEPT = 512  # gates that stand alike are worked out once


@dataclass(frozen=True)
class Requirement:
    """One condition of the gate: whether it is met, and whose turn it is when not. Facts say how far it is.

    Attributes:
        turn: Who has to do it; None: Torenkamer itself.
        waits_for: The condition that comes first; until that is met it is nobody's turn.
        problem: Why it did not work (a code of `drafting.errors` for a letter), "" otherwise.
    """

    what: Missing
    is_met: bool
    turn: Role | None
    done_count: int = 0
    needed_count: int = 0
    waits_for: Missing | None = None
    problem: str = ""

    def is_turn_of(self, role: Role) -> bool:
        """Tell whether somebody in this role can and must do something now."""
        return not self.is_met and self.waits_for is None and self.turn is role


@dataclass(frozen=True)
class Sheet:
    """How many lines of an FAQ sheet are in which state; `unanswered` leaves out what was dropped."""

    total: int = 0
    approved: int = 0
    returned: int = 0
    dropped: int = 0
    unanswered: int = 0


@dataclass(frozen=True)
class Standing:
    """What the gate looks at of one mailing; two that stand alike have the same gate."""

    kind: MailingKind
    has_yes: bool
    has_forecast: bool
    letter: LetterState | None
    letter_problem: str
    is_staffed: bool
    slots_needed: int
    slots_open: int
    sheet: Sheet


def gates(session: Session, mailing_ids: Sequence[int]) -> dict[int, tuple[Requirement, ...]]:
    """Return the gate of each mailing, the KCC lead's yes last; an unknown number is left out."""
    return {number: _gate(at) for number, at in standings(session, mailing_ids).items()}


@lru_cache(maxsize=KEPT)
def _gate(at: Standing) -> tuple[Requirement, ...]:
    found = conditions(at)
    missing = next((item.what for item in found if not item.is_met), None)
    return *found, Requirement(Missing.LEAD_YES, at.has_yes, Role.KCC_LEAD, waits_for=None if at.has_yes else missing)


def conditions(at: Standing) -> tuple[Requirement, ...]:
    """Return all conditions but the KCC lead's yes, in the order in which they are usually met."""
    sheet, found = at.sheet, [Requirement(Missing.FORECAST, at.has_forecast, None)]
    wants_letter = at.kind is MailingKind.MAILING
    if wants_letter:
        found.append(_letter(at))
    found += _of_sheet(sheet, wants_letter and at.letter is not LetterState.READ)
    staffing = Requirement(Missing.STAFFING, at.is_staffed, Role.TRAFFICER)
    found.append(staffing if at.has_forecast else replace(staffing, waits_for=Missing.FORECAST))
    if at.slots_needed:
        is_open = at.slots_open >= at.slots_needed
        found.append(Requirement(Missing.SLOTS, is_open, Role.DEPARTMENT, at.slots_open, at.slots_needed))
    return tuple(item if not item.is_met else replace(item, waits_for=None) for item in found)


def _letter(at: Standing) -> Requirement:
    is_read = at.letter is LetterState.READ
    turn = None if at.letter is LetterState.UNREAD else Role.DEPARTMENT  # being read is Torenkamer's work
    return Requirement(Missing.LETTER, is_read, turn, problem="" if is_read else at.letter_problem)


def _of_sheet(sheet: Sheet, waits_for_letter: bool) -> list[Requirement]:
    judged, waiting = sheet.approved + sheet.dropped, max(sheet.unanswered, sheet.returned)
    first = None if sheet.total else Missing.FAQ_DRAFT
    letter = Missing.LETTER if waits_for_letter else None
    approved = sheet.approved > 0 and judged == sheet.total
    answered = sheet.total > 0 and not waiting
    has_lines_to_judge = sheet.total - judged > waiting
    return [
        Requirement(Missing.FAQ_DRAFT, sheet.total > 0, None, sheet.total, waits_for=letter),
        Requirement(Missing.FAQ_ANSWERS, answered, Role.DEPARTMENT, 0, waiting, waits_for=first),
        Requirement(
            Missing.FAQ_APPROVAL,
            approved,
            Role.KCC_LEAD,
            judged,
            sheet.total,
            waits_for=first or (None if has_lines_to_judge or answered else Missing.FAQ_ANSWERS),
        ),
    ]


def standings(session: Session, mailing_ids: Sequence[int]) -> dict[int, Standing]:
    """Return what the gate looks at, per mailing."""
    if not mailing_ids:
        return {}
    sheets = _sheets(session, mailing_ids)
    rows = session.execute(_QUERY, {"numbers": list(mailing_ids)}).all()
    return {
        number: Standing(
            kind,
            aligned_at is not None,
            for_revision == revision,
            state,
            problem or "",
            staffed,
            needed or 0,
            opened,
            sheets.get(number, Sheet()),
        )
        for number, kind, aligned_at, revision, for_revision, needed, state, problem, staffed, opened in rows
    }


_M, _F, _L, _S, _E, _Q = (kind.__table__.c for kind in (Mailing, Forecast, Letter, Slot, FaqEntry, StaffingQuestion))


def _newest(column: Any, table: Any) -> Any:
    found = select(column).where(table.mailing_id == _M.id).order_by(table.version.desc()).limit(1)
    return found.correlate(Mailing.__table__).scalar_subquery()


def _statement() -> Any:
    staffed = exists().where(
        _Q.mailing_id == _M.id, _Q.for_revision == _M.material_revision, _Q.answered_at.is_not(None)
    )
    opened = select(func.count(_S.id)).where(_S.mailing_id == _M.id, _S.state.in_((SlotState.OPEN, SlotState.TAKEN)))
    return select(
        *(_M.id, _M.kind, _M.aligned_at, _M.revision),
        *(_newest(_F.for_revision, _F), _newest(_F.slots_needed, _F)),
        *(_newest(_L.state, _L), _newest(_L.problem, _L)),
        staffed,
        opened.correlate(Mailing.__table__).scalar_subquery(),
    ).where(_M.id.in_(bindparam("numbers", expanding=True)))


# Written out, not bound: PostgreSQL groups only by what is to the letter the same expression.
_EMPTY = _E.answer == literal_column("''")
# Kept, and on tables: a statement that is built anew for every page costs as much as it takes to answer it.
_QUERY = _statement()
_SHEETS: Any = (
    select(_E.mailing_id, _E.state, _EMPTY, func.count(_E.id))
    .where(_E.mailing_id.in_(bindparam("numbers", expanding=True)))
    .group_by(_E.mailing_id, _E.state, _EMPTY)
)


def _sheets(session: Session, mailing_ids: Sequence[int]) -> Mapping[int, Sheet]:
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for number, state, empty, count in session.execute(_SHEETS, {"numbers": list(mailing_ids)}).all():
        of = counts[number]
        of["total"] += count
        if state in _SHEET_NAMES:
            of[_SHEET_NAMES[state]] += count
        if empty and state is not FaqState.DROPPED:
            of["unanswered"] += count
    return {number: Sheet(**of) for number, of in counts.items()}


_SHEET_NAMES = {
    FaqState.APPROVED: "approved",
    FaqState.ASLEEP: "approved",  # approved once; its validity is over
    FaqState.RETURNED: "returned",
    FaqState.DROPPED: "dropped",
}
