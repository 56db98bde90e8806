"""Does a question belong to an entry at all? Its likeness to the entry beside its likeness to every question of the bank.

A search of a few entries always has a best one. Whether that one fits cannot be told from those entries: "paspoort verlopen" is
near a line about a house that is sold when nothing else is there. The bank knows what else residents ask: where a question is
far more alike to some other question of the bank, the entry does not answer it. Words that nobody knows count against a fit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from drafting.language import words
from drafting.meaning import vocabulary
from drafting.vectors import Space, damped, sense_features

# A word the bank does not know weighs as a rare one, as in drafting.vectors.
UNKNOWN_WEIGHT = 3.0
# Below this likeness to anything in the bank a question says too little to compare with.
LEAST_LIKENESS = 0.15
# What an answer says in passing counts for half.
ANSWER_SHARE = 0.5

Direction = dict[str, float]


class Background:
    """What residents ask about all letters: one text per question of the bank, its wordings together."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Reads the texts once; about a second for the whole bank."""
        kept = tuple(texts)
        self._space = Space.of(kept, read=sense_features)
        self.speller = vocabulary(kept)

    def direction(self, text: str) -> Direction:
        """The stems and concepts of a text with weights that make it length 1; a bare number says nothing."""
        said = " ".join(word for word in words(text) if not word.isdigit())
        weighted = {
            name: damped(value) * self._space.idf.get(name, UNKNOWN_WEIGHT)
            for name, value in sense_features(said).items()
        }
        length = math.sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
        return {name: weight / length for name, weight in weighted.items()}

    def fit(self, said: str, mended: str, sayings: Direction, answer: Direction) -> float:
        """How well a question fits an entry: 1 where nothing in the bank is more alike, 0 where they share no word.

        1 as well where the bank knows none of the words: then only the spelling can tell, which the score does.

        Args:
            said: the question as it was typed.
            mended: the same with typing errors mended to words of the entries.
            sayings, answer: the directions of what callers say of the entry and of its answer.
        """
        asked = self.direction(mended)
        own = max(_product(asked, sayings), ANSWER_SHARE * _product(asked, answer))
        nearest = float(self._space.cosines(said).max(initial=0.0))
        if own == nearest == 0.0:
            return 1.0
        return min(1.0, own / max(nearest, LEAST_LIKENESS))


def _product(one: Direction, other: Direction) -> float:
    return sum(weight * other[name] for name, weight in one.items() if name in other)
