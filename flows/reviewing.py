"""The work behind `flows.review`: measure what a mailing did, lay it beside the plan, keep findings and figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from drafting import bank, groups, learned, meaning
from drafting import draft as drafts
from drafting.group_memory import apply_memory
from flows import figures
from flows.installation import Installation
from flows.keeping_score import kept_days
from flows.questions import key_of
from flows.remembering import decisions_of
from flows.second_way import second_way
from impact.cost import cost
from impact.measure import Measurement, measure
from impact.values import DayCount, PlannedMailing
from registry import due, faq, forecast, handling, letter, mailing_view, norms, question_group, review, review_refusal
from registry.clock import at_amsterdam, day_of
from registry.contact import list_words
from registry.errors import Anticipated, BadValue
from registry.faq import EntryView
from registry.forecast import ForecastView
from registry.kinds import FaqState, Stage
from registry.mailing_view import MailingView
from registry.norms import Norms
from registry.review import NewReview
from registry.store import Session
from templates import charts

TOP_QUESTIONS = 15
MOST_FINDINGS = 5
OFTEN = 0.25
FEWEST = 5  # below this a group says more about one caller than about the letter
A_YEAR = timedelta(weeks=52)  # the same weekday last year


@dataclass(frozen=True)
class ChartDay:
    """One open day of the review chart: contacts of the mailing's topic."""

    on: date
    low: float
    expected: float
    high: float
    ordinary: float
    actual: int


def review_mailing(house: Installation, mailing_id: int) -> bool:
    """Store a review of what was counted so far and tell whether there was anything to review.

    Final once the window is over and counted to its end; interim before. The same counts twice give one version. A review
    that cannot be made leaves its reason with the mailing.
    """
    now = house.now()
    try:
        new = _made(house, mailing_id, now)
    except Anticipated as refusal:
        with house.store.writing() as session:
            review_refusal.note_refusal(session, house.actor, mailing_id, refusal, now=now)
        return False
    if new is None:
        return False
    with house.store.writing() as session:
        review.store_review(session, house.actor, mailing_id, new, now=now)
    return True


def _made(house: Installation, mailing_id: int, now: datetime) -> NewReview | None:
    """Measure what a mailing did; None for one that has no review.

    Raises:
        Anticipated: there is not enough to measure by.
    """
    with house.store.reading() as session:
        view = mailing_view.get_mailing(session, mailing_id)
        mailing = figures.planned(session, view)
        if mailing is None or view.stage not in (Stage.SENT, Stage.AFTERCARE):
            return None
        kcc = norms.get_norms(session)
        since = mailing.first_on - figures.HISTORY
        counted = figures.counts(session, since=since, until=min(mailing.last_on, day_of(now)))
        last_counted = max((day.on for day in counted), default=None)
        if last_counted is None or last_counted < mailing.first_on:
            raise BadValue("no_counts_yet", first=mailing.first_on)
        found = measure(
            counted,
            mailing.id,
            [mailing, *figures.others(session, view, since=since, until=mailing.last_on)],
            figures.open_days(kcc, since, mailing.last_on + timedelta(days=60)),
            figures.post_days(since, mailing.last_on),
            until=last_counted,
            reviewed=figures.past(session, without=view.id),
            events=figures.events(session, since=since, until=mailing.last_on),
        )
        learned.get_ready(house.settings.learned_folder)
        return _review(session, view, mailing, found, counted, kcc, _is_final(view, kcc, last_counted, now))


def _is_final(view: MailingView, kcc: Norms, last_counted: date, now: datetime) -> bool:
    _, last_arrival = figures.arrival(view)
    _, window_until = due.review_window(last_arrival, last_arrival)
    due_on = due.review_due_on(last_arrival, kcc.open_days, kcc.review_after_days)
    uncounted = kcc.open_days.between(last_counted + timedelta(days=1), window_until)
    return view.stage is Stage.AFTERCARE and day_of(now) >= due_on and not uncounted


def _review(
    session: Session,
    view: MailingView,
    mailing: PlannedMailing,
    found: Measurement,
    counted: Sequence[DayCount],
    kcc: Norms,
    is_final: bool,
) -> NewReview:
    plan = forecast.plan(session, view.id)
    days = _days(found, plan)
    # exactly what the day rows count: a closed day's contacts stand on the next open day
    rows = {day.on for day in found.per_day}
    own = [line for line in counted if kcc.open_days.next_open(line.on) in rows and mailing.topic in (None, line.topic)]
    questions, findings = _questions(session, view, mailing, kcc)
    numbers = {
        **_traffic(own),
        **_service(session, mailing.topic, found.per_day[0].on, found.per_day[-1].on),
        **_hours(found, kcc, _channel_shares(own), mailing.first_on),
        **_accuracy(found, plan, counted, mailing),
        "peak_count": max((day["actual"] for day in days), default=0),
        "planned_peak_on": _iso(forecast.peak(plan)[0]) if plan else None,
        "lag_days": found.lag_days,
        "doubt": found.doubt,
        "unfinished": found.unfinished,
        "channel_shares": _channel_shares(own),
        "questions": questions,
        "decided": [each.id for each in question_group.list_decisions(session, view.id)],
        "letter_type_id": view.content.letter_type_id,
        "kept": kept_days(plan, counted, found.per_day[-1].on),
        "second_way": second_way(session, view, mailing, found, kcc, found.per_day[-1].on),
    }
    return NewReview(
        is_final=is_final,
        window_from=mailing.first_on,
        window_until=mailing.last_on,
        extra=round(found.extra, 1),
        lo90=round(min(found.lo90, found.extra), 1),
        hi90=round(max(found.hi90, found.extra), 1),
        is_at_least=found.at_least,
        was_detected=found.detected,
        peak_on=found.peak_day,
        plan_low=plan.low if plan else None,
        plan_expected=plan.expected if plan else None,
        plan_high=plan.high if plan else None,
        quantity=mailing.quantity,
        figures=numbers,
        days=days,
        chart=_chart(view, days, has_plan=plan is not None),
        findings=tuple(findings),
    )


