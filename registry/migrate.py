"""Brings a database to the schema of this version; refuses one that is newer."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from registry.errors import Anticipated
from registry.store import Store

_TREE = Path(__file__).parent / "migrations"


class NewerSchema(Anticipated):
    """The database was made by a later version. Facts: found, known."""

    code = "newer_schema"


class SchemaBehind(Anticipated):
    """The database needs `torenkamer upgrade` first. Facts: found, wanted."""

    code = "schema_behind"


def head() -> str:
    """Return the revision that this version of the software works with."""
    revision = ScriptDirectory(str(_TREE)).get_current_head()
    assert revision is not None
    return revision


def current(store: Store) -> str | None:
    """Return the revision of the database, None when it is empty."""
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(store: Store, revision: str = "head") -> None:
    """Migrate up to `revision`. Run twice, it changes nothing the second time.

    Raises:
        NewerSchema: when the database is of a later version than this software.
    """
    refuse_newer(store)
    _run(store, lambda config: command.upgrade(config, revision))


def downgrade(store: Store, revision: str) -> None:
    """Migrate down to `revision` ("base" for an empty database)."""
    _run(store, lambda config: command.downgrade(config, revision))


def refuse_newer(store: Store) -> None:
    """Raise `NewerSchema` when the database holds a revision that this version does not know."""
    found = current(store)
    known = {script.revision for script in ScriptDirectory(str(_TREE)).walk_revisions()}
    if found is not None and found not in known:
        raise NewerSchema(found=found, known=head())


def require_current(store: Store) -> None:
    """Raise unless the database is exactly at this version's revision."""
    refuse_newer(store)
    found = current(store)
    if found != head():
        raise SchemaBehind(found=found or "leeg", wanted=head())


def _run(store: Store, step: object) -> None:
    assert callable(step)
    with store.engine.execution_options(writer=True).connect() as connection:
        _foreign_keys(connection, on=False)
        try:
            with connection.begin():
                step(_config(connection))
        finally:
            _foreign_keys(connection, on=True)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_TREE))
    config.attributes["connection"] = connection
    return config


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    # The pragma is a no-op inside a transaction, so it goes past SQLAlchemy's own BEGIN.
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
