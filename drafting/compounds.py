"""Dutch compounds taken apart: "rioolbedrag" is about the riool and about a bedrag, though no list knows the whole word."""

from __future__ import annotations

from functools import lru_cache

from drafting.language import STOPWORDS, stem
from drafting.thesaurus import concepts_of, single_words

# Shorter words are no compounds; a shorter part is more often a syllable than a word.
SHORTEST, SHORTEST_PART = 7, 3
# What may stand between two parts: "belasting-s-kantoor", "straat-en-plan".
_LINKS = ("", "s", "en", "n", "e")


@lru_cache(maxsize=50_000)
def parts_of(word: str) -> tuple[str, ...]:
    """The known words a compound is made of, two or three; none for a word that is known itself or cannot be taken apart.

    Of several ways the one with the longest shortest part counts.
    """
    if len(word) < SHORTEST or word in STOPWORDS or concepts_of(stem(word)):
        return ()
    return _taken_apart(word, 3)


def _taken_apart(word: str, most: int) -> tuple[str, ...]:
    best: tuple[str, ...] = ()
    for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        head, tail = word[:at], word[at:]
        rest = _rest_of(tail, most)
        first = _first_part(head)
        if rest and first:
            found = (first, *rest)
            if not best or _quality(found) > _quality(best):
                best = found
    return best


def _rest_of(tail: str, most: int) -> tuple[str, ...]:
    if _is_known(tail):
        return (tail,)
    return _taken_apart(tail, most - 1) if most > 2 and len(tail) >= SHORTEST else ()


def _quality(found: tuple[str, ...]) -> tuple[int, int]:
    return min(map(len, found)), -len(found)


def _first_part(head: str) -> str:
    for link in _LINKS:
        part = head.removesuffix(link) if link else head
        if len(part) >= SHORTEST_PART and head == part + link and _is_known(part):
            return part
    return ""


def _is_known(part: str) -> bool:
    return part in single_words() or (
        len(part) > SHORTEST_PART and part not in STOPWORDS and bool(concepts_of(stem(part)))
    )
