"""Sample values of the FAQ sheet, the search, appointments and callbacks; part of `samples`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from mailing_samples import NOW, OPEN_DAYS, TITLE

from registry.kinds import (
    FaqState,
    SourceKind,
)
from templates.values import answers, mailing
from templates.values.frame import (
    Choice,
    Form,
    Pages,
    Piece,
    Undo,
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
            Piece("same", "De waarde is wat uw woning waard was op 1 januari "),
            Piece("gone", "2025."),
            Piece("new", "2026. Huizen in Wierdijk werden dat jaar duurder."),
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
