"""Rules for the whole run: smtplib is blocked, Hypothesis repeats itself, CI allows no skip."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

# First of all, before any room is imported. None makes the import fail, in this process; the folder on PYTHONPATH does
# the same for every process that a test starts.
sys.modules["smtplib"] = None  # type: ignore[assignment]
_WITHOUT = str(Path(__file__).parent / "house" / "without")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [_WITHOUT, os.environ.get("PYTHONPATH")]))

# Thousands of tests and all rooms stay until the end: looking through them for garbage as often as Python does by itself
# took 12 of 82 seconds (tests/unit/cli, exchange and registry); this way it is 7.
gc.set_threshold(20_000, 20, 20)

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # as cli.main sets it for the product
    os.environ.setdefault(_name, "1")

import pytest  # noqa: E402
import xdist.scheduler  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}

# No deadline: timing is benched, never tested. In CI the same examples every time, so that red means changed.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if IN_CI else "desk")


SHARED = ("tests/browser", "tests/walk")
"""Folders whose files share what is dear to make: one worker runs them. The others are given out by the file."""


class ByFileOrRoom(xdist.scheduler.LoadScopeScheduling):
    """Gives each worker whole files, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return next((room for room in SHARED if nodeid.startswith(room)), nodeid.partition("::")[0])


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFileOrRoom:
    return ByFileOrRoom(config, log)


def pytest_collection_finish() -> None:
    """What was collected is there until the end."""
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no worker sits waiting for the other at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(SHARED))


def _fail_instead_of_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if IN_CI and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which is a failure in CI: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_instead_of_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_instead_of_skip(report)
    return report
