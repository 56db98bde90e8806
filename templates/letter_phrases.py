"""Words about the text of a letter: what a check found and why it matters. Dutch is the msgid."""

from __future__ import annotations

from templates.environment import translate
from templates.labels import N_
from templates.sentences import UnknownCode

# code of the finding: (name, why it matters to the reader)
ISSUES: dict[str, tuple[str, str]] = {
    "no_action": (
        N_("Er staat niet wat de lezer moet doen"),
        N_("Zeg wat de lezer moet doen. Hoeft dat niet? Zeg dan dat hij niets hoeft te doen."),
    ),
    "no_date": (N_("Er staat geen uiterste dag"), N_("De lezer moet iets doen. Noem de dag tot wanneer dat kan.")),
    "no_amount": (N_("Er staat geen bedrag"), N_("De brief gaat over betalen. Noem het bedrag, of waar het staat.")),
    "no_contact": (
        N_("Er staat geen telefoonnummer of e-mailadres"),
        N_("Wie een vraag heeft, zoekt dan zelf een nummer."),
    ),
    "no_reason": (
        N_("Er staat niet waarom de lezer deze brief krijgt"),
        N_("“Waarom krijg ik dit?” is een vaste vraag aan de telefoon."),
    ),
    "no_opening_hours": (N_("Er staan geen openingstijden"), N_("Zet erbij wanneer dit nummer bereikbaar is.")),
    "wrong_contact": (
        N_("Dit contactgegeven hoort niet bij de mailing"),
        N_("Bij de mailing staat een ander nummer of adres. Controleer welk klopt."),
    ),
    "past_date": (N_("Deze dag is al voorbij als de brief weggaat"), N_("Staat hier nog een datum van vorig jaar?")),
    "other_letter_date": (
        N_("De dagtekening is anders dan in de planning"),
        N_("Termijnen hangen aan de dagtekening."),
    ),
    "wrong_weekday": (N_("De weekdag past niet bij de datum"), N_("De lezer weet niet welke van de twee klopt.")),
    "term_differs": (
        N_("De dag past niet bij de wettelijke termijn"),
        N_("Wie zich op de brief verlaat, kan te laat zijn."),
    ),
    "term_moves": (
        N_("De laatste dag valt in het weekend of op een feestdag"),
        N_("De Algemene termijnenwet schuift die dag op. Noem de echte dag."),
    ),
    "two_limits": (N_("“Voor” en “uiterlijk” lopen door elkaar"), N_("De lezer weet niet of de dag zelf nog meetelt.")),
    "long_sentence": (N_("Lange zin"), N_("Een zin van meer dan 24 woorden lezen mensen twee keer.")),
    "jargon": (N_("Vakwoord"), N_("Dit woord kennen veel mensen niet.")),
    "passive": (N_("Onduidelijk wie het doet"), N_("Er staan veel zinnen met “worden” in deze brief.")),
    "tone": (N_("Strenge toon"), N_("Dit klinkt harder dan nodig.")),
}

GROUPS: dict[str, str] = {
    "missing": N_("Dit mist de lezer"),
    "dates": N_("Dagen en termijnen"),
    "contact": N_("Contactgegevens"),
    "language": N_("Taal"),
}
GROUP_OF: dict[str, str] = {
    **dict.fromkeys(("no_action", "no_date", "no_amount", "no_contact", "no_reason"), "missing"),
    **dict.fromkeys(("no_opening_hours", "wrong_contact"), "contact"),
    **dict.fromkeys(
        ("past_date", "other_letter_date", "wrong_weekday", "term_differs", "term_moves", "two_limits"), "dates"
    ),
    **dict.fromkeys(("long_sentence", "jargon", "passive", "tone"), "language"),
}


def issue(code: str, lang: str) -> tuple[str, str]:
    """What a finding is called, and why it matters. Raises UnknownCode."""
    if code not in ISSUES:
        raise UnknownCode(code)
    name, why = ISSUES[code]
    return translate(name, lang), translate(why, lang)


def group(code: str, lang: str) -> str:
    """The heading of a group of findings. Raises UnknownCode."""
    if code not in GROUPS:
        raise UnknownCode(code)
    return translate(GROUPS[code], lang)


