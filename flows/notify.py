"""Flow: forecast a mailing, announce it to the KCC and hand over the notices."""

from __future__ import annotations

import asyncio

from prefect import flow, task

import flows.starting  # noqa: F401 - before the rooms
from flows.delivery import deliver_due
from flows.drafting_sheet import open_slots
from flows.foretelling import foretell
from flows.installation import opened
from flows.work import do_all
from registry.due import Work


@task(name="foretell", retries=2, retry_delay_seconds=5)
def foretell_mailing(registry: str, mailing_id: int) -> None:
    """Store the forecast of the newest content, announce the mailing, open the slots that it asks for, and advise on its batches.

    Other mailings that wait for theirs are taken along.
    """
    with opened(registry) as house:
        foretell(house, mailing_id)
        open_slots(house, mailing_id)
        do_all(house, Work.FORECAST)
        do_all(house, Work.ADVISE)


@task(name="deliver")
async def hand_over(registry: str) -> int:
    """Hand over the notices that are due."""
    with opened(registry) as house:
        return await deliver_due(house)


@flow(name="notify")
async def notify_kcc(registry: str, mailing_id: int) -> None:
    """Tell the KCC what a mailing will cost; can be run twice without harm."""
    await asyncio.to_thread(foretell_mailing, registry, mailing_id)
    await hand_over(registry)
