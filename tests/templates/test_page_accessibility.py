"""axe-core on every sample page in Chromium, light and dark, wide and narrow, under the product's Content-Security-Policy.

In English `tests/browser` walks the pages of the application itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gallery
import pytest
from playwright.sync_api import Browser, sync_playwright

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = {"vol": [("light", 1280), ("dark", 390)], "kaal": [("light", 390)]}
PAGES = dict(gallery.every_page("nl"))
BAD_PAGE = "<!doctype html><html><title>x</title><img src='/static/tower.svg'><p style='color:#ccc'>bleek</p></html>"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with gallery.served({**PAGES, "bad.html": BAD_PAGE}) as where:
        yield where


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=gallery.CHROMIUM, args=list(gallery.FLAGS))
        yield browser
        browser.close()


def violations(browser: Browser, url: str, scheme: Any, width: int) -> list[str]:
    """What axe found, what broke the policy and what scrolls sideways; an empty list is a good page."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(url)
    if page.locator("[data-chart]").count():
        page.wait_for_selector(".is-drawn")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = page.evaluate(f"(() => {{ {AXE}; return axe.run({{runOnly: {{type: 'tag', values: {TAGS}}}}}) }})()")
    page.close()
    told = [f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}" for v in found["violations"]]
    return told + broken + ([f"{wide} pixels too wide"] if wide > 0 else [])


@pytest.mark.parametrize("name", list(PAGES))
def test_axe_finds_nothing(name: str, address: str, chromium: Browser) -> None:
    for scheme, width in LOOKS[name.split("-")[1]]:
        assert violations(chromium, f"{address}/{name}", scheme, width) == [], (scheme, width)


def test_the_check_bites(address: str, chromium: Browser) -> None:
    told = " ".join(violations(chromium, f"{address}/bad.html", "light", 1280))
    assert "image-alt" in told and "html-has-lang" in told and "Content Security Policy" in told
