"""The work behind `flows.notify`: forecast a mailing, keep it with its chart, announce it to the KCC."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flows import figures
from flows.echoing import echoes_of
from flows.installation import Installation
from impact.forecast import Forecast, expected_contacts
from impact.values import Range, Reason
from registry import alignment, echo, forecast, mailing_view, norms
from registry.clock import day_of
from registry.kinds import MailingKind, Stage
from registry.mailing_view import MailingView
from registry.norms import Norms
from registry.store import Session
from templates import charts


@dataclass(frozen=True)
class ChartDay:
    """One open day of the forecast chart: contacts over all channels."""

    on: date
    low: float
    expected: float
    high: float
    ordinary: float
    capacity: float | None


def foretell(house: Installation, mailing_id: int) -> None:
    """Store the forecast of the newest content and announce the mailing. Run twice, it changes nothing the second time."""
    with house.store.reading() as session:
        view = mailing_view.get_mailing(session, mailing_id)
        kcc = norms.get_norms(session)
        if view.stage in (Stage.CONCEPT, Stage.CLOSED, Stage.CANCELLED, Stage.AFTERCARE):
            return
        found = expected(house, session, view, kcc, without=view.id)
    now = house.now()
    values = _event_values(view) if found is None else _values(view, found, kcc)
    with house.store.writing() as session:
        forecast.store_forecast(session, house.actor, mailing_id, for_revision=view.revision, now=now, **values)
        if found is not None:
            echo.store_echoes(session, house.actor, mailing_id, echoes_of(session, view, found.extra), now=now)
        alignment.announce(session, house.actor, mailing_id, now=now)


def reckon(house: Installation, view: MailingView, *, without: int | None) -> Mapping[str, float]:
    """Return low, expected and high of a mailing that need not be registered, and store nothing.

    Args:
        without: the mailing whose own review must not be used, None to use all.
    """
    with house.store.reading() as session:
        found = expected(house, session, view, norms.get_norms(session), without=without)
    extra = found.extra if found is not None else Range(0.0, 0.0, 0.0)
    return {"low": round(extra.low, 1), "expected": round(extra.expected, 1), "high": round(extra.high, 1)}


def expected(
    house: Installation, session: Session, view: MailingView, kcc: Norms, *, without: int | None
) -> Forecast | None:
    """Forecast a mailing from what is counted and reviewed; None for an event."""
    until = day_of(house.now())
    since = until - figures.HISTORY
    mailing = figures.planned(session, view)
    if mailing is None:
        return None
    last = mailing.last_on + timedelta(days=40)
    return expected_contacts(
        figures.of_channels(figures.counts(session, since=since, until=until), mailing.topic),
        mailing,
        figures.open_days(kcc, since, last),
        figures.post_days(since, last),
        until=until,
        reviewed=figures.past(session, without=without),
        others=figures.others(session, view, since=since, until=last),
        events=figures.events(session, since=since, until=until),
    )


def _values(view: MailingView, found: Forecast, kcc: Norms) -> dict[str, Any]:
    days = [
        {
            "on": day.on.isoformat(),
            "channel": day.channel,
            "ordinary": None if day.ordinary is None else round(day.ordinary, 2),
            "low": round(day.extra.low, 2),
            "expected": round(day.extra.expected, 2),
            "high": round(day.extra.high, 2),
            "total_low": None if day.total is None else round(day.total.low, 2),
            "total_high": None if day.total is None else round(day.total.high, 2),
        }
        for day in found.days
    ]
    expected = found.extra.expected
    return {
        "low": round(found.extra.low, 1),
        "expected": round(expected, 1),
        "high": round(found.extra.high, 1),
        "days": days,
        "reasons": [_reason(item) for item in found.reasons],
        "slots_needed": _slots_needed(view, expected, kcc),
        "chart": chart(view, days, kcc),
    }


def _event_values(view: MailingView) -> dict[str, Any]:
    """An event without letters has no kernel yet: nothing is foretold, and the page says so."""
    assert view.content.kind is MailingKind.EVENT
    return {"low": 0.0, "expected": 0.0, "high": 0.0, "days": [], "reasons": [{"code": "event_unknown"}]}


def _slots_needed(view: MailingView, expected: float, kcc: Norms) -> int:
    """Contacts that the KCC cannot answer itself and that want a talk (norm talk_share), from a size on."""
    if view.content.kind is not MailingKind.MAILING or expected < kcc.slots_from_contacts:
        return 0
    return math.ceil(expected * (1 - kcc.self_handled_norm) * kcc.talk_share)


def chart(view: MailingView, days: list[dict[str, Any]], kcc: Norms) -> Mapping[str, Any] | None:
    """Return the chart's spec over all channels, None without days."""
    per_day: dict[str, dict[str, float]] = defaultdict(
        lambda: dict.fromkeys(("ordinary", "low", "expected", "high"), 0.0)
    )
    for day in days:
        for name in ("ordinary", "low", "expected", "high"):
            per_day[day["on"]][name] += day[name] or 0.0
    channels = {day["channel"] for day in days}
    rows = [
        ChartDay(
            date.fromisoformat(on),
            sums["ordinary"] + sums["low"],
            sums["ordinary"] + sums["expected"],
            sums["ordinary"] + sums["high"],
            sums["ordinary"],
            kcc.capacity_on(date.fromisoformat(on), channels) or None,
        )
        for on, sums in sorted(per_day.items())
    ]
    if not rows:
        return None
    last = rows[-1].on
    markers = [
        charts.Marker(on, f"deel {batch.number}")
        for batch in view.batches
        if (on := max(batch.sent_on or batch.handover_on, rows[0].on)) <= last
    ]
    return charts.forecast_spec(rows, markers, "nl")


def _reason(reason: Reason) -> dict[str, Any]:
    facts = {name: value.isoformat() if isinstance(value, date) else value for name, value in reason.facts.items()}
    return {"code": reason.code, **facts}
