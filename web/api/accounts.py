"""/betrouwbaarheid and /jaaroverzicht: how good forecasts were, and what a year's mailings cost."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from registry import organisation
from registry.clock import day_of
from registry.rights import Operation, require
from web import reliability
from web.api.door import Calling
from web.plain import plain
from web.statement import FIRST_YEAR, LAST_YEAR, year_of

router = APIRouter(tags=["impact"])


class ScoreOut(BaseModel):
    """Quality at one horizon (days 0, 7, 31, longer); `letter_type` null is all types, `horizon` null all horizons."""

    letter_type: str | None
    horizon: str | None
    days: int
    wape: float | None
    bias: float | None
    coverage: float
    dumb_days: int
    rule_wape: float | None
    dumb_wape: float | None
    is_red: bool
    flags: list[dict[str, Any]]


class RangeOut(BaseModel):
    """A figure with the middle 90 %."""

    low: float
    expected: float
    high: float


class YearLineOut(BaseModel):
    """One mailing of the year; `could_have_been` in euros if spread as advised (and clearer, where asked)."""

    reference: str
    title: str
    letters: int
    contacts: RangeOut
    talk_hours: RangeOut
    paid_hours: RangeOut
    hours: RangeOut
    euros: RangeOut
    could_have_been: float
    is_surprise: bool
    is_external: bool
    is_final: bool
    reasons: list[str]


class StatementOut(BaseModel):
    """One department's year."""

    department: str
    mailings: int
    surprises: int
    contacts: RangeOut
    hours: RangeOut
    euros: RangeOut
    lines: list[YearLineOut]


@router.get("/betrouwbaarheid", operation_id="listScores", summary="Read how good the forecasts were")
def list_scores(call: Calling) -> list[ScoreOut]:
    """Per letter type and horizon, per type, and over all; `is_red` is worse than the same days last year."""
    with call.reading() as (session, actor):
        require(actor, Operation.SEE_REVIEW)
        found = reliability.kept_scores(session, actor)
    return [
        ScoreOut(
            is_red=each.is_red,
            flags=[{"code": flag.code, **plain(flag.facts)} for flag in each.flags],
            **{name: getattr(each, name) for name in ScoreOut.model_fields if name not in ("is_red", "flags")},
        )
        for each in found
    ]


@router.get("/jaaroverzicht", operation_id="getStatement", summary="Read what a year's mailings cost")
def get_statement(
    call: Calling,
    year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="This year when left out.")] = None,
    department: Annotated[str | None, Query(max_length=200, pattern=r"^[^\x00]*$")] = None,
    clearer_share: Annotated[
        float, Query(alias="clearerShare", ge=0, le=1, description="Contacts a clearer letter is assumed to save.")
    ] = 0.0,
) -> list[StatementOut]:
    """Per department, the dearest first, with the mailings behind it."""
    with call.reading() as (session, actor):
        wanted = organisation.get_department(session, department).id if department else None
        found = year_of(
            session, actor, year or day_of(call.now).year, department_id=wanted, clearer_share=clearer_share
        )
    return [
        StatementOut(
            department=each.department,
            mailings=each.mailings,
            surprises=each.surprises,
            contacts=_range(each.contacts),
            hours=_range(each.hours),
            euros=_range(each.euros),
            lines=[_line(found.lines[part.mailing]) for part in each.lines],
        )
        for each in found.statements
    ]


def _range(part: Any) -> RangeOut:
    return RangeOut(low=part.low, expected=part.expected, high=part.high)


def _line(line: Any) -> YearLineOut:
    told = line.bill
    return YearLineOut(
        reference=line.reference,
        title=line.title,
        letters=line.letters,
        contacts=_range(told.contacts),
        talk_hours=_range(told.talk_hours),
        paid_hours=_range(told.paid_hours),
        hours=_range(told.hours),
        euros=_range(told.euros),
        could_have_been=line.other.bill.euros.expected,
        is_surprise=line.is_surprise,
        is_external=line.is_external,
        is_final=line.is_final,
        reasons=[reason.code for reason in told.reasons],
    )
