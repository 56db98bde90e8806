"""The review's second way of measuring: contacts that name the mailing by its topic's words, beside what came above ordinary days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from impact.measure import Measurement
from impact.named import NamedEstimate, agreement, learned_naming_share, named_contacts
from impact.values import PlannedMailing
from registry import review
from registry.calendar import days_between
from registry.clock import AMSTERDAM, at_amsterdam
from registry.contact import list_heard
from registry.mailing_view import MailingView
from registry.norms import Norms
from registry.store import Session

BEFORE_DAYS = 28
SHORTEST = 5
COMMON = frozenset({"brief", "gemeente", "nieuwe", "inwoners", "mailing", "onze", "over", "jaar"})


@dataclass(frozen=True)
class _Past:
    """The first way's figure of an earlier review."""

    extra: float
    lo90: float
    upper: float | None


def second_way(
    session: Session, view: MailingView, mailing: PlannedMailing, found: Measurement, kcc: Norms, until: date
) -> Mapping[str, Any] | None:
    """Return the second estimate, whether it agrees with the first, and what names the mailing; None without callers' words."""
    words = naming_words(view)
    first, last = mailing.first_on, min(mailing.last_on, until)
    since = first - timedelta(days=BEFORE_DAYS)
    heard = list_heard(session, since=at_amsterdam(since), until=at_amsterdam(last + timedelta(days=1)))
    if not words or not any(line.words for line in heard):
        return None
    naming: Counter[date] = Counter()
    counted: set[date] = set()
    for line in heard:
        on = line.at.astimezone(AMSTERDAM).date()
        counted.add(on)
        naming[on] += bool(words & set(_plain(line.words)))
    before = [
        naming[day]
        for day in days_between(since, first - timedelta(days=1))
        if kcc.open_days.is_open(day) and day in counted
    ]
    during = [naming[day] for day in days_between(first, last) if day in counted]
    if not during:
        return None
    estimate = named_contacts(
        before, during, share=learned_naming_share(_earlier(session, view)), at_least=found.at_least
    )
    verdict = agreement(found, estimate)
    return {
        **_figures(estimate),
        "words": sorted(words),
        "agrees": verdict.agrees,
        "why": {"code": verdict.why.code, **{name: _plain_fact(value) for name, value in verdict.why.facts.items()}},
    }


def naming_words(view: MailingView) -> frozenset[str]:
    """Return the words by which a caller names this mailing: its reference, and the telling words of its title."""
    words = {word for word in _plain(view.content.title) if len(word) >= SHORTEST and not word.isdigit()}
    return frozenset((words - COMMON) | {view.reference.casefold()})


def _plain(text: str) -> list[str]:
    """Words of a text, hyphenated ones whole and in parts."""
    whole = "".join(sign if sign.isalnum() or sign == "-" else " " for sign in text.casefold()).split()
    return [*whole, *(part for word in whole if "-" in word for part in word.split("-"))]


def _earlier(session: Session, view: MailingView) -> list[tuple[float, _Past]]:
    """What named earlier mailings of the type, with what the first way said of them."""
    pairs = []
    for past in review.list_reviews(session, limit=500):
        named = past.figures.get("second_way")
        if past.mailing_id == view.id or past.closed_at is None or not named:
            continue
        if past.figures.get("letter_type_id") == view.content.letter_type_id is not None:
            upper = None if past.is_at_least else past.hi90
            pairs.append((float(named["named"]), _Past(past.extra, past.lo90, upper)))
    return pairs


def _figures(found: NamedEstimate) -> dict[str, Any]:
    return {
        "named": round(found.named, 1),
        "anyway": round(found.anyway, 1),
        "extra": round(found.extra, 1),
        "lo90": round(found.lo90, 1),
        "hi90": None if found.upper is None else round(found.upper, 1),
        "share": None if found.share is None else round(found.share.share, 4),
    }


def _plain_fact(value: object) -> object:
    return round(value, 1) if isinstance(value, float) else value
