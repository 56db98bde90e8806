"""What two versions of an answer differ in, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_TOKENS = re.compile(r"\s+|[^\s]+")


class Change(StrEnum):
    """Whether words stand in both versions, only in the earlier one, or only in the new one."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A run of words with what happened to them."""

    change: Change
    text: str


def difference(before: str, now: str) -> tuple[Piece, ...]:
    """Return the pieces that tell both versions: all but NEW make up `before`, all but GONE make up `now`.

    Words with their punctuation are compared; a blank between two changed words changes with them.
    """
    old, new = _TOKENS.findall(before), _TOKENS.findall(now)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.SAME, "".join(old[a:b])))
            continue
        if a < b:
            pieces.append(Piece(Change.GONE, "".join(old[a:b])))
        if c < d:
            pieces.append(Piece(Change.NEW, "".join(new[c:d])))
    return _joined(pieces)


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Put neighbours together that only a blank keeps apart, so that three changed words in a row read as one change."""
    found: list[Piece] = []
    gone = new = ""
    for number, piece in enumerate(pieces):
        only_blank = piece.change is Change.SAME and not piece.text.strip() and (gone or new)
        if only_blank and number + 1 < len(pieces):
            gone, new = gone + piece.text, new + piece.text
        elif piece.change is Change.GONE:
            gone += piece.text
        elif piece.change is Change.NEW:
            new += piece.text
        else:
            found += _changed(gone, new)
            gone = new = ""
            found.append(piece)
    return (*found, *_changed(gone, new))


def _changed(gone: str, new: str) -> list[Piece]:
    pairs = ((Change.GONE, gone), (Change.NEW, new))
    return [Piece(change, text) for change, text in pairs if text]
