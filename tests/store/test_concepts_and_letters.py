"""Concepts that are registered later, and the letters that belong to a mailing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from wierdijk import NOW, SYSTEM, attach, told, view

from registry import (
    letter,
    mailing,
)
from registry.errors import BadValue, Refused
from registry.kinds import (
    NoticeKind,
    Stage,
)


def test_a_concept_is_registered_later_and_only_once(store, house):
    with store.writing() as session:
        concept = mailing.register(session, house.taxes, house.content(), now=NOW, as_concept=True)
    assert (view(store, concept).stage, view(store, concept).registered_at) == (Stage.CONCEPT, None)
    for _ in range(2):
        with store.writing() as session:
            mailing.register_concept(session, house.taxes, concept, now=NOW + timedelta(days=1))
    assert (view(store, concept).stage, view(store, concept).registered_at) == (
        Stage.REGISTERED,
        NOW + timedelta(days=1),
    )


def test_a_concept_whose_day_has_passed_is_not_registered(store, house):
    with store.writing() as session:
        concept = mailing.register(session, house.taxes, house.content(), now=NOW, as_concept=True)
    with pytest.raises(Refused) as refusal, store.writing() as session:
        mailing.register_concept(session, house.taxes, concept, now=NOW + timedelta(days=90))
    assert {problem.code for problem in refusal.value.problems} == {"batch_before_registration"}


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "letter_empty"), (b"x" * (letter.MAX_BYTES + 1), "letter_too_large")]
)
def test_a_letter_that_cannot_be_is_refused(store, house, registered, content, code):
    with pytest.raises(BadValue) as refusal:
        attach(store, house, registered, content)
    assert (refusal.value.code, refusal.value.field) == (code, "letter")
    with store.reading() as session:
        assert letter.find_letter(session, registered) is None


def test_a_letter_of_exactly_the_limit_is_kept_byte_for_byte(store, house, registered):
    content = bytes(range(256)) * (letter.MAX_BYTES // 256)
    attach(store, house, registered, content)
    with store.reading() as session:
        assert letter.get_content(session, registered) == ("woz.txt", content)


def test_the_same_letter_again_makes_no_version_another_one_does(store, house, registered):
    assert [attach(store, house, registered), attach(store, house, registered, filename="kopie.txt")] == [1, 1]
    assert attach(store, house, registered, b"U betaalt voor 31 mei.") == 2
    with store.reading() as session:
        assert letter.get_content(session, registered, 1)[1] == b"U betaalt voor 30 april."
        assert letter.find_text(session, registered) is None


def test_an_unreadable_letter_is_told_to_the_department_once(store, house, registered):
    attach(store, house, registered, b"%PDF-")
    for _ in range(2):
        with store.writing() as session:
            kept = letter.find_letter(session, registered)
            letter.mark_failed(session, SYSTEM, kept.id, problem="encrypted", now=NOW)
    assert told(store, NoticeKind.LETTER_UNREADABLE) == ["taxes"]


def test_a_mailing_without_a_letter_says_so(store, house, registered):
    with store.reading() as session, pytest.raises(letter.LetterNotFound):
        letter.get_content(session, registered)
