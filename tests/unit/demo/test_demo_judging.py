"""The KCC lead of the demo lets no answer through that does not answer its question."""

from __future__ import annotations

import pytest

from demo.judging import WISHES, wish_of

WRONG = [
    (
        "woz_aanslag.verhuisd_verkocht",
        "Wij kijken naar woningen die op uw woning lijken en rond die dag zijn verkocht. In Wierdijk is de waarde van woningen"
        " gemiddeld 5,4% hoger dan vorig jaar.",
    ),
    ("woz_aanslag.taxatieverslag", "Lees eerst uw taxatieverslag. Daarin staat hoe wij de waarde hebben bepaald."),
    ("woz_aanslag.peildatum", "In Wierdijk is de waarde van woningen gemiddeld 5,4% hoger dan vorig jaar."),
    (
        "woz_aanslag.incasso",
        "Hebt u automatische incasso? Dan schrijven wij het bedrag in 8 keer af, vanaf 25 maart 2027.",
    ),
    ("ozb_aanslag.aantal_personen", "De afvalstoffenheffing is € 268,20 als u alleen woont."),
    (
        "woz_aanslag.waarde_bepaald",
        "Daarin staat hoe wij de waarde hebben bepaald. Wij kijken naar woningen die op uw woning lijken.",
    ),
]


@pytest.mark.parametrize(("key", "answer"), WRONG)
def test_an_answer_to_another_question_is_not_approved(key: str, answer: str) -> None:
    wish = wish_of(key)
    assert wish is not None
    assert not wish.is_met(answer)


@pytest.mark.parametrize("name", WISHES)
def test_what_the_lead_or_the_department_writes_instead_is_right(name: str) -> None:
    assert WISHES[name].is_met(WISHES[name].answer)


def test_a_drafted_answer_that_says_it_is_left_alone() -> None:
    wish = wish_of("woz_aanslag.peildatum")
    assert wish is not None
    assert wish.is_met("De WOZ-waarde is wat uw woning op de peildatum van 1 januari 2026 waard was.")


def test_other_questions_take_any_answer_from_the_letter() -> None:
    assert wish_of("woz_aanslag.betaal_termijn") is None
    assert wish_of(None) is None