GAP_COLUMNS: tuple[str, ...] = (
    N_("Vraag"),
    N_("Vorige keer"),
    N_("Nu"),
    N_("Zin in de brief"),
    N_("Zin voor de bijsluiter"),
    N_("Zin voor volgend jaar"),
    N_("Stand"),
    N_("Reden"),
)
"""The headings of the list for the writer."""

UNCLEAR: dict[str, str] = {
    "no_question": N_("hier staat geen vraag bij"),
    "no_answer": N_("hier staat geen antwoord bij"),
    "too_long": N_("vraag of antwoord is te lang"),
    "too_many": N_("er kunnen hoogstens 500 vragen in één keer"),
    "double": N_("deze vraag stond er al"),
}


def unclear(code: str, lang: str) -> str:
    """Why a line of others was not taken over. Raises UnknownCode."""
    if code not in UNCLEAR:
        raise UnknownCode(code)
    return translate(UNCLEAR[code], lang)


TRENDS: dict[str, str] = {
    "up": N_("meer"),
    "down": N_("minder"),
    "steady": N_("gelijk"),
    "unknown": N_("nog te weinig om te zeggen"),
}
DECIDED: dict[str, str] = {
    "merge": N_("“%(group)s” hoort bij “%(into)s”."),
    "split": N_("Uit “%(group)s” is een eigen groep gehaald. %(name)s"),
    "rename": N_("“%(group)s” heet “%(name)s”."),
    "leave_out": N_("“%(group)s” is geen vraag en telt niet mee."),
}


def trend(code: str, lang: str) -> str:
    """How a question goes as the days pass. Raises UnknownCode."""
    if code not in TRENDS:
        raise UnknownCode(code)
    return translate(TRENDS[code], lang)


def decided(code: str, lang: str, *, group: str, into: str, name: str) -> str:
    """What was decided about a group of questions. Raises UnknownCode."""
    if code not in DECIDED:
        raise UnknownCode(code)
    return (translate(DECIDED[code], lang) % {"group": group, "into": into, "name": name}).strip()


WARNINGS: dict[str, str] = {
    "not_dutch": N_("Deze brief lijkt niet in het Nederlands geschreven. De controle kent alleen Nederlands."),
    "hidden_text": N_("In het bestand staat verborgen tekst. Die is niet meegelezen; haal hem weg."),
}


def warning(code: str, lang: str) -> str:
    """What is odd about a letter's text. Raises UnknownCode."""
    if code not in WARNINGS:
        raise UnknownCode(code)
    return translate(WARNINGS[code], lang)


NO_LETTER: dict[str, str] = {
    "none": N_("Er is nog geen brief toegevoegd. Voeg de brief toe bij de mailing; daarna staat hier de controle."),
    "unread": N_("De brief wordt nu gelezen. Laad de pagina over een minuut opnieuw."),
}


def no_letter(code: str, lang: str) -> str:
    """Why there is no letter to check. Raises UnknownCode."""
    if code not in NO_LETTER:
        raise UnknownCode(code)
    return translate(NO_LETTER[code], lang)


LETTER_INPUT: dict[str, str] = {
    "letter": N_("De brief"),
    "none": N_("geen brief"),
    "new_text": N_("nieuwe tekst"),
    "same_text": N_("ander bestand, dezelfde tekst"),
    "taken_over": N_(
        "De tekst van %(file)s staat nu hieronder. Kies het bestand opnieuw als u het bestand zelf wilt bewaren."
    ),
    "instead": N_(
        "De tekst van %(file)s staat nu hieronder, in plaats van de tekst die er stond. Kies het bestand opnieuw als u het "
        "bestand zelf wilt bewaren."
    ),
}


def letter_input(code: str, lang: str, **facts: object) -> str:
    """What the form of a mailing says of its letter. Raises UnknownCode."""
    if code not in LETTER_INPUT:
        raise UnknownCode(code)
    return translate(LETTER_INPUT[code], lang) % facts


LEFT_OPEN = N_("Een antwoord op “%(question)s”: dat miste ook de vorige brief.")
ASKED_BEFORE = N_("Een antwoord op “%(question)s”: na de vorige brief %(count)s keer gevraagd.")


def asked_before(lang: str, *, count: int, question: str) -> str:
    """A question of last time that a text leaves open; `count` contacts were about it, 0 where nothing was logged."""
    if not count:
        return translate(LEFT_OPEN, lang) % {"question": question}
    return translate(ASKED_BEFORE, lang) % {"count": count, "question": question}
