"""What every page gets: who looks, where they may go, and the small parts that pages share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from registry.kinds import Role, Stage


class Section(StrEnum):
    """The places in the navigation. `web` decides which a person sees; base.html knows words and addresses."""

    TODO = "todo"
    MAILINGS = "mailings"
    INSIGHT = "insight"
    SEARCH = "search"
    TALLY = "tally"
    APPOINTMENTS = "appointments"
    CALLBACKS = "callbacks"
    CONTACTS = "contacts"
    POSTTRAY = "posttray"
    HEALTH = "health"
    ADMIN = "admin"
    AUDIT = "audit"


@dataclass(frozen=True)
class Viewer:
    """The person who is signed in. `name` is a name or, in the demo, a function."""

    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Message:
    """A sentence above the page about what just happened. `tone`: info, ok, warning or error."""

    tone: str
    text: str


@dataclass(frozen=True)
class Undo:
    """What was just done and where to post to take it back."""

    text: str
    action: str
    version: int


@dataclass(frozen=True)
class Frame:
    """The values of base.html.

    Attributes:
        municipality: As people say it: "gemeente Wierdijk".
        viewer: None when nobody is signed in.
        sections: What this person may open, in the order of the navigation.
        current: The section this page belongs to, if any.
        csrf_token: Goes into every form and into the header of htmx.
        path: Path and query of this page, for the language switch.
        now: The moment of the house, aware; shown when the clock was moved (demo).
        demo: True when the data folder is marked as demo.
        theme_css: Address of a municipality's own theme file, or None for ours.
        theme_class: Class that switches the theme on.
        help_href: Address of the page of the manual for this page, or None.
        message: Shown once above the page.
        undo: Shown once below the message.
    """

    municipality: str
    viewer: Viewer | None
    sections: tuple[Section, ...]
    current: Section | None
    csrf_token: str
    path: str
    now: datetime
    demo: bool = False
    theme_css: str | None = None
    theme_class: str = "torenkamer-theme"
    help_href: str | None = None
    message: Message | None = None
    undo: Undo | None = None


@dataclass(frozen=True)
class Pages:
    """Where we are in a list of 50 a page. `query` is the rest of the query string, without "pagina"."""

    current: int
    last: int
    total: int
    query: str = ""


@dataclass(frozen=True)
class Sort:
    """How a table is sorted now."""

    key: str
    descending: bool = False


@dataclass(frozen=True)
class Choice:
    """One line of a pick list."""

    value: str
    text: str


@dataclass(frozen=True)
class Piece:
    """A run of words in a difference. `change`: same, gone or new."""

    change: str
    text: str


@dataclass(frozen=True)
class Change:
    """One field that changes: its Dutch name, what it was, what it becomes; both as a person reads them."""

    field: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Band:
    """A count with its honest range. `at_least`: the line was full, so the true figure is this or more."""

    low: float
    expected: float
    high: float
    at_least: bool = False


@dataclass(frozen=True)
class Form:
    """What was typed, as typed, and the sentence beside each field that is not right."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened to a mailing. `text` is a whole sentence, made with `templates.phrases`."""

    at: datetime
    text: str
    who: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class StageStep:
    """One window of the tower. `state`: done, current or open."""

    stage: Stage
    state: str
    on: date | None = None