def _days(found: Measurement, plan: ForecastView | None) -> list[dict[str, Any]]:
    planned: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for day in plan.days if plan else ():
        for place, name in enumerate(("low", "expected", "high")):
            planned[day["on"]][place] += day[name]
    return [
        {
            "on": day.on.isoformat(),
            "actual": round(day.actual),
            "ordinary": round(day.ordinary, 2),
            "ordinary_lo90": round(day.ordinary_lo90, 2),
            "ordinary_hi90": round(day.ordinary_hi90, 2),
            "extra": round(day.extra, 2),
            "others": round(day.others, 2),
            "unknown": round(day.unknown, 2),
            "plan_low": round(planned[day.on.isoformat()][0], 2) if plan else None,
            "plan_expected": round(planned[day.on.isoformat()][1], 2) if plan else None,
            "plan_high": round(planned[day.on.isoformat()][2], 2) if plan else None,
            "at_least": day.at_least,
        }
        for day in found.per_day
    ]


def _traffic(own: Sequence[DayCount]) -> dict[str, Any]:
    """Contacts of the topic in the window as the source tells them; None where it does not."""

    def total(name: str) -> float | None:
        known = [value for line in own if (value := getattr(line, name)) is not None]
        return sum(known) if known else None

    return {name: total(name) for name in ("offered", "answered", "abandoned", "redials")}


def _service(session: Session, topic: str | None, since: date, until: date) -> dict[str, Any]:
    """Waiting and self-handled share of the topic in the window; None where no source tells."""
    waits = handling.sum_waits(session, since=since, until=until, topic=topic)
    ended = handling.count_outcomes(session, since=since, until=until, topic=topic)
    return {
        "wait_seconds": waits.seconds if waits.waited else None,
        "waited": waits.waited or None,
        "wait_mean_seconds": waits.mean,
        "helped": ended.helped if ended.share is not None else None,
        "passed_on": ended.passed_on if ended.share is not None else None,
        "self_handled_share": ended.share,
    }


def _hours(found: Measurement, kcc: Norms, shares: Mapping[str, float], on: date) -> dict[str, Any]:
    """Hours and euros with the tariff of the day `on` and the handling time of the channels as they were used.

    `high` is None where the extra contacts have no upper limit.
    """
    minutes, tariff = round(kcc.minutes_of(shares), 2), kcc.tariff_on(on)
    costs = {
        name: None
        if contacts is None
        else cost(
            contacts,
            handling_minutes=minutes,
            occupancy=kcc.occupancy,
            shrinkage=kcc.shrinkage,
            hourly_tariff=tariff,
        )
        for name, contacts in (("low", found.lo90), ("expected", found.extra), ("high", found.upper))
    }
    return {
        "hours": {name: None if item is None else round(item.paid_hours, 1) for name, item in costs.items()},
        "euros": {name: None if item is None else round(item.euros) for name, item in costs.items()},
        "tariff": tariff,
        "handling_minutes": minutes,
        "occupancy": kcc.occupancy,
        "shrinkage": kcc.shrinkage,
    }


def _accuracy(
    found: Measurement, plan: ForecastView | None, counted: Sequence[DayCount], mailing: PlannedMailing
) -> dict[str, Any]:
    """Error of the frozen plan and of "the same days last year", both as a share of all contacts that came in the window."""
    actual = sum(day.actual for day in found.per_day)
    window = {day.on for day in found.per_day}
    planned = sum(day["expected"] for day in plan.days if date.fromisoformat(day["on"]) in window) if plan else None
    ordinary = sum(day.ordinary for day in found.per_day)
    before = [
        line.demand
        for line in counted
        if line.on + A_YEAR in window and mailing.topic in (None, line.topic) and line.demand is not None
    ]
    return {
        "demand": round(actual),
        "before": round(sum(before), 1) if before else None,
        "ordinary": round(ordinary, 1),
        "forecast_error": abs(ordinary + planned - actual) / actual if planned is not None and actual else None,
        "naive_error": abs(sum(before) - actual) / actual if before and actual else None,
    }


