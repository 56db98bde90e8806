"""As which kind of mailing a letter is read."""

from __future__ import annotations

from drafting.bank import load
from drafting.letter_type import guess

SURE = 0.6


def is_read_as(letter: str, kind: str) -> bool:
    """Tell whether a letter is read first of all, and surely, as one of a kind."""
    first = guess(letter, load())[0]
    return first.kind_id == kind and first.confidence >= SURE
