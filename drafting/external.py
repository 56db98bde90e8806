"""Questions with answers that somebody else made (the State, a waterschap): pasted, or from a .docx, .csv or .txt file.

A file is data: nothing in it is followed, a .docx is opened in the bounded child process of `drafting.letter`, and what is
not understood is named with its line instead of being guessed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from drafting import letter as letters
from drafting.draft import ExternalEntry
from drafting.errors import LetterEmpty, UnknownFormat, UnreadableQuestions

MOST_ITEMS = 500
LONGEST_QUESTION = 300
LONGEST_ANSWER = 4000
LIMITS = letters.Limits(file_bytes=5_000_000, characters=500_000)


class Unclear(StrEnum):
    """Why a line did not become a question with an answer."""

    NO_QUESTION = "no_question"
    NO_ANSWER = "no_answer"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    DOUBLE = "double"


@dataclass(frozen=True)
class ExternalItem:
    """One question and its answer; `line` (from 1) is where the question stands: a line of text, a row of a table."""

    question: str
    answer: str
    line: int


@dataclass(frozen=True)
class UnreadLine:
    """A line that was left out, as it stands (cut at 120 characters), with the reason."""

    line: int
    text: str
    reason: Unclear


@dataclass(frozen=True)
class ReadQuestions:
    """What was read, in the order of the source; `warnings` as of a letter (`hidden_text`)."""

    items: tuple[ExternalItem, ...]
    unread: tuple[UnreadLine, ...] = ()
    warnings: tuple[str, ...] = ()

    def entries(self, origin: str, dated_on: date | None = None) -> tuple[ExternalEntry, ...]:
        """The items as `drafting.draft.draft` takes them, with whose they are and of which day."""
        return tuple(ExternalEntry(item.question, item.answer, origin, dated_on) for item in self.items)


def read_questions(content: bytes | str, filename: str = "tekst") -> ReadQuestions:
    """Reads questions with their answers.

    Understood are: a table (.csv with ; , or a tab, with or without the headings vraag and antwoord; a table in a .docx), lines
    with labels ("Vraag: ... Antwoord: ...", "V:", "A:", "Q:"), and plain text in which a line that ends with a question mark
    is followed by its answer. Of a double question the first answer counts.

    Args:
        content: pasted text, or the bytes of a file; the content decides the format, the name only names it in errors.
        filename: the name of the file.

    Raises:
        UnreadableQuestions: when there is no question with an answer in it.
        LetterProblem: one of its kinds when a file is encrypted, too large, broken or of another format.
    """
    text, warnings = (content[: LIMITS.characters], ()) if isinstance(content, str) else _text_of(content, filename)
    lines = [_clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    found = _of_table(lines) or _of_labels(lines) or _of_text(lines)
    items: list[ExternalItem] = []
    unread: list[UnreadLine] = []
    seen: set[str] = set()
    for piece in found:
        reason = _reason(piece, items, seen)
        if reason is None:
            seen.add(piece.question.lower())
            items.append(piece)
        else:
            unread.append(UnreadLine(piece.line, (piece.question or piece.answer)[:120], reason))
    if not items:
        raise UnreadableQuestions(filename=filename)
    return ReadQuestions(tuple(items), tuple(unread), warnings)


def _reason(piece: ExternalItem, items: list[ExternalItem], seen: set[str]) -> Unclear | None:
    if not piece.question:
        return Unclear.NO_QUESTION
    if not piece.answer:
        return Unclear.NO_ANSWER
    if len(piece.question) > LONGEST_QUESTION or len(piece.answer) > LONGEST_ANSWER:
        return Unclear.TOO_LONG
    if piece.question.lower() in seen:
        return Unclear.DOUBLE
    return Unclear.TOO_MANY if len(items) >= MOST_ITEMS else None


def _text_of(content: bytes, filename: str) -> tuple[str, tuple[str, ...]]:
    try:
        text, kind, warnings = letters.raw_text(content, filename, LIMITS)
    except LetterEmpty as error:
        raise UnreadableQuestions(filename=filename) from error
    if kind == "pdf":
        raise UnknownFormat(filename=filename)
    # a paragraph of a .docx is one line here; the blank lines between paragraphs would only spoil the count
    return (text.replace("\n\n", "\n") if kind == "docx" else text), warnings


def _clean(line: str) -> str:
    # blanks stay: two of them, or a tab, part the cells of a table
    return "".join(" " if character < " " and character != "\t" else character for character in line).rstrip()


# --- tables -------------------------------------------------------------------------------------------------------------

_QUESTION_HEADINGS = re.compile(r"(?i)^\W*(?:vraag|vragen|question|veelgestelde vraag|onderwerp)\b")
_ANSWER_HEADINGS = re.compile(r"(?i)^\W*(?:antwoord|antwoorden|answer|reactie|toelichting)\b")
_CELLS = re.compile(r"\t| {2,}")


def _of_table(lines: list[str]) -> list[ExternalItem]:
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return []
    for delimiter in ";\t,|":
        header = _cells(lines[first], delimiter)
        question = next((n for n, cell in enumerate(header) if _QUESTION_HEADINGS.search(cell)), None)
        answer = next((n for n, cell in enumerate(header) if _ANSWER_HEADINGS.search(cell)), None)
        if question is not None and answer is not None:
            return list(_rows(lines, first + 1, delimiter, question, answer))
    for delimiter in ";\t,|":
        filled = [line for line in lines if line.strip()]
        asked = sum(_is_row(line, delimiter) for line in filled)
        if asked >= 2 and asked >= 0.6 * len(filled):
            return list(_rows(lines, first, delimiter, 0, 1))
    return []


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _is_row(line: str, delimiter: str) -> bool:
    cells = _cells(line, delimiter)
    return 2 <= len(cells) <= 6 and cells[0].strip().endswith("?") and bool(cells[1].strip())


def _rows(lines: list[str], first: int, delimiter: str, question: int, answer: int) -> Iterator[ExternalItem]:
    """Rows of a table from line `first` on; a cell in quotes may hold line breaks, and counts from the line it begins on."""
    reader = csv.reader(io.StringIO("\n".join(lines[first:])), delimiter=delimiter)
    begun = first + 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield ExternalItem("", lines[min(begun, len(lines)) - 1], begun)
            begun = first + 1 + reader.line_num
            continue
        if any(cell.strip() for cell in row):
            told = row[answer].strip() if len(row) > answer else ""
            asked = row[question].strip() if len(row) > question else ""
            yield ExternalItem(_one_line(asked), told, begun) if asked else ExternalItem("", told, begun)
        begun = first + 1 + reader.line_num


# --- text ---------------------------------------------------------------------------------------------------------------

_QUESTION_LABEL = re.compile(r"(?i)^\W*(?:vraag|v|q|question)\s*\d*\s*[:.)-]\s*")
_ANSWER_LABEL = re.compile(r"(?i)^\W*(?:antwoord|a|answer)\s*\d*\s*[:.)-]\s*")
_BULLET = re.compile(r"^\s*(?:[-•*–#>]+|\d{1,3}[.)]|\(?[a-z]\))\s+", re.IGNORECASE)
LONGEST_ASKED = 40


def _of_labels(lines: list[str]) -> list[ExternalItem]:
    asked = sum(bool(_QUESTION_LABEL.match(line)) for line in lines)
    told = sum(bool(_ANSWER_LABEL.match(line)) for line in lines)
    return list(_labelled(lines)) if asked and told and told >= 0.5 * asked else []


def _labelled(lines: list[str]) -> Iterator[ExternalItem]:
    question, answer, begun, answering = "", [""], 0, False
    for number, line in enumerate(lines, 1):
        if _QUESTION_LABEL.match(line):
            if begun:
                yield _item(question, answer, begun)
            question, answer, begun, answering = _QUESTION_LABEL.sub("", line, count=1), [], number, False
        elif begun and not answering and _ANSWER_LABEL.match(line):
            answer, answering = [_ANSWER_LABEL.sub("", line, count=1)], True
        elif answering:
            answer.append(line)
        elif line.strip():
            if begun:
                question = f"{question} {line.strip()}"
            else:
                yield ExternalItem("", line.strip(), number)
    if begun:
        yield _item(question, answer, begun)


def _of_text(lines: list[str]) -> list[ExternalItem]:
    found: list[ExternalItem] = []
    question, answer, begun = "", [""], 0
    for number, line in enumerate(lines, 1):
        asked, told = _asked(line)
        if asked:
            if begun:
                found.append(_item(question, answer, begun))
            question, answer, begun = asked, [told], number
        elif begun:
            answer.append(line)
        elif line.strip():
            found.append(ExternalItem("", line.strip(), number))
    if begun:
        found.append(_item(question, answer, begun))
    return found


def _asked(line: str) -> tuple[str, str]:
    """The question of a line and what follows it there ("Vraag?  Antwoord" in a row of a table); ("", "") for another line."""
    cells = _CELLS.split(line.strip(), maxsplit=1)
    text = _BULLET.sub("", cells[0]).strip(" *_")
    if text.endswith("?") and 2 <= len(text.split()) <= LONGEST_ASKED and not re.search(r"[.!]\s", text):
        return text, cells[1] if len(cells) > 1 else ""
    return "", ""


def _item(question: str, answer: list[str], line: int) -> ExternalItem:
    return ExternalItem(_one_line(question), "\n".join(piece.strip() for piece in answer).strip(), line)


def _one_line(text: str) -> str:
    return " ".join(text.split())
