"""Words of the administrator's desk: sentences of its errors, what happened there, and what may still be missing."""

from __future__ import annotations

from templates.environment import translate
from templates.labels import N_

ADMIN_SENTENCES: dict[str, str] = {
    "role_needs_department": N_("Deze rol hoort altijd bij één afdeling. Kies voor welke afdeling."),
    "last_admin": N_(
        "%(name)s is de laatste beheerder. Maak eerst een andere collega beheerder; anders kan niemand meer mensen beheren."
    ),
    "own_deputy": N_("Niemand kan zichzelf vervangen. Kies een andere collega."),
    "deputy_not_found": N_("Deze vervanging is er niet (meer). Bekijk de lijst opnieuw."),
    "still_in_use": N_("%(name)s heeft nog %(count)s afdelingen. Beëindig die eerst."),
    "bad_capacity": N_("“%(value)s” kan hier niet. Vul een heel getal in van 0 tot en met %(most)s."),
    "bad_paste": N_(
        "Dit is geen weekrooster. Plak regels met vooraan een tijd, zoals 08:30, en daarachter een getal per weekdag. "
        "Regel %(line)s klopt niet."
    ),
    "nothing_pasted": N_("Er is niets geplakt. Kopieer het rooster uit het rekenblad en plak het in het vak."),
    "bad_opening": N_(
        "Van %(from_time)s tot %(until_time)s kan niet. Schrijf tijden als 08:30, met het begin voor het eind."
    ),
    "period_not_found": N_("Deze periode staat niet (meer) in de kalender."),
    "bad_tariff": N_("%(value)s kan geen tarief zijn. Vul euro’s per uur in, meer dan 0 en hoogstens 1000."),
    "tariff_not_found": N_("Er begint op %(from_on)s geen tarief (meer)."),
    "bad_ladder": N_(
        "De dagen moeten aflopen, van melding tot tijdsloten, en hoogstens 365 zijn. Nu staat er: %(days)s."
    ),
    "size_class_not_found": N_("Deze oplageklasse is er niet (meer)."),
    "bad_follow_up": N_(
        "Schrijf op elke regel een naam, een aantal dagen en een percentage, met puntkomma’s ertussen: "
        "Einde bezwaartermijn; 42; 10. Hoogstens %(most)s regels."
    ),
    "wrong_password": N_(
        "Dit e-mailadres en wachtwoord horen niet bij elkaar. Controleer beide, of vraag de beheerder."
    ),
    "weak_password": N_(
        "Dit wachtwoord is te makkelijk te raden. Gebruik minstens %(shortest)s tekens, bijvoorbeeld vier losse woorden."
    ),
    "too_many_attempts": N_("Er is te vaak een verkeerd wachtwoord ingevuld. Probeer het over een kwartier opnieuw."),
    "notice_not_failed": N_("Dit bericht is niet mislukt; opnieuw versturen hoeft niet."),
    "own_end": N_("Uzelf beëindigen kan niet. Vraag een andere beheerder."),
}

ADMIN_EVENTS: dict[str, str] = {
    "organisation.changed": N_("Een organisatie is gewijzigd."),
    "organisation.ended": N_("Een organisatie is beëindigd."),
    "organisation.restored": N_("Een beëindigde organisatie is teruggezet."),
    "department.changed": N_("Een afdeling is gewijzigd."),
    "department.ended": N_("Een afdeling is beëindigd."),
    "department.restored": N_("Een beëindigde afdeling is teruggezet."),
    "letter_type.changed": N_("Een brieftype is gewijzigd."),
    "letter_type.ended": N_("Een brieftype is beëindigd."),
    "letter_type.restored": N_("Een beëindigd brieftype is teruggezet."),
    "person.changed": N_("De gegevens van een collega zijn gewijzigd."),
    "person.ended": N_("Een collega is beëindigd en heeft geen rechten meer."),
    "person.restored": N_("Een beëindigde collega is teruggezet."),
    "deputy.ended": N_("Een vervanging is weggehaald."),
    "password.set": N_("Een wachtwoord is ingesteld."),
    "password.removed": N_("Een wachtwoord is weggehaald."),
    "capacity.changed": N_("De capaciteit per half uur is gewijzigd."),
    "hours.changed": N_("De openingstijden zijn gewijzigd."),
    "period.added": N_("Een periode is in de kalender gezet."),
    "period.removed": N_("Een periode is uit de kalender gehaald."),
    "tariff.set": N_("Een tarief is ingesteld."),
    "tariff.removed": N_("Een tarief is weggehaald."),
    "size_class.set": N_("Een oplageklasse is ingesteld."),
    "size_class.removed": N_("Een oplageklasse is weggehaald."),
    "notice.retried": N_("Een mislukt bericht is opnieuw klaargezet."),
}

