"""A log with one row per contact: read as a stream, bad rows apart, good rows as values."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple

from exchange import cells
from exchange.cells import CellFault, Memo
from exchange.errors import LogColumnsMissing, LogColumnsTwice
from exchange.log_file import LogFile, Rejected
from exchange.mapping import CONTACT_FIELDS, STANDARD, Mapping
from exchange.moments import Moments
from registry.kinds import Channel

REQUIRED = ("timestamp", "channel")
LONGEST = {"contact_id": 200, "topic": 100, "text": 10_000, "caller": 200}  # characters
SLACK_AHEAD = timedelta(days=1)  # a source's clock may be off; a contact next week is a mistake
_DAYS_REMEMBERED = 62


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
            pick = picker(self.mapping, places, CONTACT_FIELDS, len(self._file.header))
            self._rows = _Rows(self.mapping, pick, now)
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
        read = self._rows.read
        try:
            for record in self._file.records():
                yield record if isinstance(record, Rejected) else read(*record)
        finally:
            self._file.close()


def read(
    source: Path | str | BinaryIO, mapping: Mapping | None = None, *, now: datetime
) -> Iterator[ContactRow | Rejected]:
    """Read a contact log as a stream; see `ContactLog`."""
    return iter(ContactLog(source, mapping, now=now))


def find_columns(
    file: LogFile, mapping: Mapping, fields: tuple[str, ...], required: tuple[str, ...]
) -> dict[str, tuple[int, ...]]:
    """Return per field the places of its columns; () where the file has none.

    Raises:
        LogColumnsMissing: a required column, or one that the mapping names, is not there.
        LogColumnsTwice: a column that we read stands there more than once.
    """
    places: dict[str, tuple[int, ...]] = {}
    missing: list[str] = []
    for name in fields:
        columns = mapping.columns_of(name)
        twice = tuple(column for column in columns if file.header.count(column) > 1)
        if twice:
            raise LogColumnsTwice(name=file.name, columns=twice)
        absent = [column for column in columns if column not in file.header]
        asked = name in required or (name in mapping.columns and columns != (name,))
        if absent and asked and name not in mapping.constants:
            missing += absent
        places[name] = () if absent else tuple(file.header.index(column) for column in columns)
    if missing:
        raise LogColumnsMissing(name=file.name, missing=tuple(missing), found=tuple(file.header))
    return places


def picker(
    mapping: Mapping, places: dict[str, tuple[int, ...]], fields: tuple[str, ...], width: int
) -> Callable[[list[str]], tuple[str, ...]]:
    """Return what gives the texts of `fields` from the `width` cells of a record: a column, columns joined, a constant."""
    constants: list[str] = []
    joined: list[Callable[[list[str]], str]] = []
    kinds: dict[str, tuple[int, int]] = {}  # which of the three lists, and the place in it
    for name in fields:
        where, constant = places[name], mapping.constants.get(name, "")
        if not where:
            kinds[name] = (1, len(constants))
            constants.append(constant)
        elif len(where) > 1 or constant:
            kinds[name] = (2, len(joined))
            joined.append(_joiner(where, constant))
        else:
            kinds[name] = (0, where[0])
    starts = (0, width, width + len(constants))
    pick = itemgetter(*(starts[kind] + place for kind, place in (kinds[name] for name in fields)))
    if not joined:
        return lambda cells: pick(cells + constants)
    return lambda cells: pick(cells + constants + [join(cells) for join in joined])


def _joiner(where: tuple[int, ...], constant: str) -> Callable[[list[str]], str]:
    return lambda cells: " ".join(cells[place].strip() for place in where).strip() or constant


def translated(mapping: Mapping, name: str) -> Callable[[str], str]:
    """Return what replaces a source's own words for a field by what the mapping says they mean."""
    words = mapping.values.get(name)
    if not words:
        return lambda text: text
    return lambda text: words.get(cells.plain(text), text)


class _Rows:
    """Turns records into contact rows; remembers what cells came to, because logs repeat themselves."""

    def __init__(self, mapping: Mapping, pick: Callable[[list[str]], tuple[str, ...]], now: datetime) -> None:
        moments = Moments(mapping.zone, mapping.timestamp_pattern)
        unit = mapping.duration_unit_seconds
        channel, answered, topic = (translated(mapping, name) for name in ("channel", "answered", "topic"))
        self._pick = pick
        self._moments = Memo(moments.read)
        self._channels = Memo(lambda text: cells.channel(channel(text)))
        self._answers = Memo(lambda text: cells.answered(answered(text)))
        self._topics = Memo(lambda text: _short("topic", " ".join(topic(text).split())))
        self._durations = Memo(lambda text: cells.duration(text, unit))
        self._latest = now + SLACK_AHEAD
        self._repeats = _Repeats()

    def read(self, line: int, row: list[str]) -> ContactRow | Rejected:
        key, time, channel_word, topic_words, text, length, answer, who = self._pick(row)
        try:
            at, note = self._moments[time]
            if at > self._latest:
                raise CellFault("timestamp_in_future", value=time)
            channel, topic = self._channels[channel_word], self._topics[topic_words]
            seconds, answered = self._durations[length], self._answers[answer]
            if len(text) > LONGEST["text"] or len(key) > LONGEST["contact_id"] or len(who) > LONGEST["caller"]:
                _short("text", text), _short("contact_id", key), _short("caller", who)
            caller = cells.caller(who) if who else None
        except CellFault as fault:
            return Rejected(line, fault.reason, fault.facts)
        text, key = text.strip(), key.strip()
        if key:
            return ContactRow(line, key, at, channel, topic, text, seconds, answered, caller, None, note)
        mark = self._repeats.fingerprint(at, (channel, topic, text, seconds, answered))
        return ContactRow(line, None, at, channel, topic, text, seconds, answered, caller, mark, note)


def _short(name: str, text: str) -> str:
    if len(text) > LONGEST[name]:
        raise CellFault("cell_too_long", column=name, limit=LONGEST[name])
    return text


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
