"""Every file of the question bank keeps the rules that drafting relies on."""

import json
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import drafting
from drafting.language import STOPWORDS, fold

BANK = Path(drafting.__file__).parent / "bank"
FILES = sorted(path for path in BANK.glob("*.json") if path.name != "schema.json")
GENERAL = "onbekend"

KIND_KEYS = {"id", "title", "department", "upl", "signals", "questions"}
QUESTION_KEYS = {"id", "question", "wordings", "weight", "evidence", "slots", "intake", "handled_by"}
OPTIONAL_KEYS = {"words"}
SLOT_KINDS = {"date", "amount", "phone", "url", "email", "time", "number", "action"}
SLOT_ROLES = {"deadline", "start", "end", "event", "reference", None}
HANDLED_BY = {"kcc", "department", "specialist"}

# Words that carry no topic: two questions may share these freely. Question words do tell questions apart.
FILLER = frozenset(
    re.findall(
        r"\S+",
        """
        de het een en of ik u jullie je mij me mijn uw ons onze wij we dat dit die deze is zijn ben was er hier daar dan
        nu nog ook wel niet geen van voor met op in aan bij naar om te tot uit over per als maar wat welke kan kunt kunnen
        mag moet moeten wil wilt heb heeft hebben krijg krijgt word wordt ga gaat doe doen toch gewoon eigenlijk iets
        iemand al zo zou komt door
        """,
    )
)


def load(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def texts(question: dict[str, Any]) -> list[str]:
    return [question["question"], *question["wordings"]]


def plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def topic_words(text: str) -> frozenset[str]:
    return frozenset(word for word in plain(text).split() if word not in FILLER)


def is_caller_text(text: str, shortest: int, longest: int) -> bool:
    return text == text.strip() and text == text.lower() and shortest <= len(text) <= longest and "  " not in text


each_file = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])


def test_bank_holds_the_general_kind_and_the_first_kind() -> None:
    assert {"onbekend", "woz_aanslag"} <= {path.stem for path in FILES}


@each_file
def test_file_holds_exactly_the_keys_of_a_kind(path: Path) -> None:
    kind = load(path)
    assert set(kind) == KIND_KEYS
    assert kind["id"] == path.stem
    assert re.fullmatch(r"[a-z][a-z0-9_]{1,39}", kind["id"])
    assert 5 <= len(kind["title"]) <= 90
    assert 3 <= len(kind["department"]) <= 60
    assert kind["upl"] is None or kind["upl"].strip()


@each_file
def test_signals_are_lower_case_unique_and_weighted(path: Path) -> None:
    signals = load(path)["signals"]
    assert 6 <= len(signals) <= 15
    assert all(set(signal) == {"phrase", "weight"} for signal in signals)
    assert all(is_caller_text(signal["phrase"], 3, 60) for signal in signals)
    assert all(signal["weight"] in {1, 2, 3} for signal in signals)
    assert len({signal["phrase"] for signal in signals}) == len(signals)
    if path.stem != GENERAL:
        assert sum(signal["weight"] == 3 for signal in signals) >= 2


@each_file
def test_no_signal_counts_the_same_word_twice(path: Path) -> None:
    """A phrase that begins with another one of its kind must say more than that one, or one word weighs double."""
    signals = load(path)["signals"]
    twice = [
        (one["phrase"], other["phrase"])
        for one in signals
        for other in signals
        if one is not other and other["phrase"].startswith(one["phrase"]) and other["weight"] <= one["weight"]
    ]
    assert twice == []


@each_file
def test_number_of_questions_is_within_bounds(path: Path) -> None:
    questions = load(path)["questions"]
    assert 18 <= len(questions) <= (35 if path.stem == GENERAL else 32)
    assert len({question["id"] for question in questions}) == len(questions)
    weights = Counter(question["weight"] for question in questions)
    assert weights[3] >= 3, "a sheet needs questions that nearly everyone gets"
    assert weights[3] <= len(questions) // 2, "not everything is asked by everyone"


@each_file
def test_every_question_is_complete(path: Path) -> None:
    for question in load(path)["questions"]:
        where = question["id"]
        assert set(question) - OPTIONAL_KEYS == QUESTION_KEYS, where
        assert re.fullmatch(r"[a-z][a-z0-9_]{1,39}", where)
        assert question["question"].endswith("?") and question["question"][0].isupper(), where
        assert 10 <= len(question["question"]) <= 120, where
        assert question["weight"] in {1, 2, 3}, where
        assert question["handled_by"] in HANDLED_BY, where
        assert 4 <= len(question["wordings"]) <= 9, where
        assert all(is_caller_text(wording, 8, 90) for wording in question["wordings"]), where
        assert 2 <= len(question["intake"]) <= 4, where
        assert len(set(question["intake"])) == len(question["intake"]), where
        assert all(line.endswith("?") and line[0].isupper() and len(line) <= 110 for line in question["intake"]), where


