"""Changing a mailing through its form: what would change is shown first, then it is kept."""

from __future__ import annotations

import html
import re
from datetime import date

from mailing_forms import said_beside, typed_text

from registry import alignment, letter, mailing_view
from registry.kinds import NumberOwner
from registry.mailing_content import PrintedContact


def table(text):
    """The rows of what was and what becomes."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td class="tk-was">(.*?)</td><td><strong>(.*?)</strong>', text)
    return [tuple(html.unescape(each).replace("\xa0", " ") for each in row) for row in rows]


def deleted(text):
    return [html.unescape(each) for each in re.findall(r"<del><span[^>]*>weg: </span>(.*?)</del>", text, re.S)]


def inserted(text):
    return [html.unescape(each) for each in re.findall(r"<ins><span[^>]*>nieuw: </span>(.*?)</ins>", text, re.S)]


def stored(house):
    with house.store.reading() as session:
        name, content = letter.get_content(session, 1)
    return name, content.decode()


def change_fields(visitor, house, ref, **more):
    page = visitor.get(f"/mailings/{ref}/wijzigen").text
    found = dict(re.findall(r'name="(batch-[^"]+|version|title)"[^>]*?value="([^"]*)"', page))
    classes = {f"batch-{number}-delivery_class": "48h" for number in (1, 2, 3)}
    return {**found, **classes, **more}


def test_a_change_shows_was_and_is_and_who_is_told_before_it_is_kept(house):
    ref = house.register()
    house.prepare(ref)
    house.align(ref)
    visitor = house.visitor("taxes")
    changed = change_fields(visitor, house, ref, **{"batch-1-quantity": "20000"})
    shown = visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "step": "check"})
    assert shown.status_code == 200
    assert "15.000" in shown.text and "20.000" in shown.text
    assert "De afstemming vervalt" in shown.text and "Bericht gaat naar: lead" in shown.text
    assert house.view(ref).is_aligned
    kept = visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "step": "keep"})
    assert kept.status_code == 303
    view = house.view(ref)
    assert (view.quantity, view.revision, view.is_aligned) == (50_000, 2, False)
    assert "Deel 1, adressen" in visitor.get(f"/mailings/{ref}").text


def test_a_change_after_the_release_says_that_the_code_is_void_before_and_after(house):
    ref = house.register()
    house.prepare(ref)
    house.align(ref)
    visitor = house.visitor("taxes")
    assert "nog geen verzendbewijs" in visitor.get(f"/mailings/{ref}/verzendbewijs").text
    with house.store.writing() as session:
        code = alignment.release(session, house.actor("taxes"), house.view(ref).id, now=house.moment)
    changed = change_fields(visitor, house, ref, **{"batch-1-quantity": "20000"})
    shown = visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "step": "check"}).text
    assert f"Verzendbewijs {code} geldt dan niet meer. Zeg het ook tegen de drukker." in shown
    assert "Bericht gaat naar: lead, taxes." in shown
    assert visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "step": "keep"}).status_code == 303
    proof = visitor.get(f"/mailings/{ref}/verzendbewijs")
    assert proof.status_code == 409 and f"Verzendbewijs {code} van mailing {ref} geldt niet meer" in proof.text


def test_a_small_correction_tells_nobody(house):
    ref = house.register()
    visitor = house.visitor("taxes")
    changed = change_fields(visitor, house, ref, title="WOZ-aanslag 2027 (definitief)")
    shown = visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "step": "check"})
    assert "Niemand krijgt hierover bericht" in shown.text
    assert visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "step": "keep"}).status_code == 303
    assert house.view(ref).content.title == "WOZ-aanslag 2027 (definitief)"


def test_a_stale_revision_is_refused_and_keeps_what_was_typed(house):
    ref = house.register()
    visitor = house.visitor("taxes")
    changed = change_fields(visitor, house, ref, title="Mijn titel", step="keep")
    other = change_fields(visitor, house, ref, title="Titel van een ander", step="keep")
    assert visitor.post(f"/mailings/{ref}/wijzigen", other).status_code == 303
    answer = visitor.post(f"/mailings/{ref}/wijzigen", changed)
    assert answer.status_code == 409 and "intussen gewijzigd" in answer.text and "Mijn titel" in answer.text
    assert house.view(ref).content.title == "Titel van een ander"


def test_another_departments_mailing_cannot_be_changed(house):
    ref = house.register()
    visitor = house.visitor("waste")
    assert visitor.get(f"/mailings/{ref}/wijzigen").status_code == 403
    assert visitor.post(f"/mailings/{ref}/wijzigen", {"title": "x", "step": "keep"}).status_code == 403


def test_nothing_changed_is_said(house):
    ref = house.register()
    visitor = house.visitor("taxes")
    answer = visitor.post(f"/mailings/{ref}/wijzigen", {**change_fields(visitor, house, ref), "step": "check"})
    assert answer.status_code == 400 and "niets gewijzigd" in answer.text
    with house.store.reading() as session:
        assert len(mailing_view.list_versions(session, 1)) == 1


NEW_TEXT = "Beste bewoner,\n\nU betaalt voor 31 mei 2027."


def test_a_new_letter_alone_is_shown_word_by_word_before_it_is_kept(house):
    ref = house.register()
    house.prepare(ref)
    visitor = house.visitor("taxes")
    changed = change_fields(visitor, house, ref, letter_text=NEW_TEXT)
    shown = visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "step": "check"})
    assert shown.status_code == 200
    assert table(shown.text) == [("De brief", "woz.txt", "nieuwe tekst")]
    assert deleted(shown.text) == ["30 april."] and inserted(shown.text) == ["31 mei 2027."]
    assert "Niemand krijgt hierover bericht" in shown.text and "Extra klantcontacten: eerst" not in shown.text
    assert stored(house)[0] == "woz.txt"
    kept = visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "step": "keep"})
    assert kept.headers["location"].endswith("gelukt=gewijzigd")
    assert stored(house) == ("brief.txt", NEW_TEXT)
    assert house.view(ref).revision == 1


def test_a_new_letter_after_the_yes_says_that_the_yes_goes_and_who_is_told(house):
    ref = house.register()
    house.prepare(ref)
    house.align(ref)
    visitor = house.visitor("taxes")
    changed = change_fields(visitor, house, ref, letter_text=NEW_TEXT)
    shown = visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "step": "check"}).text
    assert "De afstemming vervalt" in shown and "Bericht gaat naar: lead" in shown
    visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "step": "keep"})
    assert not house.view(ref).is_aligned
    timeline = visitor.get(f"/mailings/{ref}").text
    assert "De mailing is gewijzigd." in timeline and "woz.txt" in timeline and "brief.txt" in timeline


def test_a_first_letter_has_no_earlier_text_to_compare(house):
    ref = house.register()
    visitor = house.visitor("taxes")
    changed = change_fields(visitor, house, ref, letter_text=NEW_TEXT, step="check")
    shown = visitor.post(f"/mailings/{ref}/wijzigen", changed).text
    assert table(shown) == [("De brief", "geen brief", "nieuwe tekst")] and not inserted(shown)


def test_a_letter_and_a_quantity_that_change_together_are_both_listed(house):
    ref = house.register()
    house.prepare(ref)
    visitor = house.visitor("taxes")
    changed = change_fields(visitor, house, ref, letter_text=NEW_TEXT, **{"batch-1-quantity": "20000"})
    shown = visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "step": "check"}).text
    assert table(shown) == [("Deel 1, adressen", "15.000", "20.000"), ("De brief", "woz.txt", "nieuwe tekst")]
    assert "Bericht gaat naar: lead" in shown and inserted(shown)


def test_the_text_that_is_kept_already_is_no_change_and_leaves_the_file(house):
    ref = house.register()
    house.prepare(ref)
    visitor = house.visitor("taxes")
    same = change_fields(visitor, house, ref, letter_text="Beste bewoner,\r\n\r\nU betaalt voor 30 april.\r\n")
    answer = visitor.post(f"/mailings/{ref}/wijzigen", {**same, "step": "check"})
    assert answer.status_code == 400 and "niets gewijzigd" in answer.text
    kept = visitor.post(f"/mailings/{ref}/wijzigen", {**same, "step": "keep"})
    assert kept.headers["location"].endswith("gelukt=ongewijzigd") and stored(house)[0] == "woz.txt"


def test_a_text_without_words_is_refused_beside_its_field(house):
    ref = house.register()
    visitor = house.visitor("taxes")
    for step in ("check", "keep"):
        answer = visitor.post(
            f"/mailings/{ref}/wijzigen", change_fields(visitor, house, ref, letter_text="12 - 34", step=step)
        )
        assert answer.status_code == 400 and "geen woorden" in said_beside(answer.text, "letter_text")


def test_a_letter_of_many_pages_is_not_compared_word_by_word(house):
    ref = house.register()
    house.prepare(ref)
    visitor = house.visitor("taxes")
    changed = change_fields(visitor, house, ref, letter_text="U betaalt voor 31 mei. " * 600, step="check")
    shown = visitor.post(f"/mailings/{ref}/wijzigen", changed).text
    assert "te lang om het verschil" in shown and not inserted(shown)


def test_the_text_of_a_chosen_file_stays_on_the_page_of_confirmation(house):
    ref = house.register()
    house.prepare(ref)
    visitor = house.visitor("taxes")
    files = {"letter_file": ("nieuw.txt", NEW_TEXT.encode(), "text/plain")}
    changed = change_fields(visitor, house, ref)
    shown = visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "step": "check"}, files=files)
    assert "De tekst van nieuw.txt staat nu hieronder. Kies het bestand opnieuw" in shown.text
    assert table(shown.text) == [("De brief", "woz.txt", "nieuwe tekst")] and inserted(shown.text) == ["31 mei 2027."]
    assert typed_text(shown.text) == NEW_TEXT
    visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "letter_text": NEW_TEXT, "step": "keep"}, files=files)
    assert stored(house)[0] == "nieuw.txt"


def test_every_field_beside_the_parts_can_be_changed_and_is_told_in_words(house):
    ref = house.register(printed=PrintedContact(phone="14 0599"), reader_deadline_on=date(2027, 4, 30))
    visitor = house.visitor("taxes")
    wanted = {
        "sender": "Gemeente Wierdijk, Belastingen",
        "audience": "alle eigenaren",
        "reader_must": "betalen",
        "reader_until_on": "2027-05-31",
        "printed_contact": "14 0599\nbelastingen@wierdijk.example",
        "number_owner": "department",
    }
    changed = change_fields(visitor, house, ref, **wanted)
    shown = visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "step": "check"})
    assert shown.status_code == 200
    assert table(shown.text) == [
        ("Afzender op de brief", "niets", "Gemeente Wierdijk, Belastingen"),
        ("Voor wie", "niets", "alle eigenaren"),
        ("Wat de lezer moet doen", "niets", "betalen"),
        ("Uiterste dag voor de lezer", "vr 30 apr 2027", "ma 31 mei 2027"),
        ("Contactgegevens in de brief", "14 0599", "14 0599, belastingen@wierdijk.example"),
        ("Van wie het nummer is", "nummer van het KCC", "nummer van de afdeling"),
    ]
    assert "Niemand krijgt hierover bericht" in shown.text
    assert visitor.post(f"/mailings/{ref}/wijzigen", {**changed, "step": "keep"}).status_code == 303
    content = house.view(ref).content
    assert (content.sender, content.audience, content.reader_action) == (
        "Gemeente Wierdijk, Belastingen",
        "alle eigenaren",
        "betalen",
    )
    assert content.reader_deadline_on == date(2027, 5, 31)
    assert content.printed == PrintedContact(phone="14 0599", email="belastingen@wierdijk.example")
    assert content.number_owner is NumberOwner.DEPARTMENT


def test_printed_contact_that_nobody_touched_stays_as_it_was_read(house):
    # a number between the desk's words would be read as a telephone number were it read anew
    contact = PrintedContact(desk="Balie, kamer 101 202", opening_hours="werkdagen")
    ref = house.register(printed=contact)
    visitor = house.visitor("taxes")
    typed = {"title": "Nieuwe naam", "printed_contact": "Balie, kamer 101 202\r\nwerkdagen", "step": "keep"}
    assert visitor.post(f"/mailings/{ref}/wijzigen", change_fields(visitor, house, ref, **typed)).status_code == 303
    assert house.view(ref).content.printed == contact


def test_a_field_that_cannot_be_stands_beside_its_field(house):
    ref = house.register()
    visitor = house.visitor("taxes")
    wrong = {"reader_until_on": "2027-01-30", "audience": "x" * 2001, "step": "check"}
    answer = visitor.post(f"/mailings/{ref}/wijzigen", change_fields(visitor, house, ref, **wrong))
    assert answer.status_code == 400
    assert said_beside(answer.text, "reader_until_on") and "2.000 tekens" in said_beside(answer.text, "audience")
    unread = change_fields(visitor, house, ref, reader_until_on="morgen", number_owner="buurman", step="keep")
    answer = visitor.post(f"/mailings/{ref}/wijzigen", unread)
    assert "geen datum" in said_beside(answer.text, "reader_until_on") and said_beside(answer.text, "number_owner")


def test_the_form_of_a_change_names_what_stays_and_shows_what_is_kept(house):
    ref = house.register(sender="Gemeente Wierdijk", reader_action="betalen")
    page = house.visitor("taxes").get(f"/mailings/{ref}/wijzigen").text
    assert "Brieftype WOZ-aanslag en afdeling Belastingen liggen vast" in page
    assert 'value="Gemeente Wierdijk"' in page and 'value="betalen"' in page
    assert "Er is nog geen brief" in page
    without = house.register(letter_type_id=None, title="Zonder type")
    assert "Afdeling Belastingen ligt vast" in house.visitor("taxes").get(f"/mailings/{without}/wijzigen").text


def test_what_a_browser_does_to_the_lines_of_a_field_is_no_change(house):
    ref = house.register(audience="alle eigenaren\nen alle huurders ")
    visitor = house.visitor("taxes")
    same = change_fields(visitor, house, ref, audience="alle eigenarenen alle huurders ", sender="", step="check")
    answer = visitor.post(f"/mailings/{ref}/wijzigen", same)
    assert answer.status_code == 400 and "niets gewijzigd" in answer.text
