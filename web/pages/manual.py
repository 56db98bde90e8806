"""The manual: a guide per role, open to everybody."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from registry.person import PersonNotFound
from templates import manual
from templates.values.frame import Frame
from templates.values.manual import GuideLink, ManualPage
from web.errors import NotSignedIn
from web.visit import Looking, Visit

router = APIRouter()


@router.get("/hulp")
def first_page(visit: Looking) -> Response:
    """The list of guides."""
    return _page(visit, "", "")


@router.get("/hulp/{guide}")
def guide(visit: Looking, guide: str) -> Response:
    """One guide."""
    found = next((each for each in manual.GUIDES if each.key == guide), None)
    if found is None:
        raise HTTPException(404)
    return _page(visit, found.key, found.title)


def _page(visit: Visit, key: str, title: str) -> Response:
    frame = _frame(visit)
    own = manual.guide_for(frame.viewer.roles) if frame.viewer else None
    links = tuple(GuideLink(each.key, each.title, each == own) for each in manual.GUIDES)
    return visit.page("manual", frame, ManualPage(links, key, title))


def _frame(visit: Visit) -> Frame:
    try:
        with visit.reading() as (session, actor):
            return visit.frame(session, actor)
    except (NotSignedIn, PersonNotFound):
        with visit.store.reading() as session:
            return visit.frame(session, None)
