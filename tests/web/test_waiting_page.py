"""What waits for whom as a page: the first address after signing in, with where to go and until when."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from registry import faq, mailing_view
from registry.kinds import FaqState


def first_page(house, who):
    visitor = house.visitor()
    visitor.get("/")
    return visitor.post("/wie", {"person": str(house.people[who])}).headers["location"]


def test_who_has_something_to_do_lands_on_it_and_everybody_else_on_the_mailings(house):
    assert first_page(house, "lead") == first_page(house, "taxes") == "/mailings"
    ref = house.register()
    house.prepare(ref, decided=False)
    assert first_page(house, "lead") == first_page(house, "taxes") == first_page(house, "planner") == "/te-doen"
    assert first_page(house, "waste") == "/mailings"
    assert first_page(house, "agent") == "/zoeken"


def test_the_lead_goes_from_what_waits_straight_to_the_lines_to_judge(house):
    ref = house.register()
    house.prepare(ref, decided=False)
    page = house.visitor("lead").get("/te-doen").text
    assert f'href="/mailings/{ref}/faq?toon=te-beoordelen"' in page
    assert "Zeggen of de bezetting past" in page and "Antwoorden aanvullen" not in page
    assert "sinds vandaag" in page and re.search(r"22\sfeb", page)


def test_the_department_goes_from_what_waits_straight_to_the_lines_that_were_sent_back(house):
    ref = house.register()
    house.prepare(ref, decided=False)
    with house.store.writing() as session:
        for entry in faq.list_entries(session, mailing_view.get_mailing(session, ref).id):
            faq.judge(session, house.actor("lead"), entry.id, FaqState.RETURNED, remark="Welk jaar?", now=house.moment)
    page = house.visitor("taxes").get("/te-doen").text
    assert (
        f'href="/mailings/{ref}/faq?toon=terug">Teruggestuurde antwoorden aanpassen</a> <span class="tk-soft">(2)'
        in page
    )
    assert "Antwoorden aanvullen" not in page and re.search(r"18\sjan", page)


def test_what_is_past_its_day_is_called_late(house):
    house.prepare(house.register(), decided=False)
    house.at(datetime(2027, 3, 1, 9, tzinfo=UTC))
    page = house.visitor("taxes").get("/te-doen").text
    assert "te laat" in page and "Te laat: 1." in page


def test_nothing_to_do_is_said_kindly(house):
    page = house.visitor("lead").get("/te-doen").text
    assert "Er wacht niets op u" in page


def test_what_waits_stands_first_in_the_menu_of_lead_department_and_specialist_and_not_in_an_agents(house):
    for who in ("lead", "taxes", "specialist"):
        menu = re.findall(r'<li><a href="(/[^"]*)"', house.visitor(who).get("/mailings").text)
        assert menu[0] == "/te-doen", who
    assert "/te-doen" not in house.visitor("agent").get("/zoeken").text
