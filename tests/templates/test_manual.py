"""The manual knows every section that its readers see, and has every picture it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from registry.kinds import Role
from templates import manual
from templates.values.frame import Section

STATIC = Path(manual.__file__).parent / "pages" / "static" / "handleiding"
OPEN_TO_ALL = {Section.MAILINGS}


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_guide(role):
    guide = manual.guide_for([role])
    assert guide is not None and role in guide.roles


@pytest.mark.parametrize("guide", manual.GUIDES, ids=lambda guide: guide.key)
def test_help_leads_to_the_heading_of_the_section(guide):
    assert manual.places(guide.key) >= OPEN_TO_ALL
    assert manual.help_address(guide.roles, "mailings") == f"/hulp/{guide.key}#mailings"
    assert manual.help_address(guide.roles, "nergens") == f"/hulp/{guide.key}"


def test_who_has_no_role_is_led_to_the_first_page():
    assert manual.help_address((), "mailings") == "/hulp"


def test_somebody_with_two_roles_reads_about_the_one_that_decides():
    assert manual.guide_for([Role.AGENT, Role.KCC_LEAD]).key == "kcc-leider"
    assert manual.guide_for([Role.AGENT, Role.LIAISON]).key == "medewerker"


def test_every_picture_is_there_and_every_picture_there_is_shown():
    shown = set()
    for guide in manual.GUIDES:
        text = (manual.FOLDER / f"_{guide.key}.html").read_text(encoding="utf-8")
        shown |= set(re.findall(r'pic\("([\w-]+)"', text))
    assert shown == {path.stem for path in STATIC.glob("*.png")}


def test_the_guides_that_exist_are_the_guides_that_are_listed():
    assert {path.stem.removeprefix("_") for path in manual.FOLDER.glob("_*.html")} == {g.key for g in manual.GUIDES}
