"""Lines of text as sparse vectors of stems and character n-grams, with an inverted index; numpy only.

Stems carry the meaning, character n-grams forgive typing errors and see through compounds (a line about "afvalcontainer"
touches "container"). Weights are tf-idf, vectors have length 1, so a product is a cosine.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from drafting.compounds import parts_of
from drafting.language import STOPWORDS, spoken_words, stem, word_set
from drafting.thesaurus import concepts_of, concepts_of_phrases

TERM_WEIGHT = 1.0
CONCEPT_WEIGHT = 1.6
GRAM_WEIGHT = 0.18
# What a part of a compound ("riool" of "rioolbedrag") weighs beside a word by itself.
PART_SHARE = 0.3
# Cells up to which a space is also kept as a table (4 bytes each).
SMALL_TABLE = 6_000_000


@lru_cache(maxsize=50_000)
def _word_features(word: str) -> tuple[tuple[str, float], ...]:
    stemmed = stem(word)
    concepts = concepts_of(stemmed)
    padded = f"<{word}>"
    return (
        ("=" + stemmed, TERM_WEIGHT),
        *(("~" + concept, CONCEPT_WEIGHT / math.sqrt(len(concepts))) for concept in concepts),
        *((padded[i : i + n], GRAM_WEIGHT) for n in (3, 4, 5) for i in range(len(padded) - n + 1)),
    )


@lru_cache(maxsize=50_000)
def _part_features(word: str) -> tuple[tuple[str, float], ...]:
    parts = [stem(part) for part in parts_of(word)]
    meant = [(concept, len(concepts_of(part))) for part in parts for concept in concepts_of(part)]
    return (
        *(("=" + part, PART_SHARE * TERM_WEIGHT) for part in parts),
        *(("~" + concept, PART_SHARE * CONCEPT_WEIGHT / math.sqrt(many)) for concept, many in meant),
    )


def literal_features(text: str) -> dict[str, float]:
    """Stems and character n-grams only, for "says nearly the same": a synonym is another saying."""
    found: dict[str, float] = {}
    for word in spoken_words(text):
        if word not in STOPWORDS:
            for name, weight in _word_features(word):
                if name[0] != "~":
                    found[name] = found.get(name, 0.0) + (weight if name[0] == "=" else 1.7 * weight)
    return found


_PARTICLES = word_set("mee aan af op door in uit terug over na toe bij om weg heen")
# So many words may stand between a verb and its particle ("neem dan ook uw oude paspoort mee").
FURTHEST_PARTICLE = 8


def parted_verbs(said: Sequence[str]) -> list[str]:
    """Dutch verbs that stand in two parts, as one word: "neem uw pas mee" gives "meeneem"; what is no verb does no harm."""
    return [
        word + verb
        for at, word in enumerate(said)
        if word in _PARTICLES
        for verb in said[max(0, at - FURTHEST_PARTICLE) : at]
        if len(verb) > 2 and verb not in STOPWORDS and concepts_of(stem(word + verb))
    ]


def features(text: str) -> dict[str, float]:
    """Stems ("=x"), concepts of the thesaurus ("~x") and character n-grams of a line, each with its weight before idf."""
    found: dict[str, float] = {}
    said = spoken_words(text)
    for word in said:
        if word not in STOPWORDS:
            for name, weight in (*_word_features(word), *_part_features(word)):
                found[name] = found.get(name, 0.0) + weight
    for word in parted_verbs(said):
        for concept in concepts_of(stem(word)):
            found.setdefault("~" + concept, CONCEPT_WEIGHT)
    for concept in concepts_of_phrases(" ".join(said)):
        found["~" + concept] = found.get("~" + concept, 0.0) + CONCEPT_WEIGHT
    return found


def sense_features(text: str) -> dict[str, float]:
    """Stems and concepts only: what carries meaning, without the spelling."""
    return {name: weight for name, weight in features(text).items() if name[0] in "=~"}


def damped(value: float) -> float:
    """A count of which the second and third time weigh less than the first."""
    return value if value < 1 else 1 + math.log(value)


@dataclass
class Space:
    """Documents in one vector space.

    `postings` gives per feature the documents (int32) and their weights (float32); `idf` the weight of a feature.
    """

    size: int
    read: Callable[[str], dict[str, float]] = features
    idf: dict[str, float] = field(default_factory=dict)
    postings: dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        texts: Sequence[str],
        background: Iterable[str] = (),
        read: Callable[[str], dict[str, float]] = features,
    ) -> Space:
        """A space over `texts`; `background` lines only help to know which features are common."""
        bags = [read(text) for text in texts]
        counts: Counter[str] = Counter()
        for bag in bags:
            counts.update(bag.keys())
        extra = 0
        for text in background:
            counts.update(read(text).keys())
            extra += 1
        many = len(bags) + extra
        idf = {name: math.log((many + 1) / (count + 0.5)) + 0.3 for name, count in counts.items()}
        space = cls(len(bags), read, idf)
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

    def _unit(self, bag: dict[str, float]) -> list[tuple[str, float]]:
        weighted = [(name, damped(value) * self.idf[name]) for name, value in bag.items() if name in self.idf]
        # what the space does not know still counts in the length: a line of unknown words is near nothing
        unknown = sum((3.0 * value) ** 2 for name, value in bag.items() if name[0] in "=~" and name not in self.idf)
        length = math.sqrt(sum(weight * weight for _, weight in weighted) + unknown) or 1.0
        return [(name, weight / length) for name, weight in weighted]

    def unit(self, text: str) -> list[tuple[str, float]]:
        """The known features of a text with weights that make it length 1."""
        return self._unit(self.read(text))

    def cosines(self, text: str) -> NDArray[np.float32]:
        """Likeness (0..1) of a line to every document, length = number of documents."""
        unit = [(name, weight) for name, weight in self.unit(text) if name in self.postings]
        if not unit:
            return np.zeros(self.size, np.float32)
        if self._is_small():
            at = np.asarray([self._row[name] for name, _ in unit], np.int32)
            near: NDArray[np.float32] = np.asarray([weight for _, weight in unit], np.float32) @ self._table[at]
            return near
        scores = np.zeros(self.size, np.float32)
        for name, weight in unit:
            at, weights = self.postings[name]
            scores[at] += np.float32(weight) * weights
        return scores

    def _is_small(self) -> bool:
        return self.size * len(self.postings) <= SMALL_TABLE

    @cached_property
    def _row(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.postings)}

    @cached_property
    def _table(self) -> NDArray[np.float32]:
        """The documents as columns; for a small space one product is faster than walking the postings."""
        table = np.zeros((len(self.postings), self.size), np.float32)
        for name, (at, weights) in self.postings.items():
            table[self._row[name], at] = weights
        return table

    def rows(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Likeness of every text to every document, shape (texts, documents)."""
        return np.stack([self.cosines(text) for text in texts]) if texts else np.zeros((0, self.size), np.float32)
