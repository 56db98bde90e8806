"""How good the forecasts were, recomputed from the frozen plans and the counts that reviews keep; without a web framework."""

from __future__ import annotations

from datetime import date

from impact.honesty import Kept, Score, scores
from registry import letter_type, mailing_view, review
from registry.actor import Actor
from registry.rights import Operation, may
from registry.store import Session

MOST = 5000


def kept_scores(session: Session, actor: Actor) -> tuple[Score, ...]:
    """Return a score per letter type and horizon, per type, and over all mailings that the actor may read reviews of."""
    names = {kind.id: kind.name for kind in letter_type.list_letter_types(session)}
    rows: list[Kept] = []
    for found in review.list_reviews(session, limit=MOST):
        view = mailing_view.get_mailing(session, found.mailing_id)
        if not may(actor, Operation.SEE_REVIEW, view.content.department_id):
            continue
        kind = names.get(view.content.letter_type_id or 0, "-")
        rows += [
            Kept(
                letter_type=kind,
                made_on=date.fromisoformat(day["made_on"]),
                on=date.fromisoformat(day["on"]),
                low=day["low"],
                expected=day["expected"],
                high=day["high"],
                actual=day["actual"],
                last_year=day["last_year"],
            )
            for day in found.figures.get("kept", ())
        ]
    return scores(rows)
