"""One Dutch sentence, with the remedy, for every error a user can cause and mend.

The table is code -> sentence; the facts of the error fill it. Where a room reports a new code, it gets its line here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from registry.errors import Anticipated
from templates import formats
from templates.admin_words import ADMIN_SENTENCES
from templates.environment import translate
from templates.labels import LABELS, N_, label, one_or_more
from templates.record_sentences import RECORD_SENTENCES


class UnknownCode(LookupError):
    """An anticipated error whose code has no sentence; that is a fault of ours, not of the user."""


SENTENCES: dict[str, str] = {
    # anything
    "refused_one": N_("Eén veld klopt nog niet. Bij het veld staat wat er nodig is."),
    "refused": N_("%(count)s velden kloppen nog niet. Bij elk veld staat wat er nodig is."),
    "not_found": N_("%(what)s bestaat niet. Kijk in de lijst of de naam of het nummer klopt."),
    "not_allowed": N_(
        "Dit mag u niet doen met uw rollen. Vraag een collega met de juiste rol, of vraag de beheerder om die rol."
    ),
    "other_department": N_(
        "Dit hoort bij een andere afdeling. U kunt dit alleen doen voor uw eigen afdeling. "
        "Vraag een collega van die afdeling of het KCC."
    ),
    "token_without_department": N_(
        "Deze rol werkt altijd voor één afdeling; zonder afdeling kan de sleutel niets. Noem de afdeling met --department."
    ),
    "stale_version": N_(
        "Een collega heeft dit intussen gewijzigd. Laad de pagina opnieuw, bekijk de wijziging en probeer het nog eens."
    ),
    "required": N_("Vul dit veld in."),
    "too_long": N_("Dit is te lang. Gebruik hoogstens %(limit)s tekens."),
    "not_a_number": N_("“%(value)s” is geen getal. Vul alleen cijfers in, bijvoorbeeld 15000."),
    "number_negative": N_("“%(value)s” is een negatief getal. Vul een getal vanaf 1 in."),
    "number_not_whole": N_(
        "“%(value)s” is geen heel getal. Schrijf alleen cijfers, of een punt of spatie tussen groepen van drie, zoals 1.500."
    ),
    "number_too_large": N_("“%(value)s” is te groot. Controleer het aantal."),
    "not_a_date": N_("“%(value)s” is geen datum. Schrijf een datum zoals 4-3-2027 of 2027-03-04."),
    "unknown_choice": N_("“%(value)s” staat niet in de lijst. Kies een van de mogelijkheden."),
    "upload_too_large": N_("Dit bestand is te groot. Stuur een bestand van hoogstens %(limit)s."),
    "form_expired": N_("Deze pagina stond te lang open. Laad hem opnieuw en verstuur het formulier nog een keer."),
    "form_expired_kept": N_("Deze pagina stond te lang open. Er is nog niets verstuurd."),
    "sign_in_failed": N_("Dit adres en wachtwoord horen niet bij elkaar. Probeer het nog een keer."),
    "busy": N_("Het is nu te druk. Er is niets veranderd. Probeer het over een minuut opnieuw."),
    # mailing and gate
    "mailing_not_found": N_("Mailing %(mailing)s bestaat niet. Kijk in de lijst van mailings welk nummer u zoekt."),
    "not_aligned": N_(
        "Deze mailing is nog niet afgestemd met het KCC en mag nog niet weg. Er ontbreekt nog: %(missing)s. "
        "Kan het echt niet wachten? Dan kunt u met uw naam en een reden toch vrijgeven."
    ),
    "gate_not_complete": N_("Afstemmen kan nog niet. Er ontbreekt nog: %(missing)s."),
    "wrong_stage": N_(
        "Dit kan niet meer of nog niet: de mailing staat op “%(stage)s”. Bekijk de pagina van de mailing."
    ),
    "quantity_zero": N_("Een deelverzending heeft minstens 1 adres. Vul de oplage in, of haal de regel weg."),
    "quantity_too_large": N_("Deel %(batch)s heeft meer dan %(limit)s brieven. Controleer het aantal."),
    "date_in_past": N_("%(on)s is al voorbij. Kies een datum vanaf %(first)s."),
    "batch_before_registration": N_(
        "Deel %(batch)s is al aangeleverd op %(day)s, voordat de mailing gemeld is. Kies een dag vanaf vandaag."
    ),
    "no_batches": N_("Een mailing heeft minstens één deelverzending. Vul een oplage en een dag van aanlevering in."),
    "too_many_batches": N_("Een mailing heeft hoogstens %(limit)s deelverzendingen. Splits hem in twee mailings."),
    "control_question": N_("Beantwoord eerst de controlevraag: wie moet er van deze mailing weten?"),
    "reason_required": N_("Schrijf een reden. Die staat later in het register en bij de maandcijfers."),
    "already_sent": N_("Een deel van deze mailing is al verzonden. Zij kan niet meer vervallen."),
    "nothing_changed": N_("Er is niets gewijzigd. Pas een veld aan, of ga terug naar de mailing."),
    "letter_missing": N_("Er is nog geen brief bij deze mailing. Voeg de tekst of het bestand toe."),
    # FAQ
    "faq_line_not_found": N_("Deze vraag staat niet op het FAQ-blad. Laad het blad opnieuw."),
    "empty_answer": N_(
        "Deze vraag heeft nog geen antwoord en kan niet worden goedgekeurd. Vul een antwoord in, "
        "of stuur de vraag terug naar de afdeling."
    ),
    "already_decided": N_("Over deze vraag is al beslist (%(state)s). Laad het blad opnieuw om de stand te zien."),
    # appointments and callbacks
    "already_booked": N_("Dit tijdslot is net bezet. Vrij zijn nog: %(alternatives)s."),
    "no_free_slots": N_(
        "Er is geen tijdslot meer vrij. Zet de beller op de wachtlijst; die belt u zodra er plaats komt."
    ),
    "slot_overlap": N_("Deze specialist heeft dan al een tijdslot. Kies een andere tijd."),
    "result_required": N_("Een terugbelverzoek sluit u pas met een resultaat. Schrijf kort op wat er is besproken."),
    # letters and drafting
    "bad_parts": N_("Kies 1 tot en met %(most)s delen."),
    "bad_days_between": N_("Kies 1 tot en met %(most)s dagen tussen twee delen."),
    "letter_problem": N_("Met het bestand %(filename)s is iets mis. Plak de tekst van de brief in het tekstveld."),
    "letter_unknown_format": N_(
        "Het bestand %(filename)s is geen platte tekst, PDF of Word-bestand (.docx). Bewaar het als PDF."
    ),
    "letter_unreadable": N_(
        "Het bestand %(filename)s is beschadigd en niet te lezen. Maak het opnieuw, of plak de tekst in het tekstveld."
    ),
    "letter_encrypted": N_(
        "Het bestand %(filename)s is beveiligd met een wachtwoord. Bewaar het zonder wachtwoord, of plak de tekst."
    ),
    "letter_scanned": N_(
        "In %(filename)s staan alleen plaatjes, geen tekst (een scan). Gebruik het bestand waarmee hij is gemaakt, "
        "of plak de tekst in het tekstveld."
    ),
    "letter_too_large": N_(
        "Het bestand %(filename)s is te groot om te lezen: te zwaar, te lang of te veel bladzijden. Stuur alleen de brief, "
        "zonder bijlagen, of plak de tekst in het tekstveld."
    ),
    "letter_without_words": N_("In deze tekst staan geen woorden. Plak de hele tekst van de brief."),
    "letter_empty": N_("In %(filename)s staat geen tekst. Kies een ander bestand, of plak de tekst in het tekstveld."),
    "bank_invalid": N_(
        "De vragenbank %(file)s klopt niet (%(detail)s). Vraag de beheerder om dit bestand te herstellen."
    ),
    "external_qa_unreadable": N_(
        "In %(filename)s vonden we geen vragen met antwoorden. Zet elke vraag op een regel met het antwoord eronder."
    ),
    # contacts and figures
    "too_little_history": N_(
        "Er zijn te weinig dagen met cijfers om iets te zeggen: %(open_days)s, terwijl er %(needed)s nodig zijn. "
        "Lees meer klantcontacten in met “torenkamer contacts import”."
    ),
    "no_counts_yet": N_("Er zijn nog geen klantcontacten ingelezen van %(first)s of later."),
    "contradictory_counts": N_(
        "Voor %(on)s (%(channel)s, %(topic)s) zijn er twee verschillende aantallen. Laat er één staan."
    ),
    "negative_counts": N_("Het aantal voor %(on)s (%(channel)s, %(topic)s) is geen getal vanaf 0. Verbeter de bron."),
    "outside_series": N_(
        "Er zijn geen cijfers tussen %(first)s en %(last)s. Lees eerst de klantcontacten van die dagen in."
    ),
    "nothing_to_send": N_("Deze mailing heeft geen adressen. Vul bij de deelverzendingen een oplage in."),
    "never_open": N_("Na %(after)s is het KCC een jaar lang niet open. Controleer de openingstijden."),
    "unknown_mailing": N_("Deze mailing staat niet tussen de mailings van deze berekening. Kijk of het nummer klopt."),
    "log_unreadable": N_("Het bestand %(name)s is niet te lezen als lijst van klantcontacten. Bewaar het als CSV."),
    "log_missing": N_("Het bestand %(name)s is er niet. Controleer de naam en de map."),
    "log_empty": N_("Het bestand %(name)s is leeg. Maak de uitvoer van uw telefooncentrale opnieuw."),
    "log_not_text": N_("Het bestand %(name)s is geen tekst (%(kind)s). Bewaar het als CSV en lees dat in."),
    "log_delimiter_unknown": N_(
        "De eerste regel van %(name)s is niet te splitsen in kolommen. Gebruik komma’s, puntkomma’s of tabs."
    ),
    "log_columns_missing": N_(
        "In %(name)s ontbreken kolommen: %(missing)s. Geef ze die naam, of wijs ze aan met een mapping (--mapping)."
    ),
    "log_columns_twice": N_("In %(name)s staan kolommen dubbel: %(columns)s. Laat elke kolom één keer staan."),
    "mapping_unreadable": N_("De mapping %(name)s is niet te lezen (%(reason)s). Maak er een geldig TOML-bestand van."),
    "mapping_wrong": N_("In de mapping %(name)s staat bij %(key)s “%(value)s”. Mogelijk is: %(known)s."),
    "review_not_ready": N_(
        "De terugblik is er nog niet. Die komt vanzelf op %(on)s, als de meeste contacten binnen zijn."
    ),
    # organisation, people, settings
    "letter_type_not_found": N_(
        "Brieftype %(letter_type)s bestaat niet. Kies een brieftype uit de lijst, of voeg het toe."
    ),
    "department_not_found": N_(
        "Afdeling %(department)s bestaat niet. Kies een afdeling uit de lijst, of voeg haar toe."
    ),
    "person_not_found": N_("%(person)s is geen actieve collega. Controleer het adres, of vraag de beheerder."),
    "name_taken": N_("De naam %(name)s is al in gebruik. Kies een andere naam."),
    "email_taken": N_("Het adres %(email)s hoort al bij een collega. Gebruik een ander adres."),
    "bad_dates": N_("De periode eindigt (%(until_on)s) voor hij begint (%(from_on)s). Draai de datums om."),
    "unknown_norm": N_("Er is geen norm met de naam %(name)s. Bekijk de namen met “torenkamer config show”."),
    "bad_norm": N_("%(value)s kan niet bij de norm %(name)s. Vul een waarde in die past."),
    "newer_schema": N_(
        "De gegevens zijn gemaakt met een nieuwere versie van Torenkamer (%(found)s). Installeer die versie."
    ),
    "schema_behind": N_("De gegevens zijn van een oudere versie (%(found)s). Voer eerst “torenkamer upgrade” uit."),
    # mail
    "mail_bad_address": N_("Het adres bij “%(which)s” kan niet in een e-mail (%(reason)s). Verbeter het adres."),
    "mail_bad_header": N_(
        "De tekst bij “%(which)s” kan niet in de kop van een e-mail (%(reason)s). Haal regeleinden weg."
    ),
    "mail_unsafe_relay": N_(
        "De instellingen van de mailserver zijn niet veilig (%(reason)s). Zet TLS aan of pas ze aan."
    ),
    "mail_open_receiver": N_(
        "De ontvanger mag niet luisteren op %(host)s zonder lijst van domeinen. Noem de domeinen."
    ),
    "mail_receiver_not_listening": N_(
        "De ontvanger kan %(host)s:%(port)s niet gebruiken (%(reason)s). Kies een andere poort."
    ),
    "mail_unparsable": N_("Dit bericht is te vreemd om veilig te openen (%(reason)s). Het origineel is bewaard."),
}

SENTENCES |= RECORD_SENTENCES | ADMIN_SENTENCES


def worded(value: object, lang: str) -> str:
    """A fact as a person reads it: dates, numbers, states and lists of these."""
    if isinstance(value, StrEnum):
        return translate(label(value), lang) if type(value) in LABELS else str(value).replace("_", " ")
    if isinstance(value, datetime):
        return formats.format_moment(value, lang)
    if isinstance(value, date):
        return formats.format_date(value, lang)
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return formats.format_number(value, lang)
    if isinstance(value, float):
        return formats.format_number(value, lang, 0 if value == int(value) else 1)
    if isinstance(value, str):
        return value
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(part, StrEnum) for part in value):
        return f"{worded(value[0], lang)} ({worded(value[1], lang)})"
    if isinstance(value, Iterable):
        return "; ".join(worded(part, lang) for part in value)
    return str(value)


def sentence(error: Anticipated, lang: str) -> str:
    """The sentence for an anticipated error, with its facts and the remedy.

    A fact may be text, a number, a date, a moment, a member of a closed list, or a list of these; a pair of two
    such members reads as "what (whose turn)".

    Raises:
        UnknownCode: There is no sentence for this code.
        KeyError: The error does not carry a fact that its sentence needs.
    """
    if error.code not in SENTENCES:
        raise UnknownCode(error.code)
    facts = {name: worded(value, lang) for name, value in error.facts.items()}
    return translate(one_or_more(SENTENCES, error.code, error.facts), lang) % facts
