"""The revisions make exactly the tables of the models, and leave the rows that are there alone, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from registry import audit, migrate, tables
from registry.actor import Actor
from registry.store import Base, Store, open_store

assert tables.ALL
NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
REVISIONS = [script.revision for script in ScriptDirectory(str(migrate._TREE)).walk_revisions()][::-1]
COMPARE = {"compare_type": True, "compare_server_default": True}


@pytest.fixture
def empty_store(empty_database_url: str) -> Iterator[Store]:
    opened = open_store(empty_database_url)
    yield opened
    opened.close()


def read_rules(store: Store) -> dict[str, Any]:
    """Everything the database itself knows of each table: columns, keys and constraints (which autogenerate does not compare)."""
    look = sa.inspect(store.engine)
    return {
        name: {
            "columns": {column["name"]: (str(column["type"]), column["nullable"]) for column in look.get_columns(name)},
            "primary key": look.get_pk_constraint(name)["constrained_columns"],
            "checks": sorted(
                (str(check["name"]), " ".join(check["sqltext"].split())) for check in look.get_check_constraints(name)
            ),
            "unique": {item["name"]: item["column_names"] for item in look.get_unique_constraints(name)},
            "foreign": {
                (*key["constrained_columns"], key["referred_table"], str(key["options"]))
                for key in look.get_foreign_keys(name)
            },
            "indexes": {
                item["name"]: (
                    item["column_names"],
                    bool(item["unique"]),
                    {option: str(value) for option, value in item.get("dialect_options", {}).items()},
                )
                for item in look.get_indexes(name)
            },
        }
        for name in look.get_table_names()
        if name != "alembic_version"
    }


def fill(store: Store) -> dict[str, int]:
    """Write a row into every table of the revision the database is at, and return how many rows each table holds."""
    found = sa.MetaData()
    with store.engine.connect() as connection:
        found.reflect(connection)
    with store.engine.execution_options(writer=True).connect() as connection, connection.begin():
        for table in found.sorted_tables:
            if table.name not in ("alembic_version", "audit", "audit_head"):
                connection.execute(_typed(table).insert(), _rows(table))
    with store.writing() as session:
        audit.record(session, Actor.system(), "mailing.registered", "mailing", 1, now=NOW, mailing_id=1)
    return count_rows(store)


def _typed(table: sa.Table) -> sa.Table:
    """Return the model's table where it fits (its types know dates and lists), else the table as the database tells it."""
    known = Base.metadata.tables.get(table.name)
    return known if known is not None and known.c.keys() == table.c.keys() else table


CHOICES = {
    "state": {
        "appointment": "active",
        "faq_entry": "approved",
        "faq_judgement": "draft",
        "gap": "open",
        "letter": "read",
        "notice": "sent",
        "slot": "taken",
    },
    "outcome": {"answer_search": "opened", "tally": "answered"},
    "kind": {
        "mailing": "mailing",
        "faq_source": "letter",
        "notice": "changed",
        "finding": "no_words",
        "calendar_period": "closing",
    },
}
KNOWN: dict[str, Any] = {
    "act": "merge",
    "stage": "aligned",
    "door": "page",
    "role": "kcc_lead",
    "channel": "phone",
    "basis": "contacts",
    "was_state": "draft",
    "delivery_channel": "post",
    "delivery_class": "48h",
    "answer": "yes",
    "weekday": 1,
    "start_minute": 540,
    "until_time": "y",
    "reach_share": 0.5,
    "deputy_id": 2,
    "result": "gesproken",
    "ends_at": NOW.replace(hour=10),
}


def _rows(table: sa.Table) -> list[dict[str, Any]]:
    row = _row(table)
    if table.name != "person":
        return [row]
    return [row, row | {"id": 2, "email": "y", "subject": "y"}]  # the second is the first one's deputy


def _row(table: sa.Table) -> dict[str, Any]:
    values = {}
    for column in table.c:
        choice = CHOICES.get(column.name, {}).get(table.name) or KNOWN.get(column.name)
        values[column.name] = _value(_typed(table).c[column.name]) if choice is None else choice
        if table.name == "faq_entry_version" and column.name == "state":
            values["state"] = "draft"
    if table.name == "faq_entry":
        values["answer"] = "Voor 30 april."
    return values


def _value(column: sa.Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, sa.JSON):
        return []
    if isinstance(kind, sa.LargeBinary):
        return b"x" * 16
    if isinstance(kind, sa.Boolean):
        return True
    if isinstance(kind, sa.Integer | sa.Float):
        return 1
    if isinstance(kind, sa.Date):
        return date(2027, 2, 22)
    return NOW if isinstance(kind, sa.DateTime) or type(kind).__name__ == "UTCDateTime" else "x"


def count_rows(store: Store) -> dict[str, int]:
    with store.engine.connect() as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
        return {name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0 for name in names}


def test_autogenerate_finds_no_difference(store):
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=COMPARE), Base.metadata) == []


def test_every_check_key_and_index_of_the_models_is_in_the_revisions(empty_store):
    with empty_store.engine.execution_options(writer=True).connect() as connection, connection.begin():
        Base.metadata.create_all(connection)
    wanted = read_rules(empty_store)
    with empty_store.engine.execution_options(writer=True).connect() as connection, connection.begin():
        Base.metadata.drop_all(connection)
    migrate.upgrade(empty_store)
    assert read_rules(empty_store) == wanted


def test_there_is_an_older_revision_to_come_from():
    assert len(REVISIONS) >= 2


@pytest.mark.parametrize("older", REVISIONS[:-1])
def test_rows_of_an_older_revision_live_through_up_down_and_up(empty_store, older):
    migrate.upgrade(empty_store, older)
    before = fill(empty_store)
    assert min(before.values()) == 1
    migrate.upgrade(empty_store)
    after = count_rows(empty_store)
    assert {name: after[name] for name in before} == before
    with empty_store.reading() as session:
        assert audit.verify(session) is None
    migrate.downgrade(empty_store, older)
    assert count_rows(empty_store) == before
    migrate.upgrade(empty_store)
    assert {name: count for name, count in count_rows(empty_store).items() if name in before} == before


def test_all_the_way_down_leaves_nothing_behind(store):
    fill(store)
    migrate.downgrade(store, "base")
    assert count_rows(store) == {}
    migrate.upgrade(store)
    assert migrate.current(store) == migrate.head()


def test_upgrading_twice_changes_nothing(store):
    before = fill(store)
    migrate.upgrade(store)
    assert count_rows(store) == before


def test_a_newer_schema_is_refused(store):
    with store.engine.execution_options(writer=True).connect() as connection, connection.begin():
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.NewerSchema) as refusal:
        migrate.upgrade(store)
    assert refusal.value.facts == {"found": "9999", "known": migrate.head()}
    with pytest.raises(migrate.NewerSchema):
        migrate.require_current(store)


def test_a_schema_that_is_behind_is_refused_until_it_is_upgraded(empty_store):
    migrate.upgrade(empty_store, REVISIONS[0])
    with pytest.raises(migrate.SchemaBehind):
        migrate.require_current(empty_store)
    migrate.upgrade(empty_store)
    migrate.require_current(empty_store)


def test_down_brings_back_the_rules_of_each_older_revision(empty_store):
    before = {}
    for revision in REVISIONS:
        migrate.upgrade(empty_store, revision)
        before[revision] = read_rules(empty_store)
    for older in reversed(REVISIONS[:-1]):
        migrate.downgrade(empty_store, older)
        assert migrate.current(empty_store) == older
        assert read_rules(empty_store) == before[older], older
