"""The pages that hold the forecasts to account and add up a year: reliability and year statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from templates.values.frame import Band, Choice, Form


@dataclass(frozen=True)
class ScoreRow:
    """Quality of the forecasts of a letter type at a horizon; `name` and `horizon` as people read them.

    `flags`: sentence and tone ("danger", "warning", "success"); `is_red`: worse than the same days last year.
    """

    name: str
    horizon: str
    days: int
    wape: float | None
    bias: float | None
    coverage: float
    rule_wape: float | None
    dumb_wape: float | None
    dumb_days: int
    flags: tuple[tuple[str, str], ...]
    is_red: bool
    is_total: bool


@dataclass(frozen=True)
class HonestyPage:
    """honesty.html; without rows nothing was reviewed yet. `reds` says how many types are worse than last year."""

    rows: tuple[ScoreRow, ...]
    reds: int


@dataclass(frozen=True)
class StatementLine:
    """One mailing of a year; `marks`: word and tone."""

    ref: str
    title: str
    letters: int
    contacts: Band
    hours: Band
    euros: Band
    could_euros: float
    marks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StatementView:
    """One department's year."""

    department: str
    mailings: int
    surprises: int
    contacts: Band
    hours: Band
    euros: Band
    could_euros: float
    lines: tuple[StatementLine, ...]


@dataclass(frozen=True)
class OverriddenLine:
    """A mailing that was let go without the KCC's yes: who signed, and why."""

    ref: str
    title: str
    department: str
    by: str
    reason: str


@dataclass(frozen=True)
class StatementPage:
    """statement.html. `overridden`: the first day of a month with the mailings that were let go without the KCC's yes in it."""

    year: int
    this_year: int
    department: str
    departments: tuple[Choice, ...]
    statements: tuple[StatementView, ...]
    clearer_percent: float
    query: str
    today: date
    overridden: tuple[tuple[date, tuple[OverriddenLine, ...]], ...] = ()
    form: Form = field(default_factory=Form)
