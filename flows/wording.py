"""Finds the values that a notice's mail template asks for, from the notice's own facts and the record as it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from impact.cost import cost
from impact.staffing import agents_for_day
from registry import (
    advice,
    alignment,
    faq,
    forecast,
    mailing_view,
    norms,
    nowcast,
    organisation,
    person,
    review,
    surprise,
)
from registry.clock import day_of
from registry.errors import BadValue
from registry.forecast import ForecastView
from registry.kinds import FaqState, Missing, NoticeKind, Role
from registry.mailing_view import MailingView
from registry.notice import NoticeView
from registry.settings import Settings
from registry.store import Session
from templates import field_names, impact_phrases, phrases
from templates.environment import render_mail
from templates.sentences import sentence
from templates.values import mail as mails
from templates.values.frame import Band, Change
from templates.values.mailing import GateItem

LATE_DAYS = 14
SPECIAL_ROLES = (Role.KCC_LEAD, Role.DEPARTMENT, Role.TRAFFICER, Role.ANALYST, Role.LIAISON)


def render(session: Session, item: NoticeView, settings: Settings) -> tuple[str, str, str]:
    """Return subject, text and HTML of a notice in the language that its reader chose, else that of the installation."""
    lang = person.find_language(session, item.recipient_email) or settings.language
    if item.kind is NoticeKind.SURPRISE_SEEN:
        value: Any = _surprise(session, item)
    else:
        assert item.mailing_id is not None, "every other kind of notice is about a mailing"
        view = mailing_view.get_mailing(session, item.mailing_id)
        value = _BUILDERS[item.kind](session, item, view, lang)
    frame = mails.MailFrame(
        municipality=_own_name(session),
        recipient=item.recipient_name,
        role=_role(session, item),
        base_url=settings.public_url,
    )
    return render_mail(item.kind.value, lang, frame=frame, mail=value)


def about(view: MailingView) -> mails.About:
    """Return the mailing as a mail shows it."""
    batches = tuple(
        mails.MailBatch(batch.number, batch.quantity, batch.handover_on, batch.arrives_from, batch.arrives_until)
        for batch in view.batches
    )
    return mails.About(view.reference, view.content.title, view.department, view.quantity, batches)


def band(view: ForecastView | None) -> Band | None:
    """Return a forecast's total, None when there is none."""
    return None if view is None else Band(view.low, view.expected, view.high)


def gate_items(session: Session, mailing_id: int) -> tuple[GateItem, ...]:
    """Return the gate as a page or mail shows it; what the system does itself stands under the KCC lead."""
    return tuple(
        GateItem(
            step=item.what,
            done=item.is_met,
            turn=item.turn or Role.KCC_LEAD,
            have=item.done_count if item.needed_count else None,
            need=item.needed_count or None,
        )
        for item in alignment.gate(session, mailing_id)
    )


