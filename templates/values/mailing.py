"""The pages around one mailing: list, mailing, registering, changing, and the proof for the print room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from registry.kinds import (
    Channel,
    DeliveryChannel,
    DeliveryClass,
    MailingKind,
    Missing,
    NoticeState,
    Role,
    StaffingAnswer,
    Stage,
)
from templates.values.frame import Band, Change, Choice, Form, Pages, Piece, Sort, StageStep, TimelineEntry
from templates.values.impact import ImpactGlance


@dataclass(frozen=True)
class GateItem:
    """One condition of the gate and whose turn it is.

    Attributes:
        step: Which condition.
        done: Whether it is met.
        turn: Who must do something now; not read when `done`.
        who: Name or function of that person, when known.
        waits_for: What must be met first; until then it is nobody's turn.
        problem: A sentence that says why it did not work, "" otherwise.
        have: How many there are (approved answers, open slots); None when counting makes no sense.
        need: How many there must be.
    """

    step: Missing
    done: bool
    turn: Role
    who: str | None = None
    have: int | None = None
    need: int | None = None
    waits_for: Missing | None = None
    problem: str = ""


@dataclass(frozen=True)
class MailingRow:
    """One line of the list.

    Attributes:
        expected: Extra contacts: measured where `measured`, else of the newest forecast.
        days_left: Days to the first handover of a mailing that is not aligned while it is near; below 0 the day is over.
        has_forecast_coming: A forecast is still to be made.
        torenkamer_works: Torenkamer itself is doing something for it now.
        overridden: Somebody signed that it leaves without the KCC's yes.
    """

    ref: str
    title: str
    department: str
    stage: Stage
    quantity: int
    first_handover_on: date | None
    expected: Band | None
    turn: Role | None
    late: bool = False
    measured: bool = False
    days_left: int | None = None
    has_forecast_coming: bool = False
    torenkamer_works: bool = False
    overridden: bool = False


@dataclass(frozen=True)
class Filter:
    """A pick list above a list: its name in the address, what is chosen ("" for all), and the choices with their counts."""

    name: str
    chosen: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the person who looks: which gate step of which mailing, and for how many days."""

    ref: str
    title: str
    step: Missing
    days: int
    handover_on: date


@dataclass(frozen=True)
class MailingsPage:
    """mailings.html. `query` and `filters` are what the visitor asked for; `rest` is that as a query string."""

    rows: tuple[MailingRow, ...]
    waiting: tuple[Waiting, ...]
    pages: Pages
    sort: Sort
    may_register: bool
    own_only: bool
    query: str = ""
    filters: tuple[Filter, ...] = ()
    rest: str = ""
    is_filtered: bool = False


@dataclass(frozen=True)
class BatchView:
    """One part of the mailing. `sent_on` and `sent_quantity` are what really happened."""

    number: int
    quantity: int
    handover_on: date
    dated_on: date | None
    arrives_from: date
    arrives_until: date
    channel: DeliveryChannel
    delivery_class: DeliveryClass | None
    sent_on: date | None = None
    sent_quantity: int | None = None


@dataclass(frozen=True)
class ForecastDay:
    """One open day, in contacts. `ordinary` comes without the mailing; `capacity` is None when not known."""

    on: date
    low: float
    expected: float
    high: float
    ordinary: float
    capacity: float | None = None


@dataclass(frozen=True)
class ForecastView:
    """A stored forecast.

    Attributes:
        version: Counts up from 1.
        frozen: True when this is the plan of the alignment.
        total: Extra contacts over the whole window.
        channels: Extra contacts per channel.
        days: Every open day of the window.
        peak_on: Day with most contacts expected.
        over_capacity: Contacts above capacity over the window, None when capacity is not known.
        hours: Extra handling hours.
        reasons: Sentences that say what the figures rest on (`templates.phrases.reason`).
        spec: Vega-Lite spec of `templates.charts.forecast_spec`, or None while the flow has not made it.
    """

    version: int
    made_at: datetime
    frozen: bool
    total: Band
    channels: tuple[tuple[Channel, Band], ...]
    days: tuple[ForecastDay, ...]
    peak_on: date
    hours: Band
    reasons: tuple[str, ...]
    over_capacity: float | None = None
    spec: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class FaqProgress:
    """How far the FAQ sheet is."""

    approved: int
    draft: int
    returned: int
    dropped: int

    @property
    def total(self) -> int:
        return self.approved + self.draft + self.returned + self.dropped

    @property
    def judged(self) -> int:
        """Lines about which nobody has to say anything any more: what the gate counts."""
        return self.approved + self.dropped


@dataclass(frozen=True)
class StaffingView:
    """The question to the planner and the answer. `agents` is how many more are needed on the peak day."""

    agents: int
    hours: float
    peak_on: date
    answer: StaffingAnswer | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class SlotsView:
    """Appointments with specialists: how many we expect to need, how many are open, how many are taken."""

    needed: int
    open: int
    booked: int


@dataclass(frozen=True)
class NoticeRow:
    """One mail to a colleague."""

    id: str
    at: datetime
    recipient: str
    subject: str
    state: NoticeState


