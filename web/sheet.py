"""Files for a Dutch spreadsheet: semicolons, a mark in front by which it knows UTF-8, and no cell that it would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from fastapi.responses import Response

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Return a text so that a spreadsheet does not take it for a formula: a quote in front makes it text."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_sheet(rows: Iterable[Sequence[object]], lang: str = "nl") -> bytes:
    """Return rows as a file.

    None is an empty cell, a day is written 31-12-2027, a fraction with the comma or point of `lang`; a text is never a formula.
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerows([_cell(value, lang) for value in row] for row in rows)
    return ("\ufeff" + target.getvalue()).encode()


def sheet(name: str, content: bytes) -> Response:
    """Return the answer that downloads a file made by `as_sheet`."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _cell(value: object, lang: str) -> object:
    if isinstance(value, float):
        written = repr(round(value, 6))
        return written.replace(".", ",") if lang == "nl" else written
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return harmless(value) if isinstance(value, str) else value
