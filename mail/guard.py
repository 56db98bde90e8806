"""What is looked at in bytes before the parser of the standard library gets them, and while it works.

Python's parser takes 17 kB of nested parts, 5 kB of opening parentheses or a few MB of empty parts and does not come
back: it recurses, or makes an object of each. The counts here are cheap, linear, and far above any honest mail.
"""

from __future__ import annotations

import re
from email.headerregistry import BaseHeader
from email.policy import EmailPolicy
from typing import Any

from mail.errors import UnparsableMail

SIZE_BYTES = 30 * 1024 * 1024
_HEADER_BYTES = 64 * 1024
_PARENTHESES = 500
_ENCODED_WORDS = 1000
_BOUNDARIES = 50
_MESSAGES = 30
_DELIMITERS = 5000
_LINES = 500_000
_LINES_OF_A_REPORT = 50_000  # every empty line in a delivery report becomes an object
_LINES_TIMES_BOUNDARIES = 5_000_000  # every line is held against every open boundary

_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = re.compile(rb"boundary(?:\*\d*\*?)?\s*=", re.IGNORECASE)
_MESSAGE = re.compile(rb"message/", re.IGNORECASE)
_REPORT = re.compile(rb"delivery-status", re.IGNORECASE)


def check_bytes(content: bytes) -> None:
    """Let through what the parser can take.

    Raises:
        UnparsableMail: `reason` is one of too_large, header_too_large, too_many_parentheses, too_many_encoded_words,
            too_many_boundaries, too_many_messages, too_many_parts, too_many_lines.
    """
    if len(content) > SIZE_BYTES:
        _refuse("too_large", content)
    found = _END_OF_HEADERS.search(content, 0, _HEADER_BYTES + 4)
    if found is None and len(content) > _HEADER_BYTES:
        _refuse("header_too_large", content)
    header = content[: found.start()] if found else content
    boundaries = len(_BOUNDARY.findall(content))
    lines = content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")
    counts = (
        ("too_many_parentheses", header.count(b"("), _PARENTHESES),
        ("too_many_encoded_words", header.count(b"=?"), _ENCODED_WORDS),
        ("too_many_boundaries", boundaries, _BOUNDARIES),
        ("too_many_messages", len(_MESSAGE.findall(content)), _MESSAGES),
        ("too_many_parts", content.count(b"\n--") if boundaries else 0, _DELIMITERS),
        ("too_many_lines", lines, _LINES_OF_A_REPORT if _REPORT.search(content) else _LINES),
        ("too_many_lines", lines * boundaries, _LINES_TIMES_BOUNDARIES),
    )
    for reason, count, limit in counts:
        if count > limit:
            _refuse(reason, content)


def _refuse(reason: str, content: bytes) -> None:
    raise UnparsableMail(reason=reason, size_bytes=len(content))


class HostileHeader(ValueError):
    """A header inside the mail that is not given to the parser of its kind."""


_VALUE_CHARACTERS = 16 * 1024
_PART_VALUE_CHARACTERS = 2 * 1024
_VALUE_PARENTHESES = 50
_CHARACTERS_IN_ALL = 128 * 1024


class GuardedPolicy(EmailPolicy):
    """`email.policy.default` that measures each header before it is taken apart, and takes none apart twice.

    The parts of a mail have headers too, which no look at the outer header block sees; the standard library parses
    such a header anew at every question. Raises `HostileHeader` out of whatever asked.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        object.__setattr__(self, "_parsed", {})
        object.__setattr__(self, "_spent", [0])

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """The header as an object of its kind."""
        parsed: dict[tuple[str, str], Any] = self.__dict__["_parsed"]
        key = (name.lower(), value)
        if key not in parsed:
            self._measure(key[0], value)
            parsed[key] = super().header_fetch_parse(name, _as_text(value))
        return parsed[key]

    def _measure(self, name: str, value: str) -> None:
        spent: list[int] = self.__dict__["_spent"]
        spent[0] += len(value)
        limit = _PART_VALUE_CHARACTERS if name.startswith("content-") else _VALUE_CHARACTERS
        if len(value) > limit or value.count("(") > _VALUE_PARENTHESES or spent[0] > _CHARACTERS_IN_ALL:
            raise HostileHeader(name)


def _as_text(value: str) -> Any:
    """Eight-bit bytes in a header are UTF-8 nearly always; without this each becomes a replacement character."""
    if isinstance(value, BaseHeader) or value.isascii():
        return value
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
