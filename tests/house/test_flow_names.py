"""Prefect may load a file that holds a flow a second time, under its bare name; see docs/decisions/0001-plain-rooms.md.

A class defined there would then exist twice, and `isinstance` and `except` would miss it. The other modules of flows/ are
imported once, as everywhere.
"""

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


def decorated(source: str) -> bool:
    """Tell whether the file holds a flow or a task."""
    marks = [mark for node in ast.walk(ast.parse(source)) for mark in getattr(node, "decorator_list", [])]
    return any(ast.unparse(mark).split("(")[0].removeprefix("prefect.") in {"flow", "task"} for mark in marks)


def test_files_with_a_flow_define_no_class_and_no_blocking_flow() -> None:
    sources = {path.name: path.read_text(encoding="utf-8") for path in FLOW_FILES}
    with_flows = {name: source for name, source in sources.items() if decorated(source)}
    assert with_flows
    assert {name: found for name, source in with_flows.items() if (found := classes_in(source))} == {}
    assert {name: found for name, source in with_flows.items() if (found := flows_that_block(source))} == {}


def test_the_checks_see_what_they_look_for() -> None:
    assert classes_in("def f():\n    class Hidden: pass") == ["Hidden"]
    assert decorated("@task\nasync def f(): ...") and decorated("@prefect.flow(name='x')\nasync def f(): ...")
    assert not decorated("@dataclass\nclass Plain: ...")
    assert flows_that_block("@flow(name='x')\ndef slow(): ...\n@flow\nasync def good(): ...\n") == ["slow"]
