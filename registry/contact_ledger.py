"""The import ledger: which contacts came in already, so that no file and no overlap is ever counted twice.

A 16-byte key per contact outlives the contact itself: a file that is offered again adds nothing, also after the purge.
One chunk is one short transaction of keys, contacts and counts together: what is stopped halfway is made whole by
running it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from registry import audit
from registry.actor import Actor
from registry.contact import LARGEST_CHUNK, ImportFile, minute_of
from registry.contact_counts import ADDING, INTERVAL_MINUTES, CountBasis, HalfHours, is_sqlite, stored_form
from registry.kinds import Channel
from registry.rights import Operation, require
from registry.store import Store, UTCDateTime

MOST_LISTED = 50_000  # rejected rows in a report
_MINUTE = 60_000_000  # microseconds
_MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)
_HOUR_LONG = len("2026-03-02 08")
_IMPORT_LOCK = 7_236_411  # any number; importers on PostgreSQL go one after the other, nobody else waits


@dataclass(frozen=True)
class Import:
    """A running import: give it to `add_contacts` with each chunk."""

    id: int
    organisation_id: int
    source: str


class NewContacts(NamedTuple):
    """Contacts to be taken, side by side: the n-th of every column is the same contact, `words` masked.

    A contact came in `past` microseconds after the whole hour of `hours` (UTC). `keys` are those of `row_keys`.
    """

    hours: Sequence[datetime]
    past: Sequence[int]
    channels: Sequence[Channel]
    topics: Sequence[str]
    words: Sequence[str]
    durations: Sequence[int | None]
    answered: Sequence[bool | None]
    caller_keys: Sequence[bytes | None]
    keys: Sequence[bytes]


# one contact as the database is handed it: key, minute, then the other columns of _STAGE
Staged = tuple[Any, ...]


@dataclass(frozen=True)
class Chunk:
    """Contacts that are ready to be taken, in the order of the file: a list per column of _STAGE."""

    columns: list[list[Any]]

    def __len__(self) -> int:
        return len(self.columns[0])


@dataclass(frozen=True)
class Added:
    """What became of a chunk. `at_other_time` of those present bear a known id with another moment: mixed sources?"""

    added: int
    already_present: int
    at_other_time: int = 0


class RejectedRow(NamedTuple):
    """A row that was not taken: its line in the file (line 1 is the header), a reason code, facts for the sentence."""

    line: int
    reason: str
    facts: Mapping[str, object]


@dataclass(frozen=True)
class ImportReport:
    """What became of a file.

    `rejected` lists at most `MOST_LISTED` rows, `rejected_count` is how many there were. `notes` says how many rows
    were not taken literally, per code (an hour that summer time skips, a day without a time). `at_other_time` counts rows
    with a known id and another moment: a sign that two systems share one source name.
    """

    added: int
    already_present: int
    rejected: tuple[RejectedRow, ...]
    rejected_count: int
    notes: Mapping[str, int]
    at_other_time: int
    dry_run: bool


Keys = Callable[[Sequence[datetime], Sequence[int], Sequence[str | None], Sequence[bytes | None]], list[bytes]]


def row_keys(organisation_id: int, source: str) -> Keys:
    """Return what gives the ledger's keys of columns of hours, microseconds past them, ids and fingerprints.

    A key stands for the source's own id or, without one, for the row. Its first four bytes only keep neighbours together
    (the number an id ends in, or the minute), which makes the ledger grow at one place; the other twelve are a hash, so
    two different rows meet once in about 10**14.
    """
    of_id, of_row = (
        hashlib.blake2b(f"{organisation_id}\0{source}\0{kind}\0".encode(), digest_size=12) for kind in ("id", "row")
    )

    def of(contact_id: str) -> bytes:
        digest = of_id.copy()
        digest.update(contact_id.encode())
        return _ending(contact_id) + digest.digest()

    def of_content(hour: datetime, past: int, fingerprint: bytes | None) -> bytes:
        digest = of_row.copy()
        digest.update(fingerprint or b"")
        return (minute_of(hour) + past // _MINUTE).to_bytes(4, "big") + digest.digest()

    return lambda hours, past, ids, fingerprints: [
        of_content(hour, micro, mark) if contact_id is None else of(contact_id)
        for hour, micro, contact_id, mark in zip(hours, past, ids, fingerprints, strict=True)
    ]


def _ending(contact_id: str) -> bytes:
    digits = contact_id[len(contact_id.rstrip("0123456789")) :]
    return int(digits[-9:] or 0).to_bytes(4, "big")


def begin_import(
    session: Session, actor: Actor, *, organisation_id: int, source: str, name: str, digest: str, now: datetime
) -> Import:
    """Note that a file is being read; the same file again goes on under the same number.

    Args:
        digest: SHA-256 of the file in hexadecimal.

    Raises:
        NotAllowed: the actor may not import contacts.
    """
    require(actor, Operation.IMPORT_CONTACTS)
    row = session.scalar(select(ImportFile).filter_by(organisation_id=organisation_id, source=source, digest=digest))
    if row is None:
        row = ImportFile(
            organisation_id=organisation_id, source=source, digest=digest, name=name[:255], started_at=now, added=0
        )
        session.add(row)
        session.flush()
    return Import(row.id, organisation_id, source)


def finish_import(
    session: Session, actor: Actor, running: Import, *, added: int, already_present: int, rejected: int, now: datetime
) -> None:
    """Note that a file was read to its end, and write it to the trail."""
    require(actor, Operation.IMPORT_CONTACTS)
    row = session.get_one(ImportFile, running.id)
    row.finished_at = row.finished_at or now
    row.rejected = rejected
    audit.record(
        session,
        actor,
        "contacts.imported",
        "import_file",
        row.id,
        now=now,
        source=running.source,
        added=added,
        already_present=already_present,
        rejected=rejected,
    )


def prepare_chunk(rows: NewContacts, *, sqlite: bool) -> Chunk:
    """Bring contacts into the form the database keeps; done before the transaction, so that it is short.

    Args:
        rows: at most `LARGEST_CHUNK`.
        sqlite: whether they go into SQLite (`registry.contact_counts.is_sqlite`).

    Raises:
        ValueError: the chunk is too large for a short transaction.
    """
    if len(rows.keys) > LARGEST_CHUNK:
        raise ValueError(f"{len(rows.keys)} rows in one chunk; {LARGEST_CHUNK} is the most")
    first = {hour: minute_of(hour) for hour in set(rows.hours)}
    minutes = [first[hour] + past // _MINUTE for hour, past in zip(rows.hours, rows.past, strict=True)]
    half_hours = HalfHours(sqlite)
    halves = [half_hours[minute - minute % INTERVAL_MINUTES] for minute in minutes]
    return Chunk(
        [
            list(rows.keys),
            minutes,
            _moments(rows.hours, rows.past, sqlite),
            [start for start, _ in halves],
            [day for _, day in halves],
            list(map(str.__str__, rows.channels)),  # plain text: a member of a list cannot travel everywhere
            list(rows.topics),
            list(rows.words),
            list(rows.durations),
            list(rows.answered),
            list(rows.caller_keys),
        ]
    )


def _moments(hours: Sequence[datetime], past: Sequence[int], sqlite: bool) -> list[Any]:
    """Return moments as the database keeps them; on SQLite text, put together from what repeats itself."""
    if not sqlite:
        return [hour + timedelta(microseconds=micro) for hour, micro in zip(hours, past, strict=True)]
    form = stored_form(sqlite)
    starts = {hour: str(form(hour))[:_HOUR_LONG] for hour in set(hours)}
    ends = {micro: str(form(_MIDNIGHT + timedelta(microseconds=micro)))[_HOUR_LONG:] for micro in set(past)}
    return [starts[hour] + ends[micro] for hour, micro in zip(hours, past, strict=True)]


def add_contacts(store: Store, actor: Actor, running: Import, chunk: Chunk) -> Added:
    """Take the rows that were not taken before and count them, in a transaction of their own.

    All that can be done beforehand is: a booking beside it waits only while the rows are put into place.

    Raises:
        NotAllowed: the actor may not import contacts.
        sqlalchemy.exc.IntegrityError: a row breaks a constraint; nothing of the chunk is kept.
    """
    require(actor, Operation.IMPORT_CONTACTS)
    while True:
        with store.reading() as session:
            new, added = _sorted_out(session, chunk)
        if not new:
            return added
        try:
            _take_in(store, running, new)
        except IntegrityError:
            with store.reading() as session:
                _, later = _sorted_out(session, chunk)
            if later == added:
                raise
            # another import took some of the same rows meanwhile: once more, without those
        else:
            return added


def would_add(session: Session, actor: Actor, chunk: Chunk, seen: set[bytes]) -> Added:
    """Tell what `add_contacts` would do, writing nothing; `seen` carries the keys from chunk to chunk of a dry run."""
    require(actor, Operation.IMPORT_CONTACTS)
    new, added = _sorted_out(session, chunk)
    fresh = [row[0] for row in new if row[0] not in seen]
    seen.update(fresh)
    twice = len(new) - len(fresh)
    return Added(added.added - twice, added.already_present + twice, added.at_other_time)


def _sorted_out(session: Session, chunk: Chunk) -> tuple[list[Staged], Added]:
    """Return the rows that are not in the ledger, each once (the first of the file)."""
    keys, minutes = chunk.columns[:2]
    rows: list[Staged] = list(zip(*chunk.columns, strict=True))
    ordered = sorted(set(keys))
    known = _known(session, ordered)
    if not known and len(ordered) == len(rows):
        return rows, Added(len(rows), 0)
    by_key = dict(zip(reversed(keys), reversed(rows), strict=True))
    other_time = sum(by_key[key][1] != minute for key, minute in known.items())
    if len(ordered) < len(rows):
        other_time += sum(by_key[key][1] != minute for key, minute in zip(keys, minutes, strict=True))
    new = [by_key[key] for key in ordered if key not in known]
    return new, Added(len(new), len(rows) - len(new), other_time)


def _known(session: Session, keys: list[bytes]) -> dict[bytes, int]:
    """Return which of the keys (sorted) are in the ledger, with their minute."""
    if not keys:
        return {}
    connection = session.connection()
    mark = "?" if is_sqlite(session) else "%s"
    # most chunks are of days that nothing was taken of yet
    within = f"SELECT 1 FROM imported_row WHERE key BETWEEN {mark} AND {mark} LIMIT 1"  # noqa: S608
    if connection.exec_driver_sql(within, (keys[0], keys[-1])).first() is None:
        return {}
    if is_sqlite(session):
        marks = ", ".join("?" * len(keys))
        found = connection.exec_driver_sql(
            f"SELECT key, minute FROM imported_row WHERE key IN ({marks})",  # noqa: S608 - question marks only
            tuple(keys),
        )
    else:
        found = connection.exec_driver_sql("SELECT key, minute FROM imported_row WHERE key = ANY(%s)", (keys,))
    return {bytes(key): minute for key, minute in found}


# A table of this connection only; what comes in waits here while the database itself sorts it into place.
_INCOMING = Table(
    "incoming_contact",
    MetaData(),
    *(Column(name, LargeBinary) for name in ("key", "caller_key")),
    *(Column(name, Integer) for name in ("minute", "duration_seconds")),
    *(Column(name, UTCDateTime) for name in ("at", "starts_at")),
    *(Column(name, Text) for name in ("channel", "topic", "words")),
    Column("counted_on", Date),
    Column("answered", Boolean),
    prefixes=["TEMPORARY"],
)
_STAGE = (
    "INSERT INTO incoming_contact "
    "(key, minute, at, starts_at, counted_on, channel, topic, words, duration_seconds, answered, caller_key) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_TAKE_IN = tuple(
    text(statement)
    for statement in (
        "UPDATE import_file SET added = added + :added WHERE id = :file",
        "INSERT INTO imported_row (key, minute, import_file_id) SELECT key, minute, :file FROM incoming_contact",
        "INSERT INTO contact (organisation_id, at, channel, topic, words, duration_seconds, answered, caller_key) "
        "SELECT :organisation, at, channel, topic, words, duration_seconds, answered, caller_key FROM incoming_contact",
        "INSERT INTO contact_count (organisation_id, basis, source, starts_at, counted_on, channel, topic, "
        "offered, answered, abandoned, handling_seconds, handled) "
        "SELECT :organisation, :basis, :source, starts_at, counted_on, channel, topic, count(*), "
        "CASE WHEN count(answered) > 0 THEN sum(CASE WHEN answered THEN 1 ELSE 0 END) END, "
        "CASE WHEN count(answered) > 0 THEN sum(CASE WHEN NOT answered THEN 1 ELSE 0 END) END, "
        "sum(duration_seconds), nullif(count(duration_seconds), 0) "
        "FROM incoming_contact WHERE true GROUP BY starts_at, counted_on, channel, topic " + ADDING,
    )
)


def _take_in(store: Store, running: Import, new: Sequence[Staged]) -> None:
    """Hand the rows to the database once; it writes ledger, contacts and counts of them by itself.

    Three statements over a temporary table cost a third of binding every row three times. The transaction begins without
    a lock (on SQLite only `Store.writing` asks for it at once), and the temporary table needs none.
    """
    with Session(store.engine) as session, session.begin():
        connection = session.connection()
        lite = is_sqlite(session)
        connection.execute(CreateTable(_INCOMING, if_not_exists=True))
        connection.exec_driver_sql("DELETE FROM incoming_contact")
        connection.exec_driver_sql(_STAGE if lite else _STAGE.replace("?", "%s"), list(new))
        if not lite:
            session.execute(select(func.pg_advisory_xact_lock(_IMPORT_LOCK)))
        facts = {
            "file": running.id,
            "organisation": running.organisation_id,
            "source": running.source,
            "basis": CountBasis.CONTACTS.value,
            "added": len(new),
        }
        for statement in _TAKE_IN:
            connection.execute(statement, facts)
