"""A queue's report with one row per interval: what a telephone or chat system counted, answered or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from exchange import cells
from exchange.cells import CellFault, Memo
from exchange.columns import LONGEST, find_columns, picker, translated
from exchange.contact_log import SLACK_AHEAD
from exchange.errors import LogColumnsMissing
from exchange.log_file import LogFile, Rejected
from exchange.mapping import COUNT_FIELDS, STANDARD_COUNTS, Mapping
from exchange.moments import Moments
from registry.kinds import Channel

REQUIRED = ("interval_start", "channel")


class CountRow(NamedTuple):
    """Contacts of one interval that starts at `starts_at` (UTC).

    `offered` is at least that many: where the source knows only answered contacts it equals `answered`, and `abandoned`
    is None. `wait_seconds` is the waiting of the interval's contacts together. None: the source does not say.
    """

    line: int
    starts_at: datetime
    channel: Channel
    topic: str
    offered: int
    answered: int | None
    abandoned: int | None
    wait_seconds: int | None
    note: str | None


class QueueLog:
    """An open queue report: iterate it once for `CountRow` and `Rejected`.

    Args:
        source: a path or a seekable binary stream.
        mapping: how the columns are called; without one the names of `exchange.mapping.COUNT_FIELDS` are known.
        now: intervals that start later than a day after this aware moment are rejected.

    Raises:
        LogError: one of the kinds of `exchange.errors`, when the file as a whole cannot be read.
    """

    def __init__(self, source: Path | str | BinaryIO, mapping: Mapping | None = None, *, now: datetime) -> None:
        self.mapping = mapping or STANDARD_COUNTS
        self._file = LogFile(
            source,
            delimiter=self.mapping.delimiter,
            encoding=self.mapping.encoding,
            known=self.mapping.known_columns(COUNT_FIELDS),
        )
        try:
            places = find_columns(self._file, self.mapping, COUNT_FIELDS, REQUIRED)
            if not places["offered"] and not places["answered"]:
                raise LogColumnsMissing(
                    name=self._file.name, missing=("offered", "answered"), found=tuple(self._file.header)
                )
            pick = picker(self.mapping, places, COUNT_FIELDS, len(self._file.header))
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

    def __iter__(self) -> Iterator[CountRow | Rejected]:
        try:
            for record in self._file.records():
                yield record if isinstance(record, Rejected) else self._rows.read(*record)
        finally:
            self._file.close()


class _Rows:
    def __init__(self, mapping: Mapping, pick: Callable[[list[str]], tuple[str, ...]], now: datetime) -> None:
        channel, topic = translated(mapping, "channel"), translated(mapping, "topic")
        self._pick = pick
        self._moments = Memo(Moments(mapping.zone, mapping.timestamp_pattern).read)
        self._channels = Memo(lambda text: cells.channel(channel(text)))
        self._counts = {name: Memo(partial(cells.count, field=name)) for name in ("offered", "answered", "abandoned")}
        self._topics = Memo(lambda text: " ".join(topic(text).split())[: LONGEST["topic"]])
        self._mapping = mapping
        self._latest = now + SLACK_AHEAD
        self._seen: set[tuple[datetime, str, str]] = set()

    def read(self, line: int, row: list[str]) -> CountRow | Rejected:
        try:
            return self._read(line, row)
        except CellFault as fault:
            return Rejected(line, fault.reason, fault.facts)

    def _read(self, line: int, row: list[str]) -> CountRow:
        time, raw_channel, raw_topic, *told, wait_text = self._pick(row)
        starts_at, note = self._moments[time]
        if starts_at > self._latest:
            raise CellFault("timestamp_in_future", value=time)
        channel = self._channels[raw_channel]
        offered, answered, abandoned = _balanced(
            *(self._counts[name][text] for name, text in zip(self._counts, told, strict=True))
        )
        wait = self._wait(wait_text, offered if answered is None else answered)
        # the source's own words: two of its queues may come to one topic, the same line twice may not
        place = (starts_at, raw_channel, raw_topic)
        if place in self._seen:
            raise CellFault("interval_twice")
        self._seen.add(place)
        return CountRow(line, starts_at, channel, self._topics[raw_topic], offered, answered, abandoned, wait, note)

    def _wait(self, text: str, waited: int) -> int | None:
        seconds = cells.duration(text, self._mapping.wait_unit_seconds, cap=None)
        if seconds is None or self._mapping.wait == "total":
            return seconds
        return seconds * waited


def _balanced(offered: int | None, answered: int | None, abandoned: int | None) -> tuple[int, int | None, int | None]:
    """Return the three so that what follows from the other two is there."""
    if offered is None:
        if answered is None:
            raise CellFault("count_missing")
        return answered + (abandoned or 0), answered, abandoned
    if (answered or 0) + (abandoned or 0) > offered:
        raise CellFault("counts_contradict", offered=offered, answered=answered, abandoned=abandoned)
    if answered is not None and abandoned is None:
        abandoned = offered - answered
    return offered, answered, abandoned
