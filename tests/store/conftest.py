"""Every store test runs on SQLite and, where a server is given, on PostgreSQL. Makes `wierdijk` importable."""

from __future__ import annotations

import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry import mailing, migrate
from registry.store import Store, open_store

sys.path.insert(0, str(Path(__file__).parent))
from wierdijk import NOW, House

POSTGRES = "TORENKAMER_TEST_POSTGRES"


@dataclass(frozen=True)
class Template:
    """Databases to be copied for every test: migrated and empty, and with the municipality of `house` in it."""

    empty: str
    founded: str
    house: House


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("template")
    empty, founded = (str(folder / name) for name in ("empty.sqlite3", "founded.sqlite3"))
    _migrate(f"sqlite:///{empty}")
    shutil.copy(empty, founded)
    return Template(empty, founded, _found(f"sqlite:///{founded}"))


@pytest.fixture(scope="session")
def postgres_template() -> Template:
    url = os.environ.get(POSTGRES)
    if not url:
        pytest.skip(f"no PostgreSQL: {POSTGRES} is not set (make test starts one)")
    empty, founded = (f"{name}_{uuid.uuid4().hex[:8]}" for name in ("empty", "founded"))
    _create_database(url, empty)
    _migrate(_at(url, empty))
    _create_database(url, founded, empty)
    return Template(empty, founded, _found(_at(url, founded)))


def _migrate(url: str) -> None:
    store = open_store(url)
    migrate.upgrade(store)
    store.close()


def _found(url: str) -> House:
    store = open_store(url)
    house = House(store)
    store.close()
    return house


def _at(url: str, name: str) -> str:
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)


@cache
def _server(url: str) -> sa.Engine:
    return sa.create_engine(url, isolation_level="AUTOCOMMIT")


def _create_database(url: str, name: str, template: str = "template0") -> None:
    with _server(url).connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated database: empty, or with the municipality where a test asks for `house`."""
    template: Template = request.getfixturevalue(f"{request.param}_template")
    source = template.founded if "house" in request.fixturenames else template.empty
    if request.param == "sqlite":
        target = tmp_path / "registry.sqlite3"
        shutil.copy(source, target)
        return f"sqlite:///{target}"
    name = f"test_{uuid.uuid4().hex[:12]}"
    _create_database(os.environ[POSTGRES], name, source)
    return _at(os.environ[POSTGRES], name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    url = os.environ.get(POSTGRES)
    if not url:
        pytest.skip(f"no PostgreSQL: {POSTGRES} is not set (make test starts one)")
    name = f"empty_{uuid.uuid4().hex[:12]}"
    _create_database(url, name)
    return _at(url, name)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store on a migrated, empty database; each store test runs once per database."""
    opened = open_store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def house(request: pytest.FixtureRequest, store: Store) -> House:
    """A municipality with one person for each role; it stands in the database that was copied."""
    template: Template = request.getfixturevalue(f"{_dialect(store)}_template")
    return copy(template.house)


def _dialect(store: Store) -> str:
    return "sqlite" if store.engine.dialect.name == "sqlite" else "postgres"


@pytest.fixture
def registered(store: Store, house: House) -> int:
    """A WOZ mailing of three batches that was just registered."""
    with store.writing() as session:
        return mailing.register(session, house.taxes, house.content(), now=NOW)
