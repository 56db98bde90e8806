"""Writes a new Alembic revision from the difference between the models and the newest revision: `python tools/new_revision.py "what"`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from registry import migrate, tables
from registry.store import open_store

assert tables.ALL

with tempfile.TemporaryDirectory() as folder:
    store = open_store(f"sqlite:///{Path(folder) / 'scratch.sqlite3'}")
    if any((Path(migrate.__file__).parent / "migrations" / "versions").glob("*.py")):
        migrate.upgrade(store)
    count = len(list((Path(migrate.__file__).parent / "migrations" / "versions").glob("*.py")))
    with store.engine.execution_options(writer=True).connect() as connection, connection.begin():
        command.revision(migrate._config(connection), message=sys.argv[1], autogenerate=True, rev_id=f"{count + 1:04d}")
