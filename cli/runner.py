"""The runner of flows as a process of its own: sweeps once, waits until Prefect's server answers, then serves the deployments."""

from __future__ import annotations

import logging
import time

import httpx

from cli import logs
from registry import settings
from registry.settings import Settings

WAIT_SECONDS = 120
log = logging.getLogger("torenkamer.runner")


def main() -> None:
    """Serve the deployments; ends with an error when Prefect does not come up in time, and is then started again."""
    read = settings.load()
    logs.to_json("runner")
    _catch_up(read)
    deadline = time.monotonic() + WAIT_SECONDS
    while not _is_up(read.prefect_api):
        if time.monotonic() > deadline:
            raise SystemExit("Prefect's server does not answer")
        time.sleep(0.3)
    from flows import deployments

    deployments.main()


def _catch_up(read: Settings) -> None:
    """Sweep once while Prefect comes up: its schedule begins a minute after it, and what waited need not wait longer."""
    from flows import work
    from flows.installation import opened

    for name in read.registries:
        try:
            with opened(name, read.data_dir) as house:
                work.sweep(house)
        except (
            Exception
        ):  # a registry without tables yet, a lock: the scheduled sweep comes back to it and is seen to fail
            log.exception("first sweep failed", extra={"registry": name})


def _is_up(api: str) -> bool:
    try:
        return httpx.get(f"{api}/health", timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    main()
