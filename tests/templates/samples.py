"""Sample values for every page and every mail: one full, one with as little as the shape allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import impact_samples
from admin_samples import ADMIN_PAGES
from answer_samples import (
    APPOINTMENTS,
    APPOINTMENTS_MINIMAL,
    CALLBACKS,
    CALLBACKS_MINIMAL,
    FAQ,
    FAQ_LINES,
    FAQ_MINIMAL,
    SEARCH,
)
from desk_samples import DESK_PAGES
from drafting_samples import DRAFTING_PAGES
from mailing_samples import (
    BATCHES,
    CHANGE,
    CHANGE_MINIMAL,
    MAILING,
    MAILING_MINIMAL,
    MAILINGS,
    MAILINGS_MINIMAL,
    NOW,
    PROOF,
    REGISTER,
    REGISTER_MINIMAL,
    TITLE,
    _forecast_spec,
    forecast,
)
from review_samples import REVIEW, REVIEW_MINIMAL, _review_spec

from registry.kinds import (
    NoticeState,
    Role,
)
from templates.values import answers, house, mailing, paper
from templates.values.frame import (
    Band,
    Choice,
    Form,
    Pages,
)
from templates.values.manual import GuideLink, ManualPage

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
