"""The agents' search box: today first, the letter's number too, hits and misses counted, opened answers learned from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from registry import answer_search

LANDED = datetime(2027, 2, 24, 9, tzinfo=UTC)
PART = {"HX-Request": "true"}


@pytest.fixture
def landed(house):
    """A mailing with an approved answer, on the day it lands."""
    ref = house.register()
    house.prepare(ref)
    house.align(ref)
    house.at(LANDED)
    return ref


def counts(house):
    with house.store.reading() as session:
        return answer_search.count_searches(session, since=LANDED - timedelta(1), until=LANDED + timedelta(1))


def test_without_words_the_answers_of_what_landed_today_stand_ready(house, landed):
    page = house.visitor("agent").get("/zoeken").text
    assert "Antwoorden bij wat vandaag in de bus viel" in page and "Wanneer moet ik betalen?" in page
    house.at(LANDED + timedelta(days=40))
    assert "Vandaag viel er niets in de bus" in house.visitor("agent").get("/zoeken").text


def test_a_mailing_without_the_yes_is_not_said_to_be_in_the_mailbox(house):
    ref = house.register()
    house.prepare(ref)
    house.at(LANDED)
    agent = house.visitor("agent")
    assert "Vandaag in de bus" not in agent.get("/zoeken").text
    house.align(ref)
    assert "Vandaag in de bus" in agent.get("/zoeken").text


def test_the_number_of_the_letter_finds_its_answers(house, landed):
    agent = house.visitor("agent")
    assert "Wanneer moet ik betalen?" in agent.get(f"/zoeken?q={landed.lower()}").text
    assert "Geen goedgekeurd antwoord" in agent.get("/zoeken?q=TK2027-9999").text


def test_a_question_about_something_else_finds_nothing(house, landed):
    agent = house.visitor("agent")
    for said in ("asdfqwer", "12345", "pizza bestellen", "paspoort verlopen"):
        assert "Geen goedgekeurd antwoord gevonden" in agent.get("/zoeken", params={"q": said}).text, said
    assert " open" in agent.get("/zoeken?q=wanneer betaln").text.split('id="antwoord-')[1][:40]


def test_an_opened_answer_is_a_hit_and_its_words_are_kept_without_a_number(house, landed):
    agent = house.visitor("agent")
    agent.get("/zoeken")
    entry = house.entries(landed)[0]
    words = {"q": "bel 06-12345678 wanneer lappen"}
    assert agent.post(f"/zoeken/{entry.id}/geopend", words, headers=PART).status_code == 204
    assert agent.post(f"/zoeken/{entry.id}/geopend", words).status_code == 303
    assert (counts(house).opened, counts(house).missed) == (2, 0)
    with house.store.reading() as session:
        assert answer_search.learned_words(session)[entry.id] == ("bel [telefoon] wanneer lappen",)


def test_after_enough_openings_the_search_knows_the_callers_own_word(house, landed):
    agent = house.visitor("agent")
    assert "Wanneer moet ik betalen?" not in agent.get("/zoeken?q=zwiebelzwam").text
    entry = house.entries(landed)[0]
    with house.store.writing() as session:
        for _ in range(20):
            answer_search.note_opened(session, house.actor("agent"), entry.id, "zwiebelzwam", now=LANDED)
    assert "Wanneer moet ik betalen?" in agent.get("/zoeken?q=zwiebelzwam").text


def test_no_answer_is_counted_as_a_miss_and_said(house, landed):
    agent = house.visitor("agent")
    agent.get("/zoeken")
    assert agent.post("/zoeken/geen-antwoord", {"q": "hondenpoep"}, headers=PART).status_code == 204
    assert (
        "gelukt=gemist"
        in agent.post("/zoeken/geen-antwoord", {"q": "iets anders", "seen": "empty"}).headers["location"]
    )
    assert (counts(house).unhelpful, counts(house).empty) == (1, 1)
    refused = agent.post("/zoeken/geen-antwoord", {"q": "  "})
    assert refused.status_code == 400 and counts(house).missed == 2


def test_looking_counts_nothing_and_a_department_is_not_counted(house, landed):
    agent, taxes = house.visitor("agent"), house.visitor("taxes")
    for visitor in (agent, taxes):
        visitor.get("/zoeken?q=wanneer+betalen")
    assert "/geopend" in agent.get("/zoeken?q=betalen").text and "/geopend" not in taxes.get("/zoeken?q=betalen").text
    assert taxes.post("/zoeken/geen-antwoord", {"q": "x"}).status_code == 403
    assert (counts(house).opened, counts(house).missed) == (0, 0)


def test_an_answer_that_is_not_there_cannot_be_opened(house, landed):
    agent = house.visitor("agent")
    agent.get("/zoeken")
    dropped = house.entries(landed)[1]
    assert agent.post(f"/zoeken/{dropped.id}/geopend", {"q": "x"}).status_code == 404
    assert agent.post("/zoeken/999999/geopend", {"q": "x"}).status_code == 404


def test_before_anything_is_valid_the_page_says_from_which_day(house, landed):
    assert "nog geen enkel antwoord" not in house.visitor("agent").get("/zoeken?q=betalen").text
    house.at(LANDED - timedelta(days=20))
    page = house.visitor("agent").get("/zoeken?q=betalen").text
    assert "Er geldt nu nog geen enkel antwoord. Het eerste geldt vanaf maandag 22 februari 2027" in page
