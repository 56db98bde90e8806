"""Fifty rows a page: which page was asked for and how many there are."""

from __future__ import annotations

from urllib.parse import urlencode

from templates.values.frame import Pages
from web.visit import Visit

PAGE = 50


def pages_of(visit: Visit, total: int) -> Pages:
    """Return where the visitor is in a list of `total` rows; a page beyond the end is the last one."""
    last = max(1, -(-total // PAGE))
    rest = [
        (name, value)
        for name, value in visit.request.query_params.multi_items()
        if name not in ("pagina", "lang", "gelukt")
    ]
    return Pages(min(wanted_page(visit), last), last, total, urlencode(rest))


def wanted_page(visit: Visit) -> int:
    """Return the number of the page in the address, at least 1."""
    text = visit.query.get("pagina", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1
