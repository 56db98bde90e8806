"""What was reckoned from what: a mark per piece of reckoning, so that the sweep does it again only when something changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry.store import Base


class Reckoned(Base):
    """The newest reckoning of a name (`conflicts`, `nowcast:12`); `mark` says from which state of the record."""

    __tablename__ = "reckoned"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    mark: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime]


def note(session: Session, name: str, mark: str, *, now: datetime) -> None:
    """Write that `name` was reckoned from the state that `mark` stands for. Part of the caller's operation."""
    session.merge(Reckoned(name=name, mark=mark[:400], at=now))


def find(session: Session, name: str) -> tuple[str, datetime] | None:
    """Return mark and moment of the newest reckoning, None before the first."""
    row = session.get(Reckoned, name)
    return None if row is None else (row.mark, row.at)


def is_current(session: Session, name: str, mark: str) -> bool:
    """Tell whether `name` was reckoned from this very state."""
    found = find(session, name)
    return found is not None and found[0] == mark[:400]
