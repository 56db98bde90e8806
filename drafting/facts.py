"""Facts of a letter, each with its place: dates, amounts, phones, addresses on the web, references, times, conditions, actions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from drafting.dates import DateFact, DateRole, find_dates
from drafting.language import sentences, word_set


@dataclass(frozen=True)
class Fact:
    """One fact at `start`..`end` of the letter; `label` says in the letter's words what it belongs to."""

    text: str
    start: int
    end: int
    label: str = ""


@dataclass(frozen=True)
class Amount(Fact):
    """An amount of money (`unit` "EUR") or a percentage (`unit` "%")."""

    value: float = 0.0
    unit: str = "EUR"


@dataclass(frozen=True)
class Quantity(Fact):
    """A number with what it counts."""

    value: float = 0.0
    unit: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything found in one letter, each tuple in the order of the text."""

    dates: tuple[DateFact, ...] = ()
    amounts: tuple[Amount, ...] = ()
    phones: tuple[Fact, ...] = ()
    urls: tuple[Fact, ...] = ()
    emails: tuple[Fact, ...] = ()
    references: tuple[Fact, ...] = ()
    times: tuple[Fact, ...] = ()
    numbers: tuple[Quantity, ...] = ()
    conditions: tuple[Fact, ...] = ()
    actions: tuple[Fact, ...] = ()

    @property
    def deadlines(self) -> tuple[DateFact, ...]:
        """Dates by which the reader must act, the computed ones included."""
        return tuple(fact for fact in self.dates if fact.role is DateRole.DEADLINE)

    @property
    def letter_date(self) -> date | None:
        """The letter's own date, None where it names none."""
        return next((fact.on for fact in self.dates if fact.role is DateRole.LETTER_DATE), None)


def find(text: str, dated_on: date | None = None) -> Facts:
    """Finds the facts of a letter.

    Args:
        text: the letter as `drafting.letter.read` gives it.
        dated_on: the date of the letter if known from the mailing; completes dates without a year and computes terms.
    """
    dates = find_dates(text, dated_on)
    emails = tuple(_emails(text))
    urls = tuple(_urls(text, emails))
    covered = bytearray(len(text))
    _cover(covered, (*emails, *urls))
    _cover(covered, tuple(fact for fact in dates if not fact.computed))
    for account in _ACCOUNT.finditer(text):
        covered[account.start() : account.end()] = b"\x01" * (account.end() - account.start())
    amounts = _cover(covered, tuple(_amounts(text, covered)))
    references = _cover(covered, tuple(_references(text, covered)))
    phones = _cover(covered, tuple(_phones(text, covered)))
    times = _cover(covered, tuple(_times(text, covered)))
    return Facts(
        dates, amounts, phones, urls, emails, references, times,
        tuple(_numbers(text, covered)), tuple(_conditions(text)), tuple(_actions(text)),
    )  # fmt: skip


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_P = TypeVar("_P", bound=_Placed)


def _cover(covered: bytearray, facts: tuple[_P, ...]) -> tuple[_P, ...]:
    """Marks the places of facts as taken; what was read as a date is not read again as a phone number."""
    for fact in facts:
        covered[fact.start : fact.end] = b"\x01" * (fact.end - fact.start)
    return facts


def _free(match: re.Match[str], covered: bytearray) -> bool:
    return not any(covered[match.start() : match.end()])


def _label(text: str, start: int, end: int) -> str:
    """The words of the same line that stand beside a fact."""
    before = re.split(r"\n|[.;] ", text[max(0, start - 160) : start])[-1].strip(" -•:;,.\t")
    if before:
        return " ".join(before.split()[-8:])
    after = text[end : end + 160].split("\n")[0]
    return " ".join(after.strip(" -•:;,.\t").split()[:8])


# --- money and percentages ----------------------------------------------------------------------------------------------

_NUMBER = r"\d{1,3}(?:[. ]\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,4})?"
_TAIL = r"(?:,(?:-{1,2}|–|=))?"
_SCALE = r"(?:\s*(?P<scale>miljoen|miljard|mln|mld|duizend)\b\.?)?"
_MONEY = re.compile(rf"(?:€|\bEUR\b|\beuro\b(?=\s*\d))\s*(?P<number>{_NUMBER}){_TAIL}{_SCALE}", re.IGNORECASE)
_MONEY_AFTER = re.compile(
    rf"(?<![\w.,€])(?:(?P<low>{_NUMBER}){_TAIL}\s+(?:tot|en|of|à|-|–"
    rf"|tot en met)\s+)?(?P<number>{_NUMBER}){_TAIL}{_SCALE}\s*(?:euro\b|EUR\b|€)(?!\s*\d)",
    re.IGNORECASE,
)
_CENTS = re.compile(r"(?<![\w.,])(?P<number>\d{1,2})\s+(?:euro)?cent\b", re.IGNORECASE)
_PERCENT = re.compile(rf"(?<![\w.,])(?P<number>{_NUMBER})\s*(?:%|procent\b|percent\b)", re.IGNORECASE)
_PERCENT_LOW = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER})(?=\s+(?:tot|en|of|à|-|–)\s+(?:{_NUMBER})\s*(?:%|procent\b))", re.IGNORECASE
)
_SCALES = {"miljoen": 1e6, "mln": 1e6, "miljard": 1e9, "mld": 1e9, "duizend": 1e3}


