"""What a mailing would do, while it is being typed: the arithmetic of `impact` on the content so far, nothing stored.

Only the extra contacts: the ordinary days, which need years of counts, come with the stored forecast.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from drafting import bank, checks, letter
from impact.forecast import Forecast, expected_contacts
from impact.values import Batch, OpenDays, PastMailing, PlannedMailing, PostDays
from registry import calendar, due, letter_type, norms, review
from registry.kinds import MailingKind
from registry.letter_type import LetterTypeView
from registry.mailing_content import FURTHEST, MAX_QUANTITY, MailingContent
from registry.norms import Norms
from registry.store import Session
from templates import formats, letter_phrases, phrases
from templates.environment import translate
from templates.field_names import MAYBE_OBJECTION, OBJECTION
from templates.values.frame import Band
from templates.values.mailing import DayNote, Feedback
from web import letter_report

OBJECTION_WEEKS = 6  # Awb 6:7
MOST_TERMS = 4
MOST_DAYS_DATED_BEFORE = 14
DEADLINE = "reader_until_on"
MOST_DAYS_BESIDE = 10  # so near to the end of a legal term, another day looks like that term reckoned wrongly
SUNDAY = 6
LATE_DAYS = 14
LONGEST_LETTER = 60_000  # characters that are looked at while somebody types
QUOTE = 60
MOST_ASKED = 3
RESTS_ON = frozenset({"no_own_history", "own_history", "other_types", "department_guess", "part_reaches_us"})
MISSING = frozenset(
    {
        checks.Issue.NO_ACTION,
        checks.Issue.NO_DATE,
        checks.Issue.NO_AMOUNT,
        checks.Issue.NO_CONTACT,
        checks.Issue.NO_REASON,
        checks.Issue.NO_OPENING_HOURS,
    }
)


def feedback(
    session: Session,
    content: MailingContent,
    *,
    letter_text: str = "",
    not_counted: tuple[str, ...] = (),
    today: date,
    lang: str,
) -> Feedback | None:
    """Return what to expect of a content and of its letter; None as long as it names no letters and says nothing.

    `not_counted` are sentences about parts that are wrong as they stand; they come first, and such parts count for nothing.
    """
    content = replace(content, batches=tuple(batch for batch in content.batches if 0 < batch.quantity <= MAX_QUANTITY))
    misses = letter_misses(letter_text, lang) if letter_text.strip() else None
    if misses is not None and content.letter_type_id is not None:
        misses = (*misses, *_asked_before(session, content.letter_type_id, letter_text, lang))
    if not _has_days(content, today):
        is_silent = misses is None and not not_counted
        return None if is_silent else Feedback(None, None, letter_misses=misses, warnings=not_counted)
    terms, is_dated = _terms(session, content, lang), all(batch.dated_on for batch in content.batches)
    dated = _dated(content, lang)
    content = content.filled()
    first = min(batch.handover_on for batch in content.batches)
    last = max(batch.arrives_until or batch.handover_on for batch in content.batches)
    found = _expected(session, content, first, last, today)
    weeks: dict[date, float] = defaultdict(float)
    for on, extra in found.extra_per_day().items():
        weeks[on - timedelta(days=on.weekday())] += extra
    return Feedback(
        total=Band(found.extra.low, found.extra.expected, found.extra.high),
        busiest_week_on=max(sorted(weeks), key=lambda monday: weeks[monday]),
        rests_on=tuple(
            phrases.reason(reason.code, lang, **reason.facts) for reason in found.reasons if reason.code in RESTS_ON
        ),
        letter_misses=misses,
        terms=terms,
        terms_from_handover=bool(terms) and not is_dated,
        dated=dated,
        warnings=(*not_counted, *_warnings(content, first, last, today, lang)),
    )


def _has_days(content: MailingContent, today: date) -> bool:
    if content.kind is MailingKind.EVENT or not content.batches:
        return False
    return all(abs(batch.handover_on - today) <= FURTHEST for batch in content.batches)


def _expected(session: Session, content: MailingContent, first: date, last: date, today: date) -> Forecast:
    kinds = {kind.id: kind for kind in letter_type.list_letter_types(session)}
    own = kinds.get(content.letter_type_id or 0)
    planned = PlannedMailing(
        id="new",
        letter_type=own.name if own else "new",
        topic=own.topic if own else None,
        batches=tuple(
            Batch(batch.quantity, batch.handover_on, batch.delivery_channel, batch.delivery_class)
            for batch in content.batches
        ),
        reach_share=content.reach_share,
        guess_rate=content.guess_rate,
        window_from=first,
        window_until=due.review_window(first, last)[1],
    )
    end = last + timedelta(days=60)
    return expected_contacts(
        (),
        planned,
        _open_days(norms.get_norms(session), first, end),
        PostDays(weekdays=calendar.POST_WEEKDAYS, never=frozenset(_holidays(first, end))),
        until=today,
        reviewed=_past(session, {kind.id: kind.name for kind in kinds.values()}),
    )


def _terms(session: Session, content: MailingContent, lang: str) -> tuple[tuple[str, date], ...]:
    """Return the last day of objection for each dagtekening; they hang on that day and never on the arrival.

    None for a letter type that holds no decision; where nobody knows, the words say that it depends.
    """
    kinds = {kind.id: kind for kind in letter_type.list_letter_types(session)}
    kind = kinds.get(content.letter_type_id or 0)
    opens = None if kind is None else _opens_objection(kind)
    if opens is False:
        return ()
    dated = sorted({batch.dated_on or batch.handover_on for batch in content.batches})
    ends = [(day, calendar.legal_term_end(day, weeks=OBJECTION_WEEKS)) for day in dated]
    name = translate(OBJECTION if opens else MAYBE_OBJECTION, lang)
    if len(ends) == 1:
        return ((name, ends[0][1]),)
    return tuple((f"{name} ({formats.format_day_month(day, lang)})", end) for day, end in ends)[:MOST_TERMS]


def _dated(content: MailingContent, lang: str) -> str:
    """Return how the dagtekening of several parts goes: one for all of them, or each as long after its handover; "" for neither."""
    days = {batch.dated_on for batch in content.batches}
    apart = {(batch.dated_on - batch.handover_on).days for batch in content.batches if batch.dated_on}
    if len(content.batches) < 2 or None in days:
        return ""
    if len(days) == 1:
        return phrases.about_dated("shared", lang, day=formats.format_day(days.pop() or date.min, lang))
    if len(apart) > 1 or min(apart) < 0:
        return ""
    after = apart.pop()
    return phrases.about_dated("same_day" if after == 0 else "one_day" if after == 1 else "days", lang, days=after)


def with_term(
    session: Session, content: MailingContent, notes: Mapping[str, DayNote], *, today: date, lang: str
) -> dict[str, DayNote]:
    """Return the notes beside the day fields, with a warning where the reader's last day lies just beside the end of a legal term."""
    deadline = content.reader_deadline_on
    content = replace(content, batches=tuple(batch for batch in content.batches if 0 < batch.quantity <= MAX_QUANTITY))
    if deadline is None or not _has_days(content, today):
        return dict(notes)
    ends = _terms(session, content, lang)
    name, end = min(ends, key=lambda term: abs(term[1] - deadline), default=("", deadline))
    if not 0 < abs(end - deadline).days <= MOST_DAYS_BESIDE:
        return dict(notes)
    is_sure = not name.startswith(translate(MAYBE_OBJECTION, lang))
    write = formats.format_day_month if deadline.year == end.year else formats.format_day
    facts = {"typed": write(deadline, lang), "end": write(end, lang)}
    said = phrases.day_note("not_the_term" if is_sure else "maybe_not_the_term", lang, **facts)
    before = notes[DEADLINE].text if DEADLINE in notes else ""
    text = f"{before}{'' if not before or before.endswith('.') else '.'} {said}".strip()
    return {**notes, DEADLINE: DayNote(text, warns=True)}


