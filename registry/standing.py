"""What a list of mailings shows of each: the band of its newest forecast, without the days and the chart that come with it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.forecast import Forecast


def latest_bands(session: Session, mailing_ids: Sequence[int]) -> dict[int, tuple[float, float, float]]:
    """Return (low, expected, high) of the newest forecast per mailing; a mailing without one is left out."""
    newest = (
        select(Forecast.mailing_id, func.max(Forecast.version).label("version"))
        .where(Forecast.mailing_id.in_(mailing_ids))
        .group_by(Forecast.mailing_id)
        .subquery()
    )
    query = select(Forecast.mailing_id, Forecast.low, Forecast.expected, Forecast.high).join(
        newest, (newest.c.mailing_id == Forecast.mailing_id) & (newest.c.version == Forecast.version)
    )
    return {number: (low, expected, high) for number, low, expected, high in session.execute(query).tuples()}
