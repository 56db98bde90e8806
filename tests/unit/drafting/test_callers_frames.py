"""What stands around a question in a caller's line goes; what asks stays."""

import pytest

from drafting.frames import plain
from drafting.search import Entry, Index


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("Klopt het dat ik twee keer moet betalen?", "ik twee keer moet betalen"),
        ("Goedemorgen, ik wilde even vragen of dat ook online kan", "dat ook online kan"),
        ("kunt u mij vertellen wanneer jullie open zijn", "wanneer jullie open zijn"),
        ("Ik heb een vraag over die brief, wanneer begint het", "wanneer begint het"),
        ("ik vroeg me af of mijn oprit open blijft", "mijn oprit open blijft"),
    ],
)
def test_words_that_only_announce_a_question_go(line: str, question: str) -> None:
    assert plain(line) == question


@pytest.mark.parametrize("line", ["het bedrag klopt niet", "klopt dit bedrag", "weet u mijn nummer nog"])
def test_words_that_ask_stay(line: str) -> None:
    assert plain(line) == line


def test_a_line_that_says_echt_in_passing_is_not_about_a_false_letter() -> None:
    index = Index(
        [
            Entry("nep", "Is deze brief van de gemeente of is het oplichting?"),
            Entry("prijs", "Waarom is het bedrag hoger dan vorig jaar?"),
        ]
    )
    assert index.search("dat is toch echt veel meer dan vorig jaar")[0].key == "prijs"


def test_an_entry_is_found_by_words_spread_over_its_sayings() -> None:
    index = Index(
        [
            Entry("hond", "Hoe meld ik mijn hond af?", ("hij is ingeslapen", "de dierenarts heeft hem laten gaan")),
            Entry("kat", "Geldt het ook voor een kat?", ("hij is een poes",)),
        ]
    )
    assert index.search("ingeslapen bij de dierenarts")[0].key == "hond"
