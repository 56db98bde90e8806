"""Words that are typed wrong or as they sound are mended; words that are right are left alone."""

from __future__ import annotations

import pytest

from drafting.meaning import Meaning
from drafting.search import Entry, Index
from drafting.spelling import Speller

KNOWN = Speller.of(
    ["taxatie vergunning kwijtschelding belasting bezwaar rijbewijs paspoort container verlopen verkopen"]
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("taksatie", "taxatie"),
        ("fergunning", "vergunning"),
        ("kwijdschelding", "kwijtschelding"),
        ("reibewijs", "rijbewijs"),
        ("kontainer", "container"),
        ("bezwar", "bezwaar"),
        ("verlopen", "verlopen"),
        ("pas", "pas"),
        ("qwrtpsdf", "qwrtpsdf"),
    ],
)
def test_a_word_is_mended_by_one_slip_or_by_its_sound(typed: str, meant: str) -> None:
    assert KNOWN.mended(typed) == meant


def test_a_word_that_the_bank_knows_is_not_taken_for_a_slip_of_one_on_the_sheet() -> None:
    entries = [Entry("a", "Wanneer is mijn pas verlopen?"), Entry("b", "Waar is de balie?")]
    meaning = Meaning.learned(["mijn huis verkopen", "mijn pas is verlopen"] * 5)
    assert [hit.key for hit in Index(entries).search("huis verkopen", 1)] == ["a"]
    assert (
        Index(entries, meaning=meaning).search("verkopen", 1)[0].score < Index(entries).search("verkopen", 1)[0].score
    )


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("hoeveel kost de riool", "riool"),
        ("wa kost da rioolgeld", "riool"),
        ("vuilnisbak kapot", "bak"),
        ("ik snap der niks van", "uitleg"),
        ("ken ik da gespreid betale", "termijnen"),
    ],
)
def test_spoken_style_and_other_compounds_find_the_entry(said: str, key: str) -> None:
    index = Index(
        [
            Entry("riool", "Hoe hoog is de rioolheffing?"),
            Entry("bak", "Mijn afvalcontainer is stuk. Wat nu?"),
            Entry("uitleg", "Ik begrijp de brief niet. Kunt u mij uitleg geven?"),
            Entry("moet", "Ben ik verplicht om te betalen?"),
            Entry("termijnen", "Kan ik in termijnen betalen?"),
            Entry("open", "Wanneer is de balie open?"),
        ]
    )
    assert index.search(said, 1)[0].key == key
