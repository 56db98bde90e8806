"""A mailing of the record as the values of its page: stages, gate, forecast, FAQ, staffing, slots, timeline, notices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from impact.cost import cost
from impact.staffing import agents_for_day
from registry import (
    agenda,
    alignment,
    audit,
    due,
    faq,
    forecast,
    letter,
    letter_type,
    norms,
    notice,
    organisation,
    person,
    review,
    review_refusal,
    staffing,
)
from registry.actor import Actor
from registry.audit import AuditLine
from registry.clock import day_of
from registry.errors import BadValue
from registry.kinds import Channel, LetterState, MailingKind, Missing, Role, SlotState, Stage
from registry.letter import LetterView
from registry.mailing import OVER
from registry.mailing_content import MailingContent
from registry.mailing_view import MailingView
from registry.norms import Norms
from registry.notice import NoticeView
from registry.rights import Operation, may
from registry.store import Session
from templates import field_names, notes, phrases
from templates.sentences import sentence
from templates.values import mailing as values
from templates.values.frame import Band, Change, StageStep, TimelineEntry
from web import shown_faq, shown_impact

LATE_DAYS = 14
UNFILLED = "–"
ON_THE_WAY = (Stage.REGISTERED, Stage.PREPARED, Stage.ALIGNED, Stage.SENT, Stage.AFTERCARE, Stage.CLOSED)
QUIET = frozenset(
    {
        "forecast.stored",
        "advice.stored",
        "nowcast.stored",
        "letter.read",
        "faq.judged",
        "appointment.booked",
        "appointment.cancelled",
    }
)


def mailing_page(session: Session, actor: Actor, view: MailingView, *, on: date, lang: str) -> values.MailingPage:
    """Return everything that mailing.html shows, for the one who looks."""
    kcc = norms.get_norms(session)
    kept = letter.find_letter(session, view.id)
    problem = letter_problem(kept, lang)
    gate = gate_items(session, view, problem)
    latest = forecast.latest(session, view.id)
    content = view.content
    can = deeds(session, actor, view, gate, on)
    is_open = view.stage not in (*OVER, Stage.SENT, Stage.AFTERCARE)
    doubtful = shown_faq.approved_in_doubt(session, view, lang) if is_open and "see_faq" in can else 0
    return values.MailingPage(
        ref=view.reference,
        version=view.revision,
        title=content.title,
        kind=content.kind,
        stage=view.stage,
        department=view.department,
        letter_type=_type_name(session, content) or UNFILLED,
        sender=content.sender or view.organisation,
        audience=content.audience or UNFILLED,
        reader_must=content.reader_action or UNFILLED,
        reader_until_on=content.reader_deadline_on,
        printed_contact=printed_lines(content),
        liaison=_liaison(session, content.department_id),
        registered_at=view.registered_at or _versions_first(session, view),
        days_ahead=_days_ahead(view, on),
        late=is_late(view, on),
        steps=steps(view),
        batches=batches(view),
        gate=_with_doubt(gate, doubtful, lang) if is_open else (),
        faq=faq_progress(session, view.id),
        slots=_slots(session, view, latest),
        timeline=timeline(session, view, lang),
        notices=tuple(notice_row(item, lang) for item in notice.list_notices(session, mailing_id=view.id, limit=50)),
        may=can,
        forecast=forecast_view(latest, kcc, lang) if latest else None,
        staffing=_staffing(session, view, latest, kcc),
        release_code=view.release_code,
        override_reason=view.override_reason,
        has_review=review.find_review(session, view.id) is not None
        and may(actor, Operation.SEE_REVIEW, content.department_id),
        review_refusal=_review_refusal(session, actor, view, lang),
        letter_name=kept.filename if kept else None,
        letter_problem=problem,
        aligned_by_itself=view.aligned_by_itself and view.is_aligned,
        auto_align_below=kcc.auto_align_below,
        impact=shown_impact.glance(session, actor, view, lang),
        first_on=view.first_on,
        has_forecast_coming=view.stage in due.PREPARING and content.kind is not MailingKind.EVENT,
        faq_in_doubt=doubtful,
    )


def _with_doubt(gate: tuple[values.GateItem, ...], count: int, lang: str) -> tuple[values.GateItem, ...]:
    """Return the gate with a word beside the approval of answers that may no longer be right."""
    said = notes.in_doubt(count, lang)
    return tuple(replace(item, problem=said) if said and item.step is Missing.FAQ_APPROVAL else item for item in gate)


def _review_refusal(session: Session, actor: Actor, view: MailingView, lang: str) -> str:
    """Return why the review cannot be made yet, "" where nothing stands in its way."""
    found = review_refusal.find_refusal(session, view.id)
    if found is None or not may(actor, Operation.SEE_REVIEW, view.content.department_id):
        return ""
    return sentence(BadValue(found.code, **found.facts), lang)


def gate_items(session: Session, view: MailingView, problem: str = "") -> tuple[values.GateItem, ...]:
    """Return the gate as a page shows it; what the system does itself stands under its own name."""
    return tuple(
        values.GateItem(
            step=item.what,
            done=item.is_met,
            turn=item.turn or Role.KCC_LEAD,
            who=None if item.turn else "Torenkamer",
            have=item.done_count if item.needed_count else None,
            need=item.needed_count or None,
            waits_for=item.waits_for,
            problem=problem if item.problem else "",
        )
        for item in alignment.gate(session, view.id)
    )


def letter_problem(kept: LetterView | None, lang: str) -> str:
    """Return why a letter could not be read and what to do about it, "" for one that was read or is being read."""
    if kept is None or kept.state is not LetterState.FAILED or not kept.problem:
        return ""
    return sentence(BadValue(kept.problem, filename=kept.filename), lang)


def is_late(view: MailingView, on: date) -> bool:
    """Tell whether the mailing was registered less than two weeks before its first handover."""
    return view.content.kind is MailingKind.MAILING and _days_ahead(view, on) < LATE_DAYS


def _days_ahead(view: MailingView, on: date) -> int:
    return (view.first_on - (day_of(view.registered_at) if view.registered_at else on)).days


def _versions_first(session: Session, view: MailingView) -> Any:
    from registry.mailing_view import list_versions

    return list_versions(session, view.id)[0].made_at


def steps(view: MailingView) -> tuple[StageStep, ...]:
    """Return the windows of the tower with the days that are known."""
    if view.stage is Stage.CANCELLED:
        return (StageStep(Stage.REGISTERED, "done"), StageStep(Stage.CANCELLED, "current"))
    days: Mapping[Stage, Any] = {
        Stage.REGISTERED: view.registered_at,
        Stage.ALIGNED: view.aligned_at,
        Stage.CLOSED: view.closed_at,
    }
    order = (Stage.CONCEPT, *ON_THE_WAY) if view.stage is Stage.CONCEPT else ON_THE_WAY
    at = order.index(view.stage)
    found = []
    for place, stage in enumerate(order):
        state = "done" if place < at or view.stage is Stage.CLOSED else "current" if place == at else "open"
        moment = days.get(stage)
        found.append(StageStep(stage, state, day_of(moment) if moment and state != "open" else None))
    return tuple(found)


def batches(view: MailingView) -> tuple[values.BatchView, ...]:
    """Return the batches with what was really sent."""
    return tuple(
        values.BatchView(
            number=batch.number,
            quantity=batch.quantity,
            handover_on=batch.handover_on,
            dated_on=batch.dated_on,
            arrives_from=batch.arrives_from,
            arrives_until=batch.arrives_until,
            channel=batch.delivery_channel,
            delivery_class=batch.delivery_class,
            sent_on=batch.sent_on,
            sent_quantity=batch.sent_quantity,
        )
        for batch in view.batches
    )


def printed_lines(content: MailingContent) -> tuple[str, ...]:
    """Return what the letter prints for contact, a line each."""
    printed = content.printed
    return tuple(filter(None, (printed.phone, printed.desk, printed.email, printed.url, printed.opening_hours)))


def faq_progress(session: Session, mailing_id: int) -> values.FaqProgress | None:
    """Return how far the sheet is, None before there is a line."""
    found = faq.progress(session, mailing_id)
    if not found.total_count:
        return None
    return values.FaqProgress(found.approved_count, found.draft_count, found.returned_count, found.dropped_count)


def notice_row(item: NoticeView, lang: str) -> values.NoticeRow:
    """Return a notice for a list; before it is sealed it is called after its kind."""
    return values.NoticeRow(
        str(item.id),
        item.ended_at or item.created_at,
        item.recipient_name,
        item.subject or phrases.notice_name(item.kind, lang),
        item.state,
    )


def forecast_view(found: forecast.ForecastView, kcc: Norms, lang: str) -> values.ForecastView | None:
    """Return a stored forecast as the page shows it; None for one without days (an event)."""
    days = _days(found, kcc)
    peak_on, _ = forecast.peak(found)
    if peak_on is None:
        return None
    return values.ForecastView(
        version=found.version,
        made_at=found.made_at,
        frozen=found.is_plan,
        total=Band(found.low, found.expected, found.high),
        channels=_channels(found),
        days=days,
        peak_on=peak_on,
        hours=hours(Band(found.low, found.expected, found.high), kcc, _shares(found.days)),
        reasons=tuple(
            phrases.reason(item["code"], lang, **{k: v for k, v in item.items() if k != "code"})
            for item in found.reasons
        ),
        over_capacity=sum(max(0.0, day.expected - day.capacity) for day in days if day.capacity is not None),
        spec=found.chart,
    )


def _shares(days: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Return the expected contacts per channel, for the handling time of the mix."""
    sums: dict[str, float] = defaultdict(float)
    for day in days:
        sums[day["channel"]] += day["expected"]
    return sums


