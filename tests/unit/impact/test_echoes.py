"""Echo peaks bring their share around their day, before the end of a term and after anything else."""

from __future__ import annotations

from datetime import date

import pytest

from impact.echoes import echo
from impact.values import OpenDays, Range

FRIDAY = date(2027, 4, 9)
MAILING = Range(1000.0, 2700.0, 5000.0)


@pytest.mark.parametrize("is_term", [True, False])
def test_all_contacts_come_on_open_days_around_the_day(is_term: bool) -> None:
    found = echo(MAILING, 0.1, FRIDAY, OpenDays(), is_term=is_term)
    assert sum(found.per_day.values()) == pytest.approx(found.extra.expected) == pytest.approx(270)
    assert all(OpenDays().is_open(day) for day in found.per_day)
    assert found.extra.low < found.extra.expected < found.extra.high


def test_a_term_is_felt_before_its_end_and_a_debit_after_it() -> None:
    term = echo(MAILING, 0.1, FRIDAY, OpenDays(), is_term=True).per_day
    debit = echo(MAILING, 0.1, FRIDAY, OpenDays(), is_term=False).per_day
    assert sum(count for day, count in term.items() if day <= FRIDAY) > 0.75 * sum(term.values())
    assert min(debit) == FRIDAY and max(term, key=lambda day: term[day]) == FRIDAY


def test_an_echo_without_a_share_brings_nothing() -> None:
    assert echo(MAILING, 0.0, FRIDAY, OpenDays(), is_term=True).extra == Range(0, 0, 0)
