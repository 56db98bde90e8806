"""Short texts that the pages choose by code: what was just done, what each role does here, what a norm means."""

from __future__ import annotations

from registry.kinds import Role
from templates.admin_words import ADMIN_DONE
from templates.environment import translate
from templates.labels import N_
from templates.values.frame import Message

DONE: dict[str, str] = ADMIN_DONE | {
    "gemeld": N_("De mailing is gemeld. Binnen een minuut staat hier wat het KCC ervan merkt."),
    "gewijzigd": N_("De wijziging is bewaard."),
    "ongewijzigd": N_("Er is niets gewijzigd."),
    "afgestemd": N_("De mailing is afgestemd. De afdeling krijgt bericht."),
    "vrijgegeven": N_("De mailing is vrijgegeven. Hieronder staat het verzendbewijs."),
    "toch-vrijgegeven": N_("De mailing mag weg zonder afstemming. Uw naam en reden zijn bewaard."),
    "vervallen": N_("De mailing is vervallen. Iedereen die ervan wist, krijgt bericht."),
    "verzonden": N_("De verzending is genoteerd."),
    "aangekomen": N_("De aankomst is bewaard. Prognose en terugblik rekenen nu met die dagen."),
    "bezetting": N_("Het antwoord over de bezetting is bewaard."),
    "sloten": N_("De tijdsloten staan open."),
    "geen-sloten": N_("Er zijn geen nieuwe tijdsloten bij gekomen: alle uren van de specialisten staan al open."),
    "goedgekeurd": N_("Het antwoord is goedgekeurd; medewerkers zien het vanaf nu."),
    "teruggestuurd": N_("De vraag is teruggestuurd; de afdeling krijgt bericht."),
    "weggehaald": N_("De vraag is van het blad gehaald."),
    "aangepast": N_("De aanpassing is bewaard."),
    "alles-goedgekeurd": N_("De ongewijzigde antwoorden zijn goedgekeurd."),
    "ongedaan": N_("Het oordeel is teruggenomen."),
    "niets-ongewijzigd": N_("Er is niets goedgekeurd: geen antwoord is ongewijzigd en zonder twijfel."),
    "geturfd": N_("Genoteerd. Het contact telt mee."),
    "turflijst": N_("De turflijst is overgenomen. De contacten tellen mee op hun eigen dag."),
    "teruggenomen": N_("De turfregel is teruggenomen en telt niet meer mee."),
    "gemist": N_("Genoteerd: op deze vraag is nog geen antwoord."),
    "afspraak": N_("De afspraak is gemaakt."),
    "afgezegd": N_("De afspraak is afgezegd; het tijdslot is weer vrij."),
    "wachtlijst": N_("De beller staat op de wachtlijst: er is een terugbelverzoek genoteerd."),
    "genoteerd": N_("Het terugbelverzoek is genoteerd."),
    "poging": N_("De poging is geteld."),
    "gesproken": N_("Het terugbelverzoek is afgerond."),
    "normen": N_("De normen zijn bewaard."),
    "opzijgezet": N_("Opzijgezet. Uw naam en reden zijn bewaard."),
    "verrassing": N_("De verrassing is een mailing geworden. Het FAQ-blad komt binnen een minuut."),
    "napiek": N_("De napiek is aangepast."),
    "wat-als": N_("De wat-als is bewaard."),
    "advies": N_("Het advies is opnieuw uitgerekend."),
    "overgenomen": N_("De antwoorden staan als concept op het blad. Medewerkers zien ze na goedkeuring."),
    "groepen": N_("Het besluit over de groepen is bewaard en geldt ook de volgende keer."),
    "faq-regel": N_("De vraag staat op het FAQ-blad; de afdeling is om het antwoord gevraagd."),
    "gat": N_("Het besluit over de vraag is bewaard."),
    "gesloten": N_("De mailing is gesloten. De volgende prognose leert van deze terugblik."),
}

DOES: dict[Role, str] = {
    Role.DEPARTMENT: N_("Meldt mailings, vult antwoorden aan en ziet wat de telefoon ervan merkt."),
    Role.KCC_LEAD: N_("Keurt antwoorden goed, stemt af en geeft akkoord voor vertrek."),
    Role.AGENT: N_("Zoekt antwoorden, maakt afspraken en noteert terugbelverzoeken."),
    Role.CONTENT_MANAGER: N_("Scherpt vragen en antwoorden aan."),
    Role.LIAISON: N_("Verbindt een afdeling met het KCC."),
    Role.TRAFFICER: N_("Plant de bezetting en beantwoordt de vraag of de piek past."),
    Role.SPECIALIST: N_("Spreekt inwoners op afspraak en belt terug."),
    Role.ANALYST: N_("Leest terugblikken en rekent cijfers na."),
    Role.ADMIN: N_("Beheert mensen, normen en instellingen en kijkt of alles werkt."),
}

