"""The API as an application of its own below /api/v1, so that its answers, errors and document are its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from registry.errors import Anticipated
from web.api import accounts, drafting, impact, mailings, preparation, problem, question_groups, signals
from web.api.document import document
from web.api.problem import API_VERSION, PREFIX
from web.place import Place

DESCRIPTION = (
    "Mailing-impact coordination: what municipalities are about to send, what it will cost the contact centre, "
    "and what it did. The same operations and rights as the pages. Days are ISO 8601, moments carry their offset."
)


class Versioned:
    """Adds the version of the API to every answer, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["API-Version"] = API_VERSION
            await send(message)

        await self._app(scope, receive, answer)


def add_to(app: FastAPI) -> None:
    """Mount the API below its prefix."""
    app.mount(PREFIX, made(app.state.place))


def made(place: Place) -> FastAPI:
    """Return the API of an installation."""
    app = FastAPI(
        title="Torenkamer",
        description=DESCRIPTION,
        version=API_VERSION,
        contact={"name": "Torenkamer", "url": place.settings.public_url, "email": _contact(place)},
        servers=[{"url": place.settings.public_url + PREFIX, "description": "This installation"}],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        root_path_in_servers=False,
        separate_input_output_schemas=True,
    )
    app.state.place = place
    for module in (mailings, impact, drafting, question_groups, signals, accounts, preparation):
        app.router.routes.extend(module.router.routes)
    app.add_api_route("/openapi.json", _document, include_in_schema=False)
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.add_middleware(Versioned)
    return app


def _contact(place: Place) -> str:
    return f"{place.settings.mail_from}@{place.settings.mail_domain}"


def _document(request: Request) -> Response:
    """The document is open to everybody, other sites included (API Design Rules)."""
    headers = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    return JSONResponse(document(request.app), headers=headers)


def _anticipated(request: Request, error: Exception) -> Response:
    assert isinstance(error, Anticipated)
    return problem.problem_of(request, error)


def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem.unreadable(request, error)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem.wrong_address(request, error)


def _unforeseen(request: Request, error: Exception) -> Response:
    problem.log.error("unforeseen", extra={"request_id": request.state.reference}, exc_info=error)
    return problem.unforeseen(request)


HANDLERS: Mapping[type[Exception], Any] = {
    Anticipated: _anticipated,
    RequestValidationError: _unreadable,
    HTTPException: _http,
    Exception: _unforeseen,
}
