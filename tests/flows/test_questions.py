"""Questions beside the letter: counted from last time and now, linked to a sentence or to its absence, decisions remembered."""

from __future__ import annotations

from datetime import date

from drafting.bank import load
from drafting.group_memory import Act, Decision, anchor_of, apply_memory
from drafting.groups import LogLine, group
from drafting.kept_groups import from_plain, to_plain
from flows.drafting_sheet import prepare
from flows.questions import beside_letter, kinds_of, look, top_questions
from registry import due, gap
from registry.due import Work

LETTER = """Beste bewoner,

U krijgt deze brief omdat u een huis heeft. Betaal het bedrag uiterlijk 30 april 2027.
Bel ons op 14 0999 als u een vraag heeft.
"""
LOG = [
    *("waar vind ik het taxatieverslag",) * 6,
    *("waar kan ik mijn taxatieverslag vinden",) * 3,
    *("tot wanneer kan ik de aanslag betalen",) * 4,
    *("krijg ik een bloemetje van de burgemeester",) * 5,
]
LINES = [LogLine(str(number), text, number % 2 == 0) for number, text in enumerate(LOG)]
KINDS = kinds_of(LETTER, "woz_aanslag")


def test_a_question_that_was_asked_is_linked_to_the_sentence_that_answers_it_or_to_none():
    asked = top_questions(group(LINES, KINDS), group((), KINDS), KINDS)
    found = {each.key: each for each in beside_letter(LETTER, asked)}
    assert found["woz_aanslag.taxatieverslag"].quote == ""
    assert found["woz_aanslag.taxatieverslag"].asked_before == 9
    paid = next(each for key, each in found.items() if "betaal" in key or "termijn" in key)
    assert "30 april 2027" in paid.quote


def test_a_new_question_is_kept_under_the_same_key_when_it_is_asked_again():
    one, other = group(LINES, KINDS), group(LINES[::-1], KINDS)
    asked = top_questions(one, other, KINDS)
    new = [each for key, each in asked.items() if key.startswith("eigen.")]
    assert [(each.before, each.now) for each in new] == [(5, 5)]


def test_questions_of_the_sheet_that_nobody_asked_come_last_without_a_count():
    asked = top_questions(group(LINES, KINDS), group((), KINDS), KINDS, (("eigen.1", "Mag ik later betalen?"),))
    assert list(asked)[-1] == "eigen.1"
    assert (asked["eigen.1"].before, asked["eigen.1"].now) == (0, 0)


def test_groups_that_were_kept_take_decisions_as_fresh_ones_do():
    fresh = group(LINES, KINDS)
    kept, on = from_plain(to_plain(fresh, {"0": date(2027, 3, 1)}))
    first, second = fresh.groups[0], fresh.groups[-1]
    merge = [Decision(Act.MERGE, anchor_of(second), anchor_of(first), name="Samen")]
    assert [(each.key, each.contact_ids, each.question) for each in apply_memory(kept, merge).groups] == [
        (each.key, each.contact_ids, each.question) for each in apply_memory(fresh, merge).groups
    ]
    assert on == {"0": date(2027, 3, 1)}


def test_the_kind_that_the_type_names_goes_first_and_stands_once():
    names = [kind.id for kind in kinds_of("De aanslag en de waarde van uw woning (WOZ).", "woz_aanslag")]
    assert names[0] == "woz_aanslag" and names.count("woz_aanslag") == 1
    assert load().general.id in names


def test_a_mailing_is_looked_at_once_and_again_only_when_something_changed(house, mailing_id):
    prepare(house, mailing_id)

    def is_due() -> bool:
        with house.store.reading() as session:
            return any(each.work is Work.QUESTIONS for each in due.list_due(session, now=house.now()))

    assert is_due()
    assert look(house, mailing_id)
    assert not is_due()
    with house.store.reading() as session:
        found = gap.list_gaps(session, mailing_id)
    assert any(each.is_answered for each in found) and not all(each.is_answered for each in found)
