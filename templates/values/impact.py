"""What the page of a mailing shows beside its forecast: advice, how it runs, what it clashes with, later peaks; and the conflicts page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from registry.kinds import PeriodKind
from templates.values.frame import Band, Choice, Form, Pages


@dataclass(frozen=True)
class AdviceGlance:
    """The advice in one sentence, and what it would save: contacts that do not fit as advised and as planned."""

    why: str
    parts: int
    last_on: date | None
    over_advised: float
    over_planned: float
    is_chosen: bool


@dataclass(frozen=True)
class RemainingRow:
    """What one batch still brings: as planned, and as it looks now."""

    number: int
    quantity: int
    sent: bool
    was: float
    now: Band


@dataclass(frozen=True)
class NowcastGlance:
    """A running mailing: what it turns out to be, by what was counted up to `until`. `days` are those with most to come."""

    until: date
    made_at: datetime
    why: str
    is_change: bool
    total: Band
    planned: float
    seen: float
    remaining: tuple[RemainingRow, ...]
    days: tuple[tuple[date, float], ...]


@dataclass(frozen=True)
class ConflictRow:
    """One conflict in words. `mailings`: reference and title, first registered first; `ways_out` are whole sentences."""

    id: int
    name: str
    text: str
    worst_on: date
    first_on: date
    last_on: date
    over: float
    over_on: float
    wait_seconds: float
    wait_without: float
    mailings: tuple[tuple[str, str], ...]
    ways_out: tuple[tuple[str, bool], ...]
    dismissed: str | None = None


@dataclass(frozen=True)
class EchoRow:
    """A later peak of a mailing, on its legal day."""

    id: int
    name: str
    falls_on: date
    total: Band
    peak_on: date
    dropped: str | None


@dataclass(frozen=True)
class ImpactGlance:
    """Everything of this room on the page of a mailing; empty before there is anything."""

    advice: AdviceGlance | None = None
    nowcast: NowcastGlance | None = None
    conflicts: tuple[ConflictRow, ...] = ()
    echoes: tuple[EchoRow, ...] = ()
    may_drop: bool = False
    may_dismiss: bool = False


@dataclass(frozen=True)
class PeriodRow:
    """A period in which mailings are not wanted."""

    kind: PeriodKind
    name: str
    first_on: date
    last_on: date


@dataclass(frozen=True)
class ConflictsPage:
    """conflicts.html. `dismissed` were put aside with a reason; `periods` are those of the calendar that lie ahead.

    `kinds` offers what can be asked for with how many there are; `kind` is the one that was, "" for all. `dismissed_count` may be
    more than are shown.
    """

    rows: tuple[ConflictRow, ...]
    dismissed: tuple[ConflictRow, ...]
    periods: tuple[PeriodRow, ...]
    reckoned_at: datetime | None
    may_dismiss: bool
    form: Form = field(default_factory=Form)
    open_id: int = 0
    pages: Pages = field(default_factory=lambda: Pages(1, 1, 0))
    kinds: tuple[Choice, ...] = ()
    kind: str = ""
    dismissed_count: int = 0


@dataclass(frozen=True)
class SurpriseRow:
    """One burst that fits no plan. `ended` says who dealt with it; `form` holds what the click would register."""

    id: int
    title: str
    is_open: bool
    contacts: int
    usual: float
    first_seen_at: datetime
    last_seen_on: date
    phrases: tuple[str, ...]
    examples: tuple[str, ...]
    form: Form
    mailing_ref: str | None = None
    ended: str | None = None


@dataclass(frozen=True)
class SurprisesPage:
    """surprises.html. `open_id` and `open_deed` ("meld", "opzij") name the form that could not be done."""

    rows: tuple[SurpriseRow, ...]
    departments: tuple[Choice, ...]
    pages: Pages
    may_handle: bool
    form: Form = field(default_factory=Form)
    open_id: int = 0
    open_deed: str = ""
