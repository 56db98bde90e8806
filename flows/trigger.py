"""Asks Prefect over its REST API to run a flow now. Only for speed: if Prefect is down, the sweep does it later.

Imports no Prefect, so that the web process stays small.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import httpx

from registry.settings import Settings

TIMEOUT_SECONDS = 0.5
log = logging.getLogger("torenkamer.trigger")


@dataclass(frozen=True)
class Request:
    """Which flow for what. The idempotency key is kind, id, revision and attempt: the same request makes one run."""

    kind: str
    mailing_id: int
    revision: int
    attempt: int = 1

    def key(self, registry: str) -> str:
        """Return the idempotency key."""
        return f"{registry}-{self.kind}-{self.mailing_id}-{self.revision}-{self.attempt}"


def ask(settings: Settings, registry: str, request: Request) -> bool:
    """Ask for a run, after the commit of what it is about; tell whether Prefect took the request."""
    name = f"{request.kind}/{request.kind}"
    headers = {"Authorization": f"Basic {settings.prefect_auth}"} if settings.prefect_auth else {}
    body = {
        "parameters": {"registry": registry, "mailing_id": request.mailing_id},
        "idempotency_key": request.key(registry),
        "state": {"type": "SCHEDULED"},
    }
    try:
        with httpx.Client(base_url=settings.prefect_api, timeout=TIMEOUT_SECONDS, headers=headers) as client:
            found = client.get(f"/deployments/name/{name}")
            found.raise_for_status()
            client.post(f"/deployments/{found.json()['id']}/create_flow_run", json=body).raise_for_status()
    except httpx.HTTPError as problem:
        log.warning(
            "prefect not reached, the sweep will do it", extra={"flow": request.kind, "problem": type(problem).__name__}
        )
        return False
    return True
