"""The annex of a review as CSV for a Dutch spreadsheet: what was measured and assumed, every day, every question.

Semicolons, decimal commas, Dutch headings and a BOM; three tables below each other with an empty line between. Each figure of the
page is there, or can be worked out with the rule that stands beside it. Programs read the JSON, which keeps its English names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from registry.review import ReviewView
from templates import annex_phrases, formats
from templates.values.review_of import answered_shares
from web.sheet import as_sheet

DAY_COLUMNS = (
    *("actual", "ordinary", "ordinary_lo90", "ordinary_hi90", "extra", "others", "unknown"),
    *("plan_low", "plan_expected", "plan_high"),
)
BANDS = ("hours", "euros")
SECOND_WAY = ("named", "anyway")
GIVEN = (
    *("handling_minutes", "occupancy", "shrinkage", "tariff"),
    *("peak_count", "forecast_error", "naive_error", "before", "offered", "answered", "abandoned"),
    *("wait_seconds", "waited", "wait_mean_seconds", "helped", "passed_on", "self_handled_share"),
)
Row = Sequence[Any]


def annex(found: ReviewView, lang: str) -> bytes:
    """Return the annex of a review."""
    parts = (_figures(found, lang), (), _days(found, lang), (), _questions(found, lang))
    rows = [row for part in parts for row in (part or [()])]  # an empty line between the tables
    return as_sheet([[_said(value, lang) for value in row] for row in rows], lang)


def _said(value: Any, lang: str) -> Any:
    return annex_phrases.annex_word("yes" if value else "no", lang) if isinstance(value, bool) else value


def _figures(found: ReviewView, lang: str) -> Iterator[Row]:
    def said(code: str) -> tuple[str, str]:
        return annex_phrases.annex_word(code, lang), annex_phrases.annex_rule(code, lang)

    yield [annex_phrases.annex_word(name, lang) for name in ("figure", "low", "expected", "high", "rule")]
    letters = max(found.quantity, 1)
    bands: dict[str, tuple[float | None, float | None, float | None]] = {
        "extra": (found.lo90, found.extra, found.upper),
        "plan": (found.plan_low, found.plan_expected, found.plan_high),
        "rate": (found.lo90 / letters, found.extra / letters, None if found.upper is None else found.upper / letters),
    }
    for name in BANDS:
        band: Mapping[str, float] = found.figures.get(name) or {}
        bands[name] = (band.get("low"), band.get("expected"), band.get("high"))
    for name, values in bands.items():
        word, rule = said(name)
        yield word, *values, rule
    second: Mapping[str, float] = found.figures.get("second_way") or {}
    if second:
        word, rule = said("named_extra")
        yield word, second["lo90"], second["extra"], second["hi90"], rule
    difference = None if found.plan_expected is None else found.extra - found.plan_expected
    single = {"letters": found.quantity, "difference": difference, "peak_on": found.peak_on}
    single |= {name: found.figures.get(name) for name in GIVEN} | {name: second[name] for name in SECOND_WAY if second}
    for name, value in single.items():
        word, rule = said(name)
        yield word, None, value, None, rule


def _days(found: ReviewView, lang: str) -> Iterator[Row]:
    yield [annex_phrases.annex_word(name, lang) for name in ("on", "weekday", *DAY_COLUMNS, "at_least")]
    for day in found.days:
        on = date.fromisoformat(day["on"])
        yield on, formats.format_weekday(on, lang), *(day.get(name) for name in DAY_COLUMNS), bool(day.get("at_least"))


def _questions(found: ReviewView, lang: str) -> Iterator[Row]:
    yield [annex_phrases.annex_word(name, lang) for name in ("question", "count", "asked", "answered_share", "in_faq")]
    items = found.figures.get("questions", ())
    for item, answered in zip(items, answered_shares(items), strict=True):
        yield item["question"], item.get("extra", item["count"]), item["count"], answered, bool(item["in_faq"])
