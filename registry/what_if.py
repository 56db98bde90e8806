"""What somebody asked "what if" about a mailing and wanted to keep: the levers, what they led to, and why it was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import BadValue
from registry.mailing import lock, refuse_over
from registry.rights import Operation, require
from registry.store import Base

LONGEST_NAME = 200


class WhatIf(Base):
    """One kept comparison. `levers` is what was changed, `outcomes` the plan and the change side by side."""

    __tablename__ = "what_if"

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"), index=True)
    for_revision: Mapped[int]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    levers: Mapped[dict[str, Any]]
    outcomes: Mapped[list[Any]]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(200))


@dataclass(frozen=True)
class WhatIfView:
    """A kept comparison for pages and commands."""

    id: int
    mailing_id: int
    for_revision: int
    name: str
    levers: Mapping[str, Any]
    outcomes: Sequence[Mapping[str, Any]]
    made_at: datetime
    made_by: str


def keep(
    session: Session,
    actor: Actor,
    mailing_id: int,
    *,
    name: str,
    levers: Mapping[str, Any],
    outcomes: Sequence[Mapping[str, Any]],
    now: datetime,
) -> int:
    """Keep a comparison under a name and return its number.

    Raises:
        BadValue: without a name, or with one that is too long.
    """
    row = lock(session, mailing_id)
    require(actor, Operation.KEEP_WHAT_IF, row.department_id)
    refuse_over(row)
    if not name.strip():
        raise BadValue("required", field="name")
    if len(name.strip()) > LONGEST_NAME:
        raise BadValue("too_long", field="name", limit=LONGEST_NAME)
    kept = WhatIf(
        mailing_id=mailing_id,
        for_revision=row.revision,
        name=name.strip(),
        levers=dict(levers),
        outcomes=[dict(each) for each in outcomes],
        made_at=now,
        made_by=actor.name,
    )
    session.add(kept)
    session.flush()
    audit.record(session, actor, "what_if.kept", "what_if", kept.id, now=now, mailing_id=mailing_id, name=name.strip())
    return kept.id


def list_kept(session: Session, mailing_id: int, *, limit: int = 50) -> tuple[WhatIfView, ...]:
    """Return what was kept of a mailing, newest first."""
    query = select(WhatIf).where(WhatIf.mailing_id == mailing_id).order_by(WhatIf.id.desc()).limit(limit)
    names = WhatIfView.__dataclass_fields__
    return tuple(WhatIfView(**{name: getattr(row, name) for name in names}) for row in session.scalars(query))
