"""The time, asked only at the edge. Below the edge `now` is an argument.

An offset exists for the demo: it is read from a data folder that carries the demo mark, and from no other.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DEMO_MARK = "demo"
OFFSET_FILE = "clock-offset-seconds"


def now(data_dir: Path | None = None) -> datetime:
    """Return the moment it is (UTC), moved by the demo's offset when `data_dir` is a demo's folder."""
    moment = datetime.now(UTC)
    return moment if data_dir is None else moment + offset(data_dir)


def offset(data_dir: Path) -> timedelta:
    """Return how far the demo's clock is ahead; zero outside a demo."""
    if not (data_dir / DEMO_MARK).exists():
        return timedelta(0)
    try:
        return timedelta(seconds=float((data_dir / OFFSET_FILE).read_text()))
    except FileNotFoundError:
        return timedelta(0)


def set_moment(data_dir: Path, moment: datetime) -> None:
    """Move the demo's clock so that it is `moment` at this instant.

    Raises:
        PermissionError: when the folder is not marked as a demo's.
    """
    if not (data_dir / DEMO_MARK).exists():
        raise PermissionError("the clock can be moved only in a demo's data folder")
    seconds = (moment - datetime.now(UTC)).total_seconds()
    target = data_dir / OFFSET_FILE
    fresh = target.with_suffix(".new")
    fresh.write_text(f"{seconds:.3f}")
    fresh.replace(target)


def day_of(moment: datetime) -> date:
    """Return the calendar day in Amsterdam of an aware moment."""
    return moment.astimezone(AMSTERDAM).date()


def at_amsterdam(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Return the UTC moment of a wall-clock time in Amsterdam."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM).astimezone(UTC)
