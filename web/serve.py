"""The process of the pages: `python -m web.serve` for the data folder of TORENKAMER_DATA_DIR."""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from multiprocessing import current_process
from typing import TYPE_CHECKING

import uvicorn

from registry import log_lines, settings

if TYPE_CHECKING:
    from fastapi import FastAPI


def app() -> FastAPI:
    """Return the application of this process; uvicorn calls it once in every worker."""
    from web.app import make_app  # not in the process that only watches the workers

    log_lines.to_json("web")
    _keep_to_one_core()
    read = settings.load()
    made = make_app(read, {name: read.open(name) for name in read.registries})
    gc.collect()
    gc.freeze()  # what was loaded stays; to look through it again and again cost 5 % of a page (measured)
    return made


def _keep_to_one_core() -> None:
    """Let the threads of this worker stay on one core, each worker on the next one.

    One thread at a time runs Python. On two cores they wake each other across them, which cost more than half of what a page took
    (measured: 86 pages a second on two cores, 183 on one). A system that knows or allows no such thing serves as it did.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    cores = sorted(os.sched_getaffinity(0))
    number = current_process().name.rpartition("-")[2]
    with suppress(OSError):
        os.sched_setaffinity(0, {cores[(int(number) if number.isdecimal() else 0) % len(cores)]})


def main() -> None:
    """Serve until SIGTERM. Behind a reverse proxy on this machine its X-Forwarded headers are believed."""
    log_lines.to_json("web")
    read = settings.load()
    settings.secret(read, "session")  # made before the workers, so that they share it
    uvicorn.run(
        "web.serve:app",
        factory=True,
        host=read.host,
        port=read.port,
        workers=read.web_workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
        timeout_graceful_shutdown=5,
        timeout_worker_healthcheck=60,  # a worker that starts on a busy machine is silent for more than the usual five
        limit_concurrency=500,
    )


if __name__ == "__main__":
    main()