def _opens_objection(kind: LetterTypeView) -> bool | None:
    """Tell whether letters of a type can be objected to: as its bank or its follow-ups say; None when neither says.

    The bank asks about objecting for every kind that may hold a decision; for the rest of its kinds there is nothing to object to.
    """
    if kind.bank in bank.DECISIONS or any("bezwaar" in each.name.casefold() for each in kind.follow_ups):
        return True
    known = bank.load().find_kind(kind.bank) if kind.bank else None
    if known is None or known.id == bank.GENERAL:
        return None
    return None if any("bezwaar" in each.question.casefold() for each in known.questions) else False


def _warnings(content: MailingContent, first: date, last: date, today: date, lang: str) -> Iterator[str]:
    days = (first - today).days
    if days < 0:
        yield phrases.warning("handover_in_past", lang)
    elif days < LATE_DAYS and content.kind is MailingKind.MAILING:
        yield phrases.warning("late", lang, days=days)
    if any(batch.dated_on and batch.dated_on < batch.handover_on for batch in content.batches):
        yield phrases.warning("dated_before_handover", lang)
    early = [
        (batch.handover_on - batch.dated_on).days
        for batch in content.batches
        if batch.dated_on and (batch.handover_on - batch.dated_on).days > MOST_DAYS_DATED_BEFORE
    ]
    if early:
        yield phrases.warning("dated_long_before", lang, days=max(early))
    for on in sorted({batch.handover_on for batch in content.batches if batch.handover_on.weekday() == SUNDAY}):
        yield phrases.warning("handover_on_sunday", lang, day=formats.format_day(on, lang))
    deadline = content.reader_deadline_on
    if deadline is not None and deadline <= last:
        shown = {"day": formats.format_day(deadline, lang), "arrives": formats.format_day(last, lang)}
        yield phrases.warning("deadline_before_arrival", lang, **shown)


