"""What an address may hold: the reference or number of a mailing, and the number of anything else."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Path

from registry.errors import BadValue

LARGEST = 2**31 - 1  # what an integer column holds
PATTERN = r"^[A-Za-z0-9-]{1,20}$"

Ref = Annotated[str, Path(pattern=PATTERN)]
Id = Annotated[int, Path(ge=1, le=LARGEST)]


def reference(text: str, field: str) -> str:
    """Return a reference that was typed or picked.

    Raises:
        BadValue: it cannot be one.
    """
    if not re.fullmatch(PATTERN, text):
        raise BadValue("unknown_choice", field=field, value=text[:40])
    return text
