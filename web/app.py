"""The application: pages, API and static files behind one guard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

import templates
from registry import settings as installation
from registry.settings import Settings
from registry.store import Store
from web import faults
from web.api import app as api
from web.guard import Guard
from web.pages import (
    admin,
    appointments,
    callbacks,
    changing,
    contacts,
    deeds,
    entrance,
    external,
    faq,
    gaps,
    groups,
    health,
    impact,
    letter_check,
    mailings,
    manual,
    oidc,
    posttray,
    registration,
    search,
    self_handled,
    tally,
    todo,
)
from web.pages import review as review_pages
from web.place import Place
from web.seal import Seal

THREADS = 16
STATIC = Path(templates.__file__).parent / "pages" / "static"


class Static(StaticFiles):
    """The vendored files; a browser asks again after an hour whether they changed."""

    def file_response(self, full_path: str | Path, stat_result: object, scope: Scope, status_code: int = 200) -> object:  # type: ignore[override]
        """Return a file with its time of keeping."""
        response = super().file_response(full_path, stat_result, scope, status_code)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


@asynccontextmanager
async def _few_threads(_app: FastAPI) -> AsyncIterator[None]:
    """Each thread holds a connection with its cache: sixteen serve as many pages as forty, with less memory (measured)."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield


def make_app(settings: Settings, stores: Mapping[str, Store]) -> FastAPI:
    """Return the application for an installation and its opened registries; the first registry is shown at `/`."""
    app = FastAPI(title="Torenkamer", lifespan=_few_threads, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.place = Place(settings, stores, Seal(installation.secret(settings, "session")))
    api.add_to(app)  # first: programs ask most often, and a route is found by trying one after the other
    # addresses with fixed words go before those with a reference in the same place
    for module in (
        entrance,
        oidc,
        health,
        manual,
        registration,
        changing,
        external,
        faq,
        search,
        todo,
        tally,
        contacts,
        self_handled,
        review_pages,
        impact,
        letter_check,
        gaps,
        groups,
        deeds,
        mailings,
        appointments,
        callbacks,
        posttray,
        admin,
    ):
        app.router.routes.extend(module.router.routes)  # flat, so that `app.routes` names every page
    app.mount("/static", Static(directory=STATIC), name="static")
    faults.add_to(app)
    app.add_middleware(Guard, is_https=settings.public_url.startswith("https:"), fault=faults.unforeseen)
    return app
