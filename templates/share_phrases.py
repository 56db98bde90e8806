"""The words of the page about the part of contacts that the KCC answered itself, and of its file."""

from __future__ import annotations

from templates.environment import translate
from templates.labels import N_

WORDS: dict[str, str] = {
    "by": N_("Soort regel"),
    "line": N_("Regel"),
    "helped": N_("Zelf beantwoord"),
    "passed_on": N_("Niet zelf beantwoord"),
    "share": N_("Deel zelf beantwoord"),
    "week": N_("Week vanaf"),
    "department": N_("Afdeling"),
    "topic": N_("Onderwerp"),
    "channel": N_("Kanaal"),
    "mailing": N_("Mailing"),
    "by_week": N_("Per week"),
    "by_department": N_("Per afdeling"),
    "by_topic": N_("Per onderwerp"),
    "by_channel": N_("Per kanaal"),
    "by_mailing": N_("Per mailing"),
    "no_department": N_("geen vaste afdeling"),
    "other_topics": N_("alle andere onderwerpen"),
}


def share_word(code: str, lang: str) -> str:
    """Return a heading or the name of a line. Raises KeyError for a code that is not in `WORDS`."""
    return translate(WORDS[code], lang)
