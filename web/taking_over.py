"""Questions and answers that others wrote (the State, a waterschap): read, shown, and taken over as draft lines with source and day.

No web framework, so that commands take over too.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

from drafting.external import ReadQuestions, read_questions
from registry import faq
from registry.actor import Actor
from registry.errors import BadValue
from registry.faq import NewEntry, Source
from registry.faq_tables import ANSWER_LIMIT
from registry.kinds import SourceKind
from registry.store import Session

LONGEST_ORIGIN = 120


def check_source(origin: str, dated_on: date | None, *, today: date) -> date:
    """Return the day of the source.

    Raises:
        BadValue: no source, a source that is too long, no day, or a day that is still to come.
    """
    if not origin.strip():
        raise BadValue("required", field="origin")
    if len(origin) > LONGEST_ORIGIN:
        raise BadValue("too_long", field="origin", limit=LONGEST_ORIGIN)
    if dated_on is None:
        raise BadValue("required", field="dated_on")
    if dated_on > today:
        raise BadValue("source_in_future", field="dated_on", on=dated_on)
    return dated_on


def take_over(
    session: Session, actor: Actor, mailing_id: int, read: ReadQuestions, *, origin: str, dated_on: date, now: datetime
) -> tuple[int, ...]:
    """Add what was read to the sheet and return the ids of the new lines; a question that is there already stays as it is."""
    source_name = " ".join(origin.split())
    entries = [
        NewEntry(
            item.question,
            item.answer,
            (Source(SourceKind.EXTERNAL, source_name, item.answer[:ANSWER_LIMIT], dated_on=dated_on),),
        )
        for item in read.items
    ]
    return faq.add_lines(session, actor, mailing_id, entries, now=now)


def known_questions(session: Session, mailing_id: int) -> frozenset[str]:
    """Return the questions that the sheet has already, folded."""
    return frozenset(entry.question.strip().casefold() for entry in faq.list_entries(session, mailing_id))


def as_text(read: ReadQuestions) -> str:
    """Return what was read as a table that `drafting.external.read_questions` reads again as it was."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(("vraag", "antwoord"))
    writer.writerows((item.question, item.answer) for item in read.items)
    return target.getvalue()


__all__ = ["as_text", "check_source", "known_questions", "read_questions", "take_over"]
