"""Typing errors mended against a known vocabulary: one letter too many, too few, wrong, or two swapped; or spelled as it sounds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from drafting.language import words

# Shorter words have too many neighbours: "pas", "pad", "was".
SHORTEST = 5
# Letters that sound the same in Dutch, in this order: "taksatie" is "taxatie", "fergunning" is "vergunning".
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"x", "ks"), (r"sch(?=e?n?$)", "s"), (r"ch", "g"), (r"c(?=[eiy])", "s"), (r"[cq]", "k"), (r"ph", "f"), (r"th", "t"),
        (r"ei|ij|y", "y"), (r"auw|ouw|au|ou", "au"), (r"z", "s"), (r"v", "f"), (r"dt?$", "t"), (r"(.)\1+", r"\1"), (r"h(?![aeiouy])", ""),
    )
)  # fmt: skip


def _shortened(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


@dataclass(frozen=True)
class Speller:
    """Knows words with their counts; `mended` gives the known word one slip away, or the word itself."""

    counts: Counter[str]
    by_shortened: dict[str, tuple[str, ...]]
    by_sound: dict[str, str]

    @classmethod
    def of(cls, texts: Iterable[str], least: int = 1) -> Speller:
        """Learns from texts; words seen fewer than `least` times are not trusted as a correction."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(words(text))
        gathered: dict[str, list[str]] = {}
        by_sound: dict[str, str] = {}
        for word, count in counts.most_common():
            if len(word) >= SHORTEST - 1 and count >= least and not word.isdigit():
                by_sound.setdefault(sound_of(word), word)
                for short in _shortened(word):
                    gathered.setdefault(short, []).append(word)
        return cls(counts, {short: tuple(known) for short, known in gathered.items()}, by_sound)

    def knows(self, word: str) -> bool:
        """Whether the word was seen, or is too short or a number, so that nothing can be said of it."""
        return word in self.counts or len(word) < SHORTEST or word.isdigit()

    def mended(self, word: str, rarer_than: int = 1) -> str:
        """The commonest known word one slip away, or else one that sounds the same, when `word` is seen fewer than `rarer_than` times."""
        if self.counts[word] >= rarer_than or len(word) < SHORTEST or word.isdigit():
            return word
        near = {known for short in _shortened(word) for known in self.by_shortened.get(short, ())}
        near = {known for known in near if _one_slip(word, known) and self.counts[known] > 2 * self.counts[word]}
        if near:
            return max(near, key=lambda known: (self.counts[known], known))
        alike = self.by_sound.get(sound_of(word), word)
        return alike if self.counts[alike] > 2 * self.counts[word] else word


def sound_of(word: str) -> str:
    """How a word sounds, roughly: letters that sound the same are one."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _one_slip(word: str, other: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours turns one into the other."""
    if word == other:
        return False
    if len(word) == len(other):
        different = [i for i, (a, b) in enumerate(zip(word, other, strict=True)) if a != b]
        if len(different) == 1:
            return True
        return (
            len(different) == 2
            and different[1] == different[0] + 1
            and word[different[0]] == other[different[1]]
            and word[different[1]] == other[different[0]]
        )
    longer, shorter = (word, other) if len(word) > len(other) else (other, word)
    return len(longer) - len(shorter) == 1 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
