"""An answer beside last year's: the difference word by word, and the facts that may be old."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.difference import Change, Piece, difference
from drafting.doubt import Doubt, doubts

FIRST_ON = date(2027, 2, 22)


def told(before: str, now: str) -> list[tuple[str, str]]:
    return [(piece.change.value, piece.text) for piece in difference(before, now)]


def test_one_changed_word_is_one_change() -> None:
    assert told("Betaal voor 30 april.", "Betaal voor 31 mei.") == [
        ("same", "Betaal voor "),
        ("gone", "30 april."),
        ("new", "31 mei."),
    ]


def test_equal_texts_have_no_change_and_nothing_at_all_has_no_pieces() -> None:
    assert difference("Zo is het.", "Zo is het.") == (Piece(Change.SAME, "Zo is het."),)
    assert difference("", "") == ()
    assert difference("", "Nieuw.") == (Piece(Change.NEW, "Nieuw."),)
    assert difference("Oud.", "") == (Piece(Change.GONE, "Oud."),)


@given(
    st.lists(st.sampled_from(["a", "b", "c", "€", "12,", "\n"]), max_size=30),
    st.lists(st.sampled_from("a b d"), max_size=30),
)
def test_both_versions_can_be_read_from_the_pieces(one: list[str], other: list[str]) -> None:
    before, now = " ".join(one), " ".join(other)
    pieces = difference(before, now)
    assert "".join(piece.text for piece in pieces if piece.change is not Change.NEW) == before
    assert "".join(piece.text for piece in pieces if piece.change is not Change.GONE) == now


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("U kunt bezwaar maken tot en met 9 april 2026.", [("past_date", "9 april 2026")]),
        ("Betaal voor 30 april 2027.", []),
        ("De waarde op 1 januari 2026 telt.", []),  # this letter says so too
        ("De kosten zijn € 12,50 en € 99,00.", [("amount_not_in_letter", "€ 99,00")]),
        ("Op 3 maart 2025 en weer op 3 maart 2025.", [("past_date", "3 maart 2025")]),
        ("Bel 14 0599.", []),
    ],
)
def test_only_facts_that_this_letter_does_not_bear_out_are_doubted(
    answer: str, expected: list[tuple[str, str]]
) -> None:
    letter = "De waarde op 1 januari 2026 is de basis. U betaalt € 12,50 voor 30 april."
    assert doubts(answer, letter, first_on=FIRST_ON) == tuple(Doubt(*pair) for pair in expected)


def test_a_term_that_is_over_is_doubted_even_when_the_letter_says_it() -> None:
    said = "U betaalt uiterlijk 6 juli 2026."
    assert doubts(said, said, first_on=FIRST_ON) == (Doubt("past_date", "6 juli 2026"),)
    reference = "De waarde op 1 januari 2026 telt."
    assert doubts(reference, reference, first_on=FIRST_ON) == ()


@pytest.mark.parametrize(
    ("said", "is_doubted"),
    [
        ("We schrijven het bedrag in 8 keer af, vanaf 25 maart 2026.", True),
        ("U bent op 3 juni 2026 om 10.00 uur welkom.", True),
        ("De containers worden vanaf maandag 4 mei 2026 gebracht.", True),
        ("De waardepeildatum is 1 januari 2026.", False),
        ("Wie op 1 januari 2027 eigenaar is, betaalt.", False),
        ("Het tarief geldt vanaf 1 januari 2027.", False),
        ("De raad heeft dat op 12 december 2026 besloten.", False),
        ("Sinds 1 juni 2019 geldt een andere wet.", False),
        ("In februari 2027 krijgt u de aanslag.", False),
        ("Vanaf 25 maart schrijven we af.", False),
    ],
)
def test_a_day_with_its_year_on_which_something_begins_is_doubted_even_when_an_old_letter_came_along(
    said: str, is_doubted: bool
) -> None:
    assert bool(doubts(said, said, first_on=FIRST_ON)) is is_doubted


def test_without_a_letter_no_amount_is_doubted_but_a_day_that_is_over_is() -> None:
    assert doubts("Het kost € 5. Dat geldt tot 1 maart 2026.", "", first_on=FIRST_ON) == (
        Doubt("past_date", "1 maart 2026"),
    )
