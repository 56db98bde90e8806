"""Walks while everything is killed: after each step, and in the middle of each step's work, by turns all or one process."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from bench import rehearsal

PATIENCE_SECONDS = 300
VICTIMS = ("both", "worker", "receiver")


class Unfinished(RuntimeError):
    """A step did not end although nobody killed it."""


@dataclass(frozen=True)
class Disturbed:
    """What a disturbed walk left behind: the state, how often each Message-ID came in, how many processes were killed."""

    state: rehearsal.State
    messages: Counter[str]
    kill_count: int


def walk(
    folder: Path,
    seed: int,
    *,
    rng: random.Random,
    kills_in: Callable[[int], tuple[str, ...]] = lambda number: (VICTIMS[number % len(VICTIMS)],),
    longest_seconds: float = 4.0,
) -> Disturbed:
    """Walk all steps of a founded folder, each in a process of its own that is killed afterwards with its receiver.

    Args:
        rng: chooses the moments of the kills.
        kills_in: says for a step who is killed in the middle of it, one after the other; before each kill the step begins anew.
        longest_seconds: the latest moment of a kill after the beginning of a step.
    """
    messages: Counter[str] = Counter()
    kill_count = 0
    # A clean server that has loaded the rooms forks every process: nobody's threads or connections are inherited.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bench.rehearsal", "flows.work", "impact.measure", "templates.charts"])
    receiver = _receiver(context, folder)
    try:
        for number in range(1, rehearsal.STEPS + 1):
            for victim in kills_in(number):
                worker = _worker(context, folder, seed, number)
                worker.join(longest_seconds * rng.random() ** 2)  # short steps are over soon: more kills early
                kill_count += 1
                if victim != "receiver":
                    _kill(worker)
                if victim != "worker":
                    _kill(receiver)
                    receiver = _receiver(context, folder)
                worker.join(PATIENCE_SECONDS)
            worker = _worker(context, folder, seed, number)
            worker.join(PATIENCE_SECONDS)
            if worker.exitcode != 0:
                raise Unfinished(f"step {number} ended with {worker.exitcode}")
            messages |= rehearsal.received(folder)
            _kill(receiver)
            kill_count += 1
            receiver = _receiver(context, folder)
    finally:
        _kill(receiver)
    return Disturbed(rehearsal.state(folder, seed), messages, kill_count)


def differences(undisturbed: Mapping[str, object], disturbed: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names of what another end state says otherwise."""
    return tuple(name for name in undisturbed if undisturbed[name] != disturbed[name])


def _worker(context: multiprocessing.context.BaseContext, folder: Path, seed: int, number: int) -> BaseProcess:
    return _started(context, rehearsal.perform, folder, seed, number)


def _receiver(context: multiprocessing.context.BaseContext, folder: Path) -> BaseProcess:
    process = _started(context, rehearsal.receive, folder)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not rehearsal.is_receiving(folder):
        if not process.is_alive() or time.monotonic() > deadline:
            raise Unfinished("the receiver does not come up")
        time.sleep(0.02)
    return process


def _started(
    context: multiprocessing.context.BaseContext, target: Callable[..., None], *arguments: object
) -> BaseProcess:
    # not a daemon: a daemon may have no children, and reading a large log takes one
    process = context.Process(target=target, args=arguments)  # type: ignore[attr-defined]
    process.start()
    assert isinstance(process, BaseProcess)
    return process


def _kill(process: BaseProcess) -> None:
    process.kill()
    process.join()
