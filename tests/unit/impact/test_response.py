"""Curves and rates: shares of one, arithmetic that does not depend on how a mailing is written down."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.errors import NeverOpen, NothingToSend
from impact.response import Lag, response_curve
from impact.values import Batch, OpenDays, PlannedMailing, PostDays
from registry.kinds import DeliveryChannel, DeliveryClass

MONDAY = date(2026, 2, 2)
DAYS = OpenDays()
POST = PostDays()

batches = st.builds(
    Batch,
    quantity=st.integers(1, 50_000),
    handover_on=st.integers(0, 60).map(lambda ahead: MONDAY + timedelta(days=ahead)),
    delivery=st.sampled_from(list(DeliveryChannel)),
    delivery_class=st.sampled_from([None, *DeliveryClass]),
)
lags = st.builds(
    Lag, mean_days=st.floats(0.2, 20), shape=st.floats(0.5, 6), deadline_share=st.floats(0, 1, allow_nan=False)
)
deadlines = st.none() | st.integers(-5, 80).map(lambda ahead: MONDAY + timedelta(days=ahead))


def mailing(*parts: Batch, deadline: date | None = None) -> PlannedMailing:
    return PlannedMailing("m", "woz", "belastingen", tuple(parts), response_deadline=deadline)


@given(st.lists(batches, min_size=1, max_size=5), lags, deadlines)
def test_a_curve_sums_to_one_and_lies_on_open_days(parts: list[Batch], lag: Lag, deadline: date | None) -> None:
    curve = response_curve(mailing(*parts, deadline=deadline), DAYS, POST, lag)
    assert sum(curve.values()) == pytest.approx(1.0)
    assert all(DAYS.is_open(day) for day in curve)
    assert min(curve.values()) > 0


@given(batches, st.integers(1, 9), lags)
def test_splitting_a_batch_on_one_day_changes_nothing(batch: Batch, parts: int, lag: Lag) -> None:
    whole = Batch(batch.quantity * parts, batch.handover_on, batch.delivery, batch.delivery_class)
    one = response_curve(mailing(whole), DAYS, POST, lag)
    many = response_curve(mailing(*[batch] * parts), DAYS, POST, lag)
    assert one == pytest.approx(many)


def test_contacts_of_a_closed_day_come_on_the_next_open_day() -> None:
    wednesday = MONDAY + timedelta(days=2)
    batch = Batch(1000, wednesday, DeliveryChannel.EMAIL)
    open_curve = response_curve(mailing(batch), DAYS, POST)
    closed = response_curve(mailing(batch), OpenDays(closed=frozenset({wednesday})), POST)
    thursday = wednesday + timedelta(days=1)
    assert wednesday not in closed
    assert closed[thursday] == pytest.approx(open_curve[wednesday] + open_curve[thursday])


def test_post_handed_over_on_friday_is_not_felt_before_the_first_delivery_day() -> None:
    friday = MONDAY + timedelta(days=4)
    curve = response_curve(mailing(Batch(1000, friday, delivery_class=DeliveryClass.H48)), DAYS, POST, Lag(0.5, 1.0))
    # Saturday is a delivery day and nobody is in the office, so the first calls come on Monday
    assert min(curve) == MONDAY + timedelta(days=7)


def test_moving_the_arrival_moves_the_curve_and_leaves_the_deadline_pulse() -> None:
    deadline = MONDAY + timedelta(days=39)
    curves = []
    for weeks in (0, 1):
        arrives = MONDAY + timedelta(days=1 + 7 * weeks)
        batch = Batch(1000, arrives, arrives_from=arrives, arrives_until=arrives)
        curves.append(response_curve(mailing(batch, deadline=deadline), DAYS, POST, Lag(1.0, 1.0, 0.4)))
    early, late = curves
    assert min(late) == min(early) + timedelta(days=7)
    assert late[deadline] == pytest.approx(early[deadline], rel=1e-6)


def test_a_deadline_draws_contacts_to_its_eve() -> None:
    deadline = MONDAY + timedelta(days=24)
    batch = Batch(1000, MONDAY, delivery_class=DeliveryClass.H24)
    without = response_curve(mailing(batch), DAYS, POST)
    with_deadline = response_curve(mailing(batch, deadline=deadline), DAYS, POST)
    assert with_deadline[deadline] > 3 * without[deadline]


@given(st.lists(batches, min_size=1, max_size=4), lags, lags)
def test_a_deadline_before_the_first_letter_changes_nothing(parts: list[Batch], lag: Lag, other: Lag) -> None:
    past = MONDAY - timedelta(days=30)
    plain = response_curve(mailing(*parts), DAYS, POST, lag)
    assert response_curve(mailing(*parts, deadline=past), DAYS, POST, lag) == pytest.approx(plain)


def test_a_mailing_without_letters_is_refused() -> None:
    with pytest.raises(NothingToSend):
        mailing()
    with pytest.raises(NothingToSend):
        mailing(Batch(0, MONDAY))


def test_a_contact_centre_that_never_opens_is_refused() -> None:
    with pytest.raises(NeverOpen):
        response_curve(mailing(Batch(10, MONDAY)), OpenDays(weekdays=frozenset()), POST)
