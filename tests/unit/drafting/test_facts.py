"""Amounts, numbers, phones and addresses of a letter, each with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.facts import dutch_number, find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Het kost € 1.665,- per maand.", [(1665.0, "EUR")]),
        ("U betaalt €5,25 of 12,50 euro.", [(5.25, "EUR"), (12.5, "EUR")]),
        ("Een boete van 50 tot 100 euro.", [(50.0, "EUR"), (100.0, "EUR")]),
        ("De stijging is 6,2% of 120 procent.", [(6.2, "%"), (120.0, "%")]),
        ("Een budget van € 1,2 miljoen.", [(1_200_000.0, "EUR")]),
        ("Dat kost 40 cent.", [(0.4, "EUR")]),
    ],
)
def test_amounts_in_dutch_notation(text: str, expected: list[tuple[float, str]]) -> None:
    assert sorted((a.value, a.unit) for a in find(text).amounts) == sorted(expected)


@pytest.mark.parametrize(
    "number",
    [
        "088 - 012 34 50",
        "(0348) 99 88 77",
        "0800 - 99 00 11",
        "06-12345678",
        "+31 88 123 45 67",
        "14 0318",
        "0900-1234",
    ],
)
def test_dutch_phone_numbers_are_found_whole(number: str) -> None:
    assert [fact.text for fact in find(f"Bel ons op {number} voor vragen.").phones] == [number]


@pytest.mark.parametrize(
    "text", ["Postbus 4410, 9990 AB Wierdijk", "Rekening NL91ABNA0417164300", "tussen 2026 en 2027", "kenmerk 0880-11"]
)
def test_other_digits_are_no_phone_numbers(text: str) -> None:
    assert find(text).phones == ()


def test_addresses_lose_the_full_stop_of_the_sentence() -> None:
    facts = find("Kijk op www.wierdijk.example/honden. Of mail naar honden@wierdijk.example.")
    assert [f.text for f in facts.urls] == ["www.wierdijk.example/honden"]
    assert [f.text for f in facts.emails] == ["honden@wierdijk.example"]


def test_a_reference_code_is_no_phone_and_no_date() -> None:
    facts = find("Ons kenmerk: BKW/2027/GA-00417\nZaaknummer: Z-2026-118834")
    assert [f.text for f in facts.references] == ["BKW/2027/GA-00417", "Z-2026-118834"]
    assert (facts.phones, facts.dates) == ((), ())


def test_every_fact_stands_where_it_says() -> None:
    text = "Betaal € 12,50 vóór 3 mei 2027 om 9.00 uur. Bel 088-1234567 of kijk op www.wierdijk.example."
    facts = find(text)
    everything = (*facts.dates, *facts.amounts, *facts.phones, *facts.urls, *facts.times)
    assert len(everything) == 5
    assert all(text[fact.start : fact.end] == fact.text for fact in everything)


def test_conditions_and_actions_are_sentences_of_the_letter() -> None:
    facts = find("Heeft u een laag inkomen? Vraag dan kwijtschelding aan. De zon schijnt.")
    assert [f.text for f in facts.conditions] == ["Heeft u een laag inkomen?"]
    assert [f.text for f in facts.actions] == ["Vraag dan kwijtschelding aan."]


@given(st.integers(0, 9_999_999), st.integers(0, 99))
def test_dutch_notation_is_read_back(whole: int, cents: int) -> None:
    written = f"{whole:,}".replace(",", ".") + f",{cents:02d}"
    assert dutch_number(written) == pytest.approx(whole + cents / 100)


@given(st.text(alphabet="0123456789 €%.,-/abjmui()\n", max_size=300))
def test_any_text_gives_facts_within_its_bounds(text: str) -> None:
    facts = find(text)
    for fact in (*facts.dates, *facts.amounts, *facts.phones, *facts.times, *facts.numbers):
        assert 0 <= fact.start < fact.end <= len(text)
