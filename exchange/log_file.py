"""A delimited text file of any size as records with the line they start on, in bounded memory whatever it holds."""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from exchange.errors import LogDelimiterUnknown, LogEmpty, LogMissing, LogNotText

LONGEST_LINE = 131_072  # characters; also the csv module's own limit on one cell
MOST_LINES_IN_RECORD = 400
BLOCK_CHARACTERS = 262_144
DELIMITERS = ",;\t|"

_MAGIC = (
    (b"PK\x03\x04", "spreadsheet"),
    (b"\xd0\xcf\x11\xe0", "spreadsheet"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
)


class Rejected(NamedTuple):
    """A record that is not taken: the physical line it starts on (the header is line 1), why, and what to show."""

    line: int
    reason: str
    facts: dict[str, object]


Record = tuple[int, list[str]]  # the line it starts on, and as many cells as the header has


class Block(NamedTuple):
    """Records that follow each other: the line each starts on, and the cells of each, as many as the header has."""

    lines: Sequence[int]
    rows: list[list[str]]


class _LineTooLong(Exception):
    pass


class _RecordTooLong(Exception):
    pass


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as Windows-1252: whole files in it, and the odd line of a mixed file."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    piece = error.object[error.start : error.end]
    if not error.encoding.startswith("utf-8"):
        return "\ufffd", error.end
    return "".join(bytes((byte,)).decode("cp1252", "replace") for byte in piece), error.end


codecs.register_error("windows-1252", _as_windows_1252)


class _Lines:
    """Gives physical lines, counts them, and can take back all but the first of the record being read.

    They are read in blocks; `take_block` gives what is left of one at once.
    """

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES_IN_RECORD:
            raise _RecordTooLong
        if not self.more():
            raise StopIteration
        line = self._waiting.popleft()
        self.number += 1
        self.taken.append(line)
        if _too_long(line):
            raise _LineTooLong
        return line

    def more(self) -> bool:
        """Tell whether there is another line, reading a block when none is waiting."""
        if not self._waiting:
            self._waiting.extend(self._read_block())
        return bool(self._waiting)

    def take_block(self) -> list[str]:
        """Give all lines that are waiting."""
        block = list(self._waiting)
        self._waiting.clear()
        self.number += len(block)
        return block

    def waiting(self) -> int:
        """Return how many lines were read and not yet given."""
        return len(self._waiting)

    def give_back(self, keep: int) -> None:
        """Read again all lines of this record after the first `keep`."""
        self.give_back_block(self.taken[keep:])
        self.taken.clear()

    def give_back_block(self, block: list[str]) -> None:
        """Read these lines, the last that were given, again."""
        self._waiting.extendleft(reversed(block))
        self.number -= len(block)

    def _read_block(self) -> list[str]:
        """Read whole lines; of one that is too long the rest is passed over, so memory stays bounded."""
        text = self._text.read(BLOCK_CHARACTERS)
        if text and text[-1] != "\n":
            rest = self._text.readline(LONGEST_LINE)
            text += rest
            while len(rest) == LONGEST_LINE and rest[-1] != "\n":
                rest = self._text.readline(LONGEST_LINE)
        if "\0" in text:
            text = text.replace("\0", "")
        return io.StringIO(text, newline="").readlines()


def _too_long(line: str) -> bool:
    return len(line) > LONGEST_LINE or (len(line) == LONGEST_LINE and line[-1] != "\n")


class LogFile:
    """A log opened for reading once: `header` and then `records()`.

    Args:
        source: a path, or a binary stream (for instance an upload).
        delimiter: given by a mapping; otherwise found out from the first line.
        encoding: given by a mapping; otherwise UTF-8 (with or without mark) or UTF-16 with a mark, and whatever is no
            UTF-8 is read as Windows-1252.
        known: column names in lower case that help to find the delimiter.

    Raises:
        LogMissing, LogEmpty, LogNotText, LogDelimiterUnknown.
    """

    def __init__(
        self,
        source: Path | str | BinaryIO,
        *,
        delimiter: str | None = None,
        encoding: str | None = None,
        known: frozenset[str] = frozenset(),
    ) -> None:
        self.name, self._binary, self._owned = _open(source)
        try:
            self._text = self._decoded(encoding)
            self._lines = _Lines(self._text)
            self.delimiter = self._prepare(delimiter, known)
            self._reader = csv.reader(self._lines, delimiter=self.delimiter)
            self.header = [column_name(cell) for cell in next(self._reader)]
        except (csv.Error, _LineTooLong, _RecordTooLong):
            self.close()
            raise LogDelimiterUnknown(name=self.name, header="") from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file if we opened it ourselves."""
        if self._owned:
            self._binary.close()

    def position(self) -> int:
        """Return how many bytes were read so far, for a progress bar."""
        return self._stream.given

    def size(self) -> int:
        """Return the size of the file in bytes."""
        here = self._binary.tell()
        end = self._binary.seek(0, io.SEEK_END)
        self._binary.seek(here)
        return end

    def records(self) -> Iterator[Record | Rejected]:
        """Yield records and what had to be rejected for its shape alone; blank lines are passed over."""
        for part in self.blocks():
            if isinstance(part, Rejected):
                yield part
            else:
                yield from zip(part.lines, part.rows, strict=True)

    def blocks(self) -> Iterator[Block | Rejected]:
        """Yield the same as `records`, many records at once."""
        while self._lines.more():
            even = self._even_block()
            if even is not None:
                yield even
            else:
                yield from self._uneven_block()

    def _even_block(self) -> Block | None:
        """Read the lines that wait at once when every line is one whole record of the right width, else leave them."""
        start = self._lines.number + 1
        block = self._lines.take_block()
        if max(map(len, block)) < LONGEST_LINE and self._ends_whole(block[-1]):
            try:
                rows = list(csv.reader(block, delimiter=self.delimiter))
            except csv.Error:
                rows = []
            # a record takes one line or more, so equal numbers mean one line each
            if len(rows) == len(block) and set(map(len, rows)) == {len(self.header)}:
                return Block(range(start, start + len(rows)), rows)
        self._lines.give_back_block(block)
        return None

    def _ends_whole(self, line: str) -> bool:
        return '"' not in line or self._well_quoted([line])

    def _uneven_block(self) -> Iterator[Block | Rejected]:
        """Read record by record until no line is waiting; a record may go on in what is read next."""
        good = Block([], [])
        for record in self._one_by_one():
            if isinstance(record, Rejected):
                if good.rows:
                    yield good
                    good = Block([], [])
                yield record
            else:
                cast(list[int], good.lines).append(record[0])
                good.rows.append(record[1])
        if good.rows:
            yield good

    def _one_by_one(self) -> Iterator[Record | Rejected]:
        lines, width = self._lines, len(self.header)
        while lines.waiting():
            lines.taken.clear()
            start = lines.number + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except (csv.Error, _LineTooLong, _RecordTooLong) as fault:
                yield self._broken(start, fault)
                continue
            if len(lines.taken) > 1 and not self._well_quoted(lines.taken):
                lines.give_back(1)
                yield Rejected(start, "quote_not_closed", {})
            elif len(cells) == width:
                yield start, cells
            elif len(cells) > width and not any(cells[width:]):
                yield start, cells[:width]
            elif any(cells):
                yield Rejected(start, "wrong_cell_count", {"found": len(cells), "expected": width})
        lines.taken.clear()

    def _broken(self, start: int, fault: Exception) -> Rejected:
        several = len(self._lines.taken) > 1
        self._lines.give_back(1)
        if several:
            return Rejected(start, "quote_not_closed", {})
        if isinstance(fault, _LineTooLong):
            return Rejected(start, "line_too_long", {"limit": LONGEST_LINE})
        return Rejected(start, "line_unreadable", {})

    def _well_quoted(self, record: list[str]) -> bool:
        """Tell a cell with line ends in it from a stray quote that swallowed the lines after it."""
        strict = csv.reader(record, delimiter=self.delimiter, strict=True)
        try:
            next(strict)
        except csv.Error:
            return False
        return True

    def _decoded(self, encoding: str | None) -> io.TextIOWrapper:
        head = self._binary.read(65_536)
        self._binary.seek(0)
        if not head.strip():
            raise LogEmpty(name=self.name)
        wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
        if kind is None and not wide and encoding is None and _looks_binary(head):
            kind = "binary"
        if kind is not None:
            raise LogNotText(name=self.name, kind=kind)
        self._stream = _Unclosed(self._binary)
        buffered = io.BufferedReader(self._stream, 262_144)
        chosen = encoding or ("utf-16" if wide else "utf-8-sig")
        return io.TextIOWrapper(buffered, encoding=chosen, errors="windows-1252", newline="")

    def _prepare(self, delimiter: str | None, known: frozenset[str]) -> str:
        """Find the delimiter, step over Excel's `sep=;` line, and leave the header as the next line."""
        for line in self._lines:
            bare = line.strip()
            if bare.casefold().startswith("sep=") and len(bare) == 5:
                delimiter = delimiter or bare[4]
            elif bare:
                break
            self._lines.taken.clear()
        else:
            raise LogEmpty(name=self.name)
        self._lines.give_back(0)
        return delimiter or self._likely_delimiter(line, known)

    def _likely_delimiter(self, line: str, known: frozenset[str]) -> str:
        def fitness(candidate: str) -> tuple[int, int]:
            cells = next(csv.reader([line], delimiter=candidate), [])
            return len(known & {column_name(cell) for cell in cells}), len(cells)

        best = max(DELIMITERS, key=fitness)
        if fitness(best)[1] < 2 and fitness(best)[0] == 0:
            raise LogDelimiterUnknown(name=self.name, header=line.strip()[:80])
        return best


class _Unclosed(io.RawIOBase):
    """Lets the text layer read a stream without closing it when the layer is thrown away."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        self.given += len(piece)
        return len(piece)


def column_name(text: str) -> str:
    """Return a column's name as we compare it: lower case, single spaces."""
    return " ".join(text.strip("\ufeff \t\r\n").casefold().split())


def _open(source: Path | str | BinaryIO) -> tuple[str, BinaryIO, bool]:
    if not isinstance(source, Path | str):
        return Path(str(getattr(source, "name", "") or "")).name, source, False
    path = Path(source)
    try:
        return path.name, cast(BinaryIO, path.open("rb", buffering=0)), True
    except (FileNotFoundError, IsADirectoryError):
        raise LogMissing(name=path.name) from None


def _looks_binary(head: bytes) -> bool:
    """Text has hardly any control characters; a NUL or two from a faulty export is let through."""
    control = sum(head.count(byte) for byte in range(32) if byte not in b"\t\n\r\f\x1a\x1b")
    return control > max(4, len(head) // 50)
