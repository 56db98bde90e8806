"""Size classes of mailings with their ladder: how long before the handover what must be there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated, BadValue
from registry.organisation import NameTaken
from registry.rights import Operation, require
from registry.store import Base

LONGEST_DAYS = 365


class SizeClass(Base):
    """Mailings of `from_quantity` addresses or more, until the next class. Days are calendar days before the first handover."""

    __tablename__ = "size_class"
    __table_args__ = (
        CheckConstraint("from_quantity >= 0", name="from_quantity"),
        CheckConstraint(
            "notice_days >= text_days AND text_days >= faq_days AND faq_days >= slots_days AND slots_days >= 0",
            name="ladder",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    from_quantity: Mapped[int] = mapped_column(unique=True)
    notice_days: Mapped[int]
    text_days: Mapped[int]
    faq_days: Mapped[int]
    slots_days: Mapped[int]


class SizeClassNotFound(Anticipated):
    """No size class bears that number. Facts: size_class."""

    code = "size_class_not_found"


@dataclass(frozen=True)
class Ladder:
    """Days before the first handover on which the notice, the text, the approved FAQ and the slots must be there."""

    notice_days: int
    text_days: int
    faq_days: int
    slots_days: int

    def rungs(self) -> tuple[int, ...]:
        """Return the days on which is reminded, the earliest first; the notice itself is what begins it."""
        return tuple(sorted({self.text_days, self.faq_days, self.slots_days} - {0}, reverse=True))


@dataclass(frozen=True)
class SizeClassView:
    """A size class for pages and commands."""

    id: int
    name: str
    from_quantity: int
    ladder: Ladder


def set_size_class(
    session: Session,
    actor: Actor,
    *,
    name: str,
    from_quantity: int,
    ladder: Ladder,
    size_class_id: int | None = None,
    now: datetime,
) -> int:
    """Add a size class, or change the one with that id; return the id.

    Raises:
        BadValue: a ladder that does not go down (`bad_ladder`), a quantity below 0.
        NameTaken: another class has the name or begins at the same quantity.
        SizeClassNotFound: there is none of that id.
    """
    require(actor, Operation.MANAGE_NORMS)
    name = " ".join(name.split())[:60]
    if not name:
        raise BadValue("required", field="name")
    if from_quantity < 0:
        raise BadValue("not_a_number", field="from_quantity", value=from_quantity)
    days = (ladder.notice_days, ladder.text_days, ladder.faq_days, ladder.slots_days)
    if list(days) != sorted(days, reverse=True) or days[-1] < 0 or days[0] > LONGEST_DAYS:
        raise BadValue("bad_ladder", field="notice_days", days=", ".join(str(each) for each in days))
    for other in list_size_classes(session):
        if other.id != size_class_id and other.name.casefold() == name.casefold():
            raise NameTaken(field="name", name=name)
        if other.id != size_class_id and other.from_quantity == from_quantity:
            raise NameTaken(field="from_quantity", name=str(from_quantity))
    row = SizeClass() if size_class_id is None else session.get(SizeClass, size_class_id)
    if row is None:
        raise SizeClassNotFound(size_class=size_class_id)
    was = None if size_class_id is None else _facts(row)
    row.name, row.from_quantity = name, from_quantity
    row.notice_days, row.text_days, row.faq_days, row.slots_days = days
    if was == _facts(row):
        return row.id
    session.add(row)
    session.flush()
    audit.record(session, actor, "size_class.set", "size_class", row.id, now=now, was=was, becomes=_facts(row))
    return row.id


def remove_size_class(session: Session, actor: Actor, size_class_id: int, *, now: datetime) -> None:
    """Take a size class away; its mailings fall in the one below it.

    Raises:
        SizeClassNotFound: there is none of that number.
    """
    require(actor, Operation.MANAGE_NORMS)
    row = session.get(SizeClass, size_class_id)
    if row is None:
        raise SizeClassNotFound(size_class=size_class_id)
    was = _facts(row)
    session.delete(row)
    session.flush()
    audit.record(session, actor, "size_class.removed", "size_class", size_class_id, now=now, was=was)


def list_size_classes(session: Session) -> tuple[SizeClassView, ...]:
    """Return all classes, the smallest mailings first."""
    return tuple(_view(row) for row in session.scalars(select(SizeClass).order_by(SizeClass.from_quantity)))


def class_of(classes: tuple[SizeClassView, ...], quantity: int) -> SizeClassView | None:
    """Return the class that a mailing of `quantity` addresses falls in, None below the smallest."""
    return next((each for each in reversed(classes) if each.from_quantity <= quantity), None)


def _view(row: SizeClass) -> SizeClassView:
    ladder = Ladder(row.notice_days, row.text_days, row.faq_days, row.slots_days)
    return SizeClassView(row.id, row.name, row.from_quantity, ladder)


def _facts(row: SizeClass) -> list[object]:
    return [row.name, row.from_quantity, row.notice_days, row.text_days, row.faq_days, row.slots_days]
