"""The letter before print: what a reader stumbles over, with the line quoted, and last time's questions that it leaves open."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from registry import letter, mailing_view
from registry.clock import day_of
from registry.errors import BadValue
from registry.kinds import LetterState
from registry.rights import Operation, require
from templates import letter_phrases
from templates.sentences import sentence
from templates.values.frame import Section
from web import letter_report, shown_letter
from web.addresses import Ref
from web.visit import Looking

router = APIRouter()


@router.get("/mailings/{ref}/briefcheck")
def page(visit: Looking, ref: Ref) -> Response:
    """The newest letter with its remarks; a sentence when there is none or it could not be read."""
    today = day_of(visit.now)
    with visit.reading() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        require(actor, Operation.SEE_FAQ_DRAFT, view.content.department_id)
        kept = letter.find_letter(session, view.id)
        if kept is None or kept.state is not LetterState.READ or kept.text is None:
            value = shown_letter.no_letter(view, _problem(kept, visit.lang), today=today)
        else:
            report = letter_report.of_mailing(session, view, kept.text)
            value = shown_letter.check_page(view, kept.filename, report, visit.lang, today=today)
        frame = visit.frame(session, actor, Section.MAILINGS)
    return visit.page("letter_check", frame, value)


def _problem(kept: letter.LetterView | None, lang: str) -> str:
    if kept is None:
        return letter_phrases.no_letter("none", lang)
    if kept.state is LetterState.FAILED and kept.problem:
        return sentence(BadValue(kept.problem, filename=kept.filename, limit="10 MB"), lang)
    return letter_phrases.no_letter("unread", lang)
