"""Judging a sheet on its page: passages, differences, doubts, filters, remarks, and taking it all back."""

from __future__ import annotations

import re

import pytest

from registry import faq, letter, mailing_view
from registry.actor import Actor
from registry.kinds import Door, FaqState, SourceKind

SYSTEM = Actor.system(Door.COMMAND)
LETTER = "Beste bewoner,\n\nU krijgt hierbij de aanslag. U betaalt voor 30 april 2027. Het bedrag is € 54,20."


@pytest.fixture
def year(house):
    """Last year's sheet and this year's draft: one line unchanged, one with an old date, one that says something else."""
    old = house.register(title="WOZ 2026")
    answers = {
        "Wanneer moet ik betalen?": "Voor 30 april 2027.",
        "Tot wanneer kan ik bezwaar maken?": "Tot en met 9 april 2026.",
        "Hoe hoog is de aanslag?": "Het bedrag is € 50,00.",
    }
    give(house, old, answers)
    new = house.register(title="WOZ 2027")
    give(house, new, answers | {"Hoe hoog is de aanslag?": "Het bedrag is € 54,20."}, judged=False)
    return new


def give(house, ref, answers, *, judged=True):
    with house.store.writing() as session:
        number = mailing_view.get_mailing(session, ref).id
        now, taxes = house.moment, house.actor("taxes")
        letter.attach(session, taxes, number, filename="woz.txt", content=LETTER.encode(), now=now)
        kept = letter.find_letter(session, number)
        letter.mark_read(session, SYSTEM, kept.id, text=LETTER, facts={}, now=now)
        source = faq.Source(SourceKind.LETTER, "alinea 2", "U betaalt voor 30 april 2027.")
        faq.store_draft(
            session, SYSTEM, number, [faq.NewEntry(q, a, (source,), key=q[:20]) for q, a in answers.items()], now=now
        )
        for entry in faq.list_entries(session, number) if judged else ():
            faq.judge(session, house.actor("lead"), entry.id, FaqState.APPROVED, now=now)


def states(house, ref):
    return [entry.state for entry in house.entries(ref)]


def undo_address(page):
    found = re.search(r'action="(/mailings/[^"]+/faq/ongedaan/[0-9a-f]{24})', page)
    return found[1] if found else None


def test_a_line_shows_its_passage_in_the_letter_what_changed_and_what_may_be_old(house, year):
    page = house.visitor("lead").get(f"/mailings/{year}/faq").text
    assert "U krijgt hierbij de aanslag. <mark>U betaalt voor 30 april 2027.</mark> Het bedrag" in page
    assert re.search(r"<del><span[^>]*>weg: </span>50,00.</del><ins><span[^>]*>nieuw: </span>54,20.</ins>", page)
    assert re.search(r"“9 april 2026” is al voorbij als de eerste brief weggaat \((\w+ )?22\sfebruari\s2027\)", page)
    assert page.count("Klopt dit nog?") == 1


def test_a_line_with_other_facts_than_last_year_says_so_and_other_lines_do_not(house, year):
    page = house.visitor("lead").get(f"/mailings/{year}/faq").text
    assert page.count("gewijzigd sinds vorig jaar") == 1
    marked = next(part for part in page.split("<article")[1:] if "gewijzigd sinds vorig jaar" in part)
    assert "Hoe hoog is de aanslag?" in marked and "54,20" in marked


def test_a_source_is_shown_by_its_title_and_never_by_a_key(house):
    ref = house.register(title="Nieuwe containers")
    kept = (
        faq.Source(SourceKind.BANK, "afval_container.wanneer_bezorgd"),
        faq.Source(SourceKind.BANK, "weg.ermee"),
        faq.Source(SourceKind.LOG, "afval_container.wanneer_bezorgd", "waar blijft mijn bak", 12),
        faq.Source(SourceKind.EARLIER, "afval_container.wanneer_bezorgd", "In maart."),
    )
    entry = faq.NewEntry("Wanneer komt de container?", "In maart.", kept, key="afval_container.wanneer_bezorgd")
    with house.store.writing() as session:
        number = mailing_view.get_mailing(session, ref).id
        faq.store_draft(session, SYSTEM, number, [entry], now=house.moment)
    page = house.visitor("lead").get(f"/mailings/{ref}/faq").text
    assert "wanneer_bezorgd" not in page and "weg.ermee" not in page
    assert "<strong>vaste vragen</strong>, Andere inzameling van afval" in page and "12 keer" in page


