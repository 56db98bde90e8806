"""What every request works on: the settings of the installation, its registries, the clock and the seals of sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from registry import clock
from registry.settings import Settings
from registry.store import Store
from web.answers_index import AnswerIndex
from web.attempts import Attempts
from web.seal import Seal


@dataclass
class Place:
    """One installation as the pages see it. `stores` by name of the registry, the first is shown at `/`."""

    settings: Settings
    stores: Mapping[str, Store]
    seal: Seal
    answers: AnswerIndex = field(default_factory=AnswerIndex)
    attempts: Attempts = field(default_factory=Attempts)
    trail_looked_at: datetime | None = None
    trail_broken: int | None = None

    @property
    def registry(self) -> str:
        """Return the name of the registry that the pages show."""
        return next(iter(self.stores))

    @property
    def store(self) -> Store:
        """Return the store of the registry that the pages show."""
        return self.stores[self.registry]

    def now(self) -> datetime:
        """Return the moment it is for this data folder (UTC)."""
        return clock.now(self.settings.data_dir)

    @property
    def picks_persons(self) -> bool:
        """Tell whether a visitor may pick who they are: on a demo, and nowhere else."""
        return self.settings.is_demo

    @property
    def with_oidc(self) -> bool:
        """Tell whether people sign in at an identity provider."""
        return bool(self.settings.oidc_issuer and self.settings.oidc_client_id)
