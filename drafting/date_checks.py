"""Dates of a letter laid beside the mailing and the law: last year's dates, another dagtekening, a term that is not the legal one.

Facts are read with the letter's own date, so that a letter of last year is understood as it was meant, and then compared with
the days of this mailing. "Voor" and "uiterlijk" are kept apart: "voor 9 april" is in time up to the 8th.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from drafting.dates import NUMBER_WORDS, DateFact, DateRole, add_term, asks_reader, find_dates
from drafting.findings import Finding, Issue, finding
from drafting.language import Sentence, sentences
from drafting.letter import LetterText
from registry.calendar import is_legal_rest_day, last_day_in_time, legal_term_end

_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober"),
    *("november", "december"),
)
# Objection: six weeks (Awb art. 6:7, AWR art. 22j); the only term that a letter need not name to be bound by it.
OBJECTION_WEEKS = 6
# A letter is copied from last year's, now and then from an older one; what lies further back is meant so.
OLDEST_COPY = timedelta(days=3 * 366)
_OBJECTION = re.compile(r"(?i)\b(?:bezwaar\w*|beroepschrift|beroep (?:in(?:stellen|dienen)|aan(?:tekenen)?))\b")
_PAST_ON_PURPOSE = re.compile(r"(?i)\b(?:sinds|al vanaf|was|waren|vorig jaar|eerder|toen|op basis van)\b")
_LIMIT = re.compile(r"(?i)\b(?:uiterlijk(?:\s+(?:op|voor|vóór))?|vóór|voor|tot(?:\s+en\s+met)?|t/m)(?:\s+\w+dag)?\s*$")
_COMES = re.compile(
    r"(?i)\b(?:vind(?:t|en)\b.*\bplaats|welkom|kunt u|komt|komen|begin(?:t|nen)|start(?:en)?|gaat|gaan|u betaalt|houden wij|is op)\b"
)
_DONE = re.compile(r"(?i)\b(?:is|zijn|heeft|hebben|hebt|werd|werden)\b.*\b(?:ge\w+|ver\w+|be\w+|vastge\w+)(?:d|t|en)\b")
_TERM = re.compile(
    r"(?i)\bbinnen\s+(?P<number>\d{1,3}|"
    + "|".join(NUMBER_WORDS)
    + r")\s+(?P<unit>dag(?:en)?|we(?:ek|ken)|maand(?:en)?)"
    r"\s+(?:na|vanaf|te rekenen vanaf|gerekend vanaf)\b"
)


def check_dates(letter: LetterText, handovers: Sequence[date] = (), dated_on: Sequence[date] = ()) -> Iterator[Finding]:
    """Yields what is wrong with the dates of a letter.

    Args:
        letter: the letter as read.
        handovers: the days on which its batches are handed over; empty: nothing is compared with them.
        dated_on: the dagtekening of its batches; empty: the letter's own date is taken as right.
    """
    dates = find_dates(letter.text, None if _own_date(letter) else min((*dated_on, *handovers), default=None))
    pieces = sentences(letter.text)
    own = next((fact for fact in dates if fact.role is DateRole.LETTER_DATE), None)
    if handovers:
        yield from _past(letter, dates, min(handovers), pieces)
    if own and dated_on and own.on not in dated_on:
        meant = " of ".join(in_words(day) for day in sorted(set(dated_on)))
        yield finding(letter, Issue.OTHER_LETTER_DATE, own.start, own.end, f"de mailing heeft dagtekening {meant}")
    yield from _weekdays(letter, dates)
    start = own.on if own else min(dated_on, default=None)
    if start is not None:
        yield from _terms(letter, dates, start, pieces)
    yield from _two_limits(letter, dates)


def in_words(day: date) -> str:
    """A day as a letter says it: "vrijdag 9 april 2027"."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def last_day_of(fact: DateFact) -> date:
    """The last day on which one is in time by a limit of the letter."""
    return last_day_in_time(fact.on, "voor" if fact.inclusive is False else "uiterlijk")


def _own_date(letter: LetterText) -> bool:
    return any(fact.role is DateRole.LETTER_DATE for fact in find_dates(letter.text))


def _past(letter: LetterText, dates: Sequence[DateFact], first_on: date, pieces: list[Sentence]) -> Iterator[Finding]:
    """Dates to act on, to come or to begin that are over when the letter leaves; what refers to the past may lie there."""
    for fact in dates:
        if fact.computed or fact.on >= first_on or fact.month_only:
            continue
        if fact.role not in (DateRole.LETTER_DATE, DateRole.DEADLINE) and not _should_come(
            letter, fact, first_on, pieces
        ):
            continue
        advice = f"ligt vóór de aanlevering op {in_words(first_on)}"
        yield finding(letter, Issue.PAST_DATE, fact.start, fact.end, advice)


