"""Runs the revisions on a connection that `registry.migrate` puts in the configuration."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, text

from registry import tables
from registry.store import Base, UTCDateTime

assert tables.ALL  # importing it fills Base.metadata


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column type in revisions under its own name."""
    if kind == "type" and isinstance(item, UTCDateTime):
        autogen.imports.add("from registry.store import UTCDateTime")
        return "UTCDateTime()"
    return False


def run(connection: Connection) -> None:
    """Migrate inside one transaction.

    SQLite: a batch ALTER drops and re-makes a table, and with foreign keys on it would take every cascade child along.
    So they are off meanwhile and checked afterwards.
    """
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite:
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"foreign keys broken after migration: {broken[:5]}")


run(context.config.attributes["connection"])
