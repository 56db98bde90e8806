"""What the content manager decided about groups of questions, as drafting takes it."""

from __future__ import annotations

from drafting.group_memory import Act, Anchor, Decision
from registry import question_group
from registry.question_group import AnchorView
from registry.store import Session


def decisions_of(session: Session, mailing_id: int) -> tuple[Decision, ...]:
    """Return the decisions that count for a mailing, in the order in which they were taken."""
    return tuple(
        Decision(
            Act(each.act.value),
            _anchor(each.group),
            _anchor(each.into) if each.into is not None else None,
            each.phrases,
            each.name,
        )
        for each in question_group.list_decisions(session, mailing_id)
    )


def _anchor(view: AnchorView) -> Anchor:
    return Anchor(view.question_id, view.phrases)
