"""What mailings do to the contact centre: advice and what-if of a mailing."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from impact.asked import Asked
from registry import advice, mailing_view, what_if
from registry.advice import AdviceView
from registry.clock import day_of
from registry.errors import BadValue
from registry.mailing_view import MailingView
from registry.rights import Operation, require
from registry.store import Session
from web import asking, shown_advice
from web.addresses import Ref
from web.api.door import Call, Calling
from web.api.impact_models import AdviceIn, AdviceOut, AdviceQuestionIn, OptionOut, OutcomeOut, WhatIfIn, WhatIfOut
from web.plain import plain

router = APIRouter(prefix="/mailings/{ref}", tags=["impact"])


@router.get("/advies", operation_id="getAdvice", summary="Read the advice on sizes and dates")
def get_advice(call: Calling, ref: Ref) -> AdviceOut:
    """The newest advice on a mailing's batches."""
    with call.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        return _advice(session, mailing_view.get_mailing(session, ref))


@router.post("/advies", operation_id="takeAdvice", summary="Take an option over")
def take_advice(call: Calling, ref: Ref, body: AdviceIn) -> AdviceOut:
    """Change the mailing's batches to those of an option; what matters takes the KCC's yes back."""
    with call.writing() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        found = advice.choose(session, actor, view.id, body.option, expected_revision=body.revision, now=call.now)
        view = mailing_view.get_mailing(session, view.id)
        out = _advice(session, view)
    if found:
        call.ask("notify", view.id, view.revision)
    return out


@router.post("/advies/vraag", operation_id="askAdvice", summary="Reckon the advice between other days")
def ask_advice(call: Calling, ref: Ref, body: AdviceQuestionIn) -> AdviceOut:
    """Keep a new version of the advice for another first and last day."""
    if body.earliest < day_of(call.now):
        raise BadValue("date_in_past", field="earliest", on=body.earliest, first=day_of(call.now))
    with call.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.CHANGE_MAILING, view.content.department_id)
        found = advice.get_advice(session, view.id)
    new = shown_advice.asked_anew(found, body.earliest, body.limit)
    with call.writing() as (session, actor):
        advice.ask_anew(session, actor, view.id, new, now=call.now)
        return _advice(session, view)


@router.post("/wat-als", operation_id="askWhatIf", summary="Ask what if")
def ask_what_if(call: Calling, ref: Ref, body: WhatIfIn) -> WhatIfOut:
    """Lay a change beside the plan; nothing of the mailing changes. With `keep` the answer is kept under that name."""
    asked = _asked(body)
    if body.keep:
        return _kept(call, ref, asked, body.keep)
    with call.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        view = mailing_view.get_mailing(session, ref)
        planned, changed = asking.ask(session, view, asked)
    return _outcomes(view, planned, changed, None)


def _kept(call: Call, ref: str, asked: Asked, name: str) -> WhatIfOut:
    with call.writing() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        planned, changed = asking.ask(session, view, asked)
        number = what_if.keep(
            session,
            actor,
            view.id,
            name=name,
            levers=asked.to_json(),
            outcomes=(planned, changed),
            now=call.now,
        )
    return _outcomes(view, planned, changed, number)


def _asked(body: WhatIfIn) -> Asked:
    values = body.model_dump(exclude={"keep", "sendings"})
    return Asked(sendings=tuple((each.handover_on, each.quantity) for each in body.sendings), **values)


def _outcomes(view: MailingView, planned: dict[str, Any], changed: dict[str, Any], kept: int | None) -> WhatIfOut:
    return WhatIfOut(
        reference=view.reference,
        planned=OutcomeOut.model_validate(planned),
        changed=OutcomeOut.model_validate(changed),
        kept=kept,
    )


def _advice(session: Session, view: MailingView) -> AdviceOut:
    found: AdviceView = advice.get_advice(session, view.id)
    known = plain(found)
    same = ("version", "for_revision", "made_at", "is_renewed", "why", "chosen_code", "chosen_at", "chosen_by")
    return AdviceOut(
        reference=view.reference,
        sentence=shown_advice.sentence(found, "nl"),
        sooner=shown_advice.sooner_sentence(found, "nl"),
        options=[OptionOut.model_validate(each) for each in found.options],
        planned=OptionOut.model_validate(found.planned),
        yardsticks=[OptionOut.model_validate(each) for each in found.yardsticks],
        **{name: known[name] for name in same},
        **{name: found.question[name] for name in ("earliest", "limit", "limit_why", "assumed_ordinary")},
    )
