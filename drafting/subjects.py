"""What a letter speaks about: a question about the new container is not one about a letter that brings a new pass.

Letters of one kind bring different things. Words alone do not part them (the new pass opens a container too), but what a letter
calls new or old and names again and again is what it is about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from drafting.language import STOPWORDS, fold, stem, word_set, words
from drafting.thesaurus import concepts_of

# A thing that the letter names at least so many times less often than the new thing is not what it is about.
TIMES_LESS = 2

_RENEWED = re.compile(r"\b(?:nieuwe?|oude?)\s+([a-z][a-z-]{2,})")
# "Een nieuwe aanvragen", "een nieuw jaar", "het nieuwe document": no thing is named, or any.
_NO_THING = word_set("krijgen aanvragen kopen halen manier jaar exemplaar versie")
_OPEN_ENDS = ("ing", "ingen", "document", "documenten")
# The last part of a compound is the thing itself from this length on ("pas" of "afvalpas").
_LEAST_PART = 3
_SUBJECT_LINE = re.compile(r"(?im)^\s*(?:onderwerp|betreft)\s*:([^\n]*)")


@dataclass(frozen=True)
class Subjects:
    """The things a letter calls new or old, how often it names each of its words, and those of its subject line, as stems."""

    renewed: frozenset[str] = frozenset()
    named: Mapping[str, int] = field(default_factory=dict)
    title: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> Subjects:
        """Reads them from the text of a letter."""
        line = _SUBJECT_LINE.search(text)
        title = frozenset(stem(word) for word in words(line.group(1))) if line else frozenset()
        return cls(_renewed_in(text), Counter(stem(word) for word in words(text)), title)

    def other_than(self, question: str) -> bool:
        """Whether a question is about a new or old thing while the letter is about another one."""
        asked = _renewed_in(question) if self.renewed else frozenset()
        if not asked or any(_same_thing(thing, other) for thing in asked for other in self.renewed | self.title):
            return False
        own = max(self._times(thing) for thing in asked)
        return max(self._times(thing) for thing in self.renewed) >= TIMES_LESS * max(1, own)

    def _times(self, thing: str) -> int:
        return sum(count for word, count in self.named.items() if _same_thing(thing, word))


def _renewed_in(text: str) -> frozenset[str]:
    found = (match.group(1) for match in _RENEWED.finditer(fold(text)))
    # a word in -ing is mostly something that is done ("de nieuwe inzameling"), and may begin with the thing that is brought; a
    # document may be any paper
    return frozenset(
        stem(word) for word in found if word not in STOPWORDS | _NO_THING and not word.endswith(_OPEN_ENDS)
    )


def _same_thing(one: str, other: str) -> bool:
    if one == other or set(concepts_of(one)) & set(concepts_of(other)):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= _LEAST_PART and long.endswith(short)
