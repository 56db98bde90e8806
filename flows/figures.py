"""Carries the record's mailings, counts and reviews into the values that `impact` reckons with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flows.later_moments import own_deadline
from impact import values
from impact.baseline import Span
from impact.full_line import full_days
from impact.values import PastMailing, PlannedMailing, PostDays
from registry import calendar, due, letter_type, mailing_view, redials, review
from registry.clock import at_amsterdam
from registry.contact_counts import CountBasis, DayCount, list_day_counts
from registry.kinds import Channel, MailingKind, Stage
from registry.mailing_view import BatchView, MailingView
from registry.norms import Norms, get_norms
from registry.store import Session, is_writing

HISTORY = timedelta(days=3 * 366)
OTHER_TOPICS = "*"
LINES = (Channel.PHONE, Channel.CHAT)
"""Channels on which people wait and give up."""


def open_days(norms: Norms, first: date, last: date) -> values.OpenDays:
    """Return when the KCC is open from `first` to `last`, holidays as closed days."""
    holidays = frozenset(
        day
        for year in range(first.year, last.year + 2)
        for day in calendar.legal_holidays(year)
        if first <= day <= last
    )
    weekdays = frozenset(norms.open_weekdays)
    closed = frozenset(
        day
        for day in calendar.days_between(first, last)
        if day.weekday() in weekdays and not norms.open_days.is_open(day)
    )
    school = frozenset(day for day in norms.school_holidays if first <= day <= last)
    return values.OpenDays(weekdays=weekdays, closed=closed, holidays=holidays, school_holidays=school)


def post_days(first: date, last: date) -> PostDays:
    """Return on which days post comes, holidays left out."""
    never = (day for year in range(first.year, last.year + 2) for day in calendar.legal_holidays(year))
    return PostDays(weekdays=calendar.POST_WEEKDAYS, never=frozenset(never))


@dataclass(frozen=True)
class ReadCounts:
    """The record's counts of the days from `since` to `until`, as they were read."""

    since: date
    until: date
    lines: tuple[DayCount, ...]
    redials: redials.Redials


def read_counts(session: Session, *, since: date, until: date) -> ReadCounts:
    """Read the counts of a period, or more days of which it is a part.

    Three years of half hours take a third of a second to add up, and one piece of work asks for them three times: a session
    that only reads keeps what it read. Whoever will need several periods asks for the widest first.
    """
    kept = session.info.get(ReadCounts)
    if isinstance(kept, ReadCounts) and kept.since <= since and until <= kept.until:
        return kept
    found = ReadCounts(
        since,
        until,
        list_day_counts(session, since=since, until=until),
        redials.list_day_redials(session, since=at_amsterdam(since), until=at_amsterdam(until + timedelta(days=1))),
    )
    if not is_writing(session):
        session.info[ReadCounts] = found
    return found


def counts(session: Session, *, since: date, until: date) -> tuple[values.DayCount, ...]:
    """Return what was counted per day, channel and topic: the queue's report where there is one, else the contacts.

    Contacts know who dialled again after hanging up; a queue does not. Where a source knows of no caller who gave up, a day on
    which the line answered as many as it can is `full`: nobody knows how many more there would have been.
    """
    read = read_counts(session, since=since, until=until)
    lines = [line for line in read.lines if since <= line.day <= until]
    dialled_again = read.redials
    by_queue = {(line.day, line.channel) for line in lines if line.basis is CountBasis.QUEUE}
    kept = [line for line in lines if line.basis is CountBasis.QUEUE or (line.day, line.channel) not in by_queue]
    only_answered = _only_answered(kept)
    full = _full_days(get_norms(session), only_answered)
    return tuple(
        values.DayCount(
            on=line.day,
            channel=line.channel.value,
            topic=line.topic,
            offered=None if (line.day, line.channel) in only_answered else line.offered,
            answered=line.offered if (line.day, line.channel) in only_answered else line.answered,
            abandoned=line.abandoned,
            redials=dialled_again[line.day, line.channel, line.topic] if line.basis is CountBasis.CONTACTS else 0,
            full=(line.day, line.channel) in full,
        )
        for line in kept
    )


def of_channels(counted: Sequence[values.DayCount], topic: str | None = None) -> tuple[values.DayCount, ...]:
    """Return the same demand per day and channel with `topic` apart and all others as one.

    For what asks per channel: it goes through all rows for each of them, and these are a quarter of the rows.
    """
    demand: dict[tuple[date, str, bool], float] = {}
    at_least: set[tuple[date, str, bool]] = set()
    for row in counted:
        if row.demand is not None:
            key = (row.on, row.channel, row.topic == topic)
            demand[key] = demand.get(key, 0.0) + row.demand
            if row.is_at_least:
                at_least.add(key)
    return tuple(
        values.DayCount(
            on=on,
            channel=channel,
            topic=topic or "" if is_own else OTHER_TOPICS,
            offered=None if (on, channel, is_own) in at_least else contacts,
            answered=contacts if (on, channel, is_own) in at_least else None,
            full=(on, channel, is_own) in at_least,
        )
        for (on, channel, is_own), contacts in demand.items()
    )