ADMIN_DONE: dict[str, str] = {
    "organisatie": N_("De organisatie is bewaard."),
    "organisatie-einde": N_("De organisatie is beëindigd. Terugzetten kan onder “Beëindigd”."),
    "teruggezet": N_("Teruggezet."),
    "afdeling": N_("De afdeling is bewaard."),
    "afdeling-einde": N_("De afdeling is beëindigd. Wat zij meldde blijft staan."),
    "collega": N_("De gegevens van de collega zijn bewaard."),
    "collega-nieuw": N_("De collega is toegevoegd, nog zonder rechten. Geef hieronder een rol."),
    "collega-einde": N_("De collega is beëindigd: aanmelden en e-mail ontvangen kan niet meer."),
    "rol": N_("De rol is gegeven."),
    "rol-weg": N_("De rol is ingetrokken."),
    "vervanger": N_("De vervanger is aangewezen."),
    "vervanger-weg": N_("De vervanging is weggehaald."),
    "wachtwoord": N_("Het wachtwoord is ingesteld. Geef het persoonlijk door."),
    "wachtwoord-weg": N_("Het wachtwoord is weggehaald."),
    "brieftype": N_("Het brieftype is bewaard."),
    "brieftype-einde": N_("Het brieftype is beëindigd. Wat ervan geleerd is, blijft."),
    "capaciteit": N_("De capaciteit is bewaard. Nieuwe prognoses rekenen ermee."),
    "openingstijden": N_("De openingstijden zijn bewaard."),
    "periode": N_("De periode staat in de kalender."),
    "periode-weg": N_("De periode is uit de kalender gehaald."),
    "tarief": N_("Het tarief is bewaard."),
    "tarief-weg": N_("Het tarief is weggehaald."),
    "oplageklasse": N_("De oplageklasse is bewaard."),
    "oplageklasse-weg": N_("De oplageklasse is weggehaald."),
    "opnieuw": N_("Het bericht staat opnieuw klaar en gaat binnen een minuut weg."),
}

MISSING: dict[str, str] = {
    "no_organisation": N_("Er is nog geen eigen organisatie."),
    "no_department": N_("Er is nog geen afdeling. Zonder afdeling kan niemand een mailing melden."),
    "department_without_liaison": N_("Afdeling %(name)s heeft geen schakel bij het KCC."),
    "department_without_people": N_("Bij afdeling %(name)s kan niemand een mailing melden."),
    "no_lead": N_("Er is nog geen KCC-leider. Niemand kan afstemmen."),
    "people_without_role": N_("%(count)s collega’s hebben geen rol en kunnen dus niets."),
    "role_without_department": N_("%(name)s heeft de rol %(role)s zonder afdeling. Die rol werkt zo niet."),
    "no_capacity": N_("Er is nog geen capaciteit per half uur ingesteld. Er wordt gerekend met een aantal per dag."),
    "no_opening_hours": N_(
        "Er zijn nog geen openingstijden ingesteld. Er wordt gerekend met maandag tot en met vrijdag."
    ),
    "no_tariff": N_("Er is nog geen tarief met een begindatum. Er wordt gerekend met %(hourly)s euro per uur."),
    "no_letter_type": N_("Er is nog geen brieftype. Dan kan een prognose nergens van leren."),
    "letter_type_without_bank": N_("Brieftype %(name)s heeft geen soort in de vragenbank."),
    "no_size_class": N_("Er zijn nog geen oplageklassen met een ladder van termijnen."),
    "no_sign_in": N_("Aanmelden met een werkaccount is nog niet ingesteld."),
}


FACTS: dict[str, str] = {
    "name": N_("naam"),
    "email": N_("e-mailadres"),
    "language": N_("taal"),
    "identifier": N_("nummer in het organisatieregister"),
    "is_own": N_("van onszelf"),
    "is_active": N_("actief"),
    "organisation_id": N_("organisatie"),
    "department_id": N_("afdeling"),
    "person_id": N_("collega"),
    "deputy_id": N_("vervanger"),
    "role": N_("rol"),
    "from_on": N_("vanaf"),
    "until_on": N_("tot en met"),
    "first_on": N_("eerste dag"),
    "last_on": N_("laatste dag"),
    "kind": N_("soort"),
    "topic": N_("onderwerp"),
    "bank": N_("soort in de vragenbank"),
    "product_uri": N_("adres in de catalogus"),
    "size_class_id": N_("oplageklasse"),
    "follow_ups": N_("latere momenten"),
    "hours": N_("weekuren"),
    "state": N_("stand"),
    "problem": N_("wat er misging"),
    "reason": N_("reden"),
    "low": N_("laag"),
    "expected": N_("verwacht"),
    "high": N_("hoog"),
    "for_revision": N_("bij versie"),
    "quantity": N_("oplage"),
    "answer": N_("antwoord"),
    "count": N_("aantal"),
    "version": N_("versie"),
}
"""What the facts of the trail are called; one that is not here has its own name."""


def fact(name: str, lang: str) -> str:
    """Return what a fact of the trail is called."""
    return translate(FACTS[name], lang) if name in FACTS else name.replace("_", " ")


HEALTH_ABOUT: dict[str, str] = {
    "sweep": N_("Doet elke minuut wat op de klok staat: prognoses, herinneringen, terugblikken, wissen."),
    "outbox": N_("Brengt berichten naar collega’s."),
    "receiver": N_("Neemt e-mail van afdelingen aan."),
    "database": N_("Bewaart alles wat gemeld, besloten en geteld is."),
    "prefect": N_("Maakt dat werk meteen begint in plaats van bij de volgende ronde."),
    "disk": N_("Hier staan de gegevens en de reservekopieën."),
}


def about_check(code: str, lang: str) -> str:
    """Return what a part of the house is for. Raises KeyError for one that is not here."""
    return translate(HEALTH_ABOUT[code], lang)


def missing(code: str, lang: str, **facts: object) -> str:
    """Return what is missing in the house, in one sentence. Raises KeyError for a code that is not here."""
    return translate(MISSING[code], lang) % facts
