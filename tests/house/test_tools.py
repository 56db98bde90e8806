"""The scripts behind make: the checks see what they look for, the lock is whole."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def _tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_locked_package_has_hashes_and_the_lock_has_no_address() -> None:
    blocks = _tool("wheel").blocks(LOCK)
    assert len(blocks) > 100
    assert [name for name, block in blocks.items() if "--hash=sha256:" not in block] == []
    assert "://" not in LOCK


def test_the_lock_holds_everything_that_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = _tool("wheel")
    asked = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["test"],
        *project["dependency-groups"]["lint"],
    ]
    names = {wheel.normal(re.split(r"[\[<>=~!; ]", line, maxsplit=1)[0]) for line in asked if isinstance(line, str)}
    assert names - wheel.blocks(LOCK).keys() == set()


def test_constraints_keep_versions_and_markers_and_lose_hashes() -> None:
    lock = "a-b==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\nc==2\n"
    assert _tool("wheel").without_hashes(lock) == "a-b==1.0 ; sys_platform == 'win32'\nc==2\n"


@pytest.mark.parametrize(
    ("english", "unsure", "compiled", "expected"),
    [
        ({"Ja": "Yes"}, set(), {"Ja": "Yes"}, []),
        ({}, set(), {}, ["no English for: 'Ja'"]),
        ({"Ja": ""}, set(), {}, ["no English for: 'Ja'"]),
        ({"Ja": "Yes"}, {"Ja"}, {"Ja": "Yes"}, ["unsure English for: 'Ja'"]),
        (
            {"Ja": "Yes", "Nee": "No"},
            set(),
            {"Ja": "Yes", "Nee": "No"},
            ["English for a sentence that is nowhere: 'Nee'"],
        ),
        ({"Ja": "%(n)s yes"}, set(), {"Ja": "%(n)s yes"}, ["other placeholders in the English of: 'Ja'"]),
    ],
)
def test_each_fault_of_a_translation_is_named(
    english: dict[str, str], unsure: set[str], compiled: dict[str, str], expected: list[str]
) -> None:
    assert _tool("translations").faults(["Ja"], english, unsure, compiled) == expected


def test_a_stale_compiled_catalog_is_a_fault() -> None:
    (said,) = _tool("translations").faults(["Ja"], {"Ja": "Yes"}, set(), {"Ja": "Yeah"})
    assert "compiled" in said


def test_an_old_python_is_refused_with_a_way_out(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text(
        f'#!/bin/sh\ncase "$1" in -V) echo "Python 3.9.2";; *) exec "{sys.executable}" -c "raise SystemExit(1)";; esac\n'
    )
    old.chmod(0o755)
    environment = {**os.environ, "PYTHON": str(old)}
    done = subprocess.run(
        ["sh", "tools/env.sh"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "3.11 or newer" in done.stderr and "Python 3.9.2" in done.stderr


def test_without_postgres_an_ordinary_user_gets_the_line_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    tool = _tool("test")
    monkeypatch.setattr(tool, "missing", lambda: ["PostgreSQL"])
    monkeypatch.setattr(tool.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as stopped:
        tool.bring_what_tests_need()
    assert "sudo apt-get install -y --no-install-recommends postgresql" in str(stopped.value)


def test_every_make_target_that_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set()
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        named |= set(re.findall(r"`make ([a-z]+)|^make ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert {first or second for first, second in named} - targets == set()
