"""What the arithmetic says, in words: why an advice is what it is, what a running mailing does, what does not go together.

The rooms give a code and facts. As in `phrases` an unknown code is our fault and raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from templates import formats
from templates.environment import translate
from templates.labels import N_, one_or_more
from templates.sentences import UnknownCode

ADVICE: dict[str, str] = {
    "fits_at_once": N_(
        "U kunt alles in één keer aanleveren op %(first)s: de %(expected)s extra telefoontjes passen binnen wat het KCC aankan."
    ),
    "spread_fits": N_(
        "In één keer zouden %(over_at_once)s telefoontjes niet passen. Verdeeld over %(batches)s delen past alles."
    ),
    "spread_to_limit": N_(
        "Per week passen er %(free_per_week)s extra telefoontjes bij en er komen er %(expected)s. Met %(batches)s delen tot en met "
        "%(last)s blijven er %(over_advised)s over die niet passen; in één keer zijn dat er %(over_at_once)s."
    ),
    "no_room_in_time": N_(
        "Tot en met %(limit)s is er plaats voor %(room_in_time)s extra telefoontjes en er komen er %(expected)s. Verdelen helpt "
        "(%(over_advised)s te veel in plaats van %(over_at_once)s), maar het past niet zonder extra medewerkers of meer tijd."
    ),
    "no_day_in_time": N_(
        "Tussen %(earliest)s en %(limit)s is er geen dag waarop de brieven nog op tijd aankomen. Kies een latere laatste dag."
    ),
}

SOONER: dict[str, str] = {
    "passed": N_(
        "Had u op %(first)s kunnen beginnen, dan pasten %(over)s van de %(expected)s telefoontjes niet. Nu zijn dat er %(over_advised)s."
    ),
    "passed_all": N_("Had u op %(first)s kunnen beginnen, dan had alles gepast. Nu passen er %(over_advised)s niet."),
    "passed_in_time": N_("Had u op %(first)s kunnen beginnen, dan waren alle brieven op tijd aangekomen."),
    "ahead": N_(
        "Kunt u al op %(first)s beginnen, dan passen %(over)s van de %(expected)s telefoontjes niet. Nu zijn dat er %(over_advised)s."
    ),
    "ahead_all": N_("Kunt u al op %(first)s beginnen, dan past alles. Nu passen er %(over_advised)s niet."),
    "ahead_in_time": N_("Kunt u al op %(first)s beginnen, dan komen alle brieven op tijd aan."),
}

LIMITS: dict[str, str] = {
    "woz_term": N_("WOZ-beschikkingen moeten binnen acht weken na nieuwjaar bezorgd zijn (Wet WOZ, artikel 24)."),
    "reader_deadline": N_("De lezer moet iets doen op een vaste dag; brieven liggen er twee weken eerder."),
    "four_weeks": N_("Er is geen wettelijke dag bekend. We rekenen tot vier weken na de geplande laatste bezorging."),
    "asked": N_("Deze dag is zelf gekozen."),
}

OPTIONS: dict[str, str] = {
    "advised": N_("Ons advies"),
    "equal": N_("Even grote delen"),
    "soonest": N_("Zo snel mogelijk klaar"),
    "fewer": N_("Minder delen"),
    "planned": N_("Zoals nu gepland"),
    "one_drop": N_("Alles in één keer"),
    "three_weekly": N_("Drie delen, elke week één"),
    "sooner": N_("Eerder beginnen"),
    "as_planned": N_("Zoals gepland"),
    "what_if": N_("Met uw aanpassing"),
}

OPTION_MEANS: dict[str, str] = {
    "advised": N_("De minste telefoontjes die niet passen."),
    "equal": N_("Handig voor de drukker: elke keer hetzelfde aantal op dezelfde weekdag."),
    "soonest": N_("Iets voller, maar eerder klaar."),
    "fewer": N_("De helft van het aantal delen, zo goed mogelijk verdeeld."),
}

NOTES: dict[str, str] = {
    "assumed_ordinary": N_(
        "Er zijn nog te weinig klantcontacten ingelezen. We nemen aan dat gewone contacten 70%% van de capaciteit vragen."
    ),
    "phone_share": N_("We rekenen met de telefoon: %(share)s van de contacten komt daar binnen."),
    "already_sent": N_("Delen die al verzonden zijn, liggen vast. Het advies gaat over de rest."),
    "quiet_days": N_("Op rustdagen en in stille periodes leveren we niets aan."),
}

NOWCAST: dict[str, str] = {
    "as_planned": N_(
        "Na %(days)s dagen loopt het zoals gepland: %(total)s contacten in totaal, gepland waren er %(planned)s."
    ),
    "more_than_planned": N_(
        "Er komen %(percent)s%% meer contacten dan verwacht: na %(days)s dagen %(seen)s waar we er %(expected)s dachten."
    ),
    "fewer_than_planned": N_(
        "Er komen minder contacten dan verwacht (%(percent)s%%): na %(days)s dagen %(seen)s waar we er %(expected)s dachten."
    ),
    "nothing_seen_yet": N_("Er is nog niets te zien: op de dagen die geteld zijn, verwachtten we nog geen contacten."),
}

CONFLICTS: dict[str, str] = {
    "over_capacity_together": N_("Samen te veel"),
    "over_capacity_alone": N_("Te veel voor het KCC"),
    "same_audience": N_("Dezelfde mensen, kort na elkaar"),
    "freeze_period": N_("In een stille periode"),
    "training_day": N_("Op een trainingsdag"),
    "holiday": N_("In een vakantie"),
    "specialist_leave": N_("Specialisten zijn er niet"),
}

CONFLICT_TEXTS: dict[str, str] = {
    "over_capacity_together": N_(
        "%(count)s mailings samen brengen %(over)s telefoontjes meer dan er passen. De drukste dag is %(on)s: %(over_on)s te veel."
    ),
    "over_capacity_alone": N_(
        "“%(title)s” brengt %(over)s telefoontjes meer dan er passen. De drukste dag is %(on)s: %(over_on)s te veel."
    ),
    "same_audience": N_(
        "“%(first_title)s” en “%(title)s” gaan binnen %(weeks)s weken naar dezelfde mensen: %(audience)s."
    ),
    "freeze_period": N_("Brieven van “%(title)s” gaan weg of komen aan tijdens %(name)s."),
    "training_day": N_("“%(title)s” brengt %(over)s telefoontjes tijdens %(name)s; op %(on)s zijn dat er %(over_on)s."),
    "holiday": N_("“%(title)s” brengt %(over)s telefoontjes tijdens %(name)s; op %(on)s zijn dat er %(over_on)s."),
    "specialist_leave": N_("“%(title)s” brengt %(over)s contacten tijdens %(name)s, als de specialisten er niet zijn."),
}

WAYS_OUT: dict[str, str] = {
    "shift_later": N_("Lever “%(title)s” %(weeks)s weken later aan, vanaf %(first)s."),
    "shift_later_one": N_("Lever “%(title)s” een week later aan, vanaf %(first)s."),
    "shift_earlier": N_("Lever “%(title)s” %(weeks)s weken eerder aan, vanaf %(first)s."),
    "shift_earlier_one": N_("Lever “%(title)s” een week eerder aan, vanaf %(first)s."),
    "spread": N_("Verdeel “%(title)s” over %(batches)s delen, elke week één."),
    "extra_agents": N_("Zet %(days)s dagen tot %(agents)s extra medewerkers in: %(hours)s uur, ongeveer € %(euros)s."),
    "extra_agents_one": N_("Zet één dag tot %(agents)s extra medewerkers in: %(hours)s uur, ongeveer € %(euros)s."),
    "extra_agent": N_("Zet %(days)s dagen één extra medewerker in: %(hours)s uur, ongeveer € %(euros)s."),
    "extra_agent_one": N_("Zet één dag één extra medewerker in: %(hours)s uur, ongeveer € %(euros)s."),
    "move_period": N_("Verplaats %(name)s."),
    "signed_exception": N_("Laat het toch doorgaan, met een uitzondering die de KCC-leider tekent."),
    "combine": N_("Voeg “%(title)s” samen met “%(other)s”: één brief in plaats van twee."),
    "refer": N_("Laat “%(title)s” verwijzen naar “%(other)s”, zodat mensen niet twee keer bellen."),
}

LEFT_OVER = N_("Dan passen er nog %(left)s telefoontjes niet.")
LEFT_OVER_ONE = N_("Dan past er nog één telefoontje niet.")

FLAGS: dict[str, str] = {
    "worse_than_last_year": N_(
        "Slechter dan dezelfde dagen vorig jaar (%(wape)s tegen %(dumb_wape)s fout, %(days)s dagen)."
    ),
    "bands_too_narrow": N_("De band is te smal: %(coverage)s viel erin, beloofd is %(promised)s."),
    "bands_too_wide": N_("De band is te ruim: %(coverage)s viel erin, beloofd is %(promised)s."),
    "few_days": N_("Nog te weinig dagen om iets te zeggen (%(days)s van %(needed)s)."),
}

HORIZONS: dict[str, str] = {
    "day": N_("dezelfde dag"),
    "week": N_("een week vooruit"),
    "month": N_("een maand vooruit"),
    "season": N_("langer vooruit"),
    "every_horizon": N_("alles samen"),
    "every_type": N_("Alle brieftypen"),
}

COST_MARKS: dict[str, str] = {
    "at_least": N_("minstens"),
    "no_effect_shown": N_("effect niet aangetoond"),
    "surprise": N_("verrassing"),
    "external": N_("van iemand anders"),
    "interim": N_("nog niet klaar"),
}

SECOND_WAY: dict[str, str] = {
    "agree": N_("Beide manieren zijn het eens: %(first)s boven gewone dagen, %(second)s die de mailing noemen."),
    "first_higher": N_(
        "De manieren zijn het niet eens: %(first)s boven gewone dagen, maar %(second)s die de mailing noemen."
    ),
    "second_higher": N_(
        "De manieren zijn het niet eens: %(second)s noemen de mailing, maar er zijn er %(first)s boven gewone dagen."
    ),
    "cannot_tell": N_(
        "Of beide manieren het eens zijn, is niet te zeggen: %(first)s boven gewone dagen, minstens %(second)s die de mailing noemen."
    ),
}

SURPRISES: dict[str, str] = {
    "topic": N_("Veel vragen over %(about)s"),
    "phrase": N_("Veel vragen met “%(phrase)s”"),
    "volume": N_("Veel meer contacten dan gewoon"),
}
SURPRISE_MAILING = N_("Onbekende mailing: %(title)s")

ECHOES: dict[str, str] = {
    "objection": N_("Einde van de bezwaartermijn"),
    "payment": N_("Betaaldag of incasso"),
    "reminder": N_("Herinnering"),
    "deadline": N_("Uiterste dag voor de lezer"),
    "other": N_("Vervolg"),
}

_SHARES = frozenset({"share", "low", "high", "coverage", "promised", "wape", "dumb_wape"})
_DAYS = frozenset({"on", "first", "last", "limit", "earliest", "until"})


def _phrase(table: Mapping[str, str], code: str, lang: str, facts: Mapping[str, object]) -> str:
    if code not in table:
        raise UnknownCode(code)
    return translate(one_or_more(table, code, facts), lang) % {
        name: worded(name, value, lang) for name, value in facts.items()
    }


def worded(name: str, value: object, lang: str) -> str:
    """Return a fact as a person reads it: shares as a percentage, days in words, numbers rounded to whole ones."""
    if name in _SHARES and isinstance(value, int | float):
        return formats.format_percent(value, lang, 0)
    if isinstance(value, date):
        return formats.format_day_month(value, lang)
    if name in _DAYS and isinstance(value, str):
        return formats.format_day_month(date.fromisoformat(value), lang)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return formats.format_number(value, lang)
    return str(value)


def advice_reason(code: str, lang: str, **facts: object) -> str:
    """Why the advice is what it is, in one sentence. Raises UnknownCode."""
    return _phrase(ADVICE, code, lang, facts)


def sooner(code: str, lang: str, **facts: object) -> str:
    """What an earlier start would do, in one sentence: in time still (`ahead`) or not (`passed`). Raises UnknownCode."""
    return _phrase(SOONER, code, lang, facts)


def nowcast_reason(code: str, lang: str, **facts: object) -> str:
    """How a running mailing goes, in one sentence. Raises UnknownCode."""
    return _phrase(NOWCAST, code, lang, facts)


def limit_reason(code: str, lang: str) -> str:
    """Why letters must have arrived by the last day. Raises UnknownCode."""
    return _phrase(LIMITS, code, lang, {})


def option_name(code: str, lang: str) -> str:
    """What an option is called. Raises UnknownCode."""
    return _phrase(OPTIONS, code, lang, {})


def option_means(code: str, lang: str) -> str:
    """What an option is good for, "" for a yardstick."""
    return translate(OPTION_MEANS.get(code, ""), lang)


def note(code: str, lang: str, **facts: object) -> str:
    """What an advice assumes. Raises UnknownCode."""
    return _phrase(NOTES, code, lang, facts)


def conflict_name(kind: str, lang: str) -> str:
    """What a kind of conflict is called. Raises UnknownCode."""
    return _phrase(CONFLICTS, kind, lang, {})


def conflict_text(kind: str, lang: str, **facts: object) -> str:
    """What does not go together, and by how much. Raises UnknownCode."""
    return _phrase(CONFLICT_TEXTS, kind, lang, facts)


def way_out(code: str, lang: str, **facts: object) -> str:
    """A way out of a conflict. Raises UnknownCode."""
    return _phrase(WAYS_OUT, code, lang, facts)


def left_over(left: float, lang: str) -> str:
    """What a way out that does not clear the conflict leaves."""
    text = LEFT_OVER_ONE if formats.format_number(left, lang) == "1" else LEFT_OVER
    return translate(text, lang) % {"left": worded("left", left, lang)}


def echo_name(kind: str, lang: str) -> str:
    """Why a mailing has a later peak: a known moment, else the name that the letter type gives it."""
    return _phrase(ECHOES, kind, lang, {}) if kind in ECHOES else kind


def surprise_title(kind: str, lang: str, **facts: object) -> str:
    """What a burst is about. Raises UnknownCode."""
    return _phrase(SURPRISES, kind, lang, facts)


def surprise_mailing(title: str, lang: str) -> str:
    """What the mailing behind a burst is called until somebody knows better."""
    return translate(SURPRISE_MAILING, lang) % {"title": title}


def flag(code: str, lang: str, **facts: object) -> str:
    """What is wrong with the forecasts of a type. Raises UnknownCode."""
    return _phrase(FLAGS, code, lang, facts)


def horizon(code: str, lang: str) -> str:
    """How far ahead was foretold. Raises UnknownCode."""
    return _phrase(HORIZONS, code, lang, {})


def cost_mark(code: str, lang: str) -> str:
    """What must be known beside a cost. Raises UnknownCode."""
    return _phrase(COST_MARKS, code, lang, {})


def second_way(code: str, lang: str, **facts: object) -> str:
    """Whether two ways of measuring agree. Raises UnknownCode."""
    return _phrase(SECOND_WAY, code, lang, facts)
