"""The work behind `flows.prepare`: read the letter, draft the FAQ sheet with a source for every line, open slots."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from drafting import bank, facts, groups, learned, meaning
from drafting import draft as drafts
from drafting import letter as letters
from drafting.draft import DraftEntry, EarlierEntry
from drafting.errors import LetterProblem
from drafting.group_memory import Decision, apply_memory
from flows import figures
from flows.installation import Installation
from flows.remembering import decisions_of
from registry import agenda, due, faq, forecast, letter, mailing_view
from registry.clock import at_amsterdam, day_of
from registry.contact import list_words
from registry.due import PREPARING
from registry.kinds import LetterState, Stage
from registry.letter_type import get_letter_type
from registry.mailing_content import to_json
from registry.mailing_view import MailingView
from registry.store import Session

MOST_LINES = 20_000


def prepare(house: Installation, mailing_id: int) -> None:
    """Read the newest letter if nobody did, keep the drafted lines, open the slots that the forecast asks for."""
    read_letter(house, mailing_id)
    draft_sheet(house, mailing_id)
    open_slots(house, mailing_id)


def read_letter(house: Installation, mailing_id: int) -> None:
    """Turn the newest unread letter into text and facts; a letter that cannot be read is asked for again."""
    with house.store.reading() as session:
        found = letter.find_letter(session, mailing_id)
        if found is None or found.state is not LetterState.UNREAD:
            return
        view = mailing_view.get_mailing(session, mailing_id)
        filename, content = letter.get_content(session, mailing_id, found.version)
    dated_on = min((batch.dated_on for batch in view.batches), default=None)
    try:
        text = letters.read(content, filename)
    except LetterProblem as problem:
        with house.store.writing() as session:
            letter.mark_failed(session, house.actor, found.id, problem=problem.code, now=house.now())
        return
    known = facts.find(text.text, dated_on)
    with house.store.writing() as session:
        letter.mark_read(session, house.actor, found.id, text=text.text, facts=_plain(asdict(known)), now=house.now())


def draft_sheet(house: Installation, mailing_id: int) -> None:
    """Draft the lines of a mailing whose letter was read, from letter, bank, last time's log and the earlier sheet."""
    with house.store.reading() as session:
        view = mailing_view.get_mailing(session, mailing_id)
        text = letter.find_text(session, mailing_id)
        if view.stage not in PREPARING:
            return
        lines = last_log(session, view)
        earlier = _earlier(session, view)
        own_kind = _own_kind(session, view)
        decisions = decisions_of(session, mailing_id)
    if text:
        learned.get_ready(house.settings.learned_folder)
    found = drafted(text, lines, earlier, own_kind, view, decisions) if text else ()
    entries = tuple(_new_entry(entry) for entry in found)
    with house.store.writing() as session:
        faq.store_draft(session, house.actor, mailing_id, entries, now=house.now())


def drafted(
    text: str,
    lines: tuple[groups.LogLine, ...],
    earlier: tuple[EarlierEntry, ...],
    own_kind: str | None,
    view: MailingView,
    decisions: tuple[Decision, ...] = (),
) -> tuple[DraftEntry, ...]:
    """Return the drafted lines of a letter's text; what was decided about groups of questions is carried out first."""
    known = bank.load()
    guessed = drafts.kinds_for(text, known)
    stated = known.find_kind(own_kind) if own_kind else None
    kinds = (stated, *(kind for kind in guessed if kind.id != own_kind)) if stated else guessed
    grouping = groups.group(lines, kinds, meaning.of_bank(known)) if lines else None
    grouping = apply_memory(grouping, decisions) if grouping is not None else None
    on = min((batch.dated_on for batch in view.batches), default=None)
    return drafts.draft(letters.of_text(text), None, kinds, grouping, earlier, (), on)


def last_log(session: Session, view: MailingView) -> tuple[groups.LogLine, ...]:
    """Return what callers said about the last earlier mailing of the type: its own contacts, else its topic in its window."""
    before = [other for other in _same_type(session, view) if other.first_on < view.first_on]
    if not before or view.content.letter_type_id is None:
        return ()
    last = max(before, key=lambda other: other.first_on)
    first_on, last_on = due.review_window(*figures.arrival(last)) if last.batches else (last.first_on, last.last_on)
    since, until = at_amsterdam(first_on), at_amsterdam(last_on + timedelta(days=1))
    words = list_words(session, since=since, until=until, mailing_id=last.id, at_most=MOST_LINES)
    if not words:
        topic = get_letter_type(session, view.content.letter_type_id).topic
        words = list_words(session, since=since, until=until, topic=topic, at_most=MOST_LINES)
    return tuple(groups.LogLine(str(line.id), line.words, line.answered) for line in words)


def open_slots(house: Installation, mailing_id: int) -> None:
    """Open as many slots as the newest forecast asks for, where the department has specialists with hours.

    Both flows that may know the number end here, perhaps at the same moment: slots are counted in the transaction that
    opens them, and a specialist's moment can be opened once.
    """
    now = house.now()
    with house.store.reading() as session:
        view = mailing_view.get_mailing(session, mailing_id)
    if not view.batches or view.stage not in PREPARING:
        return
    first = max(min(batch.arrives_from for batch in view.batches), day_of(now))
    until = max(batch.arrives_until for batch in view.batches) + timedelta(days=due.WINDOW_DAYS)
    if until < first:
        return
    with house.store.writing() as session:
        latest = forecast.latest(session, mailing_id)
        wanted = (latest.slots_needed if latest else 0) - agenda.count_slots(session, mailing_id)
        if wanted > 0:
            agenda.offer_slots(session, house.actor, mailing_id, from_on=first, until_on=until, count=wanted, now=now)


def _same_type(session: Session, view: MailingView) -> tuple[MailingView, ...]:
    if view.content.letter_type_id is None:
        return ()
    found = mailing_view.list_mailings(session, letter_type_id=view.content.letter_type_id)
    return tuple(other for other in found if other.id != view.id and other.stage is not Stage.CANCELLED)


def _own_kind(session: Session, view: MailingView) -> str | None:
    wanted = view.content.letter_type_id
    return get_letter_type(session, wanted).bank if wanted is not None else None


def _earlier(session: Session, view: MailingView) -> tuple[EarlierEntry, ...]:
    if view.content.letter_type_id is None:
        return ()
    kept = faq.list_earlier(session, view.content.letter_type_id, before_mailing_id=view.id)
    return tuple(
        EarlierEntry(
            key=entry.key or str(entry.id), question=entry.question, answer=entry.answer, valid_until=entry.valid_until
        )
        for entry in kept
    )


def _new_entry(entry: DraftEntry) -> faq.NewEntry:
    sources = tuple(faq.Source(item.kind, item.place, item.text, item.count or 0) for item in entry.sources)
    return faq.NewEntry(
        question=entry.question,
        answer=entry.answer,
        sources=sources,
        key=entry.question_id,
        asked_count=sum(item.line_count for item in sources),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return to_json(value)