def hours(contacts: Band, kcc: Norms, per_channel: Mapping[str, float]) -> Band:
    """Return the paid hours of a band of contacts that divide over channels like `per_channel`."""
    minutes = kcc.minutes_of(per_channel)

    def paid(count: float) -> float:
        return cost(
            count,
            handling_minutes=minutes,
            occupancy=kcc.occupancy,
            shrinkage=kcc.shrinkage,
            hourly_tariff=kcc.hourly_tariff,
        ).paid_hours

    return Band(paid(contacts.low), paid(contacts.expected), paid(contacts.high), contacts.at_least)


def _days(found: forecast.ForecastView, kcc: Norms) -> tuple[values.ForecastDay, ...]:
    sums: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(("ordinary", "low", "expected", "high"), 0.0))
    for day in found.days:
        for name in ("ordinary", "low", "expected", "high"):
            sums[day["on"]][name] += day.get(name) or 0.0
    channels = {day["channel"] for day in found.days}
    return tuple(
        values.ForecastDay(
            date.fromisoformat(on),
            one["ordinary"] + one["low"],
            one["ordinary"] + one["expected"],
            one["ordinary"] + one["high"],
            one["ordinary"],
            kcc.capacity_on(date.fromisoformat(on), channels) or None,
        )
        for on, one in sorted(sums.items())
    )


