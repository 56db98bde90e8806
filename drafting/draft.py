"""The FAQ draft: questions in order of need, answers only quoted from the letter, an earlier valid answer or external Q&A."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from drafting.bank import GENERAL, Bank, Kind
from drafting.facts import Facts, find
from drafting.figures import changed_facts, figures, is_timeless
from drafting.frames import Frames
from drafting.gaps import Passage, Reader
from drafting.groups import Grouping
from drafting.language import sentences
from drafting.letter import LetterText
from drafting.letter_type import guess
from drafting.matching import questions_of
from drafting.meaning import Meaning
from drafting.need import Candidate, candidates
from drafting.search import Entry, Index
from drafting.vectors import Space
from registry.kinds import SourceKind

MOST_ENTRIES = 25
MOST_WORDS = 120
# A second kind weighs by its share of the best one's confidence, less than in proportion.
FIT_POWER = 1.5
# Below this confidence even the best kind is a guess, and its questions give way to those of the log.
SURE_ENOUGH = 0.65
# How far general questions give way to a kind that is certain.
GENERAL_YIELDS = 1.0
# An earlier question more like a line than this is that line; that it was approved before makes the line more needed.
SAME_AS_EARLIER = 0.55
EARLIER_NEED = 0.2
# A quote grows with the following sentences up to this length.
QUOTED_WORDS = 60


@dataclass(frozen=True)
class Source:
    """Where a line comes from. `place` is a paragraph number, a bank id or an earlier entry's id; `text` what stands there.

    For a log `count` is the number of contacts and `text` the caller's typical phrase.
    """

    kind: SourceKind
    place: str
    text: str = ""
    count: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class EarlierEntry:
    """An approved entry of an earlier sheet; it may fill an answer as long as it is valid on the day of the draft."""

    key: str
    question: str
    answer: str
    valid_until: date | None = None
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExternalEntry:
    """One question and answer of somebody else (the State, a waterschap), with where and when it was taken from."""

    question: str
    answer: str
    origin: str
    dated_on: date | None = None


@dataclass(frozen=True)
class DraftEntry:
    """One line of the draft sheet. An empty answer is asked of the department.

    `need` orders the sheet (higher first); `wordings` are callers' words for search; `changed` lists facts that differ from
    the earlier approved answer.
    """

    question: str
    answer: str
    sources: tuple[Source, ...]
    question_id: str | None = None
    need: float = 0.0
    wordings: tuple[str, ...] = ()
    intake: tuple[str, ...] = ()
    handled_by: str = "kcc"
    changed: tuple[str, ...] = ()


def kinds_for(text: str, bank: Bank) -> tuple[Kind, ...]:
    """The kinds a letter may be with their fit, best first, the general one always last."""
    guesses = [item for item in guess(text, bank) if item.kind_id != GENERAL]
    best = max((item.confidence for item in guesses), default=0.0)
    found = [
        replace(kind, fit=(item.confidence / best) ** FIT_POWER * min(1.0, best / SURE_ENOUGH) ** 2)
        for item in guesses
        if (kind := bank.find_kind(item.kind_id)) is not None
    ]
    return (*found, replace(bank.general, fit=1.0 - GENERAL_YIELDS * best))


def draft(
    letter: LetterText,
    facts: Facts | None = None,
    kinds: Sequence[Kind] = (),
    log_groups: Grouping | None = None,
    earlier: Iterable[EarlierEntry] = (),
    external: Iterable[ExternalEntry] = (),
    on: date | None = None,
) -> tuple[DraftEntry, ...]:
    """At most 25 entries in order of need.

    Args:
        letter: the letter as read; facts: its facts (found here when None).
        kinds: the kinds it may be, best first (`kinds_for`).
        log_groups: the grouped questions of the last log of such a mailing.
        earlier: approved entries; those whose validity ended before `on` fill nothing.
        external: pasted questions and answers of others.
        on: the day of the draft, for the validity of earlier answers.
    """
    facts = facts if facts is not None else find(letter.text)
    reader = Reader(letter, facts, [question for _, question in questions_of(kinds)])
    entries = [_entry(candidate, letter) for candidate in candidates(kinds, log_groups, reader)]
    entries = _with_earlier(entries, earlier, on)
    entries = _with_external(entries, external)
    ranked = sorted(entries, key=lambda entry: -entry.need)[:MOST_ENTRIES]
    return tuple(_tidy(_proven(entry)) for entry in ranked)


def _entry(candidate: Candidate, letter: LetterText) -> DraftEntry:
    question, group, coverage = candidate.question, candidate.group, candidate.coverage
    sources: list[Source] = []
    answer = ""
    if coverage.answered and coverage.passage is not None:
        answer = cut(quoted(coverage.passage, letter))
        sources.append(_from_letter(coverage.passage, answer))
        more = quoted(coverage.also, letter) if coverage.also else ""
        fits = len(answer.split()) + len(more.split()) <= MOST_WORDS
        if coverage.also and fits and more not in answer and answer not in more:
            answer = f"{answer}\n{more}"
            sources.append(_from_letter(coverage.also, more))
    if group is not None:
        sources.append(Source(SourceKind.LOG, group.key, group.phrase, group.count))
    if candidate.question_id is not None:
        sources.append(Source(SourceKind.BANK, candidate.question_id))
    said = group.examples if group else ()
    return DraftEntry(
        question.question, answer, tuple(sources), candidate.question_id, round(candidate.need, 4),
        tuple(dict.fromkeys((*question.wordings, *said))), question.intake, question.handled_by,
    )  # fmt: skip


def _from_letter(passage: Passage, text: str) -> Source:
    return Source(SourceKind.LETTER, f"alinea {passage.paragraph}", text, start=passage.start, end=passage.end)


def quoted(passage: Passage, letter: LetterText) -> str:
    """The passage as it stands in the letter, made readable on its own.

    With the sentence before it when it leans on that ("Dat doet u ..."), and with what follows in the same paragraph as
    long as the whole stays short: the how and the how much often stand in the next sentence.
    """
    paragraph = letter.paragraph_at(passage.start)
    if paragraph is None:
        return passage.text
    pieces = sentences(paragraph.text)
    first = next((n for n, p in enumerate(pieces) if paragraph.start + p.end > passage.start), 0)
    last = max((n for n, p in enumerate(pieces) if paragraph.start + p.start < passage.end), default=first)
    if first and _LEANS.match(pieces[first].text) and pieces[first - 1].text != passage.heading:
        first -= 1
    while last + 1 < len(pieces) and not pieces[last + 1].text.endswith("?"):
        longer = paragraph.text[pieces[first].start : pieces[last + 1].end]
        if len(longer.split()) > QUOTED_WORDS:
            break
        last += 1
    return paragraph.text[pieces[first].start : pieces[last].end]


_LEANS = re.compile(
    r"(?i)(?:dat|dit|die|deze|daarna|daarvoor|daar|dan|daarom|doe dat|zo|is het|of u|anders|hiervoor|u doet dat"
    r"|ook|daarnaast|bovendien|verder|(?:u|je|dat|dit) (?:mag|kunt|kan) (?:dan |dat )?ook)\b"
)


def cut(text: str, most: int = MOST_WORDS) -> str:
    """The text up to the last whole sentence within `most` words."""
    if len(text.split()) <= most:
        return text
    kept = ""
    for piece in re.split(r"(?<=[.!?;])\s+|\n", text):
        longer = f"{kept} {piece}".strip()
        if len(longer.split()) > most:
            break
        kept = longer
    return kept or " ".join(text.split()[:most])


def _with_earlier(entries: list[DraftEntry], earlier: Iterable[EarlierEntry], on: date | None) -> list[DraftEntry]:
    """Let what was approved before answer again.

    An answer that no year changes ("Bij overlijden ...") goes before a quote: a person wrote or approved it for this question. One with
    dates or amounts fills a gap while it is valid; afterwards it only stands beside the line, to see what changed.
    """
    told = [item for item in earlier if item.answer.strip()]
    if not told or not entries:
        return entries
    space = Space.of([entry.question for entry in entries])
    places = {entry.question_id: place for place, entry in enumerate(entries) if entry.question_id}
    result = list(entries)
    for item in told:
        valid = item.valid_until is None or on is None or item.valid_until >= on
        timeless = is_timeless(item.answer)
        likeness = space.cosines(item.question)
        best = places.get(item.key, int(likeness.argmax()))
        source = Source(SourceKind.EARLIER, item.key, cut(item.answer))
        if item.key in places or likeness[best] >= SAME_AS_EARLIER:
            result[best] = _answered_before(result[best], item, source, timeless=timeless, valid=valid)
        elif timeless or valid:
            result.append(DraftEntry(item.question, cut(item.answer), (source,), None, 0.5, item.wordings))
    return result


def _answered_before(
    entry: DraftEntry, item: EarlierEntry, source: Source, *, timeless: bool, valid: bool
) -> DraftEntry:
    if not (timeless or valid):
        return entry
    answer = cut(item.answer) if timeless else entry.answer or cut(item.answer)
    changed = changed_facts(item.answer, entry.answer) if entry.answer and not timeless else ()
    return replace(
        entry, answer=answer, sources=(*entry.sources, source), changed=changed, need=entry.need + EARLIER_NEED
    )


def _with_external(entries: list[DraftEntry], external: Iterable[ExternalEntry]) -> list[DraftEntry]:
    result = list(entries)
    space = Space.of([entry.question for entry in entries])
    for item in external:
        likeness = space.cosines(item.question) if entries else None
        dated = f" ({item.dated_on.isoformat()})" if item.dated_on else ""
        source = Source(SourceKind.EXTERNAL, f"{item.origin}{dated}", cut(item.answer))
        best = int(likeness.argmax()) if likeness is not None else -1
        if likeness is not None and likeness[best] >= 0.6 and not result[best].answer:
            result[best] = replace(result[best], answer=cut(item.answer), sources=(*result[best].sources, source))
        else:
            result.append(DraftEntry(item.question, cut(item.answer), (source,), None, 0.6))
    return result


def unproven(entry: DraftEntry) -> tuple[str, ...]:
    """Numbers, dates, amounts, phones and addresses of the answer that none of its answering sources holds."""
    held = " ".join(
        s.text for s in entry.sources if s.kind in (SourceKind.LETTER, SourceKind.EARLIER, SourceKind.EXTERNAL)
    )
    return tuple(sorted(figures(entry.answer) - figures(held)))


def _proven(entry: DraftEntry) -> DraftEntry:
    """The entry, without its answer when that holds a figure its sources do not."""
    return replace(entry, answer="") if unproven(entry) else entry


def _tidy(entry: DraftEntry) -> DraftEntry:
    """The entry with one blank where a PDF left more; its sources stay as the letter has them."""
    return replace(entry, answer=re.sub(r"[ \t\u00a0]{2,}", " ", entry.answer))


def entry_index(entries: Sequence[DraftEntry], meaning: Meaning | None = None, frames: Frames | None = None) -> Index:
    """A search index over a sheet: question, callers' wordings and answer of each entry; keys are the places in the list."""
    found = [Entry(str(number), entry.question, entry.wordings, entry.answer) for number, entry in enumerate(entries)]
    return Index(found, meaning=meaning, frames=frames)
