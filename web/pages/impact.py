"""The pages about what mailings do to the contact centre, as one router."""

from __future__ import annotations

from fastapi import APIRouter

from web.pages import advice, conflicts, echoes, honesty, surprises, what_if

router = APIRouter()
for module in (advice, what_if, conflicts, surprises, echoes, honesty):
    router.routes.extend(module.router.routes)
