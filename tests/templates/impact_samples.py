"""Sample values of the pages about impact; part of `samples`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from registry.kinds import PeriodKind
from templates.values import advice, honesty, impact, review
from templates.values.frame import Band, Change, Choice, Form, Pages
from templates.values.mailing import Consequence
from templates.values.self_handled import GainRow, SelfHandledPage, ShareRow, ShareTable

NOW = datetime(2027, 2, 8, 9, 14, tzinfo=UTC)


def _weeks(first: date, sizes: tuple[int, ...]) -> tuple[advice.PartView, ...]:
    days = (first + timedelta(weeks=week) for week in range(len(sizes)))
    return tuple(
        advice.PartView(size, day, day + timedelta(days=1), day + timedelta(days=2))
        for size, day in zip(sizes, days, strict=True)
    )


def _bars(count: int, extra: float) -> tuple[advice.DayBar, ...]:
    days = [day for step in range(2 * count) if (day := date(2027, 2, 16) + timedelta(days=step)).weekday() < 5]
    return tuple(
        advice.DayBar(day, 520 if day.weekday() == 0 else 420, extra * (1.6 if day.weekday() < 2 else 0.8), 600)
        for day in days[:count]
    )


def _option(code: str, name: str, parts: tuple[advice.PartView, ...], over: float, **more: Any) -> advice.OptionView:
    values: dict[str, Any] = {
        "code": code,
        "name": name,
        "means": "De minste telefoontjes die niet passen.",
        "parts": parts,
        "over_capacity": over,
        "over_if_high": over * 2.4,
        "days_over": 4,
        "peak_on": date(2027, 2, 22),
        "peak_contacts": 671.4,
        "wait_seconds": 48.0,
        "hours": 565.2,
        "euros": 28194,
        "within_limit": True,
        "days": _bars(25, 105),
    }
    return advice.OptionView(**{**values, **more})


ADVISED = _option("advised", "Ons advies", _weeks(date(2027, 2, 15), (10_500, 9_000, 9_000, 8_500, 8_000)), 81)
EQUAL = _option("equal", "Even grote delen", _weeks(date(2027, 2, 15), (9000,) * 5), 98, wait_seconds=520.0)
SOONEST = _option("soonest", "Zo snel mogelijk klaar", _weeks(date(2027, 2, 15), (24_000, 21_000)), 193)
PLANNED = _option("planned", "Zoals nu gepland", _weeks(date(2027, 2, 15), (15_000,) * 3), 587, wait_seconds=90_000.0)
DROP = _option(
    "one_drop", "Alles in één keer", _weeks(date(2027, 2, 15), (45_000,)), 1611, within_limit=False, days=_bars(12, 260)
)

ADVICE = advice.AdvicePage(
    ref="2027-004",
    version=7,
    title="WOZ-beschikking en aanslag 2027",
    why=(
        "Per week passen er 800 extra telefoontjes bij en er komen er 2.700. Met 5 delen tot en met 15 maart blijven er 81 over "
        "die niet passen; in één keer zijn dat er 1.611."
    ),
    made_at=NOW,
    is_renewed=False,
    options=(ADVISED, EQUAL, SOONEST),
    planned=PLANNED,
    yardsticks=(DROP,),
    earliest=date(2027, 2, 15),
    limit=date(2027, 4, 9),
    limit_why="Er is geen wettelijke dag bekend.",
    notes=("We rekenen met de telefoon: 83% van de contacten komt daar binnen.",),
    chosen="Ons advies (Coördinator WOZ, 8 feb 09:14)",
    may_change=True,
    taking=ADVISED,
    consequence=Consequence(
        (Change("Deel 1, adressen", "15.000", "10.500"), Change("Deel 4", "niets", "8.500, 8 mrt 2027")),
        ("Teamleider KCC",),
        True,
    ),
    sooner="Kunt u al op 1 februari beginnen, dan passen 12 van de 2.700 telefoontjes niet. Nu zijn dat er 81.",
    form=Form({"earliest": "2027-02-15", "limit": "2027-01-01"}, {"limit": "De periode eindigt voordat zij begint."}),
)
NO_ADVICE = advice.AdvicePage("2027-004", 1, "Storm", None, None, False, (), None, (), None, None, "", (), None, False)

CONFLICT = impact.ConflictRow(
    id=4,
    name="Samen te veel",
    text="2 mailings samen brengen 412 telefoontjes meer dan er passen. De drukste dag is 23 februari: 160 te veel.",
    worst_on=date(2027, 2, 23),
    first_on=date(2027, 2, 22),
    last_on=date(2027, 2, 26),
    over=412,
    over_on=160,
    wait_seconds=540,
    wait_without=20,
    mailings=(("2027-004", "WOZ-beschikking en aanslag 2027"), ("2027-009", "Afvalkalender")),
    ways_out=(
        ("Lever “Afvalkalender” 2 week/weken later aan, vanaf 8 maart.", True),
        ("Verdeel “Afvalkalender” over 3 delen, elke week één.", False),
        ("Zet 5 dag(en) tot 4 extra medewerkers in: 85 uur, ongeveer € 4.080.", True),
    ),
)
PUT_ASIDE = impact.ConflictRow(
    id=5,
    name="In een stille periode",
    text="Brieven van “Afvalkalender” gaan weg of komen aan tijdens de verkiezingen.",
    worst_on=date(2027, 3, 17),
    first_on=date(2027, 3, 15),
    last_on=date(2027, 3, 17),
    over=0,
    over_on=0,
    wait_seconds=0,
    wait_without=0,
    mailings=(("2027-009", "Afvalkalender"),),
    ways_out=(("Laat het toch doorgaan, met een uitzondering die de KCC-leider tekent.", True),),
    dismissed="Teamleider KCC, 8 feb 09:14: Is met de griffie besproken.",
)
GLANCE = impact.ImpactGlance(
    advice=impact.AdviceGlance(ADVICE.why or "", 5, date(2027, 3, 15), 81, 587, False),
    nowcast=impact.NowcastGlance(
        until=date(2027, 3, 3),
        made_at=NOW,
        why="Er komen 29% meer contacten dan verwacht: na 3 dagen 550 waar we er 423 dachten.",
        is_change=True,
        total=Band(3120, 3480, 3860),
        planned=2700,
        seen=550,
        remaining=(
            impact.RemainingRow(1, 15_000, True, 477, Band(540, 615, 702)),
            impact.RemainingRow(2, 15_000, False, 900, Band(1010, 1161, 1320)),
        ),
        days=((date(2027, 3, 4), 142.0), (date(2027, 3, 5), 120.0)),
    ),
    conflicts=(CONFLICT,),
    echoes=(
        impact.EchoRow(1, "Einde van de bezwaartermijn", date(2027, 4, 9), Band(110, 270, 520), date(2027, 4, 8), None),
        impact.EchoRow(2, "Incasso", date(2027, 5, 29), Band(60, 135, 260), date(2027, 5, 31), "Coördinator WOZ"),
    ),
    may_drop=True,
)
CONFLICTS = impact.ConflictsPage(
    rows=(CONFLICT,),
    dismissed=(PUT_ASIDE,),
    periods=(impact.PeriodRow(PeriodKind.QUIET, "de verkiezingen", date(2027, 3, 15), date(2027, 3, 17)),),
    reckoned_at=NOW,
    may_dismiss=True,
    form=Form({"reason-4": "ja"}, {"reason-4": "Schrijf een reden."}),
    open_id=4,
    pages=Pages(2, 3, 120, "soort=same_audience"),
    kinds=(Choice("same_audience", "Dezelfde lezers (120)"), Choice("over_capacity_together", "Samen te veel (5)")),
    kind="same_audience",
    dismissed_count=70,
)

PAGES: dict[str, tuple[Any, Any]] = {
    "advice": (ADVICE, NO_ADVICE),
}

WHAT_IF_FIELDS = {
    "batch-1-quantity": "30000",
    "batch-1-handover_on": "2027-02-16",
    "rate": "6,00",
    "clearer_share": "110",
    "more_agents": "2",
}
OUTCOMES = tuple(
    advice.OutcomeView(
        name=name,
        parts=PLANNED.parts,
        extra_contacts=2700.0,
        over_capacity=over,
        peak_on=date(2027, 2, 22),
        wait_seconds=wait,
        hours=618.0,
        extra_staff_hours=hours,
        euros=29_950,
        days=_bars(25, 150),
    )
    for name, over, wait, hours in (("Zoals gepland", 587.0, 130.0, 0.0), ("Met uw aanpassing", 310.0, 61.0, 240.0))
)
WHAT_IF = advice.WhatIfPage(
    ref="2027-004",
    title="WOZ-beschikking en aanslag 2027",
    batches=3,
    form=Form(WHAT_IF_FIELDS, {"clearer_share": "110 ligt niet tussen 0 en 100."}),
    outcomes=OUTCOMES,
    changed_days=((date(2027, 2, 22), 764.0, 700.0, 130.0, 61.0),),
    kept=(advice.KeptRow("Twee weken later", "Planner KCC", NOW, 587.0, 310.0, 29_950, 34_100, "more_agents=2"),),
    may_keep=True,
    notes=ADVICE.notes,
)
NO_WHAT_IF = advice.WhatIfPage("2027-004", "Storm", 2, Form(), (), (), (), False, (), known=False)
PAGES["what_if"] = (WHAT_IF, NO_WHAT_IF)

SURPRISE = impact.SurpriseRow(
    id=3,
    title="Veel vragen met “gasmeter”",
    is_open=True,
    contacts=80,
    usual=2.4,
    first_seen_at=NOW,
    last_seen_on=date(2027, 2, 9),
    phrases=("gasmeter", "brief gekregen"),
    examples=("ik heb een brief over mijn gasmeter gekregen", "wat moet ik met die brief van [naam]"),
    form=Form({"title-3": "Onbekende mailing: gasmeter", "quantity-3": "1000", "kind-3": "external"}),
)
HANDLED = impact.SurpriseRow(
    id=2,
    title="Veel vragen over toeslagen",
    is_open=False,
    contacts=61,
    usual=8.0,
    first_seen_at=NOW,
    last_seen_on=date(2027, 1, 9),
    phrases=(),
    examples=(),
    form=Form(),
    mailing_ref="2027-003",
    ended="Teamleider KCC, 8 feb 09:14",
)
ASIDE = impact.SurpriseRow(
    1, "Veel meer contacten dan gewoon", False, 900, 540.0, NOW, date(2027, 1, 4), (), (), Form(), None, "Storing."
)
SURPRISES = impact.SurprisesPage(
    rows=(SURPRISE, HANDLED, ASIDE),
    departments=(Choice("1", "Belastingen (Gemeente Wierdijk)"),),
    pages=Pages(1, 1, 3),
    may_handle=True,
    form=Form({"title-3": "", "quantity-3": "veel"}, {"quantity-3": "“veel” is geen getal."}),
    open_id=3,
    open_deed="meld",
)
PAGES["conflicts"] = (CONFLICTS, impact.ConflictsPage((), (), (), None, False))
PAGES["surprises"] = (SURPRISES, impact.SurprisesPage((), (), Pages(1, 1, 0), False))

SCORES = (
    honesty.ScoreRow("WOZ", "een maand vooruit", 60, 0.12, 0.03, 0.88, 0.12, 0.31, 55, (), False, False),
    honesty.ScoreRow(
        "Afvalkalender",
        "een week vooruit",
        40,
        0.42,
        -0.21,
        0.61,
        0.42,
        0.19,
        40,
        (
            ("Slechter dan dezelfde dagen vorig jaar (42% tegen 19% fout, 40 dagen).", "danger"),
            ("De band is te smal: 61% viel erin, beloofd is 90%.", "warning"),
        ),
        True,
        False,
    ),
    honesty.ScoreRow("Alle brieftypen", "alles samen", 100, None, None, 0.77, None, None, 0, (), False, True),
)
LINE = honesty.StatementLine(
    "2027-004",
    "WOZ-beschikking en aanslag 2027",
    44_982,
    Band(2310, 2700, 3120, True),
    Band(476.6, 557.1, 643.8),
    Band(22_877, 26_743, 30_902),
    24_300,
    (("minstens", "warning"), ("verrassing", "danger")),
)
STATEMENT = honesty.StatementPage(
    year=2027,
    this_year=2027,
    department="1",
    departments=(Choice("1", "Belastingen"),),
    statements=(
        honesty.StatementView(
            "Belastingen",
            1,
            1,
            Band(2310, 2700, 3120),
            Band(476.6, 557.1, 643.8),
            Band(22_877, 26_743, 30_902),
            24_300,
            (LINE,),
        ),
    ),
    clearer_percent=10.0,
    query="jaar=2027&duidelijker=10",
    today=date(2027, 2, 8),
    overridden=(
        (
            date(2027, 1, 1),
            (
                honesty.OverriddenLine(
                    "2027-004", "WOZ-beschikking", "Belastingen", "Coördinator", "De datum ligt vast."
                ),
            ),
        ),
    ),
    form=Form({"jaar": "2027", "duidelijker": "10"}, {"duidelijker": "Kies een getal van 0 tot 100."}),
)
_ROWS = (ShareRow("parkeren", 62, 41, 62 / 103, 0.8), ShareRow("belastingen", 750, 147, 750 / 897, 0.8))
_DAYS = (date(2027, 1, 4), date(2027, 3, 26))
PAGES["self_handled"] = (
    SelfHandledPage(
        *_DAYS,
        norm=0.8,
        total=ShareRow("", 812, 188, 0.812, 0.8),
        needed=50,
        gains=(GainRow("belastingen", 147, 0.147, 0.147), GainRow("parkeren", 41, 0.041, 0.188)),
        tables=(
            ShareTable("topic", "Per onderwerp", "Onderwerp", _ROWS),
            ShareTable(
                "mailing", "Per mailing", "Mailing", (replace(_ROWS[0], href="/mailings/TK2027-0001/terugblik"),)
            ),
        ),
        query="van=2027-01-04&tot=2027-03-26",
        form=Form({"van": "gisteren", "tot": ""}, {"van": "Dit is geen datum."}),
    ),
    SelfHandledPage(*_DAYS, norm=0.8, total=None, needed=0, gains=(), tables=()),
)
PAGES["honesty"] = (honesty.HonestyPage(SCORES, 1), honesty.HonestyPage((), 0))
PAGES["statement"] = (
    STATEMENT,
    honesty.StatementPage(2026, 2027, "", (), (), 0.0, "", date(2027, 2, 8)),
)

SECOND_WAY = review.SecondWay(
    "De manieren zijn het niet eens: 2.700 boven gewone dagen, maar 1.900 die de mailing noemen.",
    False,
    1240.0,
    Band(1600, 1900, 1900, at_least=True),
    ("beschikking", "woz"),
)
