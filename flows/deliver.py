"""Flow: hand over the notices that are due."""

from __future__ import annotations

from prefect import flow

import flows.starting  # noqa: F401 - before the rooms
from flows.notify import hand_over


@flow(name="deliver")
async def deliver_notices(registry: str) -> int:
    """Drain the outbox and return how many notices were taken."""
    return await hand_over(registry)
