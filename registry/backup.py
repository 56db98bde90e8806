"""Copies of a registry, made while it runs, that can be restored elsewhere and in the other kind of database.

A copy is always a SQLite file with the same tables: made by SQLite's own backup from SQLite, and row by row inside one snapshot
from PostgreSQL. It holds the sealed bytes and states of all notices, so that a restored registry sends nothing again that was sent.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from registry import migrate, tables
from registry.errors import Anticipated
from registry.store import Base, Store, open_store

assert tables.ALL  # importing it fills Base.metadata

CHUNK_ROWS = 5000
Progress = Callable[[str, int], None]


class NotEmpty(Anticipated):
    """There is something already where the copy should go. Facts: target."""

    code = "not_empty"


class BadBackup(Anticipated):
    """The file is not a whole copy of a registry. Facts: filename, problem."""

    code = "bad_backup"


def copy_out(store: Store, target: Path, progress: Progress = lambda table, rows: None) -> None:
    """Write a copy of the registry to a new file `target` (mode 0600), as it was at one moment; others go on working.

    Raises:
        NotEmpty: the file exists.
    """
    if target.exists():
        raise NotEmpty(target=target.name)
    migrate.require_current(store)
    target.touch(mode=0o600)
    if store.engine.dialect.name == "sqlite":
        _copy_file(store, target, progress)
    else:
        _copy_rows_out(store, target, progress)


def keep_old(store: Store, target: Path) -> None:
    """Keep what an upgrade could spoil, before it: SQLite's file as it is; a PostgreSQL transaction undoes a failed migration itself."""
    if store.engine.dialect.name == "sqlite":
        target.touch(mode=0o600)
        _copy_file(store, target, lambda table, rows: None)
        return
    with store.engine.connect() as connection:
        names = (
            connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"))
            .scalars()
            .all()
        )
        lines = [f"{name}\t{connection.scalar(select(func.count()).select_from(text(name)))}" for name in sorted(names)]
    target.with_suffix(".counts").write_text("\n".join(lines) + "\n")


def copy_in(source: Path, store: Store, progress: Progress = lambda table, rows: None) -> None:
    """Fill an empty database from a copy, which stays as it is; one of an older version is brought to this one on the way.

    Raises:
        NotEmpty: the database holds tables already.
        BadBackup: the file is damaged or something else.
        NewerSchema: it was made by a later version.
    """
    if migrate.current(store) is not None:
        raise NotEmpty(target=store.name)
    check(source)
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        _fill(Path(shutil.copy(source, folder)), store, progress)


def _fill(source: Path, store: Store, progress: Progress) -> None:
    copy = open_store(f"sqlite:///{source}")
    try:
        migrate.upgrade(copy)
        migrate.upgrade(store)
        with (
            copy.engine.connect() as reading,
            store.engine.execution_options(writer=True).connect() as writing,
            writing.begin(),
        ):
            _copy_rows(reading, writing, progress)
            if writing.dialect.name == "postgresql":
                _continue_numbers(writing)
    finally:
        copy.close()


def check(source: Path) -> None:
    """Raise `BadBackup` unless the file is a whole SQLite database with a registry's revision in it."""
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection:
            (state,) = connection.execute("PRAGMA integrity_check").fetchone()
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise BadBackup(filename=source.name, problem=str(error)) from error
    if state != "ok":
        raise BadBackup(filename=source.name, problem=str(state))


def _copy_file(store: Store, target: Path, progress: Progress) -> None:
    assert store.engine.url.database is not None
    with (
        closing(sqlite3.connect(store.engine.url.database)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy, pages=4000, progress=lambda _, left, total: progress("bladzijden", total - left))
        copy.execute("PRAGMA journal_mode=DELETE")


def _copy_rows_out(store: Store, target: Path, progress: Progress) -> None:
    copy = open_store(f"sqlite:///{target}")
    try:
        migrate.upgrade(copy)
        snapshot = store.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with (
            snapshot.connect() as reading,
            copy.engine.execution_options(writer=True).connect() as writing,
            writing.begin(),
        ):
            _copy_rows(reading, writing, progress)
    finally:
        copy.close()
    with closing(sqlite3.connect(target)) as whole:
        whole.execute("PRAGMA journal_mode=DELETE")  # one file that holds all of it, no log beside it


def _copy_rows(reading: Connection, writing: Connection, progress: Progress) -> None:
    if writing.dialect.name == "sqlite":
        writing.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for table in Base.metadata.sorted_tables:
        count = 0
        for rows in (
            reading.execution_options(yield_per=CHUNK_ROWS).execute(select(table)).mappings().partitions(CHUNK_ROWS)
        ):
            writing.execute(table.insert(), [dict(row) for row in rows])
            count += len(rows)
            progress(table.name, count)


def _continue_numbers(connection: Connection) -> None:
    """Let PostgreSQL's sequences go on after the highest number that was copied."""
    for table in Base.metadata.sorted_tables:
        sequence = (
            connection.scalar(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table.name})
            if "id" in table.c
            else None
        )
        if sequence is not None:
            highest = connection.scalar(select(func.max(table.c.id))) or 0
            connection.execute(
                text("SELECT setval(:sequence, :next, false)"), {"sequence": sequence, "next": highest + 1}
            )
