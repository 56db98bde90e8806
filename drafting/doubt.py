"""Facts in an answer that may be last year's: reasons to look at the line by itself before it is approved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from drafting.dates import DateFact, DateRole
from drafting.facts import Amount, find

HALF_A_CENT = 0.005
# A day until which something can be done: over is over, whatever the letter says.
TO_COME = (DateRole.DEADLINE, DateRole.END)
# A day in a short answer is easily taken for the day of writing; this stands before a term.
_TERM = re.compile(r"(?i)\b(?:uiterlijk(?: op)?|v[oó][oó]r|tot(?: en met)?|t/m)\s+$")


@dataclass(frozen=True)
class Doubt:
    """One fact that asks for a look. `code`: past_date or amount_not_in_letter; `text` as the answer says it."""

    code: str
    text: str


def doubts(answer: str, letter: str, *, first_on: date, dated_on: date | None = None) -> tuple[Doubt, ...]:
    """Return what may be wrong in an answer for this mailing, in the order of the text.

    A date before the first handover: a term always, computed ones included; any other only where this
    letter does not say the same, for a reference date may well be past. An amount of money that this letter does not say.
    Without a letter no amount is doubted.

    Args:
        answer: the answer on the sheet.
        letter: the text of this mailing's letter, "" when there is none.
        first_on: the day of the first handover.
        dated_on: the date of the letter, to complete dates without a year; `first_on` when None.
    """
    anchor = dated_on or first_on
    said, written = find(answer, anchor), find(letter, anchor)
    days = {fact.on for fact in written.dates}
    sums = [fact.value for fact in written.amounts if fact.unit == "EUR"]
    found = [
        (fact.start, Doubt("past_date", fact.text))
        for fact in said.dates
        if fact.on < first_on and (_is_term(fact, answer) or (not fact.computed and fact.on not in days))
    ]
    if letter.strip():
        found += [
            (fact.start, Doubt("amount_not_in_letter", fact.text))
            for fact in said.amounts
            if fact.unit == "EUR" and not _is_among(fact, sums)
        ]
    return tuple(dict.fromkeys(doubt for _, doubt in sorted(found, key=lambda pair: pair[0])))


def _is_term(fact: DateFact, answer: str) -> bool:
    return fact.role in TO_COME or _TERM.search(answer[: fact.start]) is not None


def _is_among(fact: Amount, sums: list[float]) -> bool:
    return any(abs(fact.value - one) < HALF_A_CENT for one in sums)
