"""Scores and year statements as the values of their pages."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from impact.honesty import Score
from impact.values import Range
from templates import impact_phrases
from templates.values import honesty as values
from templates.values.frame import Band
from web.statement import Year, YearLine, is_at_least

TONES = {"worse_than_last_year": "danger", "bands_too_narrow": "warning", "bands_too_wide": "warning"}


def score_row(each: Score, lang: str) -> values.ScoreRow:
    """Return one score in words."""
    flags = tuple(
        (impact_phrases.flag(flag.code, lang, **flag.facts), TONES.get(flag.code, "warning")) for flag in each.flags
    )
    return values.ScoreRow(
        name=each.letter_type if each.letter_type is not None else impact_phrases.horizon("every_type", lang),
        horizon=impact_phrases.horizon(each.horizon or "every_horizon", lang),
        days=each.days,
        wape=each.wape,
        bias=each.bias,
        coverage=each.coverage,
        rule_wape=each.rule_wape,
        dumb_wape=each.dumb_wape,
        dumb_days=each.dumb_days,
        flags=flags,
        is_red=each.is_red,
        is_total=each.letter_type is None or each.horizon is None,
    )


def statements(year: Year, lang: str) -> tuple[values.StatementView, ...]:
    """Return the statements of a year as the page shows them."""
    found = []
    for each in year.statements:
        lines = [year.lines[part.mailing] for part in each.lines]
        least = any(is_at_least(line) for line in lines)
        found.append(
            values.StatementView(
                department=each.department,
                mailings=each.mailings,
                surprises=each.surprises,
                contacts=_band(each.contacts, at_least=least),
                hours=_band(each.hours, at_least=least),
                euros=_band(each.euros, at_least=least),
                could_euros=sum(line.other.bill.euros.expected for line in lines),
                lines=tuple(_line(line, lang) for line in lines),
            )
        )
    return tuple(found)


def overridden(year: Year) -> tuple[tuple[date, tuple[values.OverriddenLine, ...]], ...]:
    """Return what was let go without the KCC's yes, by month of the signature."""
    months = groupby(year.overridden, key=lambda each: each.on.replace(day=1))
    return tuple(
        (
            month,
            tuple(
                values.OverriddenLine(each.reference, each.title, each.department, each.by, each.reason)
                for each in found
            ),
        )
        for month, found in months
    )


def _line(line: YearLine, lang: str) -> values.StatementLine:
    codes = [reason.code for reason in line.bill.reasons]
    codes += ["surprise"] if line.is_surprise else []
    codes += ["external"] if line.is_external else []
    codes += [] if line.is_final else ["interim"]
    return values.StatementLine(
        ref=line.reference,
        title=line.title,
        letters=line.letters,
        contacts=_band(line.bill.contacts, at_least=is_at_least(line)),
        hours=_band(line.bill.hours, at_least=is_at_least(line)),
        euros=_band(line.bill.euros, at_least=is_at_least(line)),
        could_euros=line.other.bill.euros.expected,
        marks=tuple(
            (impact_phrases.cost_mark(code, lang), "danger" if code == "surprise" else "warning") for code in codes
        ),
    )


def _band(part: Range, *, at_least: bool = False) -> Band:
    return Band(part.low, part.expected, part.high, at_least)
