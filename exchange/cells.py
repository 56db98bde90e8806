"""Single cells of a log: channel, answered, duration, whole numbers, the caller."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Generic, TypeVar

from registry.kinds import Channel

LONGEST_DURATION_SECONDS = 24 * 3600

T = TypeVar("T")


class CellFault(Exception):
    """A cell that makes its row unusable: a reason code and what to show beside it. Never leaves this room."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


class Memo(dict[str, T], Generic[T]):
    """Remembers what a cell's text came to; logs repeat themselves. Forgets everything when it grows too large."""

    def __init__(self, read: Callable[[str], T], limit: int = 4096) -> None:
        super().__init__()
        self._read = read
        self._limit = limit

    def __missing__(self, text: str) -> T:
        value = self._read(text)
        if len(self) >= self._limit:
            self.clear()
        self[text] = value
        return value


# WhatsApp and other chat apps are staffed as chat; forms and letters are answered as mail is.
_CHANNEL_WORDS = {
    Channel.PHONE: "phone telefoon tel telefonisch telefoongesprek bellen gebeld belletje call voice inbound telefonie",
    Channel.DESK: "desk balie loket bezoek receptie aandebalie counter",
    Channel.CHAT: "chat livechat webchat whatsapp chatbot sms app",
    Channel.WEBCARE: "webcare socialmedia social facebook twitter x instagram linkedin",
    Channel.MAIL: "mail email epost webformulier formulier contactformulier form brief post",
}
CHANNELS = {word: channel for channel, words in _CHANNEL_WORDS.items() for word in words.split()}
_YES_WORDS = "ja j yes y true waar 1 beantwoord opgenomen answered aangenomen afgehandeld"
_NO_WORDS = (
    "nee n no false onwaar 0 afgehaakt opgehangen gemist missed abandoned nietbeantwoord onbeantwoord unanswered"
)
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())
_UNKNOWN = frozenset(("", "onbekend", "unknown", "nvt"))
_NOT_A_LETTER = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Return letters and digits only, in lower case, for comparing what people write in different ways."""
    return _NOT_A_LETTER.sub("", text.casefold())


def channel(text: str) -> Channel:
    """Return the channel that a Dutch or English word names.

    Raises:
        CellFault: channel_missing or channel_unknown.
    """
    word = plain(text)
    if not word:
        raise CellFault("channel_missing")
    found = CHANNELS.get(word)
    if found is None:
        raise CellFault("channel_unknown", value=text.strip()[:60])
    return found


def answered(text: str) -> bool | None:
    """Return whether the contact was answered; None where the cell is empty or says it is not known.

    Raises:
        CellFault: answered_unreadable.
    """
    word = plain(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    if word in _UNKNOWN:
        return None
    raise CellFault("answered_unreadable", value=text.strip()[:60])


_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{2})(?:[.,](\d+))?")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{3})+(?=,)|\d+)?(?:[.,](\d+))?\s*([a-z.]*)")
_UNITS = {
    **dict.fromkeys(("s", "sec", "seconden"), 1),
    **dict.fromkeys(("m", "min", "minuut", "minuten"), 60),
    **dict.fromkeys(("u", "uur"), 3600),
}


def duration(text: str, unit_seconds: int = 1, cap: int | None = LONGEST_DURATION_SECONDS) -> int | None:
    """Return whole seconds from "210", "3,5", "3:30", "1:02:03", "3,5 min" or None for an empty cell.

    Args:
        text: the cell; "," and "." both divide whole from part, "1.234,5" is read the Dutch way.
        unit_seconds: seconds in one unit of a bare number: 1 or 60.
        cap: more seconds than this are no duration; None for sums over many contacts.

    Raises:
        CellFault: duration_negative, duration_unreadable or duration_too_long.
    """
    value = text.strip().casefold()
    if not value:
        return None
    if value[0] in "-−–":
        reason = "duration_negative" if any(sign.isdigit() for sign in value) else "duration_unreadable"
        raise CellFault(reason, value=text.strip()[:60])
    seconds = _clock_seconds(value) if ":" in value else _number_seconds(value, unit_seconds)
    if seconds is None:
        raise CellFault("duration_unreadable", value=text.strip()[:60])
    if cap is not None and seconds > cap:
        raise CellFault("duration_too_long", value=text.strip()[:60])
    return int(seconds + 0.5)


def _clock_seconds(value: str) -> float | None:
    found = _CLOCK.fullmatch(value)
    if found is None or int(found[3]) > 59 or (found[1] and int(found[2]) > 59):
        return None
    return int(found[1] or 0) * 3600 + int(found[2]) * 60 + float(f"{found[3]}.{found[4] or 0}")


def _number_seconds(value: str, unit_seconds: int) -> float | None:
    if not value.isascii():
        return None
    found = _NUMBER.fullmatch(value)
    if found is None or (found[1] is None and found[2] is None):
        return None
    word = found[3].rstrip(".")
    unit = _UNITS.get(word) if word else unit_seconds
    if unit is None:
        return None
    number = float(f"{(found[1] or '0').replace('.', '')}.{found[2] or 0}")
    return number * unit


def count(text: str, field: str) -> int | None:
    """Return a whole number of contacts, or None for an empty cell.

    Raises:
        CellFault: count_negative or count_unreadable, with `column`.
    """
    value = text.strip()
    if not value:
        return None
    if value.startswith("-") and value[1:].isdigit():
        raise CellFault("count_negative", column=field, value=value[:60])
    bare = re.sub(r"(?<=\d)\.(?=\d{3}(?:\D|$))", "", value)
    found = re.fullmatch(r"(\d{1,9})(?:[.,]0+)?", bare, re.ASCII)
    if found is None:
        raise CellFault("count_unreadable", column=field, value=value[:60])
    return int(found[1])


def caller(text: str) -> str | None:
    """Return one spelling per caller, so that the same person is recognised: digits with country code, or lower case.

    "06-12345678", "+31 6 12345678" and "0031612345678" come to "31612345678".
    """
    if text.isascii() and text.isdigit() and text[0] == "0" and text[1:2] != "0":
        return "31" + text[1:]
    value = text.strip().casefold()
    if not value or value in ("anoniem", "anonymous", "onbekend", "unknown", "afgeschermd"):
        return None
    digits = re.sub(r"[\s().+/-]", "", value)
    if not digits.isdigit():
        return value
    if digits.startswith("00"):
        return digits[2:]
    return "31" + digits[1:] if digits.startswith("0") else digits
