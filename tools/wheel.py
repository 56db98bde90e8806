"""Builds the wheel, installs it in a clean environment and tries it there, away from the checkout.

An editable install sees the whole checkout, so a room, a template or a migration that the wheel forgets is green
everywhere but here. Only what the product itself asks for is installed, in the locked versions.

`--keep DIR` leaves the tried wheel there with a requirements.txt: what the product needs on this kind of machine, with
hashes. `--wheelhouse` adds those packages themselves, for a machine without internet.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST_INSTALLED = "import importlib.metadata as m; print(*(d.name for d in m.distributions()), sep='\\n')"


def normal(name: str) -> str:
    """A distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def blocks(lock: str) -> dict[str, str]:
    """The lock cut into one block per distribution: the pinned line with its hashes."""
    found = re.findall(r"^[A-Za-z0-9][^\n]*(?:\n[ \t]+[^\n]*)*", lock, flags=re.MULTILINE)
    return {normal(re.split(r"[=\[ ;]", block, maxsplit=1)[0]): block for block in found}


def without_hashes(lock: str) -> str:
    """Constraints for the trial install: with hashes pip would demand one for the fresh wheel too."""
    pins = [re.sub(r"\s*\\$", "", line) for line in lock.splitlines() if not line.lstrip().startswith("--hash")]
    return "\n".join(pins) + "\n"


def find_uv() -> list[str]:
    """uv when it is there and works, else nothing: pip takes its place."""
    for candidate in filter(None, (shutil.which("uv"), str(ROOT / ".venv/bin/uv"))):
        works = Path(candidate).exists() and subprocess.run([candidate, "--version"], capture_output=True, check=False)
        if works and works.returncode == 0:
            return [candidate]
    return []


def build(folder: Path) -> Path:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    return wheel


def try_it(wheel: Path, folder: Path) -> list[str]:
    """Installs and probes the wheel in a clean environment; gives the names of what it needed there."""
    constraints = folder / "constraints.txt"
    constraints.write_text(without_hashes((ROOT / "requirements.lock").read_text(encoding="utf-8")))
    uv = find_uv()
    venv.create(folder / "clean", with_pip=not uv)
    python = str(folder / "clean/bin/python")
    installer = [*uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    subprocess.run([*installer, "--quiet", "-c", str(constraints), str(wheel)], check=True)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(ROOT / "tools/wheel_probe.py", folder)
    for samples in (ROOT / "tests/templates").glob("*samples.py"):
        shutil.copy(samples, folder)
    subprocess.run([python, "-I", str(folder / "wheel_probe.py")], check=True, cwd=elsewhere)
    command = [str(folder / "clean/bin/torenkamer"), "--help"]
    subprocess.run(command, check=True, cwd=elsewhere, stdout=subprocess.DEVNULL)
    listed = subprocess.run([python, "-I", "-c", LIST_INSTALLED], check=True, capture_output=True, text=True)
    return sorted({normal(name) for name in listed.stdout.split()} - {"torenkamer", "pip"})


def keep(wheel: Path, needed: list[str], target: Path, *, wheelhouse: bool) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("torenkamer-*.whl"):
        old.unlink()
    shutil.copy(wheel, target)
    locked = blocks((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    requirements = target / "requirements.txt"
    requirements.write_text("\n".join(locked[name] for name in needed) + "\n", encoding="utf-8")
    if wheelhouse:
        house = target / "wheelhouse"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--only-binary=:all:"]
        subprocess.run([*command, "-r", str(requirements), "-d", str(house)], check=True)
        shutil.copy(wheel, house)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the wheel and its requirements there")
    parser.add_argument("--wheelhouse", action="store_true", help="with --keep: add the packages themselves")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="torenkamer-wheel-") as name:
        folder = Path(name)
        wheel = build(folder)
        needed = try_it(wheel, folder)
        if options.keep:
            keep(wheel, needed, options.keep, wheelhouse=options.wheelhouse)
        size = wheel.stat().st_size / 1e6
        print(f"wheel: {wheel.name}, {size:.1f} MB, works away from the checkout with {len(needed)} packages")


if __name__ == "__main__":
    main()
