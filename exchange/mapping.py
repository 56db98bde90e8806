"""How the columns of another system's log are called: a small TOML file, or the names that need none."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from exchange.cells import CHANNELS, plain
from exchange.errors import MappingUnreadable, MappingWrong
from exchange.log_file import column_name
from exchange.moments import AMSTERDAM
from registry.kinds import Channel

CONTACT_FIELDS = ("contact_id", "timestamp", "channel", "topic", "text", "duration_seconds", "answered", "caller")
COUNT_FIELDS = ("interval_start", "channel", "topic", "offered", "answered", "abandoned", "wait_seconds")
_UNITS = {"seconds": 1, "minutes": 60}
_WAITS = ("total", "average")
_FORMATS = ("timestamp", "duration", "wait", "wait_unit", "timezone")
_SECTIONS = ("source", "form", "delimiter", "encoding", "columns", "constants", "formats", "values")


@dataclass(frozen=True)
class Mapping:
    """What stands where in a log.

    Attributes:
        source: name of the system the log comes from; rows with the same id from the same source are one contact.
        form: "contacts" (one row per contact) or "counts" (one row per interval, channel and topic).
        columns: per field the column names that are joined with a blank (a day and a time may stand apart).
        constants: per field the text to read when the file has no such column.
        values: per field what a source's own words mean (keys as `exchange.cells.plain` writes them).
        timestamp_pattern: strptime pattern, or None to read what people and machines usually write.
        duration_unit_seconds: seconds in one unit of a bare number in the duration column.
        wait: whether wait_seconds is the total of the interval or the average per answered contact.
    """

    source: str = "contactlog"
    form: str = "contacts"
    delimiter: str | None = None
    encoding: str | None = None
    columns: Map[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Map[str, str] = field(default_factory=dict)
    values: Map[str, Map[str, str]] = field(default_factory=dict)
    timestamp_pattern: str | None = None
    duration_unit_seconds: int = 1
    wait: str = "total"
    wait_unit_seconds: int = 1
    zone: ZoneInfo = AMSTERDAM

    def columns_of(self, name: str) -> tuple[str, ...]:
        """Return the column names of a field; a field that the mapping does not name has its own name as column."""
        return self.columns.get(name, () if name in self.constants else (name,))

    def known_columns(self, fields: tuple[str, ...]) -> frozenset[str]:
        """Return all column names that this mapping would read."""
        return frozenset(column for name in fields for column in self.columns_of(name))


STANDARD = Mapping(columns={name: (name,) for name in CONTACT_FIELDS})
STANDARD_COUNTS = Mapping(source="queuelog", form="counts", columns={name: (name,) for name in COUNT_FIELDS})


def load_mapping(path: Path | str) -> Mapping:
    """Read a mapping file; docs/reference/contact-files.md lists its keys.

    Raises:
        MappingUnreadable: the file is missing, no UTF-8 or no TOML.
        MappingWrong: a key or value is not one we know.
    """
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise MappingUnreadable(name=path.name, reason=fault.strerror or "") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise MappingUnreadable(name=path.name, reason=str(fault)) from None
    return mapping_from(content, path.name)


def mapping_from(content: Map[str, object], name: str = "") -> Mapping:
    """Make a mapping of parsed TOML; `name` is shown in errors.

    Raises:
        MappingWrong: a key or value is not one we know.
    """
    reading = _Reading(name)
    reading.only_known("", content, _SECTIONS)
    form = reading.choice("form", content.get("form", "contacts"), ("contacts", "counts"))
    fields = CONTACT_FIELDS if form == "contacts" else COUNT_FIELDS
    formats = reading.section(content, "formats", _FORMATS)
    default = STANDARD if form == "contacts" else STANDARD_COUNTS
    return Mapping(
        source=reading.text("source", content.get("source", default.source), 60),
        form=form,
        delimiter=reading.delimiter(content.get("delimiter")),
        encoding=reading.encoding(content.get("encoding")),
        columns={
            key: reading.names(f"columns.{key}", v) for key, v in reading.section(content, "columns", fields).items()
        },
        constants={
            key: reading.text(f"constants.{key}", str(v), 100)
            for key, v in reading.section(content, "constants", fields).items()
        },
        values=reading.values(content),
        timestamp_pattern=reading.pattern(formats.get("timestamp")),
        duration_unit_seconds=reading.unit("formats.duration", formats.get("duration", "seconds")),
        wait=reading.choice("formats.wait", formats.get("wait", "total"), _WAITS),
        wait_unit_seconds=reading.unit("formats.wait_unit", formats.get("wait_unit", "seconds")),
        zone=reading.zone(formats.get("timezone", "Europe/Amsterdam")),
    )


class _Reading:
    """Reads values of a mapping file and refuses with the place of what is wrong."""

    def __init__(self, name: str) -> None:
        self._name = name

    def wrong(self, key: str, value: object, known: object = "") -> MappingWrong:
        return MappingWrong(name=self._name, key=key, value=str(value)[:60], known=known)

    def only_known(self, where: str, given: Map[str, object], known: tuple[str, ...]) -> None:
        for key in given:
            if key not in known:
                raise self.wrong(f"{where}{key}", "", known)

    def section(self, content: Map[str, object], key: str, known: tuple[str, ...]) -> Map[str, object]:
        given = content.get(key, {})
        if not isinstance(given, dict):
            raise self.wrong(key, given, known)
        self.only_known(f"{key}.", given, known)
        return given

    def text(self, key: str, value: object, longest: int) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > longest:
            raise self.wrong(key, value)
        return value.strip()

    def names(self, key: str, value: object) -> tuple[str, ...]:
        several = value if isinstance(value, list) else [value]
        return tuple(column_name(self.text(key, one, 200)) for one in several)

    def choice(self, key: str, value: object, known: tuple[str, ...]) -> str:
        if value not in known:
            raise self.wrong(key, value, known)
        return str(value)

    def unit(self, key: str, value: object) -> int:
        return _UNITS[self.choice(key, value, tuple(_UNITS))]

    def pattern(self, value: object) -> str | None:
        return None if value is None else self.text("formats.timestamp", value, 60)

    def delimiter(self, value: object) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or len(value) != 1 or value in '\r\n"':
            raise self.wrong("delimiter", value, (",", ";", "\\t"))
        return value

    def encoding(self, value: object) -> str | None:
        if value is None:
            return None
        try:
            return codecs.lookup(self.text("encoding", value, 40)).name
        except LookupError:
            raise self.wrong("encoding", value, ("utf-8", "windows-1252")) from None

    def zone(self, value: object) -> ZoneInfo:
        try:
            return ZoneInfo(self.text("formats.timezone", value, 60))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise self.wrong("formats.timezone", value, ("Europe/Amsterdam",)) from None

    def values(self, content: Map[str, object]) -> dict[str, dict[str, str]]:
        read: dict[str, dict[str, str]] = {}
        for name, words in self.section(content, "values", ("channel", "answered", "topic")).items():
            if not isinstance(words, dict):
                raise self.wrong(f"values.{name}", words)
            read[name] = {plain(word): self._meaning(name, word, meant) for word, meant in words.items()}
        return read

    def _meaning(self, name: str, word: str, meant: object) -> str:
        key = f"values.{name}.{word}"
        text = {True: "ja", False: "nee"}.get(meant) if isinstance(meant, bool) else meant
        checked = self.text(key, text, 100)
        if name == "channel" and plain(checked) not in CHANNELS:
            raise self.wrong(key, meant, tuple(channel.value for channel in Channel))
        return checked
