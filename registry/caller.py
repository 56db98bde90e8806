"""What must hold of a caller's words before the record keeps them: a number that can be called."""

from __future__ import annotations

from registry.errors import BadValue

FEWEST_DIGITS = 9  # a Dutch number without its 0 has nine, and no foreign one of use has fewer
MOST_DIGITS = 15  # ITU-T E.164


def check_phone(text: str) -> None:
    """Refuse what cannot be called back.

    Raises:
        BadValue: `caller_phone_missing` without a number, `caller_phone_short` outside 9 to 15 digits.
    """
    if not text.strip():
        raise BadValue("caller_phone_missing", field="caller_phone")
    digits = sum(sign.isdecimal() for sign in text)
    if not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        raise BadValue("caller_phone_short", field="caller_phone")
