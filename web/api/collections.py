"""A page of a collection: the items under `_embedded`, the way on under `_links`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from web.api.models import Link
from web.api.problem import PREFIX

Item = TypeVar("Item", bound=BaseModel)
ROWS = 50
JSON = "application/json"

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
            prev=_link(request, name, _before(page, total)) if page > 1 else None,
        ),
        page=page,
        total=total,
    )


def listed(request: Request, name: str, items: Iterable[str], page: int, total: int) -> Response:
    """Return a page of items that are written as JSON already; `Collection` says its shape."""
    links = {
        "self": _link(request, name, page),
        "next": _link(request, name, page + 1) if page * ROWS < total else None,
        "prev": _link(request, name, _before(page, total)) if page > 1 else None,
    }
    rest = written({"_links": links, "page": page, "total": total})
    return Response(f'{{"_embedded":{{"items":[{",".join(items)}]}},{rest[1:]}', media_type=JSON)


def _before(page: int, total: int) -> int:
    """Return the page before; for one that lies behind the end, the last."""
    return min(page - 1, max(1, -(-total // ROWS)))


def written(value: Any) -> str:
    """Return JSON as the models write it: no blanks, letters as they are, moments in UTC with a Z."""
    return json.dumps(value, default=_written, ensure_ascii=False, separators=(",", ":"))


def _written(value: Any) -> Any:
    """Return a day, a moment or an address as the models write it."""
    if isinstance(value, Link):
        return {"href": value.href}
    text: str = value.isoformat()
    return text.replace("+00:00", "Z")


def _link(request: Request, name: str, page: int) -> Link:
    rest = [(key, value) for key, value in request.query_params.multi_items() if key != "page"]
    return Link(href=f"{PREFIX}/{name}?{urlencode([*rest, ('page', page)])}")
