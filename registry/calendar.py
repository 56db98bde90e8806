"""Day arithmetic on three calendars: post days, days on which the KCC is open, and days that count for legal terms.

Pure functions. Dates are calendar days in the Netherlands.

Sources: Algemene termijnenwet art. 1 and 3 (legal terms); yearly equalisation decrees (EQUALISED_DAYS, known to 2028,
look again in 2028); delivery Tuesday to Saturday (ACM, Postwet since 2014). What share of business mail arrives on which
post day is not published for 2026: ARRIVAL_SHARES are working values of this project and can be set per sender.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

from registry.kinds import DeliveryChannel, DeliveryClass

DAY = timedelta(days=1)
SATURDAY = 5
POST_WEEKDAYS = frozenset({1, 2, 3, 4, 5})

EQUALISED_DAYS = frozenset(
    date.fromisoformat(day) for day in ("2026-01-02", "2026-05-15", "2027-05-07", "2028-04-28", "2028-05-26")
)

ARRIVAL_SHARES: dict[DeliveryClass, tuple[float, ...]] = {
    DeliveryClass.H24: (0.90, 0.08, 0.02),
    DeliveryClass.H48: (0.25, 0.65, 0.10),
    DeliveryClass.H72: (0.10, 0.30, 0.50, 0.10),
}
LEAFLET_SHARES = (0.4, 0.35, 0.25)


@lru_cache(maxsize=64)
def legal_holidays(year: int) -> frozenset[date]:
    """Return the generally recognised holidays of art. 3 Algemene termijnenwet, Good Friday and 5 May of every year included."""
    days = holidays.country_holidays("NL", years=year, categories=("public", "optional"))
    return frozenset(days) | {date(year, 5, 5)}


def holiday_names(year: int) -> dict[date, str]:
    """Return the recognised holidays of a year with their Dutch names, in order; 5 May of every year is one of them."""
    names = dict(holidays.country_holidays("NL", years=year, categories=("public", "optional"), language="nl"))
    return dict(sorted(({date(year, 5, 5): "Bevrijdingsdag"} | names).items()))


@lru_cache(maxsize=64)
def _counts_free(year: int) -> frozenset[date]:
    return legal_holidays(year) | {day for day in EQUALISED_DAYS if day.year == year}


def is_legal_rest_day(day: date) -> bool:
    """Tell whether a legal term cannot end on `day`: Saturday, Sunday, recognised holiday or a day made equal by decree."""
    return day.weekday() >= SATURDAY or day in _counts_free(day.year)


def legal_term_end(dated_on: date, *, weeks: int = 0, days: int = 0) -> date:
    """Return the last day of a term that starts the day after the dagtekening; an end on a rest day moves to the next other day.

    A term of six weeks from Friday 26 February 2027 ends on Friday 9 April 2027.
    """
    end = dated_on + timedelta(weeks=weeks, days=days)
    while is_legal_rest_day(end):
        end += DAY
    return end


def last_day_in_time(day: date, wording: str) -> date:
    """Return the last day on which one is in time: "voor" (before) ends a day earlier than "uiterlijk" (on or before).

    Raises:
        ValueError: for a wording other than "voor" or "uiterlijk".
    """
    if wording == "voor":
        return day - DAY
    if wording == "uiterlijk":
        return day
    raise ValueError(f"unknown wording {wording!r}")


def is_post_day(day: date) -> bool:
    """Tell whether letters are delivered on `day`: Tuesday to Saturday, not on holidays."""
    return day.weekday() in POST_WEEKDAYS and day not in legal_holidays(day.year)


def next_post_day(day: date, *, or_same: bool = False) -> date:
    """Return the first post day after `day` (or `day` itself with `or_same`)."""
    if not or_same:
        day += DAY
    while not is_post_day(day):
        day += DAY
    return day


@dataclass(frozen=True)
class OpenDays:
    """The days on which the KCC can be reached. `weekdays`: 0 is Monday. `closed`: extra closed dates (bridging days)."""

    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    closed: frozenset[date] = field(default_factory=frozenset)
    open_on_holidays: bool = False

    def is_open(self, day: date) -> bool:
        """Tell whether the KCC is open on `day`."""
        if day.weekday() not in self.weekdays or day in self.closed:
            return False
        return self.open_on_holidays or day not in _kcc_holidays(day.year)

    def next_open(self, day: date, *, or_same: bool = True) -> date:
        """Return the first open day from `day` on."""
        if not or_same:
            day += DAY
        for _ in range(400):
            if self.is_open(day):
                return day
            day += DAY
        raise ValueError("no open day within 400 days")

    def plus(self, day: date, count: int) -> date:
        """Return the day that lies `count` open days after `day` (before it, when negative)."""
        step = DAY if count >= 0 else -DAY
        left = abs(count)
        for _ in range(400 + 8 * left):
            if left == 0:
                return day
            day += step
            left -= self.is_open(day)
        raise ValueError("no open days to count")

    def between(self, first: date, last: date) -> tuple[date, ...]:
        """Return the open days from `first` to `last`, both included."""
        return tuple(day for day in days_between(first, last) if self.is_open(day))


@lru_cache(maxsize=64)
def _kcc_holidays(year: int) -> frozenset[date]:
    # Most municipalities work on Good Friday and, outside lustrum years, on 5 May: only public holidays close the KCC.
    return frozenset(holidays.country_holidays("NL", years=year))


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield every day from `first` to `last`, both included."""
    day = first
    while day <= last:
        yield day
        day += DAY


def arrival_shares(
    handover_on: date, channel: DeliveryChannel, delivery_class: DeliveryClass | None = None
) -> dict[date, float]:
    """Return which share of a batch arrives on which day; the shares sum to 1.

    Post arrives on post days after the handover as ARRIVAL_SHARES says for its class; Berichtenbox and e-mail on the day itself;
    leaflets over three post days.
    """
    if channel in (DeliveryChannel.BERICHTENBOX, DeliveryChannel.EMAIL):
        return {handover_on: 1.0}
    shares = (
        LEAFLET_SHARES if channel is DeliveryChannel.LEAFLET else ARRIVAL_SHARES[delivery_class or DeliveryClass.H48]
    )
    result: dict[date, float] = {}
    day = handover_on
    for share in shares:
        day = next_post_day(day)
        result[day] = share
    return result


def arrival_window(
    handover_on: date, channel: DeliveryChannel, delivery_class: DeliveryClass | None = None
) -> tuple[date, date]:
    """Return the first and last day on which a batch is expected to arrive."""
    days = arrival_shares(handover_on, channel, delivery_class)
    return min(days), max(days)
