"""Search in callers' words: typing errors, spoken style, several wordings per entry; numpy only, for the web process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from drafting.fitting import Background
from drafting.frames import Frames, plain
from drafting.language import words
from drafting.meaning import Meaning
from drafting.spelling import Speller
from drafting.vectors import Space

# Likeness to the nearest wording, to all that is said of the entry, to what that means, and to the answer's own words.
WORDING_WEIGHT, SAYINGS_WEIGHT, MEANING_WEIGHT, ANSWER_WEIGHT = 0.75, 1.65, 1.1, 0.2
# An entry of the mailing of the day wins from an equal one.
PREFERENCE = 1.15
# Measured on held-out wordings of the bank, each kind searched by itself (tests/unit/drafting/test_what_fits.py): below these a search
# finds nothing, at the cost of under 1 in 100 right answers; below SURE_FIT nothing is shown opened.
LEAST_SCORE, LEAST_FIT, SURE_FIT = 0.15, 0.15, 0.33
TOP = 3


@dataclass(frozen=True)
class Entry:
    """What is searched: `key` names it to the caller; `wordings` are the callers' own words, learned ones included."""

    key: str
    question: str
    wordings: tuple[str, ...] = ()
    answer: str = ""
    preferred: bool = False


@dataclass(frozen=True)
class Hit:
    """One result.

    `score` 0 to about 2; `index` the place of the entry in the list the index was made of; `fit` 0..1, how well it fits
    beside all that residents ask, always 1 without a background.
    """

    key: str
    index: int
    score: float
    fit: float = 1.0


class Index:
    """An index over approved entries. Build once per version of the sheet, search often."""

    def __init__(
        self,
        entries: Iterable[Entry],
        learned: Mapping[str, Sequence[str]] | None = None,
        meaning: Meaning | None = None,
        frames: Frames | None = None,
        background: Background | None = None,
    ) -> None:
        """Prepares the entries.

        Args:
            entries: what may be found.
            learned: per key the callers' words after which agents opened that entry.
            meaning: what the bank teaches about words; finds more where the words differ.
            frames: openings and closings learned from a log, left out of a query.
            background: what else residents ask; tells whether the best entry fits at all.
        """
        self.entries = tuple(entries)
        texts: list[str] = []
        owners: list[int] = []
        sayings: list[str] = []
        for number, entry in enumerate(self.entries):
            own = dict.fromkeys((entry.question, *entry.wordings, *(learned or {}).get(entry.key, ())))
            texts += own
            sayings.append(" ".join(own))
            owners += [number] * len(own)
        self._owners: NDArray[np.int32] = np.asarray(owners, np.int32)
        self._space = Space.of(texts)
        self._sayings = Space.of(sayings)
        self._answers = Space.of([entry.answer for entry in self.entries])
        self._speller = Speller.of(text for text in (*texts, *(entry.answer for entry in self.entries)))
        self._common = meaning.speller if meaning else background.speller if background else None
        self._meaning = meaning
        self._places = meaning.vectors(sayings) if meaning and sayings else None
        self._frames = frames or Frames()
        self._background = background
        self._directions = (
            [
                (background.direction(said), background.direction(entry.answer))
                for said, entry in zip(sayings, self.entries, strict=True)
            ]
            if background
            else []
        )
        self._preferred = np.asarray([PREFERENCE if entry.preferred else 1.0 for entry in self.entries], np.float32)

    def search(self, query: str, k: int = 10) -> tuple[Hit, ...]:
        """The best `k` entries, best first; the query is cut at 60 words. Nothing alike gives an empty tuple."""
        if not self.entries:
            return ()
        typed = self._frames.strip(plain(query[:500]))
        said = " ".join(self._mended(word) for word in words(typed)[:60])
        scores = self._scores(said) * self._preferred
        best = np.argsort(-scores, kind="stable")[:k]
        return tuple(
            Hit(self.entries[int(i)].key, int(i), round(float(scores[i]), 4), self._fit(typed, said, int(i)))
            for i in best
            if scores[i] > 0.0
        )

    def _mended(self, word: str) -> str:
        """A word of the entries or of the bank as it is; else the word that was meant, one of the entries first."""
        if self._common is None or self._speller.knows(word):
            return self._speller.mended(word)
        if self._common.knows(word):
            return word
        mended = self._speller.mended(word)
        return mended if mended != word else self._common.mended(word)

    def _fit(self, typed: str, said: str, number: int) -> float:
        if self._background is None:
            return 1.0
        return round(self._background.fit(typed, said, *self._directions[number]), 4)

    def _scores(self, said: str) -> NDArray[np.float32]:
        scores = np.zeros(len(self.entries), np.float32)
        np.maximum.at(scores, self._owners, np.float32(WORDING_WEIGHT) * self._space.cosines(said))
        scores += np.float32(SAYINGS_WEIGHT) * self._sayings.cosines(said)
        scores += np.float32(ANSWER_WEIGHT) * self._answers.cosines(said)
        if self._meaning is not None and self._places is not None:
            meant = np.clip(self._places @ self._meaning.vectors([said])[0], 0, 1)
            scores += np.float32(MEANING_WEIGHT) * meant
        return scores


def good(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Return nothing where nothing fits; else leave out what only shares a word with the question: below a fifth of the best."""
    if not hits or hits[0].score < LEAST_SCORE or _best_fit(hits) < LEAST_FIT:
        return ()
    return tuple(hit for hit in hits if hit.score >= hits[0].score / 5)


def is_sure(hits: tuple[Hit, ...]) -> bool:
    """Tell whether the best hits fit well enough to show one opened."""
    return _best_fit(hits) >= SURE_FIT


def _best_fit(hits: tuple[Hit, ...]) -> float:
    return max((hit.fit for hit in hits[:TOP]), default=0.0)
