"""How contacts ended and how long callers waited, as far as the record knows: for the self-handled share and the mean wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from registry.clock import at_amsterdam
from registry.contact import Contact
from registry.contact_counts import list_day_counts
from registry.kinds import TallyOutcome
from registry.tally import Tally


@dataclass(frozen=True)
class Outcomes:
    """Contacts of which it is known how they ended: answered by the KCC itself, or handed over, called back, left open."""

    helped: int
    passed_on: int

    @property
    def share(self) -> float | None:
        """Return the part that the KCC answered itself; None where nothing is known."""
        known = self.helped + self.passed_on
        return self.helped / known if known else None


@dataclass(frozen=True)
class Waits:
    """The waiting of contacts together, and how many contacts that was."""

    seconds: int
    waited: int

    @property
    def mean(self) -> float | None:
        """Return the mean wait in seconds; None where no source tells it."""
        return self.seconds / self.waited if self.waited else None


def count_outcomes(session: Session, *, since: date, until: date, topic: str | None = None) -> Outcomes:
    """Return how the contacts from `since` to `until` (days in Amsterdam, both included) ended.

    Tallied contacts always tell. Of an imported log only contacts count of which the words were noted, so that who hung up is
    not taken for somebody the KCC could not help (a length will not do: exchanges give hung-up calls one as well). A log
    in which every such contact was answered says who was reached, not who was helped, and is left out.
    """
    start, end = at_amsterdam(since), at_amsterdam(until + timedelta(days=1))
    tallied = _by_answer(
        session,
        _of_topic(
            select(Tally.outcome == TallyOutcome.ANSWERED, func.sum(Tally.count)).where(
                Tally.undone_at.is_(None), *_within(Tally.at, start, end)
            ),
            Tally.topic,
            topic,
        ).group_by(Tally.outcome),
    )
    counted_already = select(Tally.contact_id).where(Tally.contact_id.is_not(None), *_within(Tally.at, start, end))
    logged = _by_answer(
        session,
        _of_topic(
            select(Contact.answered, func.count()).where(
                Contact.answered.is_not(None),
                Contact.words != "",
                Contact.id.not_in(counted_already),
                *_within(Contact.at, start, end),
            ),
            Contact.topic,
            topic,
        ).group_by(Contact.answered),
    )
    if not logged[False]:
        logged = {True: 0, False: 0}
    return Outcomes(tallied[True] + logged[True], tallied[False] + logged[False])


def sum_waits(session: Session, *, since: date, until: date, topic: str | None = None) -> Waits:
    """Return the waits from `since` to `until` (days in Amsterdam, both included) that a source tells.

    A queue that knows of no topics tells the wait of everybody; that is taken where the topic's own is not known.
    """
    known = [line for line in list_day_counts(session, since=since, until=until) if line.wait_seconds is not None]
    own = [line for line in known if topic in (None, line.topic)] or [line for line in known if not line.topic]
    return Waits(sum(line.wait_seconds or 0 for line in own), sum(line.offered for line in own))


def _within(at: Any, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    return at >= start, at < end


def _of_topic(query: Select[Any], column: Any, topic: str | None) -> Select[Any]:
    return query if topic is None else query.where(column == topic)


def _by_answer(session: Session, query: Select[Any]) -> dict[bool, int]:
    found = {True: 0, False: 0}
    for answered, count in session.execute(query):
        found[bool(answered)] += int(count)
    return found
