"""What a frozen forecast said of each day, beside what came and the same day last year: kept with the review, for honesty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from impact.honesty import same_day_last_year
from impact.values import DayCount
from registry.clock import day_of
from registry.forecast import ForecastView


def kept_days(plan: ForecastView | None, counted: Sequence[DayCount], until: date) -> list[dict[str, Any]]:
    """Return every counted day of the plan with contacts of all topics in its channels; days without ordinary contacts are left out."""
    if plan is None:
        return []
    channels = {day["channel"] for day in plan.days}
    actual: dict[date, float] = defaultdict(float)
    for line in counted:
        if line.channel in channels and line.demand is not None:
            actual[line.on] += line.demand
    sums: dict[date, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    unknown: set[date] = set()
    for day in plan.days:
        on = date.fromisoformat(day["on"])
        if day.get("ordinary") is None:
            unknown.add(on)
            continue
        ordinary = float(day["ordinary"])
        low, high = day.get("total_low"), day.get("total_high")
        # forecasts of before these were kept have only the band of the mailing's own contacts
        sums[on][0] += ordinary + day["low"] if low is None else low
        sums[on][1] += ordinary + day["expected"]
        sums[on][2] += ordinary + day["high"] if high is None else high
    made_on = day_of(plan.frozen_at or plan.made_at)
    return [
        {
            "on": on.isoformat(),
            "made_on": made_on.isoformat(),
            "low": round(max(0.0, min(low, middle)), 1),
            "expected": round(middle, 1),
            "high": round(max(high, middle), 1),
            "actual": round(actual[on], 1),
            "last_year": _last_year(actual, on),
        }
        for on, (low, middle, high) in sorted(sums.items())
        if on in actual and on <= until and on not in unknown
    ]


def _last_year(actual: dict[date, float], on: date) -> float | None:
    found = same_day_last_year(dict(actual), on)
    return None if found is None else round(found, 1)
