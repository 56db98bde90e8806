"""What words have in common, learned from the bank: words that occur in wordings of the same question mean related things.

Latent semantic analysis (Deerwester and others, 1990) over all questions of the bank, each with its wordings and evidence
as one document. It sees that "weggegooid" and "kwijt" go together where no letter of the two words agrees. numpy only; for
a bank of forty kinds it takes less than a second, once.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from drafting.bank import Bank, Question
from drafting.language import STOPWORDS, words
from drafting.spelling import Speller
from drafting.thesaurus import single_words
from drafting.vectors import damped, features

DIMENSIONS = 120
LEAST_SPREAD = 5
# Columns beside those wanted, and how often the subspace is turned towards the strongest: enough for an error under one percent.
SPARE = 30
ROUNDS = 7
# Columns of the table of documents and features that are filled at once.
BLOCK = 2000


class Meaning:
    """Texts as unit vectors in the space that a bank's questions span, and the words that the bank knows."""

    def __init__(self, documents: list[str], dimensions: int = DIMENSIONS, said: Iterable[str] | None = None) -> None:
        """Learns from documents.

        Args:
            documents: one text per question.
            dimensions: at most so many.
            said: texts whose words are spelled well, to mend typing errors against; the documents when None.
        """
        self.speller = vocabulary(documents if said is None else said)
        bags = [features(document) for document in documents]
        spread = Counter(name for bag in bags for name in bag)
        # a feature of a few documents relates little to anything
        self._place = {
            name: at for at, name in enumerate(sorted(n for n, count in spread.items() if count >= LEAST_SPREAD))
        }
        many = len(documents)
        self._idf = {name: math.log((many + 1) / (spread[name] + 0.5)) + 0.3 for name in self._place}
        table = _Table([self._weighted(bag) for bag in bags], len(self._place))
        values, vectors = _strongest(table.likeness(), dimensions)
        self._axes = table.turned((vectors / np.sqrt(values)).astype(np.float32))

    def _weighted(self, bag: dict[str, float]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        known = [
            (self._place[name], damped(value) * self._idf[name]) for name, value in bag.items() if name in self._place
        ]
        at = np.asarray([place for place, _ in known], np.int32)
        weights = np.asarray([weight for _, weight in known], np.float32)
        return at, weights / max(float(np.linalg.norm(weights)), 1e-9)

    def mended(self, text: str) -> str:
        """The words of a text, those that nobody knows mended to a word of the bank."""
        return " ".join(self.speller.mended(word) for word in words(text))

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 per text (zeros for a text without a known word), shape (texts, dimensions)."""
        placed = np.zeros((len(texts), self._axes.shape[1]), np.float32)
        for row, text in zip(placed, texts, strict=True):
            at, weights = self._weighted(features(text))
            if len(at):
                row[:] = weights @ self._axes[at]
        unit: NDArray[np.float32] = placed / np.maximum(np.linalg.norm(placed, axis=1, keepdims=True), 1e-9)
        return unit


def vocabulary(texts: Iterable[str]) -> Speller:
    """The words of some texts and of the own lists, to mend typing errors against."""
    return Speller.of((*texts, *single_words(), *STOPWORDS))


class _Table:
    """Documents by features, mostly empty: filled a block of columns at a time, for as a whole it would take hundreds of megabytes."""

    def __init__(self, rows: Sequence[tuple[NDArray[np.int32], NDArray[np.float32]]], columns: int) -> None:
        self._shape = (len(rows), columns)
        at = np.concatenate([places for places, _ in rows]) if rows else np.zeros(0, np.int32)
        order = np.argsort(at, kind="stable")
        self._at = at[order]
        self._row = np.repeat(np.arange(len(rows)), [len(places) for places, _ in rows])[order]
        self._weight = np.concatenate([weights for _, weights in rows])[order] if rows else np.zeros(0, np.float32)

    def _blocks(self) -> Iterator[NDArray[np.float32]]:
        many, columns = self._shape
        for start in range(0, columns, BLOCK):
            first, last = np.searchsorted(self._at, (start, start + BLOCK))
            block = np.zeros((many, min(BLOCK, columns - start)), np.float32)
            block[self._row[first:last], self._at[first:last] - start] = self._weight[first:last]
            yield block

    def likeness(self) -> NDArray[np.float32]:
        """The products of all documents with each other."""
        many, _ = self._shape
        total = np.zeros((many, many), np.float32)
        for block in self._blocks():
            total += block @ block.T
        return total

    def turned(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """The features in the space that `vectors` (documents, dimensions) span; shape (features, dimensions)."""
        parts = [block.T @ vectors for block in self._blocks()]
        return np.concatenate(parts) if parts else np.zeros((0, vectors.shape[1]), np.float32)


def _strongest(likeness: NDArray[np.float32], dimensions: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The largest eigenvalues of a symmetric matrix, largest first, and their vectors as columns.

    Subspace iteration (Halko, Martinsson and Tropp, 2011) that starts from columns of the matrix itself, so that it is the same
    every time: a tenth of the work of all eigenvalues, of which nine in ten would be thrown away.
    """
    many = len(likeness)
    width = min(many, dimensions + SPARE)
    basis = likeness[:, np.arange(width) * many // max(1, width)]
    for _ in range(ROUNDS):
        basis, _ = np.linalg.qr(likeness @ basis)
    values, turned = np.linalg.eigh((basis.T @ likeness @ basis).astype(np.float64))
    kept = [int(i) for i in np.argsort(-values)[:dimensions] if values[i] > 1e-6]
    vectors: NDArray[np.float64] = basis @ turned[:, kept]
    return values[kept], vectors


def document_of(question: Question) -> str:
    """A question with all that is known of it, as one text."""
    return " ".join((*question.all_wordings, *(word for group in question.evidence for word in group)))


@lru_cache(maxsize=2)
def of_bank(bank: Bank) -> Meaning:
    """The meaning learned from a bank; kept, because learning takes most of a second."""
    questions = [question for kind in (*bank.kinds, bank.general) for question in kind.questions]
    said = [wording for question in questions for wording in question.all_wordings]
    return Meaning([document_of(question) for question in questions], said=said)
