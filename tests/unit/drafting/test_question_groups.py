"""Lines of a log become groups: known questions, new ones, and what is no question."""

from __future__ import annotations

from drafting.bank import Kind, Question
from drafting.frames import learn, parts, plain
from drafting.groups import LogLine, group

LOST = Question(
    "pas_kwijt", "Mijn milieupas is kwijt. Wat nu?", ("pasje verloren", "kaart kwijtgeraakt, hoe nu verder"), 3
)
OPEN = Question(
    "tijden", "Hoe laat is de milieustraat open?", ("openingstijden milieustraat", "kan ik zaterdag terecht"), 2
)
KIND = Kind("milieustraat", "Nieuwe milieupas", "Afval", questions=(LOST, OPEN))
SAID = {
    "kwijt": ["pasje kwijt", "ben mijn pasje kwijt", "pasje kwijt wat nu", "mijn pasje kwijt"],
    "open": ["hoe laat is de milieustraat open", "is de milieustraat zaterdag open", "hoe laat milieustraat open"],
    "new": [
        "mag asbest van de schuur ook mee",
        "mag er asbest mee",
        "asbest van de schuur mag dat mee",
        "mag asbest mee",
    ],
}


def log(said: list[str], answered: bool | None = None) -> list[LogLine]:
    return [LogLine(f"c{number}", text, answered) for number, text in enumerate(said)]


def test_lines_find_their_known_question_and_the_rest_is_new() -> None:
    grouping = group(log([*SAID["kwijt"], *SAID["open"], *SAID["new"]]), [KIND])
    counts = {found.question_id: found.count for found in grouping.groups}
    assert counts["milieustraat.pas_kwijt"] == 4
    assert counts["milieustraat.tijden"] == 3
    new = [found for found in grouping.groups if found.question_id is None]
    assert sum(found.count for found in new) == 4
    assert all("asbest" in found.phrase for found in new)


def test_every_contact_is_in_a_group_or_noise() -> None:
    lines = log([*SAID["kwijt"], "hallo", "???", *SAID["new"], "goedemorgen"])
    grouping = group(lines, [KIND])
    grouped = {contact for found in grouping.groups for contact in found.contact_ids}
    assert grouped | set(grouping.noise) == {line.contact_id for line in lines}
    assert {"c4", "c5"} <= set(grouping.noise)


def test_a_double_question_counts_in_both_groups() -> None:
    double = "pasje kwijt en dan nog: hoe laat is de milieustraat open"
    grouping = group(log([*SAID["kwijt"], *SAID["open"], double]), [KIND])
    holding = [found.question_id for found in grouping.groups if "c7" in found.contact_ids]
    assert sorted(filter(None, holding)) == ["milieustraat.pas_kwijt", "milieustraat.tijden"]
    assert grouping.doubles == ("c7",)


def test_the_share_unanswered_is_of_the_lines_that_say() -> None:
    lines = [LogLine("a", "pasje kwijt", True), LogLine("b", "pasje kwijt", False), LogLine("c", "pasje kwijt")]
    assert group(lines, [KIND]).groups[0].unanswered_share == 0.5
    assert group(log(["pasje kwijt"] * 3), [KIND]).groups[0].unanswered_share is None


def test_examples_hold_no_personal_data() -> None:
    grouping = group(log(["pasje kwijt bel 06-12345678", "pasje kwijt, mijn naam is Jan Bakker"]), [KIND])
    told = " ".join(example for found in grouping.groups for example in found.examples)
    assert "12345678" not in told
    assert "bakker" not in told.lower()


def test_a_typing_error_stays_in_its_group() -> None:
    grouping = group(log(["is de milieustraat zaterdag open"] * 3 + ["is de milieustrat zaterdag opne"]), [KIND])
    assert len(grouping.groups) == 1


def test_an_empty_log_and_one_of_small_talk_give_no_groups() -> None:
    assert group([], [KIND]).groups == ()
    assert group(log(["hallo", "goedemiddag", "ok", "?"]), [KIND]).groups == ()


def test_one_line_of_a_megabyte_is_bounded() -> None:
    grouping = group([LogLine("lang", "pasje kwijt " * 90_000)], [KIND])
    assert all(len(example) <= 400 for found in grouping.groups for example in found.examples)


def test_greeting_caller_and_closing_are_taken_off() -> None:
    assert plain("Goedemorgen, mevrouw belt: pasje kwijt. Graag terugbellen na vieren") == "pasje kwijt"


def test_a_frame_that_stands_before_many_questions_is_learned() -> None:
    rests = ["pasje kwijt", "hoe laat open", "waar is de milieustraat", "mag asbest mee", "wat kost een pas"]
    lines = [*rests, *(f"ik kreeg die folder en {rest}" for rest in rests)]
    bare = learn(lines).strip
    assert bare("ik kreeg die folder en mag asbest mee") == "mag asbest mee"
    assert bare("mag asbest mee") == "mag asbest mee"


def test_an_ordinary_beginning_is_no_frame() -> None:
    lines = [
        "hoe laat is het open",
        "hoe laat komt de wagen",
        "hoe laat kan ik bellen",
        "hoe laat begint de avond",
        "hoe laat is de markt",
    ]
    assert learn(lines).openings == ()


def test_only_a_joint_makes_two_questions() -> None:
    assert parts("pasje kwijt en ook hoe laat open") == ("pasje kwijt", "hoe laat open")
    assert parts("man en vrouw allebei een pas") == ("man en vrouw allebei een pas",)


def test_a_very_long_log_is_sampled_over_its_whole_length() -> None:
    grouping = group(log([*["pasje kwijt"] * 60, *["mag asbest mee"] * 40]), [KIND], most=20)
    assert (grouping.lines, grouping.left_out) == (20, 80)
    assert sorted(found.count for found in grouping.groups) == [8, 12]
