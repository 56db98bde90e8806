"""The JSON API: the same operations with a token, problems all at once, never a 500 for bad input."""

from __future__ import annotations

import json
import re

import pytest

from registry import agenda, contact_counts, tally
from registry.kinds import Role, Stage, TallyOutcome
from web.api.collections import Collection
from web.api.models import MailingOut

BASE = "/api/v1"


@pytest.fixture
def api(house):
    return house.api()


@pytest.fixture
def as_taxes(house):
    return house.bearer(Role.DEPARTMENT, "Belastingen")


def body(**more):
    return {
        "title": "WOZ-aanslag 2027",
        "department": "Belastingen",
        "letter_type": "WOZ-aanslag",
        "batches": [{"quantity": 15_000, "handover_on": "2027-02-22", "delivery_class": "48h"}],
        **more,
    }


def test_register_read_change_and_list(house, api, as_taxes):
    made = api.post(f"{BASE}/mailings", json=body(letter_text="U betaalt."), headers=as_taxes)
    assert made.status_code == 201
    assert made.headers["location"] == f"{BASE}/mailings/TK2027-0001"
    assert made.json()["_links"]["self"]["href"] == f"{BASE}/mailings/TK2027-0001"
    read = api.get(made.headers["location"], headers=as_taxes).json()
    assert (read["stage"], read["quantity"], read["batches"][0]["arrives_from"]) == ("registered", 15_000, "2027-02-23")
    assert {item["what"] for item in read["gate"]} >= {"forecast", "lead_yes"}
    patched = api.patch(f"{BASE}/mailings/TK2027-0001", json={"title": "WOZ", "revision": 1}, headers=as_taxes).json()
    assert patched["differences"] == [{"what": "title", "was": "WOZ-aanslag 2027", "becomes": "WOZ"}]
    stale = api.patch(f"{BASE}/mailings/TK2027-0001", json={"title": "X", "revision": 1}, headers=as_taxes)
    assert stale.status_code == 409
    put = api.put(f"{BASE}/mailings/TK2027-0001", json=body(title="Heel anders"), headers=as_taxes)
    assert put.json()["mailing"]["title"] == "Heel anders"
    listed = api.get(f"{BASE}/mailings", headers=as_taxes).json()
    assert [item["reference"] for item in listed["_embedded"]["items"]] == ["TK2027-0001"]
    assert "next" not in listed["_links"] or listed["_links"]["next"] is None


def test_a_long_list_names_the_next_page(house, api, as_taxes):
    for number in range(51):
        house.register(title=f"Mailing {number}")
    first = api.get(f"{BASE}/mailings?q=Mailing", headers=as_taxes).json()
    assert len(first["_embedded"]["items"]) == 50 and first["total"] == 51
    second = api.get(first["_links"]["next"]["href"], headers=as_taxes).json()
    assert len(second["_embedded"]["items"]) == 1 and second["_links"]["prev"]["href"]


def test_align_release_and_report_sendings(house, api, as_taxes):
    ref = house.register()
    as_lead = house.bearer(Role.KCC_LEAD)
    refused = api.post(f"{BASE}/mailings/{ref}/vrijgave", headers=as_taxes)
    assert refused.status_code == 409 and "Er ontbreekt nog" in refused.json()["detail"]
    house.prepare(ref)
    assert api.post(f"{BASE}/mailings/{ref}/afstemming", headers=as_taxes).status_code == 403
    assert (
        api.post(f"{BASE}/mailings/{ref}/afstemming", json={"revision": 1}, headers=as_lead).json()["stage"]
        == "aligned"
    )
    code = api.post(f"{BASE}/mailings/{ref}/vrijgave", headers=as_taxes).json()["release_code"]
    assert re.fullmatch(r"TK-\w{4}-\w{4}", code)
    sent = {"batch": 1, "sent_on": "2027-01-11", "quantity": 14_000}
    assert api.post(f"{BASE}/mailings/{ref}/verzendingen", json=sent, headers=as_taxes).json()["stage"] == "sent"
    assert house.view(ref).stage is Stage.SENT


