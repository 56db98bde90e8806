"""Does the letter answer this question? Known questions laid beside the passages of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from drafting.bank import Kind, Question, Slot
from drafting.dates import DateFact
from drafting.facts import Fact, Facts
from drafting.groups import Grouping
from drafting.language import fold, sentences
from drafting.letter import LetterText
from drafting.vectors import Space

# From this score the passage may be quoted as the answer.
ANSWERS = 0.55


@dataclass(frozen=True)
class Passage:
    """A piece of the letter: `start`..`end` in its text, `paragraph` counted from 1; `heading` the line above it."""

    text: str
    start: int
    end: int
    paragraph: int
    heading: str = ""


@dataclass(frozen=True)
class Coverage:
    """How far a letter answers a question: `score` 0..1 and the passage that does it best, None when nothing does."""

    question_id: str
    score: float
    passage: Passage | None

    @property
    def answered(self) -> bool:
        """Whether the passage is good enough to be quoted."""
        return self.passage is not None and self.score >= ANSWERS


def gaps(questions: Iterable[tuple[str, Question]], letter: LetterText, facts: Facts) -> tuple[Coverage, ...]:
    """For every (id, question): the score with which the letter answers it, and where."""
    reader = Reader(letter, facts)
    return tuple(reader.coverage(question_id, question) for question_id, question in questions)


class Reader:
    """A letter prepared for many questions: its sentences, their neighbours and the facts they hold."""

    def __init__(self, letter: LetterText, facts: Facts) -> None:
        self.passages = tuple(passages_of(letter))
        self._folded = [fold(passage.text) for passage in self.passages]
        self._space = Space.of([f"{passage.heading} {passage.text}" for passage in self.passages])
        self._kinds = [_fact_kinds(passage, facts) for passage in self.passages]

    def coverage(self, question_id: str, question: Question) -> Coverage:
        """The best passage for one question; evidence of the bank first, likeness of words beside it."""
        if not self.passages:
            return Coverage(question_id, 0.0, None)
        slots = question.slots or expected_slots(question.question)
        likeness = np.max([self._space.cosines(wording) for wording in question.all_wordings], axis=0)
        scores = [self._score(number, question, slots, float(likeness[number])) for number in range(len(self.passages))]
        best = max(range(len(scores)), key=lambda number: (scores[number], -number))
        return Coverage(question_id, round(scores[best], 4), self.passages[best] if scores[best] > 0 else None)

    def _score(self, number: int, question: Question, slots: Sequence[Slot], likeness: float) -> float:
        evidence = self._evidence(number, question)
        wanted = {slot.kind for slot in slots}
        present = bool(wanted & self._kinds[number]) if wanted else True
        if question.evidence:
            score = 0.62 * evidence + 0.55 * min(likeness, 0.6) + (0.12 if present and evidence else 0.0)
            return min(1.0, score if evidence else min(score, 0.35))
        return min(1.0, 1.3 * likeness * (1.0 if present else 0.6))

    def _evidence(self, number: int, question: Question) -> float:
        """1 when every group occurs in the passage, less when neighbours or the heading are needed."""
        if not question.evidence:
            return 0.0
        own = [any(has_phrase(self._folded[number], phrase) for phrase in group) for group in question.evidence]
        if all(own):
            return 1.0
        if not any(own):
            return 0.0
        passage = self.passages[number]
        near = " ".join(
            self._folded[n]
            for n in (number - 1, number + 1)
            if 0 <= n < len(self.passages) and self.passages[n].paragraph == passage.paragraph
        )
        around = f"{fold(passage.heading)} {near}"
        if all(
            has or any(has_phrase(around, phrase) for phrase in group)
            for has, group in zip(own, question.evidence, strict=True)
        ):
            return 0.8
        return 0.3 * sum(own) / len(own)


def passages_of(letter: LetterText) -> Iterable[Passage]:
    """Sentences of the letter with the heading they stand under; headings and signature lines are no passages."""
    heading = ""
    heading_at = -1
    for paragraph in letter.paragraphs:
        for sentence in sentences(paragraph.text):
            start = paragraph.start + sentence.start
            alone = "\n" not in sentence.text and len(sentence.text.split()) <= 9
            ends_open = sentence.text[-1] not in ".!"
            first_of_paragraph = sentence.start == 0
            line_end = letter.text.find("\n", start)
            whole_line = letter.text[start : line_end if line_end >= 0 else len(letter.text)].strip() == sentence.text
            if (
                alone
                and ends_open
                and whole_line
                and first_of_paragraph
                and not re.search(r"\d{3}|@|www", sentence.text)
            ):
                heading, heading_at = sentence.text, paragraph.number
                continue
            current = heading if paragraph.number in (heading_at, heading_at + 1) else ""
            yield Passage(sentence.text, start, paragraph.start + sentence.end, paragraph.number, current)


@lru_cache(maxsize=20_000)
def _phrase_pattern(phrase: str) -> re.Pattern[str]:
    plain = re.escape(fold(phrase))
    # a short word must stand alone ("voor", "bel"); a longer stem may begin or end a compound
    if len(phrase) <= 4:
        return re.compile(rf"(?<![a-z0-9]){plain}(?![a-z0-9])")
    return re.compile(plain)


def has_phrase(folded: str, phrase: str) -> bool:
    """Whether a stem or phrase of the bank occurs in folded text."""
    return bool(_phrase_pattern(phrase).search(folded))


_EXPECTED = (
    (r"\b(?:wanneer|hoe ?lang|hoe ?laat|welke datum|tot wanneer|vanaf wanneer)\b", ("date", "time")),
    (r"\b(?:hoeveel|hoe ?duur|hoe ?hoog|kost|kosten|bedrag|tarief|prijs)\b", ("amount", "number")),
    (r"\b(?:bel|bellen|telefoonnummer|contact|bereiken)\b", ("phone", "email")),
    (r"\b(?:hoe|waar)\b", ("action", "url", "phone")),
)


def expected_slots(question: str) -> tuple[Slot, ...]:
    """What kind of fact a question asks for, from its question word; empty when it may be answered by any sentence."""
    folded = fold(question)
    for pattern, kinds in _EXPECTED:
        if re.search(pattern, folded):
            return tuple(Slot(kind) for kind in kinds)
    return ()


def _fact_kinds(passage: Passage, facts: Facts) -> frozenset[str]:
    named: dict[str, Sequence[Fact | DateFact]] = {
        "date": facts.dates, "amount": facts.amounts, "phone": facts.phones, "url": facts.urls, "email": facts.emails,
        "time": facts.times, "number": facts.numbers, "action": facts.actions,
    }  # fmt: skip
    return frozenset(
        kind for kind, found in named.items() if any(passage.start <= fact.start < passage.end for fact in found)
    )


def answered_share(letter: LetterText, facts: Facts, kinds: Sequence[Kind], grouping: Grouping) -> dict[str, float]:
    """Per contact of a log how far the letter answers it (0..1), through the question its group stands for."""
    reader = Reader(letter, facts)
    questions = {f"{kind.id}.{question.id}": question for kind in kinds for question in kind.questions}
    shares: dict[str, float] = {}
    for group in grouping.groups:
        known = questions.get(group.question_id or "")
        question = known or Question(group.key, group.phrase, group.examples)
        score = reader.coverage(group.key, question).score
        for contact_id in group.contact_ids:
            shares[contact_id] = max(score, shares.get(contact_id, 0.0))
    return shares
