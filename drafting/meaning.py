"""What words have in common, learned from the bank: words that occur in wordings of the same question mean related things.

Latent semantic analysis (Deerwester and others, 1990) over all questions of the bank, each with its wordings and evidence
as one document. It sees that "weggegooid" and "kwijt" go together where no letter of the two words agrees. numpy only. With
2,500 questions it takes some five seconds of processor, so what was learned can be written to a file and taken over.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

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

    def __init__(self, speller: Speller, idf: Mapping[str, float], axes: NDArray[np.float32]) -> None:
        """Takes what was learned.

        Args:
            speller: words that are spelled well, to mend typing errors against.
            idf: the features in the order of the rows of `axes`, with their weights.
            axes: the features in the space; shape (features, dimensions).
        """
        self.speller, self.idf, self.axes = speller, dict(idf), axes
        self._place = {name: at for at, name in enumerate(self.idf)}

    @classmethod
    def learned(cls, documents: list[str], dimensions: int = DIMENSIONS, said: Iterable[str] | None = None) -> Meaning:
        """Learn from documents.

        Args:
            documents: one text per question.
            dimensions: at most so many.
            said: texts whose words are spelled well; the documents when None.
        """
        bags = [features(document) for document in documents]
        spread = Counter(name for bag in bags for name in bag)
        # a feature of a few documents relates little to anything
        known = sorted(name for name, count in spread.items() if count >= LEAST_SPREAD)
        idf = {name: math.log((len(documents) + 1) / (spread[name] + 0.5)) + 0.3 for name in known}
        empty = cls(vocabulary(documents if said is None else said), idf, np.zeros((len(idf), 0), np.float32))
        table = _Table([empty._weighted(bag) for bag in bags], len(idf))
        values, vectors = _strongest(table.likeness(), dimensions)
        return cls(empty.speller, idf, table.turned((vectors / np.sqrt(values)).astype(np.float32)))

    def _weighted(self, bag: dict[str, float]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        known = [
            (self._place[name], damped(value) * self.idf[name]) for name, value in bag.items() if name in self._place
        ]
        at = np.asarray([place for place, _ in known], np.int32)
        weights = np.asarray([weight for _, weight in known], np.float32)
        return at, weights / max(float(np.linalg.norm(weights)), 1e-9)

    def mended(self, text: str) -> str:
        """The words of a text, those that nobody knows mended to a word of the bank."""
        return " ".join(self.speller.mended(word) for word in words(text))

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 per text (zeros for a text without a known word), shape (texts, dimensions)."""
        placed = np.zeros((len(texts), self.axes.shape[1]), np.float32)
        for row, text in zip(placed, texts, strict=True):
            at, weights = self._weighted(features(text))
            if len(at):
                row[:] = weights @ self.axes[at]
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


_AT_HAND: dict[Bank, Meaning] = {}
MOST_AT_HAND = 2


def of_bank(bank: Bank) -> Meaning:
    """The meaning learned from a bank; kept in this process, because learning takes some seconds."""
    found = _AT_HAND.get(bank)
    if found is None:
        questions = [question for kind in (*bank.kinds, bank.general) for question in kind.questions]
        found = _at_hand(bank, Meaning.learned([document_of(each) for each in questions], said=_said(bank)))
    return found


def _at_hand(bank: Bank, meaning: Meaning) -> Meaning:
    while len(_AT_HAND) >= MOST_AT_HAND:
        _AT_HAND.pop(next(iter(_AT_HAND)))
    _AT_HAND[bank] = meaning
    return meaning


def to_bytes(meaning: Meaning) -> bytes:
    """What was learned, as one file for `take_over`: a NumPy archive without objects."""
    file = io.BytesIO()
    names, weights = list(meaning.idf), list(meaning.idf.values())
    np.savez(file, names=np.asarray(names), weights=np.asarray(weights, np.float64), axes=meaning.axes)
    return file.getvalue()


def take_over(bank: Bank, content: bytes) -> Meaning:
    """Let `of_bank` give what another process learned from the same bank.

    Raises:
        ValueError: these bytes are no such file.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            names, weights, axes = kept["names"].tolist(), kept["weights"].tolist(), kept["axes"]
    except (OSError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError("no learned space") from error
    if axes.dtype != np.float32 or axes.ndim != 2 or not len(names) == len(weights) == len(axes):
        raise ValueError("no learned space")
    return _at_hand(bank, Meaning(vocabulary(_said(bank)), dict(zip(names, weights, strict=True)), axes))


def is_at_hand(bank: Bank) -> bool:
    """Whether this process knows the meaning of a bank already."""
    return bank in _AT_HAND


def _said(bank: Bank) -> list[str]:
    return [said for kind in (*bank.kinds, bank.general) for each in kind.questions for said in each.all_wordings]
