"""Sentences that are not errors: why a forecast says what it says, what happened to a mailing, how the house is doing.

The rooms give a code and facts; here they become words. As in `sentences` an unknown code is our fault and raises.
"""

from __future__ import annotations

from datetime import date

from registry.kinds import NoticeKind
from templates.admin_words import ADMIN_EVENTS
from templates.environment import translate
from templates.formats import format_percent
from templates.labels import N_, one_or_more
from templates.sentences import UnknownCode, worded

SHARES = frozenset({"low", "high", "rate", "share"})
"""Facts of these names are parts of 1 and are shown as a percentage."""

DAYS = frozenset({"on"})
"""Facts of these names are dates, in ISO form where they come out of the record."""

REASONS: dict[str, str] = {
    "no_own_history": N_("Geen eigen historie: %(low)s tot %(high)s van de ontvangers neemt contact op. Ruime band."),
    "own_history": N_("Gebaseerd op %(count)s eerdere mailings van dit type."),
    "own_history_one": N_("Gebaseerd op één eerdere mailing van dit type."),
    "other_types": N_("Gebaseerd op mailings van andere brieftypen. De band is daarom ruim."),
    "department_guess": N_("De afdeling verwacht dat %(rate)s van de ontvangers contact opneemt."),
    "part_reaches_us": N_("%(share)s van de contacten komt bij ons; de rest belt een ander nummer."),
    "spread_over_batches": N_("De mailing is verdeeld over %(count)s deelverzendingen."),
    "deadline_pulse": N_("Vlak voor %(on)s nemen meer mensen contact op."),
    "thin_ordinary_days": N_("De nulmeting rust op weinig dagen (%(days)s). Lees meer klantcontacten in."),
    "no_ordinary_days": N_("Er is nog geen nulmeting. We tonen alleen de extra contacten."),
    "event_unknown": N_("Voor een gebeurtenis zonder brief maken we nog geen prognose."),
}

FINDINGS: dict[str, str] = {
    "not_on_sheet": N_("%(count)s keer gevraagd en niet op het FAQ-blad: “%(question)s”"),
    "often_unanswered": N_("%(count)s keer gevraagd en in %(share)s van de gevallen niet beantwoord: “%(question)s”"),
    "no_words": N_("Er zijn geen eigen woorden van bellers ingelezen. Daarom staat hier geen enkele vraag."),
}

REJECTED: dict[str, str] = {
    "timestamp_missing": N_("geen tijdstip"),
    "timestamp_unreadable": N_("tijdstip “%(value)s” is niet te lezen"),
    "timestamp_too_old": N_("tijdstip ligt voor 1990"),
    "timestamp_in_future": N_("tijdstip ligt in de toekomst"),
    "channel_missing": N_("geen kanaal"),
    "channel_unknown": N_("kanaal “%(value)s” is onbekend; zet het in de mapping"),
    "duration_negative": N_("duur is negatief"),
    "duration_unreadable": N_("duur “%(value)s” is niet te lezen"),
    "duration_too_long": N_("duur is langer dan een dag"),
    "answered_unreadable": N_("“%(value)s” is geen ja of nee"),
    "cell_too_long": N_("%(column)s is langer dan %(limit)s tekens"),
    "line_too_long": N_("regel is te lang"),
    "wrong_cell_count": N_("%(found)s cellen in plaats van %(expected)s"),
    "quote_not_closed": N_("aanhalingsteken is niet gesloten"),
    "line_unreadable": N_("regel is niet te lezen"),
    "count_missing": N_("geen aantal"),
    "count_negative": N_("aantal bij %(column)s is negatief"),
    "count_unreadable": N_("aantal bij %(column)s is niet te lezen"),
    "counts_contradict": N_("beantwoord en afgehaakt is samen meer dan aangeboden"),
    "interval_twice": N_("dit half uur staat er al"),
    "hour_skipped_by_summer_time": N_("tijd bestaat niet door de zomertijd; een uur verschoven"),
    "hour_twice_in_winter_time": N_("tijd bestaat twee keer door de wintertijd; de eerste genomen"),
    "day_without_time": N_("dag zonder tijd"),
}

