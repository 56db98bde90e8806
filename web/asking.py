"""What if: the figures of a form or a call as a question, and its answer beside the plan. No web framework, so that commands ask it too."""

from __future__ import annotations

from typing import Any

from impact import question
from impact.asked import Asked, levers
from impact.whatif import compare
from registry import advice
from registry.errors import BadValue
from registry.mailing_view import MailingView
from registry.store import Session

MOST_PEOPLE = 500
SHARES = ("clearer_share", "web_page_share", "friday_closed_share")


def ask(session: Session, view: MailingView, asked: Asked) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the outcome as planned and with the change; the same figures twice give the same answer.

    Raises:
        AdviceNotFound: nothing was reckoned for this mailing yet.
        BadValue: a figure that cannot be.
    """
    _check(asked)
    case = question.from_json(advice.get_advice(session, view.id).question)
    planned, changed = compare(case, {"what_if": levers(asked, case)})
    return question.outcome_to_json(planned), question.outcome_to_json(changed)


def _check(asked: Asked) -> None:
    for name in SHARES:
        if not 0 <= getattr(asked, name) <= 1:
            raise BadValue("bad_share", field=name, value=getattr(asked, name))
    if asked.rate is not None and not 0 <= asked.rate <= 1:
        raise BadValue("bad_share", field="rate", value=asked.rate)
    for name in ("more_agents", "specialists", "saturday_agents"):
        if not 0 <= getattr(asked, name) <= MOST_PEOPLE:
            raise BadValue("too_many_people", field=name, value=getattr(asked, name), most=MOST_PEOPLE)
    if asked.staff_from and asked.staff_until and asked.staff_until < asked.staff_from:
        raise BadValue("bad_period", field="staff_until", from_on=asked.staff_from, until_on=asked.staff_until)
    if any(letters < 1 for _, letters in asked.sendings):
        raise BadValue("quantity_zero", field="batch-1-quantity", batch=1)
