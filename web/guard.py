"""Around every request: a reference number, a limit on the body, headers, one line in the log, and an answer to every fault."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.errors import TooLarge

BODY_LIMIT = 11 * 1024 * 1024  # a letter of 10 MB with the rest of its form
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
HSTS = "max-age=31536000; includeSubDomains"
log = logging.getLogger("torenkamer.web")


class Guard:
    """Plain ASGI middleware: what it adds cannot be forgotten by a page."""

    def __init__(self, app: ASGIApp, *, is_https: bool, fault: Callable[[Request, Exception], Response]) -> None:
        self._app = app
        self._is_https = is_https
        self._fault = fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        reference = f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
        scope.setdefault("state", {})["reference"] = reference
        began, status = time.perf_counter(), 500
        is_head = scope["method"] == "HEAD"
        if is_head:
            scope["method"] = "GET"  # answered as GET, the body left out below

        is_begun = is_done = False

        async def answer(message: Message) -> None:
            nonlocal status, is_begun, is_done
            is_begun = True
            is_done = message["type"] == "http.response.body" and not message.get("more_body", False)
            if is_head and message["type"] == "http.response.body":
                message = {"type": "http.response.body", "more_body": message.get("more_body", False)}
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(MutableHeaders(scope=message), reference)
            await send(message)

        try:
            await self._app(scope, _limited(scope, receive), answer)
        except Exception as error:
            if not is_begun:
                await self._fault(Request(scope, receive), error)(scope, receive, answer)
            elif not is_done:
                raise  # half an answer: the connection must break, so that nobody takes it for a whole one
        finally:
            _log(scope, reference, status, time.perf_counter() - began)

    def _add_headers(self, headers: MutableHeaders, reference: str) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers["X-Request-ID"] = reference
        if self._is_https:
            headers.setdefault("Strict-Transport-Security", HSTS)


def _limited(scope: Scope, receive: Receive) -> Receive:
    told = Headers(scope=scope).get("content-length", "0")
    size = int(told) if told.isdigit() else 0

    async def counted() -> Message:
        nonlocal size
        if size > BODY_LIMIT:
            raise TooLarge
        message = await receive()
        if not told.isdigit() or told == "0":
            size += len(message.get("body", b""))
            if size > BODY_LIMIT:
                raise TooLarge
        return message

    return counted


def _log(scope: MutableMapping[str, Any], reference: str, status: int, seconds: float) -> None:
    """One line a request. The route and never the path with its query: a search holds a caller's words."""
    route = getattr(scope.get("route"), "path", "-")
    if route == "/static":
        return
    facts = {
        "request_id": reference,
        "method": scope["method"],
        "route": route,
        "status": status,
        "milliseconds": round(seconds * 1000, 1),
    }
    log.info("request", extra=facts)
