"""The shapes of the API about letter and questions."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from web.api.models import Asked, Name

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
