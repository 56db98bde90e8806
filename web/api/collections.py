"""A page of a collection: the items under `_embedded`, the way on under `_links`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json
from starlette.requests import Request

from web.api.models import Link
from web.api.problem import PREFIX

Item = TypeVar("Item", bound=BaseModel)
ROWS = 50

Page = Annotated[int, Query(ge=1, le=100_000, description="Which page of fifty, from 1.")]


class Links(BaseModel):
    """This page, the next and the one before, as far as they are there."""

    self: Link
    next: Link | None = None
    prev: Link | None = None


class Embedded(BaseModel, Generic[Item]):
    """The items of this page."""

    items: list[Item]


class Collection(BaseModel, Generic[Item]):
    """One page of a collection."""

    model_config = ConfigDict(populate_by_name=True)

    embedded: Embedded[Item] = Field(alias="_embedded")
    links: Links = Field(alias="_links")
    page: int
    total: int


def collection(request: Request, name: str, items: Sequence[Item], page: int, total: int) -> Collection[Item]:
    """Return a page of items."""
    return Collection[Item](
        _embedded=Embedded[Item](items=list(items)),
        _links=Links(
            self=_link(request, name, page),
            next=_link(request, name, page + 1) if page * ROWS < total else None,
            prev=_link(request, name, page - 1) if page > 1 else None,
        ),
        page=page,
        total=total,
    )


def listed(request: Request, name: str, items: list[dict[str, Any]], page: int, total: int) -> Response:
    """Return a page of items that were read from our own record, written at once: `Collection` says its shape."""
    links = {
        "self": _link(request, name, page),
        "next": _link(request, name, page + 1) if page * ROWS < total else None,
        "prev": _link(request, name, page - 1) if page > 1 else None,
    }
    body = {"_embedded": {"items": items}, "_links": links, "page": page, "total": total}
    return Response(to_json(body), media_type="application/json")


def _link(request: Request, name: str, page: int) -> Link:
    rest = [(key, value) for key, value in request.query_params.multi_items() if key != "page"]
    return Link(href=f"{PREFIX}/{name}?{urlencode([*rest, ('page', page)])}")
