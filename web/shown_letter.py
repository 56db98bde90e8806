"""A report on a letter as the values of its page: remarks in groups, and the letter with their places marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from drafting.findings import Finding, Issue
from registry.mailing_view import MailingView
from templates import letter_phrases
from templates.values.drafting import FindingGroup, FindingRow, LetterCheckPage, OpenQuestion, Piece
from web.letter_report import Report

QUOTE = 160
# the advice only repeats the sentence that explains these
NO_ADVICE = frozenset(
    {
        *(Issue.NO_ACTION, Issue.NO_DATE, Issue.NO_AMOUNT, Issue.NO_CONTACT, Issue.NO_REASON, Issue.NO_OPENING_HOURS),
        *(Issue.WRONG_CONTACT, Issue.TONE),
    }
)


def check_page(view: MailingView, name: str, report: Report, lang: str, *, today: date) -> LetterCheckPage:
    """Return the values of the page for a letter that was read."""
    found = in_groups(report.findings)
    numbered = list(enumerate(found, start=1))
    return LetterCheckPage(
        ref=view.reference,
        title=view.content.title,
        letter_name=name,
        problem="",
        groups=tuple(groups(found, lang)),
        questions=tuple(OpenQuestion(**vars(each)) for each in report.questions),
        lines=tuple(_lines(report.text, numbered)),
        warnings=tuple(letter_phrases.warning(code, lang) for code in report.warnings),
        last_title=report.last_title,
        saved=report.saved,
        checked_on=today,
    )


def no_letter(view: MailingView, problem: str, *, today: date) -> LetterCheckPage:
    """Return the values of the page while there is nothing to check."""
    return LetterCheckPage(view.reference, view.content.title, "", problem, (), (), (), (), "", None, today)


def in_groups(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the remarks in the order of their sorts, in each sort as they came."""
    order = list(letter_phrases.GROUPS)
    return tuple(sorted(found, key=lambda each: order.index(letter_phrases.GROUP_OF[each.issue])))


def groups(found: Sequence[Finding], lang: str) -> Iterator[FindingGroup]:
    """Give the remarks by sort, numbered in the order of the whole list; sorts without a remark are left out."""
    rows = [(letter_phrases.GROUP_OF[each.issue], _row(number, each, lang)) for number, each in enumerate(found, 1)]
    for code in letter_phrases.GROUPS:
        own = tuple(row for group, row in rows if group == code)
        if own:
            yield FindingGroup(letter_phrases.group(code, lang), own)


def _row(number: int, each: Finding, lang: str) -> FindingRow:
    name, why = letter_phrases.issue(each.issue, lang)
    is_word = each.issue is Issue.JARGON
    advice = "" if is_word or each.issue in NO_ADVICE else each.advice
    return FindingRow(number, name, why, each.line, _short(each.quote), advice, each.advice if is_word else "")


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= QUOTE else words[: QUOTE - 1].rsplit(" ", 1)[0] + "…"


def _lines(text: str, numbered: Sequence[tuple[int, Finding]]) -> Iterator[tuple[Piece, ...]]:
    """Give the letter line by line, cut where a remark begins or ends."""
    placed = [(number, each) for number, each in numbered if each.end > each.start]
    at = 0
    for line in text.split("\n"):
        yield tuple(_pieces(line, at, placed))
        at += len(line) + 1


def _pieces(line: str, at: int, placed: Sequence[tuple[int, Finding]]) -> Iterator[Piece]:
    end = at + len(line)
    here = [(number, each) for number, each in placed if each.start < end and each.end > at]
    cuts = sorted({at, end, *(max(at, each.start) for _, each in here), *(min(end, each.end) for _, each in here)})
    for first, last in pairwise(cuts):
        over = [each for _, each in here if each.start < last and each.end > first]
        ends = tuple(number for number, each in here if first < each.end <= last)
        yield Piece(line[first - at : last - at], bool(over), ends)
