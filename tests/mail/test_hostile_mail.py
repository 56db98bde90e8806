"""Mails made to take the reader down, read in a process with little memory and little time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROBE = Path(__file__).with_name("hostile_probe.py")


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    """What `parse` made of each, by name: "read", warnings behind it, or the reason of the refusal."""
    ran = subprocess.run([sys.executable, str(PROBE)], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr[-2000:]
    answered = json.loads(ran.stdout)
    assert isinstance(answered, dict)
    return answered


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("three thousand nested parts", "refused: too_many_boundaries"),
        ("parts nested behind encoded parameters", "refused: too_many_boundaries"),
        ("five kilobytes of parentheses", "refused: too_many_parentheses"),
        ("parentheses in the header of a part", "refused: hostile_header"),
        ("messages in messages", "refused: too_many_messages"),
        ("a header without end", "refused: header_too_large"),
        ("encoded words without end", "refused: too_many_encoded_words"),
        ("a million empty parts", "refused: too_many_parts"),
        ("a report of empty lines", "refused: too_many_lines"),
        ("two million empty lines", "refused: too_many_lines"),
        ("millions of carriage returns", "refused: too_many_lines"),
        ("a hundred parts with many parameters", "refused: hostile_header"),
        ("too large", "refused: too_large"),
        ("parameters without end", "refused: hostile_header"),
        ("thousands of senders", "read: from_unreadable"),
        ("a dotted name", "read: from_unreadable"),
        ("unclosed comments", "read: text_cut"),
        ("unclosed scripts", "read: text_cut"),
        ("tags without end", "read: text_cut"),
        ("a text in punycode", "read: charset_unknown"),
        ("a long text", "read: text_cut"),
        ("forty-nine nested parts", "read"),
        ("a subject in punycode", "read"),
        ("an honest mail of twenty megabytes", "read"),
    ],
)
def test_a_mail_made_to_take_us_down_ends_in_a_named_answer(answers: dict[str, str], name: str, answer: str) -> None:
    assert answers[name] == answer


def test_every_hostile_mail_has_its_expected_answer_here(answers: dict[str, str]) -> None:
    assert len(answers) == 24
