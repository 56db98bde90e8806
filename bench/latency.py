"""How long from a registered mailing to notices handed over, idle, under load, and after Prefect was killed or forgotten.

`python -m bench.latency` starts an installation of its own and prints one JSON object. Registered: the command has returned.
Handed over: every notice of the mailing lies in the post tray.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.rehearsal import received
from bench.running import Running, wait_until
from flows import trigger
from registry import settings

OTHERS = 20
BESIDE = 2  # people who register at the same time; each command is a process of its own


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10, help="measured mailings while idle")
    parser.add_argument("--loaded-runs", type=int, default=5, help="measured mailings while others are registered")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="torenkamer-latency-") as name:
        running = Running(Path(name))
        try:
            print(json.dumps(measured(running, asked.runs, asked.loaded_runs)))
        finally:
            running.kill()


def measured(running: Running, runs: int, loaded_runs: int) -> dict[str, Any]:
    """Measure everything in one installation that is not started yet."""
    told: dict[str, Any] = {"load_average": os.getloadavg()[0]}

    def measure(name: str, value: dict[str, Any]) -> None:
        told[name] = value
        print(f"{name}: {value}", file=sys.stderr, flush=True)

    began = time.monotonic()
    running.start()
    measure("start", {"seconds": round(time.monotonic() - began, 1)})
    measure("idle", spread([handed_over_after(running, f"rustig {number}") for number in range(runs)]))
    measure("loaded", spread(_loaded(running, loaded_runs)))
    measure("prefect_killed", _prefect_killed(running))
    measure("prefect_deleted", _prefect_deleted(running))
    messages, notices = received(running.folder), running.notices()
    doubled = sum(messages.values()) - len(messages)
    measure("mail", {"notices": len(notices), "messages": len(messages), "doubled": doubled})
    return told


def handed_over_after(running: Running, title: str) -> float:
    """Register a mailing and return the seconds until everything of it was handed over."""
    number = running.register(title)
    return wait_until(lambda: running.is_handed_over(number), title)


def spread(seconds: list[float]) -> dict[str, float]:
    """Return median, 95th percentile (the nearest of the runs above it) and worst."""
    ordered = sorted(seconds)
    return {
        "runs": len(ordered),
        "p50": round(ordered[(len(ordered) - 1) // 2], 2),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 2),
        "worst": round(ordered[-1], 2),
    }


def _loaded(running: Running, runs: int) -> list[float]:
    """Measure while OTHERS are registered by BESIDE people."""
    with ThreadPoolExecutor(BESIDE) as beside:
        others = [beside.submit(running.register, f"ander {number}") for number in range(OTHERS)]
        found = [handed_over_after(running, f"druk {number}") for number in range(runs)]
        numbers = [each.result() for each in others]
    wait_until(lambda: all(running.is_handed_over(number) for number in numbers), "the others")
    return found


def _prefect_killed(running: Running) -> dict[str, Any]:
    """Kill Prefect's server, its runner and the run that is busy; register meanwhile; wait for all of it."""
    busy = running.register("net gemeld")
    killed = sum(running.kill_child(words) for words in ("prefect", "cli.runner"))
    meanwhile = running.register("terwijl Prefect er niet is")
    wait_until(lambda: trigger.is_ready(settings.load(running.folder)), "Prefect back")
    seconds = wait_until(lambda: all(running.is_handed_over(each) for each in (busy, meanwhile)), "after the kill")
    return {"killed": killed, "seconds_after_it_is_back": round(seconds, 1)}


def _prefect_deleted(running: Running) -> dict[str, Any]:
    """Stop all, delete Prefect's own data, register, start again."""
    stop_seconds = running.stop()
    shutil.rmtree(running.folder / "prefect")
    meanwhile = running.register("terwijl alles uit staat")
    running.start()
    seconds = wait_until(lambda: running.is_handed_over(meanwhile), "after Prefect's data were deleted")
    fresh = handed_over_after(running, "daarna")
    return {
        "stop_seconds": round(stop_seconds, 1),
        "seconds_after_start": round(seconds, 1),
        "next_mailing_seconds": round(fresh, 1),
    }


if __name__ == "__main__":
    main()
