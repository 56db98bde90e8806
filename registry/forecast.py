"""Forecasts as versions, and the one frozen as the plan when the KCC said yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import audit, faq_validity
from registry.actor import Actor
from registry.mailing import lock
from registry.rights import Operation, require
from registry.store import Base


class Forecast(Base):
    """Expected extra contacts of one version of a mailing. `days`: [{on, channel, low, expected, high}], `reasons`: [{code, ...}]."""

    __tablename__ = "forecast"
    __table_args__ = (
        UniqueConstraint("mailing_id", "version"),
        CheckConstraint("low <= expected AND expected <= high", name="ordered"),
        Index(
            "uq_forecast_plan",
            "mailing_id",
            unique=True,
            sqlite_where=text("is_plan"),
            postgresql_where=text("is_plan"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    version: Mapped[int]
    for_revision: Mapped[int]
    made_at: Mapped[datetime]
    low: Mapped[float]
    expected: Mapped[float]
    high: Mapped[float]
    days: Mapped[list[Any]]
    reasons: Mapped[list[Any]]
    slots_needed: Mapped[int] = mapped_column(default=0)
    chart: Mapped[dict[str, Any] | None]
    is_plan: Mapped[bool] = mapped_column(default=False)
    frozen_at: Mapped[datetime | None]


@dataclass(frozen=True)
class ForecastView:
    """A forecast for pages, commands and reviews. Contacts are counts in the whole period, the middle 90 % from low to high."""

    id: int
    mailing_id: int
    version: int
    for_revision: int
    made_at: datetime
    low: float
    expected: float
    high: float
    days: Sequence[Mapping[str, Any]]
    reasons: Sequence[Mapping[str, Any]]
    slots_needed: int
    chart: Mapping[str, Any] | None
    is_plan: bool
    frozen_at: datetime | None


def store_forecast(
    session: Session,
    actor: Actor,
    mailing_id: int,
    *,
    for_revision: int,
    low: float,
    expected: float,
    high: float,
    days: Sequence[Mapping[str, Any]],
    reasons: Sequence[Mapping[str, Any]],
    slots_needed: int = 0,
    chart: Mapping[str, Any] | None = None,
    now: datetime,
) -> int:
    """Keep a new version and return its number; the same figures for the same revision again make none."""
    require(actor, Operation.PREPARE)
    lock(session, mailing_id)
    faq_validity.keep_up(session, actor, mailing_id, now=now)
    newest = _newest(session, mailing_id)
    same = newest is not None and (newest.for_revision, newest.low, newest.expected, newest.high) == (
        for_revision,
        low,
        expected,
        high,
    )
    if newest is not None and same:
        return newest.version
    version = newest.version + 1 if newest else 1
    session.add(
        Forecast(
            mailing_id=mailing_id,
            version=version,
            for_revision=for_revision,
            made_at=now,
            low=low,
            expected=expected,
            high=high,
            days=list(days),
            reasons=list(reasons),
            slots_needed=slots_needed,
            chart=dict(chart) if chart is not None else None,
        )
    )
    audit.record(
        session,
        actor,
        "forecast.stored",
        "forecast",
        f"{mailing_id}.{version}",
        now=now,
        mailing_id=mailing_id,
        low=low,
        expected=expected,
        high=high,
        for_revision=for_revision,
    )
    return version


def freeze(session: Session, mailing_id: int, *, now: datetime) -> None:
    """Make the newest forecast the plan; an earlier plan is kept as a version. Part of the caller's operation."""
    newest = _newest(session, mailing_id)
    if newest is None or newest.is_plan:
        return
    session.execute(update(Forecast).where(Forecast.mailing_id == mailing_id, Forecast.is_plan).values(is_plan=False))
    session.execute(update(Forecast).where(Forecast.id == newest.id).values(is_plan=True, frozen_at=now))
    session.refresh(newest)


def latest(session: Session, mailing_id: int) -> ForecastView | None:
    """Return the newest forecast, None before there is one."""
    row = _newest(session, mailing_id)
    return None if row is None else _view(row)


def plan(session: Session, mailing_id: int) -> ForecastView | None:
    """Return the forecast frozen at alignment, None when the mailing was never aligned."""
    row = session.scalar(select(Forecast).where(Forecast.mailing_id == mailing_id, Forecast.is_plan))
    return None if row is None else _view(row)


def list_forecasts(session: Session, mailing_id: int) -> tuple[ForecastView, ...]:
    """Return all versions, oldest first."""
    rows = session.scalars(select(Forecast).where(Forecast.mailing_id == mailing_id).order_by(Forecast.version))
    return tuple(_view(row) for row in rows)


def peak(view: ForecastView) -> tuple[date | None, float | None]:
    """Return the day with most expected extra contacts over all channels, and how many; (None, None) without days."""
    totals: dict[str, float] = {}
    for day in view.days:
        totals[day["on"]] = totals.get(day["on"], 0.0) + day["expected"]
    if not totals:
        return None, None
    first = max(sorted(totals), key=lambda on: totals[on])
    return date.fromisoformat(first), totals[first]


def _newest(session: Session, mailing_id: int) -> Forecast | None:
    query = select(Forecast).where(Forecast.mailing_id == mailing_id).order_by(Forecast.version.desc()).limit(1)
    return session.scalar(query)


def _view(row: Forecast) -> ForecastView:
    return ForecastView(**{name: getattr(row, name) for name in ForecastView.__dataclass_fields__})
