"""Which kinds of mailing a letter may be, by the phrases and the vocabulary of the bank; several at once is possible."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from drafting.bank import GENERAL, Bank, Kind
from drafting.language import fold, terms

# Evidence at which we are as sure as not. Signals weigh 1 to 3; a letter of a known kind usually holds three or more.
HALF_SURE = 4.0


@dataclass(frozen=True)
class Guess:
    """A kind with its confidence (0..1; of several kinds each has its own) and the phrases it rests on."""

    kind_id: str
    confidence: float
    phrases: tuple[str, ...] = ()


def guess(text: str, bank: Bank, most: int = 3) -> tuple[Guess, ...]:
    """The kinds that fit, best first, `onbekend` last with what confidence is left.

    A kind is named when it has at least a third of the evidence of the best one; an unknown letter gives `onbekend` only.
    """
    folded = fold(text)
    head = folded[:700]
    spread = _phrase_spread(bank)
    vocabulary = _vocabularies(bank)
    found_terms = Counter(terms(text[:20_000]))
    scored: list[tuple[float, Kind, tuple[str, ...]]] = []
    for kind in bank.kinds:
        score, phrases = _signal_score(kind, folded, head, spread)
        score += 2.5 * _overlap(found_terms, vocabulary[kind.id])
        scored.append((score, kind, phrases))
    scored.sort(key=lambda item: (-item[0], item[1].id))
    best = scored[0][0] if scored else 0.0
    guesses = [
        Guess(kind.id, round(score / (score + HALF_SURE) * min(1.0, score / best), 3), phrases)
        for score, kind, phrases in scored[:most]
        if phrases and score >= 0.33 * best and score >= 1.5
    ]
    left = 1 - max((g.confidence for g in guesses), default=0.0)
    return (*guesses, Guess(GENERAL, round(left, 3)))


def _signal_score(kind: Kind, folded: str, head: str, spread: Counter[str]) -> tuple[float, tuple[str, ...]]:
    score = 0.0
    phrases: list[str] = []
    for phrase, weight in kind.signals:
        plain = fold(phrase)
        count = len(re.findall(rf"(?<![a-z0-9]){re.escape(plain)}", folded))
        if count:
            phrases.append(phrase)
            early = 1.3 if plain in head else 1.0
            score += weight * (1 + math.log(count)) * early / max(1, spread[plain])
    return score, tuple(phrases)


@lru_cache(maxsize=4)
def _phrase_spread(bank: Bank) -> Counter[str]:
    """In how many kinds a phrase is a signal."""
    return Counter(fold(phrase) for kind in bank.kinds for phrase, _ in kind.signals)


@lru_cache(maxsize=4)
def _vocabularies(bank: Bank) -> dict[str, dict[str, float]]:
    """Per kind the weight of each term of its questions: rarer among kinds weighs more."""
    per_kind = {
        kind.id: {term for q in kind.questions for w in q.all_wordings for term in terms(w) if len(term) > 3}
        for kind in bank.kinds
    }
    spread = Counter(term for found in per_kind.values() for term in found)
    many = len(bank.kinds) + 1
    return {kind_id: {term: math.log(many / spread[term]) for term in found} for kind_id, found in per_kind.items()}


def _overlap(found: Counter[str], vocabulary: dict[str, float]) -> float:
    """Share of the letter's words that the kind's questions know, by rarity (0..1, rarely above .3)."""
    known = sum(weight for term, weight in vocabulary.items() if term in found)
    return known / (5 + 1.5 * len(found)) if found else 0.0
