"""Sample values for every page and every mail: one full, one with as little as the shape allows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import impact_samples
from admin_samples import ADMIN_PAGES
from desk_samples import DESK_PAGES
from drafting_samples import DRAFTING_PAGES

from registry.kinds import (
    Channel,
    DeliveryChannel,
    DeliveryClass,
    FaqState,
    MailingKind,
    Missing,
    NoticeState,
    Role,
    SourceKind,
    StaffingAnswer,
    Stage,
)
from templates.values import answers, house, mailing, paper, review
from templates.values import mail as mails
from templates.values.frame import (
    Band,
    Change,
    Choice,
    Form,
    Frame,
    Message,
    Pages,
    Section,
    Sort,
    StageStep,
    TimelineEntry,
    Undo,
    Viewer,
)
from templates.values.manual import GuideLink, ManualPage

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


def _review_spec() -> Mapping[str, Any]:
    from templates.charts import Marker, review_spec

    markers = tuple(Marker(batch.handover_on, f"deel {batch.number}") for batch in BATCHES)
    return review_spec(REVIEW_DAYS, markers, lang="nl")


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
        (("Bezwaar maken kan tot en met", date(2027, 4, 9)), ("Eerste termijn betalen uiterlijk", date(2027, 3, 31))),
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
    ),
)
CHANGE_MINIMAL = mailing.ChangePage("2027-004", 7, TITLE, (mailing.BatchInput("15000", "2027-02-16"),))
PROOF = mailing.ProofPage(
    "2027-004", TITLE, "Belastingen", "TK-7F3K-92QD", BATCHES, NOW, "Teamleider KCC", "Datum ligt vast."
)

LETTER = (
    "U ontvangt hierbij uw WOZ-beschikking en de aanslag gemeentelijke belastingen voor 2027.",
    "De waarde van uw woning op 1 januari 2026 is € 312.000. De opbouw staat in het taxatieverslag.",
    "Bent u het niet eens met de waarde? Dan kunt u binnen zes weken na de dagtekening bezwaar maken.",
    "U betaalt in één keer vóór 1 mei 2027, of in tien termijnen met automatische incasso.",
)
FAQ_LINES = (
    answers.FaqLine(
        "11",
        1,
        "Waarom is mijn WOZ-waarde zo gestegen?",
        "De waarde is wat uw woning waard was op 1 januari 2026. Huizen in Wierdijk werden dat jaar duurder. In het "
        "taxatieverslag ziet u met welke woningen wij hebben vergeleken.",
        FaqState.APPROVED,
        3,
        (
            answers.Source(
                SourceKind.LETTER,
                LETTER[1].split(". ")[0] + ".",
                "alinea 2",
                "",
                " " + ". ".join(LETTER[1].split(". ")[1:]),
            ),
            answers.Source(SourceKind.LOG, "wos waarde veel te hoog", "62 keer gevraagd"),
        ),
        asked_count=62,
        difference=(
            answers.Piece("same", "De waarde is wat uw woning waard was op 1 januari "),
            answers.Piece("gone", "2025."),
            answers.Piece("new", "2026. Huizen in Wierdijk werden dat jaar duurder."),
        ),
    ),
    answers.FaqLine(
        "12",
        2,
        "Waar vind ik het taxatieverslag?",
        "",
        FaqState.DRAFT,
        1,
        (answers.Source(SourceKind.LOG, "waar staat dat verslag dan", "60 keer gevraagd"),),
        asked_count=60,
        due_on=date(2027, 2, 10),
    ),
    answers.FaqLine(
        "13",
        3,
        "Tot wanneer kan ik bezwaar maken?",
        "Tot en met 9 april 2027. Dat is zes weken na de dagtekening.",
        FaqState.DRAFT,
        2,
        (answers.Source(SourceKind.LETTER, LETTER[2], "alinea 3"),),
        unchanged=True,
        doubts=("“9 april 2026” is al voorbij als de eerste brief weggaat (16 februari 2027).",),
        problem="Iemand anders heeft deze vraag intussen gewijzigd. Bekijk de nieuwe tekst en oordeel opnieuw.",
    ),
    answers.FaqLine(
        "14",
        4,
        "Kan ik in termijnen betalen?",
        "Ja, in tien termijnen met automatische incasso.",
        FaqState.DRAFT,
        2,
        (
            answers.Source(SourceKind.LETTER, LETTER[3], "alinea 4"),
            answers.Source(SourceKind.BANK, "Betalen in termijnen"),
        ),
        facts_changed=True,
        editing=True,
        form=Form({"answer": ""}, {"answer": "Vul dit veld in."}),
    ),
    answers.FaqLine(
        "15",
        5,
        "Ik heb de brief dubbel gekregen, wat nu?",
        "",
        FaqState.RETURNED,
        4,
        (answers.Source(SourceKind.PERSON, "Gevraagd aan de balie"),),
        note="Is dit hetzelfde kenmerk of zijn het twee objecten?",
    ),
)
FAQ = answers.FaqPage(
    "2027-004",
    TITLE,
    "Belastingen",
    FAQ_LINES,
    mailing.FaqProgress(14, 3, 2, 1),
    may_decide=True,
    letter=LETTER,
    valid_from=date(2027, 2, 18),
    valid_until=date(2027, 4, 23),
    unchanged_count=4,
    doubtful_count=1,
    filters=(
        answers.FaqFilter("", "Alles", 20),
        answers.FaqFilter("te-beoordelen", "Te beoordelen", 3),
        answers.FaqFilter("leeg", "Zonder antwoord", 0),
        answers.FaqFilter("goedgekeurd", "Goedgekeurd", 14),
    ),
    undo=Undo("Antwoord 11 is goedgekeurd.", "/mailings/2027-004/faq/ongedaan/0123456789abcdef01234567", 0),
)
FAQ_MINIMAL = answers.FaqPage(
    "2027-004",
    TITLE,
    "Belastingen",
    (),
    mailing.FaqProgress(0, 0, 0, 0),
    False,
    (),
    date(2027, 2, 18),
    date(2027, 4, 23),
)
SEARCH = answers.SearchPage(
    "wos waarde te hoog",
    (
        answers.Answer(
            "11",
            FAQ_LINES[0].question,
            FAQ_LINES[0].answer,
            TITLE,
            NOW,
            date(2027, 4, 23),
            "de brief, alinea 2",
            "Wordt herzien: twee collega’s meldden dat dit antwoord niet klopt.",
        ),
        answers.Answer(
            "13",
            FAQ_LINES[2].question,
            FAQ_LINES[2].answer,
            TITLE,
            NOW,
            date(2027, 4, 23),
            "de brief, alinea 3",
            None,
            2,
        ),
        answers.Answer(
            "14",
            FAQ_LINES[3].question,
            FAQ_LINES[3].answer,
            TITLE,
            NOW,
            date(2027, 4, 23),
            "de brief, alinea 4",
            None,
            3,
        ),
    ),
    (Choice("2027-004", TITLE),),
    may_note=True,
    may_tally=True,
)
SLOT_DAYS = tuple(
    answers.SlotDay(
        day,
        tuple(
            answers.SlotRow(
                f"{day:%m%d}-{hour}",
                datetime(day.year, day.month, day.day, hour, 0, tzinfo=UTC),
                datetime(day.year, day.month, day.day, hour, 20, tzinfo=UTC),
                "Taxateur 1" if hour % 2 else "Taxateur 2",
                "telefoon",
            )
            for hour in (8, 9, 10, 13, 14)
        ),
    )
    for day in OPEN_DAYS[3:6]
)
APPOINTMENTS = answers.AppointmentsPage(
    (Choice("2027-004", TITLE),),
    "2027-004",
    SLOT_DAYS,
    (answers.AppointmentRow("5", NOW, "Taxateur 1", "Beller uit de Dorpsstraat", "0599 000 000", "Bezwaar", 2),),
    ("Om welk adres gaat het?", "Welke waarde vindt de beller juist, en waarom?"),
    SLOT_DAYS[0].slots[:3],
    4,
    Form({"caller": "Beller"}, {"slot": "Dit tijdslot is net bezet. Vrij zijn nog: 10.00 uur; 11.00 uur; 14.00 uur."}),
)
APPOINTMENTS_MINIMAL = answers.AppointmentsPage((), "", (), ())
CALLBACKS = answers.CallbacksPage(
    (
        answers.CallbackRow(
            "1",
            "Beller uit de Kerkstraat",
            "0599 000 001",
            "Wil weten waarom de waarde steeg",
            TITLE,
            "KCC",
            "Taxateur 1",
            NOW,
            2,
            True,
            3,
        ),
        answers.CallbackRow(
            "2",
            "Ondernemer Havenkwartier",
            "0599 000 002",
            "Twee aanslagen voor één pand",
            None,
            "KCC",
            "Belastingen",
            NOW + timedelta(days=1),
            0,
            False,
            1,
        ),
    ),
    Pages(1, 1, 2),
    (Choice("2027-004", TITLE),),
    Form({}, {"phone": "Vul dit veld in."}),
    (Choice("1", "Belastingen"), Choice("2", "Burgerzaken")),
)
CALLBACKS_MINIMAL = answers.CallbacksPage((), Pages(1, 1, 0), ())

REVIEW_DAYS = tuple(
    review.ReviewDay(
        day.on,
        round(day.expected * (1.08 + 0.07 * math.sin(at * 1.7))),
        day.low,
        day.expected,
        day.high,
        day.ordinary,
        next((f"deel {batch.number}" for batch in BATCHES if batch.handover_on == day.on), ""),
    )
    for at, day in enumerate(FORECAST_DAYS)
)
REVIEW = review.ReviewPage(
    may_close=True,
    second_way=impact_samples.SECOND_WAY,
    ref="2027-004",
    title=TITLE,
    department="Belastingen",
    letter_type="WOZ-beschikking",
    version=2,
    made_at=NOW,
    window_from=OPEN_DAYS[0],
    window_until=OPEN_DAYS[-1],
    letters=44982,
    extra=Band(2610, 2940, 3270),
    rate=Band(0.058, 0.065, 0.073),
    plan=Band(1890, 2700, 3620),
    last_plan=Band(2300, 2810, 3350),
    peak_on=date(2027, 2, 22),
    peak_count=1104,
    planned_peak_on=date(2027, 2, 22),
    hours=Band(282.8, 318.5, 354.3),
    euros=Band(11312, 12740, 14172),
    tariff_euro=40,
    norm_share=0.8,
    days=REVIEW_DAYS,
    questions=(
        review.AskedQuestion("Waarom is mijn WOZ-waarde zo gestegen?", 412, True, 0.86),
        review.AskedQuestion("Waar vind ik het taxatieverslag?", 230, True, 0.97),
        review.AskedQuestion("Ik heb de brief dubbel gekregen, wat nu?", 88, False, 0.34),
    ),
    findings=(
        review.FindingView(
            "230 bellers vroegen waar het taxatieverslag staat.", "Zet het webadres in de tweede alinea van de brief."
        ),
        review.FindingView("De maandag na elke levering was het drukst."),
    ),
    decisions=(review.Decision(date(2027, 2, 24), "Deel 3 twee dagen later aangeleverd.", "Teamleider KCC"),),
    offered=14120,
    answered=13480,
    abandoned=640,
    wait_seconds=48,
    self_handled_share=0.812,
    forecast_error=0.082,
    naive_error=0.21,
    next_forecast=Band(2500, 2900, 3320),
    provisional=True,
    origin=review.Origin(10_020, 2_940, 380, -24),
)
REVIEW_MINIMAL = replace(
    REVIEW,
    extra=Band(120, 180, 260, at_least=True),
    plan=None,
    last_plan=None,
    planned_peak_on=None,
    euros=None,
    tariff_euro=None,
    days=REVIEW_DAYS[:1],
    questions=(),
    findings=(),
    decisions=(),
    offered=None,
    answered=None,
    abandoned=None,
    wait_seconds=None,
    self_handled_share=None,
    forecast_error=None,
    naive_error=None,
    next_forecast=None,
    provisional=False,
)

START = house.StartPage(
    (
        house.DemoGroup(
            Role.KCC_LEAD,
            "Keurt antwoorden goed, stemt af en geeft akkoord voor vertrek.",
            (house.DemoPerson("1", "Teamleider KCC"), house.DemoPerson("2", "Senior KCC")),
            is_main=True,
        ),
        house.DemoGroup(
            Role.DEPARTMENT,
            "Meldt mailings en vult antwoorden aan.",
            tuple(house.DemoPerson(str(number), f"Coördinator {number}", "Belastingen") for number in range(10, 16)),
            is_main=True,
        ),
        house.DemoGroup(Role.LIAISON, "Verbindt een afdeling.", (house.DemoPerson("3", "Schakel"),), is_main=False),
    ),
    Choice("/mailings/2027-004", TITLE),
)
NOTICE_ROWS = tuple(
    mailing.NoticeRow(str(number), NOW - timedelta(minutes=7 * number), "kcc-leider@wierdijk.example", subject, state)
    for number, (subject, state) in enumerate(
        zip(
            (
                "Nieuwe mailing gemeld: WOZ 2027",
                "FAQ-blad klaar om te beoordelen",
                "Lukt de bezetting?",
                "Herinnering",
                "Gewijzigd",
                "Verzendbewijs",
                "Terugblik klaar",
            ),
            NoticeState,
            strict=True,
        )
    )
)
PAGES: dict[str, tuple[Any, Any]] = impact_samples.PAGES | {
    "start": (START, house.StartPage(())),
    "sign_in": (
        house.SignInPage(
            True,
            True,
            "/mailings",
            Form(
                {"email": "leider@wierdijk.example"},
                {"password": "Dit adres en wachtwoord horen niet bij elkaar. Probeer het nog een keer."},
            ),
        ),
        house.SignInPage(False, False, "/"),
    ),
    "signed_out": (house.SignedOutPage("https://idp.example/uit"), house.SignedOutPage("https://idp.example/uit?a=b")),
    "mailings": (MAILINGS, MAILINGS_MINIMAL),
    "mailing": (lambda: replace(MAILING, forecast=forecast(_forecast_spec())), MAILING_MINIMAL),
    "register": (REGISTER, REGISTER_MINIMAL),
    "change": (CHANGE, CHANGE_MINIMAL),
    "proof": (PROOF, replace(PROOF, batches=BATCHES[2:], override_reason=None)),
    "faq": (FAQ, FAQ_MINIMAL),
    "search": (SEARCH, answers.SearchPage("", ())),
    **DESK_PAGES,
    **DRAFTING_PAGES,
    "appointments": (APPOINTMENTS, APPOINTMENTS_MINIMAL),
    "callbacks": (CALLBACKS, CALLBACKS_MINIMAL),
    "review": (lambda: replace(REVIEW, spec=_review_spec()), REVIEW_MINIMAL),
    "posttray": (
        house.PosttrayPage(
            NOTICE_ROWS,
            Pages(1, 1, 7),
            relay=False,
            filters={"stand": "", "soort": "", "aan": "lead"},
            states=(Choice("sent", "verstuurd"),),
            kinds=(Choice("changed", "Mailing gewijzigd"),),
            failed_count=2,
        ),
        house.PosttrayPage((), Pages(1, 1, 0), relay=True, incoming=True),
    ),
    "posttray_mail": (
        house.PosttrayMail(
            "Nieuwe mailing gemeld: WOZ 2027",
            "torenkamer@wierdijk.example",
            "kcc-leider@wierdijk.example",
            NOW,
            NoticeState.IN_POSTTRAY,
            "Beste collega,\n\nEr is een mailing gemeld.\n",
            "<a1@wierdijk.example>",
            ("uitnodiging.ics",),
            "550 mailbox unknown",
            3,
            "/postvak/1/opnieuw",
        ),
        house.PosttrayMail(
            "",
            "torenkamer@wierdijk.example",
            "kcc-leider@wierdijk.example",
            NOW,
            NoticeState.READY,
            "",
            "<a1@wierdijk.example>",
        ),
    ),
    "health": (
        house.HealthPage(
            (
                house.Check(
                    "De ronde",
                    "danger",
                    "De ronde is te laat: voor het laatst om 08:51.",
                    "Start Torenkamer opnieuw, of voer “torenkamer sweep” uit.",
                ),
                house.Check("Uitgaande e-mail", "warning", "3 e-mails wachten langer dan een kwartier."),
                house.Check("Database", "success", "De database antwoordt en is bijgewerkt."),
            ),
            NOW,
            "http://127.0.0.1:4200",
        ),
        house.HealthPage((), NOW),
    ),
    "error": (
        house.ErrorPage(
            403,
            "Deze pagina stond te lang open. Er is nog niets verstuurd.",
            "A7K-3Q9",
            house.Again(
                "/mailings?type=3",
                {"title": "WOZ-beschikking <2027>", "audience": "Eerste regel\nTweede regel"},
                ("brief.pdf",),
                ("letter_file",),
                signed_in=False,
            ),
        ),
        house.ErrorPage(404, "Deze pagina bestaat niet.", ""),
    ),
    **ADMIN_PAGES,
    "manual": (
        ManualPage(
            (GuideLink("afdeling", "Afdeling", True), GuideLink("analist", "Analist", False)), "afdeling", "Afdeling"
        ),
        ManualPage((GuideLink("afdeling", "Afdeling", False),), "", ""),
    ),
    "parts/faq_line": (
        answers.FaqLinePart("2027-004", FAQ_LINES[0], FAQ.progress, True),
        answers.FaqLinePart("2027-004", FAQ_LINES[4], FAQ.progress, False, may_edit=True),
    ),
    "parts/search_results": (SEARCH, answers.SearchPage("xyz", (), none_before=date(2027, 2, 18))),
    "parts/register_feedback": (REGISTER.feedback, mailing.Feedback(Band(5, 10, 20), date(2027, 2, 22))),
}

MAIL_FRAME = mails.MailFrame(
    "gemeente Wierdijk", "Teamleider KCC", Role.KCC_LEAD, "https://torenkamer.wierdijk.example"
)
ABOUT = mails.About(
    "2027-004",
    TITLE,
    "Belastingen",
    45000,
    tuple(mails.MailBatch(b.number, b.quantity, b.handover_on, b.arrives_from, b.arrives_until) for b in BATCHES),
)
BARE = replace(ABOUT, batches=())
TOTAL = Band(1890, 2700, 3620)
WEEKS = (
    (date(2027, 2, 15), Band(300, 520, 800)),
    (date(2027, 2, 22), Band(700, 1010, 1350)),
    (date(2027, 3, 1), Band(890, 1170, 1470)),
)

MAILS: dict[str, tuple[Any, Any]] = {
    "mailing_registered": (
        mails.MailingRegistered(
            ABOUT, "Coördinator WOZ", 12, True, TOTAL, WEEKS, ("Geen eigen historie: ruime band.",), GATE[:2]
        ),
        mails.MailingRegistered(BARE, "Coördinator WOZ", 43, False, None, (), (), ()),
    ),
    "faq_ready_for_approval": (
        mails.FaqReady(ABOUT, 20, 3, date(2027, 2, 1)),
        mails.FaqReady(BARE, 20, 0, date(2027, 2, 1)),
    ),
    "slots_needed": (
        mails.SlotsNeeded(ABOUT, 270, ((date(2027, 2, 22), 40), (date(2027, 2, 23), 32)), date(2027, 2, 8)),
        mails.SlotsNeeded(BARE, 3, (), date(2027, 2, 8)),
    ),
    "staffing_question": (
        mails.StaffingQuestion(ABOUT, 6, 292.5, date(2027, 2, 22), Band(210, 330, 460), date(2027, 2, 1)),
        mails.StaffingQuestion(BARE, 1, 4, date(2027, 2, 22), Band(1, 2, 3), date(2027, 2, 1)),
    ),
    "mailing_aligned": (
        mails.MailingAligned(ABOUT, "Teamleider KCC", TOTAL),
        mails.MailingAligned(BARE, "Teamleider KCC", None),
    ),
    "auto_aligned": (mails.AutoAligned(replace(ABOUT, quantity=240), 1000), mails.AutoAligned(BARE, 1000)),
    "changed": (
        mails.Changed(ABOUT, "Coördinator WOZ", CHANGE.consequence.changes, True, TOTAL, Band(2100, 3000, 4020)),
        mails.Changed(BARE, "Coördinator WOZ", (), False),
    ),
    "alignment_withdrawn": (
        mails.AlignmentWithdrawn(ABOUT, "Coördinator WOZ", CHANGE.consequence.changes),
        mails.AlignmentWithdrawn(BARE, "Coördinator WOZ", ()),
    ),
    "reminder": (
        mails.Reminder(ABOUT, Missing.SLOTS, date(2027, 2, 8), 2, Role.SPECIALIST),
        mails.Reminder(BARE, Missing.FAQ_APPROVAL, date(2027, 2, 8), 1, Role.KCC_LEAD),
    ),
    "question_to_department": (
        mails.QuestionToDepartment(
            ABOUT,
            (("Waar vind ik het taxatieverslag?", 60), ("Ik heb de brief dubbel gekregen, wat nu?", None)),
            date(2027, 2, 8),
        ),
        mails.QuestionToDepartment(BARE, (), date(2027, 2, 8)),
    ),
    "surprise_seen": (
        mails.SurpriseSeen(3, "toeslagen", ("brief over mijn toeslag", "wat moet ik invullen"), NOW, 80, 2.5),
        mails.SurpriseSeen(3, "", (), NOW, 80, 0.0),
    ),
    "nowcast_changed": (
        mails.NowcastChanged(
            ABOUT,
            date(2027, 3, 3),
            Band(3120, 3480, 3860),
            2700,
            "Er komen 29 % meer contacten dan gepland.",
            ((1, True, 477, 615), (2, False, 900, 1161)),
            True,
        ),
        mails.NowcastChanged(
            BARE, date(2027, 3, 3), Band(3120, 3480, 3860), 2700, "Er komen meer contacten.", (), False
        ),
    ),
    "review_ready": (
        mails.ReviewReady(
            ABOUT, REVIEW.extra, REVIEW.plan, REVIEW.peak_on, REVIEW.hours, ("Zet het webadres in de brief.",)
        ),
        mails.ReviewReady(BARE, Band(120, 180, 260, at_least=True), None, REVIEW.peak_on, REVIEW.hours, ()),
    ),
    "override_used": (
        mails.OverrideUsed(ABOUT, "Hoofd Belastingen", "De raad heeft de datum vastgelegd.", GATE),
        mails.OverrideUsed(BARE, "Hoofd Belastingen", "Spoed.", ()),
    ),
    "released": (
        mails.Released(ABOUT, "Teamleider KCC", NOW, "TK-7F3K-92QD"),
        mails.Released(BARE, "Teamleider KCC", NOW, "TK-7F3K-92QD"),
    ),
    "cancelled": (
        mails.Cancelled(ABOUT, "Coördinator WOZ", "De verordening is niet op tijd vastgesteld."),
        mails.Cancelled(BARE, "Coördinator WOZ", "Dubbel gemeld."),
    ),
    "letter_unreadable": (
        mails.LetterUnreadable(
            ABOUT,
            "Het bestand brief.pdf is beveiligd met een wachtwoord. Bewaar het zonder wachtwoord, of plak de tekst.",
        ),
        mails.LetterUnreadable(BARE, "Er is geen tekst."),
    ),
}


def value_of(sample: Any) -> Any:
    """A sample, built now when it needs the chart room."""
    return sample() if callable(sample) else sample


SHEET_ENTRIES = tuple(paper.FaqSheetEntry(line.question, line.answer) for line in FAQ_LINES if line.answer)
PAPERS: dict[str, tuple[Any, Any]] = {
    "review/onepager": (REVIEW, REVIEW_MINIMAL),
    "faq/sheet": (
        paper.FaqSheet(
            TITLE,
            "Belastingen",
            date(2027, 2, 18),
            date(2027, 4, 23),
            SHEET_ENTRIES,
            date(2027, 2, 18),
            "Wil de beller de waarde bespreken? Maak dan een afspraak met een taxateur.",
        ),
        paper.FaqSheet(TITLE, "Belastingen", date(2027, 2, 18), date(2027, 4, 23), (), date(2027, 2, 18)),
    ),
    "brief/day": (
        paper.Brief(
            date(2027, 2, 18),
            (
                paper.BriefMailing(TITLE, 15000, Band(110, 180, 260)),
                paper.BriefMailing("Rioolwerk Havenkwartier", 640, None),
            ),
            Band(430, 580, 690),
            SHEET_ENTRIES,
            ("Waar vind ik het taxatieverslag?",),
            ("Taxateur 1", "Taxateur 2"),
            14,
            3,
            ("Tot en met 1 maart: uitstel van betaling mag het KCC zelf toezeggen.",),
        ),
        paper.Brief(date(2027, 2, 18), (), None, ()),
    ),
}
