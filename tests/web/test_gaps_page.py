"""Questions beside the letter: the writer sees them with counts, proposes a line, says done or refused; page, API and command agree."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from cli.main import main
from registry import audit, gap, mailing_view
from registry.actor import Actor
from registry.gap import NewGap
from registry.kinds import Door, GapState, Role
from registry.mailing_content import BatchContent

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
SYSTEM = Actor.system(Door.COMMAND)


def asked(house, **more):
    ref = house.register(**more)
    house.prepare(ref)
    with house.store.writing() as session:
        number = mailing_view.get_mailing(session, ref).id
        found = (
            NewGap("verslag", "Waar vind ik het taxatieverslag?", 60, 4),
            NewGap("betalen", "Wanneer moet ik betalen?", 12, 0, "U betaalt voor 30 april."),
        )
        gap.store_gaps(session, SYSTEM, number, found, now=NOW)
        return ref, gap.list_gaps(session, number)[0].id


def kept(house, number):
    with house.store.reading() as session:
        return gap.get_gap(session, number)


def test_each_question_stands_beside_its_sentence_or_under_what_is_missing(house):
    ref, _ = asked(house)
    page = house.visitor("taxes").get(f"/mailings/{ref}/gaten").text
    missing, told = page.split("De brief zegt het wel")
    assert "Waar vind ik het taxatieverslag?" in missing and "60 keer" in missing
    assert "U betaalt voor 30 april." in told
    assert "Deel 2" in missing


def test_the_writer_keeps_a_line_and_says_done_and_it_is_in_the_trail(house):
    ref, number = asked(house)
    visitor = house.visitor("taxes")
    visitor.get(f"/mailings/{ref}/gaten")
    fields = {"state": "done", "insert_line": "Kijk op mijn.wierdijk.example.", "next_line": "", "version": "1"}
    answer = visitor.post(f"/mailings/{ref}/gaten/{number}", fields)
    assert answer.status_code == 303 and "gelukt=gat" in answer.headers["location"]
    assert (kept(house, number).state, kept(house, number).insert_line) == (
        GapState.DONE,
        "Kijk op mijn.wierdijk.example.",
    )
    with house.store.reading() as session:
        lines = audit.list_lines(session, mailing_id=mailing_view.get_mailing(session, ref).id, limit=20)
    assert "gap.decided" in [line.action for line in lines]


def test_refusing_without_a_reason_says_so_beside_the_field_and_keeps_what_was_typed(house):
    ref, number = asked(house)
    visitor = house.visitor("taxes")
    visitor.get(f"/mailings/{ref}/gaten")
    answer = visitor.post(
        f"/mailings/{ref}/gaten/{number}", {"state": "refused", "next_line": "Mijn zin", "reason": ""}
    )
    assert answer.status_code == 400 and "waarom de zin er niet komt" in answer.text and "Mijn zin" in answer.text
    assert kept(house, number).state is GapState.OPEN


@pytest.mark.parametrize("who", ["specialist", "analyst"])
def test_who_only_looks_gets_no_form_and_is_refused(house, who):
    ref, number = asked(house)
    visitor = house.visitor(who)
    assert "Bewaar het besluit" not in visitor.get(f"/mailings/{ref}/gaten").text
    assert visitor.post(f"/mailings/{ref}/gaten/{number}", {"state": "done"}).status_code == 403


def test_a_question_of_another_mailing_is_not_found_here(house):
    _, number = asked(house)
    other, _ = asked(house, title="Andere")
    visitor = house.visitor("lead")
    visitor.get(f"/mailings/{other}/gaten")
    assert visitor.post(f"/mailings/{other}/gaten/{number}", {"state": "done"}).status_code == 404


def test_the_gap_is_the_first_check_on_next_years_text(house):
    asked(house)
    later = tuple(BatchContent(15_000, date(2028, 2, 21) + timedelta(weeks=week)) for week in range(2))
    ref = house.register(title="WOZ-aanslag 2028", batches=later)
    page = house.visitor("taxes").get(f"/mailings/{ref}/gaten").text
    assert "wat de vorige brief openliet" in page and "Waar vind ik het taxatieverslag?" in page


def test_the_list_is_downloaded_for_a_spreadsheet(house):
    ref, _ = asked(house)
    answer = house.visitor("taxes").get(f"/mailings/{ref}/gaten.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Vraag;Vorige keer;Nu")
    assert lines[1].startswith("Waar vind ik het taxatieverslag?;60;4;")


def test_the_api_lists_and_decides_as_the_page_does(house):
    ref, number = asked(house)
    head = house.bearer(Role.KCC_LEAD)
    found = house.api().get(f"/api/v1/mailings/{ref}/gaten", headers=head).json()
    assert [each["asked_before"] for each in found["items"]] == [60, 12]
    body = {"state": "refused", "reason": "staat op de site"}
    done = house.api().post(f"/api/v1/mailings/{ref}/gaten/{number}", json=body, headers=head)
    assert done.status_code == 200 and done.json()["state"] == "refused"
    stale = house.api().post(f"/api/v1/mailings/{ref}/gaten/{number}", json={**body, "version": 1}, headers=head)
    assert stale.status_code == 409


def test_the_command_shows_and_decides(house, tmp_path):
    ref, number = asked(house)
    database = house.settings.data_dir / "registry.sqlite3"
    runner = CliRunner(env={"TORENKAMER_DATABASE_URL": f"sqlite:///{database}"})
    data = ["--data", str(house.settings.data_dir), "gaps"]
    assert "taxatieverslag" in runner.invoke(main, [*data, "show", ref]).output
    assert runner.invoke(main, [*data, "decide", str(number), "--refused"]).exit_code == 2
    done = runner.invoke(main, [*data, "decide", str(number), "--done", "--next", "Een zin.", "--json"])
    assert json.loads(done.output)["next_line"] == "Een zin."
    target = tmp_path / "gaten.csv"
    assert runner.invoke(main, [*data, "show", ref, "--csv", str(target)]).exit_code == 0
    assert "verwerkt" in target.read_text(encoding="utf-8-sig")
