"""Which date of a letter is its own: the day of writing, not a day it speaks about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol


class Dated(Protocol):
    """A date as it stands in a text: its place, and its year where that is written."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def year(self) -> int | None: ...
    @property
    def month_only(self) -> bool: ...


_LABEL = re.compile(
    r"\b(?:dagtekening|datum(?: brief| aanslag)?|datum en dagtekening|verzenddatum|verzonden)\s*:?\s*$", re.IGNORECASE
)
_OTHER_LABEL = re.compile(r"\b(?:verval|geboorte|start|eind|ingangs|peil|betaal|uiterste)\w*\b", re.IGNORECASE)
_SALUTATION = re.compile(r"(?im)^\s*(?:geachte|beste|hallo)\b")
_ADDRESSED = re.compile(r"(?im)^\s*aan de bewoners?\b")
# Before a date that is part of a sentence; before a letter's own date stands nothing, a place or a label.
_IN_SENTENCE = re.compile(
    r"(?i)\b(?:uiterlijk|v[oó][oó]r|voor|tot|met|t/m|vanaf|op|per|na|sinds|van|en|is|was|dan|in|begint|eindigt|start|loopt|duurt|geldig)\s+$"
)
# A text shorter than this without a salutation is no letter but a piece of one, or an answer.
_SHORTEST_LETTER = 300


def index_of_letter_date(found: Sequence[Dated], text: str) -> int | None:
    """The index of the letter's own date: labelled as such, or alone (or after a place name) on a line above the salutation."""
    for number, item in enumerate(found):
        line = text[max(0, item.start - 80) : item.start].split("\n")[-1]
        if item.year and _LABEL.search(line) and not _OTHER_LABEL.search(line):
            return number
    salutation = _SALUTATION.search(text) or _ADDRESSED.search(text)
    is_letter = salutation is not None or len(text) >= _SHORTEST_LETTER
    head = salutation.start() if salutation else min(len(text), 600)
    for number, item in enumerate(found):
        if item.start >= head or not item.year or item.month_only:
            continue
        begin = text.rfind("\n", 0, item.start) + 1
        finish = text.find("\n", item.end)
        line = text[begin : finish if finish >= 0 else len(text)]
        before = text[begin : item.start]
        if _IN_SENTENCE.search(before) or not (is_letter or _is_bare(before)):
            continue
        rest = line.replace(text[item.start : item.end], "").strip(" ,.\t")
        if len(rest.split()) <= 4 and not _OTHER_LABEL.search(rest):
            return number
    if not is_letter:
        return None
    early = (n for n, item in enumerate(found) if item.start < 40 and item.year)
    return next((n for n in early if not _IN_SENTENCE.search(text[: found[n].start])), None)


def _is_bare(before: str) -> bool:
    """Whether nothing but a place name stands before a date ("Wierdijk, 1 maart 2027")."""
    return not before.strip() or before.rstrip().endswith(",")