EVENTS: dict[str, str] = ADMIN_EVENTS | {
    "mailing.registered": N_("De mailing is gemeld."),
    "mailing.recorded": N_("Een eerdere mailing is overgenomen om van te leren."),
    "mailing.changed": N_("De mailing is gewijzigd."),
    "mailing.aligned": N_("De mailing is afgestemd met het KCC."),
    "mailing.overridden": N_("De mailing mag weg zonder afstemming."),
    "mailing.released": N_("De mailing is vrijgegeven; het verzendbewijs is gemaakt."),
    "mailing.cancelled": N_("De mailing is vervallen."),
    "mailing.aftercare": N_("De nazorg is begonnen."),
    "mailing.closed": N_("De mailing is gesloten."),
    "batch.sent": N_("Een deelverzending is verzonden."),
    "batch.arrived": N_("De aankomst van een deelverzending is aangepast."),
    "gaps.found": N_("De vragen van bewoners zijn naast de brief gelegd."),
    "gap.decided": N_("Over een vraag die de brief openlaat, is beslist."),
    "questions.grouped": N_("De vragen van bellers zijn gegroepeerd."),
    "questions.decided": N_("Er is een beslissing over groepen vragen genomen."),
    "questions.withdrawn": N_("Een beslissing over groepen vragen is teruggenomen."),
    "letter.added": N_("De brief is toegevoegd."),
    "letter.read": N_("De brief is gelezen."),
    "letter.failed": N_("De brief kon niet worden gelezen."),
    "forecast.stored": N_("Een nieuwe prognose is gemaakt."),
    "advice.stored": N_("Er is een advies over aantallen en dagen."),
    "advice.chosen": N_("Het advies over aantallen en dagen is overgenomen."),
    "what_if.kept": N_("Een wat-als is bewaard."),
    "nowcast.stored": N_("De verwachting is bijgewerkt met wat er binnenkwam."),
    "conflict.found": N_("Een botsing is gevonden."),
    "conflict.gone": N_("Een botsing is opgelost."),
    "conflict.dismissed": N_("Een botsing is opzijgezet."),
    "surprise.seen": N_("Er komen contacten binnen die bij geen mailing passen."),
    "surprise.registered": N_("Van een verrassing is een mailing gemaakt."),
    "surprise.dismissed": N_("Een verrassing is opzijgezet."),
    "echo.dropped": N_("Een napiek telt niet meer mee."),
    "echo.restored": N_("Een napiek telt weer mee."),
    "mailing.surprised": N_("Een mailing die niemand had gemeld, is genoteerd als verrassing."),
    "faq.drafted": N_("Het concept van het FAQ-blad is gemaakt."),
    "faq.judged": N_("Een antwoord is beoordeeld."),
    "faq.edited": N_("Een antwoord is aangepast."),
    "faq.added": N_("Een vraag is toegevoegd."),
    "faq.moved": N_("De geldigheid van de antwoorden ging mee met de data van de mailing."),
    "faq.asleep": N_("Een antwoord is niet meer geldig en slaapt."),
    "slots.opened": N_("Tijdsloten zijn opengezet."),
    "appointment.booked": N_("Een afspraak is gemaakt."),
    "appointment.cancelled": N_("Een afspraak is afgezegd."),
    "appointments.done": N_("Afspraken waarvan de tijd voorbij is, zijn afgesloten."),
    "appointments.purged": N_("Gegevens van bellers met een afspraak zijn gewist."),
    "callback.noted": N_("Een terugbelverzoek is genoteerd."),
    "callback.attempted": N_("Een inwoner is gebeld en niet bereikt."),
    "callback.closed": N_("Een terugbelverzoek is gesloten."),
    "callbacks.purged": N_("Gegevens van terugbelverzoeken zijn gewist."),
    "staffing.asked": N_("De vraag over de bezetting is gesteld."),
    "staffing.answered": N_("De vraag over de bezetting is beantwoord."),
    "contacts.imported": N_("Klantcontacten zijn ingelezen."),
    "contacts.assigned": N_("Klantcontacten zijn aan een mailing gekoppeld."),
    "contacts.purged": N_("Klantcontacten zijn gewist; de aantallen blijven."),
    "purge.done": N_("Wat zijn termijn had gehad, is gewist."),
    "contact.noted": N_("Een klantcontact is geturfd."),
    "contact.undone": N_("Een geturfd klantcontact is teruggenomen."),
    "searches.purged": N_("Oude zoekvragen zijn gewist."),
    "faq.undone": N_("Een oordeel over een vraag is teruggenomen."),
    "review.stored": N_("De terugblik is gemaakt."),
    "organisation.added": N_("Een organisatie is toegevoegd."),
    "department.added": N_("Een afdeling is toegevoegd."),
    "department.liaison": N_("De schakel van een afdeling is gewijzigd."),
    "letter_type.added": N_("Een brieftype is toegevoegd."),
    "person.added": N_("Een collega is toegevoegd."),
    "role.granted": N_("Een rol is gegeven."),
    "role.revoked": N_("Een rol is ingetrokken."),
    "deputy.appointed": N_("Een vervanger is aangewezen."),
    "availability.set": N_("De weekuren van een specialist zijn gewijzigd."),
    "norm.changed": N_("Een norm is gewijzigd."),
    "token.created": N_("Een sleutel voor de API is gemaakt."),
    "token.revoked": N_("Een sleutel voor de API is ingetrokken."),
}

