"""The rows of a contact log side by side: reading a column at a time costs a third of reading row by row."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import compress
from typing import Any, Generic, NamedTuple, TypeVar

from exchange import cells
from exchange.cells import CellFault
from exchange.columns import LONGEST, Places, side_by_side, translated
from exchange.log_file import Block, Rejected
from exchange.mapping import CONTACT_FIELDS, Mapping
from exchange.moments import Moments
from registry.kinds import Channel

_DAYS_REMEMBERED = 62
_TO_THE_HOUR = len("2026-03-02 08")
_MICROSECONDS = 1_000_000
# what stands behind the hour -> microseconds past it
_PAST = {f":{minute:02d}": minute * 60 * _MICROSECONDS for minute in range(60)}
_PAST |= {f"{text}:{second:02d}": past + second * _MICROSECONDS for text, past in _PAST.items() for second in range(60)}

T = TypeVar("T")


class ContactColumns(NamedTuple):
    """Contacts as the source tells them, not yet masked; the n-th of every column is the same contact.

    A contact came in `past` microseconds after the whole hour of `hours` (UTC; contacts of one hour mostly share one
    object). All else is as in `exchange.contact_log.ContactRow`.
    """

    lines: Sequence[int]
    contact_ids: Sequence[str | None]
    hours: Sequence[datetime]
    past: Sequence[int]
    channels: Sequence[Channel]
    topics: Sequence[str]
    texts: Sequence[str]
    durations: Sequence[int | None]
    answered: Sequence[bool | None]
    callers: Sequence[str | None]
    fingerprints: Sequence[bytes | None]
    notes: Sequence[str | None]


NO_CONTACTS = ContactColumns(*([()] * len(ContactColumns._fields)))


class ColumnReader:
    """Turns blocks of records into columns; remembers what cells came to, because logs repeat themselves.

    Args:
        mapping: what the source's own words mean.
        places: per field the places of its columns.
        latest: rows after this aware moment are rejected.
    """

    def __init__(self, mapping: Mapping, places: Places, latest: datetime) -> None:
        channel, answered, topic = (translated(mapping, name) for name in ("channel", "answered", "topic"))
        unit = mapping.duration_unit_seconds
        self._fields = side_by_side(mapping, places, CONTACT_FIELDS)
        self._reading = Moments(mapping.zone, mapping.timestamp_pattern)
        self._latest = latest
        self._faults: list[CellFault] = []
        self._hours = _Told(self._hour, self._faults, limit=16_384)
        self._moments = _Told(self._moment, self._faults)
        self._channels = _Told(lambda text: cells.channel(channel(text)), self._faults)
        self._answers = _Told(lambda text: cells.answered(answered(text)), self._faults)
        self._topics = _Told(lambda text: _short("topic", " ".join(topic(text).split())), self._faults)
        self._durations = _Told(lambda text: cells.duration(text, unit), self._faults)
        self._repeats = _Repeats()

    def read(self, block: Block) -> tuple[ContactColumns, list[Rejected]]:
        """Return the good rows and those that are not."""
        self._faults.clear()
        ids, times, channels, topics, texts, durations, answers, callers = self._fields(block.rows)
        told: list[Sequence[Any]] = [
            *self._when(times),
            self._channels.of(channels),
            self._topics.of(topics),
            self._durations.of(durations),
            self._answers.of(answers),
            self._stripped("text", texts),
            self._stripped("contact_id", ids),
            self._callers(callers),
        ]
        lines, rejected = block.lines, list[Rejected]()
        if self._faults:
            lines, told, rejected = _apart(lines, told)
        hours, past, notes, kinds, subjects, lengths, answered, words, keys, who = told
        marks: Sequence[bytes | None] = [None] * len(keys)
        if not all(keys):
            marks = self._marks(keys, hours, past, zip(kinds, subjects, words, lengths, answered, strict=True))
            keys = [key or None for key in keys]
        return (
            ContactColumns(lines, keys, hours, past, kinds, subjects, words, lengths, answered, who, marks, notes),
            rejected,
        )

    def _when(self, times: Sequence[str]) -> tuple[Sequence[Any], Sequence[int], Sequence[str | None]]:
        """Return the hour, the microseconds past it, and the note of every moment.

        Most moments end in minutes and seconds; what is before them repeats itself and is read once.
        """
        hours = self._hours.of([time[:_TO_THE_HOUR] for time in times])
        past = [_PAST.get(time[_TO_THE_HOUR:]) for time in times]
        if None not in hours and None not in past:
            return hours, past, [None] * len(hours)  # type: ignore[return-value]
        moments = [
            (hour, micro, None) if hour is not None and micro is not None else self._moments[time]
            for time, hour, micro in zip(times, hours, past, strict=True)
        ]
        told = [(moment, 0, None) if isinstance(moment, CellFault) else moment for moment in moments]
        return tuple(zip(*told, strict=True))  # type: ignore[return-value]

    def _hour(self, text: str) -> datetime | None:
        hour = self._reading.read_hour(text)
        return hour if hour is not None and hour + timedelta(hours=1) <= self._latest else None

    def _moment(self, text: str) -> tuple[datetime, int, str | None]:
        at, note = self._reading.read(text)
        if at > self._latest:
            raise CellFault("timestamp_in_future", value=text)
        hour = at.replace(minute=0, second=0, microsecond=0)
        return hour, (at.minute * 60 + at.second) * _MICROSECONDS + at.microsecond, note

    def _stripped(self, name: str, texts: Sequence[str]) -> Sequence[str | CellFault]:
        if max(map(len, texts)) <= LONGEST[name]:
            return [text.strip() for text in texts]
        return [self._tried(lambda text: _short(name, text).strip(), text) for text in texts]

    def _callers(self, texts: Sequence[str]) -> Sequence[str | CellFault | None]:
        if not any(texts):
            return [None] * len(texts)
        return [self._tried(_caller, text) if text else None for text in texts]

    def _tried(self, read: Callable[[str], T], text: str) -> T | CellFault:
        try:
            return read(text)
        except CellFault as fault:
            self._faults.append(fault)
            return fault

    def _marks(
        self,
        keys: Sequence[str],
        hours: Sequence[datetime],
        past: Sequence[int],
        contents: Iterable[tuple[object, ...]],
    ) -> list[bytes | None]:
        fingerprint = self._repeats.fingerprint
        return [
            None if key else fingerprint(hour + timedelta(microseconds=micro), content)
            for key, hour, micro, content in zip(keys, hours, past, contents, strict=True)
        ]


_SECONDS = {"": 0, **{f":{second:02d}": second * 1_000_000 for second in range(60)}}


class _Told(dict[str, Any], Generic[T]):
    """Remembers what a cell's text came to; a fault stands in the cell's place, is not remembered, and is reported."""

    def __init__(self, read: Callable[[str], T], faults: list[CellFault], limit: int = 4096) -> None:
        super().__init__()
        self._read = read
        self._faults = faults
        self._limit = limit

    def __missing__(self, text: str) -> T | CellFault:
        try:
            value = self._read(text)
        except CellFault as fault:
            self._faults.append(fault)
            return fault
        if len(self) >= self._limit:
            self.clear()
        self[text] = value
        return value

    def of(self, texts: Iterable[str]) -> list[Any]:
        return list(map(self.__getitem__, texts))


def _apart(lines: Sequence[int], columns: list[Sequence[Any]]) -> tuple[list[int], list[Sequence[Any]], list[Rejected]]:
    """Take the rows with a fault in a cell out of the columns; the first fault of a row is told."""
    good: list[bool] = []
    rejected: list[Rejected] = []
    for line, row in zip(lines, zip(*columns, strict=True), strict=True):
        fault = next((cell for cell in row if isinstance(cell, CellFault)), None)
        good.append(fault is None)
        if fault is not None:
            rejected.append(Rejected(line, fault.reason, fault.facts))
    return list(compress(lines, good)), [list(compress(column, good)) for column in columns], rejected


def _short(name: str, text: str) -> str:
    if len(text) > LONGEST[name]:
        raise CellFault("cell_too_long", column=name, limit=LONGEST[name])
    return text


def _caller(text: str) -> str | None:
    return cells.caller(_short("caller", text))


class _Repeats:
    """Gives rows without an id a fingerprint that says which of several equal rows it is.

    Two residents may ask the same in the same minute, so equal rows of a file are different contacts, yet the same file
    must give the same fingerprints again. Counting is kept for the days seen last, so memory stays bounded.
    """

    def __init__(self) -> None:
        self._days: OrderedDict[int, dict[bytes, int]] = OrderedDict()

    def fingerprint(self, at: datetime, content: tuple[object, ...]) -> bytes:
        row = hashlib.blake2b(f"{at.isoformat()}|{content!r}".encode(), digest_size=16).digest()
        day = at.toordinal()
        seen = self._days.get(day)
        if seen is None:
            seen = self._days[day] = {}
            if len(self._days) > _DAYS_REMEMBERED:
                self._days.popitem(last=False)
        nth = seen[row] = seen.get(row, 0) + 1
        return row if nth == 1 else hashlib.blake2b(row + nth.to_bytes(8, "big"), digest_size=16).digest()
