"""Looks for contacts that fit no plan: what was said and counted, what registered mailings explain, and the alarm that is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from flows import figures
from flows.installation import Installation
from impact.errors import TooLittleHistory
from impact.surprise import REFERENCE_DAYS, Heard, KnownCause, Surprise, surprises
from registry import forecast, mailing_view, marks, norms, reckoned, surprise
from registry.calendar import days_between
from registry.clock import AMSTERDAM, at_amsterdam, day_of
from registry.contact import list_heard
from registry.kinds import MailingKind, Stage
from registry.mailing_view import MailingView
from registry.store import Session
from registry.surprise import NewSurprise

MARGIN = timedelta(days=10)
SHORTEST_WORD = 5
NO_NAMES = frozenset({"brief", "mailing", "gemeente", "aanslag", "beschikking", "nieuwe", "inwoners"})
"""Words in a mailing's title that callers use about anything."""


def look_for_surprises(house: Installation) -> int:
    """Keep what fits no plan in the newest two open days that were counted; return how many alarms are new.

    Without words or history there is nothing to compare; the same counts twice give one alarm.
    """
    now = house.now()
    with house.store.reading() as session:
        mark = marks.surprises(session)
        found, until = _found(session, now)
    with house.store.writing() as session:
        fresh = 0
        if until is not None:
            new = [_new(each) for each in found]
            fresh = surprise.store_surprises(session, house.actor, new, on=until, now=now)
        reckoned.note(session, marks.SURPRISES, mark, now=now)
    return fresh


def _found(session: Session, now: datetime) -> tuple[tuple[Surprise, ...], date | None]:
    since = day_of(now) - timedelta(days=REFERENCE_DAYS) - MARGIN
    heard = tuple(
        Heard(each.at.astimezone(AMSTERDAM).replace(tzinfo=None), each.topic, each.words)
        for each in list_heard(session, since=at_amsterdam(since), until=now)
    )
    if not heard:
        return (), None
    until = max(each.at for each in heard)
    days = figures.open_days(norms.get_norms(session), since, day_of(now) + MARGIN)
    causes = tuple(_causes(session, since, day_of(now)))
    try:
        return surprises(heard, days, until=until, causes=causes, left_out=_left_out(session, since)), until.date()
    except TooLittleHistory:
        return (), None


def _causes(session: Session, since: date, until: date) -> list[KnownCause]:
    """Mailings and events that explain contacts on the days on which they are expected to bring any."""
    found = mailing_view.list_mailings(session, from_on=since - timedelta(days=42), until_on=until)
    return [
        KnownCause(topic, per_day, _words(view))
        for view in found
        if view.stage not in (Stage.CONCEPT, Stage.CANCELLED)
        for topic, per_day in [_expected(session, view)]
        if per_day
    ]


def _expected(session: Session, view: MailingView) -> tuple[str | None, Mapping[date, float]]:
    if view.content.kind is MailingKind.EVENT:
        # an event explains what is said about it; how much it brings nobody foretold
        days = days_between(view.first_on, view.last_on + timedelta(days=7))
        return f"event {view.id}", dict.fromkeys(days, 1.0)
    planned, found = figures.planned(session, view), forecast.latest(session, view.id)
    if planned is None or found is None:
        return None, {}
    totals: dict[date, float] = {}
    for day in found.days:
        on = date.fromisoformat(day["on"])
        totals[on] = totals.get(on, 0.0) + day["expected"]
    return planned.topic, totals


def _words(view: MailingView) -> frozenset[str]:
    """Words that name a mailing: its reference, and the long words of its title."""
    title = "".join(sign if sign.isalnum() else " " for sign in view.content.title.lower()).split()
    return frozenset({word for word in title if len(word) >= SHORTEST_WORD and not word.isdigit()} - NO_NAMES)


def _left_out(session: Session, since: date) -> frozenset[date]:
    """Days of earlier surprises and of events: they say nothing about ordinary days."""
    days = {
        day
        for view in mailing_view.list_mailings(session, from_on=since)
        if view.content.kind is MailingKind.EVENT and view.stage is not Stage.CANCELLED
        for day in days_between(view.first_on, view.last_on)
    }
    for each in surprise.list_surprises(session, limit=200):
        if each.last_seen_on >= since and each.ended_at is not None:
            days.update(days_between(each.first_seen_at.astimezone(AMSTERDAM).date(), each.last_seen_on))
    return frozenset(days)


def _new(found: Surprise) -> NewSurprise:
    name = found.phrases[0] if found.phrases else found.topic or found.kind
    return NewSurprise(
        kind=found.kind,
        name=name[:200],
        topic=found.topic[:120],
        phrases=list(found.phrases),
        examples=[text[:300] for text in found.examples],
        first_seen_at=found.first_seen_at.replace(tzinfo=AMSTERDAM),
        contacts=found.contacts,
        ordinary=round(found.ordinary, 1),
    )
