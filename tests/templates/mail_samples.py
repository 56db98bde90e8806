"""Sample values of every kind of mail; part of `samples`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from mailing_samples import BATCHES, CHANGE, GATE, NOW, TITLE
from review_samples import REVIEW

from registry.kinds import (
    Missing,
    Role,
)
from templates.values import mail as mails
from templates.values.frame import (
    Band,
)

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
        mails.Changed(
            ABOUT,
            "Coördinator WOZ",
            CHANGE.consequence.changes,
            True,
            "TK-7HQ4-PXKM",
            TOTAL,
            Band(2100, 3000, 4020),
        ),
        mails.Changed(BARE, "Coördinator WOZ", (), False),
    ),
    "reminder": (
        mails.Reminder(ABOUT, Missing.SLOTS, date(2027, 2, 8), 2, Role.SPECIALIST),
        mails.Reminder(BARE, Missing.FAQ_APPROVAL, date(2027, 2, 8), 1, Role.KCC_LEAD),
    ),
    "question_to_department": (
        mails.QuestionToDepartment(
            ABOUT,
            (("Waar vind ik het taxatieverslag?", 60, ""), ("Ik heb de brief dubbel gekregen, wat nu?", None, "")),
            date(2027, 2, 8),
        ),
        mails.QuestionToDepartment(
            BARE, (("Waarom is dit zo duur?", None, "Noem het tarief."),), date(2027, 2, 8), True
        ),
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
            "Er komen 29% meer contacten dan gepland.",
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