@each_file
def test_loose_words_are_single_different_words(path: Path) -> None:
    for question in load(path)["questions"]:
        loose = question.get("words")
        if loose is not None:
            assert is_caller_text(loose, 8, 200), question["id"]
            assert len(set(loose.split())) == len(loose.split()) >= 2, question["id"]


@each_file
def test_evidence_and_slots_can_be_matched(path: Path) -> None:
    for question in load(path)["questions"]:
        where = question["id"]
        assert 1 <= len(question["evidence"]) <= 3, where
        for group in question["evidence"]:
            assert group and len(set(group)) == len(group), where
            assert all(is_caller_text(stem, 2, 60) or stem == "€" for stem in group), where
        assert len(question["slots"]) <= 4, where
        for slot in question["slots"]:
            assert set(slot) == {"kind", "role"}, where
            assert slot["kind"] in SLOT_KINDS and slot["role"] in SLOT_ROLES, where
        assert len({(slot["kind"], slot["role"]) for slot in question["slots"]}) == len(question["slots"]), where


@each_file
def test_no_evidence_is_a_stop_word_once_accents_are_gone(path: Path) -> None:
    """ "vóór" is read as "voor", which stands in one of eight sentences of a letter: "vóór #" marks a date."""
    common = [
        (question["id"], phrase)
        for question in load(path)["questions"]
        for group in question["evidence"]
        for phrase in group
        if fold(phrase) in STOPWORDS
    ]
    assert common == []


@each_file
def test_no_line_of_a_caller_belongs_to_two_questions(path: Path) -> None:
    owners: dict[str, set[str]] = {}
    total = 0
    for question in load(path)["questions"]:
        for text in texts(question):
            total += 1
            owners.setdefault(plain(text), set()).add(question["id"])
    assert {line: ids for line, ids in owners.items() if len(ids) > 1} == {}
    assert len(owners) == total, "the same line stands twice in one question"


@each_file
def test_two_questions_do_not_share_all_topic_words_of_a_line(path: Path) -> None:
    """A line whose every telling word also makes up a line of another question cannot be told apart."""
    lines = [
        (question["id"], text, topic_words(text)) for question in load(path)["questions"] for text in texts(question)
    ]
    same = [
        (one[1], other[1])
        for one, other in combinations(lines, 2)
        if one[0] != other[0] and len(one[2]) > 1 and one[2] == other[2]
    ]
    assert same == []


@each_file
def test_wordings_bring_words_the_question_does_not_have(path: Path) -> None:
    """Synonyms matter most: per question at least five telling words beyond its own sentence."""
    poor = {}
    for question in load(path)["questions"]:
        own = topic_words(question["question"])
        new = frozenset().union(*(topic_words(wording) for wording in question["wordings"])) - own
        if len(new) < 5:
            poor[question["id"]] = sorted(new)
    assert poor == {}


@each_file
def test_bank_holds_no_facts_of_one_municipality(path: Path) -> None:
    """Amounts, telephone numbers and addresses belong to a letter, never to the bank."""
    text = path.read_text(encoding="utf-8")
    assert (
        re.findall(r"€ ?\d|\b0\d{2,3}[- ]?\d{6,7}\b|\b14 ?0\d{2,3}\b|https?://\w|\w@\w|\b\d{4} ?[A-Z]{2}\b", text) == []
    )


def test_no_two_kinds_are_named_by_the_same_phrase() -> None:
    named: dict[str, list[str]] = {}
    for path in FILES:
        for signal in load(path)["signals"]:
            if signal["weight"] == 3:
                named.setdefault(signal["phrase"], []).append(path.stem)
    assert {phrase: kinds for phrase, kinds in named.items() if len(kinds) > 1} == {}


def test_schema_allows_the_same_values_as_these_rules() -> None:
    schema = load(BANK / "schema.json")
    question = schema["$defs"]["question"]
    slot = question["properties"]["slots"]["items"]["properties"]
    assert set(schema["required"]) == KIND_KEYS
    assert set(question["required"]) == QUESTION_KEYS
    assert set(slot["kind"]["enum"]) == SLOT_KINDS
    assert set(slot["role"]["enum"]) == SLOT_ROLES
    assert question["properties"]["wordings"]["maxItems"] == 9
    assert set(question["properties"]["handled_by"]["enum"]) == HANDLED_BY
