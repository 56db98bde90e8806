"""Groups of what callers asked about a mailing after all decisions, and a decision about the groups as they are seen.

No web framework, so that commands use it too. scipy is not loaded: the grouping itself was made by a flow and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from drafting.group_memory import Act, Anchor, Decision, anchor_of, apply_memory
from drafting.groups import Group
from drafting.kept_groups import from_plain
from drafting.trend import trends
from registry import faq, question_group
from registry.actor import Actor
from registry.faq import NewEntry, Source
from registry.kinds import GroupAct, SourceKind
from registry.question_group import AnchorView, DecisionView, GroupNotFound, NewDecision
from registry.store import Session

MOST_DAYS = 28


@dataclass(frozen=True)
class SeenGroup:
    """A group as people see it; `trend` is a word of `drafting.trend.Direction`, `per_day` counts over `Seen.days`."""

    key: str
    name: str
    known: bool
    count: int
    unanswered_share: float | None
    trend: str
    per_day: tuple[int, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """All groups of a mailing, most asked first; `made_at` None when its log was never grouped."""

    made_at: datetime | None
    line_count: int
    noise_count: int
    double_count: int
    days: tuple[date, ...]
    groups: tuple[SeenGroup, ...]
    decisions: tuple[DecisionView, ...]


def see(session: Session, mailing_id: int) -> Seen:
    """Return the groups of a mailing with all decisions carried out."""
    kept = question_group.find_grouping(session, mailing_id)
    decisions = question_group.list_decisions(session, mailing_id)
    if kept is None:
        return Seen(None, 0, 0, 0, (), (), decisions)
    grouping, on = from_plain(kept.content)
    grouping = apply_memory(grouping, [_decision(each) for each in decisions])
    days = _days(sorted(set(on.values())))
    trend = {each.key: each for each in trends(grouping, on, days)}
    return Seen(
        made_at=kept.made_at,
        line_count=kept.line_count,
        noise_count=len(grouping.noise),
        double_count=len(grouping.doubles),
        days=days,
        groups=tuple(
            SeenGroup(
                key=each.key,
                name=each.question or each.phrase,
                known=each.question_id is not None,
                count=each.count,
                unanswered_share=each.unanswered_share,
                trend=trend[each.key].direction.value,
                per_day=trend[each.key].counts,
                examples=each.examples,
            )
            for each in grouping.groups
        ),
        decisions=decisions,
    )


def _days(known: Sequence[date]) -> tuple[date, ...]:
    """The last weekdays of the log, and weekend days on which contacts came in."""
    if not known:
        return ()
    first = max(known[0], known[-1] - timedelta(days=MOST_DAYS - 1))
    every = (first + timedelta(days=step) for step in range((known[-1] - first).days + 1))
    return tuple(day for day in every if day.weekday() < 5 or day in known)


def decide(
    session: Session,
    actor: Actor,
    mailing_id: int,
    act: GroupAct,
    key: str,
    *,
    into: str = "",
    phrases: Sequence[str] = (),
    name: str = "",
    now: datetime,
) -> int:
    """Keep a decision about a group that is seen now, and return its number.

    Raises:
        GroupNotFound: there is no such group (any more).
    """
    groups = _groups(session, mailing_id)
    own = _get(groups, key)
    said = tuple(phrase for phrase in phrases if phrase in own.examples)
    other = _view(_get(groups, into)) if act is GroupAct.MERGE and into else None
    new = NewDecision(act, _view(own), other, said if act is GroupAct.SPLIT else (), name)
    return question_group.decide(session, actor, mailing_id, new, now=now)


def make_entry(session: Session, actor: Actor, mailing_id: int, key: str, *, now: datetime) -> tuple[int, ...]:
    """Put a group on the FAQ sheet as a question without an answer; the department is asked. Nothing when it is there already."""
    own = _get(_groups(session, mailing_id), key)
    source = Source(SourceKind.LOG, excerpt=own.phrase, line_count=own.count)
    question = own.question or own.phrase
    entry = NewEntry(question[:1].upper() + question[1:], "", (source,), own.question_id, own.count)
    return faq.add_lines(session, actor, mailing_id, [entry], now=now)


def _groups(session: Session, mailing_id: int) -> tuple[Group, ...]:
    kept = question_group.find_grouping(session, mailing_id)
    if kept is None:
        return ()
    grouping, _ = from_plain(kept.content)
    return apply_memory(grouping, [_decision(e) for e in question_group.list_decisions(session, mailing_id)]).groups


def _get(groups: Sequence[Group], key: str) -> Group:
    found = next((each for each in groups if each.key == key), None)
    if found is None:
        raise GroupNotFound(group=key[:60])
    return found


def _view(group: Group) -> AnchorView:
    anchor = anchor_of(group)
    return AnchorView(anchor.question_id, anchor.phrases)


def _decision(view: DecisionView) -> Decision:
    into = Anchor(view.into.question_id, view.into.phrases) if view.into is not None else None
    return Decision(
        Act(view.act.value), Anchor(view.group.question_id, view.group.phrases), into, view.phrases, view.name
    )
