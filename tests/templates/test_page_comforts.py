"""What the small scripts add in Chromium, and that the pages still stand without them."""

from __future__ import annotations

from collections.abc import Iterator

import gallery
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with gallery.served(dict(gallery.every_page("nl")) | dict(gallery.every_page("en"))) as where:
        yield where


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=gallery.CHROMIUM, args=list(gallery.FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page()
    yield opened
    opened.close()


def test_arrow_keys_read_the_chart_day_by_day(page: Page, address: str) -> None:
    page.goto(f"{address}/review-vol-nl.html")
    page.wait_for_selector(".is-drawn")
    page.focus("[data-chart-place]")
    said = page.locator("[data-chart-reading]")
    page.keyboard.press("ArrowRight")
    first = said.inner_text()
    page.keyboard.press("ArrowRight")
    assert first.startswith("Dag: ma") and "Werkelijk: 524" in first and said.inner_text() != first
    page.keyboard.press("End")
    assert "vr" in said.inner_text() and page.locator("tr.is-read").count() == 1


def test_a_chart_takes_the_colours_of_the_theme(chromium: Browser, address: str) -> None:
    strokes = {}
    for scheme in ("light", "dark"):
        opened = chromium.new_page(color_scheme=scheme)  # type: ignore[arg-type]
        opened.goto(f"{address}/mailing-vol-nl.html")
        opened.wait_for_selector(".is-drawn")
        strokes[scheme] = opened.locator(".mark-line path").first.get_attribute("stroke")
        opened.close()
    assert strokes == {"light": "#1c5a55", "dark": "#86cabd"}


def test_a_stored_dutch_chart_speaks_english_on_an_english_page(page: Page, address: str) -> None:
    page.goto(f"{address}/review-vol-en.html")
    page.wait_for_selector(".is-drawn")
    legend = page.locator(".mark-group.role-legend").all_text_contents()
    assert "Ordinary contacts" in " ".join(legend) and "Gewone contacten" not in " ".join(legend)


def test_the_tooltip_shows_day_and_count_in_dutch(page: Page, address: str) -> None:
    page.goto(f"{address}/review-vol-nl.html")
    page.wait_for_selector(".is-drawn")
    page.locator(".mark-symbol.role-mark path").first.hover()
    told = page.locator("#vg-tooltip-element")
    told.wait_for(state="visible")
    assert "maandag 15 februari 2027" in told.inner_text()


def test_lines_are_walked_and_judged_by_keyboard(page: Page, address: str) -> None:
    posted: list[str] = []
    page.route(
        "**/mailings/**",
        lambda route: (posted.append(route.request.url), route.fulfill(body="<p>ok</p>", content_type="text/html"))[0],
    )
    page.goto(f"{address}/faq-vol-nl.html")
    for _ in range(3):
        page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "regel-13"
    page.keyboard.press("k")
    page.keyboard.press("j")
    with page.expect_response("**/faq/13/goedkeuren"):
        page.keyboard.press("g")
    assert posted == [f"{address}/mailings/2027-004/faq/13/goedkeuren"]


def test_letters_typed_in_a_field_judge_nothing(page: Page, address: str) -> None:
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    page.goto(f"{address}/faq-vol-nl.html")
    page.fill("#regel-14-answer", "")
    page.type("#regel-14-answer", "gasv")
    assert posted == [] and page.input_value("#regel-14-answer") == "gasv"


def test_without_script_the_figures_are_there_and_nothing_is_hidden_behind_a_button(
    chromium: Browser, address: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{address}/review-vol-nl.html")
    opened.click("summary")
    assert opened.locator("#terugblik-grafiek tbody tr").first.is_visible()
    opened.goto(f"{address}/search-vol-nl.html")
    assert not opened.locator("[data-copy]").first.is_visible()
    context.close()


def test_the_skip_link_shows_when_it_has_the_focus_and_leads_to_the_content(page: Page, address: str) -> None:
    page.goto(f"{address}/mailings-vol-nl.html")
    page.keyboard.press("Tab")
    box = page.locator(".utrecht-skip-link").bounding_box()
    assert box is not None and box["width"] > 50
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"
