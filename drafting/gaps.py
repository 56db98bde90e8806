"""Does the letter answer this question? Known questions laid beside the passages of a letter."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from drafting.bank import Kind, Question, Slot
from drafting.dates import DateFact
from drafting.facts import Fact, Facts
from drafting.groups import Grouping
from drafting.language import Sentence, fold, sentences, words
from drafting.letter import LetterText, Paragraph
from drafting.matching import questions_of
from drafting.meaning import document_of
from drafting.vectors import Space, sense_features

# From this score the passage may be quoted as the answer.
ANSWERS = 0.5
# A second passage is quoted too when it is nearly as good as the best.
ALSO_ANSWERS = 0.7
ALSO_WITHIN = 0.12
# The weights in Reader.scores come from a logistic regression over the published letters (each kind left out in turn:
# area under the curve .82); this is the weight at which a passage is as likely the answer as not.
HALF_WEIGHT = 3.6
COMMON_RARITY = 6.0


@dataclass(frozen=True)
class Passage:
    """A piece of the letter: `start`..`end` in its text, `paragraph` counted from 1; `heading` the line above it.

    `around` is the heading with the neighbours, which may complete what the passage leaves unsaid.
    """

    text: str
    start: int
    end: int
    paragraph: int
    heading: str = ""
    around: str = ""


@dataclass(frozen=True)
class Coverage:
    """How far a letter answers a question: `score` 0..1 and the passage that does it best, None when nothing does.

    `also` is a second passage that answers it nearly as well ("in two parts ..." and "by direct debit in ten").
    """

    question_id: str
    score: float
    passage: Passage | None
    also: Passage | None = None

    @property
    def answered(self) -> bool:
        """Whether the passage is good enough to be quoted."""
        return self.passage is not None and self.score >= ANSWERS


def gaps(questions: Iterable[tuple[str, Question]], letter: LetterText, facts: Facts) -> tuple[Coverage, ...]:
    """For every (id, question): the score with which the letter answers it, and where."""
    questions = tuple(questions)
    reader = Reader(letter, facts, [question for _, question in questions])
    return tuple(reader.coverage(question_id, question) for question_id, question in questions)


class Reader:
    """A letter prepared for many questions: its passages, their neighbours and the facts they hold."""

    def __init__(self, letter: LetterText, facts: Facts, questions: Iterable[Question] = ()) -> None:
        """Args: the letter and its facts; the questions that will be asked of it, to know which of their words are rare."""
        self.passages = passages_of(letter)
        self._folded = [fold(passage.text) for passage in self.passages]
        self._around = [fold(passage.around) for passage in self.passages]
        self._space = Space.of([f"{passage.heading} {passage.text}" for passage in self.passages])
        self._senses = [sense_features(f"{passage.heading} {passage.text}") for passage in self.passages]
        self._rarity = Space.of([document_of(question) for question in questions]).idf
        self._kinds = [_fact_kinds(passage, facts) for passage in self.passages]
        self._roles = [_date_roles(passage, facts) for passage in self.passages]

    def coverage(self, question_id: str, question: Question) -> Coverage:
        """The best passage for one question; evidence of the bank first, likeness of words beside it."""
        if not self.passages:
            return Coverage(question_id, 0.0, None)
        scores = self.scores(question)
        ranked = sorted(range(len(scores)), key=lambda number: (-scores[number], number))
        best, second = ranked[0], ranked[1] if len(ranked) > 1 else None
        also = second is not None and scores[second] >= max(ALSO_ANSWERS, scores[best] - ALSO_WITHIN)
        return Coverage(
            question_id,
            round(scores[best], 4),
            self.passages[best],
            self.passages[second] if also and second is not None else None,
        )

    def scores(self, question: Question) -> list[float]:
        """How far each passage answers a question (0..1)."""
        likeness = np.max([self._space.cosines(wording) for wording in question.all_wordings], axis=0)
        slots = question.slots or expected_slots(question.question)
        evidence = [self._evidence(number, question) for number in range(len(self.passages))]
        # evidence that many passages hold ("bezwaar" in a letter about objections) tells less about each
        spread = max(1, sum(value == 1.0 for value in evidence)) ** 0.5
        asked = [sense_features(wording) for wording in question.all_wordings]
        found: list[float] = []
        for number, held in enumerate(evidence):
            shares = [self._share(wording, number) for wording in asked]
            weight = (
                1.5 * held
                + 1.8 * held / spread
                + 4.2 * min(float(likeness[number]), 0.5)
                + 1.5 * shares[0]
                + 1.7 * max(shares)
                + 0.2 * self._fits(number, slots)
                + 0.15 * self._dated(number, slots)
            )
            found.append(1.0 / (1.0 + math.exp(HALF_WEIGHT - weight)))
        return found

    def _share(self, wording: dict[str, float], number: int) -> float:
        """The share of a question's words, by rarity among questions, that a passage takes up."""
        weights = {name: self._rarity.get(name, COMMON_RARITY) for name in wording}
        total = sum(weights.values())
        return sum(weight for name, weight in weights.items() if name in self._senses[number]) / total if total else 0.0

    def _fits(self, number: int, slots: Sequence[Slot]) -> bool:
        wanted = {slot.kind for slot in slots}
        return not wanted or bool(wanted & self._kinds[number])

    def _dated(self, number: int, slots: Sequence[Slot]) -> float:
        """1 when a date of the wanted role stands there, -1 when only dates of other roles do, 0 when none is wanted."""
        wanted = {slot.role for slot in slots if slot.kind == "date" and slot.role}
        if not wanted:
            return 0.0
        found = self._roles[number]
        return 1.0 if wanted & found else -1.0 if found else -0.5

    def _evidence(self, number: int, question: Question) -> float:
        """1 when every group occurs in the passage, less when neighbours or the heading are needed."""
        own = [any(has_phrase(self._folded[number], phrase) for phrase in group) for group in question.evidence]
        if all(own):
            return 1.0
        around = self._around[number]
        filled = [
            has or any(has_phrase(around, phrase) for phrase in group)
            for has, group in zip(own, question.evidence, strict=True)
        ]
        if all(filled) and (any(own) or len(question.evidence) == 1):
            return 0.8 if any(own) else 0.6
        return 0.25 * sum(own) / len(own)


