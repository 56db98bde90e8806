"""The pages of the desk's day: what waits for me, contacts tallied by hand, contacts per day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from registry.kinds import Channel, TallyOutcome, Todo
from templates.values.frame import Choice, Form, Pages


@dataclass(frozen=True)
class TodoRow:
    """One thing that waits for the visitor. `days` is its age in whole days, `left` the days until it is due (negative: late)."""

    what: Todo
    href: str
    title: str
    department: str
    days: int
    count: int
    due_on: date | None = None
    left: int | None = None


@dataclass(frozen=True)
class TodoPage:
    """todo.html. `late_count` says how many are past their day, `due_count` how many are due within a week."""

    rows: tuple[TodoRow, ...]
    pages: Pages
    late_count: int = 0
    due_count: int = 0


@dataclass(frozen=True)
class TallyRow:
    """One line of the tally of today."""

    id: str
    at: datetime
    channel: Channel
    topic: str
    outcome: TallyOutcome
    count: int
    words: str
    minutes: float | None = None


@dataclass(frozen=True)
class TallyPage:
    """tally.html. `topics` are the nine most used, each under its digit; `more` are the others to choose from.

    Attributes:
        channels: Each channel with the key that chooses it.
        channel: The channel chosen last, so that ten calls in a row need no choice.
        rows: What the visitor tallied today, the last one first.
        contact_count: How many contacts the visitor tallied today; `together` how many all colleagues did.
    """

    channel: Channel
    channels: tuple[tuple[Channel, str], ...]
    topics: tuple[str, ...]
    more: tuple[str, ...]
    rows: tuple[TallyRow, ...]
    pages: Pages
    contact_count: int = 0
    together: int = 0
    form: Form = field(default_factory=Form)


@dataclass(frozen=True)
class TallySheetPage:
    """tally_sheet.html: on paper a sheet to tally on, on screen the same sheet to type it in. One row per topic."""

    topics: tuple[str, ...]
    blank_rows: int
    channels: tuple[Choice, ...]
    form: Form = field(default_factory=Form)


@dataclass(frozen=True)
class ContactDay:
    """Contacts of one day. None where no source says so. `arrivals` name the mailings that were delivered that day."""

    on: date
    offered: int
    answered: int | None
    abandoned: int | None
    capacity: int | None
    arrivals: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class ContactsPage:
    """contacts.html. `query` is the query string of the filters; `spec` the chart, None without days to draw."""

    days: tuple[ContactDay, ...]
    pages: Pages
    from_on: date
    until_on: date
    offered: int
    answered: int | None
    abandoned: int | None
    over_capacity: int
    topics: tuple[str, ...]
    channels: tuple[Choice, ...]
    query: str = ""
    channel: Channel | None = None
    topic: str = ""
    spec: Mapping[str, Any] | None = None
    form: Form = field(default_factory=Form)
