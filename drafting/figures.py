"""Figures of a text, to prove an answer by its sources: every number, date, amount, phone, web and mail address."""

from __future__ import annotations

import re

from drafting.language import fold

_FIGURES = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\d[\d.,/:-]*\d|\d")


def figures(text: str) -> set[str]:
    """Every number, date part, amount, phone and address in a text, in a form that can be compared."""
    return {found.rstrip(".,;:)") for found in _FIGURES.findall(fold(text))}


def changed_facts(before: str, now: str) -> tuple[str, ...]:
    """Figures of the new answer that the earlier one did not hold."""
    return tuple(sorted(figures(now) - figures(before)))
