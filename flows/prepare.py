"""Flow: read the letter, draft the FAQ sheet, open slots, and hand over the notices."""

from __future__ import annotations

import asyncio

from prefect import flow, task

import flows.starting  # noqa: F401 - before the rooms
from flows.drafting_sheet import draft_sheet, open_slots, read_letter
from flows.installation import opened
from flows.notify import hand_over


@task(name="read-letter")
def read(registry: str, mailing_id: int) -> None:
    """Turn the newest unread letter into text and facts."""
    with opened(registry) as house:
        read_letter(house, mailing_id)


@task(name="draft-faq")
def draft(registry: str, mailing_id: int) -> None:
    """Keep the drafted lines with their sources."""
    with opened(registry) as house:
        draft_sheet(house, mailing_id)


@task(name="open-slots")
def slots(registry: str, mailing_id: int) -> None:
    """Open the slots that the forecast asks for."""
    with opened(registry) as house:
        open_slots(house, mailing_id)


@flow(name="prepare")
async def prepare_mailing(registry: str, mailing_id: int) -> None:
    """Prepare the KCC for a mailing; can be run twice without harm."""
    for step in (read, draft, slots):
        await asyncio.to_thread(step, registry, mailing_id)
    await hand_over(registry)
