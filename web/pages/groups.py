"""What callers asked about a mailing, in groups: the content manager merges, splits, renames, and makes a line of one."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from registry import faq, mailing_view, question_group
from registry.actor import Actor
from registry.errors import Anticipated, BadValue
from registry.kinds import GroupAct
from registry.mailing import OVER
from registry.mailing_view import MailingView
from registry.question_group import GroupNotFound
from registry.rights import NotAllowed, Operation, may, require
from registry.store import Session
from templates import letter_phrases
from templates.values.drafting import DecisionRow, GroupRow, GroupsPage
from templates.values.frame import Form, Section
from web import grouping
from web.addresses import Id, Ref
from web.errors import status_of
from web.visit import Looking, Posting, Visit, error_message

router = APIRouter()
MOST_GROUPS = 50


@router.get("/mailings/{ref}/vragen")
def page(visit: Looking, ref: Ref) -> Response:
    """The groups, most asked first; `groep` opens one with its lines."""
    return _show(visit, ref, visit.query.get("groep", ""))


def _show(visit: Visit, ref: str, opened: str, problem: Anticipated | None = None) -> Response:
    beside = problem is not None and problem.field in ("name", "phrases", "into")
    form = Form(dict(visit.posted.fields), {str(problem.field): visit.say(problem)}) if problem and beside else Form()
    with visit.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.SEE_FAQ_DRAFT, view.content.department_id)
        value = _value(session, actor, view, opened, form, visit.lang)
        said = error_message(visit, problem) if problem is not None and not beside else None
        frame = visit.frame(session, actor, Section.MAILINGS, said)
    return visit.page("groups", frame, value, status_of(problem) if problem else 200)


def _value(session: Session, actor: Actor, view: MailingView, opened: str, form: Form, lang: str) -> GroupsPage:
    seen = grouping.see(session, view.id)
    sheet = {e.key for e in faq.list_entries(session, view.id)} | {
        e.question.strip().casefold() for e in faq.list_entries(session, view.id)
    }
    rows = [
        GroupRow(
            key=each.key,
            name=each.name,
            known=each.known,
            count=each.count,
            unanswered=each.unanswered_share,
            trend=letter_phrases.trend(each.trend, lang),
            per_day=each.per_day,
            examples=each.examples,
            on_sheet=each.key in sheet or each.name.strip().casefold() in sheet,
        )
        for each in seen.groups[:MOST_GROUPS]
    ]
    own = view.content.department_id
    return GroupsPage(
        ref=view.reference,
        title=view.content.title,
        made_at=seen.made_at,
        lines=seen.line_count,
        noise=seen.noise_count,
        doubles=seen.double_count,
        groups=tuple(rows),
        days=seen.days,
        decisions=tuple(
            DecisionRow(each.id, _told(each, lang), each.decided_by, each.decided_at) for each in seen.decisions
        ),
        may_group=may(actor, Operation.GROUP_QUESTIONS, own),
        may_add=may(actor, Operation.EDIT_FAQ, own) and view.stage not in OVER,
        opened=next((row for row in rows if row.key == opened), None),
        form=form,
    )


def _told(each: question_group.DecisionView, lang: str) -> str:
    group = each.group.phrases[0] if each.group.phrases else each.group.question_id or ""
    into = each.into.phrases[0] if each.into and each.into.phrases else ""
    return letter_phrases.decided(each.act.value, lang, group=group, into=into, name=each.name)


@router.post("/mailings/{ref}/vragen/beslissen")
def decide(visit: Posting, ref: Ref) -> Response:
    """Merge, split, rename or leave out a group; `phrases` are the numbers of the lines that go apart."""
    posted = visit.posted
    try:
        with visit.writing() as (session, actor):
            view = mailing_view.get_mailing(session, ref)
            require(actor, Operation.GROUP_QUESTIONS, view.content.department_id)
            act = posted.get("act")
            if act not in list(GroupAct):
                raise BadValue("unknown_choice", field="act", value=act[:40])
            key = posted.get("group")
            own = next((each for each in grouping.see(session, view.id).groups if each.key == key), None)
            if own is None:
                raise GroupNotFound(group=key[:60])
            places = {int(each) for each in posted.get("phrases").split(",") if each.isdecimal() and len(each) < 4}
            phrases = [text for place, text in enumerate(own.examples) if place in places]
            grouping.decide(
                session, actor, view.id, GroupAct(act), key,
                into=posted.get("into"), phrases=phrases, name=posted.get("name"), now=visit.now,
            )  # fmt: skip
    except NotAllowed:
        raise
    except Anticipated as error:
        return _show(visit, ref, posted.get("group"), error)
    return visit.to(f"/mailings/{view.reference}/vragen", "groepen")


@router.post("/mailings/{ref}/vragen/beslissingen/{decision_id}/terug")
def withdraw(visit: Posting, ref: Ref, decision_id: Id) -> Response:
    """Take a decision back."""
    with visit.writing() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        question_group.withdraw(session, actor, view.id, decision_id, now=visit.now)
    return visit.to(f"/mailings/{view.reference}/vragen", "groepen")


@router.post("/mailings/{ref}/vragen/faq-regel")
def make_entry(visit: Posting, ref: Ref) -> Response:
    """Put a group on the FAQ sheet; the department is asked for the answer."""
    try:
        with visit.writing() as (session, actor):
            view = mailing_view.get_mailing(session, ref)
            require(actor, Operation.EDIT_FAQ, view.content.department_id)
            added = grouping.make_entry(session, actor, view.id, visit.posted.get("group"), now=visit.now)
    except NotAllowed:
        raise
    except Anticipated as error:
        return _show(visit, ref, "", error)
    return visit.to(f"/mailings/{view.reference}/faq", "faq-regel" if added else "ongewijzigd")
