"""What mailings of a year cost, per department, with a range and what it could have been; without a web framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from impact.cost import Bill, CouldHaveBeen, MailingBill, Statement, Tariff, bill, could_have_been, year_statements
from impact.values import Range
from registry import advice, agenda, callback, mailing_list, mailing_view, norms, review, surprise
from registry.actor import Actor
from registry.errors import BadValue
from registry.kinds import MailingKind, SlotState
from registry.mailing_list import Overridden
from registry.mailing_view import MailingView
from registry.norms import Norms
from registry.review import ReviewView
from registry.rights import Operation, may, require
from registry.store import Session

MOST = 5000
FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True)
class YearLine:
    """One mailing of the year. `other` is what it could have been."""

    reference: str
    title: str
    department: str
    letters: int
    bill: Bill
    other: CouldHaveBeen
    is_surprise: bool
    is_external: bool
    is_final: bool


@dataclass(frozen=True)
class Year:
    """The statements of a year, the dearest department first, with the lines behind them by reference.

    `overridden`: the mailings that were let go without the KCC's yes in that year, reviewed or not, by day.
    """

    year: int
    statements: tuple[Statement, ...]
    lines: Mapping[str, YearLine]
    clearer_share: float
    overridden: tuple[Overridden, ...] = ()


def year_of(
    session: Session, actor: Actor, year: int, *, department_id: int | None = None, clearer_share: float = 0.0
) -> Year:
    """Return what the mailings of a year cost as far as they were reviewed; those of departments that the actor may see.

    Args:
        clearer_share: part of the contacts that a clearer letter is assumed to save; nought unless somebody says so.

    Raises:
        BadValue: a year or a share that cannot be.
        NotAllowed: the actor may see no review (of that department).
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadValue("bad_year", field="jaar", value=year)
    if not 0 <= clearer_share <= 1:
        raise BadValue("bad_share", field="duidelijker", value=clearer_share)
    require(actor, Operation.SEE_REVIEW, department_id)
    kcc = norms.get_norms(session)
    surprises = surprise.surprise_mailings(session)
    lines = {}
    for found in review.list_reviews(session, department_id=department_id, limit=MOST):
        view = mailing_view.get_mailing(session, found.mailing_id)
        if view.first_on.year == year and may(actor, Operation.SEE_REVIEW, view.content.department_id):
            lines[view.reference] = _line(session, view, found, kcc, clearer_share, view.id in surprises)
    bills = (
        MailingBill(line.reference, line.department, line.bill, line.is_surprise, line.is_external)
        for line in lines.values()
    )
    signed = mailing_list.list_overridden(session, year, department_id=department_id)
    seen = tuple(each for each in signed if may(actor, Operation.SEE_REVIEW, each.department_id))
    return Year(year, year_statements(bills), lines, clearer_share, seen)


def tariff_of(kcc: Norms, view: MailingView, shares: Mapping[str, float]) -> Tariff:
    """Return what this municipality reckons with for a mailing: the tariff of its own days and the minutes of its channels."""
    return Tariff(
        handling_minutes=kcc.minutes_of(shares),
        occupancy=kcc.occupancy,
        shrinkage=kcc.shrinkage,
        agent_hour=kcc.tariff_on(view.first_on),
    )


def _line(
    session: Session, view: MailingView, found: ReviewView, kcc: Norms, clearer_share: float, is_surprise: bool
) -> YearLine:
    tariff = tariff_of(kcc, view, found.figures.get("channel_shares", {}))
    talks = agenda.count_slots(session, view.id, state=SlotState.TAKEN)
    told = bill(
        Range(found.lo90, found.extra, found.hi90),
        tariff,
        specialist_hours=talks * kcc.slot_minutes / 60,
        callbacks=callback.count_callbacks(session, view.id)[0],
        at_least=found.is_at_least,
    )
    advised = advice.find_advice(session, view.id)
    best = advised.options[0]["over_capacity"] if advised and advised.options else 0.0
    planned = advised.planned["over_capacity"] if advised else 0.0
    other = could_have_been(
        told, tariff, clearer_share=clearer_share, over_capacity=planned, over_capacity_spread=min(best, planned)
    )
    return YearLine(
        reference=view.reference,
        title=view.content.title,
        department=view.department,
        letters=found.quantity,
        bill=told,
        other=other,
        is_surprise=is_surprise,
        is_external=view.content.kind is MailingKind.EXTERNAL,
        is_final=found.is_final,
    )


CSV_HEADS = (
    "kenmerk",
    "mailing",
    "afdeling",
    "brieven",
    "contacten",
    "contacten_laag",
    "contacten_hoog",
    "uren",
    "uren_laag",
    "uren_hoog",
    "euro",
    "euro_laag",
    "euro_hoog",
    "had_gekund_euro",
    "minstens",
    "verrassing",
    "extern",
    "definitief",
    "zonder_afstemming",
    "reden_zonder_afstemming",
)


def is_at_least(line: YearLine) -> bool:
    """Tell whether the figures of a line are only lower limits: the telephone line was full."""
    return any(reason.code == "at_least" for reason in line.bill.reasons)


def _cells(part: Range, at_least: bool) -> tuple[float | None, ...]:
    """A figure with its limits; a lower limit has no upper one."""
    return round(part.expected, 1), round(part.low, 1), None if at_least else round(part.high, 1)


def csv_rows(year: Year) -> list[tuple[object, ...]]:
    """Return a row per mailing under `CSV_HEADS`, dearest department and mailing first; figures rounded to one decimal.

    What was let go without the KCC's yes and has no review of this year stands below, without figures.
    """
    signed = {each.reference: each for each in year.overridden}
    rows: list[tuple[object, ...]] = []
    for statement in year.statements:
        for each in statement.lines:
            line = year.lines[each.mailing]
            told = line.bill
            at_least = is_at_least(line)
            rows.append(
                (
                    line.reference,
                    line.title,
                    line.department,
                    line.letters,
                    *_cells(told.contacts, at_least),
                    *_cells(told.hours, at_least),
                    *_cells(told.euros, at_least),
                    round(line.other.bill.euros.expected, 1),
                    *(
                        "ja" if flag else "nee"
                        for flag in (at_least, line.is_surprise, line.is_external, line.is_final)
                    ),
                    *_signed(signed.get(line.reference)),
                )
            )
    blank = (None,) * (len(CSV_HEADS) - 5)
    rows += [
        (each.reference, each.title, each.department, *blank, *_signed(each))
        for each in year.overridden
        if each.reference not in year.lines
    ]
    return rows


def _signed(found: Overridden | None) -> tuple[object, object]:
    """Return the day on which somebody signed for going without the KCC's yes, and why."""
    return (None, None) if found is None else (found.on, found.reason)
