"""Runs pytest beside a throwaway PostgreSQL on loopback; `make test` and `make soak` come here.

The server gets a random port, a random password and a temporary folder, runs as an unprivileged user (initdb refuses
root) and is stopped however the tests end. Its address travels as TORENKAMER_TEST_POSTGRES. Standard library only: it
runs before anything is sure to be installed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_WORKERS = 4  # each may have a browser and a demo of its own
PACKAGES = ("postgresql", "chromium", "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")


def find_postgres_folder() -> Path | None:
    """The newest folder that holds initdb and pg_ctl: Debian keeps them off the path."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name.split(".")[0]))
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    usable = [folder for folder in candidates if (folder / "initdb").exists() and (folder / "pg_ctl").exists()]
    return usable[-1] if usable else None


def missing() -> list[str]:
    """What the tests need and this machine lacks, in words."""
    lacks = []
    if find_postgres_folder() is None:
        lacks.append("PostgreSQL")
    if not (shutil.which("chromium") or shutil.which("chromium-browser")):
        lacks.append("chromium")
    return lacks


def bring_what_tests_need() -> None:
    """As root: install what is missing. Otherwise: say which line does it, and stop."""
    lacks = missing()
    if not lacks:
        return
    line = "apt-get install -y --no-install-recommends " + " ".join(PACKAGES)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(
            f"The tests need {' and '.join(lacks)}. Run this and try again:\n"
            f"    sudo apt-get update && sudo {line}\n"
            "The tests that need neither run with: .venv/bin/pytest tests/unit tests/house"
        )
    print(f"Installing {' and '.join(lacks)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "-qq", "update"], [*line.split(), "-qq"]):
        done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    if missing():
        sys.exit(f"Still missing after the installation: {', '.join(missing())}")


def unprivileged_user() -> pwd.struct_passwd | None:
    """None when we are unprivileged ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    sys.exit("There is no user postgres or nobody to run the test server as.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def throwaway_postgres() -> Iterator[str]:
    """A running server; gives its SQLAlchemy address. Removed afterwards with all that is in it."""
    programs = find_postgres_folder()
    assert programs is not None
    user = unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="torenkamer-pg-"))
    as_user: dict[str, object] = {"cwd": folder}
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    password = secrets.token_hex(16)
    password_file = folder / "password"
    password_file.write_text(password)
    password_file.chmod(0o600)
    if user is not None:
        os.chown(password_file, user.pw_uid, user.pw_gid)

    def run(*arguments: str, check: bool = True) -> int:
        done = subprocess.run(
            arguments, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **as_user
        )  # type: ignore[call-overload]
        if check and done.returncode != 0:
            raise RuntimeError(f"{arguments[0]} ended with {done.returncode}:\n{done.stdout}")
        return int(done.returncode)

    cluster = str(folder / "cluster")
    log = folder / "server.log"
    try:
        run(
            *(str(programs / "initdb"), "-D", cluster, "-U", "torenkamer", "-A", "scram-sha-256"),
            *("--pwfile", str(password_file), "--encoding=UTF8", "--locale=C", "--no-sync"),
        )
        for attempt in range(3):  # somebody may take the port between our looking and the server's
            port = free_port()
            settings = (
                f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
                " -c synchronous_commit=off -c full_page_writes=off -c max_connections=300"
            )
            started = run(
                *(str(programs / "pg_ctl"), "-D", cluster, "-l", str(log), "-w", "-t", "60", "-o", settings, "start"),
                check=False,
            )
            if started == 0:
                break
            if attempt == 2:
                raise RuntimeError(f"PostgreSQL does not start:\n{log.read_text() if log.exists() else ''}")
        try:
            yield f"postgresql+psycopg://torenkamer:{password}@127.0.0.1:{port}/postgres"
        finally:
            run(str(programs / "pg_ctl"), "-D", cluster, "-m", "immediate", "-w", "stop", check=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def side_by_side(pytest_arguments: list[str]) -> list[str]:
    """Options that spread the tests over the processors, unless pytest is told how many to use or to stop in a debugger."""
    workers = min(len(os.sched_getaffinity(0)), MOST_WORKERS)
    told = any(argument.startswith(("-n", "--pdb", "--trace")) for argument in pytest_arguments)
    return [] if told or workers == 1 else ["-n", str(workers), "--no-loadscope-reorder"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prepare-only", action="store_true", help="install what the tests need and stop")
    options, pytest_arguments = parser.parse_known_args()
    bring_what_tests_need()
    if options.prepare_only:
        return 0
    # A killed `make test` must stop its server too: turn the signal into an ordinary exit.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    with throwaway_postgres() as address:
        environment = {**os.environ, "TORENKAMER_TEST_POSTGRES": address}
        command = [str(ROOT / ".venv/bin/python"), "-m", "pytest", *side_by_side(pytest_arguments), *pytest_arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
