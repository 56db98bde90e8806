"""Personal data in a caller's line masked before anything is stored: names after cue words, phones, addresses, BSN, IBAN, e-mail.

A line without a digit, an @ or a cue word is left at once, so a million short lines cost seconds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from drafting.language import word_set

# A contact line longer than this is no line of a log; what is beyond is cut.
LONGEST = 20_000

_SUSPECT = re.compile(
    r"[0-9@]|^(?:[Mm]et|(?:[Gg]oede\w+|[Hh]allo|[Hh]oi|[Dd]ag|[Jj]a)[, ]+met)\b"
    r"|\b(?:naam|heet|dhr|mevr|mw|meneer|mevrouw|mijnheer|heer|familie|fam|spreekt?|namens|tnv|t\.n\.v"
    r"|ondergetekende|groet(?:en|jes)?|mvg)\b",
    re.IGNORECASE,
)
_DIGIT_OR_AT = re.compile(r"[0-9@]")
# whatever _SUSPECT finds holds one of these in lower case, or a digit or @; a test holds the two together
_SIGNS = (
    *("naam", "heet", "dhr", "mevr", "mw", "meneer", "heer", "fam", "spreek", "namens", "tnv", "t.n.v", "t.nv", "tn.v"),
    *("ondergetekende", "groet", "mvg", "\nmet", "\ngoede", "\nhallo", "\nhoi", "\ndag", "\nja"),
)
# lower case leaves them as they are, yet without regard to case they are an s and an i
_OTHER_LETTERS = ("ſ", "ı")

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}[ .]?(?:[A-Za-z0-9]{4}[ .]?){2,7}[A-Za-z0-9]{0,4}(?![A-Za-z0-9])")
_DUTCH_IBAN = re.compile(r"(?<![A-Za-z0-9])nl\s?\d{2}[ .]?[a-z]{4}(?:[ .]?\d){10}(?!\d)", re.IGNORECASE)
_BSN_WORD = r"(?:bsn|burger\s?service\s?nummers?|sofi(?:nummer)?)"
_BSN_NEAR = re.compile(rf"(?i)\b{_BSN_WORD}[^\d\n]{{0,25}}?(\d(?:[ .-]?\d){{7,8}})(?!\d)")
_HAS_BSN_WORD = re.compile(rf"(?i)\b{_BSN_WORD}")
_NINE_DIGITS = re.compile(
    r"(?<![\d.,-])\d{9}(?!\d)|(?<!\d)\d{3}[ .]\d{3}[ .]\d{3}(?!\d)|(?<!\d)\d{4}[ .]\d{2}[ .]\d{3}(?!\d)"
)
_PHONE = re.compile(
    r"(?<![\w/])(?:(?:\+|00)31\s?(?:\(0\))?[\s-]*[1-9](?:[\s.-]?\d){8}"
    r"|\(0\d{1,3}\)[\s-]*\d(?:[\s.-]?\d){5,7}"
    r"|0[1-9]\d{0,2}\s?[/-]?\s?\d(?:[\s.-]?\d){5,8})(?!\d)"
)
_POSTCODE = re.compile(
    r"(?<![\w.,€-])[1-9]\d{3}(?:\s?(?!SA|SD|SS)[A-Z]{2}\b|(?!sa|sd|ss)[a-z]{2}\b)(?:[\s,]*(?:nr\.?\s*"
    r"|nummer\s*)?\d{1,5}\s?-?[a-zA-Z]{0,2}\b)?"
)
_POSTCODE_LOOSE = re.compile(
    r"(?i)(?<![\w.,€-])[1-9]\d{3}\s(?!(?:en|is|of|in|op|te|de|al|nu|om|er|we|ik|je|na|zo|mg|km|kg|cm|st"
    r"|ha)\b)[a-z]{2}\b[\s,]*(?:(?:nr\.?|huisnr\.?|huisnummer|nummer)\s*)?\d{1,5}[a-z]?\b"
    r"|(?<=postcode )[1-9]\d{3}\s?[a-z]{2}\b(?:[\s,]*\d{1,5}[a-z]?\b)?"
)
_STREET = re.compile(
    r"(?i)\b(?:(?:de|het|van|der|den|oude|nieuwe|korte|lange|prins|prinses|burgemeester|burg\.|dr\.|st\.)\s+){0,3}[a-zà-ÿ'-]{0,40}"
    r"(?:straat|laan|weg|plein|singel|kade|dijk|gracht|hof|dreef|pad|steeg|plantsoen|park|baan|ring"
    r"|laantje|straatje)\s+(?:nr\.?\s*|nummer\s*)?\d{1,5}(?:\s?-?[a-z]\b)?"
)
_STREET_WORDS = (
    *("straat", "laan", "weg", "plein", "singel", "kade", "dijk", "gracht", "hof", "dreef", "pad", "steeg"),
    *("plantsoen", "park", "baan", "ring"),
)
_PARTICLES = r"(?:(?:van|de|der|den|het|ten|ter|el|al|la|'t|von|v\.?d\.?)\s+){0,3}"
_PARTICLE_WORDS = word_set("van de der den het ten ter el al la 't von")
_CAPITAL = r"[A-ZÀ-Þ][\w'’-]{0,40}\.?"
_TITLED = re.compile(
    rf"(?i:\b(?P<cue>dhr\.?|mevr\.?|mw\.?|meneer|mevrouw|mijnheer|familie|fam\.?"
    rf"|de heer))\s+(?P<name>(?:[A-Z]\.\s?){{0,4}}{_PARTICLES}{_CAPITAL}(?:[ -]{_PARTICLES}{_CAPITAL}){{0,3}})"
)
_TITLED_LOW = re.compile(
    rf"\b(?P<cue>(?:dhr|mevr|mw|fam)\b\.?)\s+(?P<name>{_PARTICLES}[a-zà-ÿ'’-]{{2,40}})", re.IGNORECASE
)
_CUED = re.compile(
    rf"(?i)\b(?P<cue>(?:mijn|m'n|zijn|haar|de|op|onder) naam(?: is|:)?|naam ?:|ik heet"
    rf"|ik ben (?=(?i:de heer|mevrouw|meneer))|heet(?= [A-Z])|(?:u )?spreekt met|(?:je )?spreekt? met"
    rf"|ondergetekende,?|t\.?n\.?v\.?|namens(?= (?-i:[A-Z])))\s+"
    rf"(?P<name>(?:[a-z]\.\s?){{0,4}}{_PARTICLES}[a-zà-ÿ'’-]{{2,40}}(?:\s+{_PARTICLES}[a-zà-ÿ'’-]{{2,40}}){{0,2}})"
)
_OPENING = re.compile(
    rf"^(?P<cue>(?:(?i:goedemorgen|goedemiddag|hallo|hoi|dag|ja)[, ]+)*(?i:met))\s+(?P<name>{_CAPITAL}(?:\s+{_PARTICLES}{_CAPITAL}){{0,3}})"
)
_CLOSING = re.compile(
    rf"(?P<cue>(?i:(?:met vriendelijke )?groet(?:en|jes)?"
    rf"|mvg)[,.]?(?: van)?)\s+(?P<name>{_CAPITAL}(?:\s+{_PARTICLES}{_CAPITAL}){{0,3}})\s*$"
)
# words after a cue that are no names: "mijn naam is verkeerd", "namens de gemeente", "mw belt"
_NOT_NAMES = word_set(
    """is was niet verkeerd fout gespeld klopt veranderd gewijzigd staat de het een mijn haar zijn hem mij me onze
    gemeente kcc belt vraagt wil wilt heeft had kan kunt gaat komt krijgt moet aan op in en of wie waarom waar hoe
    wat dat die er goed onjuist anders nog al ook van moeder vader zoon dochter man vrouw buurvrouw buurman partner
    iedereen meer gekomen gebruikt gebeld met over om te voor"""
)


def mask(text: str) -> str:
    """The line with personal data replaced by [naam], [telefoon], [adres], [bsn], [iban] and [e-mail].

    Only the first 20,000 characters are kept; a caller's line is never longer.
    """
    if len(text) > LONGEST:
        text = text[:LONGEST]
    if not _SUSPECT.search(text):
        return text
    if _DIGIT_OR_AT.search(text):
        text = _mask_numbers(text)
    low = f"\n{text.lower()}"
    if low.isascii() and not any(sign in low for sign in _SIGNS):  # suspect for its digits only
        return text
    return _mask_names(text)


def mask_all(lines: Sequence[str]) -> list[str]:
    """Every line masked; the bulk form of `mask` for an import."""
    masked = list(lines)
    for number in _suspects(lines):
        masked[number] = mask(lines[number])
    return masked


def _suspects(lines: Sequence[str]) -> Iterable[int]:
    """Return the numbers of lines that `mask` may change, looked for in all lines at once: that costs a fifth.

    Of lines that cannot be laid end to end nothing is known beforehand.
    """
    joined = "\n".join(lines)
    low = f"\n{joined.lower()}"
    if len(low) != len(joined) + 1 or low.count("\n") != len(lines) or any(odd in low for odd in _OTHER_LETTERS):
        return range(len(lines))
    ends = list(accumulate(len(line) + 1 for line in lines))
    found = {number for number, line in enumerate(lines) if len(line) > LONGEST}
    for sign in _SIGNS:
        place = low.find(sign)
        while place >= 0:
            number = bisect_right(ends, place)
            found.add(number)
            place = low.find(sign, ends[number])
    digit = _DIGIT_OR_AT.search(low)
    while digit:
        number = bisect_right(ends, digit.start())
        found.add(number)
        digit = _DIGIT_OR_AT.search(low, ends[number])
    return found


def _mask_numbers(text: str) -> str:
    if "@" in text:
        text = _EMAIL.sub("[e-mail]", text)
    text = _DUTCH_IBAN.sub("[iban]", text)
    text = _IBAN.sub(_iban_or_same, text)
    if _HAS_BSN_WORD.search(text):
        text = _BSN_NEAR.sub(lambda m: m.group().replace(m.group(1), "[bsn]"), text)
        text = _NINE_DIGITS.sub(lambda m: "[bsn]" if is_bsn(m.group()) else m.group(), text)
    text = _PHONE.sub(lambda m: "[telefoon]" if 10 <= _digits(m.group()) <= 13 else m.group(), text)
    text = _POSTCODE_LOOSE.sub("[adres]", text)
    text = _POSTCODE.sub("[adres]", text)
    low = text.lower()
    if not low.isascii() or any(word in low for word in _STREET_WORDS):  # the pattern itself is slow
        text = _STREET.sub("[adres]", text)
    return text


def _mask_names(text: str) -> str:
    text = _OPENING.sub(_hide, text)
    text = _CLOSING.sub(_hide, text)
    text = _TITLED.sub(_hide, text)
    text = _TITLED_LOW.sub(_hide, text)
    return _CUED.sub(_hide, text)


def _hide(match: re.Match[str]) -> str:
    names = match.group("name").split()
    kept = 0
    for number, word in enumerate(names):
        plain = word.lower().strip(".,")
        if plain in _PARTICLE_WORDS:
            continue  # counts only when a name follows
        if plain in _NOT_NAMES:
            break
        kept = number + 1
    if kept == 0:
        return match.group()
    rest = " ".join(names[kept:])
    return f"{match.group('cue')} [naam]{' ' + rest if rest else ''}"


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def is_bsn(text: str) -> bool:
    """Whether a number of eight or nine digits passes the BSN test (weights 9, 8 .. 2, -1; the sum divides by 11)."""
    digits = [int(character) for character in text if character.isdigit()]
    if len(digits) == 8:
        digits.insert(0, 0)
    if len(digits) != 9 or not any(digits):
        return False
    return sum(weight * digit for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True)) % 11 == 0


def _iban_or_same(match: re.Match[str]) -> str:
    compact = re.sub(r"[ .]", "", match.group()).upper()
    if not 15 <= len(compact) <= 34:
        return match.group()
    numeric = "".join(str(int(character, 36)) for character in compact[4:] + compact[:4])
    return "[iban]" if int(numeric) % 97 == 1 else match.group()
