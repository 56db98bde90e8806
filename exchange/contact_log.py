"""A log with one row per contact: read as a stream, bad rows apart, good rows as values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple

from exchange.columns import find_columns
from exchange.contact_columns import NO_CONTACTS, ColumnReader, ContactColumns
from exchange.log_file import LogFile, Rejected
from exchange.mapping import CONTACT_FIELDS, STANDARD, Mapping
from registry.kinds import Channel

REQUIRED = ("timestamp", "channel")
SLACK_AHEAD = timedelta(days=1)  # a source's clock may be off; a contact next week is a mistake


class ContactRow(NamedTuple):
    """One contact as the source tells it, not yet masked.

    `at` is UTC; `duration_seconds` and `answered` are None where the source does not say. `fingerprint` (16 bytes)
    stands for the row when `contact_id` is None: equal rows of one file get different ones, in order. `note` says what
    was not taken literally (a code of `exchange.moments`).
    """

    line: int
    contact_id: str | None
    at: datetime
    channel: Channel
    topic: str
    text: str
    duration_seconds: int | None
    answered: bool | None
    caller: str | None
    fingerprint: bytes | None
    note: str | None


class ContactLog:
    """An open contact log: iterate it once for `ContactRow` and `Rejected`, in the order of the file.

    Args:
        source: a path or a seekable binary stream.
        mapping: how the columns are called; without one the names of `exchange.mapping.CONTACT_FIELDS` are known.
        now: rows later than a day after this aware moment are rejected.

    Raises:
        LogError: one of the kinds of `exchange.errors`, when the file as a whole cannot be read.
    """

    def __init__(self, source: Path | str | BinaryIO, mapping: Mapping | None = None, *, now: datetime) -> None:
        self.mapping = mapping or STANDARD
        self._file = LogFile(
            source,
            delimiter=self.mapping.delimiter,
            encoding=self.mapping.encoding,
            known=self.mapping.known_columns(CONTACT_FIELDS),
        )
        try:
            places = find_columns(self._file, self.mapping, CONTACT_FIELDS, REQUIRED)
            self._read = ColumnReader(self.mapping, places, now + SLACK_AHEAD).read
        except BaseException:
            self._file.close()
            raise
        self.name = self._file.name
        self.size = self._file.size()

    def position(self) -> int:
        """Return how many bytes of `size` were read so far."""
        return self._file.position()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __iter__(self) -> Iterator[ContactRow | Rejected]:
        for columns, rejected in self.blocks():
            entries: list[ContactRow | Rejected] = [
                ContactRow(line, key, at + timedelta(microseconds=past), *rest)
                for line, key, at, past, *rest in zip(*columns, strict=True)
            ]
            yield from sorted([*entries, *rejected], key=itemgetter(0))

    def blocks(self) -> Iterator[tuple[ContactColumns, list[Rejected]]]:
        """Yield the same, once, many rows at once: the good ones side by side, and what had to be rejected among them."""
        try:
            for part in self._file.blocks():
                yield (NO_CONTACTS, [part]) if isinstance(part, Rejected) else self._read(part)
        finally:
            self._file.close()


def read(
    source: Path | str | BinaryIO, mapping: Mapping | None = None, *, now: datetime
) -> Iterator[ContactRow | Rejected]:
    """Read a contact log as a stream; see `ContactLog`."""
    return iter(ContactLog(source, mapping, now=now))
