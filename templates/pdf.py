"""HTML to an accessible PDF (PDF/UA-1). WeasyPrint and pikepdf are loaded inside the functions: a flow or a download needs them, no page.

WeasyPrint tags the document but leaves the table headers without a Scope, which PDF/UA asks for (ISO 14289-1, 7.5); pikepdf adds it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any


class OutsideAddress(ValueError):
    """A document for paper names an address outside itself; nothing is fetched while making a PDF."""


def html_to_pdf(html: str) -> bytes:
    """The document as PDF/UA-1, about 0.2 s for two pages.

    Args:
        html: A whole document of `environment.render_paper`, with its styles and pictures inside (data addresses).

    Raises:
        OutsideAddress: The document wants something from elsewhere.
    """
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    only_inside = URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
    try:
        made: bytes = weasyprint.HTML(string=html, url_fetcher=only_inside).write_pdf(pdf_variant="pdf/ua-1")
    except FatalURLFetchingError as error:
        raise OutsideAddress(str(error)) from error
    return with_scopes(made)


def with_scopes(pdf: bytes) -> bytes:
    """The same PDF with a Scope on every table header: Column inside a table head, Row elsewhere."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root.get("/StructTreeRoot")
        if root is not None:
            for header, in_head in _headers(root, in_head=False):
                scope = pikepdf.Name.Column if in_head else pikepdf.Name.Row
                header.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=scope)
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
    return out.getvalue()


def _headers(element: Any, in_head: bool) -> Iterator[tuple[Any, bool]]:
    """Every TH below a structure element, and whether it stands in a THead."""
    import pikepdf

    if not isinstance(element, pikepdf.Dictionary):
        return
    kind = str(element.get("/S", ""))
    if kind == "/TH":
        yield element, in_head
    below: Any = element.get("/K", [])
    children = list(below) if isinstance(below, pikepdf.Array) else [below]
    for child in children:
        yield from _headers(child, in_head or kind == "/THead")
