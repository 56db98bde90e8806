"""What a mailing would do, told beside its form while it is being filled in."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from mailing_forms import fields

from registry import letter_type
from registry.actor import Actor
from registry.letter_type import FollowUp
from registry.mailing_content import BatchContent

SYSTEM = Actor.system()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"batch-2-quantity": "0"}, "minstens 1 adres"),
        ({"batch-2-quantity": "1.5"}, "“1.5” is geen heel getal"),
        ({"batch-2-quantity": "99.000.000"}, "meer dan 20.000.000 brieven"),
        ({"batch-2-handover_on": "31-2-2027"}, "is geen datum"),
    ],
)
def test_the_live_panel_says_which_part_is_wrong_and_counts_the_rest(house, wrong, said):
    for address in ("/mailings/vooruitblik", "/mailings"):
        page = house.visitor("taxes").post(address, fields(house, step="preview", **wrong)).text
        assert "Deel 2 telt nog niet mee." in page and said in page
        assert "Drukste week" in page  # of part 1
    alone = {"batch-1-quantity": "", "batch-1-handover_on": ""}
    page = preview(house.visitor("taxes"), house, **wrong, **alone).text
    assert "Deel 2 telt nog niet mee." in page and "Drukste week" not in page


def test_a_part_that_is_not_filled_in_yet_is_not_called_wrong(house):
    page = preview(house.visitor("taxes"), house, **{"batch-2-handover_on": ""}).text
    assert "Drukste week" in page and "telt nog niet mee" not in page


def test_a_sunday_and_a_date_long_before_the_handover_are_said_while_typing(house):
    days = {"batch-1-handover_on": "2027-03-07", "batch-1-dated_on": "2027-02-15"}
    page = preview(house.visitor("taxes"), house, **days).text
    assert "is op een zondag" in page and "20 dagen voor de aanlevering" in page
    days = {"batch-1-handover_on": "2027-03-08", "batch-1-dated_on": "2027-02-22"}
    page = preview(house.visitor("taxes"), house, **days).text
    assert "is op een zondag" not in page and "blijft weinig over" not in page


def test_a_row_more_and_a_look_ahead_register_nothing(house):
    visitor = house.visitor("taxes")
    more = visitor.post("/mailings", fields(house, step="add_batch"))
    assert more.status_code == 200 and 'name="batch-3-quantity"' in more.text
    assert 'value="WOZ-aanslag 2027"' in more.text
    ahead = visitor.post("/mailings", fields(house, step="preview"))
    assert ahead.status_code == 200 and "Drukste week" in ahead.text
    part = visitor.post("/mailings/vooruitblik", fields(house))
    assert part.status_code == 200 and "Bezwaar uiterlijk" in part.text and "<html" not in part.text
    for bad in ({"batch-1-quantity": "0"}, {"batch-1-handover_on": "2099-12-31"}, {"batch-1-handover_on": "x"}):
        assert visitor.post("/mailings/vooruitblik", fields(house, **bad)).status_code in (200, 204)
    assert house.count() == 0


def preview(visitor, house, **more):
    return visitor.post("/mailings/vooruitblik", fields(house, **more))


def test_a_day_says_its_weekday_and_warns_for_sundays_and_holidays(house):
    visitor = house.visitor("taxes")
    visitor.get("/mailings/nieuw")
    days = {"batch-1-handover_on": "2027-03-29", "batch-2-handover_on": "14-3-2027", "batch-1-dated_on": "2027-03-30"}
    page = html.unescape(preview(visitor, house, **days).text)
    assert "maandag 29 maart 2027. Let op: feestdag (Tweede paasdag)." in page
    assert "zondag 14 maart 2027. Let op: zondag." in page
    assert "dinsdag 30 maart 2027<" in page


def test_the_preview_says_what_the_letter_misses(house):
    visitor = house.visitor("taxes")
    visitor.get("/mailings/nieuw")
    page = preview(visitor, house, letter_text="Beste inwoner,\n\nWij informeren u over de gemeente.").text
    assert "Wat de lezer moet doen" in page
    assert "Een telefoonnummer of e-mailadres" in page


def test_the_letter_is_looked_at_before_there_are_numbers(house):
    visitor = house.visitor("taxes")
    visitor.get("/mailings/nieuw")
    page = visitor.post("/mailings/vooruitblik", {"letter_text": "Beste inwoner, u betaalt 20 euro."}).text
    assert "Dit mist de brief" in page
    assert "De uiterste dag" in page


def test_a_deadline_before_the_last_letter_is_there_is_said_while_typing(house):
    visitor = house.visitor("taxes")
    visitor.get("/mailings/nieuw")
    page = preview(visitor, house, reader_until_on="2027-02-24").text
    assert "uiterlijk 24 februari 2027 iets doen" in page


def test_the_term_of_objection_follows_the_dagtekening_of_each_part(house):
    visitor = house.visitor("taxes")
    visitor.get("/mailings/nieuw")
    page = preview(visitor, house, **{"batch-1-dated_on": "2027-02-26", "batch-2-dated_on": "2027-03-05"}).text
    assert "Bezwaar uiterlijk (26 februari)" in page
    assert "vrijdag 9 april 2027" in page
    assert "vrijdag 16 april 2027" in page


def test_that_the_handover_stands_in_for_a_dagtekening_is_said_only_while_one_is_missing(house):
    visitor = house.visitor("taxes")
    stands_in = "Zonder dagtekening rekenen we vanaf de aanlevering"
    assert stands_in in preview(visitor, house, **{"batch-1-dated_on": "2027-02-26"}).text
    both = {"batch-1-dated_on": "2027-02-26", "batch-2-dated_on": "2027-03-05"}
    assert stands_in not in preview(visitor, house, **both).text


@pytest.mark.parametrize(
    ("of_bank", "follow_ups", "said"),
    [
        ("woz_aanslag", (), "Bezwaar uiterlijk"),
        ("wmo_vervoer", (FollowUp("laatste dag bezwaar", 42, 0.1),), "Bezwaar uiterlijk"),
        ("wmo_vervoer", (), "Als de lezer tegen deze brief bezwaar kan maken: uiterlijk"),
        (None, (), "Als de lezer tegen deze brief bezwaar kan maken: uiterlijk"),
        ("verkiezingen_stempas", (), ""),
    ],
)
def test_a_last_day_of_objection_is_promised_only_where_there_is_a_decision(house, of_bank, follow_ups, said):
    with house.store.writing() as session:
        kind = letter_type.add_letter_type(
            session, SYSTEM, name="Een andere brief", topic="x", bank=of_bank, follow_ups=follow_ups, now=house.moment
        )
    page = preview(house.visitor("taxes"), house, letter_type=str(kind)).text
    assert "Drukste week" in page
    terms = re.findall(r"<dt>([^<]*uiterlijk[^<]*)</dt>", page)
    assert terms == ([] if not said else [f"{said} (22 februari)", f"{said} (1 maart)"])


def test_a_form_that_is_filled_in_from_last_year_forecasts_at_once(house):
    house.register(title="WOZ-aanslag 2026")
    visitor = house.visitor("taxes")
    page = visitor.get(f"/mailings/nieuw?type={house.type_id}").text
    assert "Drukste week" in page and 'hx-trigger="load, change' in page
    empty = visitor.get("/mailings/nieuw").text
    assert "Drukste week" not in empty and 'hx-trigger="change' in empty


def test_last_years_mailing_goes_before_a_newer_entry_that_was_never_sent(house):
    sent = house.register(title="WOZ-aanslag 2027")
    house.prepare(sent)
    house.align(sent)
    house.finish(sent)
    house.register(title="Alleen om te proberen", batches=(BatchContent(10, date(2027, 6, 1)),))
    page = house.visitor("taxes").get(f"/mailings/nieuw?type={house.type_id}").text
    assert "WOZ-aanslag 2028" in page and "Alleen om te proberen" not in page
