"""Backup and restore: the same rows in every table, into the other kind of database too, and no mail is sent again."""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from wierdijk import NOW, SYSTEM, send

from registry import agenda, audit, backup, callback, contact, mailing, migrate, notice
from registry.contact import NewContact
from registry.kinds import Channel, NoticeState
from registry.store import Base, Store, open_store

POSTGRES = "TORENKAMER_TEST_POSTGRES"


def rows(store: Store) -> dict[str, list[tuple]]:
    with store.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture
def full(store, house, registered):
    """A record in which something stands in most tables; one notice is still to be sent, the others were."""
    send(store, house, registered)
    with store.writing() as session:
        agenda.book(session, house.agent, mailing_id=registered, caller_name="b", caller_phone="0612345678", now=NOW)
        callback.note(
            session, house.agent, department_id=1, caller_name="b", caller_phone="0612345678", question="Hoe?", now=NOW
        )
        words = NewContact(NOW, Channel.PHONE, "woz", "Mijn aanslag is te hoog; “één” vraag", caller_key=b"\x00" * 16)
        contact.note_contact(session, house.agent, words, organisation_id=1)
        for item in notice.claim_due(session, now=NOW + timedelta(days=70)):
            notice.seal(session, item.id, b"From: x\r\n\r\n\xff", subject="x")
            notice.mark(session, item.id, NoticeState.SENT, now=NOW)
    return store


@pytest.fixture
def targets(tmp_path: Path):
    """Empty databases of both kinds to restore into."""
    url = os.environ.get(POSTGRES)
    if not url:
        pytest.skip(f"no PostgreSQL: {POSTGRES} is not set (make test starts one)")
    name = f"copy_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
    engine.dispose()
    place = sa.make_url(url).set(database=name).render_as_string(hide_password=False)
    opened = {"sqlite": open_store(f"sqlite:///{tmp_path / 'restored.sqlite3'}"), "postgres": open_store(place)}
    yield opened
    for each in opened.values():
        each.close()


@pytest.mark.postgres
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_restored_copy_has_the_same_rows_in_every_table(full, targets, tmp_path, kind):
    copy = tmp_path / "copy.sqlite3"
    backup.copy_out(full, copy)
    assert copy.stat().st_mode & 0o777 == 0o600
    backup.copy_in(copy, targets[kind])
    before = rows(full)
    assert rows(targets[kind]) == before
    filled = {name for name, found in before.items() if found}
    assert len(filled) > 18
    with targets[kind].reading() as session:
        assert audit.verify(session) is None
        assert notice.queue_state(session).waiting_count == 0
    with targets[kind].writing() as session:
        assert notice.claim_due(session, now=NOW + timedelta(days=500)) == ()


@pytest.mark.postgres
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_numbers_go_on_and_the_guards_stand_in_the_restored_database(full, house, targets, tmp_path, kind):
    copy = tmp_path / "copy.sqlite3"
    backup.copy_out(full, copy)
    restored = targets[kind]
    backup.copy_in(copy, restored)
    with restored.writing() as session:
        assert mailing.register(session, house.taxes, house.content(), now=NOW) == 2
        assert (
            callback.note(
                session,
                house.agent,
                department_id=1,
                caller_name="b",
                caller_phone="0612345678",
                question="Hoe?",
                now=NOW,
            )
            == 2
        )
    with restored.reading() as session:
        assert audit.verify(session) is None
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), restored.writing() as session:
        session.execute(sa.text("DELETE FROM audit"))


def test_a_copy_made_while_somebody_writes_is_of_one_moment(full, tmp_path):
    stop = Event()

    def write() -> None:
        while not stop.is_set():
            with full.writing() as session:
                audit.record(session, SYSTEM, "mailing.changed", "mailing", 1, now=NOW)

    writer = Thread(target=write)
    writer.start()
    try:
        copies = [tmp_path / f"copy-{number}.sqlite3" for number in range(3)]
        for copy in copies:
            backup.copy_out(full, copy)
    finally:
        stop.set()
        writer.join(timeout=60)
    for copy in copies:
        backup.check(copy)
        opened = open_store(f"sqlite:///{copy}")
        with opened.reading() as session:
            assert audit.verify(session) is None
        opened.close()


def test_a_copy_overwrites_nothing(full, tmp_path):
    copy = tmp_path / "copy.sqlite3"
    copy.write_text("van een ander")
    with pytest.raises(backup.NotEmpty):
        backup.copy_out(full, copy)
    assert copy.read_text() == "van een ander"
    with pytest.raises(backup.NotEmpty):
        backup.copy_in(copy, full)


@pytest.fixture
def copy(full, tmp_path):
    path = tmp_path / "copy.sqlite3"
    backup.copy_out(full, path)
    return path


def empty_target(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path / 'target.sqlite3'}")


def damage(path: Path, how: str) -> None:
    if how == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif how == "overwritten":
        content = bytearray(path.read_bytes())
        content[8192:65536] = b"\xa5" * (65536 - 8192)
        path.write_bytes(content)
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "other database":
        path.unlink()
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE something (id INTEGER)")
    else:
        path.write_text("geen database")


@pytest.mark.parametrize("how", ["cut", "overwritten", "empty", "other database", "text"])
def test_a_damaged_copy_is_refused_and_fills_nothing(copy, tmp_path, how):
    damage(copy, how)
    target = empty_target(tmp_path)
    with pytest.raises(backup.BadBackup):
        backup.copy_in(copy, target)
    assert migrate.current(target) is None
    target.close()


def test_a_copy_of_a_later_version_is_refused(copy, tmp_path):
    with sqlite3.connect(copy) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    target = empty_target(tmp_path)
    with pytest.raises(migrate.NewerSchema):
        backup.copy_in(copy, target)
    target.close()


def test_a_copy_of_an_older_version_is_brought_up_to_this_one_and_stays_itself(full, copy, tmp_path):
    older = open_store(f"sqlite:///{copy}")
    migrate.downgrade(older, "0001")
    older.close()
    kept = shutil.copy(copy, tmp_path / "kept.sqlite3")
    target = empty_target(tmp_path)
    backup.copy_in(copy, target)
    assert migrate.current(target) == migrate.head()
    with Session(target.engine) as session:
        assert audit.verify(session) is None
    target.close()
    assert Path(kept).read_bytes() == copy.read_bytes()
