"""Advice and what-if through pages and API: who may, what is shown, what taking over changes, the same answer twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from flows.advising import answer
from impact.batches import Case
from impact.dayroom import capacity_table
from impact.values import Batch, OpenDays, PlannedMailing, PostDays
from registry import advice, audit, mailing_view, what_if
from registry.actor import Actor
from registry.kinds import Role
from web import shown_advice

FIRST = date(2027, 2, 22)


def give_advice(house: Any, ref: str) -> None:
    """Keep advice on three weekly batches of 15,000 letters, at six contacts per hundred."""
    days, post = OpenDays(), PostDays()
    view = house.view(ref)
    mailing = PlannedMailing(
        str(view.id),
        "WOZ-aanslag",
        "belastingen",
        tuple(Batch(batch.quantity, batch.handover_on, batch.delivery_channel) for batch in view.batches),
    )
    room = capacity_table(days, FIRST, date(2027, 6, 1), capacity=600, ordinary=420, ordinary_on={0: 520})
    case = Case(mailing, 0.06, room, days, post, earliest=FIRST, limit=date(2027, 4, 16))
    assumptions: dict[str, object] = {"limit_why": "four_weeks", "assumed_ordinary": True, "phone_share": 0.83}
    with house.store.writing() as session:
        new = answer(case, view.revision, assumptions)
        advice.store_advice(session, Actor.system(), view.id, new, now=house.moment)


@pytest.fixture
def ref(house: Any) -> Iterator[str]:
    found = house.register()
    give_advice(house, found)
    yield found


def test_the_page_shows_three_options_beside_the_plan(house: Any, ref: str) -> None:
    page = house.visitor("lead").get(f"/mailings/{ref}/advies")
    assert page.status_code == 200
    assert page.text.count("Neem dit over") == 3
    assert "Zoals nu gepland" in page.text and "Alles in één keer" in page.text
    assert "70% van de capaciteit" in page.text
    assert f"/mailings/{ref}/advies" in house.visitor("agent").get(f"/mailings/{ref}").text


def test_who_may_not_change_the_mailing_sees_the_options_and_takes_none(house: Any, ref: str) -> None:
    visitor = house.visitor("waste")
    assert "Neem dit over" not in visitor.get(f"/mailings/{ref}/advies").text
    assert visitor.post(f"/mailings/{ref}/advies", {"option": "advised", "version": "1"}).status_code == 403
    assert house.view(ref).revision == 1


def test_taking_an_option_shows_was_and_is_and_then_changes_the_mailing(house: Any, ref: str) -> None:
    visitor = house.visitor("taxes")
    shown = visitor.get(f"/mailings/{ref}/advies?neem=advised")
    assert "Bewaar deze wijziging" in shown.text and "15.000" in shown.text
    assert house.view(ref).revision == 1
    done = visitor.post(f"/mailings/{ref}/advies", {"option": "advised", "version": "1"})
    assert done.status_code == 303 and "gewijzigd" in done.headers["location"]
    with house.store.reading() as session:
        view = mailing_view.get_mailing(session, ref)
        found = advice.get_advice(session, view.id)
        taken = [(part["quantity"], part["handover_on"]) for part in found.option("advised")["parts"]]
        assert [(batch.quantity, batch.handover_on.isoformat()) for batch in view.batches] == taken
        assert found.chosen_by == "taxes"
        assert audit.list_lines(session, mailing_id=view.id, action="advice.chosen")
    again = visitor.post(f"/mailings/{ref}/advies", {"option": "advised", "version": "2"})
    assert again.status_code == 409 and "gewijzigd nadat dit advies" in again.text


def test_asked_between_other_days_it_keeps_to_them(house: Any, ref: str) -> None:
    visitor = house.visitor("taxes")
    visitor.get(f"/mailings/{ref}/advies")
    done = visitor.post(f"/mailings/{ref}/advies/vraag", {"earliest": "2027-03-01", "limit": "2027-03-26"})
    assert done.status_code == 303
    with house.store.reading() as session:
        found = advice.get_advice(session, house.view(ref).id)
    assert found.version == 2 and found.question["limit_why"] == "asked"
    for option in found.options:
        assert all("2027-03-01" <= part["handover_on"] <= "2027-03-26" for part in option["parts"])
    wrong = visitor.post(f"/mailings/{ref}/advies/vraag", {"earliest": "2027-03-01", "limit": "2027-02-26"})
    assert wrong.status_code == 400 and 'id="limit-error"' in wrong.text


def test_asked_for_a_later_first_day_it_says_what_the_earlier_one_would_have_given(house: Any, ref: str) -> None:
    visitor = house.visitor("taxes")
    assert "eginnen, dan" not in visitor.get(f"/mailings/{ref}/advies").text
    visitor.post(f"/mailings/{ref}/advies/vraag", {"earliest": "2027-03-29", "limit": "2027-04-16"})
    page = visitor.get(f"/mailings/{ref}/advies").text
    assert "Kunt u al op 22 februari beginnen, dan" in page and "Eerder beginnen" in page
    told = house.api().get(f"/api/v1/mailings/{ref}/advies", headers=house.bearer(Role.KCC_LEAD)).json()
    best, sooner = told["options"][0], told["yardsticks"][-1]
    assert told["sooner"] in page
    assert sooner["code"] == "sooner" and sooner["over_capacity"] < best["over_capacity"] - 10
    refused = visitor.post(f"/mailings/{ref}/advies", {"option": "sooner", "version": "1"})
    assert refused.status_code == 404
    with house.store.reading() as session:
        found = advice.get_advice(session, house.view(ref).id)
    late = replace(found, made_at=datetime(2027, 3, 1, tzinfo=UTC))
    assert (shown_advice.sooner_sentence(late, "nl") or "").startswith("Had u op 22 februari kunnen beginnen, dan")


def test_a_mailing_without_advice_says_so(house: Any) -> None:
    ref = house.register()
    assert "Nog geen advies" in house.visitor("lead").get(f"/mailings/{ref}/advies").text
    assert "Nog niets om mee te rekenen" in house.visitor("lead").get(f"/mailings/{ref}/wat-als").text


def test_what_if_has_the_same_answer_twice_and_changes_nothing(house: Any, ref: str) -> None:
    visitor = house.visitor("planner")
    address = f"/mailings/{ref}/wat-als?more_agents=4&clearer_share=10&rate=5,5"
    first, second = visitor.get(address), visitor.get(address)
    assert first.status_code == 200 and "Met uw aanpassing" in first.text
    assert first.text == second.text
    assert house.view(ref).revision == 1


def test_what_if_says_beside_the_field_what_cannot_be(house: Any, ref: str) -> None:
    page = house.visitor("planner").get(f"/mailings/{ref}/wat-als?clearer_share=140")
    assert page.status_code == 400 and 'id="clearer_share-error"' in page.text
    page = house.visitor("planner").get(f"/mailings/{ref}/wat-als?more_agents=veel")
    assert page.status_code == 400 and 'id="more_agents-error"' in page.text


def test_a_what_if_is_kept_under_a_name_and_can_be_asked_again(house: Any, ref: str) -> None:
    visitor = house.visitor("planner")
    visitor.get(f"/mailings/{ref}/wat-als?more_agents=4")
    assert visitor.post(f"/mailings/{ref}/wat-als", {"more_agents": "4", "name": ""}).status_code == 400
    assert visitor.post(f"/mailings/{ref}/wat-als", {"more_agents": "4", "name": "vier erbij"}).status_code == 303
    page = visitor.get(f"/mailings/{ref}/wat-als")
    assert "vier erbij" in page.text and "more_agents=4" in page.text
    with house.store.reading() as session:
        kept = what_if.list_kept(session, house.view(ref).id)
    assert [each.levers["more_agents"] for each in kept] == [4]
    agent = house.visitor("agent")
    agent.get(f"/mailings/{ref}/wat-als?more_agents=4")
    assert agent.post(f"/mailings/{ref}/wat-als", {"more_agents": "4", "name": "stiekem"}).status_code == 403


def test_the_api_gives_asks_and_takes_advice(house: Any, ref: str) -> None:
    lead = house.bearer(Role.KCC_LEAD)
    client = house.api()
    found = client.get(f"/api/v1/mailings/{ref}/advies", headers=lead).json()
    assert [len(found["options"]), found["planned"]["code"]] == [3, "planned"]
    asked = client.post(
        f"/api/v1/mailings/{ref}/advies/vraag", headers=lead, json={"earliest": "2027-03-01", "limit": "2027-03-26"}
    )
    assert asked.status_code == 200 and asked.json()["version"] == 2
    taken = client.post(f"/api/v1/mailings/{ref}/advies", headers=lead, json={"option": "advised", "revision": 1})
    assert taken.status_code == 200 and taken.json()["chosen_code"] == "advised"
    stale = client.post(f"/api/v1/mailings/{ref}/advies", headers=lead, json={"option": "advised", "revision": 1})
    assert stale.status_code == 409
    assert client.get(f"/api/v1/mailings/{ref}/advies").status_code == 401


def test_the_api_lays_a_what_if_beside_the_plan_and_keeps_it(house: Any, ref: str) -> None:
    client, planner = house.api(), house.bearer(Role.TRAFFICER)
    body = {"more_agents": 4, "keep": "vier erbij"}
    answered = client.post(f"/api/v1/mailings/{ref}/wat-als", headers=planner, json=body).json()
    assert answered["kept"] is not None
    assert answered["changed"]["over_capacity"] < answered["planned"]["over_capacity"]
    assert answered["changed"]["extra_staff_hours"] > 0
    agent = house.bearer(Role.AGENT)
    assert client.post(f"/api/v1/mailings/{ref}/wat-als", headers=agent, json=body).status_code == 403