NORMS: dict[str, str] = {
    "agents": N_("Medewerkers aan de lijn op een gewone dag"),
    "handling_minutes": N_("Minuten per contact, nawerk meegeteld"),
    "occupancy": N_("Deel van de tijd in gesprek (0 tot 1)"),
    "shrinkage": N_("Deel van de betaalde tijd niet aan de lijn (0 tot 1)"),
    "hourly_tariff": N_("Tarief per uur in euro’s, zolang er geen tarief met begindatum is"),
    "service_share": N_("Deel dat op tijd wordt opgenomen (0 tot 1)"),
    "service_seconds": N_("Op tijd is binnen zoveel seconden"),
    "self_handled_norm": N_("Deel dat het KCC zelf afhandelt (0 tot 1)"),
    "auto_align_below": N_("Onder deze oplage stemt een mailing zichzelf af"),
    "slots_from_contacts": N_("Vanaf zoveel verwachte contacten zijn tijdsloten nodig"),
    "talk_share": N_("Deel van de doorgezette bellers dat een gesprek wil (0 tot 1)"),
    "slot_minutes": N_("Minuten per tijdslot"),
    "faq_answer_days": N_("Werkdagen die een afdeling heeft voor een antwoord"),
    "review_after_days": N_("Werkdagen na het venster waarop de terugblik komt"),
    "contact_days": N_("Dagen dat een beller (versleuteld) herkenbaar blijft"),
    "appointment_days": N_("Dagen dat gegevens van bellers bewaard blijven"),
    "text_days": N_("Dagen dat klantcontacten met hun woorden bewaard blijven"),
}

SETTINGS: dict[str, str] = {
    "public_url": N_("Adres van de pagina’s"),
    "registries": N_("Registers in deze installatie"),
    "language": N_("Taal"),
    "relay_host": N_("Mailserver"),
    "mail_domain": N_("Domein van de afzender"),
    "oidc_issuer": N_("Aanmelden met werkaccount"),
    "web_workers": N_("Processen voor de pagina’s"),
    "sweep_seconds": N_("Seconden tussen twee rondes"),
}

FAQ_FILTERS: dict[str, str] = {
    "": N_("Alles"),
    "te-beoordelen": N_("Te beoordelen"),
    "leeg": N_("Zonder antwoord"),
    "terug": N_("Terug bij de afdeling"),
    "goedgekeurd": N_("Goedgekeurd"),
    "twijfel": N_("Goedgekeurd, klopt misschien niet meer"),
    "weg": N_("Niet gebruikt"),
}

IN_DOUBT: dict[str, str] = {
    "one": N_("1 goedgekeurd antwoord klopt misschien niet meer met de brief."),
    "more": N_("%(count)s goedgekeurde antwoorden kloppen misschien niet meer met de brief."),
}

ABSENT = N_("niet ingesteld")


def message(code: str, lang: str) -> Message | None:
    """Return the sentence about what was just done, None for a code that says nothing."""
    return Message("ok", translate(DONE[code], lang)) if code in DONE else None


def does(role: Role, lang: str) -> str:
    """Return what a role does here, in one sentence."""
    return translate(DOES[role], lang)


def norm_meaning(name: str, lang: str) -> str | None:
    """Return what a norm means, None for one that is not edited on a page."""
    return translate(NORMS[name], lang) if name in NORMS else None


def setting_meaning(name: str, lang: str) -> str:
    """Return what a setting means. Raises KeyError for one that is not shown."""
    return translate(SETTINGS[name], lang)


def absent(lang: str) -> str:
    """Return the words for a setting without a value."""
    return translate(ABSENT, lang)


def in_doubt(count: int, lang: str) -> str:
    """Return how many approved answers may no longer be right, "" for none."""
    return translate(IN_DOUBT["one" if count == 1 else "more"], lang) % {"count": count} if count else ""


def faq_filter(value: str, lang: str) -> str:
    """Return what a way to look at an FAQ sheet is called. Raises KeyError for one that is not there."""
    return translate(FAQ_FILTERS[value], lang)