def test_unchanged_lines_go_together_and_the_one_with_an_old_date_never_does(house, year):
    lead = house.visitor("lead")
    page = lead.get(f"/mailings/{year}/faq").text
    assert "Keur 1 ongewijzigde" in page and "oud kan zijn: 1" in page
    done = lead.post(f"/mailings/{year}/faq/goedkeuren-ongewijzigd")
    assert done.headers["location"].endswith("gelukt=alles-goedgekeurd")
    assert states(house, year) == [FaqState.APPROVED, FaqState.DRAFT, FaqState.DRAFT]
    again = lead.post(f"/mailings/{year}/faq/goedkeuren-ongewijzigd")
    assert again.headers["location"].endswith("gelukt=niets-ongewijzigd")


def test_what_was_just_judged_is_taken_back_from_the_bar(house, year):
    lead = house.visitor("lead")
    lead.get(f"/mailings/{year}/faq")
    lead.post(f"/mailings/{year}/faq/goedkeuren-ongewijzigd")
    address = undo_address(lead.get(f"/mailings/{year}/faq").text)
    assert lead.post(address).headers["location"].endswith("gelukt=ongedaan#regel-4")
    assert states(house, year) == [FaqState.DRAFT] * 3
    assert undo_address(lead.get(f"/mailings/{year}/faq").text) is None
    gone = lead.post(address)
    assert gone.status_code in (400, 404, 409) and "niets meer ongedaan" in gone.text


def test_with_script_a_line_its_progress_and_the_bar_come_back_together(house, year):
    lead, part = house.visitor("lead"), {"HX-Request": "true"}
    entry = house.entries(year)[1]
    lead.get(f"/mailings/{year}/faq")
    answer = lead.post(f"/mailings/{year}/faq/{entry.id}/weghalen", {"version": "1"}, headers=part)
    assert 'id="faq-stand" hx-swap-oob="true"' in answer.text and "Antwoord 2 is weggehaald." in answer.text
    for part_of_page in ("faq-keuze", "faq-samen"):
        assert f'id="{part_of_page}" hx-swap-oob="true"' in answer.text
    counts = dict(re.findall(r'toon=([a-z-]+)">[^<]*<span class="tk-count">(\d+)', answer.text))
    assert counts == {"te-beoordelen": "2", "weg": "1"} and "Keur 1 ongewijzigde" in answer.text
    back = lead.post(undo_address(answer.text), headers=part)
    assert f'id="regel-{entry.id}"' in back.text and house.entries(year)[1].state is FaqState.DRAFT


def test_a_line_that_was_changed_meanwhile_is_not_taken_back(house, year):
    lead = house.visitor("lead")
    entry = house.entries(year)[0]
    lead.get(f"/mailings/{year}/faq")
    lead.post(f"/mailings/{year}/faq/{entry.id}/goedkeuren", {"version": "1"})
    address = undo_address(lead.get(f"/mailings/{year}/faq").text)
    with house.store.writing() as session:
        faq.edit(session, house.actor("taxes"), entry.id, answer="Voor 1 mei 2027.", now=house.moment)
    assert undo_address(lead.get(f"/mailings/{year}/faq").text) is None
    refused = lead.post(address)
    assert refused.status_code >= 400 and "niet meer ongedaan te maken" in refused.text
    assert house.entries(year)[0].answer == "Voor 1 mei 2027."