def letter_misses(text: str, lang: str) -> tuple[str, ...]:
    """Return what a reader of a letter will miss, and the two things of its words that stand out most."""
    found = checks.check(letter.of_text(text[:LONGEST_LETTER]))
    missing = [phrases.letter_miss(item.issue.value, lang) for item in found if item.issue in MISSING]
    long = [item for item in found if item.issue is checks.Issue.LONG_SENTENCE]
    hard = [item for item in found if item.issue is checks.Issue.JARGON]
    if len(long) > 1:
        missing.append(phrases.letter_miss("long_sentence", lang, count=len(long), quote=_short(long[0].quote)))
    if hard:
        missing.append(phrases.letter_miss("jargon", lang, quote=_short(hard[0].quote)))
    return tuple(missing)


def _asked_before(session: Session, letter_type_id: int, text: str, lang: str) -> Iterator[str]:
    """The questions of last time that this text leaves open too, most asked first."""
    found = letter_report.open_questions(session, text, letter_type_id)
    for each in found[:MOST_ASKED]:
        yield letter_phrases.asked_before(lang, count=each.asked, question=each.question)


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= QUOTE else words[: QUOTE - 1].rsplit(" ", 1)[0] + "…"


def _open_days(kcc: Norms, first: date, last: date) -> OpenDays:
    weekdays = frozenset(kcc.open_weekdays)
    days = calendar.days_between(first, last)
    closed = frozenset(day for day in days if day.weekday() in weekdays and not kcc.open_days.is_open(day))
    return OpenDays(weekdays=weekdays, closed=closed, holidays=frozenset(_holidays(first, last)))


def _holidays(first: date, last: date) -> set[date]:
    return {
        day
        for year in range(first.year, last.year + 2)
        for day in calendar.legal_holidays(year)
        if first <= day <= last
    }


def _past(session: Session, names: dict[int, str]) -> tuple[PastMailing, ...]:
    return tuple(
        PastMailing(
            id=str(sending.mailing_id),
            letter_type=names.get(sending.letter_type_id or 0, f"mailing {sending.mailing_id}"),
            quantity=sending.quantity,
            extra=sending.extra,
            lo90=sending.lo90,
            hi90=sending.hi90,
            lag_days=sending.lag_days,
            channel_shares=sending.channel_shares,
        )
        for sending in review.past_sendings(session)
    )