NOTICES: dict[NoticeKind, str] = {
    NoticeKind.MAILING_REGISTERED: N_("Nieuwe mailing gemeld"),
    NoticeKind.FAQ_READY: N_("FAQ-blad klaar om te beoordelen"),
    NoticeKind.SLOTS_NEEDED: N_("Tijdsloten gevraagd"),
    NoticeKind.STAFFING_QUESTION: N_("Vraag over de bezetting"),
    NoticeKind.MAILING_ALIGNED: N_("Mailing afgestemd"),
    NoticeKind.AUTO_ALIGNED: N_("Kleine mailing vanzelf afgestemd"),
    NoticeKind.CHANGED: N_("Mailing gewijzigd"),
    NoticeKind.REMINDER: N_("Herinnering"),
    NoticeKind.QUESTION_TO_DEPARTMENT: N_("Vraag aan de afdeling"),
    NoticeKind.REVIEW_READY: N_("Terugblik klaar"),
    NoticeKind.OVERRIDE_USED: N_("Vrijgegeven zonder afstemming"),
    NoticeKind.RELEASED: N_("Verzendbewijs gemaakt"),
    NoticeKind.CANCELLED: N_("Mailing vervallen"),
    NoticeKind.LETTER_UNREADABLE: N_("Brief niet te lezen"),
    NoticeKind.NOWCAST_CHANGED: N_("Verwachting gewijzigd"),
    NoticeKind.SURPRISE_SEEN: N_("Onverwachte drukte"),
}
"""What a notice is called until it was rendered and has a subject of its own."""

LETTER_MISSES: dict[str, str] = {
    "no_action": N_("Wat de lezer moet doen, of dat hij niets hoeft te doen."),
    "no_date": N_("De uiterste dag."),
    "no_amount": N_("Het bedrag, of waar dat staat."),
    "no_contact": N_("Een telefoonnummer of e-mailadres voor vragen."),
    "no_reason": N_("Waarom de lezer deze brief krijgt."),
    "no_opening_hours": N_("Wanneer het telefoonnummer bereikbaar is."),
    "long_sentence": N_("Korte zinnen: %(count)s zinnen zijn te lang, zoals “%(quote)s”."),
    "jargon": N_("Gewone woorden: “%(quote)s” kent niet elke lezer."),
}
"""What a letter lacks, by the code of `drafting.checks.Issue`; what is not here is said on the page of the letter."""

WARNINGS: dict[str, str] = {
    "deadline_before_arrival": N_(
        "De lezer moet uiterlijk %(day)s iets doen, maar de laatste brief is er pas op %(arrives)s."
    ),
    "dated_before_handover": N_(
        "Een dagtekening ligt voor de aanlevering. De termijn loopt dan al voordat de brief er is."
    ),
    "dated_long_before": N_(
        "Een dagtekening ligt %(days)s dagen voor de aanlevering. Controleer de twee dagen: van de termijn blijft weinig over."
    ),
    "handover_on_sunday": N_("De aanlevering van %(day)s is op een zondag. Dan wordt er geen post opgehaald."),
    "handover_in_past": N_("Een aanlevering ligt in het verleden."),
    "part_not_counted": N_("Deel %(number)s telt nog niet mee. %(why)s"),
    "late": N_("De eerste aanlevering is over %(days)s dagen. Dat is kort: het KCC vraagt twee weken."),
}

