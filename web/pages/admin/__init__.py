"""The administrator's desk: one module per story, together one set of routes."""

from __future__ import annotations

from fastapi import APIRouter

from web.pages.admin import (
    calendar,
    capacity,
    departments,
    ladder,
    letter_types,
    norms,
    organisations,
    overview,
    people,
    person,
    trail,
)

router = APIRouter()
for module in (
    overview,
    organisations,
    departments,
    people,
    person,
    letter_types,
    calendar,
    capacity,
    norms,
    ladder,
    trail,
):
    router.routes.extend(module.router.routes)
