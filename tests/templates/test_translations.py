"""The English catalog is whole, says the same with the same facts, and is the one that was compiled."""

from __future__ import annotations

import re

import pytest
from babel.messages.mofile import read_mo

from registry import kinds
from templates import catalogs, environment
from templates.environment import UnknownLanguage, translate
from templates.labels import LABELS, TONES, label, tone

HOLES = re.compile(r"%\(\w+\)s|%%")


def test_no_text_lacks_its_english_translation() -> None:
    translated = {str(message.id): str(message.string) for message in catalogs.read("en") if message.id}
    missing = [text for text in catalogs.extract() if not translated.get(text)]
    assert missing == [], "run: python -m templates.catalogs, and translate what it prints"


def test_no_translation_is_left_of_a_text_that_is_gone() -> None:
    assert {str(message.id) for message in catalogs.read("en") if message.id} <= set(catalogs.extract())


def test_translations_name_the_same_facts_as_the_dutch_text() -> None:
    wrong = [
        message.id
        for message in catalogs.read("en")
        if message.id and set(HOLES.findall(str(message.id))) != set(HOLES.findall(str(message.string)))
    ]
    assert wrong == []


def test_the_compiled_catalog_is_the_one_that_was_edited() -> None:
    with catalogs.po_path("en").with_suffix(".mo").open("rb") as file:
        compiled = {str(message.id): str(message.string) for message in read_mo(file) if message.id}
    assert compiled == {str(message.id): str(message.string) for message in catalogs.read("en") if message.id}


def test_english_and_dutch_do_not_share_an_environment() -> None:
    template = "{{ _('gemeld') }}"
    nl, en = (environment.environment(lang).from_string(template) for lang in environment.LANGUAGES)
    assert [nl.render(), en.render(), nl.render()] == ["gemeld", "registered", "gemeld"]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        translate("gemeld", "fy")


@pytest.mark.parametrize("kind", list(LABELS), ids=lambda kind: kind.__name__)
def test_every_member_of_a_labelled_list_has_a_word(kind: type) -> None:
    assert [member for member in kind if not label(member)] == []


@pytest.mark.parametrize("kind", list(TONES), ids=lambda kind: kind.__name__)
def test_every_member_of_a_list_with_looks_has_a_look(kind: type) -> None:
    assert {tone(member) for member in kind} <= {"success", "warning", "danger", "neutral"}


def test_lists_that_share_a_value_keep_their_own_word() -> None:
    assert label(kinds.Stage.SENT) == "verzonden"
    assert label(kinds.NoticeState.SENT) == "verstuurd"
