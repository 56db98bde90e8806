"""The letters of Wierdijk as they went to the printer: text and PDF, shipped with the package."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

STEMS = ("stempas_2025", "woz_2026", "afvalpas_2026", "woz_2027")


def letter_text(stem: str) -> str:
    """Return the text of a letter; `stem` as DemoMailing.letter has it."""
    return _folder().joinpath(f"{stem}.txt").read_text(encoding="utf-8")


def letter_pdf(stem: str) -> bytes:
    """Return a letter as PDF, with the same words as its text."""
    return _folder().joinpath(f"{stem}.pdf").read_bytes()


def _folder() -> Traversable:
    return files("demo") / "letters"
