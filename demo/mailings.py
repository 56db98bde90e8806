"""What the departments of Wierdijk know about their own mailings: dates, numbers, letters. No effect stands here.

Everything of the demo lies between COUNTS_FROM and LOG_UNTIL. This year's mailing is this of 2027; its days hang on the
dagtekening, so that a demo that moves the clock has one day to reckon from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from registry.kinds import DeliveryChannel, DeliveryClass

COUNTS_FROM = date(2025, 1, 2)
COUNTS_UNTIL = date(2027, 1, 31)
LOG_FROM = date(2027, 2, 1)
LOG_UNTIL = date(2027, 3, 31)


@dataclass(frozen=True)
class SentBatch:
    """Letters handed over to the post on one day."""

    handover_on: date
    quantity: int


@dataclass(frozen=True)
class DemoMailing:
    """A mailing as its department knows it. `letter` is the stem of a file in demo/letters, None if it was not kept."""

    key: str
    name: str
    letter_type: str
    department: str
    topic: str
    dated_on: date
    batches: tuple[SentBatch, ...]
    delivery_class: DeliveryClass = DeliveryClass.H72
    channel: DeliveryChannel = DeliveryChannel.POST
    letter: str | None = None
    reader_must: str = ""
    reader_deadline_on: date | None = None
    guess_rate: float | None = None

    @property
    def quantity(self) -> int:
        """Letters in all batches."""
        return sum(batch.quantity for batch in self.batches)


@dataclass(frozen=True)
class UnknownLetter:
    """A letter of somebody else that nobody registered: only what residents say about it is known, from `felt_from` on."""

    key: str
    topic: str
    felt_from: date
    share: float


@dataclass(frozen=True)
class DemoEvent:
    """Something that was not a letter and that brought contacts. `topic` None: all topics."""

    key: str
    name: str
    starts_on: date
    ends_on: date
    felt_on: tuple[date, ...]
    topic: str | None


def this_year(dated_on: date = date(2027, 2, 28)) -> DemoMailing:
    """Return the WOZ mailing of this year: 45,000 letters in three batches, 19, 12 and 5 days before the dagtekening.

    The dates in the letter file are those of the default; with another dagtekening only the batches move.
    """
    days = (19, 12, 5)
    return DemoMailing(
        key="woz-2027",
        name="WOZ-aanslag 2027",
        letter_type="woz",
        department="belastingen",
        topic="belastingen",
        dated_on=dated_on,
        batches=tuple(SentBatch(dated_on - timedelta(days=before), 15_000) for before in days),
        letter="woz_2027",
        reader_must="controleren, betalen en zo nodig bezwaar maken",
        # Six weeks after 28 February 2027 is Sunday 11 April; the Algemene termijnenwet moves it to Monday.
        reader_deadline_on=date(2027, 4, 12) if dated_on == date(2027, 2, 28) else dated_on + timedelta(days=42),
    )


# What went before, oldest first. Two of the same type, two of other types.
WOZ_2025 = DemoMailing(
    key="woz-2025",
    name="WOZ-aanslag 2025",
    letter_type="woz",
    department="belastingen",
    topic="belastingen",
    dated_on=date(2025, 2, 28),
    batches=(SentBatch(date(2025, 2, 18), 44_100),),
    reader_must="controleren, betalen en zo nodig bezwaar maken",
    reader_deadline_on=date(2025, 4, 11),
)
STEMPAS_2025 = DemoMailing(
    key="stempas-2025",
    name="stempas Tweede Kamer 2025",
    letter_type="stempas",
    department="burgerzaken",
    topic="burgerzaken",
    dated_on=date(2025, 10, 9),
    batches=(SentBatch(date(2025, 10, 7), 71_400),),
    delivery_class=DeliveryClass.H48,
    letter="stempas_2025",
    reader_must="bewaren en meenemen naar het stembureau",
    reader_deadline_on=date(2025, 10, 29),
)
WOZ_2026 = DemoMailing(
    key="woz-2026",
    name="WOZ-aanslag 2026",
    letter_type="woz",
    department="belastingen",
    topic="belastingen",
    dated_on=date(2026, 2, 28),
    batches=(SentBatch(date(2026, 2, 10), 22_300), SentBatch(date(2026, 2, 19), 22_300)),
    letter="woz_2026",
    reader_must="controleren, betalen en zo nodig bezwaar maken",
    reader_deadline_on=date(2026, 4, 13),
)
AFVALPAS_2026 = DemoMailing(
    key="afvalpas-2026",
    name="nieuwe afvalpas 2026",
    letter_type="afvalpas",
    department="afval",
    topic="afval",
    dated_on=date(2026, 6, 5),
    batches=(SentBatch(date(2026, 6, 2), 11_250), SentBatch(date(2026, 6, 9), 11_250)),
    delivery_class=DeliveryClass.H48,
    letter="afvalpas_2026",
    reader_must="de nieuwe pas activeren",
    reader_deadline_on=date(2026, 7, 6),
)
EARLIER_MAILINGS = (WOZ_2025, STEMPAS_2025, WOZ_2026, AFVALPAS_2026)

# What two departments have planned for the same weeks in May, after the contacts of the demo: too much together.
AFVALPAS_2027 = DemoMailing(
    key="afvalpas-2027",
    name="Nieuwe afvalpas 2027, tweede wijk",
    letter_type="afvalpas",
    department="afval",
    topic="afval",
    dated_on=date(2027, 5, 24),
    batches=(SentBatch(date(2027, 5, 18), 9_000),),
    delivery_class=DeliveryClass.H48,
    reader_must="de nieuwe pas activeren",
)
PARKEREN_2027 = DemoMailing(
    key="parkeren-2027",
    name="Parkeervergunning 2027 verlengen",
    letter_type="parkeervergunning",
    department="openbareruimte",
    topic="vergunningen",
    dated_on=date(2027, 5, 24),
    batches=(SentBatch(date(2027, 5, 19), 4_500),),
    delivery_class=DeliveryClass.H48,
    reader_must="de vergunning verlengen",
    guess_rate=0.05,
)
COMING_MAILINGS = (AFVALPAS_2027, PARKEREN_2027)

# The network company sends its customers a letter about a new meter; on the last two days of the log residents ask the town hall.
UNKNOWN_LETTER = UnknownLetter("meter", "overig", date(2027, 3, 30), 0.85)

EVENTS = (
    DemoEvent(
        "storm-2026",
        "storm in het weekend",
        date(2026, 1, 24),
        date(2026, 1, 25),
        (date(2026, 1, 26), date(2026, 1, 27)),
        "openbare ruimte",
    ),
    DemoEvent(
        "storing-2026",
        "storing van de website",
        date(2026, 9, 15),
        date(2026, 9, 15),
        (date(2026, 9, 15),),
        None,
    ),
)
