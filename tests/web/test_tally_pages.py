"""Contacts tallied on a page: one by one, from a sheet of paper, taken back; masked, counted once, seen per day."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest

from registry import contact, contact_counts, tally
from registry.clock import at_amsterdam
from web.pages.tally import seconds

TODAY = date(2027, 1, 11)
ONE = {"channel": "phone", "topic": "belastingen", "outcome": "answered"}


def offered(house, day=TODAY):
    with house.store.reading() as session:
        lines = contact_counts.list_day_counts(session, since=day, until=day)
    return {(line.channel.value, line.topic): line.offered for line in lines}


def words(house):
    with house.store.reading() as session:
        found = contact.list_words(session, since=at_amsterdam(TODAY), until=at_amsterdam(date(2027, 1, 12)))
    return [each.words for each in found]


def token_of(page):
    return re.search(r'name="form_token" value="([^"]+)"', page)[1]


def test_ten_contacts_are_tallied_and_stand_in_the_list_of_today(house):
    agent = house.visitor("agent")
    for number in range(10):
        page = agent.get("/turven").text
        fields = {**ONE, "form_token": token_of(page), "words": f"vraag {number}", "outcome": "handed_over"}
        done = agent.post("/turven", fields)
        assert done.headers["location"] == "/turven?kanaal=phone&gelukt=geturfd"
    assert offered(house) == {("phone", "belastingen"): 10}
    page = agent.get("/turven").text
    assert "U turfde 10 contacten" in page and page.count("doorgezet") >= 10


def test_a_form_that_is_posted_twice_counts_once(house):
    agent = house.visitor("agent")
    fields = {**ONE, "form_token": token_of(agent.get("/turven").text)}
    assert agent.post("/turven", fields).status_code == agent.post("/turven", fields).status_code == 303
    assert offered(house) == {("phone", "belastingen"): 1}


def test_what_a_caller_said_is_kept_without_name_and_number(house):
    agent = house.visitor("agent")
    agent.get("/turven")
    agent.post("/turven", {**ONE, "words": "Bel mij op 06-12345678 over de aanslag"})
    assert words(house) == ["Bel mij op [telefoon] over de aanslag"]


def test_an_own_topic_goes_before_the_chosen_one_and_the_channel_stays_for_the_next(house):
    agent = house.visitor("agent")
    agent.get("/turven")
    agent.post("/turven", {**ONE, "channel": "desk", "other": "hondenbelasting", "minutes": "3:30"})
    assert offered(house) == {("desk", "hondenbelasting"): 1}
    page = agent.get("/turven").text
    assert re.search(r'value="desk" data-key="b" checked', page) and "3,5 min" in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"topic": ""}, "Kies of typ het onderwerp"),
        ({"minutes": "lang"}, "geen getal"),
        ({"minutes": "999"}, "240 minuten"),
        ({"channel": "duif"}, "staat niet in de lijst"),
        ({"outcome": "misschien"}, "staat niet in de lijst"),
        ({"other": "x" * 101}, "hoogstens 100 tekens"),
    ],
)
def test_what_cannot_be_is_said_and_counts_nothing(house, fields, told):
    agent = house.visitor("agent")
    agent.get("/turven")
    answer = agent.post("/turven", {**ONE, **fields})
    assert answer.status_code == 400 and told in answer.text
    assert offered(house) == {}


def test_the_last_line_is_taken_back_and_a_colleagues_is_not(house):
    agent, lead = house.visitor("agent"), house.visitor("lead")
    agent.get("/turven")
    agent.post("/turven", ONE)
    with house.store.reading() as session:
        (line,) = tally.list_tallies(session, on=TODAY)
    lead.get("/turven")
    assert lead.post(f"/turven/{line.id}/terugnemen").status_code == 403
    assert agent.post(f"/turven/{line.id}/terugnemen").status_code == 303
    assert offered(house) == {}
    assert agent.post("/turven/999/terugnemen").status_code == 404


def test_a_sheet_of_paper_counts_on_its_own_day_and_hour(house):
    agent = house.visitor("agent")
    agent.get("/turven/lijst")
    sheet = {
        "on": "2027-01-08",
        "from": "13:00",
        "channel": "desk",
        "topic-0": "paspoort",
        "count-0-answered": "12",
        "count-0-callback": "1",
        "topic-12": "hondenbelasting",
        "count-12-handed_over": "3",
        "topic-13": "",
        "count-13-answered": "",
    }
    assert agent.post("/turven/lijst", sheet).headers["location"] == "/turven?gelukt=turflijst"
    assert offered(house) == {}
    assert offered(house, date(2027, 1, 8)) == {("desk", "paspoort"): 13, ("desk", "hondenbelasting"): 3}
    with house.store.reading() as session:
        since = at_amsterdam(date(2027, 1, 8), 13)
        half_hours = contact_counts.list_counts(session, since=since, until=at_amsterdam(date(2027, 1, 8), 14))
    assert {line.starts_at for line in half_hours} == {since}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Er staat nog geen aantal"),
        ({"count-0-answered": "veel"}, "geen getal"),
        ({"count-0-answered": "1000"}, "1 tot en met 999"),
        ({"count-14-answered": "2"}, "Kies of typ het onderwerp"),
        ({"count-0-answered": "2", "on": "2027-01-12"}, "nog niet geweest"),
        ({"count-0-answered": "2", "on": "2024-01-12"}, "meer dan een jaar geleden"),
        ({"count-0-answered": "2", "on": "gisteren"}, "geen datum"),
        ({"count-0-answered": "2", "from": "half tien"}, "geen tijd"),
    ],
)
def test_a_sheet_with_a_fault_is_refused_as_a_whole(house, fields, told):
    agent = house.visitor("agent")
    agent.get("/turven/lijst")
    sheet = {"on": "2027-01-08", "from": "13:00", "channel": "desk", "topic-0": "paspoort", "count-0-callback": ""}
    answer = agent.post("/turven/lijst", {**sheet, **fields})
    assert answer.status_code == 400 and told in answer.text, answer.text
    assert offered(house, date(2027, 1, 8)) == {}


def test_only_who_takes_calls_may_tally(house):
    for who in ("taxes", "analyst", "admin"):
        visitor = house.visitor(who)
        assert visitor.get("/turven").status_code == visitor.get("/turven/lijst").status_code == 403
        assert visitor.post("/turven", ONE).status_code == 403
    assert offered(house) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", None), ("3", 180), ("3,5", 210), ("0.5", 30), ("3:30", 210), ("0:07", 7), ("120:00", 7200)],
)
def test_a_length_is_read_as_minutes_or_as_a_clock(text, expected):
    assert seconds(text) == expected


# --- contacts per day ----------------------------------------------------------------------------------------------


def tallied(house, **boxes):
    agent = house.visitor("agent")
    agent.get("/turven/lijst")
    sheet = {"on": "2027-01-08", "from": "10:00", "channel": "phone", "topic-0": "belastingen", "topic-1": "afval"}
    assert agent.post("/turven/lijst", {**sheet, **boxes}).status_code == 303


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))


def test_contacts_per_day_say_what_was_tallied_beside_what_the_kcc_can_take(house):
    tallied(house, **{"count-0-answered": "30", "count-1-answered": "7"})
    lead = house.visitor("lead")
    page = lead.get("/contacten").text
    assert "Contacten per dag" in page and "data-chart" in page
    (day,) = rows(lead.get("/contacten.csv"))
    assert (day["dag"], day["aangeboden"], day["beantwoord"], day["afgehaakt"]) == ("08-01-2027", "37", "37", "0")
    assert int(day["capaciteit"]) == 600 + 150 + 80 + 40 + 120


def test_filters_stand_in_the_address_and_count_for_the_file_too(house):
    tallied(house, **{"count-0-answered": "30", "count-1-answered": "7"})
    lead = house.visitor("lead")
    (day,) = rows(lead.get("/contacten.csv?onderwerp=afval"))
    assert (day["aangeboden"], day["capaciteit"]) == ("7", "")
    (day,) = rows(lead.get("/contacten.csv?kanaal=phone"))
    assert (day["aangeboden"], day["capaciteit"]) == ("37", "600")
    assert rows(lead.get("/contacten.csv?kanaal=desk")) == rows(lead.get("/contacten.csv?tot=2027-01-07")) == []
    page = lead.get("/contacten?van=2027-01-01&tot=2027-01-08&kanaal=phone&onderwerp=afval").text
    assert "/contacten.csv?van=2027-01-01&amp;tot=2027-01-08&amp;kanaal=phone&amp;onderwerp=afval" in page


def test_a_mailing_stands_on_the_day_it_arrived_and_a_formula_in_its_title_stays_text(house):
    house.register(title="=1+1 WOZ")
    tallied(house, **{"count-0-answered": "30"})
    tallied(house, **{"count-0-answered": "3"})
    view = house.view("TK2027-0001")
    arrives = view.batches[0].arrives_from
    with house.store.writing() as session:
        new = tally.NewTally(at_amsterdam(arrives, 10), contact.Channel.PHONE, "woz", tally.TallyOutcome.ANSWERED)
        tally.note(session, house.actor("agent"), new, organisation_id=1, now=at_amsterdam(arrives, 11))
    found = rows(house.visitor("lead").get(f"/contacten.csv?van=2027-01-08&tot={arrives.isoformat()}"))
    assert found[-1]["in_de_bus"] == "'=1+1 WOZ" and found[-1]["dag"] == f"{arrives:%d-%m-%Y}"
    assert [row["aangeboden"] for row in found if row["dag"] == "11-01-2027"] == ["0"]  # an open day between them


@pytest.mark.parametrize("query", ["van=gisteren", "tot=x", "van=2027-02-01&tot=2027-01-01", "van=2020-01-01"])
def test_a_period_that_cannot_be_is_said_beside_the_field(house, query):
    answer = house.visitor("lead").get(f"/contacten?{query}")
    assert answer.status_code == 400 and "Nog niet helemaal" in answer.text


def test_no_contacts_at_all_is_an_empty_page_with_a_way_on(house):
    page = house.visitor("lead").get("/contacten").text
    assert "Geen contacten in deze periode" in page and "data-chart" not in page


def test_an_agent_sees_no_contacts_per_day(house):
    assert house.visitor("agent").get("/contacten").status_code == 403


def test_a_digit_means_the_same_topic_all_day_and_none_is_chosen_beforehand(house):
    agent = house.visitor("agent")

    def digits():
        page = agent.get("/turven").text
        assert 'name="topic"' in page and not re.search(r'name="topic"[^>]*checked', page)
        return re.findall(r'name="topic" value="([^"]*)" data-key="(\d)"', page)

    before = digits()
    for number in range(5):
        agent.post("/turven", {**ONE, "topic": "zwembad", "form_token": f"zwembad-zwembad-{number}"})
    assert digits() == before == sorted(before)
    assert '<option value="zwembad">' in agent.get("/turven").text
