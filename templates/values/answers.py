"""The pages about answers and people who call: FAQ lines, the search box, slots and callbacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from registry.kinds import FaqState, SourceKind
from templates.values.frame import Choice, Form, Pages, Piece, Undo
from templates.values.mailing import FaqProgress


@dataclass(frozen=True)
class Source:
    """Where a line comes from: the quoted words and their place ("alinea 3", "62 keer gevraagd").

    `before` and `after` are the rest of the paragraph of the letter in which the quote stands. `is_earlier`: the letter
    of now does not say it, so it comes from one that was replaced.
    """

    kind: SourceKind
    quote: str
    place: str = ""
    before: str = ""
    after: str = ""
    is_earlier: bool = False


@dataclass(frozen=True)
class FaqLine:
    """One question and answer to be judged. `number` counts from 1; an empty `answer` waits for the department.

    Attributes:
        asked_count: How often callers asked it last time, None when there was no last time.
        difference: What differs from last year's answer, word by word; empty when nothing does or there was none.
        facts_changed: A date, amount, number or address in the answer was not in last year's.
        editing: Show the fields instead of the text (without script: after the button "aanpassen").
        note: What was said when it was sent back.
        doubts: Sentences about facts that may be last year's.
        problem: Why what was just asked could not be done.
        due_on: The day on which the department owes the answer.
    """

    id: str
    number: int
    question: str
    answer: str
    state: FaqState
    version: int
    sources: tuple[Source, ...]
    asked_count: int | None = None
    difference: tuple[Piece, ...] = ()
    unchanged: bool = False
    facts_changed: bool = False
    editing: bool = False
    note: str = ""
    form: Form = field(default_factory=Form)
    doubts: tuple[str, ...] = ()
    problem: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class FaqFilter:
    """One way to look at the sheet: `value` in the address, how it is called, how many lines it shows."""

    value: str
    text: str
    count: int


@dataclass(frozen=True)
class FaqPage:
    """faq.html. `letter` holds the paragraphs of the letter, in order; `may_edit`: fill in and adjust, without deciding.

    Attributes:
        unchanged_count: Lines that can be approved in one go.
        doubtful_count: Lines that are unchanged as well, and are left out of that for a fact that may be old.
        filters: Ways to look at the sheet, none when there is nothing to choose; `shown` is the one in use.
        undo: What was just judged, as long as it can be taken back.
    """

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
    doubtful_count: int = 0
    filters: tuple[FaqFilter, ...] = ()
    shown: str = ""
    undo: Undo | None = None


@dataclass(frozen=True)
class FaqLinePart:
    """parts/faq_line.html: one line again after a decision, plus what is counted above: progress, filters, what can go together."""

    ref: str
    line: FaqLine
    progress: FaqProgress
    may_decide: bool
    may_edit: bool = False
    shown: str = ""
    undo: Undo | None = None
    filters: tuple[FaqFilter, ...] = ()
    unchanged_count: int = 0
    doubtful_count: int = 0


@dataclass(frozen=True)
class Answer:
    """One approved answer. `place` is the mailing it belongs to; `banner` a warning above it; `number` the key that opens it."""

    id: str
    question: str
    answer: str
    place: str
    approved_at: datetime
    valid_until: date
    source: str
    banner: str | None = None
    number: int = 1


@dataclass(frozen=True)
class SearchPage:
    """search.html and parts/search_results.html. `today` names the mailings that landed today or yesterday.

    Without a query `answers` are those of today. `none_before`: nothing is valid until that day.
    `is_sure`: the best answer is shown opened; else all are closed, for none may be about the question.
    `may_note`: what comes of a search is counted; `may_tally`: offer that.
    """

    query: str
    answers: tuple[Answer, ...]
    today: tuple[Choice, ...] = ()
    none_before: date | None = None
    is_sure: bool = True
    may_note: bool = False
    may_tally: bool = False


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
