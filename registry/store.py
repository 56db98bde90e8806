"""Opens sessions on the registry's own database: SQLite on one machine, PostgreSQL for a shared centre.

Writers on SQLite begin with BEGIN IMMEDIATE, so that a transaction never finds out halfway that another one writes.
"""

from __future__ import annotations

import enum
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, Double, Engine, Enum, MetaData, create_engine, event
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Session as Session  # rooms above name the type without knowing SQLAlchemy
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 15_000
POLL_SECONDS = 0.002


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, UTC inside. SQLite drops time zones, so they are put back on reading; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: the record keeps aware moments only")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def closed_list(kind: type[enum.StrEnum], *, name: str = "") -> Enum:
    """Return a column type that keeps the values of `kind` as text with a check constraint.

    A second column of the same kind in a table needs a `name` of its own for its constraint.
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=24,
        name=name or kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """The registry's tables. Constraint names are fixed so that both databases and every migration agree on them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime,
        float: Double,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


@dataclass(frozen=True)
class Store:
    """One registry by name with its database. `writing()` commits or rolls back; `reading()` never writes."""

    name: str
    engine: Engine

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session inside one transaction: all of it is kept, or nothing."""
        with Session(self.engine.execution_options(writer=True), expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session for queries; whatever was changed in it is thrown away."""
        with Session(self.engine, autoflush=False) as session:
            try:
                yield session
            finally:
                session.rollback()

    def empty_log(self) -> None:
        """Bring SQLite's write-ahead log into the file and cut it, so that what was deleted does not stay there.

        Readers that are busy keep their part of it until the next time. Nothing to do for PostgreSQL.
        """
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                driver = connection.connection.driver_connection
                assert isinstance(driver, sqlite3.Connection)
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def is_writing(session: Session) -> bool:
    """Tell whether a session is one of `Store.writing`: what it reads may change while it lasts."""
    return bool(session.get_bind().get_execution_options().get("writer"))


def open_store(url: str, name: str = "main") -> Store:
    """Open the registry `name` at a SQLAlchemy URL (sqlite:///path or postgresql+psycopg://...)."""
    engine = _sqlite_engine(url) if url.startswith("sqlite") else _postgres_engine(url)
    return Store(name=name, engine=engine)


def _postgres_engine(url: str) -> Engine:
    engine = create_engine(
        url, pool_size=10, max_overflow=20, pool_pre_ping=True, pool_timeout=15, hide_parameters=True
    )
    event.listen(engine, "handle_error", _without_row)
    return engine


def _without_row(context: ExceptionContext) -> None:
    """Leave DETAIL out of PostgreSQL's error text: it holds the whole failing row, callers' words included."""
    original = context.original_exception
    short = getattr(getattr(original, "diag", None), "message_primary", None)
    if short is None:
        return
    long = str(original)
    original.args = (short,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = tuple(
            part.replace(long, short) if isinstance(part, str) else part for part in context.sqlalchemy_exception.args
        )


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=10,
        max_overflow=40,
        pool_timeout=15,
        hide_parameters=True,  # an error text must not hold a caller's words
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=FULL",
            "secure_delete=ON",  # what is purged must not stay readable in free pages
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writer = connection.get_execution_options().get("writer", False)
        if writer:
            _begin_writing(connection)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _begin_writing(connection: Connection) -> None:
    """Wait for the write lock by asking often: SQLite's own handler sleeps up to 100 ms and misses the gaps of a bulk import."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as busy:
                if "locked" not in str(busy) or time.monotonic() > deadline:
                    raise
                time.sleep(POLL_SECONDS)
            else:
                return
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
