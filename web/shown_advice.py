"""Advice of the record as the values of its page, and advice asked anew with other days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from impact import question
from impact.batches import advise, lay_out
from registry import advice
from registry.actor import Actor
from registry.advice import AdviceView, NewAdvice
from registry.clock import day_of
from registry.errors import BadValue
from registry.mailing_view import MailingView
from registry.rights import Operation, may
from registry.store import Session
from templates import impact_phrases
from templates.formats import format_short_moment
from templates.values import advice as values
from templates.values.frame import Form
from templates.values.impact import AdviceGlance
from templates.values.mailing import Consequence

LONGEST = 366
ASSUMPTIONS = ("assumed_ordinary", "phone_share", "limit_why")


def advice_page(
    session: Session,
    actor: Actor,
    view: MailingView,
    lang: str,
    *,
    taking: str = "",
    consequence: Consequence | None = None,
    form: Form | None = None,
) -> values.AdvicePage:
    """Return everything that advice.html shows."""
    found = advice.find_advice(session, view.id)
    common: dict[str, Any] = {"ref": view.reference, "version": view.revision, "title": view.content.title}
    if found is None:
        return values.AdvicePage(**common, **_NOTHING, form=form or Form())
    options = tuple(option_view(each, lang) for each in found.options)
    return values.AdvicePage(
        **common,
        why=sentence(found, lang),
        sooner=sooner_sentence(found, lang),
        made_at=found.made_at,
        is_renewed=found.is_renewed,
        options=options,
        planned=option_view(found.planned, lang),
        yardsticks=tuple(option_view(each, lang) for each in found.yardsticks),
        earliest=date.fromisoformat(found.question["earliest"]),
        limit=date.fromisoformat(found.question["limit"]),
        limit_why=impact_phrases.limit_reason(found.question["limit_why"], lang),
        notes=notes(found, lang),
        chosen=_chosen(found, lang),
        may_change=may_take(actor, view, found),
        taking=next((each for each in options if each.code == taking), None),
        consequence=consequence,
        form=form or Form(),
    )


_NOTHING: Mapping[str, Any] = {
    "why": None,
    "made_at": None,
    "is_renewed": False,
    "options": (),
    "planned": None,
    "yardsticks": (),
    "earliest": None,
    "limit": None,
    "limit_why": "",
    "notes": (),
    "chosen": None,
    "may_change": False,
}


def may_take(actor: Actor, view: MailingView, found: AdviceView) -> bool:
    """Tell whether this person may take an option over now; the operation checks it once more."""
    return advice.fits(found, view) and may(actor, Operation.CHANGE_MAILING, view.content.department_id)


def glance(session: Session, view: MailingView, lang: str) -> AdviceGlance | None:
    """Return what the page of a mailing says of its advice, None when there is none for it as it stands."""
    found = advice.find_advice(session, view.id)
    if found is None or not advice.fits(found, view):
        return None
    best = found.options[0] if found.options else None
    return AdviceGlance(
        why=sentence(found, lang),
        parts=len(best["parts"]) if best else 0,
        last_on=date.fromisoformat(best["parts"][-1]["handover_on"]) if best else None,
        over_advised=best["over_capacity"] if best else 0.0,
        over_planned=found.planned["over_capacity"],
        is_chosen=found.chosen_code is not None,
    )


def sentence(found: AdviceView, lang: str) -> str:
    """Return the one sentence of why."""
    facts = {name: value for name, value in found.why.items() if name != "code"}
    return impact_phrases.advice_reason(found.why["code"], lang, **facts)


def sooner_sentence(found: AdviceView, lang: str) -> str | None:
    """Return what an earlier start would do, None where it would not help (or nobody reckoned it)."""
    option = found.sooner
    if option is None or found.made_at is None:
        return None
    first = date.fromisoformat(option["parts"][0]["handover_on"])
    code = "ahead" if first > day_of(found.made_at) else "passed"
    if not found.options:
        return impact_phrases.sooner(f"{code}_in_time", lang, first=first)
    over, over_advised = option["over_capacity"], found.options[0]["over_capacity"]
    if over < 1:
        return impact_phrases.sooner(f"{code}_all", lang, first=first, over_advised=over_advised)
    return impact_phrases.sooner(
        code, lang, first=first, over=over, expected=found.why["expected"], over_advised=over_advised
    )


def notes(found: AdviceView, lang: str) -> tuple[str, ...]:
    """Return what the advice assumes."""
    told = [impact_phrases.note("phone_share", lang, share=found.question["phone_share"])]
    if found.question["assumed_ordinary"]:
        told.append(impact_phrases.note("assumed_ordinary", lang))
    if found.question["already"]:
        told.append(impact_phrases.note("already_sent", lang))
    if found.question["blocked"]:
        told.append(impact_phrases.note("quiet_days", lang))
    return tuple(told)


def option_view(option: Mapping[str, Any], lang: str) -> values.OptionView:
    """Return a kept option as a page shows it."""
    plain = ("over_capacity", "over_if_high", "days_over", "peak_contacts", "wait_seconds", "hours", "euros")
    return values.OptionView(
        code=option["code"],
        name=impact_phrases.option_name(option["code"], lang),
        means=impact_phrases.option_means(option["code"], lang),
        parts=tuple(part_view(part) for part in option["parts"]),
        peak_on=date.fromisoformat(option["peak_on"]),
        within_limit=option["within_limit"],
        days=tuple(
            values.DayBar(date.fromisoformat(day["on"]), day["ordinary"], day["extra"], day["capacity"])
            for day in option["days"]
        ),
        **{name: option[name] for name in plain},
    )


def part_view(part: Mapping[str, Any]) -> values.PartView:
    """Return a kept batch as a page shows it."""
    days = (date.fromisoformat(part[name]) for name in ("handover_on", "arrives_from", "arrives_until"))
    return values.PartView(part["quantity"], *days)


def _chosen(found: AdviceView, lang: str) -> str | None:
    if found.chosen_code is None or found.chosen_at is None:
        return None
    name = impact_phrases.option_name(found.chosen_code, lang)
    return f"{name} ({found.chosen_by}, {format_short_moment(found.chosen_at, lang)})"


def asked_anew(found: AdviceView, earliest: date, limit: date) -> NewAdvice:
    """Return the advice on the same question between other days.

    Raises:
        BadValue: the last day lies before the first, or more than a year after it.
    """
    if limit < earliest or (limit - earliest).days > LONGEST:
        raise BadValue("bad_period", field="limit", from_on=earliest, until_on=limit)
    asked = question.from_json(found.question)
    # who asks for a later first day is told what the day that was asked before would give
    begun = min(day for day in (asked.could_start, asked.earliest) if day is not None)
    case = replace(asked, earliest=earliest, limit=limit, could_start=begun)
    told = question.advice_to_json(advise(case), case)
    planned = lay_out(case, "planned", [(batch.handover_on, batch.quantity) for batch in case.mailing.batches])
    assumptions = {name: found.question[name] for name in ASSUMPTIONS} | {"limit_why": "asked"}
    return NewAdvice(
        for_revision=found.for_revision,
        question=question.to_json(case) | assumptions,
        planned=question.option_to_json(planned, case),
        options=told["options"],
        yardsticks=told["yardsticks"],
        why=told["why"],
        is_renewed=found.is_renewed,
    )
