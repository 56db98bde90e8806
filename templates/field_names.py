"""What the fields of a mailing are called, and how their values read, for tables of what was and what is."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.kinds import DeliveryChannel, DeliveryClass, MailingKind, NumberOwner
from templates import formats
from templates.environment import translate
from templates.labels import N_, label

FIELDS: dict[str, str] = {
    "title": N_("Naam van de mailing"),
    "department_id": N_("Afdeling"),
    "kind": N_("Soort"),
    "letter_type_id": N_("Brieftype"),
    "sender": N_("Afzender op de brief"),
    "audience": N_("Voor wie"),
    "reader_action": N_("Wat de lezer moet doen"),
    "reader_deadline_on": N_("Uiterste dag voor de lezer"),
    "reader_deadline_wording": N_("Woord bij die dag"),
    "printed": N_("Contactgegevens in de brief"),
    "number_owner": N_("Van wie het nummer is"),
    "reach_share": N_("Deel dat bij ons komt"),
    "guess_rate": N_("Schatting van de afdeling"),
    "must_also_know": N_("Wie het ook moet weten"),
    "starts_on": N_("Begin"),
    "ends_on": N_("Einde"),
    "letter": N_("Brief"),
    "quantity": N_("adressen"),
    "handover_on": N_("aanlevering"),
    "dated_on": N_("dagtekening"),
    "arrives_from": N_("in de bus vanaf"),
    "arrives_until": N_("in de bus tot en met"),
    "delivery_channel": N_("hoe"),
    "delivery_class": N_("bezorgtijd"),
    "area": N_("gebied"),
}
PART = N_("Deel %(number)s")
NOTHING = N_("niets")
OBJECTION = N_("Bezwaar uiterlijk")
MAYBE_OBJECTION = N_("Als de lezer tegen deze brief bezwaar kan maken: uiterlijk")
_WORDS = {
    member.value: label(member)
    for kind in (MailingKind, DeliveryChannel, DeliveryClass, NumberOwner)
    for member in kind
}


def name(what: str, lang: str) -> str:
    """Return the words for a field of a difference: "title", or "batch 2 quantity"."""
    if not what.startswith("batch "):
        return translate(FIELDS.get(what, what), lang)
    _, number, *rest = what.split(" ")
    part = translate(PART, lang) % {"number": number}
    return f"{part}, {translate(FIELDS.get(rest[0], rest[0]), lang)}" if rest else part


def shown(value: Any, lang: str) -> str:
    """Return a JSON value of a difference as a person reads it: dates, numbers, closed lists, batches."""
    if value is None or value == "":
        return translate(NOTHING, lang)
    if isinstance(value, dict):
        return ", ".join(shown(item, lang) for item in value.values() if item not in (None, ""))
    if isinstance(value, list):
        return ", ".join(shown(item, lang) for item in value) or translate(NOTHING, lang)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return formats.format_number(value, lang, 0 if value == int(value) else 2)
    text = str(value)
    if text in _WORDS:
        return translate(_WORDS[text], lang)
    try:
        return formats.format_short_date(date.fromisoformat(text), lang)
    except ValueError:
        return text
