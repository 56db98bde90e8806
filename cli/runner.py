"""The runner of flows as a process of its own: waits until Prefect's server answers, then serves the deployments."""

from __future__ import annotations

import time

import httpx

from cli import logs
from registry import settings

WAIT_SECONDS = 120


def main() -> None:
    """Serve the deployments; ends with an error when Prefect does not come up in time, and is then started again."""
    read = settings.load()
    logs.to_json("runner")
    deadline = time.monotonic() + WAIT_SECONDS
    while not _is_up(read.prefect_api):
        if time.monotonic() > deadline:
            raise SystemExit("Prefect's server does not answer")
        time.sleep(0.3)
    from flows import deployments

    deployments.main()


def _is_up(api: str) -> bool:
    try:
        return httpx.get(f"{api}/health", timeout=2).is_success
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    main()
