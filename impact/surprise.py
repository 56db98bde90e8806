"""Surprises: contacts that fit no plan, caught within the day, in a topic, in a phrase or in the whole.

A topic or phrase is compared with its share in the ten weeks before: the other contacts of the same hours say how busy the day is, so a
Monday, a half day or the day after a closure is no surprise. Counts are negative binomial, as scattered as they were. What registered
mailings and events explain is expected of a topic and left out of the phrases. Thresholds are strict because the question is asked after
every import, of hundreds of phrases: quiet months must stay quiet (the tests simulate them).

This is counting, not language: words come masked, and are only taken apart at spaces and marks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from math import exp, lgamma, log, log1p

from impact.errors import TooLittleHistory
from impact.values import OpenDays

REFERENCE_DAYS = 70
NEEDED_DAYS = 10
HALF_LIFE_DAYS = 21.0
WINDOWS = (1, 2)
"""Open days that are looked at together: a quick burst, and a slower one."""

FEWEST = 10
"""Contacts in a burst below which nobody is alarmed."""

RAREST_TOPIC, RAREST_PHRASE, RAREST_VOLUME = 1e-7, 1e-8, 1e-7
PRIOR_SCATTER, PRIOR_DAYS = 0.06, 15.0
"""Squared coefficient of variation of a day's share before anything was seen, and how many days it counts for."""

PLAN_SCATTER = 0.25
"""Squared coefficient of variation of what a plan expects of one day."""

SAME_BURST = 0.5
SHOWN = 3
WORD = re.compile(r"[^\W_]{3,}")


@dataclass(frozen=True, slots=True)
class Heard:
    """One contact: local time, topic and the caller's own words, masked. An empty topic or empty words are unknown."""

    at: datetime
    topic: str = ""
    words: str = ""


@dataclass(frozen=True)
class KnownCause:
    """A registered mailing or event that explains contacts.

    Attributes:
        topic: topic under which they are counted; None when over all topics.
        per_day: expected contacts per day; the days on which it explains anything.
        words: words that name it (letter code, title); contacts with one of them are no surprise on its days.
    """

    topic: str | None
    per_day: Mapping[date, float]
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Surprise:
    """A burst that fits no plan.

    Attributes:
        kind: `topic`, `phrase` or `volume`.
        topic: topic most of its contacts are in; empty where unknown.
        phrases: words that stand out, the most telling first, at most three.
        examples: the callers' masked words, at most three different ones.
        first_seen_at: first contact of the burst.
        contacts: contacts in the burst's window; `ordinary` what was to be expected there.
        days: open days in the window.
    """

    kind: str
    topic: str
    phrases: tuple[str, ...]
    examples: tuple[str, ...]
    first_seen_at: datetime
    contacts: int
    ordinary: float
    days: int


@dataclass
class _Burst:
    """A candidate: which contacts of the window it consists of, and how unlikely it is."""

    kind: str
    name: str
    members: frozenset[int]
    ordinary: float
    log_chance: float
    days: int
    others: list[str] = field(default_factory=list)


def surprises(
    heard: Iterable[Heard],
    days: OpenDays,
    *,
    until: datetime,
    causes: Sequence[KnownCause] = (),
    left_out: frozenset[date] = frozenset(),
) -> tuple[Surprise, ...]:
    """Return the bursts of the last two open days up to `until`, the least likely first.

    Args:
        heard: contacts of at least the ten weeks before; earlier and later ones are not looked at. Times as `until`, in local time.
        causes: registered mailings and events, those of the past ten weeks included.
        left_out: days that say nothing about ordinary days (outages, earlier surprises).

    Raises:
        TooLittleHistory: fewer than ten open days were counted before.
    """
    since = until.date() - timedelta(days=REFERENCE_DAYS)
    known = sorted(
        (each for each in heard if since <= each.at.date() and each.at <= until),
        key=lambda each: (each.at, each.topic, each.words),
    )
    counted = [day for day in days.between(since, until.date()) if day not in left_out]
    present = {each.at.date() for each in known}
    before = [day for day in counted if day in present and day < until.date()]
    if len(before) < NEEDED_DAYS:
        raise TooLittleHistory(open_days=len(before), needed=NEEDED_DAYS)
    found: list[_Burst] = []
    compared = set(before)
    for length in WINDOWS:
        window = _window(days, until.date(), length)
        reference = [each for each in known if (on := each.at.date()) < window[0] and on in compared]
        current = [(place, each) for place, each in enumerate(known) if each.at.date() in window]
        if not current or not reference:
            continue
        found += _topics(current, reference, causes, window, length)
        found += _phrases(current, reference, causes, length)
        if length == 1:
            found += _volume(current, reference, causes, window[0], days)
    return tuple(_told(each, known) for each in _merged(found))


def _window(days: OpenDays, last: date, length: int) -> tuple[date, ...]:
    """The last `length` open days up to `last`, first one first.

    Closed days are left out, in between and after too: who writes on such a day is not compared with a working day, and nobody
    answers yet.
    """
    opened = days.between(last - timedelta(days=21), last)[-length:]
    return opened or (last,)


