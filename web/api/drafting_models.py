"""The shapes of the API about letter and questions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from registry.kinds import GapState
from web.api.models import Asked, Day, Name, Number, Text

LetterText = Annotated[str, StringConstraints(min_length=1, max_length=60_000, pattern=r"^[^\x00]*$")]


class LetterCheckIn(Asked):
    """A text that is not a mailing's yet."""

    text: LetterText
    letter_type: Name | None = Field(
        default=None, description="Name or number: lays last time's questions beside the text."
    )


class FindingOut(BaseModel):
    """One remark. `line` counts from 1, 0 for the letter as a whole; `advice` is a plain word or what to do."""

    issue: str
    name: str
    line: int
    quote: str
    advice: str
    start: int
    end: int


class OpenQuestionOut(BaseModel):
    """A question of last time that the text leaves open. `expected` and `saved` are contacts, null where nothing is known."""

    question: str
    asked: int
    expected: int | None
    saved: int | None
    line: str
    was_refused: str


class LetterCheckOut(BaseModel):
    """Everything that was found in a letter."""

    findings: list[FindingOut]
    open_questions: list[OpenQuestionOut]
    contacts_saved: int | None


class GapIn(Asked):
    """What the writer does with a question; lines that are left out stay."""

    state: GapState
    reason: Text = ""
    insert_line: Text | None = None
    next_line: Text | None = None
    version: Number | None = Field(default=None, description="The version that was read; an older one is refused.")


class GapOut(BaseModel):
    """A question beside the letter; `quote` is the sentence that answers it, empty when there is none."""

    id: int
    key: str
    question: str
    asked_before: int
    asked_now: int
    quote: str
    insert_line: str
    next_line: str
    state: GapState
    reason: str
    version: int
    decided_at: datetime | None
    decided_by: str | None


class GapsOut(BaseModel):
    """All questions of a mailing."""

    reference: str
    items: list[GapOut]


class ExternalIn(Asked):
    """Questions and answers that others wrote, as text or as the text of a CSV file."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=500_000, pattern=r"^[^\x00]*$")]
    origin: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00]+$")
    ]
    dated_on: Day
    dry_run: bool = False


class ReadOut(BaseModel):
    """A question that was understood, and the line where it stands."""

    line: int
    question: str
    answer: str


class UnreadOut(BaseModel):
    """A line that was left out, with the reason."""

    line: int
    text: str
    reason: str


class ExternalOut(BaseModel):
    """What was understood, what was not, and the numbers of the new lines."""

    read: list[ReadOut]
    unread: list[UnreadOut]
    added: list[int]
