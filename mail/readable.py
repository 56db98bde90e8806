"""Bytes and HTML of strangers as plain text: bounded, in one pass, with nothing in it that acts on a screen."""

from __future__ import annotations

import codecs
import html
import re

TEXT_CHARACTERS = 1_000_000
"""Longer texts are cut; nobody types that much, and what follows is a log or an attack."""

# What a mail may really be written in. Python knows more codecs, and some of them (punycode) take quadratic time.
_CHARSETS = re.compile(
    r"(utf-?(7|8|8-sig|(16|32)(-[bl]e)?)|ascii|iso8859-\d+|cp\d+|koi8-[rut]|gb2312|gbk|gb18030|big5(hkscs)?|shift_jis"
    r"|euc_(jp|kr)|iso2022_(jp|kr)\w*|mac-roman|hz|johab|tis-620)\Z"
)
_BLOCKS = frozenset(
    ("p", "div", "br", "tr", "li", "ul", "ol", "table", "blockquote", "hr", "pre", "h1", "h2", "h3", "h4", "h5", "h6")
)
_UNSEEN = frozenset(("script", "style", "head", "title", "template"))
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*)")
_SPACES = re.compile(r"[ \t\f\v\xa0]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
# C0 and C1 controls, and the characters that turn the direction of what follows (a file name that ends in "fdp.exe")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def decode(content: bytes, charset: str | None) -> tuple[str, bool]:
    """The text, and whether the charset was known. Unknown or wrong bytes become replacement characters, never a fault."""
    known = _known(charset) if charset else "ascii"
    return content[: 4 * TEXT_CHARACTERS].decode(_really(known, content), "replace"), known is not None


def _really(known: str | None, content: bytes) -> str:
    """The charset meant: a euro sign in "Latin-1" is Windows' (WHATWG Encoding Standard), and unnamed bytes that are
    not UTF-8 are Windows' too."""
    if known == "iso8859-1":
        return "cp1252"
    if known not in (None, "ascii"):
        return known
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _known(charset: str) -> str | None:
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return None
    return name if _CHARSETS.match(name) else None


def clean(text: str) -> str:
    """Line ends as one kind; no controls, no half characters; at most `TEXT_CHARACTERS`."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")[:TEXT_CHARACTERS]
    return _CONTROLS.sub("", unified).encode("utf-8", "replace").decode("utf-8")


def clean_line(text: str, *, longest: int = 500) -> str:
    """The same on one line, spaces run together: for a subject, a name, a file name."""
    return " ".join(clean(text[: 4 * longest]).split())[:longest]


def text_of_html(source: str) -> str:
    """What a reader would see, roughly: block tags break lines, scripts and styles are dropped.

    One pass over the pieces between `<`; html.parser of Python 3.11 needs quadratic time for an unclosed comment.
    """
    pieces: list[str] = []
    waiting_for: str | None = None
    first, *rest = source[: 2 * TEXT_CHARACTERS].split("<")
    pieces.append(first)
    for piece in rest:
        tag, closed, after = piece.partition(">")
        named = _NAME.match(tag)
        name = named.group(1).lower() if named else ""
        if waiting_for is not None:
            if tag.startswith("/") and name == waiting_for:
                waiting_for = None
                pieces.append(after)
        elif not named and not tag.startswith(("!", "?")):
            pieces.append("<" + piece)  # "a < b" is text
        elif closed:
            waiting_for = name if name in _UNSEEN and not tag.startswith("/") else None
            pieces.append("\n" if name in _BLOCKS else "")
            pieces.append(after if waiting_for is None else "")
    lines = _SPACES.sub(" ", html.unescape("".join(pieces))).split("\n")
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.strip() for line in lines)).strip()
