"""The search of agents: an index over what may be seen today, made again only when that changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from threading import Lock

from drafting import bank
from drafting.search import Entry, Hit, Index
from registry.faq import EntryView


class AnswerIndex:
    """Keeps one index per process, for the set of visible entries it was made of."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] | None = None
        self._index = Index(())
        self._lock = Lock()

    def search(
        self,
        query: str,
        visible: tuple[EntryView, ...],
        today: frozenset[int],
        limit: int = 10,
        *,
        learned: Callable[[], Mapping[int, Sequence[str]]] | None = None,
        lessons: int = 0,
    ) -> list[EntryView]:
        """Return the entries that answer a question in a caller's words, best first; those of `today`'s mailings win a tie.

        `learned` gives per entry the words after which agents opened it; it is asked again when `lessons` has changed.
        """
        key = (lessons, tuple((entry.id, entry.version, entry.mailing_id in today) for entry in visible))
        with self._lock:
            if key != self._key:
                said = {str(number): words for number, words in learned().items()} if learned else {}
                self._index, self._key = Index([_entry(entry, today) for entry in visible], said), key
            index = self._index
        return [visible[hit.index] for hit in _good(index.search(query, limit))]


def _good(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Leave out what only shares a word with the question: below a fifth of the best."""
    return tuple(hit for hit in hits if hit.score >= hits[0].score / 5)


def _entry(entry: EntryView, today: frozenset[int]) -> Entry:
    wordings = _wordings().get(entry.key or "", ())
    return Entry(str(entry.id), entry.question, wordings, entry.answer, preferred=entry.mailing_id in today)


@cache
def _wordings() -> dict[str, tuple[str, ...]]:
    known = bank.load()
    return {question.id: question.wordings for kind in (*known.kinds, known.general) for question in kind.questions}
