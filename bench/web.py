"""How fast the list of mailings is: our page and our API beside a bare application with the same SQL, and beside Datasette.

`python -m bench.web` makes a record of 300 mailings and 40 people, starts each server as one process of its own and prints one
JSON object with the ratios. Rounds alternate, so that a busy moment of the machine hits all of them. Beside the answers per
second stands the processor time that the server spent on an answer, which says nearly the same on a busy machine as on an idle one.

Datasette is asked twice: for its page of the table of mailings (how one looks at a table with it), and for our own list as a
query (the same rows; it then counts nothing and offers nothing to filter). It is optional: `--datasette PROGRAM` names one of a
private environment, the dependency group `bench` brings it too.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sqlalchemy import event

from bench import load, town
from bench.load import Target
from registry import clock, migrate, token
from registry.kinds import Role
from registry.settings import Settings
from registry.store import Store

CONNECTIONS, ROWS = 8, 50
MANY, EACH = 120, 10
STALL_SECONDS = 10.0
LEAST_OF_BARE, LEAST_OF_DATASETTE = 0.5, 5.0
PAGE, API = "/mailings", "/api/v1/mailings"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round")
    parser.add_argument(
        "--datasette", default=shutil.which("datasette"), help="the program; left out when there is none"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="torenkamer-web-") as name:
        print(json.dumps(measured(Path(name), asked.rounds, asked.seconds, asked.datasette), indent=1))


def measured(folder: Path, rounds: int, seconds: float, datasette: str | None) -> dict[str, Any]:
    """Measure everything on one record."""
    (folder / clock.DEMO_MARK).touch()
    clock.set_moment(folder, town.NOW)
    settings = Settings(data_dir=folder, port=_free_port(), prefect_port=9)
    store = settings.open("main")
    migrate.upgrade(store)
    town.build(store)
    cookie, bearer = _signed_in(settings, store), _bearer(store)
    statements = _statements(settings, store, cookie, bearer)
    store.close()
    sql = folder / "statements.json"
    sql.write_text(json.dumps({"url": str(store.engine.url), "rows": ROWS, **statements}))
    with _ours(settings) as own, _bare(sql) as bare, _datasette(settings, datasette) as other:
        ways: dict[str, tuple[Target, ...]] = {
            "ours": (
                Target(own.port, PAGE, (("Cookie", cookie),)),
                Target(own.port, API, (("Authorization", bearer),)),
            ),
            "bare": (Target(bare.port, "/page"), Target(bare.port, "/json")),
        }
        processes = {"ours": own.process, "bare": bare.process}
        if other is not None:
            processes |= {"datasette": other.process, "datasette_sql": other.process}
            ways["datasette"] = tuple(Target(other.port, f"/main/mailing{kind}?_size=50") for kind in ("", ".json"))
            ways["datasette_sql"] = tuple(
                Target(other.port, f"/main{suffix}?{_as_query(_list_of(statements[kind]))}")
                for kind, suffix in (("page", ""), ("json", ".json"))
            )
        told = _compared(ways, processes, rounds, seconds)
        told["many"] = _many(ways["ours"][0])
    return told | {"rows": ROWS, "statements": {name: len(found) for name, found in statements.items()}}


def _compared(
    ways: dict[str, tuple[Target, ...]], processes: dict[str, int], rounds: int, seconds: float
) -> dict[str, Any]:
    rates: dict[str, list[float]] = {}
    spent: dict[str, list[float]] = {}
    for number in range(rounds + 1):  # the first one warms up and does not count
        for name, targets in ways.items():
            for kind, target in zip(("page", "json"), targets, strict=True):
                before = load.processor_seconds(processes[name])
                rate, answers = load.for_seconds(target, CONNECTIONS, seconds if number else 1.0)
                each = (load.processor_seconds(processes[name]) - before) / len(answers.seconds) * 1000
                if answers.refused:
                    raise SystemExit(f"{name} {kind}: {answers.refused} answers were not 200")
                if number:
                    rates.setdefault(f"{name}_{kind}", []).append(rate)
                    spent.setdefault(f"{name}_{kind}", []).append(each)
                print(
                    f"{name} {kind}: {rate:.0f}/s, {each:.2f} ms of processor, {answers.bytes_each} bytes",
                    file=sys.stderr,
                    flush=True,
                )
    middle = {name: statistics.median(found) for name, found in rates.items()}
    told: dict[str, Any] = {
        "requests_per_second": {name: round(rate, 1) for name, rate in middle.items()},
        "processor_milliseconds": {name: round(statistics.median(found), 2) for name, found in spent.items()},
    }
    for kind in ("page", "json"):
        told[f"{kind}_of_bare"] = _ratio(rates, spent, kind, "bare", LEAST_OF_BARE)
        for name in ("datasette", "datasette_sql"):
            if name in ways:
                told[f"{kind}_of_{name}"] = _ratio(rates, spent, kind, name, LEAST_OF_DATASETTE)
    return told


def _ratio(
    rates: dict[str, list[float]], spent: dict[str, list[float]], kind: str, other: str, least: float
) -> dict[str, Any]:
    """Return the middle of the ratios of the rounds: what a round suffered, both suffered; `by_processor` by time spent."""
    found = [own / theirs for own, theirs in zip(rates[f"ours_{kind}"], rates[f"{other}_{kind}"], strict=True)]
    middle = statistics.median(found)
    return {
        "ratio": round(middle, 2),
        "lowest": round(min(found), 2),
        "by_processor": round(
            statistics.median(spent[f"{other}_{kind}"]) / statistics.median(spent[f"ours_{kind}"]), 2
        ),
        "bar": least,
        "passed": middle >= least,
    }


def _many(target: Target) -> dict[str, Any]:
    answers = load.times(target, MANY, EACH)
    ordered = sorted(answers.seconds)
    return {
        "connections": MANY,
        "answers": len(ordered),
        "refused": answers.refused,
        "p50": round(ordered[len(ordered) // 2], 2),
        "worst": round(answers.worst, 2),
        "passed": not answers.refused and len(ordered) == MANY * EACH and answers.worst < STALL_SECONDS,
    }


def _signed_in(settings: Settings, store: Store) -> str:
    """Return the cookie of the first KCC lead, as a browser gets it."""
    with _client(settings, store) as client:
        key = re.search(r'name="csrf_token" value="([0-9a-f]+)"', client.get("/").text)
        lead = _lead(store)
        assert key is not None, "the page of signing in carries a token"
        answer = client.post("/wie", data={"csrf_token": key[1], "person": str(lead)}, follow_redirects=False)
        assert answer.status_code == 303, answer.status_code
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def _lead(store: Store) -> int:
    from registry import person

    with store.reading() as session:
        return next(each.id for each in person.list_people(session) if (Role.KCC_LEAD, None) in each.roles)


def _bearer(store: Store) -> str:
    with store.writing() as session:
        plain = token.create(session, town.SYSTEM, name="bench", role=Role.KCC_LEAD, department_id=None, now=town.NOW)
    return f"Bearer {plain}"


@contextmanager
def _client(settings: Settings, store: Store) -> Iterator[Any]:
    from web.app import make_app

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fastapi.testclient import TestClient

        with TestClient(make_app(settings, {"main": store}), base_url=settings.public_url) as client:
            yield client


def _statements(settings: Settings, store: Store, cookie: str, bearer: str) -> dict[str, list[Any]]:
    """Return the SQL that our page and our API ask of the database, with its values."""
    asked: list[Any] = []

    def keep(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append((statement, list(values)))

    event.listen(store.engine, "before_cursor_execute", keep)
    found: dict[str, list[Any]] = {}
    try:
        with _client(settings, store) as client:
            for name, path, headers in (
                ("page", PAGE, {"Cookie": cookie}),
                ("json", API, {"Authorization": bearer}),
            ):
                asked.clear()
                assert client.get(path, headers=headers).status_code == 200
                found[name] = list(asked)
    finally:
        event.remove(store.engine, "before_cursor_execute", keep)
    return found


def _list_of(statements: list[Any]) -> Any:
    """Return the statement of the list itself: the widest of those that end with a page of rows."""
    return max((found for found in statements if " LIMIT " in found[0]), key=lambda found: found[0].count(","))


def _as_query(statement: Any) -> str:
    """Return a statement as Datasette takes it: its SQL with named values, the values beside it."""
    sql, values = statement
    parts = sql.split("?")
    named = "".join(f"{part}:p{place}" for place, part in enumerate(parts[:-1])) + parts[-1]
    return urlencode({"sql": named, **{f"p{place}": value for place, value in enumerate(values)}})


class Served(NamedTuple):
    """A server that listens: where, and in which process."""

    port: int
    process: int


@contextmanager
def _serving(command: list[str], port: int, environment: dict[str, str]) -> Iterator[Served]:
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def _ours(settings: Settings) -> Iterator[Served]:
    environment = {
        "TORENKAMER_DATA_DIR": str(settings.data_dir),
        "TORENKAMER_PORT": str(settings.port),
        "TORENKAMER_PREFECT_PORT": "9",
        "TORENKAMER_WEB_WORKERS": "1",
    }
    with _serving([sys.executable, "-m", "web.serve"], settings.port, environment) as served:
        yield served


@contextmanager
def _bare(sql: Path) -> Iterator[Served]:
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", "bench.bare:app", "--port", str(port), "--no-access-log"]
    with _serving(command, port, {"TORENKAMER_BENCH_SQL": str(sql)}) as found:
        yield found


@contextmanager
def _datasette(settings: Settings, program: str | None) -> Iterator[Served | None]:
    if program is None:
        yield None
        return
    port, database = _free_port(), settings.data_dir / "registries" / "main.sqlite3"
    with _serving([program, "serve", str(database), "--port", str(port)], port, {}) as found:
        yield found


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"a server ended with {process.returncode} before it listened")
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("a server did not listen within a minute")


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


if __name__ == "__main__":
    main()
