"""The page about the part of contacts that the KCC answered itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from templates.values.frame import Form


@dataclass(frozen=True)
class ShareRow:
    """One line of a table. `share` and `norm` 0 to 1; `href` leads to the review of a mailing, else ""."""

    name: str
    helped: int
    passed_on: int
    share: float
    norm: float
    href: str = ""


@dataclass(frozen=True)
class ShareTable:
    """The lines by week, channel, department, topic or mailing; `key` names which: it is the id of its heading."""

    key: str
    title: str
    head: str
    rows: tuple[ShareRow, ...]


@dataclass(frozen=True)
class GainRow:
    """Contacts of a topic that were passed on, the part of all contacts that they are, and that part with those above it."""

    topic: str
    passed_on: int
    share: float
    together: float


@dataclass(frozen=True)
class SelfHandledPage:
    """self_handled.html. `total` is None where no source tells how contacts ended.

    `gains` end with a line for all other topics, where there are any; they sum to `total.passed_on`. `needed` is how many contacts
    more bring the next five points.
    """

    from_on: date
    until_on: date
    norm: float
    total: ShareRow | None
    needed: int
    gains: tuple[GainRow, ...]
    tables: tuple[ShareTable, ...]
    query: str = ""
    form: Form = field(default_factory=Form)
