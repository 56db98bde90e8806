"""The search of agents: an index over what may be seen today, made again only when that changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock

from drafting import bank
from drafting.fitting import Background
from drafting.search import TOP, Entry, Index, good, is_sure
from registry.faq import EntryView


@dataclass(frozen=True)
class Found:
    """What a search came to, best first; `is_sure` is false where the best may well answer something else."""

    entries: tuple[EntryView, ...]
    is_sure: bool = True


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
    ) -> Found:
        """Return the entries that answer a question in a caller's words, best first; those of `today`'s mailings win a tie.

        Nothing where the question is about something else: the best of what there is need not fit.

        `learned` gives per entry the words after which agents opened it; it is asked again when `lessons` has changed.
        """
        key = (lessons, tuple((entry.id, entry.version, entry.mailing_id in today) for entry in visible))
        with self._lock:
            if key != self._key:
                said = {str(number): words for number, words in learned().items()} if learned else {}
                entries = [_entry(entry, today) for entry in visible]
                self._index, self._key = Index(entries, said, background=_background()), key
            index = self._index
        hits = index.search(query, max(limit, TOP))
        return Found(tuple(visible[hit.index] for hit in good(hits)[:limit]), is_sure(hits))


def _entry(entry: EntryView, today: frozenset[int]) -> Entry:
    wordings = _wordings().get(entry.key or "", ())
    return Entry(str(entry.id), entry.question, wordings, entry.answer, preferred=entry.mailing_id in today)


@cache
def _wordings() -> dict[str, tuple[str, ...]]:
    known = bank.load()
    return {question.id: question.wordings for kind in (*known.kinds, known.general) for question in kind.questions}


@cache
def _background() -> Background:
    """What residents ask about all letters; made once per process, at the first search."""
    known = bank.load()
    return Background(
        " ".join(question.all_wordings) for kind in (*known.kinds, known.general) for question in kind.questions
    )
