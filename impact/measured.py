"""What a measurement says: figures per mailing and day, habits per type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from impact.ordinary import Ordinary
from impact.response import Lag
from impact.values import PastMailing


@dataclass(frozen=True, slots=True)
class MeasuredDay:
    """One open day of the window: what was counted, what was ordinary (with 90 % band), and the mailing's part.

    `actual` is `ordinary` + `extra` + `others` (what other mailings brought) + `unknown`.
    """

    on: date
    actual: float
    ordinary: float
    ordinary_lo90: float
    ordinary_hi90: float
    extra: float
    at_least: bool
    others: float = 0.0

    @property
    def unknown(self) -> float:
        """Contacts that neither an ordinary day nor a mailing explains; below nought where fewer came than that."""
        return self.actual - self.ordinary - self.extra - self.others


@dataclass(frozen=True)
class Measurement:
    """What one mailing did in its window.

    Attributes:
        topic: the topic it was measured on; None for all topics.
        extra: extra contacts, all topics; `lo90` and `hi90` bound them with 90 % probability.
        detected: whether there is an effect beyond reasonable doubt.
        doubt: probability that there was no effect at all.
        peak_day: the open day that most probably lies within a day of the one with the most extra contacts.
        per_day: the days of the window that were counted; their `extra` sums to `extra`, less what was filed under another topic.
        at_least: the line was full on some of these days and nobody knows how many did not get through: the figure is a
            lower limit that is passed with 90 % probability where `lo90` lies, `upper` is None, and `hi90` says nothing.
        lag_days: mean days from arrival to contact.
        deadline_share: part that came as a pulse before the deadline; None without a deadline.
        unfinished: part of the response that was still to come when counting stopped, 0 to 1.
        believed: expected contacts on every open day of the response, after the window and after counting stopped too.
    """

    mailing: str
    letter_type: str
    topic: str | None
    quantity: int
    extra: float
    lo90: float
    hi90: float
    detected: bool
    doubt: float
    peak_day: date
    per_day: tuple[MeasuredDay, ...]
    at_least: bool
    lag_days: float
    deadline_share: float | None
    unfinished: float
    believed: Mapping[date, float]

    @property
    def upper(self) -> float | None:
        """The upper limit; None where the figure is only a lower limit."""
        return None if self.at_least else self.hi90

    def as_past(self) -> PastMailing:
        """What the next mailing of the type leans on."""
        done = max(1 - self.unfinished, 0.05)
        return PastMailing(
            self.mailing,
            self.letter_type,
            self.quantity,
            self.extra / done,
            self.lo90 / done,
            self.hi90 / done,
            self.lag_days,
            self.deadline_share,
        )


@dataclass(frozen=True, slots=True)
class TypeHabit:
    """What the sends of a type taught: rate of the next send (lognormal), lags with probability, doubt."""

    log_mean: float
    log_sd: float
    nothing: float
    lag_days: float
    deadline_share: float | None
    lags: tuple[tuple[Lag, float], ...]
    sends: tuple[str, ...]


@dataclass(frozen=True)
class Study:
    """All that was measured together: figures per mailing, habits per type, and the ordinary process per topic."""

    measurements: Mapping[str, Measurement]
    habits: Mapping[str, TypeHabit]
    ordinary: Mapping[str | None, Ordinary]
