"""Wierdijk behind a real server, and Chromium before it. Flows are swept in this process where a test says so."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench import rehearsal
from bench.serving import CHROMIUM, FLAGS, serving
from demo import founding
from flows.installation import Installation
from flows.work import sweep
from registry import clock, person
from registry.actor import Actor
from registry.kinds import Door

sys.path.insert(0, str(Path(__file__).parent))  # makes `hands` importable: tests are collected without packages

SEED = 1
SENT_TWICE = 9  # of the demo's steps: two parts are out, appointments and callbacks are made


@dataclass
class Desk:
    """One installation with its pages at `address`."""

    folder: Path
    house: Installation
    app: Any
    address: str
    closing: ExitStack

    def sweep(self) -> None:
        """Do what the flows would do by now. In a thread: playwright has an event loop running in this one."""
        with ThreadPoolExecutor(1) as other:
            swept = other.submit(sweep, self.house).result()
        assert swept.failed_count == 0

    def actor(self, function: str) -> Actor:
        with self.house.store.reading() as session:
            who = person.get_person(session, founding.email_of(function))
            return person.actor_for(session, who.id, Door.PAGE, on=clock.day_of(self.house.now()))

    def person_id(self, function: str) -> str:
        with self.house.store.reading() as session:
            return str(person.get_person(session, founding.email_of(function)).id)


def _opened(folder: Path) -> Desk:
    closing = ExitStack()
    served = closing.enter_context(serving(folder))
    return Desk(folder, served.house, served.app, served.address, closing)


@pytest.fixture(scope="session")
def founded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wierdijk on the day on which the demo begins: people, counts, earlier mailings; nothing planned yet."""
    folder = tmp_path_factory.mktemp("browser") / "founded"
    rehearsal.found(folder, SEED)
    return folder


def _walked(before: Path, folder: Path, steps: range) -> Path:
    shutil.copytree(before, folder)
    with rehearsal.receiving(folder), ThreadPoolExecutor(1) as other:
        for number in steps:
            other.submit(rehearsal.perform, folder, SEED, number).result()
    return folder


@pytest.fixture(scope="session")
def running_folder(founded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wierdijk while its mailing runs: two of three parts are sent."""
    return _walked(founded_folder, tmp_path_factory.mktemp("browser") / "running", range(1, SENT_TWICE + 1))


@pytest.fixture(scope="session")
def played_folder(running_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wierdijk with its mailing reviewed and closed, and the next one registered."""
    left = range(SENT_TWICE + 1, rehearsal.STEPS + 1)
    folder = _walked(running_folder, tmp_path_factory.mktemp("browser") / "played", left)
    with ThreadPoolExecutor(1) as other:
        other.submit(rehearsal.register_next, folder).result()
    return folder


@pytest.fixture(scope="session")
def bare_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation of which only the administrator and the colleagues are known: every list is empty."""
    folder = tmp_path_factory.mktemp("browser") / "bare"
    rehearsal.found_people(folder)
    return folder


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Callable[[Path], Desk]]:
    """Open a copy of an installation."""
    desks: list[Desk] = []

    def made(folder: Path) -> Desk:
        copy = tmp_path / f"desk{len(desks)}"
        shutil.copytree(folder, copy)
        desks.append(_opened(copy))
        return desks[-1]

    yield made
    for each in desks:
        each.closing.close()


@pytest.fixture(scope="session")
def open_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Desk]]:
    """Open an installation once for all who only read it."""
    desks: dict[Path, Desk] = {}

    def made(folder: Path) -> Desk:
        if folder not in desks:
            copy = tmp_path_factory.mktemp("read") / "desk"
            shutil.copytree(folder, copy)
            desks[folder] = _opened(copy)
        return desks[folder]

    yield made
    for each in desks.values():
        each.closing.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser per file: while playwright runs this thread has an event loop, and other rooms' tests want their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def sign_in(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open the pages as a colleague, by function; keyword arguments are those of the browser's context."""
    contexts: list[BrowserContext] = []

    def entered(desk: Desk, function: str, **context: Any) -> Page:
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "nl-NL", "accept_downloads": True, **context}
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(15_000)
        page.goto(desk.address)
        page.locator(f'button[name="person"][value="{desk.person_id(function)}"]').click()
        page.wait_for_url(lambda url: url.rstrip("/") != desk.address)
        return page

    yield entered
    for context in contexts:
        context.close()
