"""What a mailing did: told apart from ordinary days, from chance and from other mailings."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.baseline import Span
from impact.errors import OutsideSeries, TooLittleHistory, UnknownMailing
from impact.figures import shared_out
from impact.measure import Measurement, measure, study
from impact.response import Lag, response_curve
from impact.values import Batch, DayCount, OpenDays, PastMailing, PlannedMailing, PostDays
from registry.kinds import DeliveryClass

FIRST = date(2024, 1, 1)
DAYS = OpenDays()
POST = PostDays()
TRUE_LAG = Lag(3.5, 1.6, 0.0)


def woz(name: str, sent_on: date, quantity: int = 15_000, topic: str = "belastingen") -> PlannedMailing:
    return PlannedMailing(name, "woz", topic, (Batch(quantity, sent_on, delivery_class=DeliveryClass.H48),))


def counted(
    sent: Sequence[tuple[PlannedMailing, float]],
    last: date,
    *,
    level: float = 120.0,
    seed: int = 1,
    topic: str = "belastingen",
    chance: bool = True,
) -> list[DayCount]:
    """Daily counts of one topic with the given mailings and contact rates in them."""
    rng = np.random.default_rng(seed)
    extra = contacts_per_day(sent)
    rows = []
    for day in DAYS.between(FIRST, last):
        ordinary = level * (1.25 if day.weekday() == 0 else 1.0)
        if chance:
            came = rng.poisson(ordinary) + sum(drawn(mailing, rate, seed).get(day, 0) for mailing, rate in sent)
        rows.append(DayCount(day, "phone", topic, offered=float(came if chance else ordinary + extra.get(day, 0.0))))
    return rows


def drawn(mailing: PlannedMailing, rate: float, seed: int) -> Mapping[date, int]:
    """The contacts of one mailing as `counted` has them: chance included."""
    rng = np.random.default_rng([seed, mailing.quantity, mailing.batches[0].handover_on.toordinal()])
    return {day: int(rng.poisson(mean)) for day, mean in contacts_per_day([(mailing, rate)]).items()}


def contacts_per_day(sent: Sequence[tuple[PlannedMailing, float]]) -> Mapping[date, float]:
    extra: dict[date, float] = {}
    for mailing, rate in sent:
        for day, share in response_curve(mailing, DAYS, POST, TRUE_LAG).items():
            extra[day] = extra.get(day, 0.0) + share * rate * mailing.quantity
    return extra


def in_window(mailing: PlannedMailing, rate: float, until: date, seed: int = 1) -> float:
    """The contacts of one mailing inside its window."""
    each = drawn(mailing, rate, seed)
    return sum(value for day, value in each.items() if mailing.first_on <= day <= min(mailing.last_on, until))


EARLIER = woz("earlier", date(2025, 2, 17))
NOW = woz("now", date(2026, 2, 16))
LAST = date(2026, 3, 20)


def test_a_strong_effect_is_found_with_its_size_interval_and_peak() -> None:
    rows = counted([(EARLIER, 0.05), (NOW, 0.06)], LAST)
    found = measure(rows, "now", [EARLIER, NOW], DAYS, POST, until=LAST)
    truth = in_window(NOW, 0.06, LAST)
    assert found.extra == pytest.approx(truth, rel=0.12)
    assert 0.75 * truth < found.lo90 < found.extra < found.hi90 < 1.25 * truth
    assert found.detected
    extra = contacts_per_day([(NOW, 0.06)])
    assert abs((found.peak_day - max(extra, key=lambda day: extra[day])).days) <= 1
    assert found.unfinished < 0.02
    assert not found.at_least


def test_the_parts_of_a_day_are_what_was_counted() -> None:
    rows = counted([(EARLIER, 0.05), (NOW, 0.06)], LAST)
    found = measure(rows, "now", [EARLIER, NOW], DAYS, POST, until=LAST)
    actual = {row.on: row.demand for row in rows}
    assert [day.actual for day in found.per_day] == [actual[day.on] for day in found.per_day]
    assert all(day.ordinary_lo90 < day.ordinary < day.ordinary_hi90 for day in found.per_day)
    assert sum(day.extra for day in found.per_day) == pytest.approx(found.extra)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 0.1), st.floats(0.0, 0.1), st.sampled_from([0.5, 20.0, 120.0]))
def test_ordinary_days_mailings_and_the_unknown_sum_to_what_was_counted(
    seed: int, one: float, other: float, level: float
) -> None:
    beside = PlannedMailing("other", "rijbewijs", "belastingen", (Batch(9_000, date(2026, 2, 23)),))
    again = woz("again", date(2026, 3, 2), 4_000)
    sent = [(EARLIER, one), (NOW, one), (again, one), (beside, other)]
    rows = counted(sent, LAST, seed=seed, level=level)
    found = study(rows, [each for each, _ in sent], DAYS, POST, until=LAST).measurements
    shown: dict[date, float] = {}
    for each in found.values():
        assert sum(day.extra for day in each.per_day) == pytest.approx(each.extra, abs=1e-6)
        assert 0 <= each.lo90 <= each.extra <= each.hi90
        for day in each.per_day:
            assert -1e-9 <= day.extra <= day.actual + 1e-6
            assert day.ordinary + day.extra + day.others + day.unknown == pytest.approx(day.actual)
            shown[day.on] = shown.get(day.on, 0.0) + day.extra
    for each in found.values():
        for day in each.per_day:
            assert day.extra + day.others == pytest.approx(shown[day.on])


@given(
    st.floats(0, 500),
    st.lists(st.tuples(st.floats(0, 50), st.integers(0, 100)), min_size=1, max_size=20),
)
def test_a_total_is_divided_without_giving_a_day_more_than_was_counted(
    total: float, days: list[tuple[float, int]]
) -> None:
    heights, most = (np.array(each, dtype=float) for each in zip(*days, strict=True))
    parts = shared_out(min(total, float(most.sum())), heights, most)
    assert parts.sum() == pytest.approx(min(total, float(most.sum())), abs=1e-6)
    assert (parts <= most + 1e-6).all()
    assert (parts >= 0).all()


def test_the_interval_holds_the_truth_about_nine_times_in_ten() -> None:
    inside = []
    for seed in range(30):
        rows = counted([(EARLIER, 0.03), (NOW, 0.02)], LAST, seed=seed, level=60.0)
        found = measure(rows, "now", [EARLIER, NOW], DAYS, POST, until=LAST)
        inside.append(found.lo90 <= in_window(NOW, 0.02, LAST, seed) <= found.hi90)
    assert sum(inside) >= 24


def test_two_sends_of_one_type_on_following_days_say_that_their_shares_are_unsure() -> None:
    again = woz("again", date(2026, 2, 17), 15_000)
    sent = [(EARLIER, 0.05), (NOW, 0.07), (again, 0.05)]
    found = study(counted(sent, LAST), [each for each, _ in sent], DAYS, POST, until=LAST).measurements
    both = in_window(NOW, 0.07, LAST) + in_window(again, 0.05, LAST)
    assert found["now"].extra + found["again"].extra == pytest.approx(both, rel=0.1)
    for name, mailing, rate in (("now", NOW, 0.07), ("again", again, 0.05)):
        assert found[name].lo90 <= in_window(mailing, rate, LAST) <= found[name].hi90


def test_the_peak_is_found_within_a_day_nine_times_in_ten() -> None:
    near = []
    for seed in range(20):
        rows = counted([(EARLIER, 0.03), (NOW, 0.03)], LAST, seed=seed)
        found = measure(rows, "now", [EARLIER, NOW], DAYS, POST, until=LAST)
        came = drawn(NOW, 0.03, seed)
        near.append(abs((found.peak_day - max(came, key=lambda day: came[day])).days) <= 1)
    assert sum(near) >= 18


def test_no_effect_is_not_detected() -> None:
    for seed in range(8):
        rows = counted([], LAST, seed=seed)
        found = measure(rows, "now", [EARLIER, NOW], DAYS, POST, until=LAST)
        assert not found.detected
        assert found.lo90 == 0.0
        assert found.extra < 80


def test_two_overlapping_mailings_share_what_was_counted() -> None:
    other = PlannedMailing("other", "rijbewijs", "belastingen", (Batch(9_000, date(2026, 2, 23)),))
    sent = [(EARLIER, 0.05), (NOW, 0.05), (other, 0.04)]
    found = study(counted(sent, LAST), [each for each, _ in sent], DAYS, POST, until=LAST).measurements
    both = in_window(NOW, 0.05, LAST) + in_window(other, 0.04, LAST)
    assert found["now"].extra + found["other"].extra == pytest.approx(both, rel=0.15)
    for name, truth in (("now", in_window(NOW, 0.05, LAST)), ("other", in_window(other, 0.04, LAST))):
        assert found[name].extra == pytest.approx(truth, rel=0.2)
        assert found[name].lo90 < found[name].extra < found[name].hi90


def test_a_storm_in_the_window_is_kept_out_when_it_is_registered() -> None:
    storm = Span(date(2026, 2, 26), date(2026, 2, 27))
    calm = counted([(EARLIER, 0.05), (NOW, 0.05)], LAST)
    rows = [
        DayCount(row.on, row.channel, row.topic, offered=(row.offered or 0) + 400)
        if storm.first <= row.on <= storm.last
        else row
        for row in calm
    ]
    truth = in_window(NOW, 0.05, LAST)
    found = measure(rows, "now", [EARLIER, NOW], DAYS, POST, until=LAST, events=[storm])
    assert found.extra == pytest.approx(truth, rel=0.2)


def test_a_burst_that_the_letter_cannot_explain_is_not_billed_in_full() -> None:
    burst = date(2026, 3, 4)
    rows = [
        DayCount(row.on, row.channel, row.topic, offered=(row.offered or 0) + (900 if row.on == burst else 0))
        for row in counted([(EARLIER, 0.05), (NOW, 0.05)], LAST)
    ]
    found = measure(rows, "now", [EARLIER, NOW], DAYS, POST, until=LAST)
    assert found.extra < in_window(NOW, 0.05, LAST) + 350


def test_an_unrelated_topic_changes_nothing() -> None:
    rows = counted([(EARLIER, 0.05), (NOW, 0.06)], LAST)
    alone = measure(rows, "now", [EARLIER, NOW], DAYS, POST, until=LAST)
    parking = counted([], LAST, topic="parkeren", level=900.0, seed=9)
    elsewhere = PlannedMailing("bus", "bus", "parkeren", (Batch(20_000, date(2026, 2, 16)),))
    assert measure(rows + parking, "now", [EARLIER, NOW, elsewhere], DAYS, POST, until=LAST) == alone


def test_splitting_a_batch_on_one_day_changes_nothing() -> None:
    rows = counted([(EARLIER, 0.05), (NOW, 0.06)], LAST)
    whole = measure(rows, "now", [EARLIER, NOW], DAYS, POST, until=LAST)
    third = Batch(5_000, date(2026, 2, 16), delivery_class=DeliveryClass.H48)
    parts = PlannedMailing("now", "woz", "belastingen", (third, third, third))
    split = measure(rows, "now", [EARLIER, parts], DAYS, POST, until=LAST)
    assert (split.extra, split.lo90, split.hi90) == pytest.approx((whole.extra, whole.lo90, whole.hi90))


def test_an_answered_only_day_on_a_full_line_makes_the_figure_a_lower_bound() -> None:
    rows = [
        DayCount(row.on, row.channel, row.topic, answered=min(row.offered or 0, 200.0), full=(row.offered or 0) > 200)
        for row in counted([(EARLIER, 0.05), (NOW, 0.06)], LAST)
    ]
    found = measure(rows, "now", [EARLIER, NOW], DAYS, POST, until=LAST)
    assert found.at_least
    assert any(day.at_least for day in found.per_day)
    assert found.upper is None
    assert 0 < found.lo90 <= found.extra <= in_window(NOW, 0.06, LAST)
    assert found.extra <= sum(day.actual for day in found.per_day)


def test_full_lines_on_ordinary_days_do_not_make_the_mailing_look_larger() -> None:
    rows = counted([(EARLIER, 0.05), (NOW, 0.06)], LAST)
    quiet = [
        DayCount(row.on, row.channel, row.topic, answered=40.0, full=True)
        if date(2026, 1, 26) <= row.on <= date(2026, 2, 11)
        else row
        for row in rows
    ]
    found = measure(quiet, "now", [EARLIER, NOW], DAYS, POST, until=LAST)
    assert not found.at_least
    assert found.extra == pytest.approx(in_window(NOW, 0.06, LAST), rel=0.15)


def test_a_review_becomes_what_the_next_mailing_leans_on() -> None:
    rows = counted([(EARLIER, 0.05)], date(2025, 4, 1))
    past = measure(rows, "earlier", [EARLIER], DAYS, POST, until=date(2025, 4, 1)).as_past()
    assert isinstance(past, PastMailing)
    assert past.extra / past.quantity == pytest.approx(0.05, rel=0.15)
    assert past.lag_days == pytest.approx(TRUE_LAG.mean_days, rel=0.5)


def test_a_mailing_outside_the_series_is_refused() -> None:
    rows = counted([], LAST)
    later = woz("later", date(2027, 2, 15))
    with pytest.raises(OutsideSeries):
        measure(rows, "later", [later], DAYS, POST, until=LAST)
    with pytest.raises(UnknownMailing):
        measure(rows, "nobody", [later], DAYS, POST, until=LAST)


def test_too_little_history_is_refused() -> None:
    with pytest.raises(TooLittleHistory):
        measure(counted([], FIRST + timedelta(days=8)), "now", [NOW], DAYS, POST, until=LAST)


def finite(found: Measurement) -> bool:
    figures = (found.extra, found.lo90, found.hi90, found.lag_days, found.unfinished, found.doubt)
    per_day = [
        value for day in found.per_day for value in (day.ordinary, day.ordinary_lo90, day.ordinary_hi90, day.extra)
    ]
    return all(math.isfinite(value) for value in (*figures, *per_day)) and 0 <= found.lo90 <= found.extra <= found.hi90


@pytest.mark.parametrize("level", [0.0, 0.01, 1.0, 1e6], ids=["silent", "nearly silent", "one a day", "a million"])
def test_odd_levels_give_finite_figures(level: float) -> None:
    assert finite(measure(counted([], LAST, level=level), "now", [EARLIER, NOW], DAYS, POST, until=LAST))


def test_a_constant_series_gives_next_to_nothing() -> None:
    rows = [DayCount(day, "phone", "belastingen", offered=80.0) for day in DAYS.between(FIRST, LAST)]
    found = measure(rows, "now", [EARLIER, NOW], DAYS, POST, until=LAST)
    assert finite(found)
    assert found.extra < 40


def test_one_counted_day_in_the_window_is_enough_for_an_honest_wide_answer() -> None:
    until = date(2026, 2, 19)
    found = measure(counted([], until), "now", [NOW], DAYS, POST, until=until)
    assert finite(found)
    assert found.unfinished > 0.5


def test_forty_mailings_in_a_month_are_measured_together() -> None:
    many = [woz(f"m{number}", date(2026, 2, 2) + timedelta(days=number % 26), 1_000 + number) for number in range(40)]
    found = study(counted([(each, 0.03) for each in many], LAST), many, DAYS, POST, until=LAST).measurements
    assert len(found) == 40
    assert all(finite(each) for each in found.values())
    truth = sum(in_window(each, 0.03, LAST) for each in many)
    assert sum(each.extra for each in found.values()) == pytest.approx(truth, rel=0.3)


def test_a_guess_speaks_only_while_no_mailing_of_the_type_was_reviewed() -> None:
    rows = counted([], LAST, level=400.0)
    quiet = PlannedMailing("now", "woz", "belastingen", NOW.batches)
    bold = PlannedMailing("now", "woz", "belastingen", NOW.batches, guess_rate=0.05)
    review = PastMailing("before", "woz", 15_000, 300, 250, 350)

    def extra(mailing: PlannedMailing, *reviewed: PastMailing) -> float:
        return measure(rows, "now", [mailing], DAYS, POST, until=LAST, reviewed=reviewed).extra

    assert extra(bold) > extra(quiet)
    assert extra(bold, review) == extra(quiet, review)
