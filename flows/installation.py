"""The installation that a run works in: its settings, one registry by name, and its clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from registry import clock, settings
from registry.actor import Actor
from registry.kinds import Door
from registry.settings import Settings
from registry.store import Store

DATA_VARIABLE = "TORENKAMER_DATA_DIR"


@dataclass(frozen=True)
class Installation:
    """Settings and store of one registry, with the actor on whose account the system's own work is written."""

    settings: Settings
    store: Store
    actor: Actor

    def now(self) -> datetime:
        """Return the moment it is here (UTC)."""
        return clock.now(self.settings.data_dir)


@contextmanager
def opened(registry: str, data_dir: Path | None = None, door: Door = Door.FLOW) -> Iterator[Installation]:
    """Open a registry of the data folder (by default the one that the supervisor names in the environment)."""
    folder = data_dir or (Path(os.environ[DATA_VARIABLE]) if DATA_VARIABLE in os.environ else None)
    read = settings.load(folder)
    store = read.open(registry)
    try:
        yield Installation(read, store, Actor.system(door))
    finally:
        store.close()