def _should_come(letter: LetterText, fact: DateFact, first_on: date, pieces: list[Sentence]) -> bool:
    """Whether a date that is over is written as one to come.

    Not: "sinds", "was", a reference date, or the first day of a year: rules and rates begin then, whatever the day of the letter.
    """
    sentence = _sentence_of(fact.start, pieces)
    lead = letter.text[sentence.start : fact.start] if sentence else ""
    whole = sentence.text if sentence else ""
    if first_on - fact.on > OLDEST_COPY or _PAST_ON_PURPOSE.search(lead) or (fact.on.month, fact.on.day) == (1, 1):
        return False
    if fact.role is not DateRole.REFERENCE:
        return True
    # older than the letter itself: only what is plainly a limit or an appointment for the reader
    is_limit = bool(_LIMIT.search(lead)) and asks_reader(whole)
    return fact.label == "eerder" and (is_limit or bool(_COMES.search(whole))) and not _DONE.search(whole)


def _sentence_of(offset: int, pieces: list[Sentence]) -> Sentence | None:
    return next((piece for piece in pieces if piece.start <= offset < piece.end), None)


def _weekdays(letter: LetterText, dates: Sequence[DateFact]) -> Iterator[Finding]:
    for fact in dates:
        named = next((n for n, name in enumerate(_WEEKDAYS) if fact.text.lower().startswith(name)), None)
        if named is not None and named != fact.on.weekday() and not fact.computed:
            yield finding(
                letter, Issue.WRONG_WEEKDAY, fact.start, fact.end, f"die dag is een {_WEEKDAYS[fact.on.weekday()]}"
            )


def _terms(letter: LetterText, dates: Sequence[DateFact], start: date, pieces: list[Sentence]) -> Iterator[Finding]:
    for piece in pieces:
        limits = [
            fact
            for fact in dates
            if fact.role is DateRole.DEADLINE and not fact.computed and piece.start <= fact.start < piece.end
        ]
        term = _TERM.search(piece.text)
        objection = bool(_OBJECTION.search(piece.text))
        if term:
            right, plain = _ends(term, start)
        elif objection:
            right = plain = legal_term_end(start, weeks=OBJECTION_WEEKS)
        else:
            continue
        if not limits:
            if term and right != plain and objection:
                advice = f"de termijn eindigt op {in_words(right)}, want {in_words(plain)} telt niet als laatste dag; noem die dag"
                yield finding(letter, Issue.TERM_MOVES, piece.start + term.start(), piece.start + term.end(), advice)
            continue
        # of two limits in one sentence one may be about something else; the nearest to the term is compared
        limit = min(limits, key=lambda fact: abs((last_day_of(fact) - right).days))
        fits = {right} if objection else {right, plain}
        if last_day_of(limit) not in fits:
            advice = f"de wettelijke termijn eindigt op {in_words(right)}; wie de brief leest, denkt {in_words(last_day_of(limit))}"
            yield finding(letter, Issue.TERM_DIFFERS, limit.start, limit.end, advice)


def _ends(term: re.Match[str], start: date) -> tuple[date, date]:
    """The last day of a named term by the Algemene termijnenwet, and without it."""
    count = term.group("number").lower()
    plain = add_term(start, int(count) if count.isdigit() else NUMBER_WORDS[count], term.group("unit").lower())
    right = plain
    while is_legal_rest_day(right):
        right += timedelta(days=1)
    return right, plain


def _two_limits(letter: LetterText, dates: Sequence[DateFact]) -> Iterator[Finding]:
    """One day that is said to be in time in one place ("uiterlijk") and too late in another ("voor")."""
    by_day: dict[date, list[DateFact]] = defaultdict(list)
    for fact in dates:
        if fact.role is DateRole.DEADLINE and fact.inclusive is not None and not fact.computed:
            by_day[fact.on].append(fact)
    for day, facts in sorted(by_day.items()):
        if {fact.inclusive for fact in facts} == {True, False}:
            late = next(fact for fact in facts if fact.inclusive is False)
            advice = f"op een andere plek telt {in_words(day)} zelf nog mee"
            yield finding(letter, Issue.TWO_LIMITS, late.start, late.end, advice)
