"""How contacts ended and how long callers waited, as far as the record knows: for the self-handled share and the mean wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
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
    def known(self) -> int:
        """Return of how many contacts it is known how they ended."""
        return self.helped + self.passed_on

    @property
    def share(self) -> float | None:
        """Return the part that the KCC answered itself; None where nothing is known."""
        return self.helped / self.known if self.known else None


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
    """Return how the contacts from `since` to `until` (days in Amsterdam, both included) ended; see `group_outcomes`."""
    return group_outcomes(session, since=since, until=until, by=lambda source: (), topic=topic).get((), Outcomes(0, 0))


def group_outcomes(
    session: Session,
    *,
    since: date,
    until: date,
    by: Callable[[type[Tally | Contact]], Sequence[ColumnElement[Any]]],
    topic: str | None = None,
) -> dict[tuple[Any, ...], Outcomes]:
    """Return how the contacts from `since` to `until` (days in Amsterdam, both included) ended, per value of `by`.

    Tallied contacts always tell. Of an imported log only contacts count of which the words were noted, so that who hung up is
    not taken for somebody the KCC could not help (a length will not do: exchanges give hung-up calls one as well). A log
    in which every such contact was answered says who was reached, not who was helped, and is left out.

    Args:
        by: Gives the columns to group by, of `Tally` and of `Contact`: both have `at`, `channel` and `topic`.
        topic: Only contacts of this topic.
    """
    start, end = at_amsterdam(since), at_amsterdam(until + timedelta(days=1))
    tallied = Tally.outcome == TallyOutcome.ANSWERED, func.sum(Tally.count), (Tally.undone_at.is_(None),)
    already = select(Tally.contact_id).where(Tally.contact_id.is_not(None), *_within(Tally.at, start, end))
    tells = (Contact.answered.is_not(None), Contact.words != "", Contact.id.not_in(already))
    logged = Contact.answered, func.count(), tells
    sources: list[tuple[type[Tally | Contact], Any]] = [(Tally, tallied)]
    left_open = select(Contact.id).where(Contact.answered.is_(False), *tells[1:], *_within(Contact.at, start, end))
    if session.scalar(left_open.limit(1)) is not None:
        sources.append((Contact, logged))
    found: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for source, (answered, count, where) in sources:
        keys = tuple(by(source))
        query = select(answered, count, *keys).where(*where, *_within(source.at, start, end))
        query = query if topic is None else query.where(source.topic == topic)
        for was_answered, number, *key in session.execute(query.group_by(answered, *keys)):
            found[tuple(key)][0 if was_answered else 1] += int(number)
    return {key: Outcomes(helped, passed_on) for key, (helped, passed_on) in found.items()}


def sum_waits(session: Session, *, since: date, until: date, topic: str | None = None) -> Waits:
    """Return the waits from `since` to `until` (days in Amsterdam, both included) that a source tells.

    A queue that knows of no topics tells the wait of everybody; that is taken where the topic's own is not known.
    """
    known = [line for line in list_day_counts(session, since=since, until=until) if line.wait_seconds is not None]
    own = [line for line in known if topic in (None, line.topic)] or [line for line in known if not line.topic]
    return Waits(sum(line.wait_seconds or 0 for line in own), sum(line.offered for line in own))


def _within(at: Any, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    return at >= start, at < end
