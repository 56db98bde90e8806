"""A type of letter that is sent every year: forecast, count, measure, and forecast better; bands that hold what they promise."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import pairwise
from statistics import NormalDist, fmean

import numpy as np
import pytest

from impact.forecast import expected_contacts
from impact.measure import measure
from impact.rate import BETWEEN_SENDS_LOG_SD, contact_rate
from impact.response import Lag, response_curve
from impact.values import Batch, DayCount, OpenDays, PastMailing, PlannedMailing, PostDays
from registry.kinds import DeliveryClass

TRUE_RATE = 0.06
LETTERS = 15_000
FIRST, YEARS = date(2022, 1, 3), (2023, 2024, 2025, 2026)
DAYS, POST = OpenDays(), PostDays()
LAG = Lag(4.0, 1.5, 0.0)
OUTCOMES = 2_000
"""Five times the four hundred of the requirement, so that the bands decide and not chance."""
INNER_80 = NormalDist().inv_cdf(0.90)


def yearly(year: int) -> PlannedMailing:
    on = DAYS.next_open(date(year, 2, 20))
    return PlannedMailing(str(year), "woz", "belastingen", (Batch(LETTERS, on, delivery_class=DeliveryClass.H48),))


def log_of(seed: int) -> list[DayCount]:
    """Five years of a topic: weekdays, season, scattered days, and every year a letter to which six in a hundred respond."""
    rng = np.random.default_rng(seed)
    extra: dict[date, float] = {}
    for year in YEARS:
        for day, share in response_curve(yearly(year), DAYS, POST, LAG).items():
            extra[day] = share * LETTERS * TRUE_RATE
    rows = []
    for day in DAYS.between(FIRST, date(2026, 4, 30)):
        season = 1 + 0.1 * math.sin(2 * math.pi * day.timetuple().tm_yday / 365.25)
        ordinary = 120 * season * (1.25 if day.weekday() == 0 else 1.0) * math.exp(rng.normal(0, 0.06))
        rows.append(DayCount(day, "phone", "belastingen", offered=float(rng.poisson(ordinary + extra.get(day, 0.0)))))
    return rows


def four_years(seed: int) -> list[float]:
    """The error of the expected total of each year's forecast, made the day before sending with what earlier years taught."""
    rows = log_of(seed)
    reviewed: list[PastMailing] = []
    errors = []
    for year in YEARS:
        mailing = yearly(year)
        sent = mailing.batches[0].handover_on
        before = [row for row in rows if row.on < sent]
        found = expected_contacts(before, mailing, DAYS, POST, until=sent - timedelta(days=1), reviewed=reviewed)
        errors.append(abs(found.extra.expected / (LETTERS * TRUE_RATE) - 1))
        until = mailing.last_on
        counted = [row for row in rows if row.on <= until]
        earlier = [yearly(other) for other in YEARS if other < year]
        known = [past for past in reviewed if past.id not in {each.id for each in earlier}]
        told = measure(counted, mailing.id, [mailing, *earlier], DAYS, POST, until=until, reviewed=known)
        reviewed.append(told.as_past())
    return errors


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_error_of_the_expected_total_shrinks_and_is_at_most_fifteen_percent_at_the_fourth(seed: int) -> None:
    first, second, third, fourth = four_years(seed)
    assert second < first / 2
    assert max(third, fourth) < second
    assert fourth <= 0.15


def reviews(rng: np.random.Generator, count: int) -> list[PastMailing]:
    """Reviews of mailings that differ as mailings of a type do, each measured with an error of six per cent."""
    found = []
    for number in range(count):
        true = LETTERS * TRUE_RATE * math.exp(rng.normal(0, BETWEEN_SENDS_LOG_SD))
        extra = true * math.exp(rng.normal(0, 0.06))
        reach = math.exp(1.645 * 0.06)
        found.append(PastMailing(str(number), "woz", LETTERS, extra, extra / reach, extra * reach, 4.0))
    return found


@pytest.mark.parametrize("taught", [3, 4])
def test_eighty_percent_bands_hold_eighty_percent_of_what_comes(taught: int) -> None:
    rng = np.random.default_rng(2027)
    held = 0
    for _ in range(OUTCOMES):
        found = contact_rate("woz", reviews(rng, taught))
        low, high = (LETTERS * math.exp(found.log_mean + way * INNER_80 * found.log_sd) for way in (-1, 1))
        came = rng.poisson(LETTERS * TRUE_RATE * math.exp(rng.normal(0, BETWEEN_SENDS_LOG_SD)))
        held += low <= came <= high
    assert 0.75 <= held / OUTCOMES <= 0.85


def test_the_error_over_many_worlds_shrinks_with_every_review() -> None:
    rng = np.random.default_rng(4)
    errors = [
        fmean(abs(contact_rate("woz", reviews(rng, taught)).rate.expected / TRUE_RATE - 1) for _ in range(OUTCOMES))
        for taught in range(5)
    ]
    assert all(after < before for before, after in pairwise(errors))
