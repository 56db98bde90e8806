"""What a visitor gets when something did not work: one sentence, and a reference number that stands in the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import Request

from registry.errors import Anticipated, BadValue
from templates.sentences import sentence
from templates.values.frame import Frame
from templates.values.house import Again, ErrorPage
from web.errors import FormExpired, NotSignedIn, TooLarge, status_of
from web.visit import LARGEST_FIELD, Posted, Visit, own_address, sent_from_here, visit_of

log = logging.getLogger("torenkamer.web")
NEVER_AGAIN = ("/aanmelden", "/wie", "/afmelden", "/taal")  # doors: nothing was typed there that is worth keeping


def add_to(app: FastAPI) -> None:
    """Let every error end as a page; the API, an application of its own, answers for itself."""
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(Anticipated, _anticipated)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)


async def _not_signed_in(request: Request, error: Exception) -> Response:
    """Send the visitor to the first page, which leads back to where they were going."""
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = own_address(address) if request.method in ("GET", "HEAD") else "/"
    if request.headers.get("HX-Request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": "/"})
    return RedirectResponse("/" if back == "/" else f"/?terug={quote(back, safe='/')}", 303)


def _anticipated(request: Request, error: Exception) -> Response:
    assert isinstance(error, Anticipated)
    status = status_of(error)
    _note(request, status, error.code)
    if isinstance(error, FormExpired):
        return _expired(request, error, status)
    return _page(request, status, lambda lang: sentence(error, lang))


def _expired(request: Request, error: FormExpired, status: int) -> Response:
    """Give what was typed back in a form to the same address, with a token that fits the session of now."""
    visit = visit_of(request)
    frame = _frame(visit)
    again = _again(visit, frame)
    said = sentence(BadValue("form_expired_kept") if again else error, visit.lang)
    page = ErrorPage(status, said, request.state.reference, again)
    return visit.page("error", frame, page, status)


def _again(visit: Visit, frame: Frame) -> Again | None:
    """Return the form to send again; None where it may hold a password, is too large or did not surely come from us."""
    posted: Posted = getattr(visit.request.state, "expired", Posted())
    address = visit.request.url.path
    fields = {name: value for name, value in posted.fields.items() if name != "csrf_token"}
    if address in NEVER_AGAIN or any("password" in name for name in fields) or not (fields or posted.uploads):
        return None
    if visit.is_part or not sent_from_here(visit.request, visit.place.settings.public_url):
        return None
    if sum(len(name) + len(value) for name, value in fields.items()) > LARGEST_FIELD:
        return None
    query = visit.request.url.query
    return Again(
        action=own_address(f"{address}?{query}" if query else address),
        fields=fields,
        files=tuple(upload.filename for upload in posted.uploads.values()),
        file_fields=tuple(posted.uploads),
        signed_in=frame.viewer is not None,
    )


def _unreadable(request: Request, error: Exception) -> Response:
    """An address that names something that cannot be: for a page that is a page that is not there."""
    assert isinstance(error, RequestValidationError)
    return _missing(request)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error, TooLarge):
        too_large = BadValue("upload_too_large", limit="10 MB")
        _note(request, 413, too_large.code)
        return _page(request, 413, lambda lang: sentence(too_large, lang))
    if error.status_code == 404:
        return _missing(request)
    wrong = BadValue("wrong_way", method=request.method)
    _note(request, error.status_code, wrong.code)
    response = _page(request, error.status_code, lambda lang: sentence(wrong, lang))
    response.headers.update(error.headers or {})
    return response


def _missing(request: Request) -> Response:
    missing = BadValue("page_not_found")
    _note(request, 404, missing.code)
    return _page(request, 404, lambda lang: sentence(missing, lang))


def unforeseen(request: Request, error: Exception) -> Response:
    """A fault of ours: the log holds all of it, the visitor gets its number."""
    log.error("unforeseen", extra={"request_id": request.state.reference}, exc_info=error)
    fault = BadValue("our_fault")
    return _page(request, 500, lambda lang: sentence(fault, lang), bare=True)


def _note(request: Request, status: int, code: str) -> None:
    log.info("refused", extra={"request_id": request.state.reference, "status": status, "problem": code})


def _page(request: Request, status: int, say: Callable[[str], str], *, bare: bool = False) -> Response:
    visit = visit_of(request)
    page = ErrorPage(status, say(visit.lang), request.state.reference)
    return visit.page("error", visit.bare_frame() if bare else _frame(visit), page, status)


def _frame(visit: Visit) -> Frame:
    try:
        with visit.reading() as (session, actor):
            return visit.frame(session, actor)
    except NotSignedIn:
        return visit.bare_frame()
