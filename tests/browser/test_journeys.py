"""What each group of users comes for, in Chromium before a real installation: by mouse and by keyboard alone."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hands import HANDS, Hand
from playwright.sync_api import expect

from registry import (
    alignment,
    clock,
    faq,
    faq_view,
    letter,
    letter_type,
    mailing,
    mailing_view,
    organisation,
    staffing,
    tally,
)
from registry.clock import at_amsterdam, day_of
from registry.kinds import FaqState, SourceKind, StaffingAnswer, Stage
from registry.mailing_content import BatchContent, MailingContent

pytestmark = pytest.mark.browser

FIRST_ON = date(2027, 9, 7)
QUESTIONS = (
    "Waarom is mijn WOZ-waarde hoger?",
    "Waar vind ik het taxatieverslag?",
    "Tot wanneer kan ik bezwaar maken?",
    "Kan ik in termijnen betalen?",
    "Hoe vraag ik kwijtschelding aan?",
    "Wat moet ik doen na een verhuizing?",
    "De eigenaar is overleden, wat nu?",
    "Hoe regel ik automatische incasso?",
    "Ik heb de brief dubbel gekregen, wat nu?",
    "Waarom betaal ik rioolheffing?",
    "Geldt de aanslag ook voor huurders?",
    "Wat is de peildatum?",
    "Kan ik de aanslag digitaal ontvangen?",
    "Wie helpt mij met DigiD?",
    "Krijg ik geld terug na bezwaar?",
    "Waarom is de afvalstoffenheffing gestegen?",
    "Mag ik later betalen?",
    "Hoe machtig ik iemand anders?",
    "Klopt de oppervlakte van mijn woning?",
    "Wat kost een tweede container?",
)
APPROVED = 14


@pytest.fixture(params=HANDS, ids=lambda hand: hand.__name__.lower())
def hand(request: pytest.FixtureRequest) -> Any:
    return request.param


def fill_in(hand: Hand, title: str) -> None:
    """The form as a department fills it in: 45,000 letters in three batches."""
    page = hand.page
    hand.press(page.locator('input[name="informed"][value="ja"]'))
    hand.choose(page.locator('select[name="letter_type"]'), "WOZ-aanslag")
    hand.write(page.locator('input[name="title"]'), title)
    hand.choose(page.locator('select[name="department"]'), "Belastingen")
    for number in (1, 2, 3):
        if not page.locator(f'[name="batch-{number}-quantity"]').count():
            hand.press(page.locator('button[value="add_batch"]'))
            page.locator(f'[name="batch-{number}-quantity"]').wait_for()
        hand.write(page.locator(f'[name="batch-{number}-quantity"]'), "15000")
        hand.write_day(page.locator(f'[name="batch-{number}-handover_on"]'), FIRST_ON + timedelta(weeks=number - 1))
    hand.write(page.locator('textarea[name="letter_text"]'), "Beste bewoner,\n\nU betaalt voor 30 november 2027.")


def last_mailing(desk: Any, title: str) -> mailing_view.MailingView:
    with desk.house.store.reading() as session:
        (found,) = mailing_view.list_mailings(session, text=title)
    return found


def test_a_department_registers_45000_letters_in_three_batches(hand, desk, founded_folder, sign_in):
    here = desk(founded_folder)
    page = sign_in(here, "coordinator.belastingen")
    page.goto(here.address + "/mailings")
    at = hand(page)
    at.press(page.locator('a[href="/mailings/nieuw"]').first)
    fill_in(at, "Aanslag najaar")
    expect(page.locator("#vooruitblik")).to_contain_text("Extra klantcontacten")
    at.press(page.locator('button[value="register"]'))
    expect(page.locator("h1")).to_contain_text("Aanslag najaar")
    made = last_mailing(here, "Aanslag najaar")
    assert [batch.quantity for batch in made.batches] == [15_000] * 3
    assert [batch.handover_on for batch in made.batches] == [FIRST_ON + timedelta(weeks=week) for week in range(3)]
    here.sweep()
    page.reload()
    expect(page.locator("main")).to_contain_text("Drukste dag")
    expect(page.locator("main")).to_contain_text("Nog nodig voor vertrek")


def prepared(here: Any, title: str = "Aanslag najaar") -> str:
    """A mailing with a draft of twenty lines, staffing answered and slots open: only the KCC's judgement is missing."""
    now = here.house.now()
    taxes = here.actor("coordinator.belastingen")
    with here.house.store.writing() as session:
        content = MailingContent(
            title=title,
            department_id=organisation.get_department(session, "Belastingen").id,
            letter_type_id=letter_type.get_letter_type(session, "WOZ-aanslag").id,
            batches=tuple(BatchContent(15_000, day_of(now) + timedelta(days=30 + 7 * week)) for week in range(3)),
        )
        number = mailing.register(session, taxes, content, now=now)
        letter.attach(session, taxes, number, filename="brief.txt", content=b"U betaalt op tijd.", now=now)
        kept = letter.find_letter(session, number)
        assert kept
        letter.mark_read(session, here.house.actor, kept.id, text="U betaalt op tijd.", facts={}, now=now)
        source = faq.Source(SourceKind.LETTER, "alinea 1", "U betaalt op tijd.")
        lines = [
            faq.NewEntry(question, f"Antwoord {place} voor de beller.", (source,), f"vraag-{place}", 50 - place)
            for place, question in enumerate(QUESTIONS, start=1)
        ]
        faq.store_draft(session, here.house.actor, number, lines, now=now)
    here.sweep()
    with here.house.store.writing() as session:
        view = mailing_view.get_mailing(session, number)
        staffing.answer(session, here.actor("trafficer.kcc"), number, StaffingAnswer.YES, now=now)
    return view.reference


