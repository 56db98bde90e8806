"""The part of contacts that the KCC answered itself, beside the norm: per week, channel, topic, department and mailing."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlalchemy.orm import Session

from registry import letter_type, mailing_view, norms, organisation, review
from registry.actor import Actor
from registry.clock import at_amsterdam
from registry.errors import BadValue
from registry.handling import Outcomes, group_outcomes
from registry.rights import Operation, may, require

LONGEST_DAYS = 366
MOST_REVIEWS = 500
STEP = 0.05  # how many points more the list of topics is about
MOST_TOPICS = 5
SHOWN_WEEKS = 12
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class ShareLine:
    """How the contacts of one week, channel, topic, department or mailing ended. `ref` is the reference of a mailing."""

    name: str
    outcomes: Outcomes
    ref: str = ""


@dataclass(frozen=True)
class Gain:
    """Contacts of a topic that the KCC did not answer itself, and the part of all contacts that they are."""

    topic: str
    passed_on: int
    share: float


@dataclass(frozen=True)
class SelfHandled:
    """The self-handled share of a period of days in Amsterdam, both included.

    Attributes:
        norm: What the share should be, 0 to 1.
        total: All contacts of which it is known how they ended.
        needed: Contacts more that the KCC must answer itself for the next 5 points.
        gains: The topics in which most was passed on, at most five.
        rest: What was passed on in other topics: with `gains` it sums to `total.passed_on`.
        weeks: Named by the Monday with which they begin, as an ISO day, in order.
        departments: By the topics of their letter types; "" is for topics of no department.
        mailings: As their newest review tells it, of mailings whose window lies at least partly in the period.
    """

    since: date
    until: date
    norm: float
    total: Outcomes
    needed: int
    gains: tuple[Gain, ...]
    rest: Gain
    weeks: tuple[ShareLine, ...]
    channels: tuple[ShareLine, ...]
    topics: tuple[ShareLine, ...]
    departments: tuple[ShareLine, ...]
    mailings: tuple[ShareLine, ...]


def usual_period(today: date) -> tuple[date, date]:
    """Return the twelve weeks up to and including this one, from a Monday until today."""
    return today - timedelta(days=today.weekday(), weeks=SHOWN_WEEKS - 1), today


def find_self_handled(session: Session, actor: Actor, *, since: date, until: date) -> SelfHandled:
    """Return the self-handled share from `since` to `until`, as `registry.handling` counts it.

    Raises:
        NotAllowed: the actor may not read reviews.
        BadValue: the period ends before it begins or is longer than a year.
    """
    require(actor, Operation.SEE_REVIEW)
    if not 0 <= (until - since).days < LONGEST_DAYS:
        raise BadValue("bad_period", from_on=since, until_on=until)
    first = since - timedelta(days=since.weekday())
    mondays = [first + number * WEEK for number in range((until - first) // WEEK + 1)]

    def keys(source: Any) -> tuple[ColumnElement[Any], ...]:
        week = case(*((source.at < at_amsterdam(day + WEEK), number) for number, day in enumerate(mondays)))
        return week.label("week"), source.channel, source.topic

    cells = group_outcomes(session, since=since, until=until, by=keys)
    total = _together(cells.values())
    topics = _lines((topic, ended) for (_, _, topic), ended in cells.items())
    open_topics = [line for line in topics if line.outcomes.passed_on]
    most = sorted(open_topics, key=lambda line: (-line.outcomes.passed_on, line.name))[:MOST_TOPICS]
    gains = tuple(_gain(line.name, line.outcomes.passed_on, total) for line in most)
    owners = _departments_of_topics(session)
    return SelfHandled(
        since=since,
        until=until,
        norm=norms.get_norms(session).self_handled_norm,
        total=total,
        needed=min(total.passed_on, math.ceil(STEP * total.known)),
        gains=gains,
        rest=_gain("", total.passed_on - sum(gain.passed_on for gain in gains), total),
        weeks=_lines(((mondays[week].isoformat(), ended) for (week, _, _), ended in cells.items()), by_name=True),
        channels=_lines((str(channel), ended) for (_, channel, _), ended in cells.items()),
        topics=topics,
        departments=_lines((owners.get(topic, ""), ended) for (_, _, topic), ended in cells.items()),
        mailings=_mailings(session, actor, since, until),
    )


def _together(outcomes: Iterable[Outcomes]) -> Outcomes:
    helped = passed_on = 0
    for ended in outcomes:
        helped += ended.helped
        passed_on += ended.passed_on
    return Outcomes(helped, passed_on)


def _lines(named: Iterable[tuple[str, Outcomes]], *, by_name: bool = False) -> tuple[ShareLine, ...]:
    """Return one line per name: most contacts first, or in the order of the names."""
    found: dict[str, Outcomes] = {}
    for name, ended in named:
        found[name] = _together((found.get(name, Outcomes(0, 0)), ended))
    lines = [ShareLine(name, ended) for name, ended in found.items()]
    return tuple(sorted(lines, key=lambda line: (0 if by_name else -line.outcomes.known, line.name)))


def _gain(topic: str, passed_on: int, total: Outcomes) -> Gain:
    return Gain(topic, passed_on, passed_on / total.known if total.known else 0.0)


def _departments_of_topics(session: Session) -> dict[str, str]:
    """Return the department of each topic that letter types of one department only are logged under."""
    names = {department.id: department.name for department in organisation.list_departments(session)}
    found: dict[str, set[str]] = {}
    for kind in letter_type.list_letter_types(session):
        if kind.department_id in names:
            found.setdefault(kind.topic, set()).add(names[kind.department_id])
    return {topic: next(iter(owners)) for topic, owners in found.items() if len(owners) == 1}


def _mailings(session: Session, actor: Actor, since: date, until: date) -> tuple[ShareLine, ...]:
    lines = []
    for found in review.list_reviews(session, limit=MOST_REVIEWS):
        helped, passed_on = found.figures.get("helped"), found.figures.get("passed_on")
        if helped is None or passed_on is None or found.window_until < since or found.window_from > until:
            continue
        view = mailing_view.get_mailing(session, found.mailing_id)
        if may(actor, Operation.SEE_REVIEW, view.content.department_id):
            lines.append(ShareLine(view.content.title, Outcomes(helped, passed_on), view.reference))
    return tuple(lines)
