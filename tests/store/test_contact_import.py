from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from exchange.errors import LogColumnsMissing
from exchange.mapping import STANDARD_COUNTS
from flows import contact_import
from flows.contact_import import import_contacts
from registry import audit, organisation
from registry.actor import Actor
from registry.contact_ledger import ImportReport
from registry.kinds import Door, Role
from registry.rights import NotAllowed
from registry.store import Store

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
SYSTEM = Actor.system(Door.COMMAND)
HEADER = "contact_id,timestamp,channel,topic,text,duration_seconds,answered,caller\n"


def hidden(text: str) -> str:
    return text.replace("0612345678", "[telefoon]")


@pytest.fixture
def town(store: Store) -> int:
    with store.writing() as session:
        return organisation.add_organisation(session, SYSTEM, name="Gemeente Wierdijk", now=NOW)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return written(tmp_path / "log.csv", 50)


def written(path: Path, count: int, extra: str = "") -> Path:
    lines = (
        f"K{number},{1 + number % 28}-11-2026 08:{number % 60:02d},telefoon,afval,bel 0612345678 terug,3:30,ja,0612345678\n"
        for number in range(count)
    )
    path.write_text(HEADER + "".join(lines) + extra, encoding="utf-8")
    return path


def taken_in(store: Store, path: Path, town: int, **other: object) -> ImportReport:
    given = {"actor": SYSTEM, "now": NOW, "mask": hidden, "hmac_key": b"secret", **other}
    return import_contacts(store, path, organisation_id=town, **given)  # type: ignore[arg-type]


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All that an import leaves, without numbers that only say in which order it went."""
    queries = {
        "contact": "SELECT at, channel, topic, words, duration_seconds, answered, caller_key FROM contact ORDER BY 1, 4",
        "contact_count": "SELECT * FROM contact_count ORDER BY 1, 2, 3, 4, 5, 6",
        "imported_row": "SELECT key, minute FROM imported_row ORDER BY key",
        "import_file": "SELECT digest, added, rejected, finished_at FROM import_file",
    }
    with store.reading() as session:
        return {name: [tuple(row) for row in session.execute(sa.text(query))] for name, query in queries.items()}


def test_a_file_is_taken_in_once_masked_and_with_callers_hashed(store: Store, town: int, log: Path) -> None:
    first = taken_in(store, log, town)
    assert (first.added, first.already_present, first.rejected) == (50, 0, ())
    before = contents(store)
    assert {row[3] for row in before["contact"]} == {"bel [telefoon] terug"}
    assert b"0612345678" not in b"".join(repr(row).encode() for row in before["contact"])
    second = taken_in(store, log, town)
    assert (second.added, second.already_present) == (0, 50)
    assert contents(store) == before


def test_bad_rows_are_listed_with_line_and_reason_and_good_ones_kept(store: Store, town: int, tmp_path: Path) -> None:
    extra = (
        "X,30-11-2026 08:30,telefoon,a,b,-3,ja,\nY,30-11-2026 08:30,fax,a,b,3,ja,\nZ,30-11-2026 08:30,chat,a,b,3,ja,\n"
    )
    report = taken_in(store, written(tmp_path / "log.csv", 3, extra), town)
    assert (report.added, report.rejected_count) == (4, 2)
    assert [(row.line, row.reason) for row in report.rejected] == [(5, "duration_negative"), (6, "channel_unknown")]


def test_a_dry_run_says_the_same_and_writes_nothing(store: Store, town: int, tmp_path: Path) -> None:
    path = written(tmp_path / "log.csv", 20, "X,ooit,chat,a,b,3,ja,\nK1,02-11-2026 08:01,telefoon,afval,x,3,ja,\n")
    dry = taken_in(store, path, town, dry_run=True)
    assert all(not rows for rows in contents(store).values())
    wet = taken_in(store, path, town)
    assert (dry.added, dry.already_present, dry.rejected) == (wet.added, wet.already_present, wet.rejected)
    assert (wet.added, wet.already_present) == (20, 1)
    assert taken_in(store, path, town, dry_run=True).added == 0


def test_chunks_and_a_second_process_change_nothing(
    store: Store, town: int, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_import, "CHUNK_ROWS", 7)
    seen: list[tuple[int, int]] = []
    first = taken_in(store, log, town, progress=lambda done, size: seen.append((done, size)))
    assert first.added == 50
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1] == log.stat().st_size
    second = taken_in(store, log, town, two_processes=True)
    assert (second.added, second.already_present) == (0, 50)


def test_a_mask_that_cannot_travel_to_another_process_works_here(
    store: Store, town: int, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_import, "TWO_PROCESSES_FROM_BYTES", 0)
    report = taken_in(store, log, town, mask=lambda text: hidden(text))
    assert report.added == 50
    assert {row[3] for row in contents(store)["contact"]} == {"bel [telefoon] terug"}


def test_stopped_between_chunks_and_run_again_ends_as_one_run(
    store: Store, town: int, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_import, "CHUNK_ROWS", 8)

    class Killed(BaseException):
        pass

    def stop(done: int, size: int) -> None:
        if len(contents(store)["contact"]) >= 16:
            raise Killed

    with pytest.raises(Killed):
        taken_in(store, log, town, progress=stop)
    halfway = contents(store)
    assert len(halfway["contact"]) == len(halfway["imported_row"]) == 16
    assert halfway["import_file"][0][3] is None
    taken_in(store, log, town)
    resumed = contents(store)
    assert len(resumed["contact"]) == sum(int(str(row[7])) for row in resumed["contact_count"]) == 50
    assert resumed["import_file"][0][1] == 50
    assert resumed["import_file"][0][3] is not None


def test_killed_halfway_and_run_again_ends_as_one_run(
    store: Store, database_url: str, town: int, tmp_path: Path
) -> None:
    path = written(tmp_path / "log.csv", 400)
    program = (
        "import os, signal, sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from flows import contact_import\n"
        "from registry.actor import Actor\n"
        "from registry.store import open_store\n"
        "contact_import.CHUNK_ROWS = 50\n"
        "calls = []\n"
        "def progress(done, size):\n"
        "    calls.append(done)\n"
        "    if len(calls) == 3: os.kill(os.getpid(), signal.SIGKILL)\n"
        "contact_import.import_contacts(open_store(sys.argv[1]), Path(sys.argv[2]), organisation_id=int(sys.argv[3]),\n"
        "    actor=Actor.system(), now=datetime(2026, 12, 31, 12, tzinfo=UTC),\n"
        "    mask=lambda text: text.replace('0612345678', '[telefoon]'),\n"
        "    hmac_key=b'secret', progress=progress)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(
        [sys.executable, "-c", program, database_url, str(path), str(town)],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert len(contents(store)["contact"]) == 150
    report = taken_in(store, path, town)
    assert (report.added, report.already_present) == (250, 150)
    after = contents(store)
    assert len(after["contact"]) == len(after["imported_row"]) == after["import_file"][0][1] == 400
    assert sum(int(str(row[7])) for row in after["contact_count"]) == 400


def test_what_the_second_process_meets_is_told_here(store: Store, town: int, log: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        taken_in(store, log, town, mask=breaking, two_processes=True)


def breaking(text: str) -> str:
    return str(1 / 0)


def test_a_file_that_is_no_log_leaves_nothing(store: Store, town: int, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("datum;kanaal\n1;2\n")
    with pytest.raises(LogColumnsMissing):
        taken_in(store, path, town)
    assert contents(store)["import_file"] == []


def test_who_may_not_import_is_refused_also_in_a_dry_run(store: Store, town: int, log: Path) -> None:
    agent = Actor(name="medewerker", door=Door.PAGE, roles=frozenset({Role.AGENT}))
    for dry_run in (True, False):
        with pytest.raises(NotAllowed):
            taken_in(store, log, town, actor=agent, dry_run=dry_run)


def test_both_nights_of_the_clock_are_taken_in_and_noted(store: Store, town: int, tmp_path: Path) -> None:
    extra = "A,29-03-2026 02:30,chat,a,b,3,ja,\nB,25-10-2026 02:30,chat,a,b,3,ja,\n"
    report = taken_in(store, written(tmp_path / "log.csv", 0, extra), town)
    assert report.added == 2
    assert report.notes == {"hour_skipped_by_summer_time": 1, "hour_twice_in_winter_time": 1}


def test_a_queues_report_is_put_and_a_second_time_changes_nothing(store: Store, town: int, tmp_path: Path) -> None:
    path = tmp_path / "queue.csv"
    path.write_text(
        "interval_start;channel;topic;offered;answered;abandoned;wait_seconds\n"
        "30-12-2026 08:00;telefoon;afval;10;8;2;100\n"
        "30-12-2026 08:15;telefoon;afval;5;5;0;20\n"
        "30-12-2026 08:30;telefoon;afval;-5;5;0;20\n"
        "30-12-2026 09:00;telefoon;afval;7;;;\n"
    )
    dry = taken_in(store, path, town, mapping=STANDARD_COUNTS, dry_run=True)
    assert contents(store)["contact_count"] == []
    first = taken_in(store, path, town, mapping=STANDARD_COUNTS)
    assert (dry.added, first.added, first.rejected_count) == (2, 2, 1)
    counted = contents(store)["contact_count"]
    assert [row[7:11] for row in counted] == [(15, 13, 2, 120), (7, None, None, None)]
    second = taken_in(store, path, town, mapping=STANDARD_COUNTS)
    assert (second.added, second.already_present) == (0, 2)
    assert contents(store)["contact_count"] == counted


def test_the_trail_tells_who_imported_what(store: Store, town: int, log: Path) -> None:
    taken_in(store, log, town, source="balie")
    with store.reading() as session:
        line = audit.list_lines(session, action="contacts.imported")[0]
    assert (line.actor_name, line.facts["source"], line.facts["added"]) == ("Torenkamer", "balie", 50)