def test_an_override_is_signed(house, api, as_taxes):
    ref = house.register()
    short = api.post(f"{BASE}/mailings/{ref}/afstemming", json={"override": True, "reason": "x"}, headers=as_taxes)
    assert short.status_code == 400 and short.json()["errors"][0]["field"] == "reason"
    reason = {"override": True, "reason": "De wet vraagt het vandaag."}
    assert api.post(f"{BASE}/mailings/{ref}/afstemming", json=reason, headers=as_taxes).json()["override_reason"]


def test_all_problems_come_at_once_as_problem_json_with_400(house, api, as_taxes):
    answer = api.post(
        f"{BASE}/mailings",
        json=body(batches=[{"quantity": "veel", "handover_on": "31-2-2027"}], kind="feest", onzin=1),
        headers=as_taxes,
    )
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    fields = {item["field"] for item in problem["errors"]}
    assert fields == {"batches.0.quantity", "batches.0.handover_on", "kind", "onzin"}
    rules = api.post(
        f"{BASE}/mailings",
        json=body(title="", batches=[{"quantity": 0, "handover_on": "2027-02-22"}]),
        headers=as_taxes,
    )
    assert {item["code"] for item in rules.json()["errors"]} == {"title_missing", "quantity_zero"}
    assert house.count() == 0


BAD = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b'{"title": "\\u0000", "department": "Belastingen"}',
    b'{"title": "\\ud800", "department": "Belastingen"}',
    json.dumps(body(title="x" * 100_000)).encode(),
    json.dumps(body(department="99999999999999999999999")).encode(),
    json.dumps(body(batches=[{"quantity": 10**400, "handover_on": "2027-02-22"}])).encode(),
    json.dumps(body(batches=[{"quantity": 1, "handover_on": "9999-12-31"}])).encode(),
    json.dumps(body(batches=[{"quantity": 1, "handover_on": "2027-02-22", "arrives_until": "2000-01-01"}])).encode(),
    json.dumps(body(reach_share=1e999)).encode(),
    json.dumps(body(reader_deadline_wording="misschien")).encode(),
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", BAD, ids=range(len(BAD)))
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/mailings"), ("PATCH", "/mailings/TK2027-0001"), ("POST", "/contacten"), ("POST", "/afspraken")],
)
def test_no_body_makes_a_fault(house, api, method, path, content):
    house.register()
    headers = {**house.bearer(Role.KCC_LEAD), "Content-Type": "application/json"}
    answer = api.request(method, BASE + path, content=content, headers=headers)
    if (method, path, content) == ("POST", "/contacten", b"{}"):
        return
    assert answer.status_code in (400, 404, 409), answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["api-version"] == "1.0.0"


def test_without_a_good_token_there_is_nothing(house, api):
    for headers in (
        {},
        {"Authorization": "Bearer tk_onzin"},
        {"Authorization": "Basic x"},
        {"Authorization": "Bearer "},
    ):
        answer = api.get(f"{BASE}/mailings", headers=headers)
        assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"
    visitor = house.visitor("lead")
    assert visitor.client.get(f"{BASE}/mailings").status_code == 401  # a session is no token


def test_another_departments_mailing_is_refused(house, api):
    ref = house.register()
    waste = house.bearer(Role.DEPARTMENT, "Afval")
    assert api.patch(f"{BASE}/mailings/{ref}", json={"title": "x"}, headers=waste).status_code == 403
    assert api.post(f"{BASE}/mailings", json=body(), headers=waste).status_code == 403
    assert api.get(f"{BASE}/terugblikken", headers=house.bearer(Role.AGENT)).status_code == 403


def test_only_approved_answers_are_given(full):
    api, headers = full.api(), full.bearer(Role.AGENT)
    assert api.get(f"{BASE}/faq-items", headers=headers).json()["total"] == 0  # not yet valid
    from datetime import timedelta

    full.at(full.moment + timedelta(days=45))
    items = api.get(f"{BASE}/faq-items?q=waneer+betalen", headers=headers).json()["_embedded"]["items"]
    assert [item["answer"] for item in items] == ["Voor 30 april."]
    one = items[0]["id"]
    assert api.get(f"{BASE}/faq-items/{one}", headers=headers).json()["reference"] == "TK2027-0001"
    draft = full.entries("TK2027-0002")[0].id
    assert api.get(f"{BASE}/faq-items/{draft}", headers=headers).status_code == 404


