"""Dutch words, stems, sentences: what every module of this room reads text with."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("dutch")
_WORD = re.compile(r"[a-z0-9à-ÿ]+")


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set: how lists of words are written in this room."""
    return frozenset(text.split())


STOPWORDS = word_set(
    """de het een en of maar dat die dit deze is ben bent was zijn wordt worden werd er ik u uw je jij jouw mijn mij
    me wij we ons onze hij zij ze zich van in op aan te bij voor met naar om door uit over als dan ook nog al wel
    toch nu zo daar hier heb hebt heeft hebben had kan kunt kunnen mag moet moeten wil zal gaat gaan ga doe doen
    doet iets dus want tot even graag eigenlijk precies gewoon t n m k zn mn r hem haar hun zou zouden wilt willen
    dien dienen dient der ff effe effies evetjes es ut et kheb khep hep hebbe tis tkan kben kwil mot mott motten motte moetie dattie
    ie da ofzo enzo uh eh ehm hoor joh gwn vur veur mar ge gij gullie"""
)

# How callers say what letters write: general Dutch, no field words. Keys and values are stems or whole phrases.
_SPOKEN_PHRASES = (
    (r"\bop welk(?:e)? (?:moment|datum|dag|tijdstip)\b", "wanneer"),
    (r"\bop wel?ke manier\b", "hoe"),
    (r"\bop welke plek\b", "waar"),
    (r"\bwat voor bedrag\b", "hoeveel"),
    (r"\bhoe (?:lang|duur|hoog|veel|laat|vaak|oud)\b", lambda m: m.group().replace(" ", "")),
    (r"\bhoezo\b|\bwaarvoor\b|\bhoe komt het dat\b|\bhoe kan het dat\b", "waarom"),
    (r"\bop dit moment\b", "nu"),
    (r"\bwa\b", "wat"),
    (r"\bnie\b", "niet"),
    (r"\bgin\b", "geen"),
    (r"\bhoeve[eu]l\b", "hoeveel"),
    (r"^ken (?=(?:ik|je|u|wij|we|dat|da|die|het|ut)\b)", "kan "),
    (r"\bnog steeds\b|\bnog altijd\b", "nog"),
    (r"\bniet eens\b", "nieteens"),
    (r"\bniks\b|\bhelemaal niets\b", "niets"),
    (r"\bid[ -]?kaart\b", "idkaart"),
    (r"\be-?mail(?:en|adres)?\b", "mail"),
    (r"\bmijn overheid\b", "mijnoverheid"),
)
_SPOKEN = tuple((re.compile(pattern), to) for pattern, to in _SPOKEN_PHRASES)
_ANY_SPOKEN = re.compile("|".join(pattern for pattern, _ in _SPOKEN_PHRASES))

_DUTCH_MARKS = word_set("de het een van en dat op te voor met u uw zijn niet aan om wij bij wordt kunt deze")


@dataclass(frozen=True)
class Sentence:
    """One sentence or list line with its character offsets in the text it was cut from."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The Snowball stem of one lower-case word."""
    return str(_STEMMER.stemWord(word))


def fold(text: str) -> str:
    """Lower case, ligatures and accents gone: the form in which texts are compared."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def words(text: str) -> list[str]:
    """Lower-case words and numbers without accents."""
    return _WORD.findall(fold(text))


def spoken(text: str) -> str:
    """Folded text in which spoken turns of phrase are replaced by the plain word (op welk moment -> wanneer)."""
    folded = fold(text)
    if not _ANY_SPOKEN.search(folded):
        return folded
    for pattern, to in _SPOKEN:
        folded = pattern.sub(to, folded)
    return folded


@lru_cache(maxsize=30_000)
def spoken_words(text: str) -> tuple[str, ...]:
    """The words of a line after `spoken`; kept, because a line is looked at in several ways."""
    return tuple(_WORD.findall(spoken(text)))


def terms(text: str) -> list[str]:
    """Content of a line as stems, in order, stop words left out."""
    return [stem(word) for word in spoken_words(text) if word not in STOPWORDS]


_ABBREVIATION = re.compile(
    r"\b(?:dhr|mevr|mw|dr|ir|mr|drs|nr|art|bijv|bv|blz|ca|o\.a|d\.d|i\.v\.m|t\.a\.v|t\.n\.v|m\.b\.t|m\.u\.v|z\.s\.m|a\.u\.b"
    r"|jan|feb|mrt|apr|jun|jul|aug|sept|sep|okt|nov|dec|tel|max|min|incl|excl|p\.m|p\.j|jl|st)\.$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[Sentence]:
    """Sentences and list lines with offsets; abbreviations, numbers and times do not end one."""
    found: list[Sentence] = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for mark in re.finditer(r"[.!?]+[\"'”’)]*(?=\s+\S)", line.group()):
            end = line.start() + mark.end()
            after = line.group()[mark.end() :].lstrip()[:1]
            ends_here = not after.islower() or mark.group()[0] in "!?"
            if ends_here and not _ABBREVIATION.search(text[start:end]):
                _add(found, text, start, end)
                start = end
        _add(found, text, start, line.end())
    return found


def _add(found: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        begin = start + piece.index(stripped[0])
        found.append(Sentence(stripped, begin, begin + len(stripped)))


def language_of(text: str) -> str:
    """ "nl", "other" or "unknown" (fewer than 25 words), by the share of the commonest Dutch words."""
    found = words(text[:20_000])
    if len(found) < 25:
        return "unknown"
    share = sum(word in _DUTCH_MARKS for word in found) / len(found)
    return "nl" if share >= 0.12 else "other"
