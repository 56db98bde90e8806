from datetime import date, timedelta

import numpy as np
import pytest

from impact.errors import NegativeCounts
from impact.honesty import Kept, same_day_last_year, scores

FIRST = date(2027, 3, 1)


def kept(actuals, expected=100.0, band=20.0, last_year=90.0, letter_type="woz", made_on=FIRST):
    return [
        Kept(
            letter_type,
            made_on,
            FIRST + timedelta(days=k),
            expected - band,
            expected,
            expected + band,
            actual,
            last_year,
        )
        for k, actual in enumerate(actuals)
    ]


def total(rows, letter_type="woz"):
    return next(each for each in scores(rows) if each.letter_type == letter_type and each.horizon is None)


def test_error_bias_and_coverage_by_hand():
    found = total(kept([80.0, 100.0, 130.0, 90.0]))
    assert found.wape == pytest.approx((20 + 0 + 30 + 10) / 400)
    assert found.bias == pytest.approx(0.0)
    assert found.coverage == 0.75
    assert found.dumb_wape == pytest.approx((10 + 10 + 40 + 0) / 400)


def test_a_planted_bad_type_is_red_and_a_good_one_is_not():
    rng = np.random.default_rng(1)
    actual = rng.poisson(100, 40).astype(float)
    bad = kept(actual, expected=160.0, last_year=95.0, letter_type="afval")
    good = kept(actual, last_year=140.0)
    found = {each.letter_type: each for each in scores([*bad, *good]) if each.horizon is None and each.letter_type}
    assert found["afval"].is_red
    assert found["afval"].bias > 0.5
    assert [flag.code for flag in found["afval"].flags] == ["worse_than_last_year", "bands_too_narrow"]
    assert not found["woz"].is_red


def test_a_perfect_forecast_has_no_error_and_bands_that_hold_everything_are_called_wide():
    found = total(kept([100.0] * 60))
    assert (found.wape, found.bias, found.coverage, found.is_red) == (0, 0, 1, False)
    assert [flag.code for flag in found.flags] == ["bands_too_wide"]


def test_bands_that_keep_their_promise_are_not_flagged():
    found = total(kept([100.0] * 45 + [130.0] * 5, last_year=60.0))
    assert found.coverage == 0.9
    assert found.flags == ()


def test_horizons_are_told_apart():
    rows = [*kept([100.0] * 40, made_on=FIRST), *kept([100.0] * 3, made_on=FIRST - timedelta(days=200))]
    days = {each.horizon: each.days for each in scores(rows) if each.letter_type == "woz"}
    assert days == {"day": 1, "week": 7, "month": 24, "season": 8 + 3, None: 43}


def test_few_days_are_shown_but_not_called_red():
    found = total(kept([300.0] * 5, last_year=300.0))
    assert found.wape > 0.5
    assert not found.is_red
    assert [flag.code for flag in found.flags] == ["few_days"]


def test_without_last_year_there_is_no_comparison():
    found = total(kept([100.0] * 20, last_year=None))
    assert (found.dumb_days, found.dumb_wape, found.is_red) == (0, None, False)


def test_days_on_which_nothing_came_give_no_ratio():
    found = total(kept([0.0] * 12))
    assert (found.wape, found.bias) == (None, None)


def test_the_same_weekday_of_last_year_or_a_week_beside_it():
    counts = {date(2026, 3, 3): 40.0, date(2026, 3, 11): 50.0}
    assert same_day_last_year(counts, date(2027, 3, 2)) == 40.0
    assert same_day_last_year(counts, date(2027, 3, 3)) == 50.0
    assert same_day_last_year(counts, date(2027, 6, 1)) is None
    assert all((date(2027, 3, 2) - day).days % 7 == 0 for day in [date(2026, 3, 3)])


def test_nothing_kept_gives_no_scores_and_figures_that_cannot_be_are_refused():
    assert scores([]) == ()
    with pytest.raises(NegativeCounts):
        scores(kept([float("nan")]))
