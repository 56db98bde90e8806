"""Flow: look at what came in: how running mailings go, and whether contacts fit no plan."""

from __future__ import annotations

import asyncio

from prefect import flow, task

import flows.starting  # noqa: F401 - before the rooms
from flows.installation import opened
from flows.notify import hand_over
from flows.work import do_all
from registry.due import Work


@task(name="look", retries=2, retry_delay_seconds=5)
def look_at_counts(registry: str) -> None:
    """Renew the nowcasts, raise alarms and lay what is planned side by side; what is current already costs nothing."""
    with opened(registry) as house:
        for work in (Work.NOWCAST, Work.SURPRISES, Work.CONFLICTS, Work.QUESTIONS):
            do_all(house, work)


@flow(name="look")
async def look_after_import(registry: str) -> None:
    """Look at new counts and hand over what has to be told; can be run twice without harm."""
    await asyncio.to_thread(look_at_counts, registry)
    await hand_over(registry)
