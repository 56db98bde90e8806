"""Does the letter answer this question? Known questions laid beside the passages of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from drafting.answer_types import Asked, asked_for, held_by
from drafting.bank import Kind, Question, load
from drafting.dates import DateFact
from drafting.facts import Fact, Facts
from drafting.groups import Grouping
from drafting.language import Sentence, fold, sentences, stem, words
from drafting.letter import LetterText, Paragraph
from drafting.matching import questions_of
from drafting.meaning import Meaning, document_of, of_bank
from drafting.subjects import Subjects
from drafting.thesaurus import concepts_of, concepts_of_phrases
from drafting.vectors import Space, sense_features

# From this score the passage may be quoted as the answer: of the quotes then nearly nine in ten are right, and a question that
# is left open costs the department a line, a wrong answer costs a caller his trust.
ANSWERS = 0.27
# A passage that another question fits better loses this share of the difference.
COMPETITION = 0.4
# Logistic regression over letters of nineteen kinds, each kind left out in turn (docs/explanation/drafting.md has the figures):
# the weights of Reader._signs in their order, then for each kind of answer what it adds when the passage holds it and when not.
SIGN_WEIGHTS = (0.75, 1.04, 2.81, 1.17, 1.94, 2.62, 2.64)
HELD_WEIGHTS = {
    Asked.WHEN: (1.52, 0.21),
    Asked.HOW_MUCH: (0.09, -0.21),
    Asked.MAY_OR_MUST: (0.05, -0.29),
    Asked.HOW: (0.6, -0.2),
}
HALF_WEIGHT = 6.21
COMMON_RARITY = 6.0
# What is left of the score of a question about another new thing than the letter's: never enough to be quoted.
OTHER_SUBJECT = 0.3


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

    `also` is a second passage that is good enough too ("in two parts ..." and "by direct debit in ten"): where two passages compete
    the right answer is nearly always one of them.
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
    """A letter prepared for many questions: its passages, their neighbours and what they hold."""

    def __init__(
        self, letter: LetterText, facts: Facts, questions: Iterable[Question] = (), meaning: Meaning | None = None
    ) -> None:
        """Prepares the letter.

        Args:
            letter: the letter; facts: its facts.
            questions: what will be asked of it: tells which of their words are rare, and a passage that one of them fits better
                is not quoted for another.
            meaning: what the bank teaches about words; learned from the bank in `drafting/bank` when None.
        """
        self.passages = passages_of(letter)
        texts = [f"{passage.heading} {passage.text}" for passage in self.passages]
        self._folded = [fold(passage.text) for passage in self.passages]
        self._around = [fold(passage.around) for passage in self.passages]
        self._space = Space.of(texts)
        self._senses = [sense_features(text) for text in texts]
        self._held = [
            held_by(text, _fact_kinds(passage, facts)) for text, passage in zip(texts, self.passages, strict=True)
        ]
        self._meaning = meaning or of_bank(load())
        self._places = self._meaning.vectors(texts)
        self._subjects = Subjects.of(letter.text)
        self._questions = tuple(dict.fromkeys(questions))
        self._rarity = Space.of([document_of(question) for question in self._questions]).idf

    def coverage(self, question_id: str, question: Question) -> Coverage:
        """The best passage for one question; evidence of the bank first, likeness of words beside it."""
        if not self.passages:
            return Coverage(question_id, 0.0, None)
        scores = self.scores(question)
        ranked = sorted(range(len(scores)), key=lambda number: (-scores[number], number))
        best, second = ranked[0], ranked[1] if len(ranked) > 1 else None
        also = second is not None and scores[second] >= ANSWERS
        return Coverage(
            question_id,
            round(scores[best], 4),
            self.passages[best],
            self.passages[second] if also and second is not None else None,
        )

    def scores(self, question: Question) -> list[float]:
        """How far each passage answers a question (0..1)."""
        place = self._number_of.get(question)
        own = self.fits(question) if place is None else self._all_fits[place]
        others = self._fits_of_others(question)
        beaten = np.maximum(0.0, others - own) if others is not None else 0.0
        kept = OTHER_SUBJECT if self.is_beside(question) else 1.0
        return [kept * float(score) for score in 1.0 / (1.0 + np.exp(-(own - COMPETITION * beaten)))]

    def alike(self, questions: Sequence[Question]) -> NDArray[np.float64]:
        """How alike questions are in meaning (-1..1), shape (questions, questions)."""
        places = self._meaning.vectors([document_of(question) for question in questions])
        likeness: NDArray[np.float64] = np.asarray(places @ places.T, np.float64)
        return likeness

    def is_beside(self, question: Question) -> bool:
        """Whether a question is about another new or old thing than the letter; such a letter does not answer it."""
        return self._subjects.other_than(question.question)

    def fits(self, question: Question) -> NDArray[np.float64]:
        """How well each passage fits a question by itself (log odds)."""
        fits: NDArray[np.float64] = self.signs(question) @ np.asarray(SIGN_WEIGHTS) - HALF_WEIGHT
        asked = asked_for(question.question)
        if asked in HELD_WEIGHTS:
            with_it, without = HELD_WEIGHTS[asked]
            fits = fits + np.asarray([with_it if asked in held else without for held in self._held])
        return fits

    def signs(self, question: Question) -> NDArray[np.float64]:
        """Per passage: evidence, evidence that is rare in the letter, likeness, shares of rare words, meaning."""
        likeness = np.max([self._space.cosines(wording) for wording in question.all_wordings], axis=0)
        evidence = np.asarray([self._evidence(number, question) for number in range(len(self.passages))])
        # evidence that many passages hold ("bezwaar" in a letter about objections) tells less about each
        spread = max(1, int((evidence == 1.0).sum())) ** 0.5
        asked = [sense_features(wording) for wording in question.all_wordings]
        shares = np.asarray([[self._share(wording, n) for wording in asked] for n in range(len(self.passages))])
        meant = self._places @ self._meaning.vectors([" ".join(question.all_wordings)])[0]
        return np.column_stack(
            (evidence, evidence / spread, np.minimum(likeness, 0.5), shares[:, 0], shares.max(axis=1),
             np.sort(shares, axis=1)[:, -3:].mean(axis=1), meant)
        )  # fmt: skip

    @cached_property
    def _number_of(self) -> dict[Question, int]:
        return {question: number for number, question in enumerate(self._questions)}

    @cached_property
    def _all_fits(self) -> NDArray[np.float64]:
        return np.asarray([self.fits(question) for question in self._questions])

    def _fits_of_others(self, question: Question) -> NDArray[np.float64] | None:
        own = self._number_of.get(question)
        others = self._all_fits if own is None else np.delete(self._all_fits, own, axis=0)
        best: NDArray[np.float64] | None = others.max(axis=0) if len(others) else None
        return best

    def _share(self, wording: dict[str, float], number: int) -> float:
        """The share of a question's words, by rarity among questions, that a passage takes up."""
        weights = {name: self._rarity.get(name, COMMON_RARITY) for name in wording}
        total = sum(weights.values())
        return sum(weight for name, weight in weights.items() if name in self._senses[number]) / total if total else 0.0

    def _evidence(self, number: int, question: Question) -> float:
        """1 when every group occurs in the passage, less when neighbours or the heading are needed, 0 without evidence."""
        if not question.evidence:
            return 0.0
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
        # a letter that says it in other words of the thesaurus is evidence too, of a weaker kind
        meant = all(
            has or any(concepts & self._senses[number].keys() for concepts in map(_concepts, group))
            for has, group in zip(own, question.evidence, strict=True)
        )
        return 0.3 if meant else 0.25 * sum(own) / len(own)


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
    if first.text.endswith(":") and len(pieces) > 1 and _LIST_LINE.match(pieces[1].text):
        return False  # the lead of a list belongs to it
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


