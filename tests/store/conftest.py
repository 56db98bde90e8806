"""Every store test runs on SQLite and, where a server is given, on PostgreSQL. Makes `wierdijk` importable."""

from __future__ import annotations

import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry import mailing, migrate
from registry.store import Store, open_store

sys.path.insert(0, str(Path(__file__).parent))
from wierdijk import NOW, House

POSTGRES = "TORENKAMER_TEST_POSTGRES"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    store = open_store(f"sqlite:///{path}")
    migrate.upgrade(store)
    store.close()
    return path


@pytest.fixture(scope="session")
def postgres_template() -> str:
    url = os.environ.get(POSTGRES)
    if not url:
        pytest.skip(f"no PostgreSQL: {POSTGRES} is not set (make test starts one)")
    name = f"template_{uuid.uuid4().hex[:8]}"
    _create_database(url, name)
    store = open_store(_at(url, name))
    migrate.upgrade(store)
    store.close()
    return name


def _at(url: str, name: str) -> str:
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)


def _create_database(url: str, name: str, template: str = "template0") -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated, empty database."""
    if request.param == "sqlite":
        target = tmp_path / "registry.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), target)
        return f"sqlite:///{target}"
    template = request.getfixturevalue("postgres_template")
    name = f"test_{uuid.uuid4().hex[:12]}"
    _create_database(os.environ[POSTGRES], name, template)
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
def house(store: Store) -> House:
    """A municipality with one person for each role."""
    return House(store)


@pytest.fixture
def registered(store: Store, house: House) -> int:
    """A WOZ mailing of three batches that was just registered."""
    with store.writing() as session:
        return mailing.register(session, house.taxes, house.content(), now=NOW)
