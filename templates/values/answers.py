"""The pages about answers and people who call: FAQ lines, the search box, slots and callbacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from registry.kinds import FaqState, SourceKind
from templates.values.frame import Choice, Form, Pages
from templates.values.mailing import FaqProgress


@dataclass(frozen=True)
class Source:
    """Where a line comes from: the quoted words and their place ("alinea 3", "62 keer gevraagd")."""

    kind: SourceKind
    quote: str
    place: str = ""


@dataclass(frozen=True)
class FaqLine:
    """One question and answer to be judged. `number` counts from 1; an empty `answer` waits for the department.

    Attributes:
        asked_count: How often callers asked it last time, None when there was no last time.
        was: The answer of last year when it differs.
        editing: Show the fields instead of the text (without script: after the button "aanpassen").
        note: What was said when it was sent back.
    """

    id: str
    number: int
    question: str
    answer: str
    state: FaqState
    version: int
    sources: tuple[Source, ...]
    asked_count: int | None = None
    was: str | None = None
    unchanged: bool = False
    editing: bool = False
    note: str = ""
    form: Form = field(default_factory=Form)


@dataclass(frozen=True)
class FaqPage:
    """faq.html. `letter` holds the paragraphs of the letter, in order; `may_edit`: fill in and adjust, without deciding."""

    ref: str
    title: str
    department: str
    lines: tuple[FaqLine, ...]
    progress: FaqProgress
    may_decide: bool
    letter: tuple[str, ...]
    valid_from: date
    valid_until: date
    unchanged_count: int = 0
    may_edit: bool = False


@dataclass(frozen=True)
class FaqLinePart:
    """parts/faq_line.html: one line again after a decision, plus the progress above."""

    ref: str
    line: FaqLine
    progress: FaqProgress
    may_decide: bool
    may_edit: bool = False


@dataclass(frozen=True)
class Answer:
    """One approved answer. `place` is the mailing it belongs to; `banner` a warning above it."""

    id: str
    question: str
    answer: str
    place: str
    approved_at: datetime
    valid_until: date
    source: str
    banner: str | None = None


@dataclass(frozen=True)
class SearchPage:
    """search.html and parts/search_results.html. `today` names the mailings that landed today or yesterday."""

    query: str
    answers: tuple[Answer, ...]
    today: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class SlotRow:
    """A slot that can be booked."""

    id: str
    starts_at: datetime
    ends_at: datetime
    specialist: str
    place: str


@dataclass(frozen=True)
class SlotDay:
    """The free slots of one day."""

    on: date
    slots: tuple[SlotRow, ...]


@dataclass(frozen=True)
class AppointmentRow:
    """A booking. Caller data is only here as long as it is kept."""

    id: str
    starts_at: datetime
    specialist: str
    caller: str
    phone: str
    topic: str
    version: int


@dataclass(frozen=True)
class AppointmentsPage:
    """appointments.html. `alternatives` are offered when a slot was just taken; `intake` is asked first."""

    mailings: tuple[Choice, ...]
    chosen: str
    days: tuple[SlotDay, ...]
    booked: tuple[AppointmentRow, ...]
    intake: tuple[str, ...] = ()
    alternatives: tuple[SlotRow, ...] = ()
    waiting_count: int = 0
    form: Form = field(default_factory=Form)


@dataclass(frozen=True)
class CallbackRow:
    """A promise to call back. The KCC owns it until the resident was reached."""

    id: str
    caller: str
    phone: str
    question: str
    mailing: str | None
    owner: str
    executor: str
    due_at: datetime
    attempts: int
    late: bool
    version: int


@dataclass(frozen=True)
class CallbacksPage:
    """callbacks.html. `departments` carry out a request that belongs to no mailing; empty hides the form."""

    rows: tuple[CallbackRow, ...]
    pages: Pages
    mailings: tuple[Choice, ...]
    form: Form = field(default_factory=Form)
    departments: tuple[Choice, ...] = ()