def test_a_lead_approves_fourteen_of_twenty_lines_and_an_agent_finds_exactly_those(hand, desk, founded_folder, sign_in):
    here = desk(founded_folder)
    ref = prepared(here)
    page = sign_in(here, "leider.kcc")
    page.goto(f"{here.address}/mailings/{ref}/faq")
    at = hand(page)
    lines = page.locator("[data-line]")
    expect(lines).to_have_count(len(QUESTIONS))
    for number in range(APPROVED):
        at.press(lines.nth(number).locator('[data-key="g"]'))
        expect(lines.nth(number).locator('[data-key="g"]')).to_have_count(0)
    first_on = last_mailing(here, "Aanslag najaar").batches[0].arrives_from
    clock.set_moment(here.folder, at_amsterdam(first_on, 10))  # answers are valid from the day the letter arrives
    found = set()
    agent = sign_in(here, "medewerker1.kcc")
    for place, question in enumerate(QUESTIONS, start=1):
        agent.goto(f"{here.address}/zoeken")
        searching = hand(agent)
        searching.write(agent.locator('input[name="q"]'), question.lower())
        agent.keyboard.press("Enter")
        answers = agent.locator(f'[data-answers][data-query="{question.lower()}"]')
        answers.wait_for(state="attached")  # not those to half of the question
        if re.search(rf"Antwoord {place} voor", agent.locator("main").inner_text()):
            found.add(place)
    with here.house.store.reading() as session:
        kept = faq_view.list_entries(session, mailing_view.get_mailing(session, ref).id)
    approved = {int(entry.key.split("-")[1]) for entry in kept if entry.state is FaqState.APPROVED and entry.key}
    assert len(approved) == APPROVED
    assert found == approved


def stage(here: Any, ref: str) -> Stage:
    with here.house.store.reading() as session:
        return mailing_view.get_mailing(session, ref).stage


def judge_all(here: Any, ref: str) -> None:
    with here.house.store.writing() as session:
        lead = here.actor("leider.kcc")
        for entry in faq_view.list_entries(session, mailing_view.get_mailing(session, ref).id):
            faq.judge(session, lead, entry.id, FaqState.APPROVED, expected_version=entry.version, now=here.house.now())


def test_nothing_leaves_before_the_lead_said_yes(hand, desk, founded_folder, sign_in):
    here = desk(founded_folder)
    ref = prepared(here)
    judge_all(here, ref)
    where = f"{here.address}/mailings/{ref}"
    department = sign_in(here, "coordinator.belastingen")
    department.goto(where)
    expect(department.locator(".tk-gate .is-open")).to_contain_text(["KCC-leider is aan zet"])
    expect(department.locator('form[action$="/vrijgeven"], form[action$="/afstemmen"]')).to_have_count(0)
    token = department.locator('input[name="csrf_token"]').first.input_value()
    forged = department.request.post(f"{where}/vrijgeven", form={"csrf_token": token}, headers={"Origin": here.address})
    assert forged.status == 409
    assert "KCC-leider" in forged.text()
    assert stage(here, ref) is Stage.PREPARED

    lead = sign_in(here, "leider.kcc")
    lead.goto(where)
    hand(lead).press(lead.locator('form[action$="/afstemmen"] button'))
    expect(lead.locator("main")).to_contain_text("afgestemd")
    assert stage(here, ref) is Stage.ALIGNED

    department.goto(where)
    hand(department).press(department.locator('form[action$="/vrijgeven"] button'))
    expect(department.locator("main")).to_contain_text(re.compile(r"TK-[0-9A-Z]{4}-[0-9A-Z]{4}"))


