"""Everything under one supervisor, once: real Prefect, real runs, real mail, a sweep by its schedule, an end without orphans."""

from __future__ import annotations

import subprocess
import sys

from bench.running import Running, wait_until
from flows.installation import opened
from registry import due


def last_sweep(running):
    with opened("main", running.folder) as house, house.store.reading() as session:
        return due.last_sweep(session)


def test_up_delivers_sweeps_restarts_its_children_and_ends_all_of_them(tmp_path):
    running = Running(tmp_path, sweep_seconds=15)
    try:
        running.start()
        number = running.register("WOZ-aanslag")
        wait_until(lambda: running.is_handed_over(number), "notices in the post tray")
        # ADR 0013: with a library that does not fit, Prefect never schedules a run and nothing says why
        wait_until(lambda: last_sweep(running) is not None, "sweep by the schedule")
        second = subprocess.run(
            [sys.executable, "-m", "cli.main", "--data", str(tmp_path), "up"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 2
        assert second.stderr.strip()
        assert running.kill_child("cli.receive") == 1
        wait_until(lambda: len(running.processes("cli.receive")) == 1, "another receiver")
        assert running.stop() < 15
        assert running.process.returncode == 0
        assert running.processes() == ()
    finally:
        running.kill()
