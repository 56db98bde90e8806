"""How reliable the forecasts were, and what a year's mailings cost per department."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from registry import organisation
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated, BadValue
from registry.rights import NotAllowed, Operation, may, require
from registry.store import Session
from templates.values.frame import Choice, Form, Section
from templates.values.honesty import HonestyPage, StatementPage
from web import reliability, shown_honesty
from web.errors import status_of
from web.forms import Reading
from web.sheet import as_sheet, sheet
from web.statement import CSV_HEADS, Year, csv_rows, year_of
from web.visit import Looking, Posted, Visit

router = APIRouter()


@router.get("/betrouwbaarheid")
def honesty(visit: Looking) -> Response:
    """Error, bias and coverage per letter type and horizon, beside the same days last year."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_REVIEW)
        rows = tuple(shown_honesty.score_row(each, visit.lang) for each in reliability.kept_scores(session, actor))
        reds = sum(row.is_red and not row.is_total for row in rows)
        frame = visit.frame(session, actor, Section.INSIGHT)
    return visit.page("honesty", frame, HonestyPage(rows, reds))


@router.get("/jaaroverzicht")
def statement(visit: Looking) -> Response:
    """A year's mailings per department: contacts, hours, euros with their range, and what it could have been."""
    problem: Anticipated | None = None
    this_year = day_of(visit.now).year
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_REVIEW)
        found = None
        try:
            found = _asked(visit, session, actor)
        except NotAllowed:
            raise
        except Anticipated as error:
            problem = error
        fields = {name: visit.query.get(name, "") for name in ("jaar", "afdeling", "duidelijker")}
        errors = {problem.field or "jaar": visit.say(problem)} if problem else {}
        page = StatementPage(
            year=found.year if found else this_year,
            this_year=this_year,
            department=fields["afdeling"],
            departments=tuple(
                Choice(str(each.id), each.name)
                for each in organisation.list_departments(session)
                if may(actor, Operation.SEE_REVIEW, each.id)
            ),
            statements=shown_honesty.statements(found, visit.lang) if found else (),
            overridden=shown_honesty.overridden(found) if found else (),
            clearer_percent=100 * found.clearer_share if found else 0.0,
            query=urlencode({name: value for name, value in fields.items() if value}),
            today=day_of(visit.now),
            form=Form(fields, errors),
        )
        frame = visit.frame(session, actor, Section.INSIGHT)
    return visit.page("statement", frame, page, status_of(problem) if problem else 200)


@router.get("/jaaroverzicht.csv")
def statement_csv(visit: Looking) -> Response:
    """The same figures, a row per mailing."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_REVIEW)
        found = _asked(visit, session, actor)
    return sheet(f"jaaroverzicht-{found.year}.csv", as_sheet([CSV_HEADS, *csv_rows(found)]))


def _asked(visit: Visit, session: Session, actor: Actor) -> Year:
    reading = Reading(Posted(dict(visit.query)))
    year, department = reading.number("jaar"), reading.identifier("afdeling")
    percent = reading.share("duidelijker")
    if reading.problems:
        raise reading.problems[0]
    if percent is not None and percent > 100:
        raise BadValue("bad_share", field="duidelijker", value=percent / 100)
    return year_of(
        session,
        actor,
        year if year is not None else day_of(visit.now).year,
        department_id=department,
        clearer_share=(percent or 0.0) / 100,
    )
