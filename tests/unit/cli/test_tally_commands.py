"""Tallying and what waits, by command: counted once, masked, taken back, refused in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import main


@pytest.fixture
def house(tmp_path: Path):
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, ["--data", str(tmp_path), *words])

    return run


def test_contacts_are_tallied_and_taken_back(house) -> None:
    made = house("contacts", "tally", "--topic", "woz", "--count", "3", "--channel", "desk", "--json")
    assert made.exit_code == 0
    number = str(json.loads(made.output)["tally"])
    assert "teruggenomen" in house("contacts", "untally", number).output
    assert house("contacts", "untally", "999").exit_code == 2


def test_what_cannot_be_is_one_sentence(house) -> None:
    for words in (("--at", "straks"), ("--at", "2099-01-01T10:00"), ("--count", "0")):
        refused = house("contacts", "tally", "--topic", "woz", *words)
        assert refused.exit_code == 2, words


def test_nothing_waits_in_an_empty_house(house) -> None:
    assert house("todo").output.strip() == "Er wacht niets."
    assert json.loads(house("todo", "--json").output) == []
