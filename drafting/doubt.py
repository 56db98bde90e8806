"""Facts in an answer that may be last year's: reasons to look at the line by itself before it is approved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from drafting.dates import DateFact, DateRole
from drafting.facts import Amount, Facts, find

HALF_A_CENT = 0.005
# A day until which something can be done: over is over, whatever the letter says.
TO_COME = (DateRole.DEADLINE, DateRole.END)
# A day on which something begins or happens: written with its year and over, it came along from an earlier letter.
HAPPENS = (DateRole.START, DateRole.EVENT)
_WITH_YEAR = re.compile(r"(?:19|20)\d\d|['/.-]\d\d$")
# What an answer says of the past on purpose; and 1 January, on which values, owners and rates of a year are fixed.
_OF_THE_PAST = re.compile(
    r"(?i)\bsinds\b|\b(?:was|waren|werd|werden|had|hadden|nam|namen|kreeg|kregen|woonde|woonden)\b"
    r"|\b(?:heeft|hebben|hebt|is|zijn|bent)\b.*\b(?:ge\w{3,}|(?:be|ver|ont|her)\w{3,}[dt]|besloten|vastgesteld|toegekend)\b"
)
_STANDS_THEN = re.compile(
    r"(?i)\b(?:\w*waarde|\w*peil\w*|stand|toestand|situatie|gegevens|eigenaar|inwoner)\b[^.;]{0,40}$|\bvan\s+$"
)
_LONG_AGO = timedelta(days=3700)
# A day in a short answer is easily taken for the day of writing; this stands before a term.
_TERM = re.compile(r"(?i)\b(?:uiterlijk(?: op)?|v[oó][oó]r|tot(?: en met)?|t/m)\s+$")


@dataclass(frozen=True)
class Doubt:
    """One fact that asks for a look. `code`: past_date or amount_not_in_letter; `text` as the answer says it."""

    code: str
    text: str


def doubts(answer: str, letter: str, *, first_on: date, dated_on: date | None = None) -> tuple[Doubt, ...]:
    """Return what may be wrong in an answer for this mailing, in the order of the text.

    A date before the first handover: a term always, computed ones included, and so a day with its year on which
    something begins or happens; any other only where this letter does not say the same, for a reference date may well
    be past. An amount of money that this letter does not say. Without a letter no amount is doubted.

    Args:
        answer: the answer on the sheet.
        letter: the text of this mailing's letter, "" when there is none.
        first_on: the day of the first handover.
        dated_on: the date of the letter, to complete dates without a year; `first_on` when None.
    """
    anchor = dated_on or first_on
    said, written = _facts(answer, anchor), _facts(letter, anchor)
    days = {fact.on for fact in written.dates}
    # read as if all of it were still to come: a reader takes every day that is over for a reference
    roles = {fact.start: fact.role for fact in _facts(answer, anchor - _LONG_AGO).dates if not fact.computed}
    sums = [fact.value for fact in written.amounts if fact.unit == "EUR"]
    found = [
        (fact.start, Doubt("past_date", fact.text))
        for fact in said.dates
        if _is_over(fact, first_on)
        and (
            _is_term(fact, answer)
            or _happens(fact, roles.get(fact.start), answer)
            or (not fact.computed and fact.on not in days)
        )
    ]
    if letter.strip():
        found += [
            (fact.start, Doubt("amount_not_in_letter", fact.text))
            for fact in said.amounts
            if fact.unit == "EUR" and not _is_among(fact, sums)
        ]
    return tuple(dict.fromkeys(doubt for _, doubt in sorted(found, key=lambda pair: pair[0])))


@lru_cache(maxsize=256)
def _facts(text: str, anchor: date) -> Facts:
    """Read a text once: a sheet asks about one letter for each of its lines, and a page shows a sheet again and again."""
    return find(text, anchor)


def _is_term(fact: DateFact, answer: str) -> bool:
    return fact.role in TO_COME or _TERM.search(answer[: fact.start]) is not None


def _is_over(fact: DateFact, first_on: date) -> bool:
    return fact.on < (first_on.replace(day=1) if fact.month_only else first_on)


def _happens(fact: DateFact, role: DateRole | None, answer: str) -> bool:
    if (
        fact.computed
        or role not in HAPPENS
        or not _WITH_YEAR.search(fact.text)
        or (fact.on.month, fact.on.day) == (1, 1)
    ):
        return False
    around = answer[answer.rfind(". ", 0, fact.start) + 1 : fact.start], answer[fact.end :].split(". ")[0]
    return _OF_THE_PAST.search(" ".join(around)) is None and _STANDS_THEN.search(around[0]) is None


def _is_among(fact: Amount, sums: list[float]) -> bool:
    return any(abs(fact.value - one) < HALF_A_CENT for one in sums)
