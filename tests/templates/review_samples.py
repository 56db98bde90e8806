"""Sample values of the review; part of `samples`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import impact_samples
from mailing_samples import BATCHES, FORECAST_DAYS, NOW, OPEN_DAYS, TITLE

from templates.values import review
from templates.values.frame import (
    Band,
)

REVIEW_DAYS = tuple(
    review.ReviewDay(
        day.on,
        round(day.expected * (1.08 + 0.07 * math.sin(at * 1.7))),
        day.low,
        day.expected,
        day.high,
        day.ordinary,
        next((f"deel {batch.number}" for batch in BATCHES if batch.handover_on == day.on), ""),
    )
    for at, day in enumerate(FORECAST_DAYS)
)


def _review_spec() -> Mapping[str, Any]:
    from templates.charts import Marker, review_spec

    markers = tuple(Marker(batch.handover_on, f"deel {batch.number}") for batch in BATCHES)
    return review_spec(REVIEW_DAYS, markers, lang="nl")


REVIEW = review.ReviewPage(
    may_close=True,
    second_way=impact_samples.SECOND_WAY,
    ref="2027-004",
    title=TITLE,
    department="Belastingen",
    letter_type="WOZ-beschikking",
    version=2,
    made_at=NOW,
    window_from=OPEN_DAYS[0],
    window_until=OPEN_DAYS[-1],
    letters=44982,
    extra=Band(2610, 2940, 3270),
    rate=Band(0.058, 0.065, 0.073),
    plan=Band(1890, 2700, 3620),
    last_plan=Band(2300, 2810, 3350),
    peak_on=date(2027, 2, 22),
    peak_count=1104,
    planned_peak_on=date(2027, 2, 22),
    hours=Band(282.8, 318.5, 354.3),
    euros=Band(11312, 12740, 14172),
    tariff_euro=40,
    norm_share=0.8,
    days=REVIEW_DAYS,
    questions=(
        review.AskedQuestion("Waarom is mijn WOZ-waarde zo gestegen?", 412, True, 0.86),
        review.AskedQuestion("Waar vind ik het taxatieverslag?", 230, True, 0.97),
        review.AskedQuestion("Ik heb de brief dubbel gekregen, wat nu?", 88, False, 0.34),
    ),
    findings=(
        review.FindingView(
            "230 bellers vroegen waar het taxatieverslag staat.", "Zet het webadres in de tweede alinea van de brief."
        ),
        review.FindingView("De maandag na elke levering was het drukst."),
    ),
    decisions=(review.Decision(date(2027, 2, 24), "Deel 3 twee dagen later aangeleverd.", "Teamleider KCC"),),
    offered=14120,
    answered=13480,
    abandoned=640,
    wait_seconds=48,
    self_handled_share=0.812,
    forecast_error=0.082,
    naive_error=0.21,
    next_forecast=Band(2500, 2900, 3320),
    provisional=True,
    origin=review.Origin(10_020, 2_940, 380, -24),
)
REVIEW_MINIMAL = replace(
    REVIEW,
    extra=Band(120, 180, 260, at_least=True),
    plan=None,
    last_plan=None,
    planned_peak_on=None,
    euros=None,
    tariff_euro=None,
    days=REVIEW_DAYS[:1],
    questions=(),
    findings=(),
    decisions=(),
    offered=None,
    answered=None,
    abandoned=None,
    wait_seconds=None,
    self_handled_share=None,
    forecast_error=None,
    naive_error=None,
    next_forecast=None,
    provisional=False,
)
