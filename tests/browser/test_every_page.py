"""Every GET page of the application in Chromium: axe, the Content-Security-Policy, nothing too wide; empty and in use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Error, Page

from demo.mailings import this_year
from registry import inbox, letter_type, mailing_view, notice, organisation, person
from templates import manual

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent.parent / "templates" / "vendor" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# with nodes told of violations only: telling of all that is well takes a third of the time
OPTIONS = json.dumps({"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
# what answers something else than a page of ours, or only sends on
NO_PAGES = re.compile(
    r"\.(csv|json|pdf|png|ics|txt|svg)$|^/(favicon\.ico|thema\.css|metrics)$|/brief$|^/aanmelden/(werkaccount|terug)$|/chain$"
)
FUNCTIONS = ("leider.kcc", "beheerder", "coordinator.belastingen")  # between them they may see every page
BAD = "<!doctype html><html><title>x</title><img src='/static/tower.svg'><p style='color:#ccc'>bleek</p></html>"


def _samples(desk: Any) -> Mapping[str, list[str]]:
    """Values for each name that stands in an address; none where the installation has nothing of the kind."""
    with desk.house.store.reading() as session:
        found = sorted(mailing_view.list_mailings(session), key=lambda each: each.id)
        played = [each for each in found if each.content.title == this_year().name]
        mailings = [*played, *found[-1:]] if played else found[-2:]  # the one with everything, and the newest
        notices = notice.list_notices(session, limit=1)
        mails = inbox.list_mails(session, limit=1)
        people = person.list_people(session)
        departments = organisation.list_departments(session)
        types = letter_type.list_letter_types(session)
    return {
        "guide": [manual.GUIDES[0].key],
        "person_id": [str(each.id) for each in people[:1]],
        "department_id": [str(each.id) for each in departments[:1]],
        "letter_type_id": [str(each.id) for each in types[:1]],
        "ref": [each.reference for each in mailings],
        "notice_id": [str(each.id) for each in notices],
        "mail_id": [str(each.id) for each in mails],
    }


def _paths(app: Any) -> list[str]:
    paths = {route.path for route in app.routes if "GET" in (getattr(route, "methods", None) or ())}
    return sorted(path for path in paths if not NO_PAGES.search(path))


def _addresses(path: str, samples: Mapping[str, list[str]]) -> list[str]:
    """A path with its names filled in, once for every thing it may be about."""
    name = re.search(r"\{(\w+)(:\w+)?\}", path)
    if name is None:
        return [path]
    filled = (path.replace(name[0], value) for value in samples.get(name[1], ()))
    return [address for each in filled for address in _addresses(each, samples)]


def _faults(page: Page) -> list[str]:
    found = page.evaluate(f"(async () => {{ {AXE}; return (await axe.run({OPTIONS})).violations }})()")
    told = [f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}" for v in found]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return told + ([f"{wide} pixels too wide"] if wide > 0 else [])


@contextmanager
def _broken(page: Page) -> Iterator[list[str]]:
    """What a page tells of errors from now on."""
    told: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            told.append(message.text)

    def catch(error: Error) -> None:
        told.append(str(error))

    page.on("console", hear)
    page.on("pageerror", catch)
    try:
        yield told
    finally:
        page.remove_listener("console", hear)
        page.remove_listener("pageerror", catch)


def _visited(page: Page, address: str, scheme: Any) -> list[str] | None:
    """What is wrong with a page; None where the colleague may not see it."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    with _broken(page) as broken:
        answer = page.goto(address)
        assert answer is not None
        if answer.status in (403, 404, 409):
            return None
        if answer.status != 200 and not (answer.status == 503 and address.endswith("/gezond")):
            return [f"answered {answer.status}"]
        if page.locator("[data-chart]").count():
            page.wait_for_selector(".is-drawn")
        return _faults(page) + [text for text in broken if "503" not in text]


def _walk(desk: Any, sign_in: Any, lang: str, width: int, scheme: str) -> tuple[dict[str, list[str]], set[str]]:
    """The faults by address, and the paths that nobody could see."""
    faults: dict[str, list[str]] = {}
    samples = _samples(desk)
    unseen = {path for path in _paths(desk.app) if _addresses(path, samples)}
    for function in FUNCTIONS:
        page = sign_in(desk, function, viewport={"width": width, "height": 900})
        own = page.context.new_page()  # one for all: each page in a tab of its own costs more than axe does
        page.context.add_cookies([{"name": "tk_lang", "value": lang, "url": desk.address}])
        for path in sorted(unseen):
            for address in _addresses(path, samples):
                own.goto("about:blank")  # what the page before has still to say is not about this one
                found = _visited(own, desk.address + address, scheme)
                assert own.locator("html").get_attribute("lang") == lang, path
                if found is not None:
                    unseen.discard(path)
                if found:
                    faults[address] = found
    return faults, unseen


# every language, both looks and every width once with rows and once without; 640 is 1280 at 200 %
IN_USE = [("nl", 1280, "light"), ("en", 390, "dark")]
EMPTY = [("nl", 390, "dark"), ("en", 640, "light")]


@pytest.mark.parametrize(("lang", "width", "scheme"), IN_USE)
def test_axe_finds_nothing_on_any_page_in_use(lang, width, scheme, open_once, played_folder, sign_in):
    faults, unseen = _walk(open_once(played_folder), sign_in, lang, width, scheme)
    assert faults == {}
    assert unseen == set(), "nobody of FUNCTIONS may see these"


@pytest.mark.parametrize(("lang", "width", "scheme"), EMPTY)
def test_axe_finds_nothing_on_any_empty_page(lang, width, scheme, open_once, bare_folder, sign_in):
    faults, unseen = _walk(open_once(bare_folder), sign_in, lang, width, scheme)
    assert faults == {}
    assert unseen == set()


def test_every_address_with_a_name_in_it_has_a_sample(open_once, played_folder):
    desk = open_once(played_folder)
    names = {name for path in _paths(desk.app) for name in re.findall(r"\{(\w+)", path)}
    assert names and names <= _samples(desk).keys()


def test_the_first_page_of_a_visitor_is_good_too(open_once, played_folder, chromium):
    page = chromium.new_page()
    assert _visited(page, open_once(played_folder).address, "light") == []
    page.close()


def test_the_check_bites(open_once, bare_folder, chromium):
    page = chromium.new_page()
    page.goto(open_once(bare_folder).address + "/thema.css")
    page.set_content(BAD)
    told = " ".join(_faults(page))
    assert "image-alt" in told and "html-has-lang" in told and "color-contrast" in told
    page.close()
