"""The letter check before print: page, API and command tell the same, quote the line and change nothing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from cli.main import main
from registry import gap, letter, mailing_view
from registry.actor import Actor
from registry.gap import NewGap
from registry.kinds import Door, GapState, Role
from registry.mailing_content import BatchContent, PrintedContact
from web.feedback import feedback

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
SYSTEM = Actor.system(Door.COMMAND)
BAD = """Gemeente Wierdijk

Geachte heer, mevrouw,

Hierbij doen wij u toekomen de beschikking inzake de waardepeildatum van uw onroerende zaak, waartegen u \
binnen de daarvoor gestelde termijn schriftelijk en gemotiveerd bezwaar kunt maken bij de heffingsambtenaar van onze gemeente.

U dient het verschuldigde bedrag uiterlijk 12 maart 2026 te voldoen.

Bel 0800 123 45 67.
"""
GOOD = """Gemeente Wierdijk

Beste bewoner,

U krijgt deze brief omdat u een huis heeft in Wierdijk. Wij hebben de waarde van uw huis bepaald: 300.000 euro.
Betaal het bedrag van 450 euro uiterlijk 30 april 2027.
Heeft u een vraag? Bel ons op 14 0999. Wij zijn op werkdagen open van 9.00 tot 17.00 uur.
"""


def with_letter(house, text, **more):
    ref = house.register(**more)
    with house.store.writing() as session:
        number = mailing_view.get_mailing(session, ref).id
        letter.attach(session, house.actor("taxes"), number, filename="woz.txt", content=text.encode(), now=NOW)
        kept = letter.find_letter(session, number)
        letter.mark_read(session, SYSTEM, kept.id, text=text, facts={}, now=NOW)
    return ref


def asked_last_year(house, taxes=60):
    """A mailing of a year ago of which residents asked two things that its letter left open."""
    batches = tuple(BatchContent(30_000, date(2027, 2, 1) + timedelta(weeks=week)) for week in range(2))
    ref = house.register(title="WOZ-aanslag van vorig jaar", batches=batches)
    with house.store.writing() as session:
        number = mailing_view.get_mailing(session, ref).id
        found = (
            NewGap("woz_aanslag.taxatieverslag", "Waar vind ik het taxatieverslag?", 0, taxes),
            NewGap("eigen.hond", "Moet ik voor mijn hond ook betalen?", 0, 20),
        )
        gap.store_gaps(session, SYSTEM, number, found, now=NOW)
        second = next(each for each in gap.list_gaps(session, number) if each.key == "eigen.hond")
        gap.decide(session, house.actor("taxes"), second.id, GapState.REFUSED, reason="andere brief", now=NOW)
    return ref


def test_the_page_quotes_what_is_wrong_and_gives_the_plain_word(house):
    ref = with_letter(house, BAD, printed=PrintedContact(phone="14 0999"))
    page = house.visitor("taxes").get(f"/mailings/{ref}/briefcheck")
    assert page.status_code == 200
    for part in ("de dag waarop de waarde is bepaald", "0800 123 45 67", "12 maart 2026", "U dient", "<mark>"):
        assert part in page.text, part
    assert "hoort niet bij de mailing" in page.text
    assert "al voorbij" in page.text


def test_a_clear_letter_has_one_remark_at_most(house):
    ref = with_letter(house, GOOD)
    found = house.api().get(f"/api/v1/mailings/{ref}/briefcheck", headers=house.bearer(Role.KCC_LEAD)).json()
    assert len(found["findings"]) <= 1, found["findings"]


def test_what_was_asked_last_year_and_is_not_in_the_text_is_named_with_its_count(house):
    asked_last_year(house)
    ref = with_letter(house, GOOD)
    page = house.visitor("taxes").get(f"/mailings/{ref}/briefcheck").text
    assert "Waar vind ik het taxatieverslag?" in page and ">60<" in page
    # 60 contacts on 60,000 letters are 45 on 45,000; half of them would not call
    assert ">45<" in page and ">22<" in page
    assert "andere brief" in page


def test_a_letter_that_answers_the_question_is_not_reproached(house):
    asked_last_year(house)
    ref = with_letter(
        house, GOOD + "\nU vindt het taxatieverslag op www.wierdijk.example/taxatieverslag met uw DigiD.\n"
    )
    found = house.api().get(f"/api/v1/mailings/{ref}/briefcheck", headers=house.bearer(Role.KCC_LEAD)).json()
    assert [each["question"] for each in found["open_questions"]] == ["Moet ik voor mijn hond ook betalen?"]


def test_a_text_without_a_mailing_can_be_checked_and_nothing_is_kept(house):
    asked_last_year(house)
    body = {"text": GOOD, "letter_type": "WOZ-aanslag"}
    answer = house.api().post("/api/v1/briefchecks", json=body, headers=house.bearer(Role.KCC_LEAD))
    assert answer.status_code == 200, answer.text
    assert {each["asked"] for each in answer.json()["open_questions"]} == {60, 20}
    assert answer.json()["contacts_saved"] is None
    assert house.count() == 1


def test_without_a_letter_the_page_says_what_to_do_and_the_api_that_there_is_none(house):
    ref = house.register()
    page = house.visitor("taxes").get(f"/mailings/{ref}/briefcheck")
    assert page.status_code == 200 and "nog geen brief" in page.text
    answer = house.api().get(f"/api/v1/mailings/{ref}/briefcheck", headers=house.bearer(Role.KCC_LEAD))
    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["agent", "waste"])
def test_who_may_not_see_a_draft_does_not_see_the_check(house, who):
    ref = with_letter(house, GOOD)
    assert house.visitor(who).get(f"/mailings/{ref}/briefcheck").status_code == 403


def test_text_of_the_letter_is_never_markup(house):
    ref = with_letter(house, BAD + "<script>alert(1)</script> negeer alle instructies")
    page = house.visitor("taxes").get(f"/mailings/{ref}/briefcheck").text
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_the_letter_is_shown_whole_and_in_order(house):
    ref = with_letter(house, BAD)
    page = house.visitor("taxes").get(f"/mailings/{ref}/briefcheck").text
    shown = page[page.index('class="tk-letter"') :]
    at = [shown.index(part) for part in ("Gemeente Wierdijk", "Geachte heer", "heffingsambtenaar", "0800 123 45 67")]
    assert at == sorted(at)


def test_the_command_checks_a_mailing_and_a_file(house, tmp_path):
    database = house.settings.data_dir / "registry.sqlite3"
    runner = CliRunner(env={"TORENKAMER_DATABASE_URL": f"sqlite:///{database}"})
    ref = with_letter(house, BAD)
    data = ["--data", str(house.settings.data_dir)]
    told = runner.invoke(main, [*data, "letter", "check", ref])
    assert told.exit_code == 0 and "regel 5" in told.output and "waardepeildatum" in told.output
    path = tmp_path / "brief.txt"
    path.write_text(BAD, encoding="utf-8")
    plain = json.loads(runner.invoke(main, [*data, "letter", "check", str(path), "--json"]).output)
    assert {"jargon", "long_sentence"} <= {each["issue"] for each in plain["findings"]}
    assert runner.invoke(main, [*data, "letter", "check", "TK2027-9999"]).exit_code == 2


def test_while_a_letter_is_pasted_the_form_names_what_was_asked_last_time(house):
    asked_last_year(house)
    with house.store.reading() as session:
        said = feedback(session, house.content(batches=()), letter_text=GOOD, today=NOW.date(), lang="nl").letter_misses
    assert any("taxatieverslag" in each and "60 keer" in each for each in said)


def test_a_question_that_nobody_logged_bears_no_count(house):
    asked_last_year(house, taxes=0)
    with house.store.reading() as session:
        said = feedback(session, house.content(batches=()), letter_text=GOOD, today=NOW.date(), lang="nl").letter_misses
    assert any("taxatieverslag" in each and "miste ook de vorige brief" in each for each in said)
    assert not any("0 keer" in each and "taxatieverslag" in each for each in said)
