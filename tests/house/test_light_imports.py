"""What a process may load: pages stay small, `torenkamer --help` stays quick."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# house.md: the web process loads numpy at most
HEAVY_FOR_WEB = {"prefect", "scipy", "sklearn", "altair", "vl_convert", "weasyprint", "pikepdf", "pandas", "smtplib"}
# the command's own frame: a subcommand imports what it needs when it runs
HEAVY_FOR_HELP = HEAVY_FOR_WEB | {"fastapi", "starlette", "uvicorn", "sqlalchemy", "alembic", "numpy", "jinja2", "lxml"}


def _loaded_after(statements: str) -> set[str]:
    """Top-level names of sys.modules in a fresh process, without the block on smtplib."""
    code = f"import sys, json\n{statements}\nprint(json.dumps(sorted(n.split('.')[0] for n in sys.modules)))"
    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def _modules_of(room: str) -> list[str]:
    return [room, *(found.name for found in pkgutil.walk_packages([str(ROOT / room)], f"{room}."))]


def test_the_pages_load_nothing_heavy() -> None:
    loaded = _loaded_after("\n".join(f"import {name}" for name in _modules_of("web") if not name.endswith("__main__")))
    assert loaded & HEAVY_FOR_WEB == set()


def test_the_help_of_the_command_loads_nothing_heavy() -> None:
    loaded = _loaded_after("from cli.main import main\nmain(['--help'], standalone_mode=False)")
    assert "click" in loaded
    assert loaded & HEAVY_FOR_HELP == set()


def test_no_command_loads_prefect_or_a_renderer_before_it_runs() -> None:
    loaded = _loaded_after("\n".join(f"import {name}" for name in _modules_of("cli") if not name.endswith("__main__")))
    assert loaded & HEAVY_FOR_WEB == set()


def test_the_side_rooms_are_quick_to_import() -> None:
    """numpy is for impact and drafting; scipy and the renderers come in inside the function that needs them."""
    for room in ("mail", "exchange", "templates", "drafting", "impact"):
        loaded = _loaded_after(f"import {room}")
        assert loaded & (HEAVY_FOR_WEB | {"fastapi", "sqlalchemy"}) == set(), room
