"""A decision has a later peak at the end of its objection term, on the right working days; dropped ones stay dropped."""

from __future__ import annotations

from datetime import date, timedelta

from flows.foretelling import foretell
from flows.installation import Installation
from registry import calendar, echo, mailing_view, person
from registry.clock import day_of
from registry.kinds import Door


def test_a_woz_decision_has_its_objection_term_as_a_child(house: Installation, mailing_id: int) -> None:
    foretell(house, mailing_id)
    with house.store.reading() as session:
        view = mailing_view.get_mailing(session, mailing_id)
        (child,) = echo.list_echoes(session, mailing_id)
    ends = calendar.legal_term_end(view.batches[0].dated_on, days=42)
    assert (child.kind, child.falls_on) == ("objection", ends)
    days = [date.fromisoformat(day["on"]) for day in child.days]
    assert all(day.weekday() < 5 for day in days)
    assert ends - timedelta(days=8) <= min(days) and max(days) <= ends + timedelta(days=6)


def test_a_dropped_child_stays_dropped_when_the_forecast_is_made_anew(house: Installation, mailing_id: int) -> None:
    foretell(house, mailing_id)
    with house.store.writing() as session:
        found = person.get_person(session, "leider@wierdijk.example")
        lead = person.actor_for(session, found.id, Door.PAGE, on=day_of(house.now()))
        (child,) = echo.list_echoes(session, mailing_id)
        echo.drop(session, lead, mailing_id, child.id, now=house.now())
    foretell(house, mailing_id)
    with house.store.reading() as session:
        (again,) = echo.list_echoes(session, mailing_id)
    assert again.id == child.id and again.dropped_by == "leider"
