"""Asks Prefect over its REST API to run a flow now. Only for speed: if Prefect is down, the sweep does it later.

Imports no Prefect, so that the web process stays small.
"""

from __future__ import annotations

import logging
import ssl
import time
from dataclasses import dataclass
from typing import Any

import httpx

from registry.settings import Settings

TIMEOUT_SECONDS = 0.5
TRIES = 3
PAUSE_SECONDS = 0.15
ABOUT_NO_MAILING = frozenset({"deliver", "look", "sweep"})
# Prefect listens on loopback without TLS; an empty context spares every request the loading of all certificates.
_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
log = logging.getLogger("torenkamer.trigger")


@dataclass(frozen=True)
class Request:
    """Which flow for what. The idempotency key is kind, id, revision and attempt: the same request makes one run.

    Delivering, looking and sweeping are about no mailing: they take along whatever waits, so requests of the same second make one
    run (it starts later than that) and any later one makes another.
    """

    kind: str
    mailing_id: int
    revision: int
    attempt: int = 1

    def key(self, registry: str, second: int) -> str:
        """Return the idempotency key. `second` is when the request is made, in whole seconds since 1970."""
        if self.kind in ABOUT_NO_MAILING:
            return f"{registry}-{self.kind}-{second}"
        return f"{registry}-{self.kind}-{self.mailing_id}-{self.revision}-{self.attempt}"

    def parameters(self, registry: str) -> dict[str, str | int]:
        """Return what the flow is called with."""
        if self.kind in ABOUT_NO_MAILING:
            return {"registry": registry}
        return {"registry": registry, "mailing_id": self.mailing_id}


def ask(settings: Settings, registry: str, request: Request, *, timeout_seconds: float = TIMEOUT_SECONDS) -> bool:
    """Ask for a run, after the commit of what it is about; tell whether Prefect took the request."""
    body = {
        "parameters": request.parameters(registry),
        "idempotency_key": request.key(registry, int(time.time())),
        "state": {"type": "SCHEDULED"},
    }
    try:
        with _client(settings, timeout_seconds) as client:
            found = client.get(f"/deployments/name/{request.kind}/{request.kind}")
            found.raise_for_status()
            _post(client, f"/deployments/{found.json()['id']}/create_flow_run", body)
    except httpx.HTTPError as problem:
        answer = problem.response if isinstance(problem, httpx.HTTPStatusError) else None
        told = {"problem": type(problem).__name__, "answer": answer and f"{answer.status_code} {answer.text[:200]}"}
        log.warning("prefect not reached, the sweep will do it", extra={"flow": request.kind, **told})
        return False
    return True


def _post(client: httpx.Client, address: str, body: dict[str, Any]) -> None:
    """Ask again where Prefect says that its own SQLite was busy (5xx); the idempotency key keeps it one run."""
    for left in reversed(range(TRIES)):
        answer = client.post(address, json=body)
        if not (answer.is_server_error and left):
            answer.raise_for_status()
            return
        time.sleep(PAUSE_SECONDS)


def is_ready(settings: Settings) -> bool:
    """Tell whether Prefect answers and knows the flows: the runner registers the sweep last."""
    try:
        with _client(settings, 5.0) as client:
            return client.get("/deployments/name/sweep/sweep").is_success
    except httpx.HTTPError:
        return False


def _client(settings: Settings, timeout_seconds: float) -> httpx.Client:
    """A client of our own Prefect; a proxy for the outside world has nothing to do with loopback."""
    headers = {"Authorization": f"Basic {settings.prefect_auth}"} if settings.prefect_auth else {}
    return httpx.Client(
        base_url=settings.prefect_api,
        timeout=timeout_seconds,
        headers=headers,
        verify=_NO_CERTIFICATES,
        trust_env=False,
    )
