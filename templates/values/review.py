"""The review: actual against plan, and advice for next time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from templates.values.frame import Band


@dataclass(frozen=True)
class ReviewDay:
    """One open day: contacts that came, and what was expected with its band (ordinary contacts included)."""

    on: date
    actual: int
    low: float
    expected: float
    high: float
    ordinary: float
    marker: str = ""


@dataclass(frozen=True)
class Origin:
    """Where the contacts of the window came from; the parts add up to `total`. `unknown` is below nought where fewer came."""

    ordinary: float
    extra: float
    others: float
    unknown: float

    @property
    def total(self) -> float:
        return self.ordinary + self.extra + self.others + self.unknown


@dataclass(frozen=True)
class AskedQuestion:
    """A question as callers put it. `self_handled`: answered by the KCC itself."""

    question: str
    count: int
    in_faq: bool
    self_handled_share: float | None = None


@dataclass(frozen=True)
class FindingView:
    """One finding and, if there is one, the advice for next time."""

    text: str
    advice: str = ""


@dataclass(frozen=True)
class SecondWay:
    """The second way of measuring: contacts that name the mailing. `agrees` is None when that cannot be told.

    `named`: contacts in the window that name it, `anyway` how many of them ordinary days would bring too. `extra`: the rest with
    its 90% interval, over all callers; `extra.at_least`: nobody knows yet which part of the callers names a mailing of this type.
    """

    text: str
    agrees: bool | None
    named: float
    extra: Band
    words: tuple[str, ...]
    anyway: float = 0.0


@dataclass(frozen=True)
class Decision:
    """Something a person decided on the way."""

    on: date
    text: str
    who: str


@dataclass(frozen=True)
class ReviewPage:
    """review.html and review/onepager.html.

    Attributes:
        extra: Contacts above the baseline, with the 90% interval.
        plan: What was expected when the mailing was aligned (frozen); `last_plan` the newest version.
        letters: Delivered letters; `rate` contacts per letter.
        peak_on: Busiest day in reality; `planned_peak_on` as foretold.
        offered: Contacts offered, answered and abandoned; None where the source does not say.
        wait_seconds: Mean wait of offered contacts.
        self_handled_share: Share answered by the KCC itself, against `norm_share`.
        hours: Handling hours of the extra contacts; `euros` at `tariff_euro` per hour.
        forecast_error: Absolute deviation of the total as a share of the actual; `naive_error` of a dumb rule.
        provisional: True while contacts still come in.
        may_close: The viewer may close the mailing with this final review.
        had_sheet: The mailing had an FAQ sheet to which questions can be compared.
        origin: Where the contacts of the window came from; None for reviews of before that was kept.
        spec: Vega-Lite spec of `templates.charts.review_spec`.
    """

    ref: str
    title: str
    department: str
    letter_type: str
    version: int
    made_at: datetime
    window_from: date
    window_until: date
    letters: int
    extra: Band
    rate: Band
    plan: Band | None
    last_plan: Band | None
    peak_on: date
    peak_count: int
    planned_peak_on: date | None
    hours: Band
    euros: Band | None
    tariff_euro: float | None
    norm_share: float
    days: tuple[ReviewDay, ...]
    questions: tuple[AskedQuestion, ...]
    findings: tuple[FindingView, ...]
    decisions: tuple[Decision, ...] = ()
    offered: int | None = None
    answered: int | None = None
    abandoned: int | None = None
    wait_seconds: float | None = None
    self_handled_share: float | None = None
    forecast_error: float | None = None
    naive_error: float | None = None
    next_forecast: Band | None = None
    provisional: bool = False
    spec: Mapping[str, Any] | None = None
    may_close: bool = False
    second_way: SecondWay | None = None
    had_sheet: bool = True
    origin: Origin | None = None
