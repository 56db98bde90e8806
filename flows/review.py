"""Flow: lay the real contacts of a mailing beside its plan."""

from __future__ import annotations

import asyncio

from prefect import flow, task

import flows.starting  # noqa: F401 - before the rooms
from flows.installation import opened
from flows.notify import hand_over
from flows.reviewing import review_mailing


@task(name="measure")
def measure(registry: str, mailing_id: int) -> bool:
    """Store the review of what was counted so far."""
    with opened(registry) as house:
        return review_mailing(house, mailing_id)


@flow(name="review")
async def review_contacts(registry: str, mailing_id: int) -> None:
    """Review one mailing; the same counts twice give one version."""
    await asyncio.to_thread(measure, registry, mailing_id)
    await hand_over(registry)
