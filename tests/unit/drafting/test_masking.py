"""Personal data is masked, everything else stays as it was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.mask import LONGEST, is_bsn, mask, mask_all


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("bel me op 06-12345678 aub", "bel me op [telefoon] aub"),
        ("mail naar a.jansen@post.example graag", "mail naar [e-mail] graag"),
        ("mijn naam is Anna de Vries en ik wil bezwaar", "mijn naam is [naam] en ik wil bezwaar"),
        ("mevrouw Van den Berg belt over de aanslag", "mevrouw [naam] belt over de aanslag"),
        ("met Piet Jansen, waar blijft mijn pas", "met [naam], waar blijft mijn pas"),
        ("ik woon op Kerkstraat 12", "ik woon op [adres]"),
        ("postcode 1234AB 56 graag", "postcode [adres] graag"),
        ("iban NL91 ABNA 0417 1643 00", "iban [iban]"),
        ("mijn bsn is 111222333", "mijn bsn is [bsn]"),
    ],
)
def test_personal_data_is_replaced(line: str, masked: str) -> None:
    assert mask(line) == masked


@pytest.mark.parametrize(
    "line",
    [
        "in 2027 en 2028 betaal ik 350 euro",
        "mijn naam is verkeerd gespeld",
        "mevrouw aan de lijn over de kliko",
        "aanslagnummer 123456789 klopt niet",
        "ik ga met de trein",
        "paspoort 6 jaar verlopen",
    ],
)
def test_ordinary_lines_stay_as_they_are(line: str) -> None:
    assert mask(line) == line


def test_a_valid_bsn_counts_only_beside_its_word() -> None:
    assert is_bsn("111222333")
    assert not is_bsn("111222334")
    assert mask("dossier 111222333") == "dossier 111222333"


def test_a_line_without_end_is_cut() -> None:
    assert len(mask("a" * 1_000_000)) == LONGEST


@given(st.lists(st.text(max_size=80), max_size=20))
def test_the_bulk_form_masks_as_the_single_one(lines: list[str]) -> None:
    assert mask_all(lines) == [mask(line) for line in lines]


_BITS = (
    *("mijn naam is", "Heet", "DHR", "mevr", "mw", "meneer", "de heer", "familie", "spreekt met", "namens", "t.n.v"),
    *("ondergetekende", "Groeten", "mvg", "met", "Goedemorgen", "hallo,", "hoi", "dag", "ja", "ik", "Jansen", "5", "@"),
    *("kerkstraat 12", "bel 0612345678", "\n", "ſ", "İ", "ı", "é", "NAMENſ Jan"),
)


@given(st.lists(st.lists(st.sampled_from(_BITS), max_size=5).map(" ".join), max_size=8))
def test_the_bulk_form_misses_no_cue_wherever_it_stands(lines: list[str]) -> None:
    assert mask_all(lines) == [mask(line) for line in lines]
