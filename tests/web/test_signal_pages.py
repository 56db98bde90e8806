"""Nowcast, conflicts, surprises and later peaks through pages and API: who may, what is kept, what one click does."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from registry import conflict, echo, mailing_view, nowcast, surprise
from registry.actor import Actor
from registry.conflict import NewConflict
from registry.echo import NewEcho
from registry.kinds import MailingKind, Role
from registry.nowcast import NewNowcast
from registry.surprise import NewSurprise
from web.shown_conflicts import way_out

DAY = date(2027, 2, 23)
SYSTEM = Actor.system()


@pytest.fixture
def ref(house: Any) -> str:
    """A mailing with a conflict, a nowcast and a later peak, in a house with one open surprise."""
    found: str = house.register()
    number = house.view(found).id
    shift = {"code": "shift", "mailing": number, "facts": {"weeks": -2, "first": "2027-02-08"}, "over_after": 0.0}
    agents = {
        "code": "extra_agents",
        "mailing": None,
        "facts": {"agents": 4, "days": 5, "hours": 85.0, "euros": 4080.0},
    }
    new = NewConflict(
        "over_capacity_alone:1:2027-02",
        "over_capacity_alone",
        DAY,
        DAY + timedelta(days=3),
        DAY,
        412.0,
        160.0,
        540.0,
        20.0,
        [number],
        [shift | {"clears": True}, agents | {"over_after": 0.0, "clears": True}],
        {"alone": {str(number): 412}},
    )
    seen = NewNowcast(
        for_revision=1,
        until=DAY,
        low=3120.0,
        expected=3480.0,
        high=3860.0,
        planned=2700.0,
        is_change=True,
        figures={"multiplier": {"low": 1.1, "expected": 1.29, "high": 1.5}, "lag_factor": 1.0, "seen": 550.0},
        remaining=[
            {
                "number": 1,
                "quantity": 15_000,
                "sent": True,
                "was": 477.0,
                "low": 540.0,
                "expected": 615.0,
                "high": 702.0,
            }
        ],
        days=[{"on": "2027-02-24", "expected": 142.0}],
        why={
            "code": "more_than_planned",
            "days": 3,
            "seen": 550,
            "expected": 423,
            "percent": 29,
            "total": 3480,
            "planned": 2700,
        },
    )
    peak = NewEcho("objection", date(2027, 4, 9), 100.0, 270.0, 500.0, [{"on": "2027-04-08", "expected": 80.0}])
    burst = NewSurprise(
        "phrase", "gasmeter", "overig", ["gasmeter"], ["brief over mijn gasmeter"], house.moment, 80, 2.0
    )
    with house.store.writing() as session:
        conflict.store_conflicts(session, SYSTEM, [new], now=house.moment)
        nowcast.store_nowcast(session, SYSTEM, number, seen, now=house.moment)
        echo.store_echoes(session, SYSTEM, number, [peak], now=house.moment)
        surprise.store_surprises(session, SYSTEM, [burst], on=house.moment.date(), now=house.moment)
    return found


def test_the_mailing_shows_how_it_runs_what_it_clashes_with_and_what_comes_later(house: Any, ref: str) -> None:
    page = house.visitor("lead").get(f"/mailings/{ref}").text
    for words in (
        "Hoe het loopt",
        "29% meer contacten",
        "Dit botst",
        "2 weken eerder",
        "Einde van de bezwaartermijn",
    ):
        assert words in page


def test_many_conflicts_stand_fifty_a_page_and_can_be_asked_for_by_kind(house: Any) -> None:
    number = house.view(house.register()).id
    many = [
        NewConflict(f"{kind}:{n}", kind, on, on, on, over, over, 0.0, 0.0, [number], [], facts)
        for kind, count, over, facts in (
            ("over_capacity_alone", 3, 40.0, {"alone": {str(number): 40}}),
            ("freeze_period", 60, 0.0, {"name": "de verkiezingen"}),
        )
        for n in range(count)
        for on in (DAY + timedelta(days=n),)
    ]
    with house.store.writing() as session:
        conflict.store_conflicts(session, SYSTEM, many, now=house.moment)
    lead = house.visitor("lead")
    first, last = (lead.get(f"/botsingen{query}").text for query in ("", "?pagina=2"))
    assert (first.count('class="tk-clash"'), last.count('class="tk-clash"')) == (50, 13)
    alone = lead.get("/botsingen?soort=over_capacity_alone").text
    assert alone.count('class="tk-clash"') == 3 and "(60)" in alone
    place = re.search(r"/botsingen/(\d+)/opzij", last)
    assert place
    done = lead.post(
        f"/botsingen/{place[1]}/opzij",
        {f"reason-{place[1]}": "Dat is zo afgesproken.", "back": "/botsingen?pagina=2"},
    )
    assert done.headers["location"] == "/botsingen?pagina=2&gelukt=opzijgezet"


def test_a_conflict_is_put_aside_with_a_reason_and_stays_in_sight(house: Any, ref: str) -> None:
    lead = house.visitor("lead")
    page = lead.get("/botsingen")
    assert "412 telefoontjes" in page.text and "Zet opzij" in page.text
    with house.store.reading() as session:
        (found,) = conflict.list_conflicts(session)
    short = lead.post(f"/botsingen/{found.id}/opzij", {f"reason-{found.id}": "ja"})
    assert short.status_code == 400 and f'id="reason-{found.id}-error"' in short.text
    done = lead.post(f"/botsingen/{found.id}/opzij", {f"reason-{found.id}": "Er komen vier mensen bij."})
    assert done.status_code == 303
    assert "Er komen vier mensen bij." in lead.get("/botsingen").text
    assert "Dit botst" not in lead.get(f"/mailings/{ref}").text
    agent = house.visitor("agent")
    agent.get("/botsingen")
    assert agent.post(f"/botsingen/{found.id}/opzij", {f"reason-{found.id}": "Dat mag ik niet."}).status_code == 403


def test_one_click_makes_a_mailing_of_a_surprise_counted_against_its_sender(house: Any, ref: str) -> None:
    lead = house.visitor("lead")
    page = lead.get("/verrassingen")
    assert "gasmeter" in page.text and "Maak een verrassing-melding" in page.text
    fields = {
        "title-1": "Brief over gasmeters",
        "quantity-1": "veel",
        "department-1": str(house.departments["Afval"]),
        "kind-1": "external",
    }
    wrong = lead.post("/verrassingen/1/melden", fields)
    assert wrong.status_code == 400 and 'id="quantity-1-error"' in wrong.text
    done = lead.post("/verrassingen/1/melden", fields | {"quantity-1": "5.000"})
    assert done.status_code == 303
    with house.store.reading() as session:
        made = surprise.get_surprise(session, 1)
        assert made.mailing_id is not None
        view = mailing_view.get_mailing(session, made.mailing_id)
    assert (view.department, view.content.kind, view.quantity) == ("Afval", MailingKind.EXTERNAL, 5000)
    assert "mailing gemaakt" in lead.get("/verrassingen").text
    assert lead.post("/verrassingen/1/opzij", {"reason-1": "Het was een storing."}).status_code == 409


def test_who_may_not_deal_with_surprises_is_refused(house: Any, ref: str) -> None:
    assert house.visitor("agent").get("/verrassingen").status_code == 403
    analyst = house.visitor("analyst")
    assert "Maak een verrassing-melding" not in analyst.get("/verrassingen").text
    assert analyst.post("/verrassingen/1/opzij", {"reason-1": "Dat mag ik niet."}).status_code == 403


def test_a_later_peak_is_left_out_and_counted_again(house: Any, ref: str) -> None:
    taxes = house.visitor("taxes")
    taxes.get(f"/mailings/{ref}")
    assert taxes.post(f"/mailings/{ref}/napieken/1/weg").status_code == 303
    assert "telt niet mee (taxes)" in taxes.get(f"/mailings/{ref}").text
    assert taxes.post(f"/mailings/{ref}/napieken/1/terug").status_code == 303
    assert "telt niet mee (" not in taxes.get(f"/mailings/{ref}").text
    assert taxes.post(f"/mailings/{ref}/napieken/99/weg").status_code == 404
    waste = house.visitor("waste")
    waste.get(f"/mailings/{ref}")
    assert waste.post(f"/mailings/{ref}/napieken/1/weg").status_code == 403


def test_the_api_tells_and_does_the_same(house: Any, ref: str) -> None:
    client, lead = house.api(), house.bearer(Role.KCC_LEAD)
    running = client.get(f"/api/v1/mailings/{ref}/nowcast", headers=lead).json()
    assert (running["expected"], running["remaining"][0]["expected"]) == (3480.0, 615.0)
    listed = client.get("/api/v1/botsingen", headers=lead).json()["_embedded"]["items"]
    assert listed[0]["mailings"] == [ref] and "eerder" in listed[0]["ways_out"][0]["sentence"]
    reason = {"reason": "Er komen vier mensen bij."}
    aside = client.post(f"/api/v1/botsingen/{listed[0]['id']}/opzij", headers=lead, json=reason)
    assert aside.status_code == 200 and aside.json()["dismiss_reason"] == reason["reason"]
    assert client.get("/api/v1/botsingen", headers=lead).json()["total"] == 0
    peaks = client.get(f"/api/v1/mailings/{ref}/napieken", headers=lead).json()
    assert client.delete(f"/api/v1/mailings/{ref}/napieken/{peaks[0]['id']}", headers=lead).json()[0]["dropped_at"]
    back = client.post(f"/api/v1/mailings/{ref}/napieken/{peaks[0]['id']}/terug", headers=lead)
    assert back.status_code == 200 and back.json() == peaks
    refused = client.post(f"/api/v1/mailings/{ref}/napieken/{peaks[0]['id']}/terug", headers=house.bearer(Role.AGENT))
    assert refused.status_code == 403
    told = client.get("/api/v1/verrassingen", headers=lead).json()["_embedded"]["items"]
    assert told[0]["phrases"] == ["gasmeter"] and "examples" not in told[0]
    body = {"title": "Brief over gasmeters", "department": "Afval", "kind": "external"}
    made = client.post("/api/v1/verrassingen/1/melden", headers=lead, json=body)
    assert made.status_code == 200 and made.json()["mailing"]
    agent = house.bearer(Role.AGENT)
    assert client.get("/api/v1/verrassingen", headers=agent).status_code == 403
    without = house.register(title="Afvalkalender")
    assert client.get(f"/api/v1/mailings/{without}/nowcast", headers=lead).status_code == 404


def test_a_way_out_is_said_for_one_colleague_and_says_what_it_leaves() -> None:
    agents = {"code": "extra_agents", "mailing": None, "over_after": 0.0, "clears": True}
    agents["facts"] = {"agents": 1, "days": 1, "hours": 8.2, "euros": 426.0}
    assert way_out(agents, {}, "nl") == "Zet één dag één extra medewerker in: 8 uur, ongeveer € 426."
    agents["facts"] = {"agents": 1, "days": 3, "hours": 8.2, "euros": 426.0}
    assert way_out(agents, {}, "nl").startswith("Zet 3 dagen één extra medewerker in")
    spread = {"code": "spread", "mailing": 7, "facts": {"batches": 6}, "over_after": 15.3, "clears": False}
    told = way_out(spread, {7: "Afvalpas"}, "nl")
    assert told == "Verdeel “Afvalpas” over 6 delen, elke week één. Dan passen er nog 15 telefoontjes niet."
    assert way_out(spread | {"over_after": 1.2}, {7: "Afvalpas"}, "nl").endswith(
        "Dan past er nog één telefoontje niet."
    )
