"""Callers who hung up and dialled again the same day: one demand, counted more than once by the source.

Who a caller was is known for a short time only. Before that is wiped, the number of redials per day is kept, so that the
figures of last year go on saying the same.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry.actor import Actor
from registry.clock import at_amsterdam, day_of
from registry.contact import Contact
from registry.kinds import Channel
from registry.rights import Operation, require
from registry.store import Base, closed_list

Redials = Counter[tuple[date, Channel, str]]


class RedialCount(Base):
    """Redials of a day in Amsterdam whose callers can no longer be recognised."""

    __tablename__ = "redial_count"
    __table_args__ = (CheckConstraint("redials > 0", name="redials"),)

    counted_on: Mapped[date] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(closed_list(Channel), primary_key=True)
    topic: Mapped[str] = mapped_column(String(100), primary_key=True)
    redials: Mapped[int]


def list_day_redials(session: Session, *, since: datetime, until: datetime) -> Redials:
    """Return per day in Amsterdam, channel and topic how many contacts were a recognised caller's further try after hanging up."""
    found = _recognised(session, since, until)
    kept = select(RedialCount).where(
        RedialCount.counted_on >= day_of(since), RedialCount.counted_on <= day_of(until - timedelta(microseconds=1))
    )
    for row in session.scalars(kept):
        found[(row.counted_on, row.channel, row.topic)] += row.redials
    return found


def list_recognisable_days(session: Session, *, before: date) -> Counter[date]:
    """Return how many contacts of each whole day before `before` (Amsterdam) still have a recognisable caller."""
    moments = select(Contact.at).where(Contact.at < at_amsterdam(before), Contact.caller_key.is_not(None))
    return Counter(day_of(at) for at in session.scalars(moments.execution_options(yield_per=5000)))


def keep_and_forget(session: Session, actor: Actor, *, first: date, last: date) -> int:
    """Keep the redials of the days from `first` to `last` and wipe what their callers are recognised by; return how many contacts.

    Raises:
        NotAllowed: the actor may not purge.
    """
    require(actor, Operation.PURGE)
    since, until = at_amsterdam(first), at_amsterdam(last + timedelta(days=1))
    for (day, channel, topic), redials in _recognised(session, since, until).items():
        row = session.get(RedialCount, (day, channel, topic))
        if row is None:
            session.add(RedialCount(counted_on=day, channel=channel, topic=topic, redials=redials))
        else:
            row.redials += redials
    session.flush()
    wiped = update(Contact).where(Contact.at >= since, Contact.at < until, Contact.caller_key.is_not(None))
    done = session.execute(
        wiped.values(caller_key=None).returning(Contact.id).execution_options(synchronize_session=False)
    )
    return len(done.all())


def _recognised(session: Session, since: datetime, until: datetime) -> Redials:
    query = (
        select(Contact.topic, Contact.caller_key, Contact.at, Contact.channel, Contact.answered)
        .where(Contact.at >= since, Contact.at < until, Contact.caller_key.is_not(None))
        .order_by(Contact.topic, Contact.caller_key, Contact.at)
        .execution_options(yield_per=5000)
    )
    found: Redials = Counter()
    before: tuple[str, bytes | None, date] | None = None
    for topic, caller, at, channel, answered in session.execute(query).tuples():
        here = (topic, caller, day_of(at))
        if here == before:
            found[(here[2], channel, topic)] += 1
        # only a try that was not answered makes the next one a redial
        before = here if answered is False else None
    return found
