"""Lays the API's own description beside the NLGov REST API Design Rules, with their linter; `make openapi` comes here.

Writes the description of a fresh installation to a file and runs Spectral on it (from npm, in npm's own cache). On a machine
without npm nothing is run and that is said: the rules that FastAPI breaks by itself are also held by tests/web/test_openapi_rules.py.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from fastapi.testclient import TestClient

from registry import migrate
from registry.settings import Settings
from registry.store import open_store
from web.app import make_app

RULES = Path(__file__).parent / "adr" / "linter.yaml"
SPECTRAL = "@stoplight/spectral-cli@6.16"
ADDRESS = "https://torenkamer.example"


def described() -> dict[str, object]:
    """The description as a client of a new installation gets it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(f"sqlite:///{folder / 'registry.sqlite3'}")
        migrate.upgrade(store)
        app = make_app(Settings(data_dir=folder, base_url=ADDRESS), {"main": store})
        answer = TestClient(app, base_url=ADDRESS).get("/api/v1/openapi.json")
        store.close()
    found: dict[str, object] = answer.raise_for_status().json()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path, help="only write the description to this file")
    options = parser.parse_args()
    text = json.dumps(described(), ensure_ascii=False, indent=1)
    if options.write:
        options.write.write_text(text, encoding="utf-8")
        return 0
    npx = shutil.which("npx")
    fetch = ["--yes", "--package", SPECTRAL, "spectral"]
    if npx is None or subprocess.run([npx, *fetch, "--version"], check=False, capture_output=True).returncode != 0:
        print("No npm, or no way to its packages: Spectral was not run.")
        return 0
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "openapi.json"
        path.write_text(text, encoding="utf-8")
        command = [npx, *fetch, "lint", "--ruleset", str(RULES), str(path)]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
