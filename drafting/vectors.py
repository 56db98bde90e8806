"""Lines of text as sparse vectors of stems and character n-grams, with an inverted index; numpy only.

Stems carry the meaning, character n-grams forgive typing errors and see through compounds (a line about "afvalcontainer"
touches "container"). Weights are tf-idf, vectors have length 1, so a product is a cosine.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from drafting.language import STOPWORDS, spoken, term_of, words

TERM_WEIGHT = 1.0
GRAM_WEIGHT = 0.34


@lru_cache(maxsize=50_000)
def _grams(word: str) -> tuple[str, ...]:
    padded = f"<{word}>"
    return tuple(padded[i : i + n] for n in (3, 4, 5) for i in range(len(padded) - n + 1))


def features(text: str) -> Counter[str]:
    """Stems and concepts ("=x") and character n-grams of the words of a line, each with its weight before idf."""
    found: Counter[str] = Counter()
    for word in words(spoken(text)):
        if word in STOPWORDS:
            continue
        found["=" + term_of(word)] += TERM_WEIGHT  # type: ignore[assignment]  # Counter of weights
        for gram in _grams(word):
            found[gram] += GRAM_WEIGHT  # type: ignore[assignment]
    return found


@dataclass
class Space:
    """Documents in one vector space.

    `postings` gives per feature the documents (int32) and their weights (float32); `idf` the weight of a feature.
    """

    size: int
    idf: dict[str, float] = field(default_factory=dict)
    postings: dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Sequence[str], background: Iterable[str] = ()) -> Space:
        """A space over `texts`; `background` lines only help to know which features are common."""
        bags = [features(text) for text in texts]
        counts: Counter[str] = Counter()
        for bag in bags:
            counts.update(bag.keys())
        extra = 0
        for text in background:
            counts.update(features(text).keys())
            extra += 1
        many = len(bags) + extra
        idf = {name: math.log((many + 1) / (count + 0.5)) + 0.3 for name, count in counts.items()}
        space = cls(len(bags), idf)
        gathered: dict[str, tuple[list[int], list[float]]] = {}
        for number, bag in enumerate(bags):
            for name, weight in space._unit(bag):
                at, value = gathered.setdefault(name, ([], []))
                at.append(number)
                value.append(weight)
        space.postings = {
            name: (np.asarray(at, np.int32), np.asarray(value, np.float32)) for name, (at, value) in gathered.items()
        }
        return space

    def _unit(self, bag: Counter[str]) -> list[tuple[str, float]]:
        weighted = [
            (name, (1 + math.log1p(value)) * value * self.idf[name]) for name, value in bag.items() if name in self.idf
        ]
        # what the space does not know still counts in the length: a line of unknown words is near nothing
        unknown = sum((value * 3.0) ** 2 for name, value in bag.items() if name not in self.idf and name[0] == "=")
        length = math.sqrt(sum(weight * weight for _, weight in weighted) + unknown) or 1.0
        return [(name, weight / length) for name, weight in weighted]

    def cosines(self, text: str) -> NDArray[np.float32]:
        """Likeness (0..1) of a line to every document, length = number of documents."""
        scores = np.zeros(self.size, np.float32)
        for name, weight in self._unit(features(text)):
            found = self.postings.get(name)
            if found is not None:
                scores[found[0]] += np.float32(weight) * found[1]
        return scores
