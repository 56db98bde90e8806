"""Pictures of every page, wide and narrow, empty, in use and full, in gallery/ (ignored by git); `make gallery` comes here.

Three installations are made in a temporary folder and served in this process: one without a mailing, Wierdijk with its mailing
reviewed and the next one registered, and a year of 300 mailings and 40 people. One colleague per role follows the links.
`--manual` makes the pictures of the manual instead.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import manual_pictures
from playwright.sync_api import Browser, Page, sync_playwright

from bench import rehearsal, town
from bench.serving import FLAGS, Served, serving
from flows.clashing import find_conflicts
from flows.installation import opened
from registry import clock, migrate, person, settings
from registry.kinds import Role

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (1280, 390)
SEED = 1


def empty(folder: Path) -> None:
    """People and letter types, and every list empty."""
    rehearsal.found_people(folder)


def normal(folder: Path) -> None:
    """One mailing played to its review, the next one registered."""
    rehearsal.found(folder, SEED)
    with rehearsal.receiving(folder):
        for number in range(1, rehearsal.STEPS + 1):
            rehearsal.perform(folder, SEED, number)
    rehearsal.register_next(folder)


def full(folder: Path) -> None:
    """300 mailings, 40 people, and what stands in each other's way."""
    (folder / clock.DEMO_MARK).touch()
    clock.set_moment(folder, town.NOW)
    store = settings.load(folder).open("main")
    migrate.upgrade(store)
    town.build(store)
    store.close()
    with opened("main", folder) as house:
        find_conflicts(house)


STATES: Mapping[str, Callable[[Path], None]] = {"leeg": empty, "gewoon": normal, "vol": full}


@dataclass(frozen=True)
class Visitor:
    """A colleague by role: the first who has it."""

    role: Role
    person_id: int


def visitors(served: Served) -> list[Visitor]:
    """One colleague for each role that somebody has."""
    with served.house.store.reading() as session:
        people = person.list_people(session)
    first: dict[Role, int] = {}
    for each in people:
        for role, _ in each.roles:
            first.setdefault(role, each.id)
    return [Visitor(role, number) for role, number in first.items()]


def links_on(page: Page, base: str) -> list[str]:
    """The addresses of this installation that a page leads to, without what asks for a choice."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    whole = [urljoin(page.url, href).split("#")[0] for href in found]
    return [url for url in dict.fromkeys(whole) if url.startswith(base) and not urlsplit(url).query]


def kind_of(url: str) -> str:
    """Pages that differ only in a number are one kind: one picture of each will do."""
    return re.sub(r"/(TK)?\d[\w-]*", "/N", urlsplit(url).path)


def picture(page: Page, folder: Path, name: str) -> None:
    """A page as a whole at both widths."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


def enter(browser: Browser, served: Served, who: int, scheme: str) -> Page:
    """Open the pages as a colleague."""
    context = browser.new_context(locale="nl-NL", color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(served.address)
    page.locator(f'button[name="person"][value="{who}"]').click()
    page.wait_for_load_state()
    return page


def visit(browser: Browser, served: Served, visitor: Visitor, folder: Path, seen: set[str], scheme: str) -> None:
    """Pictures of what one colleague can reach and nobody before could."""
    page = enter(browser, served, visitor.person_id, scheme)
    waiting, asked = [page.url, f"{served.address}/"], set()
    while waiting:
        url = waiting.pop(0)
        kind = kind_of(url)
        if kind in asked or re.search(r"\.\w{2,4}$|/brief$", kind):
            continue
        asked.add(kind)
        answer = page.goto(url)
        if not answer or not answer.ok or "text/html" not in answer.headers.get("content-type", ""):
            continue
        waiting += links_on(page, served.address)
        if kind not in seen:
            seen.add(kind)
            if page.locator("[data-chart]").count():
                page.wait_for_selector(".is-drawn")
            picture(page, folder, kind.strip("/").replace("/", "_") or "start")
    page.context.close()


def show(browser: Browser, state: str, out: Path, scheme: str) -> int:
    """Make the pictures of one installation; return of how many pages."""
    folder = out / (state if scheme == "light" else f"{state}-donker")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    seen: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="torenkamer-gallery-") as name, ThreadPoolExecutor(1) as other:
        other.submit(STATES[state], Path(name)).result()  # playwright has an event loop running in this thread
        with serving(Path(name)) as served:
            page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
            page.goto(served.address)
            picture(page, folder, "start")
            page.close()
            seen.add("/")
            for visitor in visitors(served):
                visit(browser, served, visitor, folder, seen, scheme)
    return len(seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "gallery")
    parser.add_argument("--state", choices=STATES, action="append", help="only this one; may be given more than once")
    parser.add_argument("--manual", action="store_true", help="only the pictures of the manual, kept with the pages")
    parser.add_argument("--dark", action="store_true", help="the dark look")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("No chromium here. Debian: apt-get install -y chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        if options.manual:
            print(f"{manual_pictures.take_all(browser)} pictures in {manual_pictures.OUT}")
            return
        for state in options.state or STATES:
            count = show(browser, state, options.out, "dark" if options.dark else "light")
            print(f"{state}: {count} pages in {options.out / state}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