def _channels(found: forecast.ForecastView) -> tuple[tuple[Channel, Band], ...]:
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for day in found.days:
        for place, name in enumerate(("low", "expected", "high")):
            sums[day["channel"]][place] += day[name]
    return tuple((Channel(name), Band(low, expected, high)) for name, (low, expected, high) in sorted(sums.items()))


def _staffing(
    session: Session, view: MailingView, latest: forecast.ForecastView | None, kcc: Norms
) -> values.StaffingView | None:
    question = staffing.find_question(session, view.id)
    if question is None:
        return None
    peak_on = question.peak_on or view.first_on
    on_peak = [day for day in latest.days if day["on"] == peak_on.isoformat()] if latest else []
    ordinary = sum(day.get("ordinary") or 0.0 for day in on_peak)
    high = sum(day["high"] for day in on_peak)
    band = Band(latest.low, latest.expected, latest.high) if latest else Band(0, 0, 0)
    minutes = kcc.minutes_of(_shares(on_peak))
    return values.StaffingView(
        agents=_agents(kcc, ordinary + high, minutes) - _agents(kcc, ordinary, minutes),
        hours=hours(band, kcc, _shares(latest.days) if latest else {}).expected,
        peak_on=peak_on,
        answer=question.answer,
        answered_by=question.answered_by,
        answered_at=question.answered_at,
        note=question.note,
    )


