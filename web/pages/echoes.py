"""Later peaks of a mailing: left out, or counted again."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import Response

from registry import echo, mailing_view
from registry.errors import Anticipated
from registry.rights import NotAllowed
from web.addresses import Id, Ref
from web.errors import status_of
from web.pages.mailings import show_mailing
from web.visit import Posting, Visit, error_message

router = APIRouter()


@router.post("/mailings/{ref}/napieken/{number}/weg")
def drop(visit: Posting, ref: Ref, number: Id) -> Response:
    """It will not happen."""
    return _do(visit, ref, number, echo.drop)


@router.post("/mailings/{ref}/napieken/{number}/terug")
def restore(visit: Posting, ref: Ref, number: Id) -> Response:
    """It counts again."""
    return _do(visit, ref, number, echo.restore)


def _do(visit: Visit, ref: str, number: int, deed: Callable[..., None]) -> Response:
    try:
        with visit.writing() as (session, actor):
            view = mailing_view.get_mailing(session, ref)
            deed(session, actor, view.id, number, now=visit.now)
    except NotAllowed:
        raise
    except Anticipated as error:
        return show_mailing(visit, ref, error_message(visit, error), status_of(error))
    return visit.to(f"/mailings/{view.reference}#napieken", "napiek")
