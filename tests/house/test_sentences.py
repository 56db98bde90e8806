"""Every anticipated error of every room has a Dutch sentence, and carries the facts that the sentence names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from templates.phrases import EVENTS
from templates.sentences import SENTENCES

ROOMS = ("registry", "impact", "drafting", "mail", "exchange", "flows", "cli", "web", "demo")
PLACE = re.compile(r"%\((\w+)\)s")
TOP = Path(__file__).parents[2]
TREES = {
    path.relative_to(TOP): ast.parse(path.read_text(encoding="utf-8"))
    for room in ROOMS
    for path in sorted((TOP / room).rglob("*.py"))
    if "migrations" not in path.parts
}


def codes() -> dict[str, str]:
    """Class name to code, for every class with a literal `code`."""
    found = {}
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                for line in node.body:
                    target = line.target if isinstance(line, ast.AnnAssign) else None
                    target = line.targets[0] if isinstance(line, ast.Assign) else target
                    value = getattr(getattr(line, "value", None), "value", None)
                    if isinstance(target, ast.Name) and target.id == "code" and isinstance(value, str):
                        found[node.name] = value
    return found


CODES = codes()


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """(place, code, facts given) of every error that is made with its facts named on the spot."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if any(keyword.arg is None for keyword in node.keywords):
                continue
            facts = {str(keyword.arg) for keyword in node.keywords} - {"field"}
            if name == "BadValue" and node.args and isinstance(node.args[0], ast.Constant):
                yield f"{path}:{node.lineno}", node.args[0].value, facts
            elif name in CODES and not node.args and name not in ("NotAligned", "Refused"):
                yield f"{path}:{node.lineno}", CODES[name], facts


CALLS = sorted((call for call in calls() if isinstance(call[1], str)), key=lambda call: call[0])


@pytest.mark.parametrize("code", sorted(set(CODES.values()) - {"anticipated", "refused"}))
def test_every_code_has_a_sentence(code):
    assert code in SENTENCES


@pytest.mark.parametrize(("place", "code", "facts"), CALLS, ids=[call[0] for call in CALLS])
def test_every_error_carries_the_facts_its_sentence_names(place, code, facts):
    assert code in SENTENCES
    assert set(PLACE.findall(SENTENCES[code])) <= facts, f"{place} raises {code}"


def test_every_action_of_the_trail_has_words():
    actions = set()
    for path in (TOP / "registry").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "record":
                actions |= {a.value for a in node.args[2:3] if isinstance(a, ast.Constant)}
    assert actions - set(EVENTS) == set()
    assert len(actions) > 20
