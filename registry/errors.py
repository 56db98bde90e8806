"""Anticipated errors: each kind carries a code and facts; the Dutch sentence is made at the edge (templates.sentences)."""

from __future__ import annotations

from typing import ClassVar


class Anticipated(Exception):
    """Something a user can cause and mend. Subclasses of any room name a `code`; `facts` fill the sentence.

    `field` names the form field or option the sentence belongs beside, when there is one.
    """

    code: ClassVar[str] = "anticipated"

    def __init__(self, *, field: str | None = None, **facts: object) -> None:
        self.field = field
        self.facts = facts
        super().__init__(f"{self.code} {facts}" if facts else self.code)
