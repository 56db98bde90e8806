"""Anticipated errors as Dutch sentences for the command line."""

from __future__ import annotations

import re

from registry.errors import Anticipated, Refused
from templates import field_names
from templates.sentences import sentence

PARTS = {
    "quantity": "oplage",
    "handover_on": "aanlevering",
    "dated_on": "dagtekening",
    "channel": "verzendkanaal",
    "delivery_channel": "verzendkanaal",
    "delivery_class": "bezorgtijd",
    "area": "gebied",
}
_BATCH = re.compile(r"batch-(\d+)(?:-(\w+))?")


def complaint(error: Exception) -> list[str] | None:
    """Return what to say about an error, a line per problem; None for one that nobody foresaw."""
    if isinstance(error, Refused):
        return [
            f"{_place(problem.field)}: {sentence(problem, 'nl')}" if problem.field else sentence(problem, "nl")
            for problem in error.problems
        ]
    if isinstance(error, Anticipated):
        return [sentence(error, "nl")]
    return None


def _place(field: str) -> str:
    """Return what a field is called: "deel 1, oplage" for a part of a batch; its own name where nobody named it."""
    if field == "batches":
        return "deelverzendingen"
    found = _BATCH.fullmatch(field)
    if found is None:
        return field_names.name(field, "nl").lower() if field in field_names.FIELDS else field
    number, part = found.groups()
    return f"deel {number}, {PARTS.get(part, part)}" if part else f"deel {number}"