def dutch_number(text: str) -> float:
    """The value of "1.665", "5,25", "12.50" or "1 250": a dot or space before three digits groups, else it is decimal."""
    compact = text.replace(" ", "")
    if "," in compact:
        return float(compact.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", compact):
        return float(compact.replace(".", ""))
    return float(compact)


def _amounts(text: str, covered: bytearray) -> Iterator[Amount]:
    found: list[Amount] = []
    taken = bytearray(covered)
    for pattern, unit in (
        (_MONEY, "EUR"),
        (_MONEY_AFTER, "EUR"),
        (_CENTS, "cent"),
        (_PERCENT, "%"),
        (_PERCENT_LOW, "%"),
    ):
        for match in pattern.finditer(text):
            if not _free(match, taken):
                continue
            taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
            scale = _SCALES.get((match.groupdict().get("scale") or "").lower(), 1.0)
            value = dutch_number(match.group("number")) * scale
            if unit == "cent":
                value /= 100
            label = _label(text, match.start(), match.end())
            found.append(
                Amount(match.group().strip(), match.start(), match.end(), label, value, "%" if unit == "%" else "EUR")
            )
            low = match.groupdict().get("low")
            if low:
                found.append(Amount(low, match.start("low"), match.end("low"), label, dutch_number(low) * scale, "EUR"))
    yield from sorted(found, key=lambda amount: amount.start)


# --- how to reach the sender --------------------------------------------------------------------------------------------

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_URL = re.compile(
    r"(?<![\w@.])(?:https?://[^\s<>\"”’)]+|www\.[^\s<>\"”’)]+|(?:[a-z0-9-]{2,63}\.){1,4}(?:nl|eu|com|org"
    r"|net|example|frl|amsterdam|info)\b(?:/[^\s<>\"”’)]*)?)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w/.,-])(?:"
    r"(?:\+|00)31\s?(?:\(0\))?[\s-]*[1-9](?:[\s.-]*\d){8}"
    r"|\(0\d{1,3}\)[\s–-]*\d(?:[\s.-]*\d){5,7}"
    r"|0(?:800|900|906|909)[\s–-]*\d(?:[\s.-]?\d){3,6}"
    r"|0[1-9]\d{0,2}\s?[–/-]?\s?\d(?:[\s.–-]?\d){5,8}"
    r"|14[\s-]?0\d{1,3}(?:\s\d{1,2})?"
    r")(?![\d/]|[.,-]\d)"
)
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}[ ]?[A-Z]{4}(?:[ ]?\d){10}\b")
_SHORT_PHONE = re.compile(r"(?i)(?<=bel )112\b|(?<=nummer )112\b|(?<=bel )14\d{3}\b|\b116\s?1\d\d\b")


def _emails(text: str) -> Iterator[Fact]:
    for match in _EMAIL.finditer(text):
        value = match.group().rstrip(".-")
        yield Fact(value, match.start(), match.start() + len(value), _label(text, match.start(), match.end()))


def _urls(text: str, emails: tuple[Fact, ...]) -> Iterator[Fact]:
    covered = bytearray(len(text))
    _cover(covered, emails)
    for match in _URL.finditer(text):
        if _free(match, covered):
            value = match.group().rstrip(".,;:!?'")
            yield Fact(value, match.start(), match.start() + len(value), _label(text, match.start(), match.end()))


def _phones(text: str, covered: bytearray) -> Iterator[Fact]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group().replace("(0)", ""))
        if _free(match, covered) and _is_number(digits):
            yield Fact(match.group().strip(), match.start(), match.end(), _label(text, match.start(), match.end()))
    for match in _SHORT_PHONE.finditer(text):
        if _free(match, covered):
            yield Fact(match.group(), match.start(), match.end(), _label(text, match.start(), match.end()))


def _is_number(digits: str) -> bool:
    if digits.startswith(("0800", "0900", "0906", "0909")):
        return len(digits) in (8, 10, 11)
    if digits.startswith("14"):
        return len(digits) in (5, 6)
    if digits.startswith(("31", "0031")):
        return len(digits) in (11, 13)
    return len(digits) == 10


