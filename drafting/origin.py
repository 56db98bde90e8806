"""Where a line of a sheet comes from, in words that a colleague reads: titles instead of the keys that the record keeps."""

from __future__ import annotations

from drafting import bank
from registry.kinds import SourceKind

KEYED = (SourceKind.LOG, SourceKind.EARLIER)
"""Kinds of which the place is the key of a group or of an earlier line; their words stand beside it."""


def readable_place(kind: SourceKind, place: str) -> str:
    """Return the place of a source as it may be shown, "" where there is nothing but a key.

    A question of the bank ("woz_aanslag.bezwaar") is shown by the title of its kind of letter.
    """
    if kind in KEYED:
        return ""
    if kind is not SourceKind.BANK:
        return place
    found = bank.load().find_kind(place.partition(".")[0])
    return found.title if found is not None else ""