def test_forecasts_slots_appointments_contacts_and_reviews(full):
    api, lead = full.api(), full.bearer(Role.KCC_LEAD)
    assert api.get(f"{BASE}/prognoses", headers=lead).json()["_embedded"]["items"][0]["expected"] == 1200
    assert api.get(f"{BASE}/prognoses/TK2027-0001", headers=lead).json()["is_plan"] is True
    slots = api.get(f"{BASE}/tijdsloten?mailing=TK2027-0001&state=open", headers=lead).json()["_embedded"]["items"]
    caller = {"caller_name": "Iemand", "caller_phone": "0599 123456"}
    booked = api.post(f"{BASE}/afspraken", json={"slot": slots[0]["id"], **caller}, headers=lead)
    assert booked.status_code == 201 and "Iemand" not in booked.text
    again = api.post(f"{BASE}/afspraken", json={"slot": slots[0]["id"], **caller}, headers=lead)
    assert again.status_code == 409
    assert api.post(f"{BASE}/afspraken", json={"mailing": "TK2027-0001", **caller}, headers=lead).status_code == 201
    assert api.get(f"{BASE}/afspraken?mailing=TK2027-0001", headers=lead).json()["total"] == 2
    tallied = api.post(
        f"{BASE}/contacten", json={"channel": "desk", "topic": "belastingen", "words": "bel 0612345678"}, headers=lead
    )
    assert tallied.status_code == 201
    with full.store.reading() as session:
        day = full.moment.date()
        (line,) = contact_counts.list_day_counts(session, since=day, until=day)
        assert (line.offered, line.topic) == (1, "belastingen")
        (listed,) = tally.list_tallies(session, on=day)
        assert listed.id == tallied.json()["id"] and "0612345678" not in listed.words
        assert agenda.count_slots(session, 1) == 3
    reviews = api.get(f"{BASE}/terugblikken", headers=lead).json()["_embedded"]["items"]
    assert [(item["reference"], item["extra"]) for item in reviews] == [("TK2027-0001", 1300.0)]
    assert api.get(f"{BASE}/terugblikken/TK2027-0002", headers=lead).status_code == 404


def test_what_does_not_fit_is_said_in_dutch_per_field(full):
    api, lead = full.api(), full.bearer(Role.KCC_LEAD)
    wrong = {"channel": "duif", "at": "gisteren", "duration_seconds": -1, "kleur": "rood", "words": "x" * 100_000}
    found = {each["field"]: each["detail"] for each in refusals(api, lead, wrong)}
    assert "Dit veld ontbreekt" in found["topic"] and "Dit veld bestaat hier niet" in found["kleur"]
    assert "mogelijk is: phone, desk, chat, webcare, mail" in found["channel"]
    assert "Hier hoort een moment" in found["at"] and "minstens 0" in found["duration_seconds"]
    assert "De tekst is te lang: hoogstens" in found["words"]
    assert not any(word in " ".join(found.values()) for word in ("Input", "required", "should", " or "))
    broken = api.post(f"{BASE}/contacten", content=b"{", headers={**lead, "Content-Type": "application/json"})
    assert "geen geldige JSON" in broken.json()["errors"][0]["detail"]


def refusals(api, lead, content):
    answer = api.post(f"{BASE}/contacten", json=content, headers=lead)
    assert answer.status_code == 400
    return answer.json()["errors"]


