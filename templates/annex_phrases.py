"""The words of a review's annex: what its figures are called and how each is worked out."""

from __future__ import annotations

from templates.environment import translate
from templates.labels import N_
from templates.sentences import UnknownCode

ANNEX_WORDS: dict[str, str] = {
    "figure": N_("Cijfer"),
    "low": N_("Laag"),
    "expected": N_("Waarde"),
    "high": N_("Hoog"),
    "rule": N_("Hoe het is berekend"),
    "extra": N_("Extra klantcontacten"),
    "plan": N_("Plan bij afstemming"),
    "rate": N_("Neemt contact op (deel van de brieven)"),
    "hours": N_("Extra werk (uren)"),
    "euros": N_("Kosten (euro)"),
    "letters": N_("Bezorgde brieven"),
    "difference": N_("Verschil met het plan"),
    "peak_on": N_("Drukste dag"),
    "handling_minutes": N_("Minuten per contact"),
    "occupancy": N_("Bezettingsgraad"),
    "shrinkage": N_("Deel verlof, ziekte en scholing"),
    "tariff": N_("Uurtarief (euro)"),
    "peak_count": N_("Contacten op de drukste dag"),
    "forecast_error": N_("Afwijking van het plan"),
    "naive_error": N_("Afwijking van vorig jaar herhalen"),
    "before": N_("Contacten op dezelfde dagen vorig jaar"),
    "offered": N_("Aangeboden"),
    "answered": N_("Beantwoord"),
    "abandoned": N_("Afgehaakt"),
    "wait_seconds": N_("Wachttijd samen (seconden)"),
    "waited": N_("Contacten waarvan de wachttijd bekend is"),
    "wait_mean_seconds": N_("Gemiddelde wachttijd (seconden)"),
    "helped": N_("Door het KCC zelf beantwoord (aantal)"),
    "passed_on": N_("Niet door het KCC zelf beantwoord (aantal)"),
    "self_handled_share": N_("Door het KCC zelf beantwoord (deel)"),
    "named_extra": N_("Bellers die de mailing noemen, boven gewoon"),
    "named": N_("Contacten die de mailing noemen"),
    "anyway": N_("Daarvan gewoon"),
    "on": N_("Dag"),
    "weekday": N_("Weekdag"),
    "actual": N_("Werkelijk"),
    "ordinary": N_("Gewoon"),
    "ordinary_lo90": N_("Gewoon laag"),
    "ordinary_hi90": N_("Gewoon hoog"),
    "others": N_("Andere mailings"),
    "unknown": N_("Onbekend"),
    "plan_low": N_("Plan laag"),
    "plan_expected": N_("Plan verwacht"),
    "plan_high": N_("Plan hoog"),
    "at_least": N_("Lijn zat vol"),
    "question": N_("Vraag"),
    "count": N_("Aantal"),
    "asked": N_("Alle keren gevraagd, ook gewoon"),
    "answered_share": N_("Zelf beantwoord (deel)"),
    "in_faq": N_("Op het FAQ-blad"),
    "yes": N_("ja"),
    "no": N_("nee"),
}
"""Headings and names of the annex of a review."""

ANNEX_RULES: dict[str, str] = {
    "extra": N_(
        "De kolom Extra opgeteld, met 90%% zekerheid tussen laag en hoog. Extra volgt ook het verloop dat bij een brief hoort: "
        "Werkelijk min Gewoon verschilt ervan door toeval en door andere mailings"
    ),
    "named_extra": N_(
        "Contacten die de mailing noemen, min wat daarvan gewoon is. Laag houdt rekening met toeval. Is bekend welk deel van de "
        "bellers een mailing noemt, dan is het omgerekend naar alle bellers"
    ),
    "plan": N_("Bevroren toen er werd afgestemd"),
    "rate": N_("Extra klantcontacten gedeeld door bezorgde brieven"),
    "hours": N_(
        "Extra klantcontacten × minuten per contact / 60 / bezettingsgraad / (1 − deel verlof, ziekte en scholing)"
    ),
    "euros": N_("Extra werk × uurtarief"),
    "difference": N_("Extra klantcontacten min plan bij afstemming"),
    "peak_on": N_("De dag die het waarschijnlijkst de drukste was, naar wat er kwam en naar het verloop"),
    "peak_count": N_("De hoogste waarde in de kolom Werkelijk"),
    "forecast_error": N_(
        "Som van Gewoon plus som van Plan verwacht, min som van Werkelijk, zonder teken, gedeeld door som van Werkelijk"
    ),
    "naive_error": N_(
        "Contacten op dezelfde dagen vorig jaar min som van Werkelijk, zonder teken, gedeeld door som van Werkelijk"
    ),
    "wait_mean_seconds": N_("Wachttijd samen gedeeld door contacten waarvan de wachttijd bekend is"),
    "passed_on": N_("Doorverbonden, teruggebeld of open gebleven; wie ophing telt niet mee"),
    "self_handled_share": N_("Zelf beantwoord gedeeld door zelf beantwoord plus niet zelf beantwoord"),
}


def annex_word(code: str, lang: str) -> str:
    """A heading or name in the annex of a review. Raises UnknownCode."""
    if code not in ANNEX_WORDS:
        raise UnknownCode(code)
    return translate(ANNEX_WORDS[code], lang) % {}


def annex_rule(code: str, lang: str) -> str:
    """How a figure of the annex is worked out, "" for one that was given."""
    return translate(ANNEX_RULES[code], lang) % {} if code in ANNEX_RULES else ""
