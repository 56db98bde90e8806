"""What callers asked about a mailing, in groups, and decisions about them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from registry import mailing_view
from registry.kinds import GroupAct
from registry.rights import Operation, require
from web import grouping
from web.addresses import Ref
from web.api.door import Calling
from web.api.models import Asked, Text

router = APIRouter(prefix="/mailings/{ref}/vragen", tags=["vragen"])
Key = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]


class GroupDecisionIn(Asked):
    """A decision about a group by its key: `into` for merge, `phrases` (its examples) for split, `name` for rename."""

    act: GroupAct
    group: Key
    into: Key = ""
    phrases: list[Text] = Field(default_factory=list, max_length=60)
    name: Text = ""


class GroupDecisionOut(BaseModel):
    """The number of the decision, to withdraw it with."""

    id: int


class QuestionGroupOut(BaseModel):
    """A group of callers' lines, masked; `unanswered_share` is a part of 1, null where the log does not say."""

    key: str
    name: str
    known: bool
    count: int
    unanswered_share: float | None
    trend: str
    examples: list[str]


class QuestionGroupsOut(BaseModel):
    """All groups of a mailing, most asked first; `made_at` is null when its log was never grouped."""

    reference: str
    made_at: datetime | None
    line_count: int
    noise_count: int
    items: list[QuestionGroupOut]


@router.get("", operation_id="listQuestionGroups", summary="List groups of questions")
def list_groups(call: Calling, ref: Ref) -> QuestionGroupsOut:
    """The groups with every decision carried out."""
    with call.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.SEE_FAQ_DRAFT, view.content.department_id)
        seen = grouping.see(session, view.id)
    names = QuestionGroupOut.model_fields
    items = [QuestionGroupOut.model_validate({name: getattr(each, name) for name in names}) for each in seen.groups]
    return QuestionGroupsOut(
        reference=view.reference,
        made_at=seen.made_at,
        line_count=seen.line_count,
        noise_count=seen.noise_count,
        items=items,
    )


@router.post("/besluiten", operation_id="decideQuestionGroup", summary="Decide about a group", status_code=201)
def decide(call: Calling, ref: Ref, body: GroupDecisionIn) -> GroupDecisionOut:
    """Merge, split, rename or leave out; remembered for every later log of the letter type."""
    with call.writing() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.GROUP_QUESTIONS, view.content.department_id)
        number = grouping.decide(
            session,
            actor,
            view.id,
            body.act,
            body.group,
            into=body.into,
            phrases=body.phrases,
            name=body.name,
            now=call.now,
        )
    return GroupDecisionOut(id=number)
