"""Search forgives typing errors, knows callers' words and puts the mailing of the day first; the kind of a letter is guessed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from drafting import bank as question_bank
from drafting.bank import Bank, Kind, Question, load
from drafting.errors import BankInvalid
from drafting.letter_type import guess
from drafting.meaning import Meaning
from drafting.search import Entry, Index
from drafting.spelling import Speller

ENTRIES = [
    Entry("woz", "Waarom is mijn WOZ-waarde hoger?", ("mijn huis is ineens zoveel meer waard",)),
    Entry("kwijt", "Mijn afvalpas is kwijt. Wat nu?", ("pasje verloren",), "Vraag een nieuwe pas aan."),
    Entry("tijd", "Hoe laat is de balie open?", ("openingstijden gemeentehuis",)),
]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("me pasje is zoek", "kwijt"),
        ("wos waarde te hoog", "woz"),
        ("goedemorgen, op welk tijdstip gaat balie oepn", "tijd"),
        ("huiss ineens meer waart", "woz"),
    ],
)
def test_callers_words_find_the_entry(query: str, key: str) -> None:
    assert Index(ENTRIES).search(query, 1)[0].key == key


def test_nothing_alike_finds_nothing() -> None:
    assert Index(ENTRIES).search("xyzzy", 3) == ()
    assert Index([]).search("pas kwijt") == ()


def test_the_mailing_of_the_day_wins_from_an_equal_entry() -> None:
    twins = [Entry("oud", "Pas kwijt?"), Entry("vandaag", "Pas kwijt?", preferred=True)]
    assert Index(twins).search("pas kwijt")[0].key == "vandaag"


def test_words_learned_from_opened_answers_count() -> None:
    learned = {"tijd": ["kan ik nog langskomen"]}
    assert Index(ENTRIES, learned).search("kan ik nog langskomen", 1)[0].key == "tijd"


def test_a_slip_of_the_keyboard_is_mended_to_the_commoner_word() -> None:
    speller = Speller.of(["container container container", "belasting"])
    assert [speller.mended(word) for word in ("contaner", "contianer", "belastign", "pas", "2027")] == [
        "container", "container", "belasting", "pas", "2027",
    ]  # fmt: skip


def test_meaning_sees_words_of_one_question_as_related() -> None:
    same = [
        "pas kwijt verloren",
        "kaart verloren kwijt",
        "brief kwijt verloren",
        "sleutel verloren kwijt",
        "fiets kwijt verloren",
    ]
    other = [
        "openingstijden balie",
        "balie open zaterdag",
        "balie openingstijden avond",
        "open zaterdag balie",
        "avond open balie",
    ]
    lost, gone, desk = Meaning.learned([*same, *other], 4).vectors(["verloren", "kwijt", "balie"])
    assert float(lost @ gone) > 0.8 > float(lost @ desk)


def test_a_letter_of_a_known_kind_is_recognised_and_another_is_not() -> None:
    hond = Kind(
        "hond",
        "Hondenbelasting",
        "Belastingen",
        None,
        (("hondenbelasting", 3), ("uw hond", 2)),
        (Question("q", "Wat kost het?"),),
    )
    bank = Bank((hond,), Kind("onbekend", "Onbekende brief", "KCC"))
    known = guess("U betaalt hondenbelasting voor uw hond. Is uw hond overleden?", bank)
    assert [found.kind_id for found in known] == ["hond", "onbekend"]
    assert known[0].confidence > 0.5
    assert [found.kind_id for found in guess("De weg wordt opgebroken.", bank)] == ["onbekend"]


def test_the_bank_of_the_product_loads_and_ids_are_unique() -> None:
    bank = load()
    ids = [f"{kind.id}.{question.id}" for kind in (*bank.kinds, bank.general) for question in kind.questions]
    assert len(ids) == len(set(ids)) > 30
    assert all(question.wordings and question.evidence for kind in bank.kinds for question in kind.questions)


def test_approved_questions_of_a_municipality_join_and_replace() -> None:
    bank = Bank((Kind("k", "K", "D", questions=(Question("a", "Oud?"),)),), Kind("onbekend", "O", "KCC"))
    added = bank.with_questions("k", [Question("a", "Nieuw?"), Question("b", "Ook?")])
    assert [question.question for question in added.kinds[0].questions] == ["Nieuw?", "Ook?"]


def test_a_broken_bank_file_is_named(tmp_path: object) -> None:
    folder = question_bank.Path(str(tmp_path))
    (folder / "kapot.json").write_text('{"id": "kapot"}', encoding="utf-8")
    with pytest.raises(BankInvalid) as refused:
        load(folder)
    assert refused.value.facts["file"] == "kapot.json"


def test_search_facts_checks_and_masking_load_no_scipy_or_sklearn() -> None:
    code = (
        "import sys, drafting.search, drafting.facts, drafting.checks, drafting.mask, drafting.draft, drafting.letter;"
        "from drafting.search import Entry, Index; Index([Entry('a', 'Pas kwijt?')]).search('pas kwijt');"
        "print([name for name in sys.modules if name.split('.')[0] in ('scipy', 'sklearn', 'pypdf', 'lxml')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
