"""What a question asks for, what a passage holds, and which of two questions a passage is quoted for."""

from __future__ import annotations

import pytest

from drafting.answer_types import Asked, asked_for, held_by
from drafting.bank import Question
from drafting.facts import find
from drafting.gaps import Reader, has_phrase
from drafting.letter import of_text
from drafting.vectors import features, parted_verbs


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Wanneer moet ik betalen?", Asked.WHEN),
        ("Hoeveel tijd heb ik om te reageren?", Asked.WHEN),
        ("Hoeveel kost een nieuwe pas?", Asked.HOW_MUCH),
        ("Met wie kan ik hierover bellen?", Asked.CONTACT),
        ("Waar lever ik het formulier in?", Asked.WHERE),
        ("Waarom krijg ik deze brief?", Asked.WHY),
        ("Mag ik de container houden?", Asked.MAY_OR_MUST),
        ("Hoe maak ik bezwaar?", Asked.HOW),
        ("Mijn partner is overleden.", None),
    ],
)
def test_a_question_asks_for_one_kind_of_answer(question: str, kind: Asked | None) -> None:
    assert asked_for(question) is kind


def test_a_passage_holds_the_kinds_its_words_and_facts_show() -> None:
    assert Asked.WHEN in held_by("U krijgt binnen acht weken bericht.", ())
    assert Asked.WHEN not in held_by("U krijgt bericht van de gemeente.", ())
    assert Asked.HOW_MUCH in held_by("Een nieuwe pas is gratis.", ())
    assert Asked.CONTACT in held_by("Wij helpen u.", {"phone"})


def test_a_verb_in_two_parts_is_one_verb() -> None:
    assert parted_verbs(["neem", "uw", "oude", "paspoort", "mee"]) == ["meeneem"]
    assert "~meenemen" in features("neem uw oude paspoort mee")
    assert has_phrase("neem dan uw oude paspoort mee", "neem mee")
    assert not has_phrase("neem contact op. kom mee", "neem mee")


def test_a_passage_is_quoted_for_the_question_it_fits_best() -> None:
    letter = of_text(
        "Beste inwoner,\n\nBent u uw stempas kwijt? Vraag een nieuwe stempas aan op wierdijk.example/stempas.\n"
    )
    lost = Question("kwijt", "Ik ben mijn stempas kwijt. Wat nu?", ("stempas verloren",), 3, (("kwijt", "verloren"),))
    wrong = Question("fout", "Er staat een fout op mijn stempas. Is die nog geldig?", ("mijn naam is fout",))
    facts = find(letter.text)
    alone = Reader(letter, facts, [wrong]).coverage("fout", wrong).score
    beside = Reader(letter, facts, [lost, wrong])
    assert beside.coverage("kwijt", lost).answered
    assert not beside.coverage("fout", wrong).answered
    assert beside.coverage("fout", wrong).score < alone
