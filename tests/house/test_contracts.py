"""The import contracts hold, name only modules that exist, and each of them bites."""

from __future__ import annotations

import ast
import importlib.util
import itertools
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LINTER = CONFIG["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in LINTER["contracts"]}
ROOMS: list[str] = LINTER["root_packages"]


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@dataclass(frozen=True)
class Breach:
    """One forbidden import, written into a copy of the rooms."""

    contract: str
    importer: str  # a module that only this breach uses
    imported: str


def _parts(name: str) -> list[str]:
    """A room with each of its modules; anything else as it is."""
    if name not in ROOMS:
        return [name]
    return [name, *(found.name for found in pkgutil.iter_modules([str(ROOT / name)], f"{name}."))]


def _direct_pairs(contract: dict[str, object]) -> Iterator[tuple[str, str]]:
    """(who, whom) for everything the contract forbids, one by one."""
    if contract["type"] == "forbidden":
        ignored = {line.split(" -> ")[1] for line in contract.get("ignore_imports", [])}  # type: ignore[attr-defined]
        forbidden = [part for name in contract["forbidden_modules"] for part in _parts(name)]  # type: ignore[attr-defined]
        yield from itertools.product(contract["source_modules"], [name for name in forbidden if name not in ignored])  # type: ignore[call-overload]
        return
    assert contract["type"] == "layers", f"teach this test the type {contract['type']}"
    layers = [[name.strip() for name in re.split(r"[|:]", layer)] for layer in contract["layers"]]  # type: ignore[attr-defined]
    allowed = {tuple(line.replace(".**", "").split(" -> ")) for line in contract.get("ignore_imports", [])}  # type: ignore[attr-defined]
    for depth, layer in enumerate(layers):
        for who in layer:
            above_or_beside = [name for other in layers[: depth + 1] for name in other if name != who]
            yield from ((who, whom) for whom in above_or_beside if (who, whom) not in allowed)


BREACHES = [
    Breach(contract_id, f"{who}.breach_{contract_id.replace('-', '_')}_{number}", whom)
    for contract_id, contract in CONTRACTS.items()
    for number, (who, whom) in enumerate(_direct_pairs(contract))
]


def _copy_rooms(folder: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", folder)
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)


def _house_modules_in_contracts() -> set[str]:
    named = {
        name
        for contract in CONTRACTS.values()
        for key in ("source_modules", "forbidden_modules")
        for name in contract.get(key, [])
    }
    return {name for name in named if name.split(".")[0] in ROOMS}


@pytest.fixture(scope="module")
def report_on_breaches(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """All breaches in one copy, linted once: what import-linter says, by contract name."""
    folder = tmp_path_factory.mktemp("rooms")
    _copy_rooms(folder)
    for breach in BREACHES:
        folder.joinpath(*breach.importer.split(".")).with_suffix(".py").write_text(f"import {breach.imported}\n")
    done = _lint(folder)
    sections = re.split(r"^(.+)\n-{3,}$", done.stdout, flags=re.MULTILINE)
    assert done.returncode == 1 and len(sections) > 2, done.stdout + done.stderr
    return dict(zip((title.strip() for title in sections[1::2]), sections[2::2], strict=True))


@pytest.mark.parametrize("contract_id", CONTRACTS)
def test_every_forbidden_import_is_reported_by_its_contract(
    contract_id: str, report_on_breaches: dict[str, str]
) -> None:
    said = report_on_breaches.get(CONTRACTS[contract_id]["name"], "")
    unseen = [
        f"{breach.importer} -> {breach.imported}"
        for breach in BREACHES
        if breach.contract == contract_id
        and not re.search(rf"{re.escape(breach.importer)} -> {re.escape(breach.imported)}\b", said)
    ]
    assert any(breach.contract == contract_id for breach in BREACHES)
    assert unseen == [], said[-2000:]


def test_the_rooms_keep_their_contracts() -> None:
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_contracts_name_only_modules_that_exist() -> None:
    missing = {name for name in _house_modules_in_contracts() if importlib.util.find_spec(name) is None}
    assert missing == set()


def test_every_room_is_in_the_wheel_and_under_contract() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert rooms == set(ROOMS)
    assert rooms - {"bench"} == set(CONFIG["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])


def test_plain_modules_of_the_registry_import_nothing_of_it_but_each_other() -> None:
    plain = {"kinds", "errors", "calendar"}
    for name in plain:
        path = ROOT / "registry" / f"{name}.py"
        imported = {
            node.module
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("registry")
        }
        assert imported <= {f"registry.{other}" for other in plain}, path.name
