"""Plain-language check of a letter before print: what a reader will stumble over or miss, with the line quoted.

Findings are advice to the department; nothing is rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from drafting.date_checks import check_dates
from drafting.facts import Facts, find
from drafting.findings import Finding as Finding
from drafting.findings import Issue as Issue
from drafting.findings import finding as _finding
from drafting.jargon import PLAIN_WORDS
from drafting.language import fold, sentences
from drafting.letter import LetterText

LONG_SENTENCE = 24
VERY_LONG_SENTENCE = 32


def check(
    letter: LetterText,
    facts: Facts | None = None,
    known_contacts: Sequence[str] = (),
    handovers: Sequence[date] = (),
    dated_on: Sequence[date] = (),
) -> tuple[Finding, ...]:
    """Everything worth a look, in the order of the letter, missing things first.

    Args:
        letter: the letter as read.
        facts: its facts (found here when None).
        known_contacts: phone numbers, addresses and pages that are right for this mailing; others are named. Empty: not checked.
        handovers: the days on which its batches are handed over; dates that are over by then are named. Empty: not checked.
        dated_on: the dagtekening of its batches; another one in the letter is named. Empty: not checked.
    """
    facts = facts if facts is not None else find(letter.text)
    missing = list(_missing(letter, facts))
    wrong = list(_wrong_contacts(letter, facts, known_contacts))
    read = [*_long_sentences(letter), *_jargon(letter), *_passive(letter), *_tone(letter)]
    dated = list(check_dates(letter, handovers, dated_on))
    return (*missing, *sorted((*wrong, *dated, *read), key=lambda finding: finding.start))


_REASON = re.compile(
    r"\b(?:omdat|daarom|want|doordat|u (?:krijgt|ontvangt) (?:deze brief|dit)|reden|op grond van|naar aanleiding"
    r"|vanwege|in verband met|u heeft|wij hebben|verloopt|wilt u)\b"
)


def _missing(letter: LetterText, facts: Facts) -> Iterator[Finding]:
    folded = fold(letter.text)
    has_action = bool(facts.actions) or re.search(r"hoeft (?:u )?(?:verder )?niets|u hoeft niets", folded)
    if not has_action:
        yield Finding(Issue.NO_ACTION, 0, "", "zeg wat de lezer moet doen, of dat hij niets hoeft te doen")
    asks = any(
        re.search(r"(?i)\b(?:betaal|vraag|meld|stuur|reageer|moet|dient|aanvra|doorgeven|inlever)", a.text)
        for a in facts.actions
    )
    if asks and not facts.deadlines:
        yield Finding(Issue.NO_DATE, 0, "", "noem de uiterste datum")
    pays = re.search(r"\b(?:u betaalt|betalen|aanslag|kosten|te voldoen|leges|tarief)\b", folded)
    if pays and not any(amount.unit == "EUR" for amount in facts.amounts):
        yield Finding(Issue.NO_AMOUNT, 0, "", "noem het bedrag of waar het staat")
    if not facts.phones and not facts.emails:
        yield Finding(Issue.NO_CONTACT, 0, "", "noem een telefoonnummer of e-mailadres")
    elif facts.phones and not facts.times and not re.search(r"\b(?:bereikbaar|werkdagen|kantooruren|open)\b", folded):
        phone = facts.phones[0]
        yield _finding(letter, Issue.NO_OPENING_HOURS, phone.start, phone.end, "zet de openingstijden erbij")
    if not _REASON.search(folded):
        yield Finding(Issue.NO_REASON, 0, "", "zeg waarom de lezer deze brief krijgt")


def _wrong_contacts(letter: LetterText, facts: Facts, known: Sequence[str]) -> Iterator[Finding]:
    right = {_contact(item) for item in known}
    if not right:
        return
    for fact in (*facts.phones, *facts.emails, *facts.urls):
        found = _contact(fact.text)
        if found not in right and not any(found.startswith(item + "/") for item in right):
            yield _finding(letter, Issue.WRONG_CONTACT, fact.start, fact.end, "staat niet bij deze mailing")


def _contact(text: str) -> str:
    if re.fullmatch(r"[\d\s()+–-]+", text):
        return re.sub(r"\D", "", text)
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", text.lower().strip()).rstrip("/.,")


def _long_sentences(letter: LetterText) -> Iterator[Finding]:
    for sentence in sentences(letter.text):
        length = len(re.findall(r"[A-Za-zÀ-ÿ]+", re.sub(r"\S+@\S+|https?://\S+|www\.\S+", "", sentence.text)))
        if length > LONG_SENTENCE:
            advice = "maak er twee of meer zinnen van" if length > VERY_LONG_SENTENCE else "knip de zin"
            yield _finding(letter, Issue.LONG_SENTENCE, sentence.start, sentence.end, f"{length} woorden: {advice}")


_JARGON = re.compile(
    r"(?i)(?<![\w-])("
    + "|".join(re.escape(word) for word in sorted(PLAIN_WORDS, key=len, reverse=True))
    + r")(?:e|en|s)?(?![\w-])"
)


def _jargon(letter: LetterText) -> Iterator[Finding]:
    told: set[str] = set()
    for match in _JARGON.finditer(letter.text):
        word = match.group(1).lower()
        if word not in told and not _explained(letter.text, match):
            told.add(word)
            yield _finding(letter, Issue.JARGON, match.start(), match.end(), PLAIN_WORDS[word])


def _explained(text: str, match: re.Match[str]) -> bool:
    """Whether the letter itself says what the word means ("Dat heet diftar", "dat betekent", a question as a heading)."""
    around = text[max(0, match.start() - 30) : match.end() + 60].lower()
    return bool(re.search(r"\bdat heet\b|\bdat betekent\b|\bdit betekent\b|\bis wat\b|\bdat is\b|\bwat is\b", around))


_PASSIVE = re.compile(
    r"(?i)\b(?:wordt|worden|werd|werden)\b(?:\s+\S+){0,10}?\s+(?:ge|be|ver|her|ont|toe|aan|in|uit|op|vast|mede)\w{3,}(?:d|t|en)\b"
)


def _passive(letter: LetterText) -> Iterator[Finding]:
    passive = [s for s in sentences(letter.text) if _PASSIVE.search(s.text)]
    every = max(1, len(sentences(letter.text)))
    if len(passive) >= 3 and len(passive) / every > 0.2:
        for sentence in passive:
            yield _finding(letter, Issue.PASSIVE, sentence.start, sentence.end, "zeg wie het doet")


_TONE = re.compile(
    r"(?i)\b(?:u dient|dient u|u bent gehouden|bent u gehouden|wij wijzen u erop|ten overvloede|nalaten|in gebreke|onverwijld|terstond"
    r"|strikt noodzakelijk"
    r"|niet-ontvankelijk|zonder meer|het is verboden|bij gebreke|dwangbevel)\b"
)


def _tone(letter: LetterText) -> Iterator[Finding]:
    for match in _TONE.finditer(letter.text):
        yield _finding(letter, Issue.TONE, match.start(), match.end(), "zeg het vriendelijker")
