"""Kinds of letters (WOZ, stempas, ...): they carry what was learned from every earlier sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated, BadValue
from registry.organisation import NameTaken, clean_name, get_department
from registry.rights import Operation, require
from registry.size_class import SizeClass
from registry.store import Base

LONGEST_TOPIC, LONGEST_BANK, LONGEST_URI = 120, 60, 200
MOST_FOLLOW_UPS = 12
LONGEST_FOLLOW_UP_DAYS = 730
SIZE_CLASS_FIELD = "size_class"


class LetterType(Base):
    """`bank` names the kind in the question bank of `drafting`; `topic` the topic under which its contacts are logged."""

    __tablename__ = "letter_type"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    topic: Mapped[str] = mapped_column(String(120))
    bank: Mapped[str | None] = mapped_column(String(60))
    product_uri: Mapped[str | None] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    size_class_id: Mapped[int | None] = mapped_column(ForeignKey("size_class.id", ondelete="SET NULL"))
    follow_ups: Mapped[list[Any] | None]


class LetterTypeNotFound(Anticipated):
    """No letter type bears that name or number. Facts: letter_type."""

    code = "letter_type_not_found"


@dataclass(frozen=True)
class FollowUp:
    """A later moment on which people contact us about the same letter (echo): so many calendar days after the dagtekening.

    `share` is how many contacts come then, as a part of the mailing's own expected contacts; between 0 and 1.
    """

    name: str
    days: int
    share: float


@dataclass(frozen=True)
class LetterTypeView:
    """A letter type for pages and commands."""

    id: int
    name: str
    department_id: int | None
    topic: str
    bank: str | None
    product_uri: str | None
    is_active: bool = True
    size_class_id: int | None = None
    follow_ups: tuple[FollowUp, ...] = ()


def add_letter_type(
    session: Session,
    actor: Actor,
    *,
    name: str,
    topic: str,
    department_id: int | None = None,
    bank: str | None = None,
    product_uri: str | None = None,
    size_class_id: int | None = None,
    follow_ups: Sequence[FollowUp] = (),
    now: datetime,
) -> int:
    """Add a letter type and return its id.

    Raises:
        NameTaken, BadValue: nothing is added then.
    """
    require(actor, Operation.MANAGE_ORGANISATION)
    row = LetterType(follow_ups=[])
    _fill(session, row, name, topic, department_id, bank, product_uri, size_class_id, follow_ups)
    session.add(row)
    session.flush()
    audit.record(session, actor, "letter_type.added", "letter_type", row.id, now=now, name=row.name)
    return row.id


def change_letter_type(
    session: Session,
    actor: Actor,
    letter_type_id: int,
    *,
    name: str,
    topic: str,
    department_id: int | None,
    bank: str | None,
    product_uri: str | None,
    size_class_id: int | None,
    follow_ups: Sequence[FollowUp],
    now: datetime,
) -> bool:
    """Change a letter type; tell whether anything changed. What was learned stays with it.

    Raises:
        LetterTypeNotFound, NameTaken, BadValue: nothing is changed then.
    """
    require(actor, Operation.MANAGE_ORGANISATION)
    row = _row(session, letter_type_id)
    was = _facts(row)
    _fill(session, row, name, topic, department_id, bank, product_uri, size_class_id, follow_ups)
    becomes = _facts(row)
    changed = {what: [was[what], becomes[what]] for what in was if was[what] != becomes[what]}
    if changed:
        session.flush()
        audit.record(session, actor, "letter_type.changed", "letter_type", letter_type_id, now=now, differences=changed)
    return bool(changed)


def end_letter_type(session: Session, actor: Actor, letter_type_id: int, *, now: datetime) -> None:
    """End a letter type: no new mailings of it. What was learned stays and still teaches other types."""
    require(actor, Operation.MANAGE_ORGANISATION)
    _set_active(session, actor, letter_type_id, False, now)


def restore_letter_type(session: Session, actor: Actor, letter_type_id: int, *, now: datetime) -> None:
    """Let an ended letter type be chosen again."""
    require(actor, Operation.MANAGE_ORGANISATION)
    _set_active(session, actor, letter_type_id, True, now)


def list_letter_types(session: Session, *, active_only: bool = False) -> tuple[LetterTypeView, ...]:
    """Return all letter types by name; with `active_only` without those that were ended."""
    query = select(LetterType).order_by(LetterType.name)
    if active_only:
        query = query.where(LetterType.is_active)
    return tuple(_view(row) for row in session.scalars(query))


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


def _set_active(session: Session, actor: Actor, letter_type_id: int, is_active: bool, now: datetime) -> None:
    row = _row(session, letter_type_id)
    if row.is_active is is_active:
        return
    row.is_active = is_active
    session.flush()
    action = "letter_type.restored" if is_active else "letter_type.ended"
    audit.record(session, actor, action, "letter_type", letter_type_id, now=now)


def _row(session: Session, letter_type_id: int) -> LetterType:
    row = session.get(LetterType, letter_type_id)
    if row is None:
        raise LetterTypeNotFound(field="letter_type", letter_type=letter_type_id)
    return row


def _fill(
    session: Session,
    row: LetterType,
    name: str,
    topic: str,
    department_id: int | None,
    bank: str | None,
    product_uri: str | None,
    size_class_id: int | None,
    follow_ups: Sequence[FollowUp],
) -> None:
    name = clean_name(name)
    holder = session.scalar(select(LetterType.id).filter_by(name=name))
    if holder is not None and holder != row.id:
        raise NameTaken(field="name", name=name)
    values = {
        "topic": " ".join(topic.split()),
        "bank": (bank or "").strip(),
        "product_uri": (product_uri or "").strip(),
    }
    if not values["topic"]:
        raise BadValue("required", field="topic")
    for what, limit in (("topic", LONGEST_TOPIC), ("bank", LONGEST_BANK), ("product_uri", LONGEST_URI)):
        if len(values[what]) > limit:
            raise BadValue("too_long", field=what, limit=limit)
    if department_id is not None:
        get_department(session, department_id)
    if size_class_id is not None and session.get(SizeClass, size_class_id) is None:
        raise BadValue("unknown_choice", field=SIZE_CLASS_FIELD, value=size_class_id)
    _check_follow_ups(follow_ups)
    row.name, row.topic, row.department_id = name, values["topic"], department_id
    row.bank, row.product_uri, row.size_class_id = values["bank"] or None, values["product_uri"] or None, size_class_id
    row.follow_ups = [asdict(each) for each in follow_ups]


def _check_follow_ups(follow_ups: Sequence[FollowUp]) -> None:
    if len(follow_ups) > MOST_FOLLOW_UPS:
        raise BadValue("bad_follow_up", field="follow_ups", most=MOST_FOLLOW_UPS)
    for each in follow_ups:
        fits = 1 <= each.days <= LONGEST_FOLLOW_UP_DAYS and 0 < each.share <= 1
        if not fits or not each.name.strip() or len(each.name) > LONGEST_BANK:
            raise BadValue("bad_follow_up", field="follow_ups", most=MOST_FOLLOW_UPS)


def _facts(row: LetterType) -> dict[str, Any]:
    names = ("name", "topic", "department_id", "bank", "product_uri", "size_class_id", "follow_ups")
    return {name: getattr(row, name) or None for name in names}


def _view(row: LetterType) -> LetterTypeView:
    return LetterTypeView(
        row.id,
        row.name,
        row.department_id,
        row.topic,
        row.bank,
        row.product_uri,
        row.is_active,
        row.size_class_id,
        tuple(FollowUp(**each) for each in row.follow_ups or ()),
    )
