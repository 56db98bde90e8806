"""One rush of people is counted once: by the mailing's own last day, or by a later peak of its letter type."""

from __future__ import annotations

from datetime import date

import pytest

from flows.later_moments import own_deadline
from registry.letter_type import FollowUp, LetterTypeView

DATED = (date(2027, 2, 1), date(2027, 3, 1))
KIND = LetterTypeView(
    id=1,
    name="x",
    department_id=None,
    topic="x",
    bank=None,
    product_uri=None,
    follow_ups=(FollowUp("Herinnering", 30, 0.1), FollowUp("Incasso", 60, 0.1)),
)


@pytest.mark.parametrize(
    ("deadline", "own"),
    [
        (date(2027, 3, 5), False),  # near the first peak of the first part
        (date(2027, 4, 28), False),  # near the second peak of the second part
        (date(2027, 6, 30), True),
        (None, None),
    ],
)
def test_a_last_day_is_the_mailings_own_where_no_later_peak_of_any_part_has_it(deadline, own):
    assert own_deadline(KIND, DATED, deadline) == (deadline if own else None)


def test_without_a_letter_type_the_last_day_is_its_own():
    assert own_deadline(None, DATED, DATED[0]) == DATED[0]
