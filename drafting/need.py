"""Which questions belong on the sheet and in what order: the kinds the letter may be, the letter itself, the last log."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from drafting.bank import GENERAL, Kind, Question
from drafting.gaps import Coverage, Reader
from drafting.groups import Group, Grouping
from drafting.matching import questions_of
from drafting.vectors import Space

# A new question more like a known one than this is that question in other words.
SAME_QUESTION = 0.6
# What a question of weight 3 and a log in which everyone asks the same bring, before they are added.
BANK_SHARE, LOG_SHARE, LETTER_SHARE = 0.55, 2.0, 0.05
# What the bank's share keeps for a question about another new thing than the letter's; what callers did ask counts in full.
BESIDE_SHARE = 0.4
# Below this a line is not worth reading. The first lines of a sheet need no more; those after them do, and more with a log, for what
# callers ask raises need and what nobody asked does not. So a sheet may hold fewer than 25 lines.
LEAST_NEED = 0.12
FIRST_LINES = 18
LEAST_NEED_AFTER, LEAST_NEED_AFTER_WITH_LOG = 0.2, 0.4
# A line gives way to one above it that asks nearly the same: likeness in meaning beyond ALIKE costs this share of it in need.
ALIKE, DOUBLE_LOSS = 0.4, 0.3


@dataclass(frozen=True)
class Candidate:
    """A question that may go on the sheet; `question_id` None for one that only the log knows."""

    question: Question
    question_id: str | None
    need: float
    coverage: Coverage
    group: Group | None = None


def candidates(kinds: Sequence[Kind], grouping: Grouping | None, reader: Reader) -> list[Candidate]:
    """All questions in order of need, most needed first, without doubles; what is nearly one gives way (`_beside_each_other`)."""
    groups = {group.question_id: group for group in grouping.groups if group.question_id} if grouping else {}
    total = max(1, grouping.lines) if grouping else 1
    fits = fits_of(kinds, grouping)
    found: list[Candidate] = []
    for question_id, question in questions_of(kinds):
        coverage = reader.coverage(question_id, question)
        group = groups.get(question_id)
        share = BANK_SHARE * (BESIDE_SHARE if reader.is_beside(question) else 1.0)
        need = share * fits[question_id.split(".")[0]] * question.weight / 3 + LETTER_SHARE * coverage.score
        need += LOG_SHARE * math.sqrt(group.count / total) if group else 0.0
        found.append(Candidate(question, question_id, need, coverage, group))
    if grouping:
        known = Space.of([candidate.question.question for candidate in found])
        found += [new for new in _new_ones(grouping, reader, total) if _is_new(new, known)]
    ranked = _beside_each_other([candidate for candidate in found if candidate.need >= LEAST_NEED], reader)
    after = LEAST_NEED_AFTER_WITH_LOG if grouping else LEAST_NEED_AFTER
    return [candidate for place, candidate in enumerate(ranked) if place < FIRST_LINES or candidate.need >= after]


def _beside_each_other(found: Sequence[Candidate], reader: Reader) -> list[Candidate]:
    """In order of need, each with less of it the more it asks what a line above it asks; what is asked twice serves nobody."""
    alike = reader.alike([candidate.question for candidate in found])
    needs = np.asarray([candidate.need for candidate in found])
    loss = np.zeros(len(found))
    left = np.ones(len(found), bool)
    ranked: list[Candidate] = []
    for _ in found:
        place = int(np.where(left, needs - loss, -np.inf).argmax())
        left[place] = False
        ranked.append(replace(found[place], need=float(needs[place] - loss[place])))
        loss = np.maximum(loss, DOUBLE_LOSS * np.maximum(0.0, alike[place] - ALIKE))
    return ranked


def fits_of(kinds: Sequence[Kind], grouping: Grouping | None) -> dict[str, float]:
    """How much the questions of each kind weigh (0..1): by the letter, or by what the log was about if that says more.

    General questions weigh little beside a kind that fits, and fully when the letter is of no known kind.
    """
    fits = {kind.id: kind.fit for kind in kinds}
    if grouping:
        asked: Counter[str] = Counter()
        for group in grouping.groups:
            if group.question_id and not group.question_id.startswith(GENERAL + "."):
                asked[group.question_id.split(".")[0]] += group.count
        most = max(asked.values(), default=0)
        # of a letter whose kind we hardly know the log cannot make a kind we know
        sure = max((kind.fit for kind in kinds if kind.id != GENERAL), default=0.0)
        fits |= {kind_id: max(fits.get(kind_id, 0.0), sure * count / most) for kind_id, count in asked.items()}
    return fits


def _new_ones(grouping: Grouping, reader: Reader, total: int) -> Iterator[Candidate]:
    for group in grouping.groups:
        if group.question_id is None and group.count >= max(3, 0.01 * total):
            question = Question(group.key, as_question(group.phrase), group.examples)
            need = LOG_SHARE * math.sqrt(group.count / total)
            yield Candidate(question, None, need, reader.coverage(group.key, question), group)


def _is_new(candidate: Candidate, known: Space) -> bool:
    return known.size == 0 or float(known.cosines(candidate.question.question).max()) < SAME_QUESTION


def as_question(phrase: str) -> str:
    """A caller's line as a line on a sheet: capital and question mark, nothing else changed."""
    text = phrase.strip(" ,.;:-")
    return text[:1].upper() + text[1:] + ("" if text.endswith("?") else "?")
