"""The list of mailings: filters with counts, what is late, what was measured, and the list as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from registry import alignment, letter, mailing, mailing_view
from registry.mailing_content import BatchContent


def rows(page: str) -> str:
    return page.split("<tbody>")[1].split("</tbody>")[0]


def test_a_filter_says_how_many_mailings_each_choice_leaves_with_the_other_filters_as_they_are(full):
    full.register("waste", title="Afvalpas", department_id=full.departments["Afval"], letter_type_id=None)
    reader = full.visitor("lead")
    everything = reader.get("/mailings").text
    assert "Belastingen (2)" in everything
    assert "Afval (1)" in everything
    assert "WOZ-aanslag (2)" in everything
    one = reader.get(f"/mailings?afdeling={full.departments['Afval']}").text
    assert "Afvalpas" in rows(one)
    assert "WOZ-aanslag 2027" not in rows(one)
    assert "WOZ-aanslag (" not in one  # no mailing of this department has that type
    assert "gemeld (1)" in one


def test_filters_that_nobody_can_have_chosen_are_no_filters(full):
    page = full.visitor("lead").get("/mailings?afdeling=x&fase=boe&type=-1&periode=20277&volgorde=zomaar")
    assert page.status_code == 200
    assert "WOZ-aanslag 2027" in page.text


def test_a_link_that_sorts_keeps_the_filters(full):
    page = full.visitor("lead").get("/mailings?fase=prepared&zoek=afval").text
    assert "?zoek=afval&amp;fase=prepared&amp;volgorde=titel" in page


def test_a_reviewed_mailing_shows_what_was_measured_and_not_that_a_forecast_follows(full):
    page = full.visitor("lead").get("/mailings?zoek=WOZ").text
    assert "1.300" in rows(page)
    assert "gemeten" in rows(page)
    assert "volgt" not in rows(page)


def test_a_mailing_that_leaves_within_a_week_without_a_yes_is_marked(house):
    near = (BatchContent(20_000, house.moment.date() + timedelta(days=3)),)
    house.register(batches=near)
    page = house.visitor("lead").get("/mailings").text
    assert "over 3 dagen, niet afgestemd" in page
    assert "laat gemeld" in page


def test_a_mailing_that_leaves_without_a_yes_bears_a_mark_in_the_list_and_a_day_in_the_csv(house):
    ref = house.register()
    visitor = house.visitor("lead")
    assert "zonder afstemming" not in visitor.get("/mailings").text
    with house.store.writing() as session:
        number = mailing_view.get_mailing(session, ref).id
        alignment.override(session, house.actor("lead"), number, reason="De datum ligt vast.", now=house.moment)
    assert "zonder afstemming" in rows(visitor.get("/mailings").text)
    text = visitor.get("/mailings.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert row["Vrijgegeven zonder afstemming"] == "11-01-2027"


def test_torenkamer_is_named_while_it_reads_the_letter(house):
    ref = house.register()
    assert "afdeling" in rows(house.visitor("lead").get("/mailings").text)
    with house.store.writing() as session:
        number = mailing_view.get_mailing(session, ref).id
        letter.attach(session, house.actor("taxes"), number, filename="a.txt", content=b"Dag", now=house.moment)
    found = rows(house.visitor("lead").get("/mailings").text)
    assert "Torenkamer" in found
    assert "afdeling" not in found


def test_coming_weeks_and_years_are_periods(full):
    visitor = full.visitor("lead")
    assert "Niets gevonden" in visitor.get("/mailings?periode=2031").text
    assert "WOZ-aanslag 2027" in visitor.get("/mailings?periode=2027").text
    full.at(full.moment + timedelta(days=30))
    assert "WOZ-aanslag 2027" in visitor.get("/mailings?periode=binnenkort").text


def test_the_list_is_a_dutch_csv_with_the_filters_that_stand_above_it(full):
    answer = full.visitor("lead").get("/mailings.csv?zoek=WOZ")
    assert answer.headers["content-type"].startswith("text/csv")
    text = answer.content.decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["Mailing"] for row in found] == ["WOZ-aanslag 2027"]
    assert found[0]["Eerste aanlevering"] == "22-02-2027"
    assert found[0]["Gemeten extra contacten"] == "1300,0"
    assert found[0]["Adressen"] == "45000"


def test_a_title_that_a_spreadsheet_would_calculate_is_made_harmless(house):
    house.register(title="=1+1")
    assert "'=1+1" in house.visitor("lead").get("/mailings.csv").content.decode("utf-8-sig")


def test_a_department_downloads_its_own_mailings_only(full):
    full.register("waste", title="Afvalpas", department_id=full.departments["Afval"], letter_type_id=None)
    text = full.visitor("waste").get("/mailings.csv").content.decode("utf-8-sig")
    assert "Afvalpas" in text
    assert "WOZ" not in text


def test_the_lead_is_not_asked_for_a_yes_before_everything_is_there(house):
    ref = house.register()
    assert "akkoord van de KCC-leider" not in house.visitor("lead").get("/mailings").text
    house.prepare(ref)
    assert "akkoord van de KCC-leider" in house.visitor("lead").get("/mailings").text


def test_a_cancelled_mailing_has_neither_a_forecast_coming_nor_somebodys_turn(house):
    ref = house.register()
    with house.store.writing() as session:
        number = mailing_view.get_mailing(session, ref).id
        mailing.cancel(session, house.actor("taxes"), number, reason="Gaat toch niet door.", now=house.moment)
    found = rows(house.visitor("lead").get("/mailings").text)
    assert "volgt" not in found
    assert "afdeling" not in found.replace("Aan zet", "")


def test_old_mailings_stay_to_be_found_by_their_year(house):
    house.register(batches=(BatchContent(5_000, date(2027, 11, 2)),))
    assert "2027 (1)" in house.visitor("lead").get("/mailings").text