def _agents(kcc: Norms, contacts: float, minutes: float) -> int:
    return agents_for_day(contacts, minutes * 60, share=kcc.service_share, seconds=kcc.service_seconds)


def _slots(session: Session, view: MailingView, latest: forecast.ForecastView | None) -> values.SlotsView | None:
    opened = agenda.count_slots(session, view.id)
    needed = latest.slots_needed if latest else 0
    if not opened and not needed:
        return None
    return values.SlotsView(needed, opened, agenda.count_slots(session, view.id, state=SlotState.TAKEN))


def timeline(session: Session, view: MailingView, lang: str) -> tuple[TimelineEntry, ...]:
    """Return what happened to a mailing, newest first; judgements of single lines are counted elsewhere."""
    lines = audit.list_lines(session, mailing_id=view.id, limit=200)
    return tuple(_timeline_entry(line, lang) for line in lines if line.action not in QUIET)[:60]


def _timeline_entry(line: AuditLine, lang: str) -> TimelineEntry:
    changed = line.facts.get("differences", ()) if line.action == "mailing.changed" else ()
    return TimelineEntry(
        at=line.at,
        text=phrases.event(line.action, lang),
        who=line.actor_name,
        changes=tuple(change(item["what"], item["was"], item["becomes"], lang) for item in changed),
    )


def change(what: str, was: Any, becomes: Any, lang: str) -> Change:
    """Return one difference of the record in words."""
    return Change(field_names.name(what, lang), field_names.shown(was, lang), field_names.shown(becomes, lang))


def deeds(
    session: Session, actor: Actor, view: MailingView, gate: tuple[values.GateItem, ...], on: date
) -> frozenset[str]:
    """Return what this person may do with this mailing now; the operations check it once more."""
    if view.stage in OVER:
        return frozenset()
    own = view.content.department_id

    def allowed(operation: Operation) -> bool:
        return may(actor, operation, own)

    has_yes = view.is_aligned or view.overridden_at is not None
    any_sent = any(batch.sent_on for batch in view.batches)
    ready = all(item.done for item in gate if item.step is not Missing.LEAD_YES)
    is_own = view.content.kind is MailingKind.MAILING
    possible = {
        "change": allowed(Operation.CHANGE_MAILING),
        "align": allowed(Operation.ALIGN) and not has_yes and ready,
        "release": allowed(Operation.RELEASE) and has_yes and view.release_code is None,
        "override": allowed(Operation.OVERRIDE) and not has_yes and is_own,
        "mark_sent": allowed(Operation.MARK_SENT) and (view.release_code is not None or not is_own),
        "correct_arrival": allowed(Operation.MARK_SENT) and any_sent,
        "cancel": allowed(Operation.CANCEL_MAILING) and not any_sent,
        "answer_staffing": allowed(Operation.ANSWER_STAFFING) and not view.is_aligned,
        "open_slots": allowed(Operation.OPEN_SLOTS),
        "see_faq": allowed(Operation.SEE_FAQ_DRAFT),
        "edit_faq": allowed(Operation.EDIT_FAQ),
        "decide_faq": allowed(Operation.JUDGE_FAQ),
    }
    return frozenset(name for name, is_possible in possible.items() if is_possible)


def _type_name(session: Session, content: MailingContent) -> str:
    if content.letter_type_id is None:
        return ""
    return letter_type.get_letter_type(session, content.letter_type_id).name


def _liaison(session: Session, department_id: int) -> str | None:
    owner = organisation.get_department(session, department_id)
    wanted = owner.liaison_person_id or owner.liaison_deputy_id
    return next((each.name for each in person.list_people(session) if each.id == wanted), None) if wanted else None