def _only_answered(lines: Sequence[DayCount]) -> dict[tuple[date, Channel], int]:
    """Contacts of the days and lines of which nobody knows who gave up."""
    totals: dict[tuple[date, Channel], int] = {}
    for line in lines:
        if line.channel in LINES:
            totals[line.day, line.channel] = totals.get((line.day, line.channel), 0) + line.offered
    told = {(line.day, line.channel) for line in lines if line.abandoned is not None}
    return {key: count for key, count in totals.items() if key not in told}


def _full_days(kcc: Norms, answered: Mapping[tuple[date, Channel], int]) -> frozenset[tuple[date, Channel]]:
    """Days on which a line answered as many as it can, by the capacity of the norms."""
    full: set[tuple[date, Channel]] = set()
    for channel in LINES:
        own = {day: count for (day, known), count in answered.items() if known is channel}
        capacity = {day: kcc.capacity_on(day, {channel.value}) for day in own}
        full.update((day, channel) for day in full_days(own, capacity))
    return frozenset(full)


def planned(session: Session, view: MailingView) -> PlannedMailing | None:
    """Return a mailing as the arithmetic sees it, batches as they were really sent; None for an event or without letters."""
    if view.content.kind is MailingKind.EVENT or not view.batches:
        return None
    kind = _letter_type(session, view)
    first, last = arrival(view)
    window = due.review_window(first, last)
    return PlannedMailing(
        id=str(view.id),
        letter_type=kind.name if kind else f"mailing {view.id}",
        topic=kind.topic if kind else None,
        batches=tuple(
            values.Batch(
                quantity=batch.sent_quantity or batch.quantity,
                handover_on=batch.sent_on or batch.handover_on,
                delivery=batch.delivery_channel,
                delivery_class=batch.delivery_class,
                **_corrected_arrival(batch),
            )
            for batch in view.batches
        ),
        reach_share=view.content.reach_share,
        guess_rate=view.content.guess_rate,
        response_deadline=own_deadline(
            kind, tuple(batch.dated_on for batch in view.batches), view.content.reader_deadline_on
        ),
        window_from=window[0],
        window_until=window[1],
    )


def _corrected_arrival(batch: BatchView) -> dict[str, date]:
    """Return the days of arrival that somebody wrote down, nothing where they follow from the handover."""
    follows = calendar.arrival_window(batch.sent_on or batch.handover_on, batch.delivery_channel, batch.delivery_class)
    written = (batch.arrives_from, batch.arrives_until)
    return {} if written == follows else {"arrives_from": written[0], "arrives_until": written[1]}


def arrival(view: MailingView) -> tuple[date, date]:
    """Return the first day a letter can be sent from and the last day on which one is expected to arrive."""
    first = min(batch.sent_on or batch.handover_on for batch in view.batches)
    return first, max(batch.arrives_until for batch in view.batches)


def others(session: Session, view: MailingView, *, since: date, until: date) -> tuple[PlannedMailing, ...]:
    """Return the other mailings whose contacts may lie in a period."""
    margin = timedelta(days=due.WINDOW_DAYS + 21)
    found = mailing_view.list_mailings(session, from_on=since - margin, until_on=until + margin)
    kept = (
        planned(session, other)
        for other in found
        if other.id != view.id and other.stage not in (Stage.CANCELLED, Stage.CONCEPT)
    )
    return tuple(each for each in kept if each is not None)


def events(session: Session, *, since: date, until: date) -> tuple[Span, ...]:
    """Return the days of registered events, to be left out of the baseline."""
    found = mailing_view.list_mailings(session, from_on=since, until_on=until)
    return tuple(
        Span(view.first_on, view.last_on)
        for view in found
        if view.content.kind is MailingKind.EVENT and view.stage is not Stage.CANCELLED
    )


def past(session: Session, *, without: int | None = None) -> tuple[PastMailing, ...]:
    """Return what the closed reviews teach, oldest first."""
    names = {kind.id: kind.name for kind in letter_type.list_letter_types(session)}
    return tuple(
        PastMailing(
            id=str(sending.mailing_id),
            letter_type=names[sending.letter_type_id] if sending.letter_type_id else f"mailing {sending.mailing_id}",
            quantity=sending.quantity,
            extra=sending.extra,
            lo90=sending.lo90,
            hi90=sending.hi90,
            lag_days=sending.lag_days,
            channel_shares=sending.channel_shares,
        )
        for sending in review.past_sendings(session, before_mailing_id=without)
    )


def _letter_type(session: Session, view: MailingView) -> letter_type.LetterTypeView | None:
    wanted = view.content.letter_type_id
    return letter_type.get_letter_type(session, wanted) if wanted is not None else None
