"""The nowcast: what a running mailing turns out to be and what is still to come, as versions; a change is told once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit, notice, recipients
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated
from registry.kinds import NoticeKind
from registry.mailing import lock
from registry.rights import Operation, require
from registry.store import Base

WORTH_TELLING_AGAIN = 0.15


class Nowcast(Base):
    """What was seen up to `until` says of the mailing's total. Contacts are counts, low to high the middle 90 %.

    `figures`: {multiplier, lag_factor, seen, expected_so_far}; `remaining`: [{number, quantity, sent, was, low, expected, high}] per
    batch; `days`: [{on, expected}] still to come; `told_total` is the total that people were last told of.
    """

    __tablename__ = "nowcast"
    __table_args__ = (
        UniqueConstraint("mailing_id", "version"),
        CheckConstraint("low <= expected AND expected <= high", name="ordered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    version: Mapped[int]
    for_revision: Mapped[int]
    made_at: Mapped[datetime]
    until: Mapped[date]
    low: Mapped[float]
    expected: Mapped[float]
    high: Mapped[float]
    planned: Mapped[float]
    is_change: Mapped[bool]
    told_total: Mapped[float | None]
    figures: Mapped[dict[str, Any]]
    remaining: Mapped[list[Any]]
    days: Mapped[list[Any]]
    why: Mapped[dict[str, Any]]


class NowcastNotFound(Anticipated):
    """There is no nowcast (yet): nothing was sent, or nothing was counted since. Facts: mailing."""

    code = "nowcast_not_found"


@dataclass(frozen=True)
class NewNowcast:
    """What was reckoned; see Nowcast. `is_change`: the total differs enough from the plan that people must be told."""

    for_revision: int
    until: date
    low: float
    expected: float
    high: float
    planned: float
    is_change: bool
    figures: Mapping[str, Any]
    remaining: Sequence[Mapping[str, Any]]
    days: Sequence[Mapping[str, Any]]
    why: Mapping[str, Any]


@dataclass(frozen=True)
class NowcastView(NewNowcast):
    """A stored nowcast for pages and commands."""

    id: int = 0
    mailing_id: int = 0
    version: int = 0
    made_at: datetime | None = None
    told_total: float | None = None


def store_nowcast(session: Session, actor: Actor, mailing_id: int, new: NewNowcast, *, now: datetime) -> int:
    """Keep a new version and return its number; the same answer again makes none.

    KCC leads, the liaison and the department are told when the total differs enough from the plan, and again only when it moved as much
    from what they were told.
    """
    require(actor, Operation.PREPARE)
    row = lock(session, mailing_id)
    newest = _newest(session, mailing_id)
    plain: dict[str, Any] = {name: getattr(new, name) for name in NewNowcast.__dataclass_fields__}
    plain |= {name: dict(plain[name]) for name in ("figures", "why")}
    plain |= {name: [dict(each) for each in plain[name]] for name in ("remaining", "days")}
    if newest is not None and all(getattr(newest, name) == value for name, value in plain.items()):
        return newest.version
    version = newest.version + 1 if newest else 1
    told = newest.told_total if newest else None
    tells = new.is_change and (told is None or abs(new.expected - told) > WORTH_TELLING_AGAIN * max(told, 1.0))
    fresh = Nowcast(mailing_id=mailing_id, version=version, made_at=now, **plain)
    fresh.told_total = new.expected if tells else told
    session.add(fresh)
    audit.record(
        session,
        actor,
        "nowcast.stored",
        "nowcast",
        f"{mailing_id}.{version}",
        now=now,
        mailing_id=mailing_id,
        until=new.until,
        expected=new.expected,
        planned=new.planned,
    )
    if tells:
        on = day_of(now)
        people = {
            each.id: each
            for each in (
                *recipients.kcc(session, row.department_id, on=on),
                *recipients.department(session, row.department_id, on=on),
            )
        }
        key = f"{mailing_id}:{version}"
        notice.tell(
            session,
            NoticeKind.NOWCAST_CHANGED,
            tuple(people.values()),
            key=key,
            now=now,
            mailing_id=mailing_id,
            version=version,
        )
    return version


def find_nowcast(session: Session, mailing_id: int, version: int | None = None) -> NowcastView | None:
    """Return the newest nowcast or the one of a version, None when there is none."""
    if version is None:
        row = _newest(session, mailing_id)
    else:
        row = session.scalar(select(Nowcast).filter_by(mailing_id=mailing_id, version=version))
    return None if row is None else _view(row)


def get_nowcast(session: Session, mailing_id: int) -> NowcastView:
    """Return the newest nowcast.

    Raises:
        NowcastNotFound: when there is none.
    """
    found = find_nowcast(session, mailing_id)
    if found is None:
        raise NowcastNotFound(mailing=mailing_id)
    return found


def _newest(session: Session, mailing_id: int) -> Nowcast | None:
    query = select(Nowcast).where(Nowcast.mailing_id == mailing_id).order_by(Nowcast.version.desc()).limit(1)
    return session.scalar(query)


def _view(row: Nowcast) -> NowcastView:
    return NowcastView(**{name: getattr(row, name) for name in NowcastView.__dataclass_fields__})