@dataclass(frozen=True)
class MailingPage:
    """mailing.html.

    `may` holds the deeds this person may do now: change, align, release, override, mark_sent, cancel, answer_staffing,
    open_slots, see_faq, decide_faq, correct_arrival. `letter_problem` says why the letter could not be read. `aligned_by_itself`: it
    has fewer than `auto_align_below` addresses, so that what is open in the gate holds nothing up. `override_reason` is set
    when the mailing left without alignment. `days_ahead` counts from registering to `first_on`, the first handover: below 0 it was
    registered afterwards. `has_forecast_coming`: a forecast is still to be made.
    `faq_in_doubt`: approved answers that the letter of now does not bear out.
    """

    ref: str
    version: int
    title: str
    kind: MailingKind
    stage: Stage
    department: str
    letter_type: str
    sender: str
    audience: str
    reader_must: str
    reader_until_on: date | None
    printed_contact: tuple[str, ...]
    liaison: str | None
    registered_at: datetime
    days_ahead: int
    late: bool
    steps: tuple[StageStep, ...]
    batches: tuple[BatchView, ...]
    gate: tuple[GateItem, ...]
    faq: FaqProgress | None
    slots: SlotsView | None
    timeline: tuple[TimelineEntry, ...]
    notices: tuple[NoticeRow, ...]
    may: frozenset[str]
    forecast: ForecastView | None = None
    staffing: StaffingView | None = None
    release_code: str | None = None
    override_reason: str | None = None
    has_review: bool = False
    review_refusal: str = ""
    letter_name: str | None = None
    letter_problem: str = ""
    aligned_by_itself: bool = False
    auto_align_below: int = 0
    impact: ImpactGlance = field(default_factory=ImpactGlance)
    first_on: date | None = None
    has_forecast_coming: bool = True
    faq_in_doubt: int = 0


@dataclass(frozen=True)
class BatchInput:
    """One row of the form, as typed."""

    quantity: str = ""
    handover_on: str = ""
    dated_on: str = ""
    channel: str = "post"
    delivery_class: str = "72h"


@dataclass(frozen=True)
class DayNote:
    """What is said beside a day field: the day of the week, and whether it is one on which nothing is handed over."""

    text: str
    warns: bool = False


@dataclass(frozen=True)
class Feedback:
    """What the mailing would do, while it is being typed.

    Attributes:
        total: Extra contacts; None as long as there are no letters with a day.
        busiest_week_on: Monday of the week with most of them.
        rests_on: Why the band is as wide as it is.
        letter_misses: What a reader of the letter will miss; None when there is no letter text yet.
        terms: Legal terms that hang on the dagtekening.
        terms_from_handover: A part bears no dagtekening yet, so that its term was reckoned from the handover.
        dated: A sentence about how the dagtekening of several parts goes, "" where they follow no rule.
        warnings: What does not fit together in what was typed.
        notes: What day each day field is, by its name.
    """

    total: Band | None
    busiest_week_on: date | None
    rests_on: tuple[str, ...] = ()
    letter_misses: tuple[str, ...] | None = None
    terms: tuple[tuple[str, date], ...] = ()
    terms_from_handover: bool = False
    dated: str = ""
    warnings: tuple[str, ...] = ()
    notes: Mapping[str, DayNote] = field(default_factory=dict)


@dataclass(frozen=True)
class RegisterPage:
    """register.html. Field names are listed in docs/explanation/pages.md.

    `prefilled_from` names last year's entry; `letter_note` says that the text of a chosen file was taken over.
    """

    letter_types: tuple[Choice, ...]
    departments: tuple[Choice, ...]
    others: tuple[Choice, ...]
    batches: tuple[BatchInput, ...]
    form: Form = field(default_factory=Form)
    prefilled_from: str | None = None
    feedback: Feedback | None = None
    notes: Mapping[str, DayNote] = field(default_factory=dict)
    letter_note: str = ""


@dataclass(frozen=True)
class Consequence:
    """What a change would do, shown before it is kept. `letter` tells both texts of the letter word by word, when there are two.

    `void_code`: the release code that is no longer valid then.
    """

    changes: tuple[Change, ...]
    told: tuple[str, ...]
    takes_alignment_back: bool
    total_was: Band | None = None
    total_becomes: Band | None = None
    letter: tuple[Piece, ...] = ()
    letter_is_long: bool = False
    void_code: str | None = None


@dataclass(frozen=True)
class ChangePage:
    """change.html. Without `consequence` the form; with it the was/is table and the button that keeps the change.

    `department` and `letter_type` are told and stay; `letter_name` is the file that is kept, `letter_note` as in `RegisterPage`.
    """

    ref: str
    version: int
    title: str
    batches: tuple[BatchInput, ...]
    form: Form = field(default_factory=Form)
    consequence: Consequence | None = None
    notes: Mapping[str, DayNote] = field(default_factory=dict)
    department: str = ""
    letter_type: str = ""
    letter_name: str = ""
    letter_note: str = ""


@dataclass(frozen=True)
class ProofPage:
    """proof.html, the verzendbewijs that the print room asks for."""

    ref: str
    title: str
    department: str
    code: str
    batches: tuple[BatchView, ...]
    given_at: datetime
    given_by: str
    override_reason: str | None = None
