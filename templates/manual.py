"""The manual: one guide per group of colleagues, in Dutch, with a place for each section of the pages they see.

The texts lie in `pages/manual/`; the pictures are made by `make gallery ARGS=--manual`. A new section of the navigation gets a
heading with its name as `id` in every guide whose readers see it; `tests/templates/test_manual.py` says which are missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from registry.kinds import Role

FOLDER = Path(__file__).parent / "pages" / "manual"
ADDRESS = "/hulp"


@dataclass(frozen=True)
class Guide:
    """A guide: its name in the address, what it is called, and whose it is."""

    key: str
    title: str
    roles: tuple[Role, ...]


# in the order of the roles that decide most: who holds several gets the first that fits
GUIDES = (
    Guide("kcc-leider", "KCC-leider", (Role.KCC_LEAD,)),
    Guide("beheerder", "Beheerder", (Role.ADMIN,)),
    Guide("analist", "Analist", (Role.ANALYST,)),
    Guide("trafficer", "Trafficer", (Role.TRAFFICER,)),
    Guide("afdeling", "Afdeling", (Role.DEPARTMENT,)),
    Guide("specialist", "Specialist", (Role.SPECIALIST,)),
    Guide("contentbeheerder", "Contentbeheerder en schakel", (Role.CONTENT_MANAGER, Role.LIAISON)),
    Guide("medewerker", "Medewerker", (Role.AGENT,)),
)
AGENT_GUIDE = GUIDES[-1]


def guide_for(roles: Sequence[Role]) -> Guide | None:
    """Return the guide of somebody with these roles; None without a role. An agent who is also a liaison answers callers first."""
    if Role.AGENT in roles and not set(roles) & {Role.KCC_LEAD, Role.ADMIN, Role.ANALYST, Role.TRAFFICER}:
        return AGENT_GUIDE
    return next((guide for guide in GUIDES if set(guide.roles) & set(roles)), None)


@lru_cache
def places(key: str) -> frozenset[str]:
    """Return the names of the headings of a guide."""
    return frozenset(re.findall(r'<h2 id="([\w-]+)"', (FOLDER / f"_{key}.html").read_text(encoding="utf-8")))


def help_address(roles: Sequence[Role], section: str | None) -> str:
    """Return where the manual explains a section to somebody with these roles; the manual's first page when it does not."""
    guide = guide_for(roles)
    if guide is None:
        return ADDRESS
    return f"{ADDRESS}/{guide.key}" + (f"#{section}" if section in places(guide.key) else "")