# --- references, times, numbers -----------------------------------------------------------------------------------------

_CODE = re.compile(
    r"(?i)\b(?P<label>(?:ons |uw )?kenmerk|zaak(?:nummer)?|dossier(?:nummer)?|referentie(?:nummer)?"
    r"|aanslagnummer|subjectnummer|klantnummer|factuurnummer"
    r"|vergunningnummer|documentnummer|betalingskenmerk|briefcode|(?:reisdocument|document"
    r"|paspoort) met nummer)\s*:?\s+(?P<code>(?=[\w./-]*\d)[A-Za-z0-9][\w./-]{2,40})"
)
_NAMED = re.compile(
    r"(?i)\b(?:[a-z]+nummer|burgerservicenummer|bsn|[a-z]*code|betalingskenmerk|meldcode|toegangscode)\b(?!\s*:?\s*\S*\d)"
)
_NOT_REFERENCES = re.compile(
    r"(?i)(?:telefoon|huis|fax|postbus|alarm|service)nummer$|^postcode$|^nummer$|^code$|barcode$|^qr"
)
_TIME = r"(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?"
_DAYS = r"(?:(?:op\s+)?(?:" + "|".join(
    ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "werkdagen")
)
_DAYS += (
    r")(?:(?:\s+(?:tot en met|t/m|en|of)\s+|,\s*)(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag))*\s+)"
)
_TIMES = re.compile(
    rf"(?:{_DAYS}?(?:van\s+|tussen\s+|vanaf\s+|tot\s+|om\s+|te\s+)?)?(?<![\w.,]){_TIME}(?:\s*uur)?\s*(?:tot|en|-|–|t/m)\s*{_TIME}\s*uur"
    rf"|{_DAYS}?(?<![\w.,]){_TIME}\s*uur",
    re.IGNORECASE,
)
_QUANTITY = re.compile(rf"(?<![\w.,€-])(?P<number>{_NUMBER})\s+(?P<unit>[a-zà-ÿ]{{3,}})")
_NOT_UNITS = word_set("uur tot euro procent van voor het een lid van maart jan")


def _references(text: str, covered: bytearray) -> Iterator[Fact]:
    found = []
    for match in _CODE.finditer(text):
        found.append(
            Fact(
                match.group("code").rstrip(".-/"), match.start("code"), match.end("code"), match.group("label").lower()
            )
        )
    for match in _NAMED.finditer(text):
        if _free(match, covered) and not _NOT_REFERENCES.search(match.group()):
            found.append(Fact(match.group(), match.start(), match.end(), match.group().lower()))
    yield from sorted(found, key=lambda fact: fact.start)


def _times(text: str, covered: bytearray) -> Iterator[Fact]:
    for match in _TIMES.finditer(text):
        if _free(match, covered):
            yield Fact(match.group().strip(), match.start(), match.end(), _label(text, match.start(), match.end()))


def _numbers(text: str, covered: bytearray) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(text):
        unit = match.group("unit").lower()
        if _free(match, covered) and unit not in _NOT_UNITS:
            value = dutch_number(match.group("number"))
            yield Quantity(
                match.group(), match.start(), match.end(), _label(text, match.start(), match.end()), value, unit
            )


# --- conditions and actions ---------------------------------------------------------------------------------------------

_CONDITION = re.compile(
    r"(?i)^(?:heeft|bent|woont|wilt|kunt|krijgt|had|was|moet|is|als|indien|tenzij|ben|heb|mits|staat"
    r"|lukt)\b|\b(?:tenzij|mits|indien|komen? niet in aanmerking|uitgesloten)\b"
)
_ACTION = re.compile(
    r"(?i)^(?:let op:?\s*)?(?:ga|vraag|maak|neem|bel|stuur|vul|meld|geef|betaal|kijk|kom|breng|haal|zet"
    r"|lees|controleer|regel|houd|bewaar|log|scan|laat|doe|lever|kies|schrijf|mail|bekijk|registreer"
    r"|activeer|reageer)\b"
    r"|\bu (?:moet|dient|betaalt)\b|\bmoet u\b|\bdient u\b|\b(?:dient|dienen) (?:\w+ ){0,8}te worden\b|\bdoet u\b|\bkunt u\b"
)


def _conditions(text: str) -> Iterator[Fact]:
    for sentence in sentences(text):
        if _CONDITION.search(sentence.text) and len(sentence.text.split()) >= 4:
            yield Fact(sentence.text, sentence.start, sentence.end, "voorwaarde")


def _actions(text: str) -> Iterator[Fact]:
    for sentence in sentences(text):
        if _ACTION.search(sentence.text) and not sentence.text.endswith("?"):
            yield Fact(sentence.text, sentence.start, sentence.end, "doen")