def test_a_contact_of_the_api_says_how_it_ended_and_needs_a_topic(full):
    api, lead = full.api(), full.bearer(Role.KCC_LEAD)
    handed = api.post(f"{BASE}/contacten", json={"topic": "afval", "answered": False}, headers=lead)
    assert handed.status_code == 201
    with full.store.reading() as session:
        (listed,) = tally.list_tallies(session, on=full.moment.date())
    assert (listed.id, listed.outcome) == (handed.json()["id"], TallyOutcome.HANDED_OVER)
    for wrong in ({}, {"topic": "  "}, {"topic": "afval", "duration_seconds": 14_401}):
        assert api.post(f"{BASE}/contacten", json=wrong, headers=lead).status_code == 400


def test_addresses_and_methods_that_are_not_there_answer_as_problems(full):
    api, lead = full.api(), full.bearer(Role.KCC_LEAD)
    for method, path, status in (
        ("GET", "/nergens", 404),
        ("GET", "/mailings/TK2027-9999", 404),
        ("GET", "/mailings/%00", 404),
        ("GET", "/faq-items/99999999999999999999", 404),
        ("GET", "/mailings?page=0", 400),
        ("GET", "/mailings?page=999999999999", 400),
        ("GET", "/mailings?stage=onzin", 400),
        ("GET", "/mailings?q=%00", 200),
        ("DELETE", "/mailings/TK2027-0001", 405),
        ("GET", "/afspraken", 400),
        ("GET", "/tijdsloten?mailing=x%20y", 400),
    ):
        answer = api.request(method, BASE + path, headers=lead)
        assert answer.status_code == status, (path, answer.status_code)
        assert answer.headers["api-version"] == "1.0.0"
        if status >= 400:
            assert answer.json()["status"] == status


def test_the_document_is_open_and_describes_every_path(house, api):
    answer = api.get(f"{BASE}/openapi.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    document = answer.json()
    assert document["info"]["contact"]["email"] and document["servers"][0]["url"].endswith("/api/v1")
    for noun in ("mailings", "prognoses", "faq-items", "tijdsloten", "afspraken", "contacten", "terugblikken"):
        assert f"/{noun}" in document["paths"]
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert all("422" not in operation["responses"] for operation in operations)
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    assert "no-store" in answer.headers["cache-control"] and "x-content-type-options" in answer.headers


def test_a_list_of_mailings_has_the_shape_that_the_document_says(full):
    api = full.api()
    answer = api.get(f"{BASE}/mailings", headers=full.bearer(Role.KCC_LEAD))
    found = Collection[MailingOut].model_validate_json(answer.content)
    assert [item.title for item in found.embedded.items] == [
        item["title"] for item in answer.json()["_embedded"]["items"]
    ]
    for item in answer.json()["_embedded"]["items"]:
        alone = api.get(item["_links"]["self"]["href"], headers=full.bearer(Role.KCC_LEAD)).json()
        assert item == {name: alone[name] for name in item}


def test_an_unforeseen_fault_is_a_problem_with_a_number(house, api, monkeypatch):
    monkeypatch.setattr("web.api.mailings.mailing_list.list_records", lambda *_, **__: 1 / 0)
    answer = api.get(f"{BASE}/mailings", headers=house.bearer(Role.KCC_LEAD))
    assert answer.status_code == 500
    assert answer.json()["instance"].endswith(answer.headers["x-request-id"])
    assert "ZeroDivision" not in answer.text


def test_what_is_not_there_is_told_in_the_words_of_an_interface_and_a_page_behind_the_end_leads_back_to_the_last(house):
    api, headers = house.api(), house.bearer(Role.KCC_LEAD)
    unknown = api.get("/api/v1/nergens", headers=headers)
    assert (unknown.status_code, unknown.json()["type"]) == (404, "urn:torenkamer:problem:address_unknown")
    wrong = api.delete("/api/v1/mailings", headers=headers)
    assert (wrong.status_code, wrong.json()["type"]) == (
        405,
        "urn:torenkamer:problem:method_unknown",
    ) and "GET" in wrong.headers["allow"]
    assert not {"pagina", "knoppen"} & {*unknown.json()["detail"].split(), *wrong.json()["detail"].split()}
    house.register()
    far = api.get("/api/v1/mailings?page=999", headers=headers).json()["_links"]
    assert far["prev"]["href"].endswith("page=1") and "next" not in {name for name, link in far.items() if link}
