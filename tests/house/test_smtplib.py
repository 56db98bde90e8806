"""Mail goes out by aiosmtplib and comes in by aiosmtpd; the standard library's client is used by nobody."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# aiosmtpd.handlers imports it at module top, even for its Mailbox and Sink
FORBIDDEN = ("smtplib", "aiosmtpd.handlers")
ALLOWED_TO_NAME_IT = {
    "tests/conftest.py",
    "tests/house/test_smtplib.py",
    "tests/house/test_light_imports.py",
    "tools/wheel_probe.py",
}


def _python_files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def uses_of_it(source: str) -> list[str]:
    """Every import of a forbidden module, and every string that is its name (for import_module and the like)."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names = [node.value]
        found += [name for name in names if name in FORBIDDEN or name.startswith(tuple(f"{f}." for f in FORBIDDEN))]
    return found


def test_no_file_uses_smtplib() -> None:
    files = [name for name in _python_files() if name not in ALLOWED_TO_NAME_IT]
    assert files
    guilty = {name: found for name in files if (found := uses_of_it((ROOT / name).read_text(encoding="utf-8")))}
    assert guilty == {}


@pytest.mark.parametrize(
    "source",
    [
        "import smtplib",
        "import smtplib as post",
        "from smtplib import SMTP",
        "from aiosmtpd import handlers",
        "from aiosmtpd.handlers import Sink",
        "def f():\n    import aiosmtpd.handlers",
        "__import__('smtplib')",
    ],
)
def test_the_scan_sees_every_way_in(source: str) -> None:
    assert uses_of_it(source)


def test_the_run_itself_cannot_import_it() -> None:
    with pytest.raises(ImportError):
        importlib.import_module("smtplib")


def test_a_process_started_by_a_test_cannot_import_it() -> None:
    done = subprocess.run([sys.executable, "-c", "import smtplib"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "smtplib is blocked" in done.stderr
