"""The long proofs: does the review's interval hold the truth over many seeds, and does the walk survive every kill.

`python -m bench.soak --seeds 1-20` plays the demo per seed without Prefect and prints a table and how often the interval
holds the truth. `python -m bench.soak --kills` kills under the real supervisor. `make soak` runs both as tests.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import killing, rehearsal
from bench.running import Running, wait_until
from demo import mailings, play
from drafting.mask import mask
from flows import trigger
from flows.installation import opened
from registry import settings

FEWEST, MOST = 15, 20  # of 20 intervals of 90 %, those that hold the truth
CHILDREN = ("prefect server", "cli.runner", "cli.receive", "prefect.engine", "web.serve")
# with flows beside each other these depend on which came first; the others must be equal
BY_ORDER = ("audit", "reviews")


@dataclass(frozen=True)
class Seeded:
    """What the demo of one seed came to."""

    seed: int
    result: dict[str, Any]
    seconds: float

    @property
    def holds(self) -> bool:
        """Tell whether the interval of the review holds the truth."""
        found = self.result["review"]
        return bool(found["lo90"] <= self.result["truth"]["extra"] <= found["hi90"])

    @property
    def is_narrower(self) -> bool:
        """Tell whether the next forecast is narrower than this year's."""
        this, following = self.result["forecast"], self.result["next_forecast"]
        return bool(following["high"] - following["low"] < this["high"] - this["low"])


def main() -> None:
    """Run what was asked for and end with 1 when it does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", metavar="FROM-TO", help="for example 1-20")
    parser.add_argument("--beside", type=int, default=os.cpu_count() or 1, help="seeds at the same time")
    parser.add_argument("--kills", action="store_true", help="the walk under the real supervisor, killed at every step")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    asked = parser.parse_args()
    if asked.kills:
        _print_kills()
        return
    first, _, last = (asked.seeds or "1-20").partition("-")
    found = []
    for item in played(range(int(first), int(last or first) + 1), beside=asked.beside):
        found.append(item)
        print(line(item), file=sys.stderr if asked.json else sys.stdout, flush=True)
    held = sum(item.holds for item in found)
    if asked.json:
        print(json.dumps({"held": held, "of": len(found), "seeds": {item.seed: item.result for item in found}}))
    else:
        print(f"the interval holds the truth {held} times of {len(found)}")
    if len(found) == MOST and not FEWEST <= held <= MOST:
        sys.exit(1)


def played(seeds: Sequence[int], *, beside: int) -> Iterator[Seeded]:
    """Play the whole demo per seed without Prefect, `beside` at the same time; in the order of the seeds."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(beside, mp_context=context) as pool:
        yield from pool.map(play_seed, seeds)


def play_seed(seed: int) -> Seeded:
    """Found the municipality with all its past, walk all steps and return what the demo would print."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="torenkamer-soak-") as name:
        folder = Path(name)
        rehearsal.found(folder, seed, since=mailings.COUNTS_FROM)
        with rehearsal.receiving(folder):
            for number in range(1, rehearsal.STEPS + 1):
                rehearsal.perform(folder, seed, number)
        return Seeded(seed, rehearsal.result(folder, seed), time.monotonic() - began)


def line(item: Seeded) -> str:
    """Return one line of the table."""
    this, found, truth, following = (item.result[name] for name in ("forecast", "review", "truth", "next_forecast"))
    return (
        f"seed {item.seed:>2}  truth {truth['extra']:>6.0f}  review {found['extra']:>6.0f} "
        f"({found['lo90']:.0f}-{found['hi90']:.0f}) {'holds ' if item.holds else 'MISSES'}  "
        f"forecast {this['expected']:>6.0f} ({this['low']:.0f}-{this['high']:.0f})  "
        f"next {following['expected']:>6.0f} ({following['low']:.0f}-{following['high']:.0f})"
        f"{'' if item.is_narrower else ' NOT NARROWER'}  {item.seconds:.0f} s"
    )


def killed_under_the_supervisor(folder: Path, seed: int, rng: random.Random) -> killing.Disturbed:
    """Walk a founded folder under `torenkamer up`: in each step all or one child is killed, after each step everything.

    Returns:
        What was left behind; see `BY_ORDER` for what may differ from a walk of sweeps.
    """
    running = Running(folder, sweep_seconds=20, is_founded=True)
    messages: Counter[str] = Counter()
    kill_count = 0
    running.start()
    try:
        for number, step in enumerate(play.steps(), start=1):
            with opened("main", folder) as house:
                playing = play.Play(house, seed, mask)
                playing.act(step)
            time.sleep(rng.random() * 5)
            kill_count += _kill_in_turn(running, number)
            _wait_for_work(running, seed)
            messages |= rehearsal.received(folder)
            running.kill()
            kill_count += 1
            running.start()
            print(f"step {number} of {rehearsal.STEPS}, {kill_count} kills", file=sys.stderr, flush=True)
    finally:
        running.kill()
    return killing.Disturbed(rehearsal.state(folder, seed), messages, kill_count)


def _kill_in_turn(running: Running, number: int) -> int:
    """Kill everything in every other step, in the others one child in rotation; the supervisor brings that back itself."""
    if number % 2:
        running.kill()
        running.start()
        return 1
    killed = running.kill_child(CHILDREN[number // 2 % len(CHILDREN)])
    wait_until(lambda: trigger.is_ready(settings.load(running.folder)), "Prefect back")
    return killed


def _wait_for_work(running: Running, seed: int) -> None:
    with opened("main", running.folder) as house:
        play.Play(house, seed, mask).wait(lambda: None)


def _print_kills() -> None:
    with tempfile.TemporaryDirectory(prefix="torenkamer-kills-") as name:
        founded, quiet, loud = (Path(name) / each for each in ("founded", "quiet", "loud"))
        founded.mkdir()
        rehearsal.found(founded, 1)
        for copy in (quiet, loud):
            shutil.copytree(founded, copy)
        with rehearsal.receiving(quiet):
            for number in range(1, rehearsal.STEPS + 1):
                rehearsal.perform(quiet, 1, number)
        disturbed = killed_under_the_supervisor(loud, 1, random.Random(1))
        other = [
            each for each in killing.differences(rehearsal.state(quiet, 1), disturbed.state) if each not in BY_ORDER
        ]
        doubled = sum(disturbed.messages.values()) - len(disturbed.messages)
        print(json.dumps({"kills": disturbed.kill_count, "different": other, "messages_twice": doubled}))
    if other:
        sys.exit(1)


if __name__ == "__main__":
    main()
