"""Letter and questions: the check before print."""

from __future__ import annotations

from fastapi import APIRouter

from registry import gap, letter, letter_type, mailing_view
from registry.clock import day_of
from registry.rights import Operation, require
from templates import letter_phrases
from web import letter_report, taking_over
from web.addresses import Id, Ref
from web.api.door import Calling
from web.api.drafting_models import (
    ExternalIn,
    ExternalOut,
    FindingOut,
    GapIn,
    GapOut,
    GapsOut,
    LetterCheckIn,
    LetterCheckOut,
    OpenQuestionOut,
    ReadOut,
    UnreadOut,
)
from web.letter_report import Report

router = APIRouter(tags=["brieven"])


@router.post("/briefchecks", operation_id="checkLetterText", summary="Check the text of a letter")
def check_text(call: Calling, body: LetterCheckIn) -> LetterCheckOut:
    """What a reader of this text misses or stumbles over; with a letter type also last time's questions. Nothing is kept."""
    with call.reading() as (session, actor):
        require(actor, Operation.SEE_FAQ_DRAFT)
        kind = letter_type.get_letter_type(session, body.letter_type).id if body.letter_type else None
        found = letter_report.report(session, body.text, letter_type_id=kind)
    return _report(found)


@router.get("/mailings/{ref}/briefcheck", operation_id="checkLetter", summary="Check the letter of a mailing")
def check_letter(call: Calling, ref: Ref) -> LetterCheckOut:
    """The newest letter beside its batches, its contact details and last time's questions."""
    with call.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.SEE_FAQ_DRAFT, view.content.department_id)
        text = letter.find_text(session, view.id)
        if text is None:
            raise letter.LetterNotFound(mailing=view.reference)
        found = letter_report.of_mailing(session, view, text)
    return _report(found)


@router.get("/mailings/{ref}/gaten", operation_id="listGaps", summary="List questions beside the letter")
def list_gaps(call: Calling, ref: Ref) -> GapsOut:
    """What residents ask about a mailing, those that the letter leaves open first."""
    with call.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.SEE_FAQ_DRAFT, view.content.department_id)
        return GapsOut(reference=view.reference, items=[_gap(each) for each in gap.list_gaps(session, view.id)])


@router.post("/mailings/{ref}/gaten/{gap_id}", operation_id="decideGap", summary="Decide about a question")
def decide_gap(call: Calling, ref: Ref, gap_id: Id, body: GapIn) -> GapOut:
    """Keep the writer's lines for the insert and for next year, and say done, refused or open."""
    with call.writing() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.DECIDE_GAP, view.content.department_id)
        if gap.get_gap(session, gap_id).mailing_id != view.id:
            raise gap.GapNotFound(gap=gap_id)
        gap.decide(
            session,
            actor,
            gap_id,
            body.state,
            reason=body.reason,
            insert_line=body.insert_line,
            next_line=body.next_line,
            expected_version=body.version,
            now=call.now,
        )
        return _gap(gap.get_gap(session, gap_id))


def _gap(found: gap.GapView) -> GapOut:
    return GapOut(**{name: getattr(found, name) for name in GapOut.model_fields})


def _report(found: Report) -> LetterCheckOut:
    findings = [
        FindingOut(
            issue=each.issue.value,
            name=letter_phrases.issue(each.issue, "nl")[0],
            line=each.line,
            quote=each.quote,
            advice=each.advice,
            start=each.start,
            end=each.end,
        )
        for each in found.findings
    ]
    questions = [OpenQuestionOut(**vars(each)) for each in found.questions]
    return LetterCheckOut(findings=findings, open_questions=questions, contacts_saved=found.saved)


@router.post("/mailings/{ref}/faq-overname", operation_id="takeFaqOver", summary="Take over answers of others")
def take_over(call: Calling, ref: Ref, body: ExternalIn) -> ExternalOut:
    """Add pasted questions and answers as draft lines with their source and day; with `dry_run` only say what is understood."""
    on = taking_over.check_source(body.origin, body.dated_on, today=day_of(call.now))
    with call.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.EDIT_FAQ, view.content.department_id)
    read = taking_over.read_questions(body.text)
    added: tuple[int, ...] = ()
    if not body.dry_run:
        with call.writing() as (session, actor):
            added = taking_over.take_over(session, actor, view.id, read, origin=body.origin, dated_on=on, now=call.now)
    return ExternalOut(
        read=[ReadOut(line=each.line, question=each.question, answer=each.answer) for each in read.items],
        unread=[UnreadOut(line=each.line, text=each.text, reason=each.reason.value) for each in read.unread],
        added=list(added),
    )