def test_taking_back_keep_and_approve_brings_back_text_source_and_judgement(house, year):
    lead = house.visitor("lead")
    lead.get(f"/mailings/{year}/faq")
    before = house.entries(year)[0]
    changed = {"version": "1", "question": before.question, "answer": "Voor 15 mei 2027."}
    lead.post(f"/mailings/{year}/faq/{before.id}/wijzigen", changed)
    between = house.entries(year)[0]
    assert (between.answer, between.state) == ("Voor 15 mei 2027.", FaqState.APPROVED)
    lead.post(undo_address(lead.get(f"/mailings/{year}/faq").text))
    after = house.entries(year)[0]
    assert (after.answer, after.state, after.sources) == (before.answer, FaqState.DRAFT, before.sources)
    assert after.version == 3 and after.judged_at is None


def test_taking_back_a_change_of_an_approved_line_leaves_it_approved_as_it_was(house, year):
    lead = house.visitor("lead")
    lead.get(f"/mailings/{year}/faq")
    entry = house.entries(year)[0]
    lead.post(f"/mailings/{year}/faq/{entry.id}/goedkeuren", {"version": "1"})
    before = house.entries(year)[0]
    lead.post(f"/mailings/{year}/faq/{entry.id}/wijzigen", {"version": "1", "answer": "Iets heel anders."})
    lead.post(undo_address(lead.get(f"/mailings/{year}/faq").text))
    after = house.entries(year)[0]
    assert (after.answer, after.state, after.valid_until) == (before.answer, FaqState.APPROVED, before.valid_until)


def test_somebody_elses_judgement_is_not_mine_to_take_back(house, year):
    lead = house.visitor("lead")
    lead.get(f"/mailings/{year}/faq")
    lead.post(f"/mailings/{year}/faq/goedkeuren-ongewijzigd")
    address = undo_address(lead.get(f"/mailings/{year}/faq").text)
    taxes = house.visitor("taxes")
    assert undo_address(taxes.get(f"/mailings/{year}/faq").text) is None
    assert taxes.post(address).status_code == 403
    assert lead.post(f"/mailings/{year}/faq/ongedaan/{'0' * 24}").status_code >= 400


def test_an_answer_goes_back_with_a_remark_that_the_department_reads(house, year):
    lead = house.visitor("lead")
    entry = house.entries(year)[2]
    lead.get(f"/mailings/{year}/faq")
    refused = lead.post(f"/mailings/{year}/faq/{entry.id}/terugsturen", {"version": "1"})
    assert refused.status_code == 400 and "Schrijf erbij wat er niet klopt" in refused.text
    lead.post(f"/mailings/{year}/faq/{entry.id}/terugsturen", {"version": "1", "remark": "Is dat met korting?"})
    page = house.visitor("taxes").get(f"/mailings/{year}/faq").text
    assert "Is dat met korting?" in page and "antwoord verwacht op" in page


def test_each_filter_shows_its_own_lines_and_an_unknown_one_shows_all(house, year):
    lead = house.visitor("lead")
    lead.get(f"/mailings/{year}/faq")
    lead.post(f"/mailings/{year}/faq/goedkeuren-ongewijzigd?toon=te-beoordelen")

    def shown(name):
        return len(re.findall(r"<article", lead.get(f"/mailings/{year}/faq?toon={name}").text))

    wanted = {"te-beoordelen": 2, "goedgekeurd": 1, "leeg": 0, "terug": 0, "weg": 0, "": 3, "onzin": 3}
    assert {name: shown(name) for name in wanted} == wanted
    assert "Hier staat nu niets" in lead.get(f"/mailings/{year}/faq?toon=leeg").text


def test_a_line_opens_and_closes_its_fields_by_itself(house, year):
    lead, part = house.visitor("lead"), {"HX-Request": "true"}
    entry = house.entries(year)[0]
    opened = lead.get(f"/mailings/{year}/faq?aanpassen={entry.id}", headers=part).text
    assert "<html" not in opened and f'id="regel-{entry.id}-answer"' in opened
    closed = lead.get(f"/mailings/{year}/faq?regel={entry.id}", headers=part).text
    assert "<html" not in closed and f'id="regel-{entry.id}-answer"' not in closed
    other = house.entries("TK2027-0001")[0]
    assert lead.get(f"/mailings/{year}/faq?regel={other.id}", headers=part).status_code == 404
    assert house.visitor("waste").get(f"/mailings/{year}/faq?regel={entry.id}", headers=part).status_code == 403


