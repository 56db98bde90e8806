"""What goes on one sheet of paper for the floor: the FAQ sheet and the brief of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from templates.values.frame import Band


@dataclass(frozen=True)
class FaqSheetEntry:
    """An approved question with its answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class FaqSheet:
    """faq/sheet.html. Approved entries only. `hand_over` says when and to whom a call goes on, "" when nowhere."""

    title: str
    department: str
    valid_from: date
    valid_until: date
    entries: tuple[FaqSheetEntry, ...]
    printed_on: date
    hand_over: str = ""


@dataclass(frozen=True)
class BriefMailing:
    """A mailing that landed: its name, how many addresses, and what is expected today because of it."""

    title: str
    quantity: int
    expected: Band | None


@dataclass(frozen=True)
class Brief:
    """brief/day.html, on the floor at 07:45. Fits one sheet: five questions, at most 350 words.

    Attributes:
        landed: What reached letter boxes today or on the last post day.
        expected: All contacts expected today, ordinary ones included.
        top: The questions to know, with their answers.
        changed: Questions whose answer is new or different since yesterday.
        sitting_in: Specialists on the floor today.
    """

    on: date
    landed: tuple[BriefMailing, ...]
    expected: Band | None
    top: tuple[FaqSheetEntry, ...]
    changed: tuple[str, ...] = ()
    sitting_in: tuple[str, ...] = ()
    free_slots: int = 0
    waiting_count: int = 0
    rulings: tuple[str, ...] = ()