def _channel_shares(own: Sequence[DayCount]) -> dict[str, float]:
    totals: dict[str, float] = defaultdict(float)
    for line in own:
        totals[line.channel] += line.demand or 0.0
    everything = sum(totals.values())
    return {channel: round(value / everything, 4) for channel, value in totals.items()} if everything else {}


def _questions(
    session: Session, view: MailingView, mailing: PlannedMailing, kcc: Norms
) -> tuple[list[dict[str, Any]], list[tuple[str, Mapping[str, Any]]]]:
    """What callers asked because of the mailing, per question, and what of it stood on no approved line of the sheet.

    The topic is asked about in ordinary weeks too. So the lines of the weeks before are grouped along, and a question counts
    for the mailing only as far as it was asked more often than then (per open day). What the content manager decided about
    groups (one question, two, another name, no question) counts here too.
    """
    now = _lines(session, mailing.first_on, mailing.last_on, mailing.topic)
    if not now:
        return [], [("no_words", {})]
    span = mailing.last_on - mailing.first_on
    before_from, before_until = mailing.first_on - span - timedelta(days=1), mailing.first_on - timedelta(days=1)
    before = _lines(session, before_from, before_until, mailing.topic)
    days = len(kcc.open_days.between(mailing.first_on, mailing.last_on))
    days_before = len({line.on for line in before})
    scale = days / days_before if days_before else 0.0
    known_questions = bank.load()
    kinds = drafts.kinds_for(letter.find_text(session, view.id) or "", known_questions)
    grouping = groups.group(
        [*(line.line for line in now), *(line.line for line in before)], kinds, meaning.of_bank(known_questions)
    )
    grouping = apply_memory(grouping, decisions_of(session, view.id))
    earlier_ids = {line.line.contact_id for line in before}
    asked = sorted(
        (_asked(group, earlier_ids, scale) for group in grouping.groups),
        key=lambda item: (-item["extra"], -item["count"]),
    )[:TOP_QUESTIONS]
    known = _on_sheet(
        [entry for entry in faq.list_entries(session, view.id) if entry.state in (FaqState.APPROVED, FaqState.ASLEEP)]
    )
    questions = [
        {**item, "in_faq": bool({item["key"], item["question"].casefold()} & known)}
        for item in asked
        if _stands_out(item)
    ]
    findings: list[tuple[str, Mapping[str, Any]]] = []
    for item in [item for item in questions if not item["in_faq"]][:MOST_FINDINGS]:
        findings.append(("not_on_sheet", {"question": item["question"], "count": item["extra"]}))
    often = [item for item in questions if (item["unanswered_share"] or 0.0) >= OFTEN]
    for item in often[:MOST_FINDINGS]:
        facts = {"question": item["question"], "count": item["count"], "share": item["unanswered_share"]}
        findings.append(("often_unanswered", facts))
    return questions, findings


@dataclass(frozen=True)
class _Line:
    """A caller's words with the day on which they were said."""

    on: date
    line: groups.LogLine


def _lines(session: Session, first: date, last: date, topic: str | None) -> list[_Line]:
    words = list_words(session, since=at_amsterdam(first), until=at_amsterdam(last + timedelta(days=1)), topic=topic)
    return [_Line(day_of(each.at), groups.LogLine(str(each.id), each.words, each.answered)) for each in words]


def _stands_out(item: Mapping[str, Any]) -> bool:
    """Tell whether a question was asked more than an ordinary week may bring by chance (twice the deviation of a count)."""
    ordinary = max(0, item["count"] - item["extra"])
    return bool(item["extra"] >= max(FEWEST, 2 * ordinary**0.5))


def _asked(group: groups.Group, earlier_ids: set[str], scale: float) -> dict[str, Any]:
    earlier = sum(contact in earlier_ids for contact in group.contact_ids)
    count = len(group.contact_ids) - earlier
    question = group.question or group.phrase
    return {
        "key": key_of(group),
        "question": question,
        "phrase": group.phrase,
        "count": count,
        "extra": max(0, round(count - earlier * scale)),
        "unanswered_share": group.unanswered_share,
    }


def _on_sheet(sheet: Sequence[EntryView]) -> set[str]:
    return {entry.key for entry in sheet if entry.key} | {entry.question.casefold() for entry in sheet}


def _chart(view: MailingView, days: Sequence[Mapping[str, Any]], *, has_plan: bool) -> Mapping[str, Any] | None:
    rows = [
        ChartDay(
            date.fromisoformat(day["on"]),
            day["ordinary"] + (day["plan_low"] or 0.0),
            day["ordinary"] + (day["plan_expected"] or 0.0),
            day["ordinary"] + (day["plan_high"] or 0.0),
            day["ordinary"],
            day["actual"],
        )
        for day in days
    ]
    if not rows:
        return None
    markers = [
        charts.Marker(
            max(batch.arrives_from, rows[0].on), f"deel {batch.number}"
        )  # the day the first letters are there
        for batch in view.batches
        if batch.arrives_from <= rows[-1].on
    ]
    return charts.review_spec(rows, markers, "nl", has_plan=has_plan)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
