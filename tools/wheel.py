"""Builds the wheel, installs it in a clean environment and tries it there, away from the checkout.

An editable install sees the whole checkout, so a room, a template or a migration that the wheel forgets is green
everywhere but here. Only what the product itself asks for is installed, in the locked versions.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def constraints_from_lock(lock: str) -> str:
    """The locked versions without their hashes: with hashes pip would demand one for the fresh wheel too."""
    lines = [re.sub(r"\s*\\$", "", line) for line in lock.splitlines() if not line.lstrip().startswith("--hash")]
    return "\n".join(lines) + "\n"


def find_uv() -> list[str]:
    """uv when it is there and works, else nothing: pip takes its place."""
    for candidate in filter(None, (shutil.which("uv"), str(ROOT / ".venv/bin/uv"))):
        works = Path(candidate).exists() and subprocess.run([candidate, "--version"], capture_output=True, check=False)
        if works and works.returncode == 0:
            return [candidate]
    return []


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="torenkamer-wheel-") as name:
        folder = Path(name)
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = folder.glob("*.whl")
        constraints = folder / "constraints.txt"
        constraints.write_text(constraints_from_lock((ROOT / "requirements.lock").read_text(encoding="utf-8")))
        uv = find_uv()
        venv.create(folder / "clean", with_pip=not uv)
        python = str(folder / "clean/bin/python")
        installer = [*uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
        subprocess.run([*installer, "--quiet", "-c", str(constraints), str(wheel)], check=True)
        elsewhere = folder / "elsewhere"
        elsewhere.mkdir()
        shutil.copy(ROOT / "tools/wheel_probe.py", folder)
        subprocess.run([python, "-I", str(folder / "wheel_probe.py")], check=True, cwd=elsewhere)
        subprocess.run(
            [str(folder / "clean/bin/torenkamer"), "--help"], check=True, cwd=elsewhere, stdout=subprocess.DEVNULL
        )
        print(f"wheel: {wheel.name}, {wheel.stat().st_size / 1e6:.1f} MB, works away from the checkout")


if __name__ == "__main__":
    main()
