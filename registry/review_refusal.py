"""Why a review could not be made yet, so that people read it and the sweep does not try again before something changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import marks
from registry.actor import Actor
from registry.errors import Anticipated
from registry.mailing import lock
from registry.rights import Operation, require
from registry.store import Base


class ReviewRefusal(Base):
    """The last refusal of a mailing's review; `mark` says from which state of the record (`registry.marks.review`)."""

    __tablename__ = "review_refusal"

    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]
    code: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]]
    mark: Mapped[str] = mapped_column(String(400))


@dataclass(frozen=True)
class RefusalView:
    """Why there is no new review: `code` and `facts` make its sentence."""

    at: datetime
    code: str
    facts: Mapping[str, Any]


def note_refusal(session: Session, actor: Actor, mailing_id: int, why: Anticipated, *, now: datetime) -> None:
    """Keep why the review could not be made; it takes the place of an earlier refusal.

    Raises:
        NotAllowed: the actor may not prepare mailings.
    """
    require(actor, Operation.PREPARE)
    row = lock(session, mailing_id)
    facts = {name: value.isoformat() if isinstance(value, date) else value for name, value in why.facts.items()}
    session.merge(
        ReviewRefusal(
            mailing_id=mailing_id, at=now, code=why.code, facts=facts, mark=marks.review(session, row, now=now)
        )
    )
    session.flush()


def find_refusal(session: Session, mailing_id: int) -> RefusalView | None:
    """Return why the review cannot be made yet, None where nothing stands in its way."""
    row = session.get(ReviewRefusal, mailing_id)
    return None if row is None else RefusalView(row.at, row.code, {k: _back(v) for k, v in row.facts.items()})


def _back(value: Any) -> Any:
    """Return a fact as it was refused with: a day is kept as text."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def forget_refusal(session: Session, mailing_id: int) -> None:
    """Drop the refusal of a mailing whose review was made. Part of the caller's operation."""
    row = session.get(ReviewRefusal, mailing_id)
    if row is not None:
        session.delete(row)
