"""What a mailing would do, while it is being typed: the arithmetic of `impact` on the content so far, nothing stored.

Only the extra contacts: the ordinary days, which need years of counts, come with the stored forecast.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from impact.forecast import expected_contacts
from impact.values import Batch, OpenDays, PastMailing, PlannedMailing, PostDays
from registry import calendar, due, letter_type, norms, review
from registry.kinds import MailingKind
from registry.mailing_content import FURTHEST, MailingContent
from registry.norms import Norms
from registry.store import Session
from templates.environment import translate
from templates.field_names import OBJECTION
from templates.values.frame import Band
from templates.values.mailing import Feedback

OBJECTION_WEEKS = 6  # Awb 6:7


def feedback(session: Session, content: MailingContent, *, today: date, lang: str) -> Feedback | None:
    """Return what to expect of a content; None as long as it names no letters."""
    if content.kind is MailingKind.EVENT or not content.batches:
        return None
    if any(batch.quantity < 1 or abs(batch.handover_on - today) > FURTHEST for batch in content.batches):
        return None
    content = content.filled()
    first = min(batch.handover_on for batch in content.batches)
    last = max(batch.arrives_until or batch.handover_on for batch in content.batches)
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
    found = expected_contacts(
        (),
        planned,
        _open_days(norms.get_norms(session), first, end),
        PostDays(weekdays=calendar.POST_WEEKDAYS, never=frozenset(_holidays(first, end))),
        until=today,
        reviewed=_past(session, {kind.id: kind.name for kind in kinds.values()}),
    )
    weeks: dict[date, float] = defaultdict(float)
    for on, extra in found.extra_per_day().items():
        weeks[on - timedelta(days=on.weekday())] += extra
    dated = min(batch.dated_on or batch.handover_on for batch in content.batches)
    return Feedback(
        total=Band(found.extra.low, found.extra.expected, found.extra.high),
        busiest_week_on=max(sorted(weeks), key=lambda monday: weeks[monday]),
        terms=((translate(OBJECTION, lang), calendar.legal_term_end(dated, weeks=OBJECTION_WEEKS)),),
    )


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