def weeks(view: ForecastView) -> tuple[tuple[date, Band], ...]:
    """Return the expected extra contacts per week, by its Monday."""
    sums: dict[date, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for day in view.days:
        on = date.fromisoformat(day["on"])
        for place, name in enumerate(("low", "expected", "high")):
            sums[on - timedelta(days=on.weekday())][place] += day[name]
    return tuple((monday, Band(low, expected, high)) for monday, (low, expected, high) in sorted(sums.items()))


def reasons(view: ForecastView, lang: str) -> tuple[str, ...]:
    """Return the sentences of a forecast's reasons."""
    return tuple(
        phrases.reason(item["code"], lang, **{k: v for k, v in item.items() if k != "code"}) for item in view.reasons
    )


def _registered(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.MailingRegistered:
    latest = forecast.latest(session, view.id)
    days_ahead = (view.first_on - day_of(item.created_at)).days
    return mails.MailingRegistered(
        about=about(view),
        registered_by=view.registered_by,
        days_ahead=days_ahead,
        late=days_ahead < LATE_DAYS,
        total=band(latest),
        weeks=weeks(latest) if latest else (),
        reasons=reasons(latest, lang) if latest else (),
        missing=tuple(each for each in gate_items(session, view.id) if not each.done),
    )


def _faq_ready(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.FaqReady:
    return mails.FaqReady(about(view), item.facts["total_count"], item.facts["open_count"], view.first_on)


def _slots_needed(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.SlotsNeeded:
    latest = forecast.latest(session, view.id)
    needed = item.facts["needed"]
    return mails.SlotsNeeded(about(view), needed, _spread(latest, needed), view.first_on)


def _spread(view: ForecastView | None, needed: int) -> tuple[tuple[date, int], ...]:
    """Divide the slots over the days of the forecast, largest remainders last."""
    if view is None or view.expected <= 0:
        return ()
    found, given, due_share = [], 0, 0.0
    totals: dict[date, float] = defaultdict(float)
    for day in view.days:
        totals[date.fromisoformat(day["on"])] += day["expected"]
    for on, expected in sorted(totals.items()):
        due_share += expected / sum(totals.values()) * needed
        count = round(due_share) - given
        given += count
        if count:
            found.append((on, count))
    return tuple(found)


def _staffing(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.StaffingQuestion:
    latest = forecast.latest(session, view.id)
    kcc = norms.get_norms(session)
    peak_on, peak = forecast.peak(latest) if latest else (None, None)
    on_peak = [day for day in latest.days if day["on"] == peak_on.isoformat()] if latest and peak_on else []
    low, high = (sum(day[name] for day in on_peak) for name in ("low", "high"))
    ordinary = sum(day["ordinary"] or 0.0 for day in on_peak)
    agents = _agents(kcc, ordinary + high, on_peak) - _agents(kcc, ordinary, on_peak)
    shares = _shares(latest.days if latest else ())
    hours = cost(
        latest.expected if latest else 0.0,
        handling_minutes=kcc.minutes_of(shares),
        occupancy=kcc.occupancy,
        shrinkage=kcc.shrinkage,
        hourly_tariff=kcc.tariff_on(peak_on or view.first_on),
    ).paid_hours
    expected = Band(low, peak or 0.0, high)
    return mails.StaffingQuestion(
        about(view), agents, round(hours, 1), peak_on or view.first_on, expected, view.first_on
    )


def _shares(days: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Return the expected contacts per channel, for the handling time of the mix."""
    sums: dict[str, float] = defaultdict(float)
    for day in days:
        sums[day["channel"]] += day["expected"]
    return sums


def _agents(kcc: norms.Norms, contacts: float, on_peak: Sequence[Mapping[str, Any]]) -> int:
    seconds = kcc.minutes_of(_shares(on_peak)) * 60
    return agents_for_day(contacts, seconds, share=kcc.service_share, seconds=kcc.service_seconds)


def _aligned(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.MailingAligned:
    return mails.MailingAligned(about(view), item.facts["by"], band(forecast.plan(session, view.id)))


def _auto_aligned(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.AutoAligned:
    return mails.AutoAligned(about(view), norms.get_norms(session).auto_align_below)


def _changed(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.Changed:
    changes = tuple(
        Change(
            field_names.name(change["what"], lang),
            field_names.shown(change["was"], lang),
            field_names.shown(change["becomes"], lang),
        )
        for change in item.facts["differences"]
    )
    was, becomes = _forecasts_around(session, view.id, item.facts.get("revision"))
    return mails.Changed(
        about(view),
        _changed_by(session, item, view),
        changes,
        item.facts["took_alignment_back"],
        void_code=item.facts.get("void_code", ""),
        total_was=was,
        total_becomes=becomes,
    )


def _forecasts_around(session: Session, mailing_id: int, revision: int | None) -> tuple[Band | None, Band | None]:
    """Return the last forecast before a version and the newest of it; (None, None) while one of them is not there."""
    made = forecast.list_forecasts(session, mailing_id)
    before = [each for each in made if revision is not None and each.for_revision < revision]
    after = [each for each in made if revision is not None and each.for_revision == revision]
    return (band(before[-1]), band(after[-1])) if before and after else (None, None)


def _changed_by(session: Session, item: NoticeView, view: MailingView) -> str:
    """Return who made the change; a notice from before this was told names only the version."""
    if "by" in item.facts:
        return str(item.facts["by"])
    return next(
        each.made_by for each in mailing_view.list_versions(session, view.id) if each.revision == item.facts["revision"]
    )


def _reminder(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.Reminder:
    open_items = [each for each in gate_items(session, view.id) if not each.done]
    first = open_items[0] if open_items else GateItem(Missing.LEAD_YES, False, Role.KCC_LEAD)
    rung = 1 if item.facts["days_left"] > 7 else 2 if item.facts["days_left"] > 2 else 3
    return mails.Reminder(about(view), first.step, view.first_on, rung, first.turn)


def _question(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.QuestionToDepartment:
    returned = _still_returned(session, item)
    questions = tuple(
        (question, asked or None, "") for question, asked in map(_with_count, item.facts.get("questions", ()))
    )
    return mails.QuestionToDepartment(
        about(view),
        questions or tuple((each["question"], None, each["remark"]) for each in returned),
        date.fromisoformat(item.facts["due_on"]),
        is_returned=bool(returned),
    )


def is_over(session: Session, item: NoticeView) -> bool:
    """Tell whether a notice asks about lines of a sheet only that were all answered, approved or dropped meanwhile."""
    return bool(item.facts.get("items")) and not _still_returned(session, item)


def _still_returned(session: Session, item: NoticeView) -> tuple[Mapping[str, Any], ...]:
    """Return what the department still has to say of the lines that were sent back, each line once, as it was asked last.

    A notice from before the number of a line was kept is left as it is.
    """
    asked = {each.get("entry", each["key"]): each for each in item.facts.get("items", ())}
    if not asked or item.mailing_id is None:
        return ()
    states = {entry.id: entry.state for entry in faq.list_entries(session, item.mailing_id)}
    return tuple(
        each for each in asked.values() if states.get(each.get("entry"), FaqState.RETURNED) is FaqState.RETURNED
    )


def _with_count(asked: str | list[Any]) -> tuple[str, int | None]:
    """Return a question with how often it was asked; a notice from before that was kept holds the question alone."""
    return (asked, None) if isinstance(asked, str) else (asked[0], asked[1])


def _review_ready(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.ReviewReady:
    made = review.get_review(session, view.id)
    hours = made.figures["hours"]
    return mails.ReviewReady(
        about=about(view),
        extra=Band(made.lo90, made.extra, made.hi90, made.is_at_least),
        plan=band(forecast.plan(session, view.id)),
        peak_on=made.peak_on or made.window_from,
        hours=Band(hours["low"], hours["expected"], hours["high"] or hours["expected"], made.is_at_least),
        findings=tuple(phrases.finding(kind, lang, **facts) for kind, facts in made.findings),
    )


def _override_used(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.OverrideUsed:
    missing = tuple(GateItem(Missing(code), False, Role.DEPARTMENT) for code in item.facts["missing"])
    return mails.OverrideUsed(about(view), item.facts["by"], item.facts["reason"], missing)


def _released(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.Released:
    return mails.Released(about(view), item.facts["by"], view.released_at or item.created_at, view.release_code or "")


def _cancelled(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.Cancelled:
    return mails.Cancelled(about(view), item.facts["by"], item.facts["reason"])


def _unreadable(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.LetterUnreadable:
    problem = BadValue(item.facts["problem"], filename=item.facts["filename"])
    return mails.LetterUnreadable(about(view), sentence(problem, lang))


def _nowcast(session: Session, item: NoticeView, view: MailingView, lang: str) -> mails.NowcastChanged:
    found = nowcast.find_nowcast(session, view.id, item.facts["version"])
    assert found is not None, "a nowcast that was told of is kept"
    facts = {name: value for name, value in found.why.items() if name != "code"}
    renewed = advice.find_advice(session, view.id)
    return mails.NowcastChanged(
        about=about(view),
        until=found.until,
        total=Band(found.low, found.expected, found.high),
        planned=found.planned,
        why=impact_phrases.nowcast_reason(found.why["code"], lang, **facts),
        remaining=tuple((each["number"], each["sent"], each["was"], each["expected"]) for each in found.remaining),
        has_advice=renewed is not None and renewed.is_renewed and any(not each["sent"] for each in found.remaining),
    )


def _surprise(session: Session, item: NoticeView) -> mails.SurpriseSeen:
    found = surprise.get_surprise(session, item.facts["surprise_id"])
    words = tuple(found.phrases)
    return mails.SurpriseSeen(found.id, found.topic, words, found.first_seen_at, found.contacts, found.ordinary)


_BUILDERS: Mapping[NoticeKind, Callable[[Session, NoticeView, MailingView, str], Any]] = {
    NoticeKind.MAILING_REGISTERED: _registered,
    NoticeKind.FAQ_READY: _faq_ready,
    NoticeKind.SLOTS_NEEDED: _slots_needed,
    NoticeKind.STAFFING_QUESTION: _staffing,
    NoticeKind.MAILING_ALIGNED: _aligned,
    NoticeKind.AUTO_ALIGNED: _auto_aligned,
    NoticeKind.CHANGED: _changed,
    NoticeKind.REMINDER: _reminder,
    NoticeKind.QUESTION_TO_DEPARTMENT: _question,
    NoticeKind.REVIEW_READY: _review_ready,
    NoticeKind.OVERRIDE_USED: _override_used,
    NoticeKind.RELEASED: _released,
    NoticeKind.CANCELLED: _cancelled,
    NoticeKind.LETTER_UNREADABLE: _unreadable,
    NoticeKind.NOWCAST_CHANGED: _nowcast,
}


def _role(session: Session, item: NoticeView) -> Role:
    people = {each.email: each for each in person.list_people(session)}
    held = people.get(item.recipient_email)
    return next((role for role in SPECIAL_ROLES if held and held.has(role)), Role.KCC_LEAD)


def _own_name(session: Session) -> str:
    return next((name for _, name, is_own in organisation.list_organisations(session) if is_own), "Torenkamer")
