"""Contacts per letter: wide without history, narrower with every review."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.rate import contact_rate, learned_lag
from impact.values import PastMailing


def past(name: str, rate: float, letter_type: str = "woz", quantity: int = 45_000) -> PastMailing:
    extra = rate * quantity
    return PastMailing(name, letter_type, quantity, extra, 0.9 * extra, 1.1 * extra, lag_days=4.0)


def test_without_history_the_band_is_wide_and_says_so() -> None:
    found = contact_rate("woz", [])
    assert [reason.code for reason in found.reasons] == ["no_own_history"]
    assert found.rate.expected == pytest.approx(0.01)
    assert found.rate.high > 10 * found.rate.low


def test_a_guess_counts_only_without_history() -> None:
    assert contact_rate("woz", [], guess_rate=0.05).rate.expected > 0.025
    own = [past("last-year", 0.05)]
    assert contact_rate("woz", own, guess_rate=0.001) == contact_rate("woz", own)


@given(st.lists(st.floats(0.048, 0.052), min_size=1, max_size=6))
def test_every_review_of_like_mailings_makes_the_next_band_narrower(rates: list[float]) -> None:
    reviewed = [past(str(number), rate) for number, rate in enumerate(rates)]
    logs = [contact_rate("woz", reviewed[:count]).log_sd for count in range(len(reviewed) + 1)]
    assert all(after < before for before, after in itertools.pairwise(logs))


def test_a_second_review_narrows_the_band_in_contacts_too() -> None:
    first = contact_rate("woz", [past("one", 0.05)]).rate
    second = contact_rate("woz", [past("one", 0.05), past("two", 0.055)]).rate
    assert second.high - second.low < first.high - first.low


def test_the_error_is_small_after_four_mailings_of_six_per_cent() -> None:
    found = contact_rate("woz", [past(str(year), 0.06) for year in range(4)])
    assert found.rate.expected == pytest.approx(0.06, rel=0.15)


def test_other_types_move_the_prior_but_do_not_count_as_own_history() -> None:
    others = [past(str(number), 0.04, letter_type=f"type-{number}") for number in range(6)]
    found = contact_rate("woz", others)
    assert found.leaned_on == ()
    assert found.rate.expected > contact_rate("woz", []).rate.expected


def test_a_sector_table_replaces_the_general_prior() -> None:
    assert contact_rate("woz", [], sector={"woz": 0.03}).rate.expected == pytest.approx(0.03)


@pytest.mark.parametrize("extra", [0.0, -3.0])
def test_a_review_without_effect_gives_a_low_rate_and_no_nonsense(extra: float) -> None:
    quiet = PastMailing("quiet", "woz", 10_000, extra, 0.0, 25.0)
    found = contact_rate("woz", [quiet])
    assert 0 < found.rate.low < found.rate.expected < 0.01


def test_the_lag_is_learned_from_reviews() -> None:
    slow = [PastMailing(str(n), "woz", 1000, 50, 40, 60, lag_days=9.0, deadline_share=0.5) for n in range(3)]
    assert learned_lag("woz", []).mean_days < learned_lag("woz", slow).mean_days < 9.0
    assert learned_lag("woz", slow).deadline_share > learned_lag("woz", []).deadline_share
