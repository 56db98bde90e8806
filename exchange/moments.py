"""Moments as Dutch systems write them. What has no zone is wall-clock time in the log's own zone.

Both nights on which the clock changes are sound: an hour that does not exist is moved on by an hour and noted, of an
hour that exists twice the first is taken and noted.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from exchange.cells import CellFault

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_OLDEST_DAY = date(1990, 1, 1).toordinal()  # older is a system's zero, not a contact

NOTE_MOVED_ON = "hour_skipped_by_summer_time"
NOTE_FIRST_OF_TWO = "hour_twice_in_winter_time"
NOTE_NO_TIME = "day_without_time"

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb febr february",
            "maart mrt maa mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "augustus aug august",
            "september sep sept",
            "oktober okt october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAY = r"(?:(?:ma|di|wo|do|vr|za|zo)(?:andag|nsdag|ensdag|nderdag|ijdag|terdag|ndag)?\.?,?\s+)?"
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4}|\d{2})(?!\d)")
_IN_WORDS = re.compile(r"(?P<day>\d{1,2})[\s-](?P<month>[a-z]{3,9})\.?[\s-](?P<year>\d{4})")
_TIME = re.compile(
    r"(?:[t,\s]|om\b)*(?:(?P<hour>\d{1,2})[:.u](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?\s*(?:uur|u)?)?"
    r"\s*(?P<zone>z|utc|[+-]\d{2}:?\d{2})?"
)

_HOUR = re.compile(r"(?:\d{4}-\d\d-\d\d[T ]|\d\d[-/.]\d\d[-/.]\d{4} )\d\d", re.ASCII)


class Moments:
    """Reads the moments of one log.

    Args:
        zone: where naive times were written down.
        pattern: a strptime pattern when the source writes dates in a way of its own.
    """

    def __init__(self, zone: ZoneInfo = AMSTERDAM, pattern: str | None = None) -> None:
        self._zone = zone
        self._pattern = pattern
        self._plain_days: dict[int, timedelta | None] = {}

    def read(self, text: str) -> tuple[datetime, str | None]:
        """Return the moment in UTC and a note when it was not taken literally.

        Raises:
            CellFault: timestamp_missing, timestamp_unreadable or timestamp_too_old.
        """
        moment, note = self._literal(text)
        day = moment.toordinal()
        if day < _OLDEST_DAY:
            raise CellFault("timestamp_too_old", value=text.strip()[:60])
        if moment.tzinfo is not None:
            return moment.astimezone(UTC), note
        if day not in self._plain_days:
            self._learn(day)
        offset = self._plain_days[day]
        if offset is not None:
            return (moment - offset).replace(tzinfo=UTC), note
        return self._on_a_changing_day(moment, note)

    def read_hour(self, text: str) -> datetime | None:
        """Return the UTC hour of "2026-03-02 08" or "02-03-2026 08"; what stands behind it is minutes and seconds.

        None for anything else or unreadable, on days when the clock changes, and where the hour is none in UTC.
        """
        if self._pattern is not None or _HOUR.fullmatch(text) is None:
            return None
        try:
            written, _ = self._literal(f"{text}:00")
            moment, _ = self.read(f"{text}:00")
        except CellFault:
            return None
        changing = self._plain_days.get(written.toordinal()) is None
        return None if changing or moment.minute else moment

    def _literal(self, text: str) -> tuple[datetime, str | None]:
        if self._pattern is not None:
            try:
                return datetime.strptime(text.strip(), self._pattern), None  # noqa: DTZ007 - the zone follows in read
            except ValueError:
                raise _refusal(text) from None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return _as_people_write(text)
        return moment, NOTE_NO_TIME if len(text) <= 10 else None

    def _learn(self, day: int) -> None:
        """Remember the offset of a day, or None when the clock changes on it."""
        if len(self._plain_days) > 20_000:
            self._plain_days.clear()
        noon = datetime.fromordinal(day).replace(tzinfo=self._zone)
        start, end = noon.utcoffset(), (noon + timedelta(hours=23, minutes=59)).utcoffset()
        self._plain_days[day] = start if start == end else None

    def _on_a_changing_day(self, moment: datetime, note: str | None) -> tuple[datetime, str | None]:
        first = moment.replace(tzinfo=self._zone, fold=0)
        second = moment.replace(tzinfo=self._zone, fold=1)
        utc = first.astimezone(UTC)
        if utc.astimezone(self._zone).replace(tzinfo=None) != moment:
            return utc, NOTE_MOVED_ON
        if first.utcoffset() != second.utcoffset():
            return utc, NOTE_FIRST_OF_TWO
        return utc, note


def _refusal(text: str) -> CellFault:
    if not text.strip():
        return CellFault("timestamp_missing")
    return CellFault("timestamp_unreadable", value=text.strip()[:60])


def _as_people_write(text: str) -> tuple[datetime, str | None]:
    plain = re.sub(rf"^{_WEEKDAY}", "", text.strip().casefold())
    found = _DAY_FIRST.match(plain) or _YEAR_FIRST.match(plain) or _IN_WORDS.match(plain)
    time = _TIME.fullmatch(plain, found.end()) if found else None
    if found is None or time is None:
        raise _refusal(text)
    try:
        moment = datetime(  # noqa: DTZ001 - the zone follows in read
            _year(found["year"]),
            _month(found["month"]),
            int(found["day"]),
            int(time["hour"] or 0),
            int(time["minute"] or 0),
            int(time["second"] or 0),
        )
    except (ValueError, KeyError):
        raise _refusal(text) from None
    if time["zone"]:
        moment = moment.replace(tzinfo=_zone(time["zone"]))
    return moment, None if time["hour"] else NOTE_NO_TIME


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS[text]


def _zone(text: str) -> ZoneInfo | None:
    if text in ("z", "utc"):
        return ZoneInfo("UTC")
    return datetime.strptime(text, "%z").tzinfo  # type: ignore[return-value]