def _explained(each: Heard, causes: Sequence[KnownCause]) -> bool:
    on = each.at.date()
    for cause in causes:
        if cause.per_day.get(on, 0.0) <= 0:
            continue
        if cause.topic is not None and cause.topic == each.topic:
            return True
        if cause.words and not cause.words.isdisjoint(_phrases_of(each.words)):
            return True
    return False


def _topics(
    current: Sequence[tuple[int, Heard]],
    reference: Sequence[Heard],
    causes: Sequence[KnownCause],
    window: Sequence[date],
    length: int,
) -> list[_Burst]:
    """Topics whose share of the window is far above their share before."""
    past = _per_day((each.at.date(), (each.topic,)) for each in reference if not _explained(each, causes))
    sizes = Counter(each.at.date() for each in reference)
    now: dict[str, set[int]] = {}
    for place, each in current:
        now.setdefault(each.topic, set()).add(place)
    found = []
    for topic, members in now.items():
        others = len(current) - len(members)
        if not topic or len(members) < FEWEST or others < len(members) / 4:
            continue
        per_day = past.get(topic, {})
        share, scatter = _share(per_day, sizes)
        planned = _planned(causes, topic, window)
        ordinary = others * share
        chance = log_tail(len(members), ordinary + planned, _mixed_scatter(ordinary, scatter, planned))
        if chance < log(RAREST_TOPIC) and len(members) - ordinary - planned >= FEWEST:
            found.append(_Burst("topic", topic, frozenset(members), ordinary + planned, chance, length))
    return found


def _phrases(
    current: Sequence[tuple[int, Heard]], reference: Sequence[Heard], causes: Sequence[KnownCause], length: int
) -> list[_Burst]:
    """Words and pairs of words that are said far more often than before, contacts of registered causes left out."""
    unexplained = [(place, each) for place, each in current if not _explained(each, causes)]
    now: dict[str, set[int]] = {}
    for place, each in unexplained:
        for phrase in _phrases_of(each.words):
            now.setdefault(phrase, set()).add(place)
    often = {phrase: members for phrase, members in now.items() if len(members) >= FEWEST}
    kept = [each for each in reference if not _explained(each, causes)]
    sizes = Counter(each.at.date() for each in kept)
    past = _per_day((each.at.date(), _phrases_of(each.words) & often.keys()) for each in kept)
    found = []
    for phrase, members in often.items():
        share, scatter = _share(past.get(phrase, {}), sizes)
        # the burst itself must not make the day look busy
        ordinary = max(len(unexplained) - len(members), FEWEST) * share
        chance = log_tail(len(members), ordinary, scatter)
        if chance < log(RAREST_PHRASE) and len(members) - ordinary >= FEWEST:
            found.append(_Burst("phrase", phrase, frozenset(members), ordinary, chance, length))
    return found


def _volume(
    current: Sequence[tuple[int, Heard]],
    reference: Sequence[Heard],
    causes: Sequence[KnownCause],
    on: date,
    days: OpenDays,
) -> list[_Burst]:
    """A day that already has far more contacts than whole days have; not after a closure, when that is ordinary."""
    if not days.is_open(on - timedelta(days=3 if on.weekday() == 0 else 1)):
        return []
    sizes = Counter(each.at.date() for each in reference if not _explained(each, causes))
    alike = [count for day, count in sizes.items() if day.weekday() == on.weekday()] or list(sizes.values())
    usual = max(sum(alike) / len(alike), sum(sizes.values()) / len(sizes))
    scatter = _scatter([float(count) for count in alike], [1.0] * len(alike), sum(alike) / len(alike))
    members = frozenset(place for place, each in current if not _explained(each, causes))
    chance = log_tail(len(members), usual, scatter)
    if chance < log(RAREST_VOLUME) and len(members) >= max(1.5 * usual, usual + 3 * FEWEST):
        return [_Burst("volume", "", members, usual, chance, 1)]
    return []


def _planned(causes: Sequence[KnownCause], topic: str, window: Sequence[date]) -> float:
    """What registered causes expect of a topic; what is expected over all topics may all fall in this one."""
    return sum(
        cause.per_day.get(day, 0.0) for cause in causes if cause.topic is None or cause.topic == topic for day in window
    )


def _per_day(rows: Iterable[tuple[date, Iterable[str]]]) -> dict[str, dict[date, int]]:
    counts: dict[str, dict[date, int]] = {}
    for on, names in rows:
        for name in names:
            per = counts.setdefault(name, {})
            per[on] = per.get(on, 0) + 1
    return counts


def _share(per_day: Mapping[date, int], sizes: Mapping[date, int]) -> tuple[float, float]:
    """Contacts per other contact before, and the scatter of a day around it; half a contact more than was counted.

    Topics drift, so recent days count more. The half contact makes a phrase that was never heard rare but not impossible.
    """
    newest = max(sizes, default=date.min)
    fresh = {day: 0.5 ** ((newest - day).days / HALF_LIFE_DAYS) for day in sizes}
    own = sum(fresh[day] * per_day.get(day, 0) for day in sizes)
    total = sum(fresh[day] * size for day, size in sizes.items())
    share = (own + 0.5) / max(1.0, total - own)
    counts = [float(per_day.get(day, 0)) for day in sizes]
    others = [max(0.0, size - count) for size, count in zip(sizes.values(), counts, strict=True)]
    scatter = _scatter(counts, others, share)
    # what was counted seldom is known badly: that doubt is scatter too
    return share, scatter + 1 / (own + 0.5)


