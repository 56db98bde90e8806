"""What a content manager decided about groups of questions, carried out again on the next log.

The keys of groups are made anew with every log, so a decision remembers a group by what lasts: the bank's question it
stands for, else the callers' words. A decision whose group is not in this log does nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from drafting.groups import Group, Grouping
from drafting.vectors import Space, literal_features

# From this likeness two lines say the same.
SAME_WORDS = 0.5
MOST_EXAMPLES = 12


class Act(StrEnum):
    """What was decided: two groups are one, some lines are a group of their own, a group has another name, it is no question."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True)
class Anchor:
    """A group as it can be found again: by `question_id`, or for a new question by `phrases` (callers' lines, masked)."""

    question_id: str | None = None
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """One decision. `into` for MERGE; `phrases` for SPLIT: the lines that go apart; `name` for RENAME, SPLIT, and MERGE if wanted."""

    act: Act
    group: Anchor
    into: Anchor | None = None
    phrases: tuple[str, ...] = ()
    name: str = ""


def anchor_of(group: Group) -> Anchor:
    """How a group is remembered."""
    return Anchor(group.question_id, (group.phrase, *(text for text in group.examples if text != group.phrase)))


def apply_memory(grouping: Grouping, decisions: Iterable[Decision]) -> Grouping:
    """Returns the grouping after all decisions, in the order in which they were taken; contacts are moved, never lost.

    Contacts of a group that is left out go to the noise.
    """
    groups = list(grouping.groups)
    noise = list(grouping.noise)
    for decision in decisions:
        at = _find(groups, decision.group)
        if at is None:
            continue
        if decision.act is Act.MERGE:
            into = _find(groups, decision.into) if decision.into else None
            if into is not None and into != at:
                groups[into] = _named(_merged(groups[into], groups[at]), decision.name)
                del groups[at]
        elif decision.act is Act.SPLIT:
            groups[at : at + 1] = _split(groups[at], decision, grouping)
        elif decision.act is Act.RENAME:
            groups[at] = _named(groups[at], decision.name)
        else:
            noise += groups.pop(at).contact_ids
    kept = {contact_id for group in groups for contact_id in group.contact_ids}
    return replace(
        grouping,
        groups=tuple(sorted(groups, key=lambda group: (-group.count, group.key))),
        noise=tuple(contact_id for contact_id in dict.fromkeys(noise) if contact_id not in kept),
    )


def _find(groups: Sequence[Group], anchor: Anchor) -> int | None:
    if anchor.question_id is not None:
        known = next((n for n, group in enumerate(groups) if group.question_id == anchor.question_id), None)
        if known is not None:
            return known
    if not anchor.phrases or not groups:
        return None
    # a new question of last time may be a known one now, so every group is looked at
    space = Space.of(anchor.phrases, read=literal_features)
    shares = [_share_alike(space, (group.phrase, *group.examples)) for group in groups]
    best = max(range(len(groups)), key=lambda number: shares[number])
    return best if shares[best] >= SAME_WORDS else None


def _share_alike(space: Space, texts: Sequence[str]) -> float:
    """The share of different texts that say what one of the phrases says."""
    different = list(dict.fromkeys(texts))
    return sum(float(space.cosines(text).max()) >= SAME_WORDS for text in different) / len(different)


def _named(group: Group, name: str) -> Group:
    return replace(group, question=" ".join(name.split())) if name.strip() else group


def _merged(one: Group, other: Group) -> Group:
    contacts = tuple(dict.fromkeys((*one.contact_ids, *other.contact_ids)))
    told = [(group.unanswered_share, group.count) for group in (one, other) if group.unanswered_share is not None]
    weight = sum(count for _, count in told)
    return replace(
        one,
        contact_ids=contacts,
        examples=tuple(dict.fromkeys((*one.examples, *other.examples)))[:MOST_EXAMPLES],
        unanswered_share=round(sum(share * count for share, count in told if share) / weight, 3) if weight else None,
    )


def _split(group: Group, decision: Decision, grouping: Grouping) -> list[Group]:
    """The group without the lines like `decision.phrases`, and those as a group of their own; the group itself if there are none."""
    if not decision.phrases:
        return [group]
    rest = [text for text in group.examples if text not in decision.phrases] or [group.phrase]
    apart_space = Space.of(decision.phrases, read=literal_features)
    rest_space = Space.of(rest, read=literal_features)
    apart: list[str] = []
    stays: list[str] = []
    for contact_id in group.contact_ids:
        said = grouping.said.get(contact_id, ())
        goes = any(_goes(text, apart_space, rest_space) for text in said)
        (apart if goes else stays).append(contact_id)
    if not apart or not stays:
        return [group]
    key = f"{group.key}/{_slug(decision.phrases[0])}"
    return [
        _part(group, stays, grouping),
        replace(_part(group, apart, grouping), key=key, question_id=None, question=decision.name),
    ]


def _goes(text: str, apart: Space, rest: Space) -> bool:
    near = float(apart.cosines(text).max())
    return near >= SAME_WORDS and near > float(rest.cosines(text).max()) - 1e-6


def _part(group: Group, contact_ids: list[str], grouping: Grouping) -> Group:
    """The group with some of its contacts; which of them were answered is not known any more."""
    own = set(group.examples)
    sayings = Counter(text for contact_id in contact_ids for text in grouping.said.get(contact_id, ()))
    ranked = sorted(sayings, key=lambda text: (text not in own, -sayings[text], text)) or [group.phrase]
    return replace(
        group,
        contact_ids=tuple(contact_ids),
        phrase=ranked[0],
        examples=tuple(ranked[:MOST_EXAMPLES]),
        unanswered_share=None,
    )


def _slug(text: str) -> str:
    return "-".join(text.lower().split()[:4])
