"""Anticipated errors as Dutch sentences for the command line."""

from __future__ import annotations

from registry.errors import Anticipated, Refused
from templates.sentences import sentence


def complaint(error: Exception) -> list[str] | None:
    """Return what to say about an error, a line per problem; None for one that nobody foresaw."""
    if isinstance(error, Refused):
        return [
            f"{problem.field}: {sentence(problem, 'nl')}" if problem.field else sentence(problem, "nl")
            for problem in error.problems
        ]
    if isinstance(error, Anticipated):
        return [sentence(error, "nl")]
    return None
