"""Sample frames and values of the pages about one mailing, the list and the form; part of `samples`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import impact_samples

from registry.kinds import (
    Channel,
    DeliveryChannel,
    DeliveryClass,
    MailingKind,
    Missing,
    NoticeState,
    Role,
    StaffingAnswer,
    Stage,
)
from templates.values import mailing
from templates.values.frame import (
    Band,
    Change,
    Choice,
    Form,
    Frame,
    Message,
    Pages,
    Piece,
    Section,
    Sort,
    StageStep,
    TimelineEntry,
    Undo,
    Viewer,
)

NOW = datetime(2027, 2, 8, 9, 14, tzinfo=UTC)
TITLE = "WOZ-beschikking en aanslag 2027"

FULL_FRAME = Frame(
    municipality="gemeente Wierdijk",
    viewer=Viewer("Teamleider KCC", (Role.KCC_LEAD, Role.TRAFFICER)),
    sections=tuple(Section),
    current=Section.MAILINGS,
    csrf_token="f3b1c2",
    path="/mailings",
    now=NOW,
    demo=True,
    help_href="/handleiding/kcc-leider",
    message=Message("ok", "De wijziging is bewaard."),
    undo=Undo("Antwoord 3 is goedgekeurd.", "/mailings/2027-004/faq/3/terugdraaien", 7),
)
QUIET_FRAME = replace(FULL_FRAME, message=None, undo=None, demo=False, help_href=None)
MINIMAL_FRAME = Frame(
    municipality="gemeente Wierdijk",
    viewer=None,
    sections=(),
    current=None,
    csrf_token="f3b1c2",
    path="/",
    now=NOW,
)


def _open_days(first: date, count: int) -> list[date]:
    days = (first + timedelta(days=step) for step in range(count * 2))
    return [day for day in days if day.weekday() < 5][:count]


def _wave(index: int) -> float:
    return sum(560 * math.exp(-(((index - start) / 2.1) ** 2)) for start in (4, 9, 14))


OPEN_DAYS = _open_days(date(2027, 2, 15), 25)
ORDINARY = [470, 415, 400, 395, 360]

BATCHES = (
    mailing.BatchView(
        1,
        15000,
        date(2027, 2, 16),
        date(2027, 2, 26),
        date(2027, 2, 18),
        date(2027, 2, 20),
        DeliveryChannel.POST,
        DeliveryClass.H72,
        sent_on=date(2027, 2, 16),
        sent_quantity=14982,
    ),
    mailing.BatchView(
        2,
        15000,
        date(2027, 2, 23),
        date(2027, 2, 26),
        date(2027, 2, 25),
        date(2027, 2, 27),
        DeliveryChannel.POST,
        DeliveryClass.H72,
    ),
    mailing.BatchView(
        3, 15000, date(2027, 3, 2), None, date(2027, 3, 2), date(2027, 3, 2), DeliveryChannel.BERICHTENBOX, None
    ),
)
GATE = (
    mailing.GateItem(Missing.FAQ_APPROVAL, False, Role.KCC_LEAD, "Teamleider KCC", 14, 20),
    mailing.GateItem(Missing.FAQ_ANSWERS, False, Role.DEPARTMENT, "Coördinator WOZ", 17, 20),
    mailing.GateItem(Missing.STAFFING, True, Role.TRAFFICER, "Planner KCC"),
    mailing.GateItem(Missing.SLOTS, False, Role.SPECIALIST, None, 180, 270),
    mailing.GateItem(Missing.LEAD_YES, False, Role.KCC_LEAD),
)
STEPS = (
    StageStep(Stage.REGISTERED, "done", date(2027, 1, 4)),
    StageStep(Stage.PREPARED, "current", None),
    StageStep(Stage.ALIGNED, "open"),
    StageStep(Stage.SENT, "open"),
    StageStep(Stage.AFTERCARE, "open"),
    StageStep(Stage.CLOSED, "open"),
)
FORECAST_DAYS = tuple(
    mailing.ForecastDay(
        day,
        ORDINARY[day.weekday()] + 0.6 * _wave(at),
        ORDINARY[day.weekday()] + _wave(at),
        ORDINARY[day.weekday()] + 1.5 * _wave(at),
        ORDINARY[day.weekday()],
        720 if day.weekday() else 860,
    )
    for at, day in enumerate(OPEN_DAYS)
)


def _forecast_spec() -> Mapping[str, Any]:
    from templates.charts import Marker, forecast_spec

    markers = tuple(Marker(batch.handover_on, f"deel {batch.number}") for batch in BATCHES)
    return forecast_spec(FORECAST_DAYS, markers, lang="nl")


def forecast(spec: Mapping[str, Any] | None) -> mailing.ForecastView:
    return mailing.ForecastView(
        version=3,
        made_at=NOW,
        frozen=True,
        total=Band(1890, 2700, 3620),
        channels=(
            (Channel.PHONE, Band(1600, 2290, 3070)),
            (Channel.DESK, Band(190, 270, 370)),
            (Channel.MAIL, Band(100, 140, 180)),
        ),
        days=FORECAST_DAYS,
        peak_on=date(2027, 2, 22),
        hours=Band(205, 292.5, 392),
        over_capacity=156,
        reasons=(
            "Gebaseerd op 2 eerdere mailings van dit type. De laatste: WOZ 2026, 6,1% van de ontvangers.",
            "92% van de contacten komt bij ons; de rest belt een ander nummer.",
        ),
        spec=spec,
    )


MAILING = mailing.MailingPage(
    ref="2027-004",
    version=7,
    title=TITLE,
    kind=MailingKind.MAILING,
    stage=Stage.PREPARED,
    department="Belastingen",
    letter_type="WOZ-beschikking",
    sender="Belastingen Wierdijk",
    audience="Alle eigenaren en huurders van woningen en bedrijven",
    reader_must="De waarde controleren, en binnen zes weken bezwaar maken als die niet klopt",
    reader_until_on=date(2027, 4, 9),
    printed_contact=("14 0599", "wierdijk.example/woz", "Balie Belastingen, maandag tot en met vrijdag 9.00-12.00 uur"),
    liaison="Schakel Belastingen",
    registered_at=datetime(2027, 1, 4, 10, 30, tzinfo=UTC),
    days_ahead=43,
    late=True,
    steps=STEPS,
    batches=BATCHES,
    gate=GATE,
    faq=mailing.FaqProgress(14, 3, 2, 1),
    slots=mailing.SlotsView(270, 180, 12),
    timeline=(
        TimelineEntry(
            datetime(2027, 2, 5, 14, 2, tzinfo=UTC),
            "De mailing is gewijzigd.",
            "Coördinator WOZ",
            (
                Change("Oplage deel 2", "12.000", "15.000"),
                Change("Aanlevering deel 3", "ma 1 mrt 2027", "di 2 mrt 2027"),
            ),
        ),
        TimelineEntry(
            datetime(2027, 1, 5, 7, 45, tzinfo=UTC), "Het concept van het FAQ-blad is gemaakt.", "Torenkamer"
        ),
        TimelineEntry(datetime(2027, 1, 4, 10, 31, tzinfo=UTC), "Een nieuwe prognose is gemaakt.", "Torenkamer"),
        TimelineEntry(datetime(2027, 1, 4, 10, 30, tzinfo=UTC), "De mailing is gemeld.", "Coördinator WOZ"),
    ),
    notices=(
        mailing.NoticeRow("41", NOW, "Teamleider KCC", "Nieuwe mailing gemeld: WOZ-beschikking 2027", NoticeState.SENT),
        mailing.NoticeRow(
            "42", NOW, "Planner KCC", "Lukt de bezetting voor WOZ-beschikking 2027?", NoticeState.DELAYED
        ),
    ),
    may=frozenset(
        {
            "change",
            "align",
            "release",
            "override",
            "mark_sent",
            "cancel",
            "answer_staffing",
            "open_slots",
            "decide_faq",
            "see_faq",
        }
    ),
    staffing=mailing.StaffingView(
        6,
        292.5,
        date(2027, 2, 22),
        StaffingAnswer.PARTLY,
        "Planner KCC",
        NOW,
        "Dinsdag en woensdag lukt, maandag niet.",
    ),
    release_code="TK-7F3K-92QD",
    override_reason="De gemeenteraad heeft de datum vastgelegd.",
    has_review=True,
    review_refusal="Er zijn nog geen klantcontacten ingelezen van 22 februari 2027 of later.",
    letter_name="aanslag-2027.pdf",
    impact=impact_samples.GLANCE,
    letter_problem="In brief.pdf staan alleen plaatjes, geen tekst (een scan).",
    aligned_by_itself=True,
    auto_align_below=500,
)
MAILING_MINIMAL = replace(
    MAILING,
    reader_until_on=None,
    printed_contact=(),
    liaison=None,
    late=False,
    batches=BATCHES[2:],
    gate=(),
    faq=None,
    slots=None,
    timeline=(),
    notices=(),
    may=frozenset(),
    staffing=None,
    release_code=None,
    override_reason=None,
    has_review=False,
    letter_name=None,
    letter_problem="",
    aligned_by_itself=False,
    impact=replace(impact_samples.GLANCE, may_drop=False),
)

TITLES = (
    (TITLE, "Belastingen", Stage.PREPARED, 45000),
    ("Stempassen Provinciale Statenverkiezingen", "Burgerzaken", Stage.ALIGNED, 36400),
    ("Nieuwe inzamelkalender en kleine container", "Leefomgeving", Stage.REGISTERED, 21800),
    ("Herinnering eigen bijdrage hulp bij het huishouden", "Maatschappelijke ondersteuning", Stage.SENT, 1260),
    ("Parkeervergunning centrum wordt digitaal", "Verkeer en parkeren", Stage.CONCEPT, 3150),
    ("Uitnodiging griepprik (GGD)", "GGD Kop van Wierland", Stage.AFTERCARE, 9800),
    ("Rioolwerk Havenkwartier, fase 2", "Leefomgeving", Stage.CLOSED, 640),
    ("Energietoeslag: controle inkomen", "Werk en inkomen", Stage.CANCELLED, 2400),
)
MAILING_ROWS = tuple(
    mailing.MailingRow(
        f"2027-{number:03d}",
        title,
        department,
        stage,
        quantity,
        date(2027, 2, 16) + timedelta(days=9 * number),
        Band(quantity * 0.02, quantity * 0.06, quantity * 0.09) if number % 3 else None,
        Role.KCC_LEAD if number % 2 else None,
        late=number == 3,
        measured=stage is Stage.CLOSED,
        days_left={2: 3, 4: 0, 5: -2}.get(number),
        has_forecast_coming=number == 3,
        torenkamer_works=number == 2,
        overridden=number == 4,
    )
    for number, (title, department, stage, quantity) in enumerate(TITLES, start=1)
)
MAILINGS = mailing.MailingsPage(
    rows=MAILING_ROWS,
    waiting=(
        mailing.Waiting("2027-001", TITLE, Missing.FAQ_APPROVAL, 6, date(2027, 2, 16)),
        mailing.Waiting(
            "2027-003", "Nieuwe inzamelkalender en kleine container", Missing.LEAD_YES, 1, date(2027, 3, 15)
        ),
    ),
    pages=Pages(2, 6, 300, "fase=&zoek="),
    sort=Sort("aanlevering"),
    may_register=True,
    own_only=False,
    filters=(
        mailing.Filter("afdeling", "", (Choice("1", "Belastingen (12)"), Choice("2", "Afval (3)"))),
        mailing.Filter("fase", "registered", (Choice("registered", "gemeld (4)"), Choice("closed", "gesloten (11)"))),
        mailing.Filter("type", "", (Choice("1", "WOZ-aanslag (2)"),)),
        mailing.Filter("periode", "", (Choice("binnenkort", "komende vier weken (5)"), Choice("2027", "2027 (15)"))),
    ),
    rest="fase=registered",
    is_filtered=True,
)
MAILINGS_MINIMAL = mailing.MailingsPage((), (), Pages(1, 1, 0), Sort("aanlevering"), may_register=False, own_only=True)

REGISTER = mailing.RegisterPage(
    letter_types=(Choice("woz", "WOZ-beschikking"), Choice("stempas", "Stempas"), Choice("anders", "Anders")),
    departments=(Choice("1", "Belastingen"), Choice("2", "Burgerzaken")),
    others=(Choice("communicatie", "Communicatie"), Choice("balie", "Balie en receptie"), Choice("wijk", "Wijkteams")),
    batches=(
        mailing.BatchInput("15000", "2027-02-16", "2027-02-26"),
        mailing.BatchInput("0", "2027-02-23", "2027-02-26"),
        mailing.BatchInput("15000", "2027-03-02", "", "berichtenbox", ""),
    ),
    form=Form(
        {"title": TITLE, "letter_type": "woz", "department": "1", "informed": "ja", "audience": "Alle eigenaren"},
        {
            "sender": "Vul dit veld in.",
            "batch-2-quantity": "Een deelverzending heeft minstens 1 adres. Vul de oplage in, of haal de regel weg.",
        },
    ),
    prefilled_from="WOZ-beschikking 2026",
    feedback=mailing.Feedback(
        Band(1890, 2700, 3620),
        date(2027, 2, 22),
        ("Er staat niet in de brief waar iemand het taxatieverslag vindt.",),
        terms=(
            ("Bezwaar maken kan tot en met", date(2027, 4, 9)),
            ("Eerste termijn betalen uiterlijk", date(2027, 3, 31)),
        ),
    ),
)
REGISTER_MINIMAL = mailing.RegisterPage((), (), (), (mailing.BatchInput(),))

CHANGE = mailing.ChangePage(
    ref="2027-004",
    version=7,
    title=TITLE,
    batches=REGISTER.batches,
    form=Form({"title": TITLE}, {"title": "Dit is te lang. Gebruik hoogstens 200 tekens."}),
    consequence=mailing.Consequence(
        (Change("Oplage deel 2", "15.000", "20.000"), Change("Aanlevering deel 3", "di 2 mrt 2027", "do 4 mrt 2027")),
        ("Teamleider KCC", "Schakel Belastingen"),
        takes_alignment_back=True,
        total_was=Band(1890, 2700, 3620),
        total_becomes=Band(2100, 3000, 4020),
        letter=(Piece("same", "U betaalt voor "), Piece("gone", "30 april."), Piece("new", "31 mei.")),
        void_code="TK-7HQ4-PXKM",
    ),
    department="Belastingen",
    letter_type="WOZ-beschikking",
    letter_name="woz-aanslag.pdf",
    letter_note="De tekst van woz.docx staat nu hieronder. Kies het bestand opnieuw als u het bestand zelf wilt bewaren.",
)
CHANGE_MINIMAL = mailing.ChangePage("2027-004", 7, TITLE, (mailing.BatchInput("15000", "2027-02-16"),))
PROOF = mailing.ProofPage(
    "2027-004", TITLE, "Belastingen", "TK-7F3K-92QD", BATCHES, NOW, "Teamleider KCC", "Datum ligt vast."
)
