"""Dates in a Dutch letter: found, completed with a year, and given a role by the words around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from drafting.language import Sentence, sentences
from drafting.letter_date import index_of_letter_date


class DateRole(StrEnum):
    """What a date is in the letter."""

    LETTER_DATE = "letter_date"
    DEADLINE = "deadline"
    START = "start"
    END = "end"
    EVENT = "event"
    REFERENCE = "reference"


@dataclass(frozen=True)
class DateFact:
    """A date with its place. `inclusive` tells "uiterlijk" and "tot en met" (True) from "voor" and "tot" (False);
    None where no limit is meant. `computed`: it does not stand in the letter but follows from a term after its date.
    """

    text: str
    start: int
    end: int
    on: date
    role: DateRole
    label: str = ""
    inclusive: bool | None = None
    computed: bool = False
    month_only: bool = False


MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul", "augustus aug",
         "september sept sep", "oktober okt", "november nov", "december dec"),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = r"(?:(?P<weekday>" + "|".join(_WEEKDAYS) + r"|ma|di|wo|do|vr|za|zo)\.?,?\s+)?"
_YEAR = r"(?:[ \n]+(?P<year>(?:19|20)\d\d)\b|\s+'(?P<short>\d\d)\b)?"
_LONG = re.compile(rf"(?<![\w.,€])\b{_WEEKDAY}(?P<day>[0-3]?\d)(?:e|ste|de)?[ \n]+{_MONTH}{_YEAR}", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"\b{_MONTH}[ \n]+(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_NUMERIC = re.compile(
    rf"(?<![\w/.,€-]){_WEEKDAY}(?P<day>[0-3]?\d)(?P<sep>[-/.])(?P<monthno>[01]?\d)(?P=sep)(?P<year>(?:19|20)\d\d|\d\d)(?![\w/]|[-.]\d)",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<![\w/-])(?P<year>20\d\d)-(?P<monthno>[01]\d)-(?P<day>[0-3]\d)(?![\w-])")
# the first half of "12 tot en met 16 maart", "3 en 10 mei", "14, 15 en 16 juni"
_LEADING_DAYS = re.compile(
    rf"(?<![\w.,€:])\b{_WEEKDAY}(?P<days>[0-3]?\d(?:\s*,\s*(?:{'|'.join(_WEEKDAYS)})?\s*[0-3]?\d)*)"
    r"(?=\s+(?P<joint>tot en met|t/m|tot|en|of|-|–|dan wel)\s+(?:(?:" + "|".join(_WEEKDAYS) + r")\s+)?[0-3]?\d\s+"
    rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b)",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    day: int
    month: int
    year: int | None
    weekday: int | None
    month_only: bool = False


def find_dates(text: str, dated_on: date | None = None) -> tuple[DateFact, ...]:
    """All dates of a letter in the order of the text, relative terms ("binnen zes weken na dagtekening") computed after them.

    Args:
        text: the letter.
        dated_on: the date of the letter where it is known from elsewhere; without it the letter's own date is used to
            complete dates that lack a year.
    """
    found = sorted(_candidates(text), key=lambda item: item.start)
    letter_date = index_of_letter_date(found, text)
    anchor = dated_on or (_as_date(found[letter_date], None) if letter_date is not None else None)
    years = [item.year for item in found if item.year]
    anchor = anchor or (date(min(years), 1, 1) if years else None)
    pieces = sentences(text)
    facts: list[DateFact] = []
    for number, item in enumerate(found):
        gone = bool(_JUST_PAST.match(text[item.end : item.end + 20]))
        on = _as_date(item, _year_of(item, anchor, gone))
        if on is None:
            continue
        sentence = _sentence_at(pieces, item.start) or Sentence(text, 0, len(text))
        fact = DateFact(
            text[item.start : item.end], item.start, item.end, on, DateRole.EVENT, month_only=item.month_only
        )
        if number == letter_date:
            facts.append(replace(fact, role=DateRole.LETTER_DATE, label="dagtekening"))
            continue
        facts.append(_with_role(fact, text, sentence, facts, anchor))
    return (*facts, *_computed(text, facts, anchor, pieces))


def _sentence_at(pieces: list[Sentence], offset: int) -> Sentence | None:
    number = bisect_right(pieces, offset, key=lambda piece: piece.start) - 1
    return pieces[number] if number >= 0 and offset < pieces[number].end else None


def _candidates(text: str) -> Iterator[_Found]:
    taken = bytearray(len(text))
    for pattern in (_ISO, _NUMERIC, _LONG, _MONTH_YEAR):
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            item = _of_match(match)
            if item is not None:
                taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
                yield item
    for match in _LEADING_DAYS.finditer(text):
        after = _LONG.search(text, match.end())
        if after is None or after.start() - match.end() > 40:
            continue
        last = _of_match(after)
        for day in re.finditer(r"\d+", match.group("days")):
            if last is not None and 1 <= int(day.group()) <= 31:
                start = match.start("days") + day.start()
                if not taken[start]:
                    yield replace(last, start=start, end=start + len(day.group()), day=int(day.group()), weekday=None)


def _of_match(match: re.Match[str]) -> _Found | None:
    parts = match.groupdict()
    month = MONTHS[parts["month"].lower()] if parts.get("month") else int(parts.get("monthno") or 0)
    short = parts.get("short")
    year_text = parts.get("year") or (f"20{short}" if short else None)
    year = int(year_text) if year_text else None
    if year is not None and year < 100:
        year += 2000
    day = int(parts.get("day") or 1)
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    weekday = parts.get("weekday")
    number = next((i for i, name in enumerate(_WEEKDAYS) if weekday and name.startswith(weekday.lower()[:2])), None)
    end = match.end()
    if match.group().endswith(".") and not re.match(r"\s*[a-z]", match.string[end:]):
        end -= 1
    return _Found(match.start(), end, day, month, year, number, month_only="day" not in parts)


def _as_date(item: _Found, year: int | None) -> date | None:
    chosen = item.year or year
    if chosen is None:
        return None
    try:
        return date(chosen, item.month, item.day)
    except ValueError:
        return None


def _year_of(item: _Found, anchor: date | None, gone: bool) -> int | None:
    """The year that was left out: a weekday decides; else the first time the day comes round after the letter's date."""
    if item.year or anchor is None:
        return item.year
    options = [anchor.year, anchor.year + 1, anchor.year - 1]
    dates = [(year, _as_date(item, year)) for year in options]
    if item.weekday is not None:
        fitting = [year for year, on in dates if on is not None and on.weekday() == item.weekday]
        if fitting:
            return fitting[0]
    if gone:
        return next((year for year, on in sorted(dates, reverse=True) if on is not None and on <= anchor), anchor.year)
    near = anchor - timedelta(days=45)
    return next((year for year, on in dates if on is not None and on >= near), anchor.year)