def _scatter(counts: Sequence[float], exposure: Sequence[float], share: float) -> float:
    """Squared coefficient of variation beyond chance, by moments, drawn to the prior."""
    means = [share * each for each in exposure]
    weight = sum(mean**2 for mean in means)
    excess = sum((count - mean) ** 2 - mean for count, mean in zip(counts, means, strict=True))
    seen = max(0.0, excess / weight) if weight > 0 else PRIOR_SCATTER
    known = len(counts) * min(1.0, share * sum(exposure) / max(1.0, len(counts)))
    return (PRIOR_DAYS * PRIOR_SCATTER + known * seen) / (PRIOR_DAYS + known)


def _mixed_scatter(ordinary: float, scatter: float, planned: float) -> float:
    total = ordinary + planned
    return (scatter * ordinary**2 + PLAN_SCATTER * planned**2) / total**2 if total > 0 else scatter


def log_tail(count: int, mean: float, scatter: float) -> float:
    """Logarithm of the chance of at least `count` by a negative binomial with this mean and variance mean + scatter mean^2."""
    if count <= mean or mean <= 0:
        return 0.0 if mean > 0 or count <= 0 else -float("inf")
    size = 1 / max(scatter, 1e-9)
    log_p = log(mean) - log(mean + size)
    first = lgamma(count + size) - lgamma(size) - lgamma(count + 1) - size * log1p(mean / size) + count * log_p
    # further terms fall faster than a geometric series with the ratio of the first two
    total, term, k = 1.0, 1.0, count
    while term > 1e-9 * total and k < count + 10_000:
        term *= (k + size) / (k + 1) * exp(log_p)
        total += term
        k += 1
    return min(0.0, first + log(total))


@lru_cache(maxsize=65_536)
def _phrases_of(words: str) -> frozenset[str]:
    """Words of at least three letters or digits, and pairs of neighbours."""
    plain = WORD.findall(words.lower())
    return frozenset(plain) | frozenset(f"{one} {other}" for one, other in pairwise(plain))


def _merged(found: Sequence[_Burst]) -> list[_Burst]:
    """One burst per cause: phrases that share half of their contacts, directly or through another, belong together.

    The phrase with most contacts beyond the ordinary names it. A topic or a full day is told only where no phrase explains it.
    """
    groups: list[list[_Burst]] = []
    for each in sorted(found, key=_unlikely):
        if each.kind != "phrase":
            continue
        linked = [group for group in groups if any(_same(each, other) for other in group)]
        groups = [group for group in groups if group not in linked]
        groups.append([*(burst for group in linked for burst in group), each])
    told = [_named(group) for group in groups]
    for kind in ("topic", "volume"):
        for each in sorted((burst for burst in found if burst.kind == kind), key=_unlikely):
            if not any(_same(each, other) for other in told):
                told.append(each)
    return sorted(told, key=_unlikely)


def _unlikely(burst: _Burst) -> tuple[float, str, int, str]:
    """Least likely first; of equals the longest phrase."""
    return (burst.log_chance, burst.kind, -len(burst.name), burst.name)


def _named(group: Sequence[_Burst]) -> _Burst:
    ordered = sorted(group, key=_unlikely)
    first = max(ordered, key=lambda burst: round(len(burst.members) - burst.ordinary))
    return replace(first, others=[burst.name for burst in ordered if burst.name != first.name])


def _same(one: _Burst, other: _Burst) -> bool:
    return len(one.members & other.members) >= SAME_BURST * min(len(one.members), len(other.members))


def _told(burst: _Burst, known: Sequence[Heard]) -> Surprise:
    names = [burst.name, *burst.others] if burst.kind == "phrase" else burst.others
    phrases: list[str] = []
    for name in names:
        # a word that is told already tells nothing new in another pair
        if not any(name in shown or set(shown.split()) & set(name.split()) for shown in phrases):
            phrases.append(name)
    members = [known[place] for place in sorted(burst.members)]
    telling = [each for each in members if phrases and phrases[0] in _phrases_of(each.words)] or members
    topics = Counter(each.topic for each in telling if each.topic)
    topic = burst.name if burst.kind == "topic" else min(topics, key=lambda name: (-topics[name], name), default="")
    examples = list(dict.fromkeys(each.words for each in telling if each.words))
    if phrases and burst.ordinary < 1:
        # what was hardly ever said before may have begun before the window
        telling = [each for each in known if phrases[0] in _phrases_of(each.words)]
    return Surprise(
        kind=burst.kind,
        topic=topic,
        phrases=tuple(phrases[:SHOWN]),
        examples=tuple(examples[:SHOWN]),
        first_seen_at=telling[0].at,
        contacts=len(burst.members),
        ordinary=burst.ordinary,
        days=burst.days,
    )
