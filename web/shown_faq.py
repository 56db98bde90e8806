"""A sheet of the record as the values of its page: lines with their sources in the letter, what changed, what may be old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from drafting.difference import difference
from drafting.doubt import doubts
from drafting.figures import changed_facts
from drafting.letter import paragraphs_of
from drafting.origin import readable_place
from registry import faq, faq_judgement, letter
from registry.faq import EntryView
from registry.faq_judgement import JudgedDeed
from registry.kinds import FaqState, SourceKind
from registry.mailing_view import MailingView
from registry.store import Session
from templates import notes, phrases
from templates.formats import format_date
from templates.values import answers
from templates.values.frame import Form, Piece, Undo
from web.visit import Visit

UNDO_SHOWN = timedelta(hours=1)
SHOWN = ("te-beoordelen", "leeg", "terug", "goedgekeurd", "twijfel", "weg")


@dataclass(frozen=True)
class Sheet:
    """What all lines of one sheet have in common: the letter, last time's answers, the mailing's days, the reader."""

    paragraphs: tuple[str, ...]
    before: Mapping[str, str]
    first_on: date
    dated_on: date | None
    lang: str

    @property
    def text(self) -> str:
        """Return the text of the letter, "" when there is none."""
        return "\n\n".join(self.paragraphs)


def sheet_of(session: Session, view: MailingView, lang: str) -> Sheet:
    """Return what is needed to show the lines of a mailing."""
    return _sheet(session, view, lang, faq_judgement.earlier_answers(session, view.id))


def _sheet(session: Session, view: MailingView, lang: str, before: Mapping[str, str]) -> Sheet:
    text = letter.find_text(session, view.id)
    return Sheet(
        paragraphs=tuple(each.text for each in paragraphs_of(text)) if text else (),
        before=before,
        first_on=view.first_on,
        dated_on=min((batch.dated_on for batch in view.batches), default=None),
        lang=lang,
    )


def doubtful(session: Session, view: MailingView, lang: str) -> frozenset[int]:
    """Return the lines that hold a fact that may be old: they are never approved together with others."""
    sheet = _sheet(session, view, lang, {})
    return frozenset(entry.id for entry in faq.list_entries(session, view.id) if _doubts(entry, sheet))


def approved_in_doubt(session: Session, view: MailingView, lang: str) -> int:
    """Return how many approved answers hold a fact that this letter does not bear out or that is over."""
    approved = [entry for entry in faq.list_entries(session, view.id) if entry.state is FaqState.APPROVED]
    if not approved:
        return 0
    sheet = _sheet(session, view, lang, {})
    return sum(bool(_doubts(entry, sheet)) for entry in approved)


def lines(
    session: Session, view: MailingView, sheet: Sheet, editing: str = "", form: Form | None = None, problem: str = ""
) -> tuple[answers.FaqLine, ...]:
    """Return all lines of a sheet; `editing` names the one whose fields are open, with what was typed and what was wrong."""
    found = faq.list_entries(session, view.id)
    return tuple(
        line(entry, number, sheet, editing=str(entry.id) == editing, form=form, problem=problem)
        for number, entry in enumerate(found, start=1)
    )


def line(
    entry: EntryView, number: int, sheet: Sheet, *, editing: bool = False, form: Form | None = None, problem: str = ""
) -> answers.FaqLine:
    """Return one line."""
    earlier = sheet.before.get(faq_judgement.identity(entry))
    changed = earlier is not None and bool(entry.answer) and earlier != entry.answer
    pieces = difference(earlier or "", entry.answer) if changed else ()
    return answers.FaqLine(
        id=str(entry.id),
        number=number,
        question=entry.question,
        answer=entry.answer,
        state=entry.state,
        version=entry.version,
        sources=tuple(_source(item, entry, sheet.paragraphs) for item in entry.sources),
        asked_count=entry.asked_count or None,
        difference=tuple(Piece(piece.change.value, piece.text) for piece in pieces),
        unchanged=earlier is not None and earlier == entry.answer,
        facts_changed=changed and bool(changed_facts(earlier or "", entry.answer)),
        editing=editing,
        note=entry.remark,
        form=form if form is not None and editing else Form(),
        doubts=_doubts(entry, sheet),
        problem=problem if editing else "",
        due_on=entry.answer_due_on if _is_owed(entry) else None,
    )


def _is_owed(entry: EntryView) -> bool:
    return entry.state is not FaqState.DROPPED and (not entry.answer or entry.state is FaqState.RETURNED)


def _doubts(entry: EntryView, sheet: Sheet) -> tuple[str, ...]:
    if not entry.answer or entry.state in (FaqState.DROPPED, FaqState.ASLEEP):
        return ()
    found = doubts(entry.answer, sheet.text, first_on=sheet.first_on, dated_on=sheet.dated_on)
    return tuple(phrases.doubt(each.code, sheet.lang, text=each.text, on=sheet.first_on.isoformat()) for each in found)


def _source(source: faq.Source, entry: EntryView, paragraphs: tuple[str, ...]) -> answers.Source:
    quote, place = source.excerpt or entry.question, _place(source)
    if source.kind is not SourceKind.LETTER or not source.excerpt:
        return answers.Source(source.kind, quote, place)
    for paragraph in paragraphs:
        at = paragraph.find(source.excerpt)
        if at >= 0:
            return answers.Source(source.kind, quote, place, paragraph[:at], paragraph[at + len(source.excerpt) :])
    words = " ".join(" ".join(paragraphs).split())
    is_earlier = bool(words) and " ".join(source.excerpt.split()) not in words
    return answers.Source(source.kind, quote, place, is_earlier=is_earlier)


def _place(source: faq.Source) -> str:
    if source.dated_on is not None:
        return f"{source.place}, {format_date(source.dated_on, 'nl')}"
    if source.kind is SourceKind.LOG and source.line_count:
        return f"{source.line_count} keer"
    return readable_place(source.kind, source.place)


def is_ready(found: answers.FaqLine) -> bool:
    """Tell whether a line says the same as last time and can be approved with others like it."""
    return found.unchanged and found.state is FaqState.DRAFT and bool(found.answer) and not found.doubts


def is_left_out(found: answers.FaqLine) -> bool:
    """Tell whether a line says the same as last time and is judged by itself only for its doubts."""
    return bool(found.doubts) and is_ready(replace(found, doubts=()))


def filters(found: tuple[answers.FaqLine, ...], lang: str) -> tuple[answers.FaqFilter, ...]:
    """Return the ways to look at a sheet with how many lines each shows."""
    if not found:
        return ()
    every = answers.FaqFilter("", notes.faq_filter("", lang), len(found))
    rest = (answers.FaqFilter(value, notes.faq_filter(value, lang), len(chosen(found, value))) for value in SHOWN)
    return (every, *rest)


def chosen(found: tuple[answers.FaqLine, ...], shown: str, *, keep: str = "") -> tuple[answers.FaqLine, ...]:
    """Return the lines that a filter shows, and the one with the id `keep`; an unknown filter shows all."""
    if shown not in SHOWN:
        return found
    return tuple(each for each in found if _fits(each, shown) or each.id == keep)


def _fits(each: answers.FaqLine, shown: str) -> bool:
    if shown == "te-beoordelen":
        return each.state is FaqState.DRAFT and bool(each.answer)
    if shown == "twijfel":
        return each.state is FaqState.APPROVED and bool(each.doubts)
    if shown == "leeg":
        return not each.answer and each.state is not FaqState.DROPPED
    wanted = {
        "terug": (FaqState.RETURNED,),
        "goedgekeurd": (FaqState.APPROVED, FaqState.ASLEEP),
        "weg": (FaqState.DROPPED,),
    }[shown]
    return each.state in wanted


def undo_of(session: Session, view: MailingView, visit: Visit, person_id: int | None) -> Undo | None:
    """Return what the visitor judged last on this sheet, as long as it is fresh and nothing was built on it."""
    last = faq_judgement.find_last_deed(session, view.id, person_id=person_id)
    if last is None or visit.now - last.at > UNDO_SHOWN or not faq_judgement.can_undo(session, last.deed):
        return None
    return Undo(_told(session, view, last, visit.lang), f"/mailings/{view.reference}/faq/ongedaan/{last.deed}", 0)


def _told(session: Session, view: MailingView, deed: JudgedDeed, lang: str) -> str:
    if len(deed.entry_ids) > 1:
        return phrases.judged("many", lang, count=len(deed.entry_ids))
    numbers = {entry.id: number for number, entry in enumerate(faq.list_entries(session, view.id), start=1)}
    return phrases.judged(deed.state.value, lang, number=numbers[deed.entry_ids[0]])
