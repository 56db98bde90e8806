"""What the mails to colleagues get: one frozen dataclass per kind of notice. No mail holds data of a caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from registry.kinds import Missing, Role
from templates.values.frame import Band, Change
from templates.values.mailing import GateItem


@dataclass(frozen=True)
class MailFrame:
    """What every mail carries: who writes to whom, why, and the address of the pages without a slash at the end."""

    municipality: str
    recipient: str
    role: Role
    base_url: str


@dataclass(frozen=True)
class MailBatch:
    """A part of the mailing, as a mail shows it."""

    number: int
    quantity: int
    handover_on: date
    arrives_from: date
    arrives_until: date


@dataclass(frozen=True)
class About:
    """The mailing that the mail is about."""

    ref: str
    title: str
    department: str
    quantity: int
    batches: tuple[MailBatch, ...]


@dataclass(frozen=True)
class MailingRegistered:
    """To the KCC: what this mailing will cost. `weeks` are Mondays with extra contacts in that week."""

    about: About
    registered_by: str
    days_ahead: int
    late: bool
    total: Band | None
    weeks: tuple[tuple[date, Band], ...]
    reasons: tuple[str, ...]
    missing: tuple[GateItem, ...]


@dataclass(frozen=True)
class FaqReady:
    """To the KCC lead: the draft can be judged. `open` lines wait for the department."""

    about: About
    total: int
    open: int
    due_on: date


@dataclass(frozen=True)
class SlotsNeeded:
    """To the department: how many appointments per day."""

    about: About
    needed: int
    days: tuple[tuple[date, int], ...]
    due_on: date


@dataclass(frozen=True)
class StaffingQuestion:
    """To the planner: can these extra people be there?"""

    about: About
    agents: int
    hours: float
    peak_on: date
    peak: Band
    due_on: date


@dataclass(frozen=True)
class MailingAligned:
    """To the department: the KCC said yes."""

    about: About
    by: str
    total: Band | None


@dataclass(frozen=True)
class AutoAligned:
    """To the KCC: a small mailing was aligned by itself. `limit` is the largest quantity for which that happens."""

    about: About
    limit: int


@dataclass(frozen=True)
class Changed:
    """To those whom the change touches. `void_code`: the release code that is no longer valid, "" when there was none."""

    about: About
    by: str
    changes: tuple[Change, ...]
    alignment_withdrawn: bool
    void_code: str = ""
    total_was: Band | None = None
    total_becomes: Band | None = None


@dataclass(frozen=True)
class Reminder:
    """The ladder. `rung` 1: the person whose turn it is, 2: a colleague, 3: the head of the department."""

    about: About
    step: Missing
    due_on: date
    rung: int
    turn: Role


@dataclass(frozen=True)
class QuestionToDepartment:
    """To the department: questions that want an answer, how often each was asked last time (None: not known), the KCC's remark ("")."""

    about: About
    questions: tuple[tuple[str, int | None, str], ...]
    due_on: date
    is_returned: bool = False


@dataclass(frozen=True)
class SurpriseSeen:
    """To the KCC leads: contacts that fit no plan. `usual` is how many were to be expected; callers' own words stay on the page."""

    number: int
    topic: str
    phrases: tuple[str, ...]
    first_seen_at: datetime
    contact_count: int
    usual: float


@dataclass(frozen=True)
class NowcastChanged:
    """To lead, liaison and department: a running mailing brings more or less than planned.

    `remaining`: per batch its number, whether it was sent, and contacts still to come as planned and as expected now.
    """

    about: About
    until: date
    total: Band
    planned: float
    why: str
    remaining: tuple[tuple[int, bool, float, float], ...]
    has_advice: bool


@dataclass(frozen=True)
class ReviewReady:
    """To department, lead and analyst: what the mailing did."""

    about: About
    extra: Band
    plan: Band | None
    peak_on: date
    hours: Band
    findings: tuple[str, ...]


@dataclass(frozen=True)
class OverrideUsed:
    """To the lead and the head: it left without alignment."""

    about: About
    by: str
    reason: str
    missing: tuple[GateItem, ...]


@dataclass(frozen=True)
class Released:
    """To the department: the release code for the print room."""

    about: About
    by: str
    at: datetime
    code: str


@dataclass(frozen=True)
class Cancelled:
    """To everybody who knew of it."""

    about: About
    by: str
    reason: str


@dataclass(frozen=True)
class LetterUnreadable:
    """To the department. `problem` is the sentence of `templates.sentences` for what was wrong."""

    about: About
    problem: str


MAILS: dict[str, type] = {
    "mailing_registered": MailingRegistered,
    "faq_ready_for_approval": FaqReady,
    "slots_needed": SlotsNeeded,
    "staffing_question": StaffingQuestion,
    "mailing_aligned": MailingAligned,
    "auto_aligned": AutoAligned,
    "changed": Changed,
    "reminder": Reminder,
    "question_to_department": QuestionToDepartment,
    "surprise_seen": SurpriseSeen,
    "nowcast_changed": NowcastChanged,
    "review_ready": ReviewReady,
    "override_used": OverrideUsed,
    "released": Released,
    "cancelled": Cancelled,
    "letter_unreadable": LetterUnreadable,
}
"""Every kind of mail with the class of its `mail` value."""
