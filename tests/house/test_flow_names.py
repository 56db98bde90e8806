"""Prefect loads a flow file a second time under its bare name; see docs/decisions on plain rooms."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FLOWS = ROOT / "flows"
ROOMS = {folder.parent.name for folder in ROOT.glob("*/__init__.py")}
FLOW_FILES = sorted(path for path in FLOWS.rglob("*.py") if path.name != "__init__.py")


def test_the_flows_package_itself_is_empty() -> None:
    assert (FLOWS / "__init__.py").read_text().strip() == ""


def test_no_flow_file_hides_a_module_of_the_standard_library_or_a_room() -> None:
    assert {path.stem for path in FLOWS.rglob("*.py")} & (set(sys.stdlib_module_names) | ROOMS) == set()


def classes_in(source: str) -> list[str]:
    return [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]


def flows_that_block(source: str) -> list[str]:
    """Functions under @flow that are not async: those end by joining a thread that sleeps in whole seconds."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(mark).split("(")[0] in {"flow", "prefect.flow"} for mark in node.decorator_list)
    ]


def test_flow_files_define_no_class_and_no_blocking_flow() -> None:
    sources = {path.name: path.read_text(encoding="utf-8") for path in FLOW_FILES}
    assert {name: found for name, source in sources.items() if (found := classes_in(source))} == {}
    assert {name: found for name, source in sources.items() if (found := flows_that_block(source))} == {}


def test_the_checks_see_what_they_look_for() -> None:
    assert classes_in("def f():\n    class Hidden: pass") == ["Hidden"]
    assert flows_that_block("@flow(name='x')\ndef slow(): ...\n@flow\nasync def good(): ...\n") == ["slow"]
