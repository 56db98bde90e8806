"""The pages of an installation behind a real server in this process: for browser tests, pictures and measurements."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from flows.installation import Installation, opened
from registry import settings
from web.app import make_app

CHROMIUM = "/usr/bin/chromium"  # Debian's; a browser of playwright's own cannot be fetched everywhere
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=nl-NL",
)
NOBODY_LISTENS = 9  # the discard port: Prefect is not there, a sweep does its work


@dataclass(frozen=True)
class Served:
    """An installation whose pages answer at `address`; `house` has a store of its own beside that of the pages."""

    address: str
    app: FastAPI
    house: Installation


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve the pages of a data folder on a free port until the block ends; its settings name that address from now on.

    Raises:
        RuntimeError: the server did not start.
    """
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with (folder / settings.FILE).open("a") as more:
            more.write(f'\nbase_url = "{address}"\nprefect_port = {NOBODY_LISTENS}\n')
        with opened("main", folder) as house:
            store = house.settings.open("main")
            app = make_app(house.settings, {"main": store})
            with _running(app, listening):
                yield Served(address, app, house)
            store.close()


@contextmanager
def _running(app: FastAPI, listening: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the server did not start")
            time.sleep(0.02)
        yield
    finally:
        server.should_exit = True
        thread.join(10)
