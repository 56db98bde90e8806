"""The check of a letter before print: what a reader stumbles over, and last time's questions that it leaves open.

No web framework, so that commands ask it too. Nothing is rewritten and nothing is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drafting import bank, checks, draft, facts, gaps, letter, meaning
from drafting.bank import Question
from drafting.findings import Finding
from drafting.letter import LetterText
from drafting.matching import questions_of
from registry import gap, mailing_view
from registry.gap import GapView
from registry.kinds import GapState, Stage
from registry.mailing_content import MailingContent
from registry.mailing_view import MailingView
from registry.store import Session

# A letter that answers a question saves about half of the contacts about it: who does not read still calls. A working value of
# this project until the municipality's own letters tell; the page says so.
SAVED_SHARE = 0.5
LONGEST = 60_000  # characters that are looked at while somebody waits
MOST_QUESTIONS = 12


@dataclass(frozen=True)
class Unanswered:
    """A question of last time that this letter does not answer. `expected` contacts with this quantity, None when unknown."""

    question: str
    asked: int
    expected: int | None
    saved: int | None
    line: str
    was_refused: str


@dataclass(frozen=True)
class Report:
    """Everything that was found; `last_title` names the mailing that the questions come from."""

    text: str
    findings: tuple[Finding, ...]
    questions: tuple[Unanswered, ...]
    last_title: str
    warnings: tuple[str, ...] = ()

    @property
    def saved(self) -> int | None:
        """Return the contacts that answering all of them would save, None when there is no log to reckon from."""
        known = [each.saved for each in self.questions if each.saved is not None]
        return sum(known) if known else None


def of_mailing(session: Session, view: MailingView, text: str) -> Report:
    """Check the letter of a mailing beside its batches, its contact details and the questions of last time."""
    return report(session, text, view.content, mailing_id=view.id)


def report(
    session: Session,
    text: str,
    content: MailingContent | None = None,
    *,
    letter_type_id: int | None = None,
    mailing_id: int | None = None,
    warnings: Sequence[str] = (),
) -> Report:
    """Check a text; with the content of a mailing also its dates and contact details, with a letter type also last time's questions."""
    read = letter.of_text(text[:LONGEST])
    batches = content.filled().batches if content is not None else ()
    found = checks.check(
        read,
        known_contacts=_known_contacts(content),
        handovers=[batch.handover_on for batch in batches],
        dated_on=sorted({batch.dated_on for batch in batches if batch.dated_on}),
    )
    kind_id = letter_type_id if content is None else content.letter_type_id
    last = last_mailing(session, kind_id, mailing_id)
    open_questions = gap.list_last(session, kind_id, before_mailing_id=mailing_id) if kind_id is not None else ()
    quantity = content.quantity if content is not None else 0
    return Report(
        text=read.text,
        findings=found,
        questions=tuple(_left_open(read, open_questions, last.quantity if last else 0, quantity)),
        last_title=last.content.title if last and open_questions else "",
        warnings=(*read.warnings, *warnings),
    )


def _known_contacts(content: MailingContent | None) -> tuple[str, ...]:
    if content is None:
        return ()
    printed = content.printed
    return tuple(each for each in (printed.phone, printed.email, printed.url) if each.strip())


def open_questions(session: Session, text: str, letter_type_id: int) -> tuple[Unanswered, ...]:
    """Return the questions of the type's last mailing that a text leaves open too; quick when there is none."""
    asked = gap.list_last(session, letter_type_id)
    return tuple(_left_open(letter.of_text(text[:LONGEST]), asked, 0, 0)) if asked else ()


def last_mailing(session: Session, letter_type_id: int | None, mailing_id: int | None) -> MailingView | None:
    """Return the mailing whose questions are laid beside the letter: the last one of the type before this one."""
    if letter_type_id is None:
        return None
    own = mailing_view.get_mailing(session, mailing_id) if mailing_id is not None else None
    known = mailing_view.list_mailings(session, letter_type_id=letter_type_id)
    before = [
        each
        for each in known
        if each.stage is not Stage.CANCELLED
        and each.id != mailing_id
        and (own is None or each.first_on < own.first_on)
        and gap.list_gaps(session, each.id)
    ]
    return max(before, key=lambda each: (each.first_on, each.id), default=None)


def _left_open(read: LetterText, asked: Sequence[GapView], quantity_before: int, quantity: int) -> list[Unanswered]:
    """The questions of last time that this text does not answer either; most asked first."""
    if not asked:
        return []
    known = bank.load()
    questions = dict(questions_of(draft.kinds_for(read.text, known)))
    every = {f"{kind.id}.{each.id}": each for kind in (*known.kinds, known.general) for each in kind.questions}
    laid = [questions.get(each.key) or every.get(each.key) or Question(each.key, each.question, ()) for each in asked]
    own = {each.key.split(".")[0] for each in asked}
    keys = {each.key for each in asked}
    rivals = [question for key, question in every.items() if key.split(".")[0] in own and key not in keys]
    # a sentence that answers another question of the kind better is no answer to this one
    reader = gaps.Reader(read, facts.find(read.text), [*laid, *rivals], meaning.of_bank(known))
    found = [
        _unanswered(each, quantity_before, quantity)
        for each, question in zip(asked, laid, strict=True)
        if not reader.coverage(each.key, question).answered
    ]
    return sorted(found, key=lambda each: (-each.asked, each.question))[:MOST_QUESTIONS]


def _unanswered(each: GapView, quantity_before: int, quantity: int) -> Unanswered:
    # what was asked while that mailing ran; where nothing was logged then, what was asked the time before
    asked = each.asked_now or each.asked_before
    expected = round(asked * quantity / quantity_before) if quantity_before and quantity and asked else None
    return Unanswered(
        question=each.question,
        asked=asked,
        expected=expected,
        saved=None if expected is None else round(expected * SAVED_SHARE),
        line=each.next_line or each.insert_line,
        was_refused=each.reason if each.state is GapState.REFUSED else "",
    )
