"""The least that could show the same list: FastAPI, the same SQL, a minimal Jinja2 template; no rights, no language, no form.

Served by `bench.web`; TORENKAMER_BENCH_SQL names a JSON file with the statements of our page and of our API.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from sqlalchemy import create_engine

TEMPLATE = """<!doctype html><title>Mailings</title><h1>Mailings</h1><table>{% for row in rows %}
<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"""

Statement = tuple[str, list[Any]]


def app() -> FastAPI:
    """Return the application; the answer with most columns is the list."""
    asked: dict[str, Any] = json.loads(Path(os.environ["TORENKAMER_BENCH_SQL"]).read_text())
    engine = create_engine(asked["url"], pool_size=10, max_overflow=40)
    page = Environment(autoescape=True).from_string(TEMPLATE)
    bare = FastAPI()

    def rows_of(statements: list[Statement]) -> list[tuple[Any, ...]]:
        widest: list[tuple[Any, ...]] = []
        with engine.connect() as connection:
            for sql, values in statements:
                found = [tuple(row) for row in connection.exec_driver_sql(sql, tuple(values))]
                widest = max(widest, found, key=lambda rows: len(rows[0]) if len(rows) == asked["rows"] else 0)
        return widest

    @bare.get("/page")
    def html() -> HTMLResponse:
        return HTMLResponse(page.render(rows=rows_of(asked["page"])))

    @bare.get("/json")
    def as_json() -> list[list[Any]]:
        return [list(row) for row in rows_of(asked["json"])]

    return bare
