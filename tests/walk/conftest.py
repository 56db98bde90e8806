"""A municipality founded once per database, and the walk that nobody disturbed."""

from __future__ import annotations

import os
import shutil
import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bench import rehearsal

POSTGRES = "TORENKAMER_TEST_POSTGRES"
SEED = 1


@dataclass(frozen=True)
class Walked:
    """A walk that ended: its folder, what the record says, how often each Message-ID came in, what the demo prints."""

    folder: Path
    state: Any
    messages: Counter[str]
    result: Any


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded municipality on SQLite, to be copied and not to be walked in."""
    folder = tmp_path_factory.mktemp("founded")
    rehearsal.found(folder, SEED)
    return folder


def walk(folder: Path) -> Walked:
    """Walk all steps in this process and gather the mail on the way: it is purged after thirty days."""
    messages: Counter[str] = Counter()
    with rehearsal.receiving(folder):
        for number in range(1, rehearsal.STEPS + 1):
            rehearsal.perform(folder, SEED, number)
            messages |= rehearsal.received(folder)
    return Walked(folder, rehearsal.state(folder, SEED), messages, rehearsal.result(folder, SEED))


@pytest.fixture(scope="session")
def undisturbed(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The walk on SQLite."""
    folder = tmp_path_factory.mktemp("undisturbed") / "data"
    shutil.copytree(founded, folder)
    return walk(folder)


@pytest.fixture(scope="session")
def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The walk on PostgreSQL."""
    url = os.environ.get(POSTGRES)
    if not url:
        pytest.skip(f"no PostgreSQL: {POSTGRES} is not set (make test starts one)")
    name = f"walk_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    folder = tmp_path_factory.mktemp("on-postgres")
    own = sa.make_url(url).set(database=name).render_as_string(hide_password=False)
    rehearsal.found(folder, SEED, database_url=own)
    return walk(folder)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def walked(request: pytest.FixtureRequest) -> Walked:
    """The walk on either database."""
    found: Walked = request.getfixturevalue("undisturbed" if request.param == "sqlite" else "on_postgres")
    return found
