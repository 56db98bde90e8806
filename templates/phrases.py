"""Sentences that are not errors: why a forecast says what it says, what happened to a mailing, how the house is doing.

The rooms give a code and facts; here they become words. As in `sentences` an unknown code is our fault and raises.
"""

from __future__ import annotations

from templates.environment import translate
from templates.labels import N_
from templates.sentences import UnknownCode, worded

REASONS: dict[str, str] = {
    "no_own_history": N_("Geen eigen historie: %(low)s tot %(high)s van de ontvangers neemt contact op. Ruime band."),
    "own_history": N_("Gebaseerd op %(count)s eerdere mailing(s) van dit type. De laatste: %(last)s."),
    "pooled_history": N_("Gebaseerd op mailings van andere brieftypen. De band is daarom ruim."),
    "department_guess": N_("De afdeling verwacht dat %(rate)s van de ontvangers contact opneemt."),
    "our_share": N_("%(share)s van de contacten komt bij ons; de rest belt een ander nummer."),
    "busy_calendar": N_("In dezelfde dagen lopen ook: %(mailings)s."),
    "thin_baseline": N_("De nulmeting rust op weinig dagen (%(open_days)s). Lees meer klantcontacten in."),
    "no_baseline": N_("Er is nog geen nulmeting. We tonen alleen de extra contacten."),
}

EVENTS: dict[str, str] = {
    "mailing.register": N_("De mailing is gemeld."),
    "mailing.change": N_("De mailing is gewijzigd."),
    "mailing.correct": N_("Een schrijffout is verbeterd."),
    "mailing.prepare": N_("De voorbereiding is klaar."),
    "mailing.align": N_("De mailing is afgestemd met het KCC."),
    "mailing.auto_align": N_("De mailing is klein en daarom vanzelf afgestemd."),
    "mailing.withdraw_alignment": N_("De afstemming is vervallen door een wijziging."),
    "mailing.release": N_("De mailing is vrijgegeven; het verzendbewijs is gemaakt."),
    "mailing.override": N_("De mailing is vrijgegeven zonder afstemming."),
    "mailing.sent": N_("Een deelverzending is verzonden."),
    "mailing.cancel": N_("De mailing is vervallen."),
    "mailing.close": N_("De mailing is gesloten."),
    "forecast.store": N_("Een nieuwe prognose is gemaakt."),
    "faq.draft": N_("Het concept van het FAQ-blad is gemaakt."),
    "faq.approve": N_("Een antwoord is goedgekeurd."),
    "faq.edit": N_("Een antwoord is aangepast."),
    "faq.return": N_("Een vraag is teruggestuurd naar de afdeling."),
    "faq.drop": N_("Een vraag is van het FAQ-blad gehaald."),
    "slots.open": N_("Tijdsloten zijn opengezet."),
    "appointment.book": N_("Een afspraak is gemaakt."),
    "staffing.answer": N_("De vraag over de bezetting is beantwoord."),
    "contacts.import": N_("Klantcontacten zijn ingelezen."),
    "review.store": N_("De terugblik is gemaakt."),
}

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
    return translate(table[code], lang) % {name: worded(value, lang) for name, value in facts.items()}


def reason(code: str, lang: str, **facts: object) -> str:
    """Why a forecast says what it says. Raises UnknownCode for a code that is not in `REASONS`."""
    return _phrase(REASONS, code, lang, facts)


def event(code: str, lang: str, **facts: object) -> str:
    """What happened, for a timeline or the audit trail. Raises UnknownCode for a code that is not in `EVENTS`."""
    return _phrase(EVENTS, code, lang, facts)


def health(code: str, lang: str, **facts: object) -> tuple[str, str]:
    """How a part of the house is doing, and the remedy ("" when nothing is wrong). Raises UnknownCode."""
    remedy = translate(REMEDIES[code], lang) if code in REMEDIES else ""
    return _phrase(HEALTH, code, lang, facts), remedy


def check_name(code: str, lang: str) -> str:
    """What a check of the health page is called. Raises UnknownCode."""
    return _phrase(CHECKS, code, lang, {})
