"""Every anticipated error of the house has one whole sentence; an unknown code is a fault of ours."""

from __future__ import annotations

import re
from datetime import date

import pytest

from registry.errors import Anticipated
from registry.kinds import Missing, Role, Stage
from templates import phrases
from templates.sentences import SENTENCES, UnknownCode, sentence


def _error(code: str, **facts: object) -> Anticipated:
    kind = type("Sample", (Anticipated,), {"code": code})
    made = kind(**facts)
    assert isinstance(made, Anticipated)
    return made


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_sentence_takes_its_facts_and_ends_like_a_sentence(code: str, lang: str) -> None:
    facts = {name: f"<{name}>" for name in re.findall(r"%\((\w+)\)s", SENTENCES[code])}
    said = sentence(_error(code, **facts), lang)
    assert said.endswith((".", "?", "sweep", ":")) and "%(" not in said
    assert all(fact in said for fact in facts.values())


def test_an_unknown_code_raises() -> None:
    with pytest.raises(UnknownCode):
        sentence(_error("never_heard_of"), "nl")


def test_a_missing_fact_raises() -> None:
    with pytest.raises(KeyError):
        sentence(_error("mailing_not_found"), "nl")


def test_facts_are_written_as_people_read_them() -> None:
    missing = ((Missing.FAQ_APPROVAL, Role.KCC_LEAD), Missing.STAFFING)
    said = sentence(_error("not_aligned", missing=missing), "nl")
    assert "beoordeling van het FAQ-blad (KCC-leider); antwoord over de bezetting" in said
    assert "vrijdag 5 maart 2027" in sentence(_error("date_in_past", on=date(2027, 3, 5), first=date(2027, 3, 8)), "nl")
    assert "“verzonden”" in sentence(_error("wrong_stage", stage=Stage.SENT), "nl")


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("code", sorted(phrases.HEALTH))
def test_every_state_of_health_has_words_and_what_is_wrong_has_a_remedy(code: str, lang: str) -> None:
    said, remedy = phrases.health(code, lang, at="08:51", count=3, free="2 GB")
    assert said.endswith(".") and bool(remedy) == (not code.endswith("_ok"))


def test_an_unknown_phrase_raises() -> None:
    for words in (phrases.reason, phrases.event, phrases.health, phrases.check_name):
        with pytest.raises(UnknownCode):
            words("never_heard_of", "nl")
