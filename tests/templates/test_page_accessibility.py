"""axe-core on every sample page in Chromium, light and dark, wide and narrow, under the product's Content-Security-Policy.

In English `tests/browser` walks the pages of the application itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gallery
import pytest
from playwright.sync_api import Page, sync_playwright

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# with nodes told of violations only: telling of all that is well takes a third of the time
OPTIONS = json.dumps({"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
LOOKS = {"vol": [("light", 1280), ("dark", 390)], "kaal": [("light", 390)]}
PAGES = dict(gallery.every_page("nl"))
BAD_PAGE = "<!doctype html><html><title>x</title><img src='/static/tower.svg'><p style='color:#ccc'>bleek</p></html>"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with gallery.served({**PAGES, "bad.html": BAD_PAGE}) as where:
        yield where


@dataclass
class Tab:
    """One tab for all pages: a tab of its own for each costs twice what axe costs. `broken` is what the newest page told."""

    page: Page
    broken: list[str]


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=gallery.CHROMIUM, args=list(gallery.FLAGS))
        found = Tab(browser.new_page(), [])
        found.page.on("console", lambda told: found.broken.append(told.text) if told.type == "error" else None)
        found.page.on("pageerror", lambda error: found.broken.append(str(error)))
        yield found
        browser.close()


def violations(tab: Tab, url: str, scheme: Any, width: int) -> list[str]:
    """What axe found, what broke the policy and what scrolls sideways; an empty list is a good page."""
    page = tab.page
    page.goto("about:blank")  # what the page before has still to say is not about this one
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    tab.broken.clear()
    page.goto(url)
    if page.locator("[data-chart]").count():
        page.wait_for_selector(".is-drawn")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = page.evaluate(f"(async () => {{ {AXE}; return (await axe.run({OPTIONS})).violations }})()")
    told = [f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}" for v in found]
    return told + tab.broken + ([f"{wide} pixels too wide"] if wide > 0 else [])


@pytest.mark.parametrize("name", list(PAGES))
def test_axe_finds_nothing(name: str, address: str, tab: Tab) -> None:
    for scheme, width in LOOKS[name.split("-")[1]]:
        assert violations(tab, f"{address}/{name}", scheme, width) == [], (scheme, width)


def test_the_check_bites(address: str, tab: Tab) -> None:
    told = " ".join(violations(tab, f"{address}/bad.html", "light", 1280))
    assert "image-alt" in told and "html-has-lang" in told and "Content Security Policy" in told
