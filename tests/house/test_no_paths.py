"""Tracked files hold no path of the machine they were made on and no address of a package registry."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# Written in pieces, so that this file passes its own test.
TRACES = re.compile(
    "|".join(
        [
            r"(?<![\w.~}])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me|Users)/[\w.]",
            r"(?<![\w.~}])/t" + r"mp/[\w.]",
            "py" + r"pi\.org|pythonhosted\.org|npm" + r"js\.(?:org|com)|deb" + r"ian\.org/debian",
            r"https?://(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}",
        ]
    )
)
# what other people made and we only carry
CARRIED = ("templates/pages/static/vendor/", "LICENSE", "LICENSES/")


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_tracked_file_tells_where_it_was_made() -> None:
    names = [name for name in _tracked() if not name.startswith(CARRIED)]
    assert names
    found = []
    for name in names:
        body = (ROOT / name).read_bytes()
        if b"\0" in body[:8192]:
            continue
        for number, line in enumerate(body.decode("utf-8", "replace").splitlines(), start=1):
            if TRACES.search(line):
                found.append(f"{name}:{number}: {line.strip()[:120]}")
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "open('/wo" + "rk/main/x')",
        "cd /ro" + "ot/x",
        "/ho" + "me/me/x",
        "https://py" + "pi.org/simple",
        "http:" + "//10.1.2.3:80/",
    ],
)
def test_the_scan_sees_a_trace(line: str) -> None:
    assert TRACES.search(line)


@pytest.mark.parametrize(
    "line", ["http://127.0.0.1:8000/", "GET /api/wo" + "rk/lijst", "https://wierdijk.example/t" + "mp"]
)
def test_the_scan_leaves_ordinary_lines_alone(line: str) -> None:
    assert not TRACES.search(line)
