"""A letter file becomes text with paragraphs and places: plain text here, PDF and DOCX in a bounded child process."""

from __future__ import annotations

import io
import itertools
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drafting import reader_child
from drafting.errors import (
    LetterEmpty,
    LetterEncrypted,
    LetterScanned,
    LetterTooLarge,
    LetterUnreadable,
    UnknownFormat,
)
from drafting.language import language_of

_LIST_ITEM = re.compile(r"\s*([-•*–]|\d+[.)])\s")


_NO_WARNINGS: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """What one letter may cost. Bytes, pages, characters; seconds of CPU and of wall clock in the child."""

    file_bytes: int = 20_000_000
    pages: int = 60
    characters: int = 200_000
    memory_bytes: int = 700_000_000
    unpacked_bytes: int = 25_000_000
    cpu_seconds: int = 9
    wall_seconds: float = 12.0


@dataclass(frozen=True)
class Paragraph:
    """Text between `start` and `end` (character offsets in the letter); `number` counts from 1 as a person would."""

    number: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class LetterText:
    """What the reader made of a file. All offsets elsewhere in this room are offsets in `text`.

    `language` is "nl", "other" or "unknown" (too short to tell); `warnings` are codes: `not_dutch`, `hidden_text`.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    language: str = "nl"
    warnings: tuple[str, ...] = ()
    format: str = "txt"

    def paragraph_at(self, offset: int) -> Paragraph | None:
        """The paragraph that holds a character offset, None between paragraphs."""
        return next((p for p in self.paragraphs if p.start <= offset < p.end), None)


def read(source: Path | str | bytes, filename: str | None = None, limits: Limits | None = None) -> LetterText:
    """Reads a letter from a path or from bytes; the content decides the format, not the name.

    Raises: UnknownFormat, LetterUnreadable, LetterEncrypted, LetterScanned, LetterTooLarge, LetterEmpty; at most
    `limits.wall_seconds` later, with the parent process unharmed.
    """
    limits = limits or Limits()
    name = filename or (Path(source).name if not isinstance(source, bytes) else "brief")
    text, kind, warnings = raw_text(_content(source, name, limits), name, limits)
    return of_text(text, warnings=warnings, file_format=kind, filename=name)


def raw_text(content: bytes, name: str, limits: Limits) -> tuple[str, str, tuple[str, ...]]:
    """The text of a file as it stands, its format (txt, pdf or docx) and warnings; bounded and raising as `read` does."""
    if len(content) > limits.file_bytes:
        raise LetterTooLarge(filename=name, reason="bytes", limit=limits.file_bytes)
    if not content.strip():
        raise LetterEmpty(filename=name)
    kind = _format(content)
    if kind is None:
        raise UnknownFormat(filename=name)
    if kind == "encrypted":
        raise LetterEncrypted(filename=name)
    if kind == "txt":
        text, warnings = _decoded(content, name), _NO_WARNINGS
    else:
        text, warnings = _read_in_child(kind, content, name, limits)
    if len(text) > limits.characters:
        raise LetterTooLarge(filename=name, reason="text", limit=limits.characters)
    return text, kind, warnings


def of_text(
    text: str, *, warnings: tuple[str, ...] = (), file_format: str = "txt", filename: str = "brief"
) -> LetterText:
    """A letter from text already at hand (pasted in a form). Raises LetterEmpty."""
    cleaned = _cleaned(text)
    if not any(character.isalpha() for character in cleaned):
        raise LetterEmpty(filename=filename)
    language = language_of(cleaned)
    if language == "other":
        warnings = (*warnings, "not_dutch")
    return LetterText(cleaned, paragraphs_of(cleaned), language, warnings, file_format)


def paragraphs_of(text: str) -> tuple[Paragraph, ...]:
    """Blocks between blank lines."""
    found = re.finditer(r"\S(?:.*\S)?(?:\n[^\S\n]*\S.*)*", text)
    return tuple(Paragraph(number, m.start(), m.end(), m.group()) for number, m in enumerate(found, 1))


def _content(source: Path | str | bytes, name: str, limits: Limits) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        with Path(source).open("rb") as file:
            return file.read(limits.file_bytes + 1)
    except OSError as error:
        raise LetterUnreadable(filename=name, detail=str(error)) from error


def refuse_at_sight(content: bytes, name: str) -> None:
    """Refuse a file of which the outside tells already that `read` will not read it; it opens nothing.

    Raises: UnknownFormat, LetterEncrypted, LetterUnreadable.
    """
    kind = _format(content)
    if kind is None:
        raise UnknownFormat(filename=name)
    if kind == "encrypted":
        raise LetterEncrypted(filename=name)
    if kind == "pdf" and b"obj" not in content:  # a PDF consists of objects; without one there is no page
        raise LetterUnreadable(filename=name, detail="no object in the PDF")
    if kind == "docx" and not zipfile.is_zipfile(io.BytesIO(content)):
        raise LetterUnreadable(filename=name, detail="no directory in the ZIP")


def _format(content: bytes) -> str | None:
    head = content[:1024].lstrip()
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):  # an OLE file: an old .doc, or a DOCX behind a password
        return "encrypted" if "EncryptedPackage".encode("utf-16-le") in content else None
    if head.startswith(
        (b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"\x1f\x8b", b"<?xml")
    ):
        return None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "txt"
    return None if b"\x00" in content[:65536] else "txt"


def _decoded(content: bytes, name: str) -> str:
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LetterUnreadable(filename=name, detail="encoding")


def _read_in_child(kind: str, content: bytes, name: str, limits: Limits) -> tuple[str, tuple[str, ...]]:
    numbers = (limits.memory_bytes, limits.cpu_seconds, limits.pages, limits.characters, limits.unpacked_bytes)
    command = [sys.executable, "-I", str(Path(reader_child.__file__)), kind, *map(str, numbers)]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=limits.wall_seconds, check=False, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise LetterTooLarge(filename=name, reason="time", limit=limits.wall_seconds) from error
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        if done.returncode in (-9, -24):  # SIGKILL and SIGXCPU: the limits bit
            raise LetterTooLarge(filename=name, reason="time", limit=limits.cpu_seconds) from error
        raise LetterUnreadable(filename=name, detail=f"reader ended with {done.returncode}") from error
    if answer["status"] != "ok":
        raise _refusal(answer, name)
    blocks = [str(block) for block in answer["blocks"]]
    joined = _joined_pages(blocks) if kind == "pdf" else "\n\n".join(blocks)
    return joined, (("hidden_text",) if answer.get("hidden") else ())


def _refusal(answer: dict[str, Any], name: str) -> Exception:
    kinds: dict[str, Callable[[], Exception]] = {
        "encrypted": lambda: LetterEncrypted(filename=name),
        "scanned": lambda: LetterScanned(filename=name, pages=answer.get("pages", 1)),
        "empty": lambda: LetterEmpty(filename=name),
        "unknown_format": lambda: UnknownFormat(filename=name),
        "too_large": lambda: LetterTooLarge(filename=name, reason=answer.get("reason"), limit=answer.get("limit")),
    }
    unreadable = lambda: LetterUnreadable(filename=name, detail=answer.get("detail", ""))  # noqa: E731
    return kinds.get(str(answer["status"]), unreadable)()


def _joined_pages(pages: list[str]) -> str:
    """One text of the pages: hard-wrapped lines joined, hyphens at a line end mended."""
    text = "\n".join(pages)
    text = re.sub(r"(?<=[a-zà-ÿ])-\n(?=[a-zà-ÿ])", "", text)
    # a PDF has no blank lines between paragraphs; every line that is not a list item begins one
    return re.sub(r"\n+(?!\s*(?:[-•*–]|\d+[.)])\s)", "\n\n", _unwrapped(text))


def _cleaned(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r"[\u00ad\u200b-\u200f\u2028\u2029\ufeff]", "", text)
    text = re.sub(r"(?m)^[^\S\n]*[•·▪◦●\uf0b7\uf0a7\x7f\x95]\s*", "- ", text)
    text = "".join(" " if character < " " and character not in "\n\t" else character for character in text)
    return _unwrapped(text)


def _unwrapped(text: str) -> str:
    """Joins hard-wrapped lines; a line break becomes one space, so offsets stay as they were.

    A line was wrapped when the first word of the next would not have fitted on it.
    """
    lines = text.split("\n")
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if not lengths:
        return text
    width = lengths[int(len(lengths) * 0.95)]
    if not 40 <= width <= 130:
        return text
    joined = [lines[0]]
    for previous, line in itertools.pairwise(lines):
        joined.append((" " if _is_wrapped(previous.rstrip(), line.strip(), width) else "\n") + line)
    return "".join(joined)


def _is_wrapped(previous: str, line: str, width: int) -> bool:
    if not previous or not line or _LIST_ITEM.match(line) or previous[-1] in ":;":
        return False
    if previous[-1] in ".!?" and not line[0].islower():
        return False
    full = len(previous) + 1 + len(line.split()[0]) > 0.93 * width
    return full or (line[0].islower() and len(previous) > 0.5 * width)
