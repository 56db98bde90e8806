"""Keeps the processes of one installation running: Prefect's server, the runner of flows, the pages, the mail receiver.

One data folder has one supervisor (a lock says so). SIGTERM ends all children; a child that dies is started again, ever more slowly
while it keeps dying. If the supervisor itself is killed, the kernel takes its children along.
"""

from __future__ import annotations

import ctypes
import fcntl
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from registry.errors import Anticipated
from registry.settings import RUN_FILE, Settings

PR_SET_PDEATHSIG = 1  # prctl(2)
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0
STEADY_SECONDS = 60.0
GRACE_SECONDS = 8.0
LOG_BYTES = 20_000_000


class AlreadyRunning(Anticipated):
    """Another supervisor works in this data folder. Facts: folder."""

    code = "already_running"


class PortTaken(Anticipated):
    """Something else listens on the port. Facts: port."""

    code = "port_taken"


@dataclass
class Child:
    """One process with its command; `not_before` is when it may be started (again)."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    not_before: float = 0.0
    wait_seconds: float = FIRST_WAIT_SECONDS


@dataclass
class Supervisor:
    """Starts and watches the children of one installation; `settings` name the ports that were really taken.

    any_port: the pages may move to another port when theirs is taken (a demo that stops by itself).
    """

    settings: Settings
    any_port: bool = False
    children: list[Child] = field(default_factory=list)
    stopping: bool = False
    _lock: IO[str] | None = None

    @property
    def logs(self) -> Path:
        """Return the folder with one log per child."""
        return self.settings.data_dir / "logs"

    def prepare(self) -> None:
        """Take the lock and the ports and write down which.

        Raises:
            AlreadyRunning, PortTaken: nothing was started.
        """
        folder = self.settings.data_dir
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.logs.mkdir(mode=0o700, exist_ok=True)
        self._lock = (folder / "up.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(folder=str(folder)) from error
        if not self.any_port and not _is_free(self.settings.host, self.settings.port):
            raise PortTaken(port=str(self.settings.port))
        ports = {name: _own_or_free(getattr(self.settings, name)) for name in ("port", "prefect_port", "smtp_port")}
        self.settings = self.settings.model_copy(update=ports)
        (folder / RUN_FILE).write_text(json.dumps(ports))
        self.children = [Child(name, command) for name, command in _commands(self.settings).items()]

    def start(self) -> None:
        """Start all children at once."""
        for child in self.children:
            self._start(child)

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Keep the children running until `until()` or a signal says stop."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self.stopping and not until():
            self.tend()
            time.sleep(0.2)

    def tend(self) -> None:
        """Start those again that died and whose waiting time is over."""
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                steady = time.monotonic() - child.started_at > STEADY_SECONDS
                child.wait_seconds = FIRST_WAIT_SECONDS if steady else min(child.wait_seconds * 2, LONGEST_WAIT_SECONDS)
                child.not_before = time.monotonic() + child.wait_seconds
                child.process = None
            if child.process is None and time.monotonic() >= child.not_before and not self.stopping:
                self._start(child)

    def stop(self) -> None:
        """End all children: ask first, then kill; let go of the lock."""
        self.stopping = True
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
        for process in running:
            _signal_group(process, signal.SIGKILL)  # what is left of the group, grandchildren too
            process.wait()
        (self.settings.data_dir / RUN_FILE).unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.close()

    def _stop(self, _signal: int, _frame: object) -> None:
        self.stopping = True

    def _start(self, child: Child) -> None:
        log = self.logs / f"{child.name}.log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            child.process = subprocess.Popen(
                child.command,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=environment(self.settings),
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        child.started_at = time.monotonic()


def environment(settings: Settings) -> Mapping[str, str]:
    """Return the environment of the children: where the data is, the ports, and Prefect's settings (see docs/decisions)."""
    home = settings.data_dir / "prefect"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    own = {
        "TORENKAMER_DATA_DIR": str(settings.data_dir),
        "TORENKAMER_PORT": str(settings.port),
        "TORENKAMER_PREFECT_PORT": str(settings.prefect_port),
        "TORENKAMER_SMTP_PORT": str(settings.smtp_port),
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": settings.prefect_api,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_LOG_RETRYABLE_ERRORS": "true",
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PYTHONUNBUFFERED": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "NO_PROXY": ",".join(filter(None, [os.environ.get("NO_PROXY"), "127.0.0.1", "localhost"])),
    }
    if settings.prefect_auth_string is not None:
        plain = settings.prefect_auth_string.get_secret_value()
        own |= {"PREFECT_SERVER_API_AUTH_STRING": plain, "PREFECT_API_AUTH_STRING": plain}
    return {**os.environ, **own, **_bytecode(settings.data_dir)}


def _bytecode(data_dir: Path) -> Mapping[str, str]:
    """Where children keep compiled modules when nobody compiled Prefect beside its source.

    Every flow run is a process of its own and would else compile a thousand modules: 5.4 instead of 2.5 seconds of
    processor time (measured).
    """
    spec = importlib.util.find_spec("prefect")
    if spec is None or spec.cached is None or Path(spec.cached).exists():
        return {}
    return {"PYTHONPYCACHEPREFIX": str(data_dir / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}


def _commands(settings: Settings) -> Mapping[str, Sequence[str]]:
    python = sys.executable
    prefect = [python, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(settings.prefect_port)]
    return {
        "receiver": [python, "-m", "cli.receive"],
        "web": [python, "-m", "web.serve"],
        "prefect": prefect,
        "runner": [python, "-m", "cli.runner"],
    }


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _own_or_free(port: int) -> int:
    """Return the wanted port when it is free, else one that the system gives."""
    if _is_free("127.0.0.1", port):
        return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found
