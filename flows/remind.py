"""Flow: remind those whose turn it is that a handover comes near."""

from __future__ import annotations

import asyncio

from prefect import flow, task

import flows.starting  # noqa: F401 - before the rooms
from flows.installation import opened
from flows.notify import hand_over
from flows.work import do
from registry.due import Due, Work


@task(name="remind")
def remind(registry: str, mailing_id: int) -> bool:
    """Write the reminders of the rung that was reached."""
    with opened(registry) as house:
        return do(house, Due(Work.REMIND, mailing_id))


@flow(name="remind")
async def remind_people(registry: str, mailing_id: int) -> None:
    """Remind the people of one mailing; twice on the same rung is once."""
    await asyncio.to_thread(remind, registry, mailing_id)
    await hand_over(registry)
