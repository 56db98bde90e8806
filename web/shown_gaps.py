"""The questions of a mailing beside its letter, as the values of their page and as CSV."""

from __future__ import annotations

from datetime import date

from registry import faq, gap, letter
from registry.actor import Actor
from registry.faq import EntryView
from registry.gap import LINE_LIMIT, GapView
from registry.kinds import FaqState
from registry.mailing_view import MailingView
from registry.rights import Operation, may
from registry.store import Session
from templates.environment import translate
from templates.labels import label
from templates.letter_phrases import GAP_COLUMNS
from templates.values.drafting import GapRow, GapsPage
from templates.values.frame import Form
from web.letter_report import last_mailing
from web.sheet import as_sheet

MOST_ROWS = 50


def gaps_page(
    session: Session, actor: Actor, view: MailingView, *, today: date, form: Form | None = None, form_id: int = 0
) -> GapsPage:
    """Return the page of a mailing; `form` is what was typed for the question `form_id` and is not right."""
    found = gap.list_gaps(session, view.id)
    answers = {entry.key: entry for entry in faq.list_entries(session, view.id) if entry.key}
    kind_id = view.content.letter_type_id
    before = gap.list_last(session, kind_id, before_mailing_id=view.id) if kind_id is not None else ()
    last = last_mailing(session, kind_id, view.id) if before else None
    return GapsPage(
        ref=view.reference,
        title=view.content.title,
        has_letter=letter.find_text(session, view.id) is not None,
        open_rows=tuple(_row(each, answers) for each in found if not each.is_answered)[:MOST_ROWS],
        answered_rows=tuple(_row(each, answers) for each in found if each.is_answered)[:MOST_ROWS],
        last=tuple(_row(each, {}) for each in before)[:MOST_ROWS],
        last_title=last.content.title if last else "",
        insert_batch=_insert_batch(view, today),
        may_decide=may(actor, Operation.DECIDE_GAP, view.content.department_id),
        form=form or Form(),
        form_id=form_id,
    )


def _insert_batch(view: MailingView, today: date) -> tuple[int, date] | None:
    """The next batch after the first that is still to be handed over: an insert can go along with it."""
    later = [each for each in view.batches[1:] if each.sent_on is None and each.handover_on >= today]
    return (later[0].number, later[0].handover_on) if later else None


def _row(each: GapView, answers: dict[str, EntryView]) -> GapRow:
    answer = answers.get(each.key)
    usable = answer is not None and answer.state in (FaqState.APPROVED, FaqState.ASLEEP)
    return GapRow(
        id=each.id,
        version=each.version,
        question=each.question,
        asked_before=each.asked_before,
        asked_now=each.asked_now,
        quote=each.quote,
        insert_line=each.insert_line,
        next_line=each.next_line,
        proposal=answer.answer[:LINE_LIMIT] if answer is not None and usable else "",
        state=each.state,
        reason=each.reason,
        decided_by=each.decided_by or "",
        decided_at=each.decided_at,
    )


def as_csv(found: tuple[GapView, ...], lang: str) -> bytes:
    """Return the questions as a file for a Dutch spreadsheet: semicolons and a BOM; no cell is taken for a formula."""
    rows: list[list[object]] = [[translate(name, lang) for name in GAP_COLUMNS]]
    for each in found:
        texts = (each.quote, each.insert_line, each.next_line, translate(label(each.state), lang), each.reason)
        in_one_line = (" ".join(text.split()) for text in texts)
        rows.append([" ".join(each.question.split()), each.asked_before, each.asked_now, *in_one_line])
    return as_sheet(rows, lang)
