"""Who may do what: the page says what the matrix says, and every operation asks the matrix."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from registry.actor import Actor
from registry.kinds import Door, Role
from registry.rights import MATRIX, NotAllowed, Operation, may, require

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PAGE = ROOT / "docs" / "reference" / "rights.md"
OWN, OTHER = 1, 2
# parts of operations that ask for a right of their own
ASKED_ELSEWHERE = {("audit", "record"), ("faq_validity", "keep_up"), ("rights", "may"), ("rights", "require")}


def expected_line(operation: Operation) -> str:
    rule = MATRIX[operation]
    cells = ["yes" if role in rule.anywhere else "own" if role in rule.own_department else "" for role in Role]
    return " | ".join(
        ["", f" `{operation.value}`", *(cell or "-" for cell in cells), "yes" if rule.system else "-", ""]
    ).strip()


def test_the_page_has_the_table_of_the_matrix() -> None:
    lines = {
        " ".join(line.split())
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if re.match(r"\| `[a-z_]+` \|", line)
    }
    assert lines == {" ".join(expected_line(operation).split()) for operation in Operation}


def test_every_operation_has_a_rule_and_somebody_who_may() -> None:
    assert set(MATRIX) == set(Operation)
    assert [name for name, rule in MATRIX.items() if not (rule.anywhere or rule.own_department)] == []


def actor(*roles: Role, departments: tuple[int, ...] = (OWN,)) -> Actor:
    grants = frozenset((role, department) for role in roles for department in departments)
    return Actor("x", Door.PAGE, roles=frozenset(roles), department_ids=frozenset(departments), grants=grants)


@pytest.mark.parametrize("operation", list(Operation))
@pytest.mark.parametrize("role", list(Role))
def test_one_role_may_what_the_matrix_says(operation: Operation, role: Role) -> None:
    rule = MATRIX[operation]
    anywhere, own = role in rule.anywhere, role in rule.own_department
    assert may(actor(role), operation, OWN) is (anywhere or own)
    assert may(actor(role), operation, OTHER) is anywhere
    assert may(actor(role), operation) is (anywhere or own)
    assert may(actor(role, departments=()), operation) is anywhere


@pytest.mark.parametrize("operation", list(Operation))
def test_nobody_may_nothing_and_the_system_what_is_its_own(operation: Operation) -> None:
    nobody = Actor("niemand", Door.PAGE, department_ids=frozenset({OWN}))
    assert not may(nobody, operation, OWN)
    assert may(Actor.system(), operation, OWN) is MATRIX[operation].system
    with pytest.raises(NotAllowed) as refusal:
        require(nobody, operation, OWN)
    assert refusal.value.facts == {"operation": operation.value, "name": "niemand"}


def test_a_role_counts_for_the_department_it_was_given_for() -> None:
    both = Actor(
        "x",
        Door.PAGE,
        roles=frozenset({Role.DEPARTMENT, Role.SPECIALIST}),
        department_ids=frozenset({OWN, OTHER}),
        grants=frozenset({(Role.DEPARTMENT, OWN), (Role.SPECIALIST, OTHER)}),
    )
    assert may(both, Operation.REGISTER_MAILING, OWN)
    assert not may(both, Operation.REGISTER_MAILING, OTHER)
    assert may(both, Operation.EDIT_FAQ, OTHER)


def operations() -> dict[tuple[str, str], ast.FunctionDef]:
    """Every public function of the registry that is told who acts."""
    return {
        (path.stem, node.name): node
        for path in sorted((ROOT / "registry").glob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and "actor" in {argument.arg for argument in node.args.args}
    }


def calls(node: ast.FunctionDef) -> set[str]:
    return {call.func.id for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)}


def asks(module: str, name: str, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a function asks for the right itself or through another function of its module."""
    tree = ast.parse((ROOT / "registry" / f"{module}.py").read_text(encoding="utf-8"))
    own = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    called = calls(own[name])
    return "require" in called or any(asks(module, each, seen | {name}) for each in called & own.keys() - seen - {name})


def test_every_operation_asks_for_the_right() -> None:
    found = operations()
    assert len(found) > 40
    assert [key for key in found if key not in ASKED_ELSEWHERE and not asks(*key)] == []