def passages_of(letter: LetterText) -> tuple[Passage, ...]:
    """What may be quoted as an answer: a sentence; a question of the letter with the sentences that answer it; a list with its lead.

    Headings, the address block and the signature are no passages.
    """
    found: list[Passage] = []
    heading, heading_at = "", -1
    begin, end = _body(letter.text)
    for paragraph in letter.paragraphs:
        if paragraph.end <= begin or paragraph.start >= end:
            continue
        pieces = [
            piece
            for piece in sentences(paragraph.text)
            if paragraph.start + piece.start >= begin and not _is_label(piece.text)
        ]
        if _is_heading(letter, paragraph, pieces):
            heading, heading_at = pieces[0].text, paragraph.number
            if len(pieces) == 1:
                continue
            pieces = pieces[1:]
        current = heading if paragraph.number in (heading_at, heading_at + 1) else ""
        found += _passages_in(paragraph, pieces, current)
    return tuple(found)


_SALUTATION = re.compile(r"(?im)^\s*(?:geachte|beste|aan de (?:bewoners?|eigena\w+|heer|ouders?)|hallo|dag)\b[^\n]*$")
_CLOSING = re.compile(r"(?im)^\s*(?:hoogachtend|(?:met )?(?:vriendelijke|hartelijke) groet\w*|groeten)\b")
_LABEL = re.compile(r"(?i)^(?:onderwerp|betreft|(?:ons |uw )?kenmerk|dagtekening|datum|zaaknummer|bijlagen?)\s*:")


def _body(text: str) -> tuple[int, int]:
    """Where the letter proper begins (after the salutation) and ends (before the closing words)."""
    salutation = _SALUTATION.search(text[:3000])
    closings = [match.start() for match in _CLOSING.finditer(text)]
    return (salutation.end() if salutation else 0), (closings[-1] if closings else len(text))


def _is_label(line: str) -> bool:
    return bool(_LABEL.match(line)) or len(words(line)) < 3


def _is_heading(letter: LetterText, paragraph: Paragraph, pieces: list[Sentence]) -> bool:
    """A short first line that ends open and holds no figure of its own."""
    if not pieces:
        return False
    first = pieces[0]
    line = paragraph.text.split("\n")[0].strip()
    short = len(first.text.split()) <= 9 and first.text == line
    return short and first.text[-1] not in ".!" and not re.search(r"\d{3}|@|www|€", first.text)


def _passages_in(paragraph: Paragraph, pieces: list[Sentence], heading: str) -> Iterator[Passage]:
    number = 0
    while number < len(pieces):
        last = number
        if _LIST_LINE.match(pieces[number].text) or (
            pieces[number].text.endswith(":") and number + 1 < len(pieces) and _LIST_LINE.match(pieces[number + 1].text)
        ):
            while last + 1 < len(pieces) and _LIST_LINE.match(pieces[last + 1].text):
                last += 1
        elif pieces[number].text.endswith("?"):
            while last + 1 < len(pieces) and last - number < 3 and not pieces[last + 1].text.endswith("?"):
                last += 1
        start, end = pieces[number].start, pieces[last].end
        before = pieces[number - 1].text if number else ""
        after = pieces[last + 1].text if last + 1 < len(pieces) else ""
        yield Passage(
            paragraph.text[start:end], paragraph.start + start, paragraph.start + end, paragraph.number, heading,
            f"{heading} {before} {after}",
        )  # fmt: skip
        number = last + 1


_LIST_LINE = re.compile(r"\s*(?:[-•*–]|\d+[.)])\s")


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


def _date_roles(passage: Passage, facts: Facts) -> frozenset[str]:
    return frozenset(str(fact.role) for fact in facts.dates if passage.start <= fact.start < passage.end)


def answered_share(letter: LetterText, facts: Facts, kinds: Sequence[Kind], grouping: Grouping) -> dict[str, float]:
    """Per contact of a log how far the letter answers it (0..1), through the questions it may be asking."""
    reader = Reader(letter, facts, [question for _, question in questions_of(kinds)])
    known = {question_id: reader.coverage(question_id, question).score for question_id, question in questions_of(kinds)}
    typical = float(np.mean(list(known.values()))) if known else 0.0
    shares: dict[str, float] = {}
    for group in grouping.groups:
        question = Question(group.key, group.phrase, group.examples)
        own = reader.coverage(group.key, question).score if group.question_id is None else 0.0
        for contact_id in group.contact_ids:
            leaning = [(known[i], weight) for i, weight in grouping.leanings.get(contact_id, ()) if i in known]
            weight = sum(weight for _, weight in leaning)
            expected = sum(score * part for score, part in leaning) / weight if weight else max(own, typical)
            shares[contact_id] = round(max(expected, 0.5 * own, shares.get(contact_id, 0.0)), 4)
    return shares
