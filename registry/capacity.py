"""What the KCC can answer: contacts per half hour, weekday and channel, as the planners typed or pasted it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import CheckConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import BadValue
from registry.kinds import Channel
from registry.rights import Operation, require
from registry.store import Base, closed_list

HALF_HOUR = 30
LAST_START = 23 * 60 + 30
MOST_CONTACTS = 10_000  # in one half hour; more is a slip of the finger

TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?(?:\s*[-–].*)?")

Grid = Mapping[tuple[int, int], int]
"""(weekday, start in minutes after midnight, Amsterdam) -> contacts that can be answered within the norm."""


class Capacity(Base):
    """Contacts that one channel can take in the half hour from `start_minute` (wall clock) on a weekday; 0 is Monday."""

    __tablename__ = "capacity"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("start_minute BETWEEN 0 AND 1410 AND start_minute % 30 = 0", name="half_hour"),
        CheckConstraint("contacts >= 0", name="contacts"),
    )

    channel: Mapped[Channel] = mapped_column(closed_list(Channel), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    start_minute: Mapped[int] = mapped_column(primary_key=True)
    contacts: Mapped[int]


def set_week(session: Session, actor: Actor, channel: Channel, grid: Grid, *, now: datetime) -> bool:
    """Replace the week of one channel; half hours without a number count as 0. Tell whether anything changed.

    An empty grid takes the week away: the capacity per day of the norms counts again.

    Raises:
        BadValue: a half hour or a number that cannot be (`bad_capacity`).
    """
    require(actor, Operation.MANAGE_NORMS)
    for (weekday, minute), contacts in grid.items():
        fits = 0 <= weekday <= 6 and 0 <= minute <= LAST_START and minute % HALF_HOUR == 0
        if not fits or not 0 <= contacts <= MOST_CONTACTS:
            raise BadValue("bad_capacity", field=field_of(weekday, minute), value=contacts, most=MOST_CONTACTS)
    before = get_week(session, channel)
    if dict(grid) == before:
        return False
    session.execute(delete(Capacity).where(Capacity.channel == channel))
    session.add_all(
        Capacity(channel=channel, weekday=weekday, start_minute=minute, contacts=contacts)
        for (weekday, minute), contacts in grid.items()
    )
    session.flush()
    audit.record(
        session,
        actor,
        "capacity.changed",
        "capacity",
        channel.value,
        now=now,
        was=_per_weekday(before),
        becomes=_per_weekday(grid),
    )
    return True


def get_week(session: Session, channel: Channel) -> dict[tuple[int, int], int]:
    """Return the stored week of a channel, empty when none was set."""
    rows = session.execute(
        select(Capacity.weekday, Capacity.start_minute, Capacity.contacts).where(Capacity.channel == channel)
    )
    return {(weekday, minute): contacts for weekday, minute, contacts in rows}


def day_totals(session: Session) -> dict[tuple[int, str], int]:
    """Return contacts a day by (weekday, channel); a weekday that is missing in a channel that is there takes none."""
    rows = session.execute(
        select(Capacity.weekday, Capacity.channel, func.sum(Capacity.contacts)).group_by(
            Capacity.weekday, Capacity.channel
        )
    )
    return {(weekday, channel.value): int(total) for weekday, channel, total in rows}


def parse_week(text: str) -> dict[tuple[int, int], int]:
    """Read lines of a start and a number per weekday from Monday on, between tabs or semicolons; a first line of heads is skipped.

    Raises:
        BadValue: nothing was pasted, or a line is not like that (`bad_paste` names its number).
    """
    grid: dict[tuple[int, int], int] = {}
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    for number, line in lines:
        start, *cells = (cell.strip() for cell in re.split(r"[\t;]", line.strip("\r\n")))
        match = TIME.fullmatch(start)
        if match is None and number == lines[0][0]:
            continue
        minute = int(match[1]) * 60 + int(match[2]) if match else -1
        fits = 0 <= minute <= LAST_START and minute % HALF_HOUR == 0 and 1 <= len(cells) <= 7
        if not fits or not all(re.fullmatch(r"\d{0,5}", cell) for cell in cells):
            raise BadValue("bad_paste", field="pasted", line=number)
        for weekday, cell in enumerate(cells):
            grid[weekday, minute] = int(cell or 0)
    if not any(grid.values()):
        raise BadValue("nothing_pasted", field="pasted")
    return grid


def field_of(weekday: int, minute: int) -> str:
    """Return the name of a cell of the grid in a form."""
    return f"c-{weekday}-{minute}"


def _per_weekday(grid: Grid) -> list[int]:
    return [sum(contacts for (day, _), contacts in grid.items() if day == weekday) for weekday in range(7)]
