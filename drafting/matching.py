"""Which known question a caller's line asks: words, concepts and learned meaning against every wording of every question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from drafting.bank import GENERAL, Kind, Question
from drafting.meaning import Meaning, document_of
from drafting.vectors import Space

# Shares of the three views in the score: the best on logs of twelve kinds said in held-out wordings, and on the published types.
WORDING, DOCUMENT, MEANING = 0.35, 0.35, 0.30
# Questions of two kinds more alike than this, with all their wordings, are one.
SAME_QUESTION = 0.36
# A general question gives way to one of the kind itself, and one of a kind that hardly fits the letter to one of a kind that does.
GENERAL_FACTOR = 0.75
LEAST_FACTOR = 0.85


class Matcher:
    """Known questions prepared for many lines."""

    def __init__(
        self,
        questions: Sequence[tuple[str, Question]],
        meaning: Meaning | None,
        lines: Iterable[str] = (),
        fits: Mapping[str, float] | None = None,
    ) -> None:
        """Prepares the questions.

        Args:
            questions: (id, question) pairs.
            meaning: what was learned from the bank.
            lines: lines of the log, to know which words are common.
            fits: how well each kind fits the letter, 1 for the best one; a kind that is not named fits.
        """
        self.ids = [question_id for question_id, _ in questions]
        wordings = [(place, wording) for place, (_, q) in enumerate(questions) for wording in q.all_wordings]
        self._owners: NDArray[np.int32] = np.asarray([place for place, _ in wordings], np.int32)
        background = list(lines)
        self._wordings = Space.of([wording for _, wording in wordings], background)
        documents = [document_of(question) for _, question in questions]
        self._documents = Space.of(documents, background)
        self._meaning = meaning
        self._places = meaning.vectors(documents) if meaning else None
        self._factor = np.asarray([_factor(question_id, fits or {}) for question_id in self.ids], np.float32)

    def scores(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Likeness of every text to every question, shape (texts, questions), about 0..1."""
        found = np.zeros((len(texts), len(self.ids)), np.float32)
        if not self.ids:
            return found
        for row, text in zip(found, texts, strict=True):
            best = np.zeros(len(self.ids), np.float32)
            np.maximum.at(best, self._owners, self._wordings.cosines(text))
            row[:] = WORDING * best + DOCUMENT * self._documents.cosines(text)
        if self._meaning is not None and self._places is not None:
            found += MEANING * np.clip(self._meaning.vectors(texts) @ self._places.T, 0.0, 1.0)
        scored: NDArray[np.float32] = found * self._factor
        return scored


def _factor(question_id: str, fits: Mapping[str, float]) -> float:
    kind_id = question_id.split(".")[0]
    if kind_id == GENERAL:
        return GENERAL_FACTOR
    return LEAST_FACTOR + (1 - LEAST_FACTOR) * min(1.0, fits.get(kind_id, 1.0))


@lru_cache(maxsize=16)
def _merged(kinds: tuple[Kind, ...]) -> tuple[tuple[str, Question], ...]:
    everything = [(kind.id, question) for kind in kinds for question in kind.questions]
    documents = [document_of(question) for _, question in everything]
    likeness = Space.of(documents).rows(documents)
    kept: list[int] = []
    joined: dict[int, list[str]] = {}
    for number, (kind_id, question) in enumerate(everything):
        others = [other for other in kept if everything[other][0] != kind_id]
        twin = max(others, key=lambda other: float(likeness[number, other]), default=None)
        if twin is not None and likeness[number, twin] >= SAME_QUESTION:
            joined.setdefault(twin, []).extend(question.all_wordings)
        else:
            kept.append(number)
    return tuple(
        (f"{everything[n][0]}.{everything[n][1].id}", _with_wordings(everything[n][1], joined.get(n, []))) for n in kept
    )


def _with_wordings(question: Question, more: list[str]) -> Question:
    return replace(question, wordings=tuple(dict.fromkeys((*question.wordings, *more)))) if more else question


def questions_of(kinds: Sequence[Kind]) -> tuple[tuple[str, Question], ...]:
    """All questions of some kinds with their ids "<kind>.<question>", the best kind first.

    What a second kind or the general one also asks is one question: the first keeps its place and takes the other's wordings.
    """
    return _merged(tuple(kinds))
