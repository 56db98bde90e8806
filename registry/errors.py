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


class Refused(Anticipated):
    """Several problems at once, so that a form shows each beside its field. Facts: count."""

    code = "refused"

    def __init__(self, problems: tuple[Anticipated, ...]) -> None:
        self.problems = problems
        super().__init__(count=len(problems))


class BadValue(Anticipated):
    """A value that cannot be. Facts: value, and what the code's sentence needs. `code` is set per case."""

    def __init__(self, code: str, *, field: str | None = None, **facts: object) -> None:
        self.code = code  # type: ignore[misc]
        super().__init__(field=field, **facts)
