"""Sample values of the pages about letter and questions; part of `samples`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from registry.kinds import GapState
from templates.values import drafting
from templates.values.frame import Form

_LINES = (
    (drafting.Piece("Geachte heer, mevrouw,"),),
    (),
    (
        drafting.Piece("U dient", True, (2,)),
        drafting.Piece(" te betalen voor "),
        drafting.Piece("12 maart 2026", True, (1,)),
    ),
)
_GROUPS = (
    drafting.FindingGroup(
        "Dagen en termijnen",
        (
            drafting.FindingRow(
                1, "Deze dag is al voorbij", "Van vorig jaar?", 3, "12 maart 2026", "ligt voor de aanlevering", ""
            ),
        ),
    ),
    drafting.FindingGroup("Taal", (drafting.FindingRow(2, "Vakwoord", "Niet bekend.", 3, "dient", "", "moet"),)),
)
_QUESTIONS = (
    drafting.OpenQuestion("Waar vind ik het taxatieverslag?", 60, 45, 22, "U vindt het op mijn.wierdijk.example."),
    drafting.OpenQuestion("Moet ik voor mijn hond betalen?", 20, None, None, "", "andere brief"),
    drafting.OpenQuestion("Waarom is het duurder?", 8, 6, 3, ""),
)

_GAP = drafting.GapRow(
    1, 2, "Waar vind ik het taxatieverslag?", 60, 4, "", "Kijk op mijn.wierdijk.example.", "", "Kijk op mijn.wierdijk.example.",
    GapState.REFUSED, "past niet meer", "coordinator", datetime(2027, 1, 11, 9, 0, tzinfo=UTC),
)  # fmt: skip
_OPEN = replace(_GAP, id=2, state=GapState.OPEN, insert_line="", reason="", decided_by="", decided_at=None)
_TOLD = replace(_OPEN, id=3, question="Wanneer moet ik betalen?", quote="U betaalt voor 30 april.")

_KNOWN = drafting.GroupRow(
    "woz_aanslag.taxatieverslag",
    "Waar vind ik het taxatieverslag?",
    True,
    48,
    0.25,
    "meer",
    (),
    ("waar is mijn verslag",),
    False,
)
_NEW = drafting.GroupRow(
    "nieuw-1", "krijg ik een bloemetje", False, 8, None, "gelijk", (), ("krijg ik een bloemetje",), True
)

DRAFTING_PAGES: dict[str, tuple[Any, Any]] = {
    "letter_check": (
        drafting.LetterCheckPage(
            "2027-004",
            "WOZ-aanslag 2027",
            "woz.docx",
            "",
            _GROUPS,
            _QUESTIONS,
            _LINES,
            ("Verborgen tekst.",),
            "WOZ 2026",
            25,
            date(2027, 1, 11),
        ),
        drafting.LetterCheckPage(
            "2027-004", "WOZ-aanslag 2027", "", "Er is nog geen brief.", (), (), (), (), "", None, date(2027, 1, 11)
        ),
    ),
    "gaps": (
        drafting.GapsPage(
            "2027-004",
            "WOZ-aanslag 2027",
            True,
            (_GAP, _OPEN),
            (_TOLD,),
            (_GAP,),
            "WOZ 2026",
            (2, date(2027, 3, 1)),
            True,
            Form({"state": "refused"}, {"reason": "Schrijf erbij waarom.", "insert_line": "Te lang."}),
            2,
        ),
        drafting.GapsPage("2027-004", "WOZ-aanslag 2027", False, (), (), (), "", None, False),
    ),
    "external": (
        drafting.ExternalPage(
            "2027-004",
            "Energietoeslag",
            Form({"origin": "Rijksoverheid", "dated_on": "2027-01-04"}),
            (
                drafting.ReadRow(1, "Wie krijgt het?", "Wie weinig verdient.", True),
                drafting.ReadRow(3, "Wanneer?", "In mei."),
            ),
            (drafting.UnreadRow(5, "Los stukje", "hier staat geen vraag bij"),),
            "vraag;antwoord",
            date(2027, 5, 1),
        ),
        drafting.ExternalPage("2027-004", "Energietoeslag", Form({}, {"origin": "Vul dit in.", "text": "Vul dit in."})),
    ),
    "groups": (
        drafting.GroupsPage(
            "2027-004",
            "WOZ-aanslag 2027",
            datetime(2027, 3, 4, 8, 0, tzinfo=UTC),
            60,
            4,
            2,
            (_KNOWN, _NEW),
            (),
            (
                drafting.DecisionRow(
                    1, "De ene hoort bij de andere.", "contentbeheerder", datetime(2027, 3, 4, 8, 0, tzinfo=UTC)
                ),
            ),
            True,
            True,
            _KNOWN,
            Form({}, {"name": "Vul dit in."}),
        ),
        drafting.GroupsPage("2027-004", "WOZ-aanslag 2027", None, 0, 0, 0, (), (), (), False, False),
    ),
}
