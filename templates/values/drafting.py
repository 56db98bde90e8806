"""The pages about letter and questions: the check before print, gaps, groups of questions, answers that others wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from registry.kinds import GapState
from templates.values.frame import Form


@dataclass(frozen=True)
class FindingRow:
    """One remark about the letter. `line` counts from 1, 0 for the letter as a whole; `plain_word` only beside a word."""

    number: int
    name: str
    why: str
    line: int
    quote: str
    advice: str
    plain_word: str


@dataclass(frozen=True)
class FindingGroup:
    """Remarks of one sort, in the order of the letter."""

    name: str
    findings: tuple[FindingRow, ...]


@dataclass(frozen=True)
class Piece:
    """A piece of a line of the letter; `marked` when a remark is about it, `ends` the numbers of the remarks that end here."""

    text: str
    marked: bool = False
    ends: tuple[int, ...] = ()


@dataclass(frozen=True)
class OpenQuestion:
    """A question of last time that the letter leaves open. `saved`: contacts that an answer in the letter would save."""

    question: str
    asked: int
    expected: int | None
    saved: int | None
    line: str
    was_refused: str = ""


@dataclass(frozen=True)
class LetterCheckPage:
    """letter_check.html. `lines` is the letter with its marks; `problem` says why there is nothing to check."""

    ref: str
    title: str
    letter_name: str
    problem: str
    groups: tuple[FindingGroup, ...]
    questions: tuple[OpenQuestion, ...]
    lines: tuple[tuple[Piece, ...], ...]
    warnings: tuple[str, ...]
    last_title: str
    saved: int | None
    checked_on: date

    @property
    def count(self) -> int:
        return sum(len(group.findings) for group in self.groups)


@dataclass(frozen=True)
class GapRow:
    """One question beside the letter. `proposal` is what an approved answer says, to begin with; never kept by itself."""

    id: int
    version: int
    question: str
    asked_before: int
    asked_now: int
    quote: str
    insert_line: str
    next_line: str
    proposal: str
    state: GapState
    reason: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True)
class GapsPage:
    """gaps.html. `insert_batch`: number and handover of the next batch that still can carry an insert; `last` of the mailing before."""

    ref: str
    title: str
    has_letter: bool
    open_rows: tuple[GapRow, ...]
    answered_rows: tuple[GapRow, ...]
    last: tuple[GapRow, ...]
    last_title: str
    insert_batch: tuple[int, date] | None
    may_decide: bool
    form: Form = field(default_factory=Form)
    form_id: int = 0


@dataclass(frozen=True)
class ReadRow:
    """A question of others as it was understood; `line` is where it stands, `known` when the sheet has it already."""

    line: int
    question: str
    answer: str
    known: bool = False


@dataclass(frozen=True)
class UnreadRow:
    """A line that was not understood."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class ExternalPage:
    """external.html. With `read` or `unread` the preview; `text` is what is posted again to take it over."""

    ref: str
    title: str
    form: Form
    read: tuple[ReadRow, ...] = ()
    unread: tuple[UnreadRow, ...] = ()
    text: str = ""
    valid_until: date | None = None

    @property
    def is_preview(self) -> bool:
        return bool(self.read)


@dataclass(frozen=True)
class GroupRow:
    """A group of callers' lines. `unanswered` is a part of 1; `trend` a code; `on_sheet` when the FAQ sheet has it."""

    key: str
    name: str
    known: bool
    count: int
    unanswered: float | None
    trend: str
    per_day: tuple[int, ...]
    examples: tuple[str, ...]
    on_sheet: bool


@dataclass(frozen=True)
class DecisionRow:
    """A decision about groups that counts now."""

    id: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class GroupsPage:
    """groups.html. `days` are the days of `per_day`; `noise` contacts held no question about this mailing."""

    ref: str
    title: str
    made_at: datetime | None
    lines: int
    noise: int
    doubles: int
    groups: tuple[GroupRow, ...]
    days: tuple[date, ...]
    decisions: tuple[DecisionRow, ...]
    may_group: bool
    may_add: bool
    opened: GroupRow | None = None
    form: Form = field(default_factory=Form)