DATED: dict[str, str] = {
    "shared": N_("Alle delen hebben dezelfde dagtekening: %(day)s."),
    "same_day": N_("De dagtekening van elk deel is de dag van zijn aanlevering."),
    "one_day": N_("De dagtekening van elk deel is één dag na zijn aanlevering."),
    "days": N_("De dagtekening van elk deel is %(days)s dagen na zijn aanlevering."),
}
"""How the dagtekening of several parts goes."""

DAY_NOTES: dict[str, str] = {
    "not_the_term": N_("U vulde %(typed)s in; de wettelijke termijn eindigt op %(end)s."),
    "maybe_not_the_term": N_("U vulde %(typed)s in; een bezwaartermijn zou eindigen op %(end)s."),
    "holiday": N_("%(day)s. Let op: feestdag (%(name)s)."),
    "sunday": N_("%(day)s. Let op: zondag."),
    "saturday": N_("%(day)s. Let op: zaterdag."),
}

LIST_WORDS: dict[str, str] = {
    "soon": N_("komende vier weken"),
    "reference": N_("Nummer"),
    "title": N_("Mailing"),
    "department": N_("Afdeling"),
    "letter_type": N_("Brieftype"),
    "stage": N_("Fase"),
    "first_on": N_("Eerste aanlevering"),
    "last_on": N_("Laatste bezorging"),
    "quantity": N_("Adressen"),
    "low": N_("Prognose laag"),
    "expected": N_("Prognose verwacht"),
    "high": N_("Prognose hoog"),
    "extra": N_("Gemeten extra contacten"),
    "lo90": N_("Gemeten laag"),
    "hi90": N_("Gemeten hoog"),
    "overridden_on": N_("Vrijgegeven zonder afstemming"),
}
"""Headings of the list of mailings as CSV, and the words of its filters."""

DOUBTS: dict[str, str] = {
    "past_date": N_("“%(text)s” is al voorbij als de eerste brief weggaat (%(on)s)."),
    "amount_not_in_letter": N_("“%(text)s” staat niet in de brief van deze mailing."),
}
"""Why a line of an FAQ sheet is looked at by itself."""

JUDGED: dict[str, str] = {
    "approved": N_("Antwoord %(number)s is goedgekeurd."),
    "returned": N_("Antwoord %(number)s is teruggestuurd."),
    "dropped": N_("Antwoord %(number)s is weggehaald."),
    "draft": N_("Antwoord %(number)s staat weer open."),
    "many": N_("%(count)s antwoorden zijn goedgekeurd."),
}
"""What was just judged, in the bar that takes it back."""

HEALTH: dict[str, str] = {
    "sweep_ok": N_("De ronde liep voor het laatst om %(at)s."),
    "sweep_late": N_("De ronde is te laat: voor het laatst om %(at)s."),
    "sweep_never": N_("De ronde heeft nog nooit gelopen."),
    "outbox_ok": N_("Er wacht geen e-mail langer dan een kwartier."),
    "outbox_stuck": N_("%(count)s e-mails wachten langer dan een kwartier."),
    "receiver_ok": N_("De ontvanger van e-mail luistert."),
    "receiver_down": N_("De ontvanger van e-mail antwoordt niet."),
    "database_ok": N_("De database antwoordt en is bijgewerkt."),
    "database_down": N_("De database antwoordt niet."),
    "prefect_ok": N_("De planner (Prefect) antwoordt."),
    "prefect_down": N_("De planner (Prefect) antwoordt niet. Werk gaat langzamer door via de ronde."),
    "disk_full": N_("Er is nog maar %(free)s vrij op de schijf."),
    "disk_ok": N_("Er is %(free)s vrij op de schijf."),
    "committer_died": N_("Het wegschrijven van ontvangen e-mail is gestopt."),
}

