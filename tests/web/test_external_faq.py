"""Answers of others: pasted, looked at, taken over as drafts with their source and day, seen by agents after approval only."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from click.testing import CliRunner

from cli.main import main
from registry import faq
from registry.kinds import FaqState, MailingKind, Role, SourceKind

PASTED = "\n".join(
    f"Vraag nummer {number} over de toeslag?\nDat is antwoord {number}, zegt het Rijk." for number in range(12)
)
SOURCE = {"origin": "Rijksoverheid", "dated_on": "2027-01-04"}


def preview(house, ref, who="lead", text=PASTED, **more):
    visitor = house.visitor(who)
    visitor.get(f"/mailings/{ref}/faq/overnemen")
    return visitor, visitor.post(f"/mailings/{ref}/faq/overnemen", {**SOURCE, "text": text, **more})


def test_a_pasted_list_of_twelve_gives_twelve_drafts_with_source_and_day(house):
    ref = house.register("lead", kind=MailingKind.EXTERNAL)
    visitor, shown = preview(house, ref)
    assert shown.status_code == 200 and "12 vragen" in shown.text
    assert house.entries(ref) == ()
    answer = visitor.post(f"/mailings/{ref}/faq/overnemen", {**SOURCE, "text": PASTED, "take": "ja"})
    assert answer.status_code == 303
    entries = house.entries(ref)
    assert len(entries) == 12 and {each.state for each in entries} == {FaqState.DRAFT}
    source = entries[0].sources[0]
    assert (source.kind, source.place, source.dated_on) == (SourceKind.EXTERNAL, "Rijksoverheid", date(2027, 1, 4))
    assert "Rijksoverheid, " in visitor.get(f"/mailings/{ref}/faq").text
    with house.store.reading() as session:
        assert faq.list_visible(session, on=date(2027, 3, 1)) == ()


def test_what_the_preview_posts_is_what_was_understood(house):
    ref = house.register()
    text = 'vraag;antwoord\n"Wie krijgt het?";"Wie weinig verdient;\nvraag het aan"\n"Wanneer?";"In mei"\n;"los antwoord"\n'
    visitor, shown = preview(house, ref, text=text)
    assert "hier staat geen vraag bij" in shown.text
    from html import unescape

    hidden = unescape(shown.text.split('aria-label="Wat we begrijpen">')[1].split("</textarea>")[0])
    assert [row[0] for row in csv.reader(io.StringIO(hidden), delimiter=";")] == [
        "vraag",
        "Wie krijgt het?",
        "Wanneer?",
    ]
    visitor.post(f"/mailings/{ref}/faq/overnemen", {**SOURCE, "text": hidden, "take": "ja"})
    assert [each.answer for each in house.entries(ref)] == ["Wie weinig verdient;\nvraag het aan", "In mei"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"origin": ""}, "origin-error"),
        ({"dated_on": ""}, "dated_on-error"),
        ({"dated_on": "2027-09-01"}, "nog niet geweest"),
        ({"text": ""}, "text-error"),
        ({"text": "Geen enkele vraag hier."}, "text-error"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(house, more, said):
    ref = house.register()
    _, shown = preview(house, ref, **more)
    assert shown.status_code == 400 and said in shown.text
    assert house.entries(ref) == ()


def test_a_csv_file_is_read_as_the_paste_is(house):
    ref = house.register()
    visitor = house.visitor("content")
    visitor.get(f"/mailings/{ref}/faq/overnemen")
    files = {"file": ("lijst.csv", b"vraag;antwoord\nWie krijgt het?;Iedereen\nWanneer?;In mei\n", "text/csv")}
    shown = visitor.post(f"/mailings/{ref}/faq/overnemen", SOURCE, files=files)
    assert "2 vragen" in shown.text and "Iedereen" in shown.text


@pytest.mark.parametrize("who", ["agent", "waste", "analyst"])
def test_who_may_not_edit_the_sheet_takes_nothing_over(house, who):
    ref = house.register()
    assert house.visitor(who).get(f"/mailings/{ref}/faq/overnemen").status_code == 403
    _, answer = preview(house, ref, who, take="ja")
    assert answer.status_code == 403 and house.entries(ref) == ()


def test_the_api_and_the_command_take_over_the_same_and_twice_adds_nothing(house, tmp_path):
    ref = house.register()
    head = house.bearer(Role.KCC_LEAD)
    address = f"/api/v1/mailings/{ref}/faq-overname"
    dry = house.api().post(address, json={**SOURCE, "text": PASTED, "dry_run": True}, headers=head).json()
    assert len(dry["read"]) == 12 and dry["added"] == [] and house.entries(ref) == ()
    done = house.api().post(address, json={**SOURCE, "text": PASTED}, headers=head)
    assert done.status_code == 200 and len(done.json()["added"]) == 12
    path = tmp_path / "lijst.txt"
    path.write_text(PASTED, encoding="utf-8")
    database = house.settings.data_dir / "registry.sqlite3"
    runner = CliRunner(env={"TORENKAMER_DATABASE_URL": f"sqlite:///{database}"})
    told = runner.invoke(
        main,
        [
            "--data",
            str(house.settings.data_dir),
            "faq",
            "import",
            ref,
            str(path),
            "--source",
            "Rijksoverheid",
            "--date",
            "2027-01-04",
            "--json",
        ],
    )
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["added"] == [] and len(house.entries(ref)) == 12
