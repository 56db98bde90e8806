"""Merging, splitting, naming and leaving out groups, remembered for the next log; and the trend of a group."""

from dataclasses import replace
from datetime import date, timedelta

from drafting.bank import Kind, Question
from drafting.group_memory import Act, Anchor, Decision, anchor_of, apply_memory
from drafting.groups import Group, Grouping, LogLine, group
from drafting.trend import Direction, trends

PASS = Question("pas", "Ik ben mijn pas kwijt. Wat nu?", ("pas verloren", "mijn pas is weg", "pasje kwijt"))
COST = Question("kosten", "Wat kost een nieuwe pas?", ("hoe duur is een nieuwe pas", "prijs van een pas"))
KINDS = (Kind("afvalpas", "Afvalpas", "Afval", questions=(PASS, COST)),)
SAID = {
    "pas": ("mijn pas is weg", "ik ben mijn pas kwijt", "pasje kwijt geraakt"),
    "kosten": ("wat kost een nieuwe pas", "hoe duur is een nieuwe pas"),
    "hond": ("de hond van de buren blaft de hele nacht", "de hond van de buurman blaft de hele nacht"),
    "boom": ("er is een boom omgevallen op de stoep", "er ligt een boom op de stoep omgevallen"),
}


def grouped(prefix: str = "c") -> Grouping:
    lines = [
        LogLine(f"{prefix}-{name}-{number}", said[number % len(said)])
        for name, said in SAID.items()
        for number in range(6)
    ]
    return group(lines, KINDS)


def of(grouping: Grouping, contact_id: str) -> Group:
    return next(found for found in grouping.groups if contact_id in found.contact_ids)


def test_without_decisions_nothing_changes() -> None:
    before = grouped()
    assert apply_memory(before, ()) == before


def test_merged_groups_stay_merged_in_the_next_log() -> None:
    first = grouped()
    decision = Decision(Act.MERGE, anchor_of(of(first, "c-kosten-0")), into=anchor_of(of(first, "c-pas-0")))
    after = apply_memory(grouped("later"), [decision])
    merged = of(after, "later-kosten-0")
    assert merged.question_id == "afvalpas.pas"
    assert merged.count == 12
    assert len(after.groups) == len(first.groups) - 1


def test_a_new_question_is_found_again_by_its_words() -> None:
    first = grouped()
    new = of(first, "c-hond-0")
    assert new.question_id is None
    after = apply_memory(
        grouped("later"), [Decision(Act.RENAME, anchor_of(new), name="Wat doe ik aan een blaffende hond?")]
    )
    assert of(after, "later-hond-1").question == "Wat doe ik aan een blaffende hond?"
    assert of(after, "later-boom-1").question == ""


def test_a_group_left_out_goes_to_the_noise() -> None:
    first = grouped()
    after = apply_memory(first, [Decision(Act.LEAVE_OUT, anchor_of(of(first, "c-boom-0")))])
    assert {f"c-boom-{number}" for number in range(6)} <= set(after.noise)
    assert all("c-boom-0" not in found.contact_ids for found in after.groups)


def test_lines_split_off_become_a_group_of_their_own() -> None:
    first = grouped()
    both = Decision(Act.MERGE, anchor_of(of(first, "c-boom-0")), into=anchor_of(of(first, "c-hond-0")))
    apart = Decision(
        Act.SPLIT, anchor_of(of(first, "c-hond-0")), phrases=SAID["boom"], name="Er ligt een boom op de stoep"
    )
    after = apply_memory(first, [both, apart])
    assert of(after, "c-boom-0").question == "Er ligt een boom op de stoep"
    assert set(of(after, "c-boom-0").contact_ids) == {f"c-boom-{number}" for number in range(6)}
    assert set(of(after, "c-hond-0").contact_ids) == {f"c-hond-{number}" for number in range(6)}
    assert of(after, "c-boom-0").key != of(after, "c-hond-0").key


def test_a_split_that_would_take_all_or_nothing_does_nothing() -> None:
    first = grouped()
    hond = of(first, "c-hond-0")
    for phrases in (("een heel andere vraag over parkeren",), ()):
        assert apply_memory(first, [Decision(Act.SPLIT, anchor_of(hond), phrases=phrases)]).groups == first.groups


def test_a_decision_about_a_group_that_is_not_there_does_nothing() -> None:
    gone = Anchor(None, ("kan ik een laadpaal krijgen in onze straat",))
    first = grouped()
    assert apply_memory(first, [Decision(Act.LEAVE_OUT, gone), Decision(Act.MERGE, gone, into=gone)]) == first


def test_no_contact_is_lost_and_shares_unanswered_are_weighed() -> None:
    first = grouped()
    told = replace(
        first,
        groups=tuple(
            replace(found, unanswered_share=share)
            for found, share in zip(first.groups, (0.5, 0.0, 0.2, None), strict=True)
        ),
    )
    one, other = told.groups[0], told.groups[1]
    after = apply_memory(told, [Decision(Act.MERGE, anchor_of(other), into=anchor_of(one))])
    merged = of(after, one.contact_ids[0])
    assert merged.unanswered_share == 0.25
    assert {i for found in after.groups for i in found.contact_ids} == {
        i for found in first.groups for i in found.contact_ids
    }


def test_a_question_asked_ever_more_goes_up_and_the_other_down() -> None:
    days = [date(2027, 3, 1) + timedelta(days=number) for number in range(6)]
    one = Group("a", None, "", "a", tuple(f"a{n}" for n in range(30)), ())
    other = Group("b", None, "", "b", tuple(f"b{n}" for n in range(30)), ())
    on = {f"a{n}": days[n // 10] for n in range(30)} | {f"b{n}": days[3 + n // 10] for n in range(30)}
    found = trends(Grouping((one, other)), on, days)
    assert found[0].counts == (10, 10, 10, 0, 0, 0)
    assert [trend.direction for trend in found] == [Direction.DOWN, Direction.UP]


def test_a_calmer_week_is_no_trend_and_few_contacts_tell_nothing() -> None:
    days = [date(2027, 3, 1), date(2027, 3, 2)]
    groups = tuple(Group(key, None, "", key, tuple(f"{key}{n}" for n in range(15)), ()) for key in "ab")
    on = {f"{key}{n}": days[0] if n < 10 else days[1] for key in "ab" for n in range(15)}
    assert [trend.direction for trend in trends(Grouping(groups), on, days)] == [Direction.STEADY] * 2
    few = Grouping((replace(groups[0], contact_ids=("a0", "a1")),))
    assert trends(few, on, days)[0].direction is Direction.UNKNOWN
    assert trends(few, {}, days)[0].counts == (0, 0)
