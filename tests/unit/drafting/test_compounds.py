"""Compounds are taken apart into words that are known, so that "vuilnisbak" and "afvalcontainer" are near each other."""

from __future__ import annotations

import pytest

from drafting.compounds import parts_of
from drafting.vectors import Space


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("rioolbedrag", ("riool", "bedrag")),
        ("bijstandsuitkering", ()),  # known as it is
        ("handhavingsbrief", ("handhavings", "brief")),
        ("parkeerkaartaanvraag", ("parkeerkaart", "aanvraag")),
        ("rioolbelastingbrief", ("riool", "belastingbrief")),
    ],
)
def test_a_compound_of_known_words_is_taken_apart(word: str, parts: tuple[str, ...]) -> None:
    assert parts_of(word) == parts


@pytest.mark.parametrize("word", ["woning", "container", "vergadering", "qwrtzpsdfgh", "hoe"])
def test_a_word_that_is_known_or_has_no_known_parts_stays_whole(word: str) -> None:
    assert parts_of(word) == ()


def test_a_question_finds_a_compound_it_names_in_other_words() -> None:
    space = Space.of(["hoeveel is mijn rioolbedrag", "waar vraag ik een pas aan", "wanneer is het park dicht"])
    near = space.cosines("wat kost de riolering")
    assert near.argmax() == 0
    assert near[0] > 2 * max(near[1], near[2])
