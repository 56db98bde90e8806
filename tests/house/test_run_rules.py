"""The rules of the run itself, each seen to bite."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent


def _run_pytest_on(tmp_path: Path, body: str, *, ci: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "house").mkdir()
    shutil.copy(TESTS / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "test_inner.py").write_text(body)
    environment = {**os.environ, "CI": ci}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:playwright", str(tmp_path)]
    return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "body",
    [
        "import pytest\ndef test_it(): pytest.skip('no server')\n",
        "import pytest\n@pytest.mark.skipif(True, reason='no server')\ndef test_it(): pass\n",
        "import pytest\npytest.skip('no server', allow_module_level=True)\n",
    ],
    ids=["in the body", "by a mark", "of a whole file"],
)
def test_a_skip_is_a_failure_in_ci_and_only_there(tmp_path: Path, body: str) -> None:
    in_ci = _run_pytest_on(tmp_path, body, ci="true")
    assert in_ci.returncode in {1, 2}, in_ci.stdout
    assert "no server" in in_ci.stdout
    shutil.rmtree(tmp_path / "house")
    at_a_desk = _run_pytest_on(tmp_path, body, ci="")
    assert at_a_desk.returncode in {0, 5}, at_a_desk.stdout
    assert "1 skipped" in at_a_desk.stdout


def test_an_expected_failure_is_not_taken_for_a_skip(tmp_path: Path) -> None:
    body = "import pytest\n@pytest.mark.xfail(reason='known')\ndef test_it(): assert False\n"
    done = _run_pytest_on(tmp_path, body, ci="true")
    assert done.returncode == 0, done.stdout
    assert "1 xfailed" in done.stdout
