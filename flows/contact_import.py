"""Takes in a file of contacts or counts: read by `exchange`, masked by `drafting`, kept by `registry`, chunk by chunk.

Plain functions, no Prefect: the command, the page and the flows call the same one. Stopped anywhere and run again, the
end is the same as of one run.
"""

from __future__ import annotations

import gc
import hashlib
import marshal
import multiprocessing
import pickle
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import registry.tables  # noqa: F401 - models refer to each other by name; all must be known
from drafting.mask import mask as mask_one
from drafting.mask import mask_all
from exchange.contact_columns import ContactColumns
from exchange.contact_log import ContactLog
from exchange.log_file import Rejected
from exchange.mapping import STANDARD, Mapping
from exchange.queue_log import QueueLog
from registry.actor import Actor
from registry.contact import caller_key
from registry.contact_counts import INTERVAL_MINUTES, Cell, Figures, new_cells, put_counts
from registry.contact_ledger import (
    MOST_LISTED,
    Added,
    Chunk,
    Import,
    ImportReport,
    NewContacts,
    RejectedRow,
    add_contacts,
    begin_import,
    finish_import,
    prepare_chunk,
    row_keys,
    would_add,
)
from registry.store import Store

CHUNK_ROWS = 4000
# A writer that waits for SQLite's lock looks again after at most 100 ms; between two chunks it must find the door open.
BREATH_SECONDS = 0.003
# Below this size a second process costs more than it brings.
TWO_PROCESSES_FROM_BYTES = 2_000_000
CHUNKS_AHEAD = 6
_MARSHALLED, _PICKLED = b"m", b"p"

Mask = Callable[[str], str]
Progress = Callable[[int, int], None]
Prepared = tuple[Chunk, list[Rejected], dict[str, int], int]


def import_contacts(
    store: Store,
    path: Path,
    *,
    organisation_id: int,
    mapping: Mapping | None = None,
    source: str | None = None,
    actor: Actor,
    now: datetime,
    mask: Mask,
    hmac_key: bytes,
    progress: Progress | None = None,
    dry_run: bool = False,
    two_processes: bool | None = None,
) -> ImportReport:
    """Take in the contacts of a file that are not known yet.

    Args:
        mapping: how the file's columns are called; one of form "counts" reads a queue's report.
        source: name of the system, in the place of the mapping's; ids are unique within a source.
        mask: takes personal data out of a caller's words; for two processes it must be a function of a module, and
            `drafting.mask.mask` is done in bulk.
        hmac_key: what callers are recognised by; never stored beside the contacts.
        progress: is called with bytes read and bytes in all, at most once per chunk.
        dry_run: tell what would happen and write nothing.
        two_processes: read and mask in a second process; None decides by the size of the file.

    Raises:
        exchange.errors.LogError: the file as a whole cannot be read.
        registry.rights.NotAllowed: the actor may not import contacts.
    """
    mapping = mapping or STANDARD
    source = source or mapping.source
    if mapping.form == "counts":
        return _import_counts(store, path, organisation_id, mapping, source, actor, now, dry_run)
    ContactLog(path, mapping, now=now).close()  # refuse a bad file before anything is written
    sqlite = store.engine.dialect.name == "sqlite"
    prepare = partial(_prepare_chunks, path, mapping, now, mask, hmac_key, organisation_id, source, sqlite)
    if two_processes is None:
        two_processes = path.stat().st_size >= TWO_PROCESSES_FROM_BYTES and _can_go_beside(prepare)
    chunks = _from_beside(prepare) if two_processes else prepare()
    running = _begun(store, path, organisation_id, source, actor, now, dry_run)
    seen: set[bytes] = set()
    added = present = other_time = rejected_count = 0
    rejected: list[RejectedRow] = []
    notes: Counter[str] = Counter()
    size = path.stat().st_size
    with _cycles_left_alone():
        for chunk, refused, noted, position in chunks:
            done = _taken(store, actor, running, chunk, seen, dry_run)
            added, present = added + done.added, present + done.already_present
            other_time += done.at_other_time
            rejected_count += len(refused)
            rejected += [RejectedRow(*row) for row in refused[: MOST_LISTED - len(rejected)]]
            notes.update(noted)
            if progress is not None:
                progress(position, size)
            gc.collect(1)  # only what is young
    report = ImportReport(added, present, tuple(rejected), rejected_count, dict(notes), other_time, dry_run)
    _ended(store, actor, running, report, now)
    return report


