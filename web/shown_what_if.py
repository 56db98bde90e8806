"""What-if in the values of its page: the form as it was asked, the plan and the change side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from impact.asked import Asked
from registry import advice, what_if
from registry.actor import Actor
from registry.errors import Anticipated
from registry.mailing_view import MailingView
from registry.rights import Operation, may
from registry.store import Session
from templates import impact_phrases
from templates.values import advice as values
from templates.values.frame import Form
from web import shown_advice
from web.asking import SHARES
from web.forms import Reading

PEOPLE = ("more_agents", "specialists", "saturday_agents")
MOST_ROWS = 8


def read(reading: Reading) -> Asked:
    """Return the question that the fields of a form ask; percentages are of a hundred."""
    sendings = []
    for number in range(1, MOST_ROWS + 1):
        letters, on = reading.number(f"batch-{number}-quantity"), reading.day(f"batch-{number}-handover_on")
        if letters and on:
            sendings.append((on, letters))
    return Asked(
        sendings=tuple(sendings),
        rate=_percent(reading, "rate"),
        more_agents=reading.number("more_agents") or 0,
        specialists=reading.number("specialists") or 0,
        staff_from=reading.day("staff_from"),
        staff_until=reading.day("staff_until"),
        saturday_agents=reading.number("saturday_agents") or 0,
        **{name: _percent(reading, name) or 0.0 for name in SHARES},
    )


def _percent(reading: Reading, name: str) -> float | None:
    value = reading.share(name)
    return None if value is None else value / 100


def page(
    session: Session,
    actor: Actor,
    view: MailingView,
    fields: Mapping[str, str],
    lang: str,
    *,
    outcomes: tuple[Mapping[str, Any], ...] = (),
    problems: Mapping[str, str] | None = None,
) -> values.WhatIfPage:
    """Return everything that what_if.html shows."""
    found = advice.find_advice(session, view.id)
    return values.WhatIfPage(
        ref=view.reference,
        title=view.content.title,
        batches=min(MOST_ROWS, len(view.batches) + 2),
        form=Form(_filled(fields, view, found), problems or {}),
        outcomes=tuple(_outcome(each, lang) for each in outcomes),
        changed_days=_changed_days(outcomes),
        kept=tuple(_kept(each) for each in what_if.list_kept(session, view.id)),
        may_keep=may(actor, Operation.KEEP_WHAT_IF, view.content.department_id),
        notes=shown_advice.notes(found, lang) if found else (),
        known=found is not None,
    )


def _filled(fields: Mapping[str, str], view: MailingView, found: advice.AdviceView | None) -> dict[str, str]:
    """The form as it was asked; the first time the plan as it is."""
    if fields:
        return dict(fields)
    unsent = [batch for batch in view.batches if batch.sent_on is None]
    filled = {}
    for number, batch in enumerate(unsent, start=1):
        filled[f"batch-{number}-quantity"] = str(batch.quantity)
        filled[f"batch-{number}-handover_on"] = batch.handover_on.isoformat()
    if found is not None:
        filled["rate"] = f"{100 * found.question['rate']:.2f}".replace(".", ",")
    return filled | dict.fromkeys((*SHARES, *PEOPLE), "0")


def _outcome(each: Mapping[str, Any], lang: str) -> values.OutcomeView:
    plain = ("extra_contacts", "over_capacity", "wait_seconds", "hours", "extra_staff_hours", "euros")
    return values.OutcomeView(
        name=impact_phrases.option_name(each["name"], lang),
        parts=tuple(shown_advice.part_view(part) for part in each["parts"]),
        peak_on=date.fromisoformat(each["peak_on"]),
        days=tuple(
            values.DayBar(date.fromisoformat(day["on"]), 0.0, day["contacts"], day["capacity"]) for day in each["days"]
        ),
        **{name: each[name] for name in plain},
    )


def _changed_days(outcomes: tuple[Mapping[str, Any], ...]) -> tuple[tuple[date, float, float, float, float], ...]:
    """Days on which contacts or waits differ: contacts as planned and changed, waits as planned and changed."""
    if len(outcomes) < 2:
        return ()
    one, other = ({day["on"]: day for day in each["days"]} for each in outcomes[:2])
    none = {"contacts": 0.0, "wait_seconds": 0.0}
    rows = []
    for on in sorted({*one, *other}):
        was, becomes = one.get(on, none), other.get(on, none)
        moved = abs(was["contacts"] - becomes["contacts"]) >= 1
        if moved or abs(was["wait_seconds"] - becomes["wait_seconds"]) >= 5:
            rows.append(
                (
                    date.fromisoformat(on),
                    was["contacts"],
                    becomes["contacts"],
                    was["wait_seconds"],
                    becomes["wait_seconds"],
                )
            )
    return tuple(rows)


def _kept(each: what_if.WhatIfView) -> values.KeptRow:
    planned, changed = each.outcomes[:2]
    return values.KeptRow(
        name=each.name,
        made_by=each.made_by,
        made_at=each.made_at,
        over_planned=planned["over_capacity"],
        over_changed=changed["over_capacity"],
        euros_planned=planned["euros"],
        euros_changed=changed["euros"],
        query=urlencode(as_fields(each.levers)),
    )


def as_fields(levers: Mapping[str, Any]) -> dict[str, str]:
    """Return a kept question as the fields of the form."""
    fields = {name: _whole(100 * levers[name]) for name in SHARES} | {name: str(levers[name]) for name in PEOPLE}
    if levers["rate"] is not None:
        fields["rate"] = _whole(100 * levers["rate"])
    fields |= {name: levers[name] for name in ("staff_from", "staff_until") if levers[name]}
    for number, (on, letters) in enumerate(levers["sendings"], start=1):
        fields |= {f"batch-{number}-quantity": str(letters), f"batch-{number}-handover_on": on}
    return fields


def _whole(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",") or "0"


def problems_of(reading: Reading, say: Any) -> dict[str, str]:
    """Return a sentence beside each field that could not be read."""
    return {problem.field or "rate": say(problem) for problem in reading.problems}


def problem_beside(error: Anticipated, say: Any) -> dict[str, str]:
    """Return the sentence of one error beside its field."""
    return {error.field or "rate": say(error)}
