"""Changing a mailing through its form: what would change is shown first, then it is kept."""

from __future__ import annotations

import re

from registry import mailing_view


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
