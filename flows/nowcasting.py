"""While a mailing runs: what was counted corrects what is still to come, and renews the advice for what was not sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flows import advising, dayrooms, figures
from flows.foretelling import expected
from flows.installation import Installation
from impact import question
from impact.baseline import baseline
from impact.errors import TooLittleHistory
from impact.forecast import Forecast
from impact.nowcast import Nowcast, Remaining, Seen, expected_batches, nowcast, renewed_case
from impact.values import DayCount, OpenDays, PlannedMailing
from registry import advice, forecast, mailing, mailing_view, marks, norms, reckoned
from registry import nowcast as nowcasts
from registry.clock import day_of
from registry.mailing_view import MailingView
from registry.norms import Norms
from registry.nowcast import NewNowcast
from registry.store import Session


def nowcast_mailing(house: Installation, mailing_id: int) -> bool:
    """Keep what a running mailing turns out to be, tell of a change, and renew the advice; tells whether there was anything to see.

    The same counts twice give one version and one notice.
    """
    now = house.now()
    with house.store.writing() as session:
        row = mailing.lock(session, mailing_id)
        mark = marks.nowcast(session, row, now=now)
    with house.store.reading() as session:
        view = mailing_view.get_mailing(session, mailing_id)
        kcc = norms.get_norms(session)
        if view.batches:  # the widest of the periods that are asked for below
            today = day_of(now)
            first, _ = figures.arrival(view)
            figures.read_counts(session, since=min(first, today) - figures.HISTORY, until=today)
        foretold = expected(house, session, view, kcc, without=view.id)
        found = None if foretold is None else _found(session, view, kcc, foretold, today=day_of(now))
        if found is not None and foretold is not None:
            renewed = _renewed(session, view, kcc, foretold, found, day_of(now))
        else:  # nothing is seen yet, but what was sent is no longer to be advised on
            renewed = advising.advised(house, session, view, kcc, foretold)
    with house.store.writing() as session:
        # the advice goes first, so that the notice of a change can point at it
        if renewed is not None:
            advice.store_advice(session, house.actor, mailing_id, renewed, now=now)
        if found is not None:
            nowcasts.store_nowcast(session, house.actor, mailing_id, _new(view, found), now=now)
        reckoned.note(session, marks.nowcast_name(mailing_id), mark, now=now)
    return found is not None


def _found(session: Session, view: MailingView, kcc: Norms, foretold: Forecast, *, today: date) -> Nowcast | None:
    """Lay what was counted beside the plan; None when nothing was counted since, or ordinary days are not known."""
    planned = figures.planned(session, view)
    if planned is None or not any(batch.sent_on for batch in view.batches):
        return None
    first = min(batch.sent_on or batch.handover_on for batch in view.batches if batch.sent_on)
    since = first - figures.HISTORY
    last = planned.last_on + timedelta(days=60)
    days, post = figures.open_days(kcc, since, last), figures.post_days(since, last)
    counted = figures.counts(session, since=since, until=today - timedelta(days=1))
    own = [line for line in counted if planned.topic in (None, line.topic)]
    until = max((line.on for line in counted if line.on >= first), default=None)
    if until is None:
        return None
    plan = forecast.plan(session, view.id) or forecast.latest(session, view.id)
    if plan is None or not view.quantity:
        return None
    expected_now = expected_batches(
        planned, plan.expected / view.quantity, days, post, lag=foretold.lag, sent_until=until
    )
    batches = [
        replace(each, sent=batch.sent_on is not None) for each, batch in zip(expected_now, view.batches, strict=True)
    ]
    try:
        seen = _seen(session, view, planned, own, counted, days, first, until)
    except TooLittleHistory:
        return None
    return nowcast(batches, seen, until=until, log_sd=foretold.rate.log_sd)


def _seen(
    session: Session,
    view: MailingView,
    planned: PlannedMailing,
    own: Sequence[DayCount],
    counted: Sequence[DayCount],
    days: OpenDays,
    first: date,
    until: date,
) -> list[Seen]:
    """Contacts per counted open day beside those that would have come anyway, other mailings on the topic included."""
    since = first - figures.HISTORY
    others = figures.others(session, view, since=since, until=until)
    ordinary = baseline(
        own,
        days,
        first,
        until,
        mailings=[planned, *(each for each in others if each.topic == planned.topic)],
        events=figures.events(session, since=since, until=until),
        until=first - timedelta(days=1),
    )
    beside = _of_others(session, view, planned.topic, first, until)
    totals: dict[date, float] = defaultdict(float)
    for line in own:
        totals[line.on] += line.demand or 0.0
    present = {line.on for line in counted}
    return [
        Seen(entry.on, totals.get(entry.on, 0.0), entry.expected + beside.get(entry.on, 0.0))
        for entry in ordinary.days
        if entry.on in present
    ]


def _of_others(session: Session, view: MailingView, topic: str | None, first: date, until: date) -> dict[date, float]:
    """Expected contacts of other mailings that are counted under the same topic."""
    totals: dict[date, float] = defaultdict(float)
    for other in dayrooms.active_mailings(session, from_on=first):
        mailing_of = figures.planned(session, other)
        found = forecast.latest(session, other.id)
        if other.id == view.id or mailing_of is None or found is None or mailing_of.topic != topic:
            continue
        for day in found.days:
            on = date.fromisoformat(day["on"])
            if first <= on <= until:
                totals[on] += day["expected"]
    return dict(totals)


def _renewed(
    session: Session, view: MailingView, kcc: Norms, foretold: Forecast, found: Nowcast, today: date
) -> advice.NewAdvice | None:
    """Advice on what was not sent, at the pace that was seen; the nowcast counts all channels, the advice the telephone."""
    built = advising.case_of(session, view, kcc, foretold, today=today)
    if built is None:
        return None
    case, assumptions = built
    share = advising.phone_share(foretold)
    by_phone = tuple(
        replace(each, per_day={on: value * share for on, value in each.per_day.items()}) for each in found.remaining
    )
    renewed = renewed_case(case, replace(found, remaining=by_phone))
    if renewed is None:
        return None
    plan = forecast.plan(session, view.id) or forecast.latest(session, view.id)
    if plan is not None and foretold.extra.expected > 0:
        # what was seen corrects the plan, which may differ from what would be foretold today
        renewed = replace(renewed, rate=renewed.rate * plan.expected / foretold.extra.expected)
    return replace(advising.answer(renewed, view.revision, assumptions), is_renewed=True)


def _new(view: MailingView, found: Nowcast) -> NewNowcast:
    per_day = {on: value for on, value in found.per_day().items() if on > found.until and value >= 0.05}
    return NewNowcast(
        for_revision=view.revision,
        until=found.until,
        low=round(min(found.total.low, found.total.expected), 1),
        expected=round(found.total.expected, 1),
        high=round(max(found.total.high, found.total.expected), 1),
        planned=round(found.planned, 1),
        is_change=found.changed,
        figures={
            "multiplier": {name: round(getattr(found.multiplier, name), 4) for name in ("low", "expected", "high")},
            "lag_factor": round(found.lag_factor, 4),
            "seen": round(found.seen, 1),
            "expected_so_far": round(found.expected_so_far, 1),
        },
        remaining=[_part(number, each, view) for number, each in enumerate(found.remaining, start=1)],
        days=[{"on": on.isoformat(), "expected": round(value, 1)} for on, value in sorted(per_day.items())],
        why=question.reason_to_json(found.why),
    )


def _part(number: int, each: Remaining, view: MailingView) -> dict[str, Any]:
    return {
        "number": view.batches[number - 1].number,
        "quantity": each.batch.quantity,
        "sent": each.sent,
        "was": round(each.was, 1),
        "low": round(each.now.low, 1),
        "expected": round(each.now.expected, 1),
        "high": round(each.now.high, 1),
    }
