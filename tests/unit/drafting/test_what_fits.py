"""A question about something else finds nothing; a question in other words, or with slips, still does. On the bank itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drafting.bank import Question, load
from drafting.fitting import Background
from drafting.search import Entry, Hit, Index, good, is_sure

EVERY = 4  # one wording in four is held out
KINDS = tuple(kind for kind in load().kinds if kind.questions)


def _is_held(question: Question, number: int) -> bool:
    return number % EVERY == 1 and number < len(question.wordings) - 1


def _kept(question: Question) -> tuple[str, ...]:
    return tuple(said for number, said in enumerate(question.wordings) if not _is_held(question, number))


def _held(kind: int) -> list[tuple[str, str]]:
    return [
        (question.id, said)
        for question in KINDS[kind].questions
        for number, said in enumerate(question.wordings)
        if _is_held(question, number)
    ]


@pytest.fixture(scope="module")
def background() -> Background:
    questions = [question for kind in (*KINDS, load().general) for question in kind.questions]
    return Background(" ".join((question.question, *_kept(question))) for question in questions)


@pytest.fixture(scope="module")
def indexes(background: Background) -> list[Index]:
    return [
        Index([Entry(each.id, each.question, _kept(each)) for each in kind.questions], background=background)
        for kind in KINDS
    ]


@pytest.fixture(scope="module")
def woz(indexes: list[Index]) -> Index:
    return indexes[next(number for number, kind in enumerate(KINDS) if kind.id == "woz_aanslag")]


def _of_other_kinds(indexes: list[Index]) -> Iterator[tuple[Hit, ...]]:
    for kind, index in enumerate(indexes):
        for step in range(1, 21, 2):
            asked = _held((kind + 3 * step) % len(KINDS))
            if asked:
                yield index.search(asked[step % len(asked)][1], 3)


def test_hardly_a_right_answer_is_lost(indexes: list[Index]) -> None:
    asked = lost = closed = 0
    for kind, index in enumerate(indexes):
        for key, said in _held(kind)[::2]:
            hits = index.search(said, 3)
            right = key in [hit.key for hit in hits]
            asked += 1
            lost += right and not good(hits)
            closed += right and not is_sure(hits)
    assert asked > 1000
    assert lost / asked < 0.01
    assert closed / asked < 0.06


def test_questions_about_other_letters_are_often_refused_and_mostly_not_shown_as_an_answer(
    indexes: list[Index],
) -> None:
    found = list(_of_other_kinds(indexes))
    assert sum(not good(hits) for hits in found) / len(found) > 0.12
    assert sum(not good(hits) or not is_sure(hits) for hits in found) / len(found) > 0.5


@pytest.mark.parametrize(
    "said",
    ["asdfqwer", "12345", "pizza bestellen", "paspoort verlopen", "qwrtpsdf zxcvb", "0591 000000", "bioscoop kaartjes"],
)
def test_nonsense_and_another_subject_find_nothing(woz: Index, said: str) -> None:
    assert good(woz.search(said)) == ()


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("bezwar maaken", "bezwaar_hoe"),
        ("taksatieverslag", "taxatieverslag"),
        ("wos waarde te hoog", "waarde_te_hoog"),
        ("kwijtscheldign", "kwijtschelding"),
    ],
)
def test_slips_of_the_keyboard_still_find_it(woz: Index, said: str, key: str) -> None:
    hits = woz.search(said)
    assert key in [hit.key for hit in good(hits)[:3]]
    assert is_sure(hits)


def test_a_word_that_only_the_entry_knows_fits_it(background: Background) -> None:
    index = Index([Entry("a", "Wat is een zwiebelzwam?"), Entry("b", "Pas kwijt?")], background=background)
    assert [hit.key for hit in good(index.search("zwiebelzwam"))] == ["a"]
