"""What every command needs: the settings and store it works on, the clock, and on whose account it acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from registry import clock, migrate, organisation, person, settings
from registry.actor import Actor
from registry.kinds import Door, Role
from registry.settings import Settings
from registry.store import Session, Store

OPERATOR = "opdrachtregel"


@dataclass
class Desk:
    """Where and as whom a command works. Who can write the data folder may do everything; `--as` takes a colleague's rights."""

    data_dir: Path | None
    registry: str
    person: str | None

    @property
    def settings(self) -> Settings:
        """Read the settings of the data folder."""
        return settings.load(self.data_dir)

    @contextmanager
    def opened(self) -> Iterator[Store]:
        """Open the registry; an empty database gets its tables, one that is behind is refused."""
        store = self.settings.open(self.registry)
        try:
            if migrate.current(store) is None:
                migrate.upgrade(store)
            migrate.require_current(store)
            if self.person is not None:  # a colleague that is not there is refused, also where nothing is changed
                with store.reading() as session:
                    person.get_person(session, self.person)
            yield store
        finally:
            store.close()

    def now(self) -> datetime:
        """Return the moment it is for this data folder (UTC)."""
        return clock.now(self.settings.data_dir)

    def actor(self, session: Session) -> Actor:
        """Return the actor: the colleague of `--as`, else the operator of this machine with every role."""
        if self.person is not None:
            found = person.get_person(session, self.person)
            return person.actor_for(session, found.id, Door.COMMAND, on=clock.day_of(self.now()))
        departments = frozenset(each.id for each in organisation.list_departments(session))
        return Actor(name=OPERATOR, door=Door.COMMAND, roles=frozenset(Role), department_ids=departments)

    def ask(self, kind: str, mailing_id: int, revision: int) -> None:
        """Ask Prefect to do it now; without Prefect the sweep does it within a minute of its start."""
        import logging

        from flows.trigger import Request, ask

        # Without Prefect the sweep does it; that is no news for who gave the command.
        logging.getLogger("torenkamer.trigger").setLevel(logging.ERROR)

        ask(self.settings, self.registry, Request(kind, mailing_id, revision))
