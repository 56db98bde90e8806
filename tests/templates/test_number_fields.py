"""The numbers of addresses in Chromium: points come between the thousands, and what is no whole number is left to the server."""

from __future__ import annotations

from collections.abc import Iterator

import gallery
import pytest
from playwright.sync_api import Page, sync_playwright

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def form() -> Iterator[Page]:
    with (
        gallery.served({"register.html": gallery.page_html("register", 0, "nl")}) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=gallery.CHROMIUM, args=list(gallery.FLAGS))
        page = browser.new_page()
        page.goto(f"{address}/register.html")
        yield page
        browser.close()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("15000", "15.000"),
        ("12 000", "12.000"),
        ("1'000'000", "1.000.000"),
        ("1.500", "1.500"),
        ("1.5", "1.5"),
        ("15.00", "15.00"),
        ("1 5", "1 5"),
        ("12,5", "12,5"),
    ],
)
def test_a_number_is_grouped_only_when_it_is_whole(form: Page, typed: str, shown: str) -> None:
    field = form.locator('[name="batch-1-quantity"]')
    field.fill(typed)
    field.dispatch_event("change")
    assert field.input_value() == shown
