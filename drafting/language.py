"""Dutch words, stems, sentences: what every module of this room reads text with."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("dutch")
_WORD = re.compile(r"[a-z0-9à-ÿ]+")

STOPWORDS = frozenset(
    """de het een en of maar dat die dit deze is ben bent was zijn wordt worden werd er ik u uw je jij jouw mijn mij me wij we
    ons onze hij zij ze zich van in op aan te bij voor met naar om door uit over als dan ook nog al wel toch nu zo daar hier
    heb hebt heeft hebben had kan kunt kunnen mag moet moeten wil zal gaat gaan ga doe doen doet iets dus want tot even
    graag eigenlijk precies gewoon t n m k zn mn r hem haar hun zou zouden wilt willen dien dienen dient""".split()
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
    (r"\bnog steeds\b|\bnog altijd\b", "nog"),
    (r"\bniet eens\b", "nieteens"),
    (r"\bniks\b|\bhelemaal niets\b", "niets"),
    (r"\bid[ -]?kaart\b", "idkaart"),
    (r"\be-?mail(?:en|adres)?\b", "mail"),
    (r"\bmijn overheid\b", "mijnoverheid"),
)
_SPOKEN = tuple((re.compile(pattern), to) for pattern, to in _SPOKEN_PHRASES)

# Near-synonyms of everyday Dutch and of dealing with a municipality, each mapped on one concept stem.
_CONCEPTS = {
    "_kost": "hoeveel hoeduur hoehoog kost kosten kostte prijs prijzen tarief tarieven bedrag bedragen duur duurder leges",
    "_betaal": "betaal betaalt betaald betalen betaling afrekenen overmaken overgemaakt overmaakt voldoen voldaan pinnen",
    "_wanneer": "wanneer datum deadline uiterlijk termijn termijnen tijdstip hoelang duurt duren hoelaat",
    "_kwijt": "kwijt kwijtgeraakt verloren verloor verlies vermist vermissing gestolen weggegooid weg",
    "_krijg": "krijg krijgt krijgen kreeg gekregen ontvang ontvangt ontvangen ontving gehad binnengekomen aangekomen",
    "_auto": "auto autos wagen voertuig voertuigen",
    "_huis": "huis huizen woning woningen pand appartement flat",
    "_vraagaan": "aanvraag aanvragen aangevraagd aanvraagt aanvraagformulier",
    "_bel": "bel bellen belt gebeld telefoonnummer telefoon telefonisch bereik bereiken bereikbaar contact terugbellen",
    "_bezwaar": "bezwaar bezwaarschrift protest protesteren nieteens beroep aanvechten bezwaren",
    "_fout": "fout fouten foutief verkeerd verkeerde klopt kloppen onjuist onjuiste vergissing",
    "_verhuis": "verhuis verhuisd verhuizen verhuizing verhuist",
    "_overleden": "overleden overlijden overleed dood gestorven overledene",
    "_help": "hulp helpen helpt help geholpen",
    "_afspraak": "afspraak afspraken inplannen",
    "_stuur": "stuur sturen stuurt gestuurd opsturen verstuurd verstuurt verzenden verzonden opgestuurd",
    "_wijzig": "wijzigen wijzig wijziging veranderen verandert verandering aanpassen aangepast aanpas gewijzigd veranderd",
    "_stop": "stop stoppen stopzetten stopt opzeggen beeindigen intrekken opzeg",
    "_waarom": "waarom reden",
    "_waar": "waar waarheen",
    "_niet": "niet geen niets nooit",
    "_nodig": "nodig verplicht verplichting hoef hoeft hoeven",
    "_geld": "geld centen euro",
    "_laaginkomen": "bijstand uitkering minima bijstandsuitkering minimum",
    "_kwijtschelding": "kwijtschelding kwijtgescholden",
    "_regeling": "uitstel betalingsregeling gespreid spreiden",
    "_partner": "partner man vrouw echtgenoot echtgenote",
    "_kind": "kind kinderen zoon dochter baby",
    "_brief": "brief post biljet aanslagbiljet schrijven",
    "_web": "website site internet online digitaal computer app digid",
    "_mee": "meenemen meebrengen meeneem neem",
    "_vervang": "vervangend vervangende vervanging nieuwe nieuw nieuwen opnieuw",
    "_klaar": "klaar gereed",
    "_open": "open openingstijden geopend",
    "_balie": "balie gemeentehuis stadhuis loket",
}
_CONCEPT_OF = {word: concept for concept, words in _CONCEPTS.items() for word in words.split()}

_DUTCH_MARKS = frozenset(
    "de het een van en in is dat op te voor met u uw zijn niet aan er om wij bij wordt kunt deze".split()
)


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
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def words(text: str) -> list[str]:
    """Lower-case words and numbers without accents."""
    return _WORD.findall(fold(text))


def spoken(text: str) -> str:
    """Folded text in which spoken turns of phrase are replaced by the plain word (op welk moment -> wanneer)."""
    folded = fold(text)
    for pattern, to in _SPOKEN:
        folded = pattern.sub(to, folded)
    return folded


def terms(text: str) -> list[str]:
    """Content of a line as stems and concepts, in order, stop words left out."""
    return [term_of(word) for word in _WORD.findall(spoken(text)) if word not in STOPWORDS]


@lru_cache(maxsize=100_000)
def term_of(word: str) -> str:
    """The concept a word stands for, else its stem."""
    return _CONCEPT_OF.get(word) or stem(word)


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