@contextmanager
def _cycles_left_alone() -> Iterator[None]:
    """Keep the search for cycles from going over everything again and again: a quarter of the writing, nothing found."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _begun(
    store: Store, path: Path, organisation_id: int, source: str, actor: Actor, now: datetime, dry_run: bool
) -> Import:
    if dry_run:
        return Import(0, organisation_id, source)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with store.writing() as session:
        return begin_import(
            session, actor, organisation_id=organisation_id, source=source, name=path.name, digest=digest, now=now
        )


def _taken(store: Store, actor: Actor, running: Import, chunk: Chunk, seen: set[bytes], dry_run: bool) -> Added:
    if not len(chunk):
        return Added(0, 0)
    if dry_run:
        with store.reading() as session:
            return would_add(session, actor, chunk, seen)
    done = add_contacts(store, actor, running, chunk)
    if done.added:
        time.sleep(BREATH_SECONDS)
    return done


def _ended(store: Store, actor: Actor, running: Import, report: ImportReport, now: datetime) -> None:
    if report.dry_run:
        return
    with store.writing() as session:
        finish_import(
            session,
            actor,
            running,
            added=report.added,
            already_present=report.already_present,
            rejected=report.rejected_count,
            now=now,
        )


def _prepare_chunks(
    path: Path,
    mapping: Mapping,
    now: datetime,
    mask: Mask,
    hmac_key: bytes,
    organisation_id: int,
    source: str,
    sqlite: bool,
) -> Iterator[Prepared]:
    log = ContactLog(path, mapping, now=now)
    keys_of = row_keys(organisation_id, source)
    masked = mask_all if mask is mask_one else lambda texts: [mask(text) for text in texts]
    for columns, refused in _regrouped(log.blocks()):
        rows = NewContacts(
            hours=columns.hours,
            past=columns.past,
            channels=columns.channels,
            topics=columns.topics,
            words=masked(columns.texts),
            durations=columns.durations,
            answered=columns.answered,
            caller_keys=[None if who is None else caller_key(hmac_key, who) for who in columns.callers],
            keys=keys_of(columns.hours, columns.past, columns.contact_ids, columns.fingerprints),
        )
        noted = Counter(note for note in columns.notes if note is not None)
        yield prepare_chunk(rows, sqlite=sqlite), refused, dict(noted), log.position()


def _regrouped(
    blocks: Iterator[tuple[ContactColumns, list[Rejected]]],
) -> Iterator[tuple[ContactColumns, list[Rejected]]]:
    """Give chunks of `CHUNK_ROWS` contacts (the last has fewer), with what was rejected until then."""
    waiting: list[list[Any]] = [[] for _ in ContactColumns._fields]
    refused: list[Rejected] = []
    for columns, bad in blocks:
        refused += bad
        for have, more in zip(waiting, columns, strict=True):
            have.extend(more)
        while len(waiting[0]) >= CHUNK_ROWS or len(refused) >= CHUNK_ROWS:
            yield ContactColumns(*(column[:CHUNK_ROWS] for column in waiting)), refused
            waiting, refused = [column[CHUNK_ROWS:] for column in waiting], []
    if waiting[0] or refused:
        yield ContactColumns(*waiting), refused


def _can_go_beside(prepare: Callable[[], Iterator[Prepared]]) -> bool:
    """Tell whether a second process may be started from here and can be handed the work."""
    try:
        pickle.dumps(prepare)
    except (pickle.PicklingError, AttributeError, TypeError):
        return False
    return not multiprocessing.current_process().daemon


def _from_beside(prepare: Callable[[], Iterator[Prepared]]) -> Iterator[Prepared]:
    """Read and mask in a second process; what it raises is raised here."""
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    reader = context.Process(target=_send_chunks, args=(sending, prepare), daemon=True)
    reader.start()
    sending.close()
    waiting: Queue[bytes | None] = Queue(CHUNKS_AHEAD)
    stopped = threading.Event()
    fetching = threading.Thread(target=_fetch, args=(receiving, waiting, stopped), daemon=True)
    fetching.start()
    try:
        while (chunk := _received(waiting.get())) is not None:
            yield chunk
    finally:
        stopped.set()
        reader.terminate()
        reader.join()
        while fetching.is_alive():
            _emptied(waiting)
            fetching.join(0.01)
        receiving.close()


def _fetch(receiving: Connection, waiting: Queue[bytes | None], stopped: threading.Event) -> None:
    """Take messages out of the pipe, so that the reader works on while a chunk is written; None when it ended."""
    try:
        while not stopped.is_set():
            waiting.put(receiving.recv_bytes())
    except (EOFError, OSError):
        waiting.put(None)


def _emptied(waiting: Queue[bytes | None]) -> None:
    with suppress(Empty):
        while True:
            waiting.get_nowait()


def _send_chunks(sending: Connection, prepare: Callable[[], Iterator[Prepared]]) -> None:
    gc.disable()  # the chunks hold no cycles; looking for them costs a tenth of the time
    try:
        for chunk, refused, noted, position in prepare():
            parts = (chunk.columns, [tuple(row) for row in refused], noted, position)
            sending.send_bytes(_packed(parts))
    except BrokenPipeError:
        return
    except Exception as fault:  # noqa: BLE001 - carried to the parent, which raises it
        sending.send_bytes(_PICKLED + pickle.dumps(fault))
    else:
        sending.send_bytes(_PICKLED + pickle.dumps(None))


def _packed(parts: tuple[Any, ...]) -> bytes:
    """Marshal is four times as fast as pickle; it knows no moments, which only PostgreSQL is handed."""
    try:
        return _MARSHALLED + marshal.dumps(parts)
    except ValueError:
        return _PICKLED + pickle.dumps(parts, pickle.HIGHEST_PROTOCOL)


def _received(message: bytes | None) -> Prepared | None:
    if message is None:
        raise RuntimeError("the process that reads the file died")
    # from our own child
    body = memoryview(message)[1:]
    parts = marshal.loads(body) if message[:1] == _MARSHALLED else pickle.loads(body)  # noqa: S301, S302
    if isinstance(parts, Exception):
        raise parts
    if parts is None:
        return None
    columns, refused, noted, position = parts
    return Chunk(columns), [Rejected(*row) for row in refused], noted, position


def _import_counts(
    store: Store,
    path: Path,
    organisation_id: int,
    mapping: Mapping,
    source: str,
    actor: Actor,
    now: datetime,
    dry_run: bool,
) -> ImportReport:
    """Put a queue's report in the place of what it said before; a report is small, its half hours are added up here."""
    cells: dict[Cell, Figures] = {}
    rejected: list[RejectedRow] = []
    notes: Counter[str] = Counter()
    for entry in QueueLog(path, mapping, now=now):
        if isinstance(entry, Rejected):
            rejected.append(RejectedRow(*entry))
            continue
        minute = int(entry.starts_at.timestamp()) // 60
        cell = Cell(minute - minute % INTERVAL_MINUTES, entry.channel.value, entry.topic)
        told = Figures(entry.offered, entry.answered, entry.abandoned, entry.wait_seconds)
        cells[cell] = told if cell not in cells else cells[cell].plus(told)
        if entry.note:
            notes[entry.note] += 1
    running = _begun(store, path, organisation_id, source, actor, now, dry_run)
    added = 0
    everything = sorted(cells.items())
    for start in range(0, len(everything), CHUNK_ROWS):
        some = everything[start : start + CHUNK_ROWS]
        if dry_run:
            with store.reading() as session:
                added += new_cells(session, [cell for cell, _ in some], organisation_id=organisation_id, source=source)
        else:
            with store.writing() as session:
                added += put_counts(session, actor, some, organisation_id=organisation_id, source=source)
            time.sleep(BREATH_SECONDS)
    report = ImportReport(
        added, len(cells) - added, tuple(rejected[:MOST_LISTED]), len(rejected), dict(notes), 0, dry_run
    )
    _ended(store, actor, running, report, now)
    return report
