"""The right sentence for a term, and no answer about a container out of a letter about a pass."""

from __future__ import annotations

import pytest

from drafting import bank as question_bank
from drafting.draft import DraftEntry, draft, kinds_for
from drafting.facts import find
from drafting.gaps import ANSWERS, Reader
from drafting.letter import of_text
from drafting.matching import questions_of
from drafting.subjects import Subjects

TAX = of_text(
    """Onderwerp: uw WOZ-waarde en uw gemeentebelastingen voor 2027

Beste inwoner,

Bij deze brief zit uw aanslag voor 2027. Op de aanslag ziet u de WOZ-waarde van uw woning.

Wanneer betaalt u?
U betaalt uiterlijk 31 maart 2027. U mag ook in twee delen betalen: de eerste helft uiterlijk 31 maart 2027
en de tweede helft uiterlijk 31 mei 2027.

Met vriendelijke groet,
gemeente Wierdijk"""
)
PASS = of_text(
    """Beste bewoner,

U krijgt een nieuwe afvalpas. Vanaf 1 september 2027 opent u de ondergrondse container alleen met de nieuwe pas.

Wat moet u doen? Activeer de pas voor 15 augustus 2027 op www.wierdijk.example/afvalpas. De oude pas levert u in bij de milieustraat.

Hebt u vragen? Bel 14 0591, op werkdagen van 8.30 tot 17.00 uur."""
)


def drafted(text: str) -> dict[str | None, DraftEntry]:
    letter = of_text(text)
    return {entry.question_id: entry for entry in draft(letter, None, kinds_for(text, question_bank.load()))}


def test_the_term_to_pay_stands_before_the_other_way_to_pay() -> None:
    answer = drafted(TAX.text)["woz_aanslag.betaal_termijn"].answer
    assert answer.startswith("U betaalt uiterlijk 31 maart 2027.")
    assert "in twee delen" in answer


def test_a_letter_about_a_pass_answers_nothing_about_a_new_container() -> None:
    kind = question_bank.load().find_kind("afval_container")
    assert kind is not None
    questions = dict(questions_of((kind,)))
    reader = Reader(PASS, find(PASS.text), list(questions.values()))
    for name in ("wanneer_bezorgd", "oude_container"):
        question = questions[f"afval_container.{name}"]
        assert reader.coverage(name, question).score < ANSWERS
    arrival = questions["afval_container.afvalpas_nieuw"]
    assert reader.coverage("afvalpas_nieuw", arrival).answered


def test_a_question_about_another_new_thing_is_not_on_top_of_the_sheet() -> None:
    kind = question_bank.load().find_kind("afval_container")
    assert kind is not None
    found = [entry.question_id for entry in draft(PASS, None, (kind,))]
    assert "afval_container.afvalpas_nieuw" in found[:3]
    assert not {"afval_container.wanneer_bezorgd", "afval_container.oude_container"} & set(found[:10])


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("Wanneer wordt de nieuwe container bezorgd?", True),
        ("Wat gebeurt er met mijn oude container?", True),
        ("Wanneer krijg ik de nieuwe pas?", False),
        ("Mag ik de oude milieupas houden?", False),
        ("Vanaf wanneer gaat de nieuwe inzameling in?", False),
        ("Is de container kapot?", False),
    ],
)
def test_another_new_thing_than_the_letter_brings_is_known(question: str, other: bool) -> None:
    assert Subjects.of(PASS.text).other_than(question) is other


def test_a_thing_in_the_subject_line_or_named_often_is_what_the_letter_is_about() -> None:
    titled = "Onderwerp: uw container\n\nUw nieuwe pas. De pas werkt. De pas is van u."
    often = "Uw nieuwe pas past op de container. De container staat buiten. De pas zit hierbij."
    for text in (titled, often, "Er verandert niets."):
        assert not Subjects.of(text).other_than("Wanneer komt de nieuwe container?")
