"""How long an approved answer may be given: never shorter than the deadline it may name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import audit, calendar, letter, mailing_view
from registry.actor import Actor
from registry.faq_tables import FaqEntry
from registry.kinds import FaqState, MailingKind

# An answer stays for the six weeks in which most terms run (Awb 6:7), counted from the last arrival.
AFTERCARE_DAYS = 42
OBJECTION_WEEKS = 6  # Awb 6:7, from the day after the dagtekening
AFTER_DEADLINE = timedelta(days=7)  # residents who are late call in the week after it
# A day further off than this is no deadline of this letter but a misread year.
FURTHEST = timedelta(days=400)


def validity(session: Session, mailing_id: int) -> tuple[date, date]:
    """Return the first and last day on which the approved answers of a mailing may be given.

    From the first handover until the latest of: AFTERCARE_DAYS after the last arrival, and a week after the reader's own deadline,
    each deadline found in the letter, and the end of the objection term of every dagtekening (mailings of a letter type).
    """
    view = mailing_view.get_mailing(session, mailing_id)
    until = view.last_on + timedelta(days=AFTERCARE_DAYS)
    furthest = view.last_on + FURTHEST
    ends = [day for day in _ends(session, view) if day <= furthest]
    return view.first_on, max([until, *(day + AFTER_DEADLINE for day in ends)])


def keep_up(session: Session, actor: Actor, mailing_id: int, *, now: datetime) -> int:
    """Move the validity of what was approved along with the dates of its mailing; return how many answers moved.

    Part of every operation after which the dates may be others: a new forecast (it follows each change), a new draft (it follows each
    letter), a batch that left, a corrected arrival.
    """
    approved = session.scalars(select(FaqEntry).filter_by(mailing_id=mailing_id, state=FaqState.APPROVED)).all()
    if not approved:
        return 0
    valid = validity(session, mailing_id)
    moved = [entry for entry in approved if (entry.valid_from, entry.valid_until) != valid]
    for entry in moved:
        entry.valid_from, entry.valid_until = valid
    if moved:
        facts = {"count": len(moved), "from_on": valid[0], "until_on": valid[1]}
        audit.record(session, actor, "faq.moved", "mailing", mailing_id, now=now, mailing_id=mailing_id, **facts)
    return len(moved)


def _ends(session: Session, view: mailing_view.MailingView) -> Iterator[date]:
    content = view.content
    if content.reader_deadline_on is not None:
        yield content.reader_deadline_on
    kept = letter.find_letter(session, view.id)
    if kept is not None and kept.facts is not None:
        yield from _deadlines(kept.facts)
    if content.kind is MailingKind.MAILING and content.letter_type_id is not None:
        yield from (calendar.legal_term_end(batch.dated_on, weeks=OBJECTION_WEEKS) for batch in view.batches)


def _deadlines(facts: Mapping[str, Any]) -> Iterator[date]:
    for fact in facts.get("dates") or ():
        if fact.get("role") == "deadline" and fact.get("on"):
            yield date.fromisoformat(fact["on"])
