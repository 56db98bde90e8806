"""What kind of answer a question asks for, and what kinds a passage of a letter holds.

"Wanneer" wants a day or a term, "hoeveel" a figure, "waarom" a reason: a passage without it is seldom the answer, however
alike its words are.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum

from drafting.language import fold


class Asked(StrEnum):
    """The kind of answer; the first that fits counts, in this order."""

    WHEN = "when"
    HOW_MUCH = "how_much"
    CONTACT = "contact"
    WHERE = "where"
    WHY = "why"
    MAY_OR_MUST = "may_or_must"
    HOW = "how"


_ASKED = (
    (
        Asked.WHEN,
        r"\b(?:wanneer|hoe ?lang|hoe ?laat|welke (?:datum|dag|dagen|week)|hoe ?snel|hoeveel (?:tijd|weken|dagen)|uiterlijk|hoe vaak)\b",
    ),
    (
        Asked.HOW_MUCH,
        r"\b(?:hoeveel(?! (?:tijd|weken|dagen))|hoe ?duur|hoe ?hoog|wat kost|kosten|bedrag|tarief|prijs|inkomensgrens)\b",
    ),
    (Asked.CONTACT, r"\b(?:bellen|bel ik|telefoonnummer|contact|bereik|spreken|met wie)\b"),
    (Asked.WHERE, r"\bwaar(?:heen|naartoe)?\b|\bwelk adres|\bop welke (?:plek|plaats)"),
    (Asked.WHY, r"\b(?:waarom|hoe komt het|hoe kan het|reden)\b"),
    (
        Asked.MAY_OR_MUST,
        r"\b(?:moet ik|ben ik verplicht|is het verplicht|hoef ik|mag ik|mag het|kan ik|kunnen wij|moet het|moeten wij)\b",
    ),
    (Asked.HOW, r"\bhoe\b"),
)
_ASKED_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _ASKED)

_HOLDS = {
    Asked.WHEN: re.compile(
        r"\b(?:binnen|na|over|elke|eens per|om de)\s+(?:\w+\s+){0,2}(?:dag|dagen|week|weken|maand|maanden|werkdagen|jaar)\b"
        r"|\b(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|januari|februari|maart|april|mei|juni|juli|augustus"
        r"|september|oktober|november|december|uur|dagelijks|vakantie)\b"
    ),
    Asked.HOW_MUCH: re.compile(
        r"€|\d|\b(?:euro|gratis|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien)\b|kost(?:en)? (?:u )?niets|niets extra"
    ),
    Asked.WHERE: re.compile(
        r"www|\.example|\bop de (?:website|site)|\bin het (?:gemeentehuis|stadhuis)|\badres|\bbalie|\bbij\b|\bin (?:de|het)\b"
    ),
    Asked.WHY: re.compile(
        r"\b(?:omdat|want|daarom|doordat|vanwege|in verband met|zodat|reden|door|volgens|ingevolge|op grond van|gelet op)\b"
    ),
    Asked.MAY_OR_MUST: re.compile(
        r"\b(?:moet|moeten|mag|mogen|hoeft|hoeven|kunt|kan|kunnen|dient|dienen|verplicht|toegestaan|verboden|nodig|niet)\b"
    ),
    Asked.HOW: re.compile(
        r"\b(?:ga|vraag|maak|neem|bel|stuur|vul|meld|geef|betaal|kijk|kom|via|op www|formulier|digid|dient te worden"
        r"|kunt u|u kunt)\b"
    ),
}
# Facts that show the kind whatever the words are.
_FACTS = {
    Asked.WHEN: {"date", "time"},
    Asked.CONTACT: {"phone", "email"},
    Asked.WHERE: {"url"},
}


def asked_for(question: str) -> Asked | None:
    """The kind of answer a question wants; None when any sentence may answer it."""
    folded = fold(question)
    return next((kind for kind, pattern in _ASKED_PATTERNS if pattern.search(folded)), None)


def held_by(text: str, facts: Collection[str]) -> frozenset[Asked]:
    """The kinds of answer in a passage with facts of these kinds (date, time, phone, email, url)."""
    folded = fold(text)
    words = {kind for kind, pattern in _HOLDS.items() if pattern.search(folded)}
    return frozenset(words | {kind for kind, kinds in _FACTS.items() if kinds & set(facts)})
