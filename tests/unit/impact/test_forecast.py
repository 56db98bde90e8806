"""What is coming: honest without history, narrower with it, and arithmetic that holds together."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.forecast import Forecast, expected_contacts
from impact.halfhours import HalfHourCount, half_hour_shares
from impact.measure import measure, study
from impact.outlook import outlook
from impact.response import response_curve
from impact.values import Batch, DayCount, OpenDays, PastMailing, PlannedMailing, PostDays
from registry.kinds import DeliveryClass

FIRST = date(2024, 1, 1)
UNTIL = date(2026, 1, 16)
DAYS = OpenDays()
POST = PostDays()
CHANNELS = {"phone": 90.0, "desk": 20.0}


def woz(*batches: Batch, name: str = "now", **more: object) -> PlannedMailing:
    return PlannedMailing(name, "woz", "belastingen", batches, **more)  # type: ignore[arg-type]


def in_three(quantity: int = 15_000) -> PlannedMailing:
    start = date(2026, 1, 26)
    weeks = (Batch(quantity, start + timedelta(weeks=week), delivery_class=DeliveryClass.H48) for week in range(3))
    return woz(*weeks)


def counted(
    last: date = UNTIL, *, exact: bool = False, extra: dict[tuple[date, str], float] | None = None
) -> list[DayCount]:
    rng = np.random.default_rng(3)
    rows = []
    for day in DAYS.between(FIRST, last):
        for channel, level in CHANNELS.items():
            for topic, share in (("belastingen", 0.3), ("afval", 0.7)):
                expected = level * share * (1.2 if day.weekday() == 0 else 1.0)
                if topic == "belastingen":
                    expected += (extra or {}).get((day, channel), 0.0)
                rows.append(DayCount(day, channel, topic, offered=expected if exact else float(rng.poisson(expected))))
    return rows


ROWS = counted()


def past(name: str, rate: float) -> PastMailing:
    extra = rate * 45_000
    return PastMailing(name, "woz", 45_000, extra, 0.92 * extra, 1.08 * extra, lag_days=3.0)


def forecast(mailing: PlannedMailing, *reviewed: PastMailing) -> Forecast:
    return expected_contacts(ROWS, mailing, DAYS, POST, until=UNTIL, reviewed=reviewed)


def test_without_history_the_forecast_is_wide_and_says_why() -> None:
    found = forecast(in_three())
    assert found.reasons[0].code == "no_own_history"
    assert found.extra.low < 0.005 * 45_000 < found.extra.expected < 0.02 * 45_000 < found.extra.high


def test_each_review_narrows_the_next_forecast() -> None:
    widths = []
    for reviewed in ((past("one", 0.06),), (past("one", 0.06), past("two", 0.063))):
        found = forecast(in_three(), *reviewed)
        widths.append(found.extra.high - found.extra.low)
    assert widths[1] < widths[0]
    assert forecast(in_three(), past("one", 0.06)).reasons[0].code == "own_history"


def test_days_and_channels_add_up_to_the_total() -> None:
    found = forecast(in_three(), past("one", 0.06))
    assert sum(day.extra.expected for day in found.days) == pytest.approx(found.extra.expected)
    assert {day.channel for day in found.days} == set(CHANNELS)
    shares = {c: sum(day.extra.expected for day in found.days if day.channel == c) for c in CHANNELS}
    assert shares["phone"] / found.extra.expected == pytest.approx(90 / 110, rel=0.05)


def test_every_day_has_an_ordered_range_around_an_ordinary_day() -> None:
    found = forecast(in_three(), past("one", 0.06))
    for day in found.days:
        assert 0 <= day.extra.low <= day.extra.expected <= day.extra.high
        assert day.ordinary is not None
        assert day.total is not None
        assert day.total.expected == pytest.approx(day.ordinary + day.extra.expected)
        assert 0 <= day.total.low < day.total.expected < day.total.high
    monday = next(day for day in found.days if day.on == date(2026, 3, 9) and day.channel == "phone")
    assert monday.ordinary == pytest.approx(90 * 1.2, rel=0.12)


@given(st.integers(1, 400_000), st.integers(1, 400_000))
def test_more_letters_never_mean_fewer_contacts(one: int, other: int) -> None:
    few, many = sorted((one, other))
    day = date(2026, 2, 2)
    small = expected_contacts([], woz(Batch(few, day)), DAYS, POST, until=UNTIL)
    large = expected_contacts([], woz(Batch(many, day)), DAYS, POST, until=UNTIL)
    assert large.extra.expected >= small.extra.expected
    assert all(large.extra_per_day()[on] >= value for on, value in small.extra_per_day().items())


def test_the_part_that_reaches_us_scales_the_contacts() -> None:
    batch = Batch(10_000, date(2026, 2, 2))
    whole, part = forecast(woz(batch)), forecast(woz(batch, reach_share=0.25))
    assert part.extra.expected == pytest.approx(0.25 * whole.extra.expected)
    assert any(reason.code == "part_reaches_us" for reason in part.reasons)


def test_moving_one_batch_moves_what_hangs_on_its_arrival_only() -> None:
    still, moving = Batch(10_000, date(2026, 2, 3)), Batch(10_000, date(2026, 2, 10))
    moved = Batch(10_000, date(2026, 2, 17))
    before, after = forecast(woz(still, moving)).extra_per_day(), forecast(woz(still, moved)).extra_per_day()
    assert before[date(2026, 2, 6)] == pytest.approx(after[date(2026, 2, 6)])
    assert after[date(2026, 2, 13)] < before[date(2026, 2, 13)]
    assert after[date(2026, 2, 20)] > before[date(2026, 2, 20)]
    assert sum(after.values()) == pytest.approx(sum(before.values()))


def test_too_little_history_still_gives_the_extra_contacts_and_says_what_is_missing() -> None:
    found = expected_contacts(ROWS[:12], in_three(), DAYS, POST, until=UNTIL)
    assert not found.ordinary_known
    assert all(day.total is None and day.ordinary is None for day in found.days)
    assert "no_ordinary_days" in [reason.code for reason in found.reasons]
    assert found.extra.expected > 0


def test_a_forecast_followed_by_exactly_that_shows_no_deviation() -> None:
    mailing = in_three()
    plan = forecast(mailing, past("one", 0.06))
    extra = {(day.on, day.channel): day.extra.expected for day in plan.days}
    last = date(2026, 3, 6)
    found = measure(counted(last, exact=True, extra=extra), "now", [mailing], DAYS, POST, until=last)
    coming = sum(value for on, value in plan.extra_per_day().items() if on <= mailing.last_on)
    assert found.extra == pytest.approx(coming, rel=0.03)


def test_the_outlook_adds_planned_mailings_to_ordinary_days() -> None:
    earlier = woz(Batch(20_000, date(2025, 2, 3)), name="earlier")
    extra = {(day, "phone"): 1_000 * share for day, share in response_curve(earlier, DAYS, POST).items()}
    rows = counted(extra=extra)
    found = study(rows, [earlier], DAYS, POST, until=UNTIL)
    planned = woz(Batch(20_000, date(2026, 2, 3)))
    last = date(2026, 2, 27)
    ahead = outlook(rows, found, [planned], DAYS, POST, until=UNTIL, last=last)
    quiet = outlook(rows, found, [], DAYS, POST, until=UNTIL, last=last)
    assert list(ahead.days) == [day for day in DAYS.between(UNTIL, last) if day > UNTIL]
    assert ahead.planned["now"].extra.expected == pytest.approx(1_000, rel=0.3)
    assert ahead.days[date(2026, 1, 30)] == quiet.days[date(2026, 1, 30)]
    assert ahead.days[date(2026, 2, 6)].expected > quiet.days[date(2026, 2, 6)].expected + 50
    assert all(math.isfinite(each.low) and each.low <= each.expected <= each.high for each in ahead.days.values())


def test_half_hours_share_out_the_whole_day() -> None:
    rows = [
        HalfHourCount(day, minute, 30.0 if minute == 540 else 10.0)
        for day in DAYS.between(date(2025, 11, 3), UNTIL)
        for minute in range(480, 1020, 30)
    ]
    shares = half_hour_shares(rows, UNTIL)
    assert all(sum(each.values()) == pytest.approx(1.0) for each in shares.values())
    assert shares[0][540] == pytest.approx(30 / 200)
    assert half_hour_shares([], UNTIL) == {}