REMEDIES: dict[str, str] = {
    "sweep_late": N_("Start Torenkamer opnieuw, of voer “torenkamer sweep” uit."),
    "sweep_never": N_("Start Torenkamer met “torenkamer up”."),
    "outbox_stuck": N_("Kijk in het postvak welke fout erbij staat en controleer de mailserver."),
    "receiver_down": N_("Start Torenkamer opnieuw en kijk of de poort vrij is."),
    "database_down": N_("Controleer of de database draait en of de schijf niet vol is."),
    "prefect_down": N_("Start Torenkamer opnieuw. Er gaat niets verloren."),
    "disk_full": N_("Maak ruimte vrij op de schijf."),
    "committer_died": N_("Controleer de schijf en start Torenkamer opnieuw."),
}

CHECKS: dict[str, str] = {
    "sweep": N_("De ronde"),
    "outbox": N_("Uitgaande e-mail"),
    "receiver": N_("Inkomende e-mail"),
    "database": N_("Database"),
    "prefect": N_("Planner"),
    "disk": N_("Schijf"),
}


def _phrase(table: dict[str, str], code: str, lang: str, facts: dict[str, object]) -> str:
    if code not in table:
        raise UnknownCode(code)
    return translate(one_or_more(table, code, facts), lang) % {
        name: _worded(name, value, lang) for name, value in facts.items()
    }


def _worded(name: str, value: object, lang: str) -> str:
    if name in SHARES and isinstance(value, int | float):
        return format_percent(value, lang, 0 if value * 100 == int(value * 100) else 1)
    if name in DAYS and isinstance(value, str):
        return worded(date.fromisoformat(value), lang)
    return worded(value, lang)


def reason(code: str, lang: str, **facts: object) -> str:
    """Why a forecast says what it says. Raises UnknownCode for a code that is not in `REASONS`."""
    return _phrase(REASONS, code, lang, facts)


def finding(code: str, lang: str, **facts: object) -> str:
    """What a review found. Raises UnknownCode for a code that is not in `FINDINGS`."""
    return _phrase(FINDINGS, code, lang, facts)


def rejected(code: str, lang: str, **facts: object) -> str:
    """Why a row of a file was left out, or taken with a note. Raises UnknownCode for a code that is not in `REJECTED`."""
    return _phrase(REJECTED, code, lang, facts)


def event(code: str, lang: str, **facts: object) -> str:
    """What happened, for a timeline or the audit trail. Raises UnknownCode for a code that is not in `EVENTS`."""
    return _phrase(EVENTS, code, lang, facts)


def notice_name(kind: NoticeKind, lang: str) -> str:
    """What a notice is about, before it has a subject."""
    return translate(NOTICES[kind], lang)


def letter_miss(code: str, lang: str, **facts: object) -> str:
    """What a letter lacks. Raises UnknownCode for a code that is not in `LETTER_MISSES`."""
    return _phrase(LETTER_MISSES, code, lang, facts)


def warning(code: str, lang: str, **facts: object) -> str:
    """What does not fit in a mailing that is being registered. Raises UnknownCode."""
    return _phrase(WARNINGS, code, lang, facts)


def about_dated(code: str, lang: str, **facts: object) -> str:
    """How the dagtekening of several parts goes. Raises UnknownCode."""
    return _phrase(DATED, code, lang, facts)


def day_note(code: str, lang: str, **facts: object) -> str:
    """What is said beside a day on which nothing is handed over. Raises UnknownCode."""
    return _phrase(DAY_NOTES, code, lang, facts)


def list_word(code: str, lang: str) -> str:
    """A heading or filter of the list of mailings. Raises UnknownCode for one that is not in `LIST_WORDS`."""
    return _phrase(LIST_WORDS, code, lang, {})


def doubt(code: str, lang: str, **facts: object) -> str:
    """Why an answer may be old. Raises UnknownCode for a code that is not in `DOUBTS`."""
    return _phrase(DOUBTS, code, lang, facts)


def judged(code: str, lang: str, **facts: object) -> str:
    """What was just judged. Raises UnknownCode for a code that is not in `JUDGED`."""
    return _phrase(JUDGED, code, lang, facts)


def health(code: str, lang: str, **facts: object) -> tuple[str, str]:
    """How a part of the house is doing, and the remedy ("" when nothing is wrong). Raises UnknownCode."""
    remedy = translate(REMEDIES[code], lang) if code in REMEDIES else ""
    return _phrase(HEALTH, code, lang, facts), remedy


def check_name(code: str, lang: str) -> str:
    """What a check of the health page is called. Raises UnknownCode."""
    return _phrase(CHECKS, code, lang, {})