# What "#" in a phrase of the bank stands for: "vóór #" marks "vóór 1 april" and "voor maandag", not every "voor".
_DAY_OR_NUMBER = (
    r"(?:\d|(?:maan|dins|woens|donder|vrij|zater|zon)dag"
    r"|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)"
)
_PARTED = re.compile(r"^([a-z]{3,}(?: u)?) (mee|aan|af|op|door|in|uit|terug|over)$")


@lru_cache(maxsize=20_000)
def _phrase_pattern(phrase: str) -> re.Pattern[str]:
    plain = re.escape(fold(phrase))
    parted = _PARTED.match(fold(phrase))
    if parted:  # "neem mee" also in "neem dan uw oude paspoort mee"
        verb, particle = map(re.escape, parted.groups())
        return re.compile(rf"(?<![a-z0-9]){verb}(?:\s+[^\s.!?:;]+){{0,6}}?\s+{particle}(?![a-z0-9])")
    if "#" in phrase:
        return re.compile(rf"(?<![a-z0-9]){plain.replace(re.escape('#'), _DAY_OR_NUMBER)}")
    # a short word must stand alone ("voor", "bel"); a longer stem may begin or end a compound
    if len(phrase) <= 4:
        return re.compile(rf"(?<![a-z0-9]){plain}(?![a-z0-9])")
    return re.compile(plain)


@lru_cache(maxsize=20_000)
def _concepts(phrase: str) -> frozenset[str]:
    said = words(phrase)
    found = concepts_of(stem(said[0])) if len(said) == 1 else concepts_of_phrases(" ".join(said))
    return frozenset("~" + concept for concept in found)


def has_phrase(folded: str, phrase: str) -> bool:
    """Whether a stem or phrase of the bank occurs in folded text."""
    return bool(_phrase_pattern(phrase).search(folded))


def _fact_kinds(passage: Passage, facts: Facts) -> frozenset[str]:
    named: dict[str, Sequence[Fact | DateFact]] = {
        "date": facts.dates, "amount": facts.amounts, "phone": facts.phones, "url": facts.urls, "email": facts.emails,
        "time": facts.times, "number": facts.numbers, "action": facts.actions,
    }  # fmt: skip
    return frozenset(
        kind for kind, found in named.items() if any(passage.start <= fact.start < passage.end for fact in found)
    )


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
