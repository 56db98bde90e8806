"""Errors of the API as problem+json (RFC 9457): every problem at once, each with its field and a sentence."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import Request

from registry.errors import Anticipated, BadValue, Refused
from templates.environment import LANGUAGES
from templates.input_phrases import input_problem
from templates.sentences import sentence
from web.errors import TooLarge, status_of

log = logging.getLogger("torenkamer.api")

PREFIX = "/api/v1"
API_VERSION = "1.0.0"
TITLES: Mapping[int, str] = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    413: "Content too large",
    500: "Internal server error",
}


class Unreadable(Anticipated):
    """A value of a body or query that does not fit its type. Facts: problem."""

    code = "bad_input"


def language(request: Request) -> str:
    """Return the language of sentences: Dutch unless the client asks for English first."""
    asked = request.headers.get("accept-language", "")[:2].lower()
    return asked if asked in LANGUAGES else "nl"


def answer(request: Request, status: int, code: str, detail: str, errors: Sequence[Mapping[str, Any]] = ()) -> Response:
    """Return one problem+json."""
    body: dict[str, Any] = {
        "type": f"urn:torenkamer:problem:{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "instance": f"urn:torenkamer:request:{request.state.reference}",
    }
    if errors:
        body["errors"] = list(errors)
    headers = {"API-Version": API_VERSION}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def problem_of(request: Request, error: Anticipated) -> Response:
    """Return an anticipated error; one with several problems lists them all."""
    lang = language(request)
    problems = error.problems if isinstance(error, Refused) else (error,)
    errors = [
        {"field": problem.field, "code": problem.code, "detail": sentence(problem, lang)}
        for problem in problems
        if problem.field
    ]
    return answer(request, status_of(error), error.code, sentence(error, lang), errors)


def unreadable(request: Request, error: RequestValidationError) -> Response:
    """Return a body, query or address that does not fit as 400, every problem with its place."""
    if any(problem["loc"][:1] == ("path",) for problem in error.errors()):
        return missing(request)
    lang = language(request)
    errors = []
    for problem in error.errors():
        place = ".".join(str(part) for part in problem["loc"][1:]) or str(problem["loc"][0])
        said = input_problem(problem["type"], _facts(problem), lang)
        found = Unreadable(field=place, problem=f"{place}: {said}")
        errors.append({"field": place, "code": found.code, "detail": sentence(found, lang)})
    whole = BadValue("refused", count=len(errors))
    return answer(request, 400, "refused", sentence(whole, lang), errors)


def _facts(problem: Mapping[str, Any]) -> dict[str, Any]:
    """Return the limits that a problem names; a list of choices without the English word between the last two."""
    facts = dict(problem.get("ctx") or {})
    if isinstance(facts.get("expected"), str):
        facts["expected"] = facts["expected"].replace(" or ", ", ").replace("'", "")
    return facts


def missing(request: Request) -> Response:
    """Return that nothing is at this address."""
    return answer(request, 404, "address_unknown", sentence(BadValue("address_unknown"), language(request)))


def wrong_address(request: Request, error: HTTPException) -> Response:
    """Return what the framework refused: no such address, no such method, a body that is too large or no JSON."""
    lang = language(request)
    if isinstance(error, TooLarge):
        return answer(request, 413, "upload_too_large", sentence(BadValue("upload_too_large", limit="10 MB"), lang))
    if error.status_code == 404:
        return missing(request)
    if error.status_code == 405:
        refused = answer(
            request, 405, "method_unknown", sentence(BadValue("method_unknown", method=request.method), lang)
        )
        refused.headers.update(error.headers or {})
        return refused
    unread = Unreadable(problem=str(error.detail))
    return answer(request, 400, unread.code, sentence(unread, lang))


def unforeseen(request: Request) -> Response:
    """Return a fault of ours with the number under which it stands in the log."""
    return answer(request, 500, "our_fault", sentence(BadValue("our_fault"), language(request)))
