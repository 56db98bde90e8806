"""Kinds of letters (WOZ, stempas, ...): they carry what was learned from every earlier sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated
from registry.organisation import NameTaken
from registry.rights import Operation, require
from registry.store import Base


class LetterType(Base):
    """`bank` names the kind in the question bank of `drafting`; `topic` the topic under which its contacts are logged."""

    __tablename__ = "letter_type"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    topic: Mapped[str] = mapped_column(String(120))
    bank: Mapped[str | None] = mapped_column(String(60))
    product_uri: Mapped[str | None] = mapped_column(String(200))


class LetterTypeNotFound(Anticipated):
    """No letter type bears that name or number. Facts: letter_type."""

    code = "letter_type_not_found"


@dataclass(frozen=True)
class LetterTypeView:
    """A letter type for pages and commands."""

    id: int
    name: str
    department_id: int | None
    topic: str
    bank: str | None
    product_uri: str | None


def add_letter_type(
    session: Session,
    actor: Actor,
    *,
    name: str,
    topic: str,
    department_id: int | None = None,
    bank: str | None = None,
    product_uri: str | None = None,
    now: datetime,
) -> int:
    """Add a letter type and return its id."""
    require(actor, Operation.MANAGE_ORGANISATION)
    if session.scalar(select(LetterType.id).filter_by(name=name)) is not None:
        raise NameTaken(field="name", name=name)
    row = LetterType(name=name, topic=topic, department_id=department_id, bank=bank, product_uri=product_uri)
    session.add(row)
    session.flush()
    audit.record(session, actor, "letter_type.added", "letter_type", row.id, now=now, name=name)
    return row.id


def list_letter_types(session: Session) -> tuple[LetterTypeView, ...]:
    """Return all letter types by name."""
    return tuple(_view(row) for row in session.scalars(select(LetterType).order_by(LetterType.name)))


def get_letter_type(session: Session, letter_type: int | str) -> LetterTypeView:
    """Return the letter type with that id or (case-insensitive) name.

    Raises:
        LetterTypeNotFound: when there is none.
    """
    wanted = str(letter_type).strip().casefold()
    for view in list_letter_types(session):
        if str(view.id) == wanted or view.name.casefold() == wanted:
            return view
    raise LetterTypeNotFound(field="letter_type", letter_type=letter_type)


def _view(row: LetterType) -> LetterTypeView:
    return LetterTypeView(row.id, row.name, row.department_id, row.topic, row.bank, row.product_uri)