def aligned(here: Any) -> str:
    ref = prepared(here)
    judge_all(here, ref)
    with here.house.store.writing() as session:
        number = mailing_view.get_mailing(session, ref).id
        alignment.align(session, here.actor("leider.kcc"), number, now=here.house.now())
    return ref


def test_a_larger_quantity_takes_the_yes_back(hand, desk, founded_folder, sign_in):
    here = desk(founded_folder)
    ref = aligned(here)
    page = sign_in(here, "coordinator.belastingen")
    page.goto(f"{here.address}/mailings/{ref}")
    at = hand(page)
    at.press(page.locator('a[href$="/wijzigen"]').first)
    at.write(page.locator('[name="batch-1-quantity"]'), "20000")
    at.press(page.locator('button[value="check"]'))
    expect(page.locator("main")).to_contain_text("15.000")
    expect(page.locator("main")).to_contain_text("20.000")
    at.press(page.locator('button[value="keep"]'))
    page.wait_for_url(re.compile(rf"/mailings/{ref}(\?|$)"))
    assert stage(here, ref) is not Stage.ALIGNED
    with here.house.store.reading() as session:
        assert mailing_view.get_mailing(session, ref).batches[0].quantity == 20_000


def test_an_analyst_reads_the_review_and_takes_its_annex(hand, desk, played_folder, sign_in):
    here = desk(played_folder)
    page = sign_in(here, "analist.kcc")
    with here.house.store.reading() as session:
        (ref,) = (
            each.reference for each in mailing_view.list_mailings(session, text="2027") if each.stage is Stage.CLOSED
        )
    page.goto(f"{here.address}/mailings/{ref}/terugblik")
    expect(page.locator("h1")).to_be_visible()
    annex = page.locator('a[href$="terugblik.csv"]').first
    with page.expect_download() as download:
        hand(page).press(annex)
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))
    assert len(rows) > 20
    assert len({len(row) for row in rows if row}) <= 2


def test_an_agent_tallies_ten_contacts_by_mouse(desk, founded_folder, sign_in):
    here = desk(founded_folder)
    page = sign_in(here, "medewerker1.kcc")
    page.goto(f"{here.address}/turven")
    for number in range(10):
        page.locator(f'input[name="topic"][data-key="{number % 3 + 1}"]').check()
        page.locator('button[value="answered"]').click()
        expect(page.locator("[data-undo]")).to_have_count(1)
        expect(page.locator("main tbody tr")).to_have_count(number + 1)
    assert tallied(here) == 10


def test_an_agent_tallies_ten_contacts_with_two_keys_each(desk, founded_folder, sign_in):
    here = desk(founded_folder)
    page = sign_in(here, "medewerker1.kcc")
    page.goto(f"{here.address}/turven")
    for number in range(10):
        page.keyboard.press(str(number % 3 + 1))
        page.keyboard.press("Enter")
        expect(page.locator("main tbody tr")).to_have_count(number + 1)
    page.keyboard.press("u")
    expect(page.locator("main tbody tr")).to_have_count(9)
    assert tallied(here) == 9


def tallied(here: Any) -> int:
    on = day_of(here.house.now())
    with here.house.store.reading() as session:
        return tally.count_tallied(session, on=on)[1]


def test_registering_reading_and_approving_work_without_script(desk, founded_folder, sign_in):
    here = desk(founded_folder)
    page = sign_in(here, "coordinator.belastingen", java_script_enabled=False)
    page.goto(f"{here.address}/mailings/nieuw")
    at = HANDS[0](page)
    fill_in(at, "Aanslag zonder script")
    at.press(page.locator('button[value="preview"]'))
    expect(page.locator("main")).to_contain_text("Extra klantcontacten")
    at.press(page.locator('button[value="register"]'))
    expect(page.locator("h1")).to_contain_text("Aanslag zonder script")
    ref = prepared(here)
    lead = sign_in(here, "leider.kcc", java_script_enabled=False)
    lead.goto(f"{here.address}/mailings/{ref}")
    expect(lead.locator("main")).to_contain_text("Drukste dag")
    lead.goto(f"{here.address}/mailings/{ref}/faq")
    lead.locator("[data-line]").first.locator('[data-key="g"]').click()
    with here.house.store.reading() as session:
        entries = faq_view.list_entries(session, mailing_view.get_mailing(session, ref).id)
    assert [entry.state for entry in entries].count(FaqState.APPROVED) == 1
