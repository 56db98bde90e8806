"""What the closed lists of `registry.kinds` are called on paper and screen. Dutch is the msgid."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from registry.kinds import (
    AppointmentState,
    Channel,
    DeliveryChannel,
    DeliveryClass,
    Door,
    FaqState,
    GapState,
    LetterState,
    MailingKind,
    Missing,
    NoticeState,
    NumberOwner,
    PeriodKind,
    Role,
    SearchOutcome,
    SlotState,
    SourceKind,
    StaffingAnswer,
    Stage,
    TallyOutcome,
    Todo,
)


def one_or_more(table: Mapping[str, str], code: str, facts: Mapping[str, object]) -> str:
    """Return the sentence of a code: that of `CODE_one` where there is one and what is counted is one."""
    is_one = any(facts.get(name) == 1 for name in ("count", "weeks", "days"))
    return table.get(f"{code}_one", table[code]) if is_one else table[code]


def N_(text: str) -> str:
    """Mark a text for translation without translating it now."""
    return text


LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Stage: {
        Stage.CONCEPT: N_("concept"),
        Stage.REGISTERED: N_("gemeld"),
        Stage.PREPARED: N_("voorbereid"),
        Stage.ALIGNED: N_("afgestemd"),
        Stage.SENT: N_("verzonden"),
        Stage.AFTERCARE: N_("nazorg"),
        Stage.CLOSED: N_("gesloten"),
        Stage.CANCELLED: N_("vervallen"),
    },
    Role: {
        Role.DEPARTMENT: N_("afdeling"),
        Role.KCC_LEAD: N_("KCC-leider"),
        Role.AGENT: N_("medewerker"),
        Role.CONTENT_MANAGER: N_("contentbeheerder"),
        Role.LIAISON: N_("schakel"),
        Role.TRAFFICER: N_("trafficer"),
        Role.SPECIALIST: N_("specialist"),
        Role.ANALYST: N_("analist"),
        Role.ADMIN: N_("beheerder"),
    },
    MailingKind: {
        MailingKind.MAILING: N_("eigen mailing"),
        MailingKind.EXTERNAL: N_("mailing van een ander"),
        MailingKind.EVENT: N_("gebeurtenis"),
    },
    Channel: {
        Channel.PHONE: N_("telefoon"),
        Channel.DESK: N_("balie"),
        Channel.CHAT: N_("chat"),
        Channel.WEBCARE: N_("webcare"),
        Channel.MAIL: N_("e-mail"),
    },
    DeliveryChannel: {
        DeliveryChannel.POST: N_("post"),
        DeliveryChannel.BERICHTENBOX: N_("Berichtenbox"),
        DeliveryChannel.EMAIL: N_("e-mail"),
        DeliveryChannel.LEAFLET: N_("huis-aan-huis"),
    },
    DeliveryClass: {
        DeliveryClass.H24: N_("24 uur"),
        DeliveryClass.H48: N_("48 uur"),
        DeliveryClass.H72: N_("72 uur"),
    },
    PeriodKind: {
        PeriodKind.CLOSING: N_("KCC gesloten"),
        PeriodKind.SCHOOL_HOLIDAY: N_("schoolvakantie"),
        PeriodKind.TRAINING: N_("trainingsdag"),
        PeriodKind.QUIET: N_("liever geen mailing"),
        PeriodKind.LEAVE: N_("specialisten afwezig"),
    },
    Door: {
        Door.PAGE: N_("pagina"),
        Door.COMMAND: N_("opdrachtregel"),
        Door.API: N_("koppeling"),
        Door.MAIL: N_("e-mail"),
        Door.FLOW: N_("automatisch"),
    },
    FaqState: {
        FaqState.DRAFT: N_("nog te beoordelen"),
        FaqState.APPROVED: N_("goedgekeurd"),
        FaqState.RETURNED: N_("teruggestuurd"),
        FaqState.DROPPED: N_("niet gebruikt"),
        FaqState.ASLEEP: N_("rust"),
    },
    GapState: {
        GapState.OPEN: N_("open"),
        GapState.DONE: N_("verwerkt"),
        GapState.REFUSED: N_("niet overgenomen"),
    },
    SourceKind: {
        SourceKind.LETTER: N_("de brief"),
        SourceKind.LOG: N_("vragen van vorige keer"),
        SourceKind.BANK: N_("vaste vragen"),
        SourceKind.EARLIER: N_("vorige mailing"),
        SourceKind.EXTERNAL: N_("lijst van de afzender"),
        SourceKind.PERSON: N_("een collega"),
    },
    StaffingAnswer: {
        StaffingAnswer.YES: N_("ja"),
        StaffingAnswer.PARTLY: N_("deels"),
        StaffingAnswer.NO: N_("nee"),
    },
    NoticeState: {
        NoticeState.READY: N_("klaar om te versturen"),
        NoticeState.SENT: N_("verstuurd"),
        NoticeState.IN_POSTTRAY: N_("in het postvak"),
        NoticeState.DELAYED: N_("vertraagd"),
        NoticeState.UNDELIVERED: N_("niet bezorgd"),
        NoticeState.FAULT: N_("technische storing"),
        NoticeState.POSSIBLY_TWICE: N_("mogelijk twee keer"),
    },
    Missing: {
        Missing.FORECAST: N_("prognose"),
        Missing.LETTER: N_("tekst van de brief"),
        Missing.FAQ_DRAFT: N_("concept van het FAQ-blad"),
        Missing.FAQ_ANSWERS: N_("antwoorden van de afdeling"),
        Missing.FAQ_APPROVAL: N_("beoordeling van het FAQ-blad"),
        Missing.STAFFING: N_("antwoord over de bezetting"),
        Missing.SLOTS: N_("tijdsloten van specialisten"),
        Missing.LEAD_YES: N_("akkoord van de KCC-leider"),
    },
    SlotState: {
        SlotState.OPEN: N_("vrij"),
        SlotState.TAKEN: N_("bezet"),
        SlotState.BLOCKED: N_("ingetrokken"),
    },
    AppointmentState: {
        AppointmentState.ACTIVE: N_("afgesproken"),
        AppointmentState.CANCELLED: N_("afgezegd"),
        AppointmentState.DONE: N_("geweest"),
    },
    LetterState: {
        LetterState.UNREAD: N_("nog niet gelezen"),
        LetterState.READ: N_("gelezen"),
        LetterState.FAILED: N_("niet te lezen"),
    },
    NumberOwner: {
        NumberOwner.KCC: N_("nummer van het KCC"),
        NumberOwner.DEPARTMENT: N_("nummer van de afdeling"),
        NumberOwner.OTHER: N_("nummer van een ander"),
        NumberOwner.NONE: N_("geen nummer in de brief"),
    },
    SearchOutcome: {
        SearchOutcome.OPENED: N_("antwoord geopend"),
        SearchOutcome.EMPTY: N_("niets gevonden"),
        SearchOutcome.UNHELPFUL: N_("geen antwoord dat helpt"),
    },
    TallyOutcome: {
        TallyOutcome.ANSWERED: N_("beantwoord"),
        TallyOutcome.HANDED_OVER: N_("doorgezet"),
        TallyOutcome.CALLBACK: N_("terugbellen"),
    },
    Todo: {
        Todo.FAQ_JUDGE: N_("antwoorden beoordelen"),
        Todo.FAQ_ANSWER: N_("antwoorden aanvullen"),
        Todo.FAQ_RETURNED: N_("teruggestuurde antwoorden aanpassen"),
        Todo.STAFFING: N_("zeggen of de bezetting past"),
        Todo.ALIGN: N_("afstemmen"),
        Todo.LETTER: N_("de brief toevoegen"),
        Todo.SLOTS: N_("tijdsloten openen"),
        Todo.RELEASE: N_("verzendbewijs halen"),
        Todo.SENDING: N_("melden dat het is verzonden"),
        Todo.CALLBACK: N_("inwoners terugbellen"),
        Todo.REVIEW: N_("terugblik lezen en sluiten"),
    },
}

# The look of a state. The word is always there too: meaning is never carried by colour alone.
TONES: dict[type[StrEnum], dict[StrEnum, str]] = {
    Stage: {
        Stage.CONCEPT: "neutral",
        Stage.REGISTERED: "warning",
        Stage.PREPARED: "warning",
        Stage.ALIGNED: "success",
        Stage.SENT: "success",
        Stage.AFTERCARE: "neutral",
        Stage.CLOSED: "neutral",
        Stage.CANCELLED: "neutral",
    },
    GapState: {GapState.OPEN: "warning", GapState.DONE: "success", GapState.REFUSED: "neutral"},
    FaqState: {
        FaqState.DRAFT: "warning",
        FaqState.APPROVED: "success",
        FaqState.RETURNED: "warning",
        FaqState.DROPPED: "neutral",
        FaqState.ASLEEP: "neutral",
    },
    NoticeState: {
        NoticeState.READY: "neutral",
        NoticeState.SENT: "success",
        NoticeState.IN_POSTTRAY: "success",
        NoticeState.DELAYED: "warning",
        NoticeState.UNDELIVERED: "danger",
        NoticeState.FAULT: "danger",
        NoticeState.POSSIBLY_TWICE: "warning",
    },
    StaffingAnswer: {
        StaffingAnswer.YES: "success",
        StaffingAnswer.PARTLY: "warning",
        StaffingAnswer.NO: "danger",
    },
}


def label(value: StrEnum) -> str:
    """The Dutch word (a msgid) for a member of a closed list.

    Raises:
        KeyError: The list or the member has no label; add it above.
    """
    return LABELS[type(value)][value]


def tone(value: StrEnum) -> str:
    """success, warning, danger or neutral: the look of the badge for this state.

    Raises:
        KeyError: The list has no looks.
    """
    return TONES[type(value)][value]
