"""`contacts import` against a raw sqlite3 executemany of the same rows in the same run.

    python -m bench.contacts [--rows 1000000]

Prints one JSON object: `ratio` (raw seconds / import seconds: 0.10 is ten times slower than raw), `peak_mb` (the
importing process and its reader together) and `longest_wait_ms` (of a department that is added through the registry every 50 ms
beside the import). The import reads a CSV file, rejects, masks, knows what came before, counts and keeps a ledger; raw writes
ready tuples into one bare table.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from drafting.mask import mask
from flows.contact_import import import_contacts
from registry import migrate, organisation
from registry.actor import Actor
from registry.store import open_store

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
COLUMNS = ("contact_id", "timestamp", "channel", "topic", "text", "duration_seconds", "answered")
_PAUSE_SECONDS = 0.05
_SENTENCES = (
    "ik heb een brief gekregen over de waarde van mijn huis en snap niet waarom die zo hoog is kan dat kloppen "
    "hoe maak ik bezwaar wanneer moet ik betalen in termijnen de container is niet geleegd paspoort aanvragen afspraak"
)
_TALK = _SENTENCES.split()
_TOPICS = ("belastingen", "afval", "paspoort", "parkeren", "verhuizen", "overig")
_CHANNELS = ("telefoon",) * 6 + ("e-mail", "balie", "chat", "webcare")


def rows(count: int, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """Yield made-up contacts over two years of office hours, in order of time; one in twenty tells a phone number."""
    rng = random.Random(seed)
    start = datetime(2024, 9, 2, 8)  # noqa: DTZ001 - a log writes wall-clock time
    days, minutes = 500, 9 * 60
    for number in range(count):
        spot = number * days * minutes / count
        day, minute = divmod(spot, minutes)
        at = start + timedelta(days=int(day / 5) * 7 + day % 5 // 1, minutes=minute)
        words = " ".join(rng.choices(_TALK, k=rng.randint(4, 16)))
        if rng.random() < 0.05:
            words += f" bel 06{rng.randint(10_000_000, 99_999_999)}"
        yield (
            f"KCC-{number:08d}",
            at.isoformat(timespec="seconds"),
            rng.choice(_CHANNELS),
            rng.choice(_TOPICS),
            words,
            str(rng.randint(30, 900)),
            "ja" if rng.random() < 0.9 else "nee",
        )


def write_log(path: Path, count: int) -> None:
    """Write the rows as a contact log."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows(count))


def raw_seconds(log: Path, folder: Path) -> tuple[float, float]:
    """Time sqlite3's executemany of all rows in one transaction (wall, CPU); reading the file is not counted.

    It runs before and after the import, so that a busy machine weighs on both alike.
    """
    for name in ("raw.sqlite3", "raw.sqlite3-wal", "raw.sqlite3-shm"):
        (folder / name).unlink(missing_ok=True)
    connection = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"CREATE TABLE contact ({', '.join(COLUMNS)})")
    connection.execute("BEGIN IMMEDIATE")
    spent = cpu = 0.0
    with log.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        next(reader)
        while some := list(islice(reader, 50_000)):
            begin, cpu_begin = time.perf_counter(), time.process_time()
            connection.executemany("INSERT INTO contact VALUES (?, ?, ?, ?, ?, ?, ?)", some)
            spent, cpu = spent + time.perf_counter() - begin, cpu + time.process_time() - cpu_begin
    begin, cpu_begin = time.perf_counter(), time.process_time()
    connection.execute("COMMIT")
    spent, cpu = spent + time.perf_counter() - begin, cpu + time.process_time() - cpu_begin
    connection.close()
    return spent, cpu


def import_once(url: str, log: Path) -> dict[str, float]:
    """Import the log in this process and return what it took."""
    store = open_store(url)
    begin = time.perf_counter()
    report = import_contacts(
        store, log, organisation_id=1, actor=Actor.system(), now=NOW, mask=mask, hmac_key=b"bench only, not a secret"
    )
    seconds = time.perf_counter() - begin
    store.close()
    here, reader = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "seconds": seconds,
        "added": report.added,
        "already_present": report.already_present,
        "peak_mb": (here.ru_maxrss + reader.ru_maxrss) / 1024,
        "writer_cpu_seconds": here.ru_utime + here.ru_stime,
        "reader_cpu_seconds": reader.ru_utime + reader.ru_stime,
    }


def import_apart(url: str, log: Path) -> dict[str, float]:
    """Import in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "bench.contacts", "--import-into", url, "--log", str(log)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


class SmallWrites:
    """Adds a department through the registry again and again and keeps how long each took, waiting included."""

    def __init__(self, url: str) -> None:
        self._store = open_store(url)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write)
        self.milliseconds: list[float] = []

    def __enter__(self) -> SmallWrites:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._store.close()

    def _write(self) -> None:
        actor = Actor.system()
        while not self._stop.wait(_PAUSE_SECONDS):
            begin = time.perf_counter()
            with self._store.writing() as session:
                organisation.add_department(
                    session, actor, organisation_id=1, name=f"afdeling {len(self.milliseconds)}", now=NOW
                )
            self.milliseconds.append((time.perf_counter() - begin) * 1000)


def measure(count: int) -> dict[str, float | int]:
    """Run raw, import and import again in a temporary folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log, url = folder / "contactlog.csv", f"sqlite:///{folder / 'registry.sqlite3'}"
        write_log(log, count)
        store = open_store(url)
        migrate.upgrade(store)
        with store.writing() as session:
            organisation.add_organisation(session, Actor.system(), name="Gemeente Wierdijk", now=NOW)
        store.close()
        runs = [raw_seconds(log, folder)]
        with SmallWrites(url) as beside:
            first = import_apart(url, log)
        runs.append(raw_seconds(log, folder))
        raw, raw_cpu = (sum(figures) / len(runs) for figures in zip(*runs, strict=True))
        again = import_apart(url, log)
    waits = sorted(beside.milliseconds)
    return {
        "rows": count,
        "added": int(first["added"]),
        "raw_seconds": round(raw, 3),
        "import_seconds": round(first["seconds"], 3),
        "ratio": round(raw / first["seconds"], 4),
        "raw_cpu_seconds": round(raw_cpu, 3),
        "writer_cpu_seconds": round(first["writer_cpu_seconds"], 3),
        "reader_cpu_seconds": round(first["reader_cpu_seconds"], 3),
        "peak_mb": round(max(first["peak_mb"], again["peak_mb"]), 1),
        "small_writes": len(waits),
        "median_wait_ms": round(waits[len(waits) // 2], 1) if waits else 0.0,
        "longest_wait_ms": round(waits[-1], 1) if waits else 0.0,
        "again_added": int(again["added"]),
        "again_already_present": int(again["already_present"]),
        "again_seconds": round(again["seconds"], 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--import-into", help=argparse.SUPPRESS)
    parser.add_argument("--log", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    answer = import_once(given.import_into, given.log) if given.import_into else measure(given.rows)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
