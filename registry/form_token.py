"""Forms that were posted: a page that is posted twice makes one thing.

Every form that adds something carries a random token. The operation and the token are kept in one transaction, so that the second
post finds what the first one made.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry.store import Base

KEPT = timedelta(days=7)


class FormToken(Base):
    """One posted form by the digest of its token and the person who posted it; `object_id` is what it made."""

    __tablename__ = "form_token"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    object_id: Mapped[int | None]
    used_at: Mapped[datetime] = mapped_column(index=True)


def claim(session: Session, token: str, *, person: str, now: datetime) -> int | None:
    """Take a form's token for this transaction; return what an earlier post of the same form made, None for the first.

    Two posts at once: the database lets one of them wait until the other's transaction is over.
    """
    digest = _digest(token, person)
    made = session.scalar(select(FormToken.object_id).where(FormToken.digest == digest))
    if made is not None:
        return made
    session.execute(delete(FormToken).where(FormToken.used_at < now - KEPT))
    try:
        with session.begin_nested():
            session.add(FormToken(digest=digest, object_id=None, used_at=now))
    except IntegrityError:
        return session.scalar(select(FormToken.object_id).where(FormToken.digest == digest))
    return None


def fulfil(session: Session, token: str, *, person: str, object_id: int) -> None:
    """Write what the form made; part of the transaction that claimed its token."""
    session.get_one(FormToken, _digest(token, person)).object_id = object_id


def _digest(token: str, person: str) -> str:
    return hashlib.sha256(f"{person}\n{token}".encode()).hexdigest()