@pytest.mark.parametrize("part", [{}, {"HX-Request": "true"}])
def test_who_judges_a_line_that_was_judged_otherwise_meanwhile_is_refused_and_sees_how_it_stands(house, year, part):
    lead = house.visitor("lead")
    entry = house.entries(year)[0]
    shown = lead.get(f"/mailings/{year}/faq?toon=te-beoordelen").text
    assert '<input type="hidden" name="state" value="draft">' in shown
    here, seen = f"/mailings/{year}/faq/{entry.id}", {"version": "1", "state": "draft"}
    assert lead.post(f"{here}/goedkeuren?toon=te-beoordelen", seen).status_code == 303
    stale = lead.post(f"{here}/weghalen?toon=te-beoordelen", seen, headers=part)
    assert stale.status_code == 409 and "Iemand anders heeft deze vraag intussen gewijzigd" in stale.text
    now = next(each for each in stale.text.split("<article")[1:] if f'id="regel-{entry.id}"' in each)
    assert "is-approved" in now and 'name="state" value="approved"' in now
    changed = lead.post(f"{here}/wijzigen", seen | {"answer": "Voor 1 mei."}, headers=part)
    assert changed.status_code == 409 and "<strong>Er staat nu:</strong> Voor 30 april 2027." in changed.text
    assert house.entries(year)[0].state is FaqState.APPROVED and house.entries(year)[0].answer == entry.answer
    assert lead.post(f"{here}/goedkeuren", seen).status_code == 303, "the same judgement twice does no harm"
    lead.post(undo_address(lead.get(f"/mailings/{year}/faq").text))
    assert lead.post(f"{here}/weghalen", seen).status_code == 303, "it stands as it was shown again"
    assert lead.post(f"{here}/goedkeuren", {"version": "1"}).status_code == 303, "who does not say what was seen"


def test_the_remark_of_the_kcc_stays_in_sight_while_the_department_types(house, year):
    lead, entry = house.visitor("lead"), house.entries(year)[2]
    lead.get(f"/mailings/{year}/faq")
    lead.post(f"/mailings/{year}/faq/{entry.id}/terugsturen", {"version": "1", "remark": "Is dat met korting?"})
    page = house.visitor("taxes").get(f"/mailings/{year}/faq?aanpassen={entry.id}").text
    assert f'id="regel-{entry.id}-answer"' in page and "Is dat met korting?" in page


def test_after_another_letter_the_lead_reads_at_the_yes_how_many_approved_answers_it_does_not_bear_out(house):
    ref = house.register()
    answers = {"Hoe hoog is het bedrag?": "Het bedrag is € 54,20.", "Waar betaal ik?": "Dat kan bij elke bank."}
    give(house, ref, answers)
    lead = house.visitor("lead")
    assert "misschien niet meer" not in lead.get(f"/mailings/{ref}").text
    assert "<strong>de brief</strong>, alinea 2" in lead.get(f"/mailings/{ref}/faq").text
    with house.store.writing() as session:
        number = mailing_view.get_mailing(session, ref).id
        letter.attach(session, house.actor("taxes"), number, filename="b.txt", content=b"x", now=house.moment)
        text = "Beste bewoner,\n\nU betaalt voor 30 mei 2027. Het bedrag is € 99,80."
        letter.mark_read(session, SYSTEM, letter.find_letter(session, number).id, text=text, facts={}, now=house.moment)
    page = lead.get(f"/mailings/{ref}").text
    assert "1 goedgekeurd antwoord klopt misschien niet meer met de brief." in page
    assert f'href="/mailings/{ref}/faq?toon=twijfel"' in page
    assert "misschien niet meer" not in house.visitor("agent").get(f"/mailings/{ref}").text
    shown = lead.get(f"/mailings/{ref}/faq?toon=twijfel").text
    assert shown.count("<article") == 1 and "Hoe hoog is het bedrag?" in shown
    assert "<strong>een eerdere brief</strong>, alinea 2" in shown and "<strong>de brief</strong>" not in shown
