"""What residents ask about a mailing, laid beside its letter: groups of the log's lines, and the questions the letter leaves open."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from drafting import bank, facts, gaps, groups, learned, meaning
from drafting import draft as drafts
from drafting import letter as letters
from drafting.bank import Kind, Question
from drafting.group_memory import apply_memory
from drafting.groups import Group, Grouping, LogLine
from drafting.kept_groups import to_plain
from drafting.language import fold
from drafting.matching import questions_of
from flows import figures
from flows.drafting_sheet import last_log
from flows.installation import Installation
from flows.remembering import decisions_of
from registry import due, faq, gap, letter, mailing_view, marks, question_group, reckoned
from registry.clock import at_amsterdam, day_of
from registry.contact import ContactWords, list_words
from registry.letter_type import get_letter_type
from registry.mailing_view import MailingView
from registry.store import Session

MOST_LINES = 20_000
MOST_QUESTIONS = 30
FEWEST = 3  # a new question that fewer callers asked says more about one caller than about the letter


@dataclass(frozen=True)
class Asked:
    """One question with how often it was asked."""

    question: Question
    before: int = 0
    now: int = 0


def look(house: Installation, mailing_id: int) -> bool:
    """Group what callers asked about a mailing and lay it beside the letter; tell whether there was anything to look at."""
    with house.store.reading() as session:
        view = mailing_view.get_mailing(session, mailing_id)
        text = letter.find_text(session, mailing_id)
        before, own = last_log(session, view), own_words(session, view)
        decisions = decisions_of(session, mailing_id)
        sheet = tuple((each.key, each.question) for each in faq.list_entries(session, mailing_id) if each.key)
        mark = marks.questions(session, mailing_id, now=house.now())
        bank_id = get_letter_type(session, view.content.letter_type_id).bank if view.content.letter_type_id else None
    kinds = kinds_of(text or "", bank_id)
    learned.get_ready(house.settings.learned_folder)
    means = meaning.of_bank(bank.load())
    now = house.now()
    grouped = groups.group(lines_of(own), kinds, means) if own else Grouping(())
    asked = top_questions(
        apply_memory(groups.group(before, kinds, means) if before else Grouping(()), decisions),
        apply_memory(grouped, decisions),
        kinds,
        sheet,
    )
    with house.store.writing() as session:
        if text:
            gap.store_gaps(session, house.actor, mailing_id, beside_letter(text, asked, kinds), now=now)
        if own:
            content = to_plain(grouped, {str(line.id): day_of(line.at) for line in own})
            since = min(line.at for line in own)
            question_group.store_grouping(
                session, house.actor, mailing_id, content, since_at=since, line_count=len(own), now=now
            )
        reckoned.note(session, marks.questions_name(mailing_id), mark, now=now)
    return bool(text or own)


def own_words(session: Session, view: MailingView) -> tuple[ContactWords, ...]:
    """Return what callers said about this very mailing: contacts that were assigned to it, else its topic in its window."""
    if not view.batches:
        return ()
    first_on, last_on = due.review_window(*figures.arrival(view))
    since, until = at_amsterdam(first_on), at_amsterdam(last_on + timedelta(days=1))
    words = list_words(session, since=since, until=until, mailing_id=view.id, at_most=MOST_LINES)
    if not words and view.content.letter_type_id is not None:
        topic = get_letter_type(session, view.content.letter_type_id).topic
        words = list_words(session, since=since, until=until, topic=topic, at_most=MOST_LINES)
    return words


def lines_of(words: Sequence[ContactWords]) -> tuple[LogLine, ...]:
    """Return the words of contacts as lines to group."""
    return tuple(LogLine(str(line.id), line.words, line.answered) for line in words)


def kinds_of(text: str, bank_id: str | None) -> tuple[Kind, ...]:
    """Return the kinds a letter may be, the one that its type names first."""
    known = bank.load()
    stated = known.find_kind(bank_id) if bank_id else None
    guessed = drafts.kinds_for(text, known)
    return (stated, *(kind for kind in guessed if kind.id != stated.id)) if stated else guessed


def top_questions(
    before: Grouping, own: Grouping, kinds: Sequence[Kind], sheet: Sequence[tuple[str, str]] = ()
) -> dict[str, Asked]:
    """Return the questions that were asked most, by key; after them those of the sheet that nobody asked yet."""
    known = dict(questions_of(kinds))
    found: dict[str, Asked] = {}
    for grouping, place in ((before, "before"), (own, "now")):
        for group in grouping.groups:
            key = key_of(group)
            if group.question_id is None and group.count < FEWEST:
                continue
            asked = found.get(key) or Asked(_question(key, group, known))
            found[key] = replace(asked, **{place: getattr(asked, place) + group.count})
    ranked = sorted(found.items(), key=lambda item: (-item[1].before - item[1].now, item[0]))[:MOST_QUESTIONS]
    for key, question in sheet:
        if len(ranked) < MOST_QUESTIONS and key not in found:
            ranked.append((key, Asked(known.get(key) or Question(key, question, ()))))
    return dict(ranked)


def key_of(group: Group) -> str:
    """Return what a question is called from one look to the next: the bank's id, else the words it is known by."""
    if group.question_id is not None:
        return group.question_id
    words = fold(group.question or group.phrase)
    return f"eigen.{hashlib.blake2b(words.encode(), digest_size=8).hexdigest()}"


def _question(key: str, group: Group, known: dict[str, Question]) -> Question:
    own = known.get(key)
    if own is not None:
        return replace(own, question=group.question) if group.question else own
    return Question(key, group.question or group.phrase, group.examples)


def beside_letter(text: str, asked: dict[str, Asked], kinds: Sequence[Kind] = ()) -> tuple[gap.NewGap, ...]:
    """Return the questions with the sentence of the letter that answers each, "" where none does.

    A sentence that answers another question of the kinds better is no answer to the one that was asked.
    """
    read = letters.of_text(text)
    rivals = [question for key, question in questions_of(kinds) if key not in asked]
    laid = [*(each.question for each in asked.values()), *rivals]
    reader = gaps.Reader(read, facts.find(text), laid, meaning.of_bank(bank.load()))
    found = []
    for key, each in asked.items():
        coverage = reader.coverage(key, each.question)
        quote = coverage.passage.text if coverage.answered and coverage.passage else ""
        found.append(gap.NewGap(key, each.question.question, each.before, each.now, quote))
    return tuple(found)