# --- roles ------------------------------------------------------------------------------------------------------------

_BY = (
    r"(?:uiterlijk(?:\s+(?:op|tot|voor|vóór))?|ten laatste(?:\s+op)?|niet later dan|vóór of op|voor of op"
    r"|tot en met|t/m|tot uiterlijk(?:\s+op)?|ultimo)"
)
_LIMIT_IN = re.compile(rf"\b{_BY}(?:\s+de)?\s*$", re.IGNORECASE)
_LIMIT_BEFORE = re.compile(r"(?:\bvóór|\bvoor|\btot(?:\s+aan)?|\beerder dan)(?:\s+de)?\s*$", re.IGNORECASE)
_EXPIRES = re.compile(
    r"\b(?:verval(?:dag|datum)|sluitingsdatum|(?:inschrijving|aanmelding|reactietermijn)\w*\s+sluit(?:en)?|deadline|uiterste\s+(?:betaal|inlever"
    r"|aanmeld)?datum|uiterste\s+dag|inleverdatum"
    r"|betaald(?:\s+\w+)?\s+(?:zijn|hebben)|betaaldatum|laatste\s+dag)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
# "de eerste termijn vervalt op" is a day to pay by; "uw vergunning vervalt op" is an end
_INSTALMENT = re.compile(
    r"\b(?:termijn\w*|eerste|tweede|derde|aanslag|bedrag|rekening)\s+verval(?:t|len)\b[^.;]{0,20}$", re.IGNORECASE
)
_DUE_BEFORE = re.compile(r"\b(?:moet|moeten|dient|dienen)\b[^.;]{0,60}$", re.IGNORECASE)
_DUE_AFTER = re.compile(
    r"^[^.;]{0,25}\b(?:binnen|ontvangen|op (?:onze|de) rekening|betaald|voldaan|ingeleverd|bij ons|terug|aangemeld|opgehaald)\b",
    re.IGNORECASE,
)
_APPOINTED = re.compile(
    r"\b(?:afspraak|gepland|uitgenodigd|oproep|uitnodiging|ingepland)\s+voor\s*(?:de)?\s*$", re.IGNORECASE
)
_JUST_PAST = re.compile(r"^,?\s*(?:jl\b|j\.l\.|jongstleden|afgelopen)", re.IGNORECASE)
_READER_ACTS = re.compile(
    r"\b(?:kunt|kan|mag|moet|dient|dienen|moeten|wilt|verzoeken|vragen|hoeft)\s+(?:u|je|door|te|wij u"
    r"|wordt|worden)\b|\bu\s+(?:kunt|kan|mag|moet|dient|betaalt|heeft)\b"
    r"|\b(?:vraag|meld|geef|stuur|betaal|bel|maak|vul|lever|schrijf|reageer|laat|kom|regel|kies|dien|haal"
    r"|registreer|activeer|breng|ruil|controleer)\b"
    r"|\b(?:bezwaar|zienswijze|beroep|aanvra(?:ag|gen)|aanmeld\w*|inschrijv\w*|aangevraagd|ingediend|indienen|ingeleverd|inleveren"
    r"|reageren|doorgeven|doorgegeven|opgeven|betalen|betaald|voldaan|voldoen|verzocht|verzoek\w*|melden"
    r"|gemeld|reactie|wijzigen|kwijtschelding"
    r"|geregistreerd|terugsturen|teruggestuurd|ontvangen te zijn|te zijn ontvangen|ingevuld|overgelegd"
    r"|gebracht|stemmen|ophalen|afhalen|annuleren|opzeggen)\b",
    re.IGNORECASE,
)
_WE_ACT = re.compile(
    r"\b(?:krijgt|ontvangt|hoort|leest)\s+u\b|\bu\s+(?:krijgt|ontvangt|hoort)\b|\b(?:wij|we|de gemeente"
    r"|het college)\s+(?:betalen|betaalt|sturen|stuurt|maken|maakt|laten|beslissen|beslist|nemen|neemt"
    r"|besluiten|besluit|bezorgen|starten|plaatsen|legen|halen|bellen|verwachten)\b"
    r"|\b(?:betalen|sturen|laten|beslissen|nemen|besluiten|bezorgen|verwachten|schrijven)\s+(?:wij|we)\b"
    r"|\buitspraak\b|\b(?:uitbetaald|overgemaakt|toegezonden|verstuurd|bezorgd|afgeschreven|gestort"
    r"|beslist|gereed|klaar)\b",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"(?:\bvanaf|\bmet ingang van|\bingaande|\bper|\bsinds|\bstart(?:en|t|datum)?(?:\s+(?:is|op|de"
    r"|werkzaamheden|wij|we))*|\bbegin(?:t|nen)?(?:\s+\w+){0,3}\s+op|\b(?:gaat|gaan"
    r"|treedt)\s+(?:\w+\s+){0,2}op|ingangsdatum(?:\s+is)?:?)(?:\s+(?:maandag|de|op))?\s*$",
    re.IGNORECASE,
)
_STARTS_AFTER = re.compile(
    r"^\s*(?:\w+\s+){0,3}(?:in werking|van start|van kracht)\b|^\s*(?:gaat|treedt|start|starten|beginnen|begint|verandert)\b",
    re.IGNORECASE,
)
_STATES_PERIOD = re.compile(
    r"\b(?:geldig|afgesloten|dicht|gesloten|open|geopend|duurt|duren|loopt|lopen|werkzaamheden|ter inzage"
    r"|gestremd|afwezig|omleiding|vakantie|geldt|gelden|beschikbaar|aan het werk|wer(?:kt|ken))\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:vervalt|vervallen|verloopt|verlopen|eindigt|eindigen|loopt\s+af|afloopt|einddatum|klaar|gereed|afgerond"
    r"|geldig(?:heid\w*)?\s+(?:tot|t/m)|beëindigd)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(?:peildatum|waardepeildatum|gedateerd|brief van|besluit van|vergadering van|raadsbesluit"
    r"|aanvraag van|verordening van|wet van|schrijven van|gesprek van|geboren|kandidaatstelling"
    r"|onderzoek van|stand (?:op|van|per))\b[^.;]{0,40}$",
    re.IGNORECASE,
)


def _with_role(fact: DateFact, text: str, sentence: Sentence, before: list[DateFact], anchor: date | None) -> DateFact:
    lead = text[max(sentence.start, fact.start - 110) : fact.start]
    # what governs the date before it in the sentence does not govern this one too, unless they are joined
    own = text[max(sentence.start, fact.start - 110, before[-1].end if before else 0) : fact.start]
    tail = text[fact.end : min(sentence.end, fact.end + 110)]
    whole = text[max(sentence.start, fact.start - 250) : min(sentence.end, fact.end + 250)]
    included = bool(_LIMIT_IN.search(lead))
    limited = included or bool(_LIMIT_BEFORE.search(lead))
    past = anchor is not None and fact.on < anchor
    range_start = _opens_range(tail)
    if limited and _closes_range(lead, before, fact, text) and not _deadline_words(whole):
        return replace(fact, role=DateRole.END, label="tot", inclusive=included)
    if limited and _APPOINTED.search(lead):
        return replace(fact, role=DateRole.EVENT, label="afspraak")
    if limited and not (past and not included):
        return _limit_role(fact, lead, tail, whole, included)
    if _REFERS.search(own):
        return replace(fact, role=DateRole.REFERENCE, label="peildatum of besluit")
    due = _DUE_BEFORE.search(own) and _DUE_AFTER.search(tail)
    if not past and (_EXPIRES.search(own) or _INSTALMENT.search(own) or due):
        return replace(fact, role=DateRole.DEADLINE, label="uiterlijk", inclusive=True)
    if _ENDS.search(own):
        return replace(fact, role=DateRole.END, label="einde")
    if range_start or _STARTS.search(lead) or _STARTS_AFTER.search(tail):
        return replace(fact, role=DateRole.START, label="vanaf")
    joined = _joined_to(fact, before, text)
    if joined is not None:
        return replace(fact, role=joined.role, label=joined.label, inclusive=joined.inclusive)
    if past:
        return replace(fact, role=DateRole.REFERENCE, label="eerder")
    if re.search(
        r"\bbetaal\w*\b[^.;]{0,60}\bop\s*$|^[^:\n]{0,25}\btermijn\b[^:\n]{0,15}:?\s*$", lead, re.IGNORECASE
    ) and not _WE_ACT.search(whole):
        return replace(fact, role=DateRole.DEADLINE, label="betalen", inclusive=True)
    return replace(fact, role=DateRole.EVENT, label="")


def asks_reader(text: str) -> bool:
    """Whether a piece of a letter asks the reader to do something or says that he may."""
    return bool(_READER_ACTS.search(text))


def _deadline_words(sentence: str) -> bool:
    return bool(_READER_ACTS.search(sentence)) and not re.search(
        r"\b(?:afgesloten|gestremd|dicht)\b", sentence, re.IGNORECASE
    )


def _limit_role(fact: DateFact, lead: str, tail: str, whole: str, included: bool) -> DateFact:
    """A date after "voor", "uiterlijk" or "tot": a duty of the reader, a promise of the sender, or the end of a period."""
    clause = (
        re.split(r"[;:]|(?<=\w), (?=(?:maar|en|of|dan|daarna)\b)", lead)[-1] + " DATE " + re.split(r"[;.]", tail)[0]
    )
    reader = bool(_READER_ACTS.search(clause))
    ours = bool(_WE_ACT.search(clause)) or bool(
        re.search(r"\bgeen\s+(?:bericht|antwoord|reactie|brief|besluit)\b", clause, re.IGNORECASE)
    )
    period = bool(_STATES_PERIOD.search(clause))
    if ours and not re.search(r"\b(?:moet|dient|dienen|vraag|kunt|moeten|bezwaar|betaal)\b", clause, re.IGNORECASE):
        return replace(fact, role=DateRole.EVENT, label="uiterlijk van de gemeente", inclusive=included)
    if period and not reader and not re.search(r"\bmoet|\bdient", clause):
        return replace(fact, role=DateRole.END, label="tot", inclusive=included)
    return replace(fact, role=DateRole.DEADLINE, label="uiterlijk" if included else "voor", inclusive=included)


def _opens_range(tail: str) -> bool:
    return bool(
        re.match(
            r"\s*(?:,?\s*[\d.:]{1,5}\s*uur\s+)?(?:tot en met|t/m|tot|-|–)\s+(?:(?:en met|uiterlijk|de|"
            + "|".join(_WEEKDAYS)
            + r")\s+)*[0-3]?\d(?![.,:]\d|\d)(?!\s*uur)",
            tail,
        )
    )


def _closes_range(lead: str, before: list[DateFact], fact: DateFact, text: str) -> bool:
    if not before or not re.search(
        r"(?:tot en met|t/m|\btot)(?:\s+(?:de|" + "|".join(_WEEKDAYS) + r"))?\s*$", lead, re.IGNORECASE
    ):
        return False
    gap = text[before[-1].end : fact.start]
    return before[-1].role is DateRole.START and len(gap) < 60 and not re.search(r"[.;!?]\s", gap)


def _joined_to(fact: DateFact, before: list[DateFact], text: str) -> DateFact | None:
    """The date this one is a second member of: "31 maart en (op) 31 mei", "de eerste vervalt op ... en de tweede op ..."."""
    if not before or before[-1].role is DateRole.LETTER_DATE:
        return None
    gap = text[before[-1].end : fact.start]
    if "\n" in gap or len(gap) > 60 or not re.match(r"\s*(?:,|en\b|of\b|dan wel\b|respectievelijk\b)", gap):
        return None
    if re.search(r"\b(?:vanaf|rond|start\w*|is|zijn|kunt|krijgt|vindt)\b|[.;]", gap):
        return None
    return before[-1]


# --- terms that follow from the date of the letter ----------------------------------------------------------------------

NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        [
            "een",
            "twee",
            "drie",
            "vier",
            "vijf",
            "zes",
            "zeven",
            "acht",
            "negen",
            "tien",
            "elf",
            "twaalf",
            "dertien",
            "veertien",
        ],
        1,
    )
} | {"één": 1, "twintig": 20, "dertig": 30}
_TERM = re.compile(
    r"\b(?:binnen|gedurende|tot uiterlijk)\s+(?P<number>\d{1,3}|"
    + "|".join(NUMBER_WORDS)
    + r")\s+(?P<unit>dag(?:en)?|we(?:ek|ken)|maand(?:en)?)"
    r"\s+(?:na|vanaf|te rekenen vanaf|gerekend vanaf)\s+(?:de\s+)?(?:dag\s+(?:na|van)\s+)?(?:de\s+)?"
    r"(?P<base>dagtekening|datum\s+(?:van|op|boven)\s+(?:deze|de|dit)\s+\w+|datum|verzend(?:datum|ing)|bekendmaking)",
    re.IGNORECASE,
)


def _computed(text: str, facts: list[DateFact], anchor: date | None, pieces: list[Sentence]) -> Iterator[DateFact]:
    own = next((fact.on for fact in facts if fact.role is DateRole.LETTER_DATE), anchor)
    if own is None:
        return
    for match in _TERM.finditer(text):
        sentence = _sentence_at(pieces, match.start())
        if sentence and any(f.role is DateRole.DEADLINE and sentence.start <= f.start < sentence.end for f in facts):
            continue  # the letter names the day itself
        count = match.group("number").lower()
        on = add_term(own, int(count) if count.isdigit() else NUMBER_WORDS[count], match.group("unit").lower())
        yield DateFact(match.group(), match.start(), match.end(), on, DateRole.DEADLINE, "termijn", True, computed=True)


def add_term(start: date, number: int, unit: str) -> date:
    """The last day of a term of days, weeks or months after a date; a month that is too short gives its last day."""
    if unit.startswith("dag"):
        return start + timedelta(days=number)
    if unit.startswith("we"):
        return start + timedelta(weeks=number)
    months = start.year * 12 + start.month - 1 + number
    year, month = divmod(months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=start.day - 1), first_of_next - timedelta(days=1))
