"""Figures of a text, to prove an answer by its sources: every number, date, amount, phone, web and mail address."""

from __future__ import annotations

import re

from drafting.language import fold

_FIGURES = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\d[\d.,/:-]*\d|\d")


def figures(text: str) -> set[str]:
    """Every number, date part, amount, phone and address in a text, in a form that can be compared."""
    return {found.rstrip(".,;:)") for found in _FIGURES.findall(fold(text))}


_ADDRESSES = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|\b\S+\.(?:nl|example|eu|org|com)\b\S*|\b(?:0|14 ?0|\+31)[\d ()-]{2,}\d"
)
_TIMELY = re.compile(
    r"\d|\b(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    r"|dit jaar|vorig jaar|volgend jaar|deze maand|deze week)\b"
)


def is_timeless(text: str) -> bool:
    """Tell whether a text holds no date, amount, term or count that another year would change; where to call or look may stand in it."""
    return _TIMELY.search(_ADDRESSES.sub(" ", fold(text))) is None


def changed_facts(before: str, now: str) -> tuple[str, ...]:
    """Figures of the new answer that the earlier one did not hold."""
    return tuple(sorted(figures(now) - figures(before)))
