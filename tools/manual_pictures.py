"""The pictures of the manual: parts of real pages, cut out at one width and kept small; `make gallery ARGS=--manual` comes here."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

import templates
from bench import rehearsal
from bench.serving import Served, serving
from demo import founding
from registry import mailing_view, person

OUT = Path(templates.__file__).parent / "pages" / "static" / "handleiding"
SEED = 1
WIDTH = 1000
COLOURS = 64  # flat pages: more cannot be seen
RUNNING = 9  # steps of the demo's play: two of three parts are sent


@dataclass(frozen=True)
class Shot:
    """One picture: what it is called, who looks, where, which part, and what is done first."""

    name: str
    function: str
    address: str
    part: str
    first: Callable[[Page], None] = lambda page: None
    is_next: bool = False  # of the mailing that is being prepared, not the one that runs


def _filled(page: Page) -> None:
    page.locator('select[name="letter_type"]').select_option(label="WOZ-aanslag")
    page.locator('[name="batch-1-quantity"]').fill("15000")
    page.locator('[name="batch-1-handover_on"]').fill("2027-09-07" if _is_day(page) else "07-09-2027")
    page.locator('[name="batch-1-quantity"]').press("Tab")
    page.locator("#vooruitblik .tk-figures").wait_for()


def _is_day(page: Page) -> bool:
    return page.locator('[name="batch-1-handover_on"]').get_attribute("type") == "date"


SHOTS = (
    Shot("melden-controlevraag", "coordinator.belastingen", "/mailings/nieuw", ".tk-control"),
    Shot("melden-vooruitblik", "coordinator.belastingen", "/mailings/nieuw", "#vooruitblik", _filled),
    Shot("mailing-poort", "leider.kcc", "/mailings/{ref}", "section:has(> .tk-gate)", is_next=True),
    Shot("mailing-verwacht", "leider.kcc", "/mailings/{ref}", 'section[aria-labelledby="prognose"]'),
    Shot("faq-regel", "leider.kcc", "/mailings/{ref}/faq", "[data-line] >> nth=0", is_next=True),
    Shot("te-doen", "leider.kcc", "/te-doen", "main"),
    Shot("zoeken", "medewerker1.kcc", "/zoeken?q=wos+waarde+te+hoog", "main"),
    Shot("afspraken", "medewerker1.kcc", "/afspraken?mailing={ref}", "main"),
    Shot("turven", "medewerker1.kcc", "/turven", "form[data-tally]"),
    Shot("contacten", "analist.kcc", "/contacten", "main"),
    Shot("beheer", "beheerder", "/beheer", "main"),
    Shot("gezond", "beheerder", "/gezond", "main"),
    Shot("terugblik", "analist.kcc", "/mailings/{ref}/terugblik", "main"),
)
TALLEST = 760


def _take(browser: Browser, served: Served, shot: Shot) -> None:
    context = browser.new_context(locale="nl-NL", viewport={"width": WIDTH, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    with served.house.store.reading() as session:
        who = person.get_person(session, founding.email_of(shot.function)).id
        found = mailing_view.list_mailings(session, text="afvalpas" if shot.is_next else "WOZ-aanslag 2027")
    page.goto(served.address)
    page.locator(f'button[name="person"][value="{who}"]').click()
    page.goto(served.address + shot.address.format(ref=max(found, key=lambda each: each.id).reference))
    shot.first(page)
    if page.locator("[data-chart]").count():
        page.wait_for_selector(".is-drawn")
    page.evaluate("scrollTo(0, 0)")  # what is cut out is counted from the top of the page
    box = page.locator(shot.part).first.bounding_box()
    assert box, shot.name
    clip = {"x": box["x"], "y": box["y"], "width": box["width"], "height": min(box["height"], TALLEST)}
    seen = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
    context.close()
    small = Image.open(io.BytesIO(seen)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(OUT / f"{shot.name}.png", optimize=True)


def _prepare(folder: Path, steps: int) -> None:
    rehearsal.found(folder, SEED)
    with rehearsal.receiving(folder):
        for number in range(1, steps + 1):
            rehearsal.perform(folder, SEED, number)
    rehearsal.register_next(folder)


def take_all(browser: Browser) -> int:
    """Make every picture anew; return how many."""
    OUT.mkdir(exist_ok=True)
    for steps, shots in ((RUNNING, SHOTS[:-1]), (rehearsal.STEPS, SHOTS[-1:])):
        with tempfile.TemporaryDirectory(prefix="torenkamer-manual-") as name, ThreadPoolExecutor(1) as other:
            other.submit(_prepare, Path(name), steps).result()
            with serving(Path(name)) as served:
                for shot in shots:
                    _take(browser, served, shot)
    return len(SHOTS)
