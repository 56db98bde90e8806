"""When a mailing is felt once more: the follow-ups of its letter type, else the objection term of a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from drafting import bank
from registry import calendar
from registry.letter_type import LetterTypeView

OBJECTION_DAYS = 42
"""Six weeks after the dagtekening (Awb, art. 6:7 and 6:8); a day of rest is moved on (Algemene termijnenwet, art. 1)."""

OBJECTION_SHARE = 0.05
"""Contacts in the last week of the objection term as a part of the mailing's own, where the letter type says nothing; a working
value of this project."""

TERM_WORDS = ("bezwaar", "laatste dag", "termijn loopt af", "loopt af", "uiterlijk")
SAME_RUSH = timedelta(days=7)
"""Two last days so close together are one rush of people."""


@dataclass(frozen=True)
class Moment:
    """A later peak: so many days after the dagtekening, with a part of the mailing's contacts; `is_term` is a legal last day."""

    kind: str
    days: int
    share: float
    is_term: bool

    def falls_on(self, dated_on: date) -> date:
        """Return its day for letters of a dagtekening."""
        if self.is_term:
            return calendar.legal_term_end(dated_on, days=self.days)
        return dated_on + timedelta(days=self.days)


def moments(kind: LetterTypeView) -> tuple[Moment, ...]:
    """Return the later peaks that letters of a type have."""
    told = tuple(
        Moment(each.name, each.days, each.share, any(word in each.name.casefold() for word in TERM_WORDS))
        for each in kind.follow_ups
    )
    if told or kind.bank not in bank.DECISIONS:
        return told
    return (Moment("objection", OBJECTION_DAYS, OBJECTION_SHARE, True),)


def own_deadline(kind: LetterTypeView | None, dated: Sequence[date], deadline: date | None) -> date | None:
    """Return the reader's last day if the mailing's own curve has its rush; None where a later peak has that rush already."""
    if deadline is None or kind is None:
        return deadline
    ends = (moment.falls_on(day) for moment in moments(kind) for day in dated)
    return None if any(abs(end - deadline) <= SAME_RUSH for end in ends) else deadline
