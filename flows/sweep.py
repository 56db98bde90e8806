"""Flow: do everything that is due by the clock. Runs every minute and is the guarantee behind every trigger."""

from __future__ import annotations

import asyncio

from prefect import flow, task

import flows.starting  # noqa: F401 - before the rooms
from flows.installation import opened
from flows.work import Swept, sweep


@task(name="sweep")
def sweep_registry(registry: str) -> Swept:
    """Ask the registry what is due and do it."""
    with opened(registry) as house:
        return sweep(house)


@flow(name="sweep")
async def sweep_all(registry: str) -> None:
    """Sweep one registry; a failed piece makes the run red and is tried again in the next one."""
    swept = await asyncio.to_thread(sweep_registry, registry)
    if swept.failed_count:
        raise RuntimeError(f"{swept.failed_count} pieces of work failed; see the log of this run")
