"""The pages of the manual."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GuideLink:
    """One guide in the list. `is_own`: it is about the reader's own role."""

    key: str
    title: str
    is_own: bool


@dataclass(frozen=True)
class ManualPage:
    """manual.html: the list of guides, with one of them open; `key` and `title` are "" on the first page."""

    guides: tuple[GuideLink, ...]
    key: str
    title: str
