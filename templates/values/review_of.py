"""A stored review as the value of its page: plain values in, so that pages, commands and flows show the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from templates import impact_phrases, phrases
from templates.values.frame import Band
from templates.values.review import AskedQuestion, Decision, FindingView, Origin, ReviewDay, ReviewPage, SecondWay


class StoredReview(Protocol):
    """What is read of a stored review; the registry's view has it."""

    @property
    def version(self) -> int: ...
    @property
    def made_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def is_final(self) -> bool: ...
    @property
    def is_at_least(self) -> bool: ...
    @property
    def window_from(self) -> date: ...
    @property
    def window_until(self) -> date: ...
    @property
    def quantity(self) -> int: ...
    @property
    def extra(self) -> float: ...
    @property
    def lo90(self) -> float: ...
    @property
    def hi90(self) -> float: ...
    @property
    def peak_on(self) -> date | None: ...
    @property
    def plan_low(self) -> float | None: ...
    @property
    def plan_expected(self) -> float | None: ...
    @property
    def plan_high(self) -> float | None: ...
    @property
    def figures(self) -> Mapping[str, Any]: ...
    @property
    def days(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def chart(self) -> Mapping[str, Any] | None: ...
    @property
    def findings(self) -> tuple[tuple[str, Mapping[str, Any]], ...]: ...


def review_page(
    found: StoredReview,
    *,
    ref: str,
    title: str,
    department: str,
    letter_type: str,
    norm_share: float,
    last_plan: Band | None,
    decisions: tuple[Decision, ...],
    lang: str,
    may_close: bool = False,
    had_sheet: bool = True,
) -> ReviewPage:
    """Return the value of review.html and review/onepager.html.

    Args:
        norm_share: part that the KCC means to answer itself, 0 to 1.
        last_plan: the newest forecast when it is not the frozen plan.
        decisions: what people decided on the way, oldest first.
        may_close: the viewer has the right to close mailings.
        had_sheet: the mailing had an FAQ sheet.
    """
    figures, least = found.figures, found.is_at_least
    letters = max(found.quantity, 1)
    planned = figures.get("planned_peak_on")
    return ReviewPage(
        ref=ref,
        title=title,
        department=department,
        letter_type=letter_type,
        version=found.version,
        made_at=_made(found),
        window_from=date.fromisoformat(found.days[0]["on"]) if found.days else found.window_from,
        window_until=found.window_until,
        letters=found.quantity,
        extra=Band(found.lo90, found.extra, found.hi90, least),
        rate=Band(found.lo90 / letters, found.extra / letters, found.hi90 / letters, least),
        plan=_plan(found),
        last_plan=last_plan,
        peak_on=found.peak_on or found.window_from,
        peak_count=figures.get("peak_count") or 0,
        planned_peak_on=date.fromisoformat(planned) if planned else None,
        hours=_band(figures.get("hours"), least) or Band(0, 0, 0),
        euros=_band(figures.get("euros"), least),
        tariff_euro=figures.get("tariff"),
        norm_share=norm_share,
        days=tuple(_day(day) for day in found.days),
        questions=_questions(figures.get("questions", ())),
        findings=tuple(
            FindingView(phrases.finding(kind, lang, **facts))
            for kind, facts in found.findings
            if had_sheet or kind != "not_on_sheet"
        ),
        decisions=decisions,
        offered=_count(figures.get("offered")),
        answered=_count(figures.get("answered")),
        abandoned=_count(figures.get("abandoned")),
        wait_seconds=figures.get("wait_mean_seconds"),
        self_handled_share=figures.get("self_handled_share"),
        forecast_error=figures.get("forecast_error"),
        second_way=_second_way(figures.get("second_way"), lang),
        naive_error=figures.get("naive_error"),
        provisional=not found.is_final,
        spec=found.chart,
        may_close=may_close and found.is_final and found.closed_at is None,
        had_sheet=had_sheet,
        origin=origin(found.days),
    )


def _made(found: StoredReview) -> datetime:
    assert found.made_at is not None, "a stored review knows when it was made"
    return found.made_at


def _second_way(found: Mapping[str, Any] | None, lang: str) -> SecondWay | None:
    if not found:
        return None
    facts = {name: value for name, value in found["why"].items() if name != "code"}
    high = found["hi90"]
    return SecondWay(
        text=impact_phrases.second_way(found["why"]["code"], lang, **facts),
        agrees=found["agrees"],
        named=found["named"],
        extra=Band(found["lo90"], found["extra"], found["extra"] if high is None else high, high is None),
        words=tuple(found["words"]),
        anyway=found.get("anyway", 0.0),
    )


def _plan(found: StoredReview) -> Band | None:
    if found.plan_low is None or found.plan_expected is None or found.plan_high is None:
        return None
    return Band(found.plan_low, found.plan_expected, found.plan_high)


def _band(value: Mapping[str, Any] | None, at_least: bool) -> Band | None:
    if not value:
        return None
    high = value["high"]
    return Band(value["low"], value["expected"], value["expected"] if high is None else high, at_least)


def origin(days: Sequence[Mapping[str, Any]]) -> Origin | None:
    """Return where the contacts of the window came from, None where a review does not know."""
    if not days or any("unknown" not in day for day in days):
        return None
    return Origin(*(sum(day[name] for day in days) for name in ("ordinary", "extra", "others", "unknown")))


def _count(value: float | None) -> int | None:
    return None if value is None else round(value)


def _day(day: Mapping[str, Any]) -> ReviewDay:
    ordinary = day["ordinary"]
    return ReviewDay(
        on=date.fromisoformat(day["on"]),
        actual=day["actual"],
        low=ordinary + (day.get("plan_low") or 0.0),
        expected=ordinary + (day.get("plan_expected") or 0.0),
        high=ordinary + (day.get("plan_high") or 0.0),
        ordinary=ordinary,
    )


def answered_shares(items: Sequence[Mapping[str, Any]]) -> list[float | None]:
    """Return per question which part of its callers was helped, None where nobody knows.

    A log in which nothing was ever left unanswered says who was reached, not who was helped.
    """
    tells = any(item.get("unanswered_share") for item in items)
    shares = [item.get("unanswered_share") if tells else None for item in items]
    return [None if share is None else 1 - share for share in shares]


def _questions(items: Sequence[Mapping[str, Any]]) -> tuple[AskedQuestion, ...]:
    return tuple(
        AskedQuestion(
            item["question"],
            item.get("extra", item["count"]),
            item["in_faq"],
            share,
        )
        for item, share in zip(items, answered_shares(items), strict=True)
    )
