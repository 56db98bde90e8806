"""What the page of a mailing says: whose turn it is, why a letter was not read, small mailings, and when a batch really arrived."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from flows.figures import planned
from registry import alignment, letter, mailing_view
from registry.actor import Actor
from registry.kinds import Door, Stage
from registry.mailing import Mailing
from registry.mailing_content import BatchContent

SYSTEM = Actor.system(Door.COMMAND)


def gate_of(page: str) -> str:
    return re.sub(r"\s+", " ", page.split('id="poort"')[1].split("</section>")[0])


def attached(house, ref, *, failed: str = "") -> None:
    with house.store.writing() as session:
        number = mailing_view.get_mailing(session, ref).id
        letter.attach(session, house.actor("taxes"), number, filename="woz.pdf", content=b"%PDF", now=house.moment)
        kept = letter.find_letter(session, number)
        assert kept
        if failed:
            letter.mark_failed(session, SYSTEM, kept.id, problem=failed, now=house.moment)


def test_while_the_letter_is_being_read_the_page_says_that_torenkamer_does_it(house):
    ref = house.register()
    attached(house, ref)
    gate = gate_of(house.visitor("taxes").get(f"/mailings/{ref}").text)
    assert "Tekst van de brief</strong> <span>Torenkamer is aan zet" in gate
    assert "Antwoorden van de afdeling</strong> <span>wacht op: concept van het FAQ-blad" in gate


def test_a_letter_that_could_not_be_read_says_why_and_what_to_do(house):
    ref = house.register()
    attached(house, ref, failed="letter_scanned")
    page = house.visitor("taxes").get(f"/mailings/{ref}").text
    assert "alleen plaatjes, geen tekst (een scan)" in gate_of(page)
    assert "afdeling is aan zet" in gate_of(page)


def test_a_small_mailing_that_aligned_itself_says_why_open_items_hold_nothing_up(house):
    ref = house.register(batches=(BatchContent(200, date(2027, 2, 22)),))
    attached(house, ref, failed="letter_scanned")
    with house.store.writing() as session:
        view = mailing_view.get_mailing(session, ref)
        from registry import forecast

        forecast.store_forecast(
            session,
            SYSTEM,
            view.id,
            for_revision=1,
            low=1,
            expected=2,
            high=3,
            days=[],
            reasons=[],
            now=house.moment,
        )
        alignment.announce(session, SYSTEM, view.id, now=house.moment)
    gate = gate_of(house.visitor("taxes").get(f"/mailings/{ref}").text)
    assert "Vanzelf afgestemd" in gate
    assert "houdt het versturen niet tegen" in gate


def aftercare(house):
    ref = house.register()
    house.prepare(ref)
    house.align(ref)
    house.finish(ref)
    house.at(house.moment + timedelta(days=70))
    return ref


def test_the_real_arrival_of_a_batch_is_written_on_the_page_and_moves_what_is_foretold_but_no_term(house):
    ref = aftercare(house)
    visitor = house.visitor("taxes")
    assert "kwam op een andere dag aan" in visitor.get(f"/mailings/{ref}").text
    before = house.view(ref).batches[1]
    answer = visitor.post(
        f"/mailings/{ref}/aangekomen", {"batch": "2", "arrives_from": "4-3-2027", "arrives_until": "5 maart 2027"}
    )
    assert answer.headers["location"].endswith("gelukt=aangekomen")
    after = house.view(ref).batches[1]
    assert (after.arrives_from, after.arrives_until) == (date(2027, 3, 4), date(2027, 3, 5))
    assert after.dated_on == before.dated_on
    with house.store.reading() as session:
        seen = planned(session, mailing_view.get_mailing(session, ref))
    assert seen is not None
    assert (seen.batches[1].arrives_from, seen.batches[1].arrives_until) == (date(2027, 3, 4), date(2027, 3, 5))
    assert seen.batches[0].arrives_from is None  # what nobody corrected follows from the handover
    assert "aankomst van een deelverzending is aangepast" in visitor.get(f"/mailings/{ref}").text


def test_an_arrival_before_the_handover_or_without_a_day_is_refused(house):
    ref = aftercare(house)
    visitor = house.visitor("taxes")
    early = {"batch": "2", "arrives_from": "2027-02-01", "arrives_until": "2027-02-02"}
    assert visitor.post(f"/mailings/{ref}/aangekomen", early).status_code == 400
    assert visitor.post(f"/mailings/{ref}/aangekomen", {"batch": "2", "arrives_from": ""}).status_code == 400
    assert visitor.post(f"/mailings/{ref}/aangekomen", {"batch": "9", "arrives_from": "2027-03-04"}).status_code in (
        400,
        404,
    )
    assert house.visitor("waste").post(f"/mailings/{ref}/aangekomen", early).status_code == 403


def test_a_mailing_that_was_closed_without_a_forecast_does_not_promise_one(house):
    ref = house.register()
    visitor = house.visitor("lead")
    assert "De prognose wordt nu gemaakt" in visitor.get(f"/mailings/{ref}").text
    with house.store.writing() as session:
        row = session.scalars(select(Mailing)).one()
        row.stage, row.closed_at = Stage.CLOSED, house.moment
        row.registered_at = datetime(2027, 3, 3, 10, tzinfo=UTC)
    page = visitor.get(f"/mailings/{ref}").text
    assert "Voor deze mailing is geen prognose gemaakt." in page
    assert "na de eerste aanlevering op maandag 22 februari 2027" in page
    assert "wordt nu gemaakt" not in page and "-9 dagen" not in page


def test_the_gate_and_the_sheet_count_the_same_lines_as_judged(house):
    ref = house.register()
    house.prepare(ref)
    page = house.visitor("lead").get(f"/mailings/{ref}").text
    judged = re.search(r"Beoordeling van het FAQ-blad</strong> <span>[^<]*?(\d+) van (\d+)", gate_of(page))
    assert judged.groups() == ("2", "2")
    assert "<strong>2 van 2 beoordeeld</strong>: 1 goedgekeurd, 1 niet gebruikt." in page
    assert "2 van 2 beoordeeld" in house.visitor("lead").get(f"/mailings/{ref}/faq").text


def test_who_is_of_another_department_is_told_that_and_not_to_ask_for_a_role(house):
    ref = house.register()
    answer = house.visitor("waste").get(f"/mailings/{ref}/wijzigen")
    assert answer.status_code == 403
    assert "hoort bij een andere afdeling" in answer.text and "die rol" not in answer.text
    assert "met de juiste rol" in house.visitor("agent").get(f"/mailings/{ref}/wijzigen").text
