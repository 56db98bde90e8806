"""A small installation with everything running: `torenkamer up` in a process of its own, on ports of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.rehearsal import free_port, is_receiving
from flows import trigger
from flows.installation import DATA_VARIABLE, opened
from registry import migrate, notice, organisation, person, settings
from registry.kinds import NoticeState, Role
from registry.notice import NoticeView

PATIENCE_SECONDS = 240
DEPARTMENT = "Belastingen"


class Late(RuntimeError):
    """Something did not happen in time."""


class Running:
    """One installation under `torenkamer up`; `folder` is its data folder, new unless `is_founded`."""

    def __init__(self, folder: Path, *, sweep_seconds: int = 60, is_founded: bool = False) -> None:
        self.folder = folder
        ports = "".join(f"{name} = {free_port()}\n" for name in ("port", "prefect_port", "smtp_port"))
        (folder / settings.FILE).write_text(ports + f"web_workers = 1\nsweep_seconds = {sweep_seconds}\n")
        self.process: subprocess.Popen[bytes] | None = None
        if not is_founded:
            _found(folder)

    def start(self) -> None:
        """Start everything and wait until Prefect knows the flows and the receiver takes mail."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "--data", str(self.folder), "up"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        wait_until(lambda: is_receiving(self.folder) and trigger.is_ready(settings.load(self.folder)), "start")

    def stop(self) -> float:
        """End with SIGTERM and return how many seconds it took until the last child was gone."""
        assert self.process is not None
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)
        wait_until(lambda: not self.processes(), "end of the children")
        return time.monotonic() - began

    def kill(self) -> None:
        """Kill the supervisor and all its children at once, as a power cut does."""
        for number in self.processes():
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        wait_until(lambda: not self.processes(), "end of the killed")

    def kill_child(self, words: str) -> int:
        """Kill the children whose command holds `words` and return how many there were."""
        numbers = self.processes(words)
        for number in numbers:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        return len(numbers)

    def processes(self, words: str = "") -> tuple[int, ...]:
        """Return the running processes that work in this data folder: children, their children, runs of flows."""
        mark = f"{DATA_VARIABLE}={self.folder}\0".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if mark in (entry / "environ").read_bytes() and words.encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
        return tuple(found)

    def command(self, *words: str) -> Any:
        """Run a command of this installation with --json and return its value."""
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", "--data", str(self.folder), *words, "--json"],
            check=True,
            capture_output=True,
        )
        return json.loads(done.stdout)

    def register(self, title: str) -> int:
        """Register a mailing by command and return its id."""
        day = datetime.now(UTC).date() + timedelta(days=40)
        day -= timedelta(days=max(day.weekday() - 4, 0))
        asked = ("--title", title, "--department", DEPARTMENT, "--batch", f"12000@{day.isoformat()}")
        return int(self.command("mailing", "register", *asked)["id"])

    def notices(self, mailing_id: int | None = None) -> tuple[NoticeView, ...]:
        """Return the notices of one mailing or of all."""
        with opened("main", self.folder) as house, house.store.reading() as session:
            return notice.list_notices(session, mailing_id=mailing_id, limit=100_000)

    def is_handed_over(self, mailing_id: int) -> bool:
        """Tell whether the KCC was told of a mailing and everything of it lies in the post tray."""
        found = self.notices(mailing_id)
        return bool(found) and all(each.state is NoticeState.IN_POSTTRAY for each in found)


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> float:
    """Return after how many seconds something is so.

    Raises:
        Late: it is not within `seconds`.
    """
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > seconds:
            raise Late(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.1)
    return time.monotonic() - began


def _found(folder: Path) -> None:
    now = datetime.now(UTC)
    with opened("main", folder) as house:
        migrate.upgrade(house.store)
        with house.store.writing() as session:
            town = organisation.add_organisation(session, house.actor, name="Gemeente Wierdijk", now=now)
            owner = organisation.add_department(session, house.actor, organisation_id=town, name=DEPARTMENT, now=now)
            for name, role, where in (
                ("leider", Role.KCC_LEAD, None),
                ("trafficer", Role.TRAFFICER, None),
                ("belastingen", Role.DEPARTMENT, owner),
            ):
                who = person.add_person(session, house.actor, name=name, email=f"{name}@wierdijk.example", now=now)
                person.grant(session, house.actor, who, role, department_id=where, now=now)
