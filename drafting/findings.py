"""What a check of a letter finds: one remark with the line it is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drafting.letter import LetterText


class Issue(StrEnum):
    """What a finding is about."""

    LONG_SENTENCE = "long_sentence"
    JARGON = "jargon"
    PASSIVE = "passive"
    NO_ACTION = "no_action"
    NO_DATE = "no_date"
    NO_AMOUNT = "no_amount"
    NO_CONTACT = "no_contact"
    NO_REASON = "no_reason"
    NO_OPENING_HOURS = "no_opening_hours"
    WRONG_CONTACT = "wrong_contact"
    TONE = "tone"
    PAST_DATE = "past_date"
    OTHER_LETTER_DATE = "other_letter_date"
    WRONG_WEEKDAY = "wrong_weekday"
    TERM_DIFFERS = "term_differs"
    TERM_MOVES = "term_moves"
    TWO_LIMITS = "two_limits"


@dataclass(frozen=True)
class Finding:
    """One remark. `line` counts from 1 (0: about the whole letter); `quote` is the letter's text; `advice` a plain word or code."""

    issue: Issue
    line: int
    quote: str
    advice: str = ""
    start: int = 0
    end: int = 0


def finding(letter: LetterText, issue: Issue, start: int, end: int, advice: str = "") -> Finding:
    """A remark about the text between two character offsets."""
    return Finding(issue, letter.text.count("\n", 0, start) + 1, letter.text[start:end], advice, start, end)
