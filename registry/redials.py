"""Callers who hung up and dialled again the same day: one demand, counted more than once by the source."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.clock import day_of
from registry.contact import Contact
from registry.kinds import Channel


def list_day_redials(session: Session, *, since: datetime, until: datetime) -> Counter[tuple[date, Channel, str]]:
    """Return per day in Amsterdam, channel and topic how many contacts were a recognised caller's further try after hanging up."""
    query = (
        select(Contact.topic, Contact.caller_key, Contact.at, Contact.channel, Contact.answered)
        .where(Contact.at >= since, Contact.at < until, Contact.caller_key.is_not(None))
        .order_by(Contact.topic, Contact.caller_key, Contact.at)
        .execution_options(yield_per=5000)
    )
    found: Counter[tuple[date, Channel, str]] = Counter()
    before: tuple[str, bytes | None, date] | None = None
    for topic, caller, at, channel, answered in session.execute(query).tuples():
        here = (topic, caller, day_of(at))
        if here == before:
            found[(here[2], channel, topic)] += 1
        # only a try that was not answered makes the next one a redial
        before = here if answered is False else None
    return found
