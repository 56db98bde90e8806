"""When the letters of a batch reach people: shares per calendar day."""

from __future__ import annotations

from datetime import date, timedelta

from impact.values import Batch, PostDays
from registry.kinds import DeliveryChannel, DeliveryClass

# Share of a batch that lands on the 1st, 2nd, ... delivery day after handover. No official figures exist for bulk post
# (searched 2026-11): an assumption, to be replaced per sender by registered arrivals.
DELIVERY_SHARES: dict[DeliveryClass, tuple[float, ...]] = {
    DeliveryClass.H24: (0.90, 0.08, 0.02),
    DeliveryClass.H48: (0.25, 0.65, 0.10),
    DeliveryClass.H72: (0.10, 0.30, 0.50, 0.10),
}
# Leaflets go round by foot over some days, Sundays excepted.
LEAFLET_SHARES = (0.30, 0.40, 0.30)
SUNDAY = 6
LONGEST_GAP = 30


def arrivals(batch: Batch, post: PostDays) -> dict[date, float]:
    """Share of the batch that arrives per day; the shares sum to 1.

    A known arrival window wins over the handover; Berichtenbox and e-mail arrive the same day.
    """
    if batch.arrives_from is not None:
        return _over_window(batch, batch.arrives_from, batch.arrives_until or batch.arrives_from, post)
    if batch.delivery in (DeliveryChannel.EMAIL, DeliveryChannel.BERICHTENBOX):
        return {batch.handover_on: 1.0}
    if batch.delivery is DeliveryChannel.LEAFLET:
        return _on_next_days(batch.handover_on, LEAFLET_SHARES, PostDays(frozenset(range(SUNDAY)), post.never), 0)
    return _on_next_days(batch.handover_on, DELIVERY_SHARES[batch.delivery_class or DeliveryClass.H48], post, 1)


def _over_window(batch: Batch, first: date, last: date, post: PostDays) -> dict[date, float]:
    days = [first + timedelta(days=ahead) for ahead in range(max(0, (last - first).days) + 1)]
    if batch.delivery is DeliveryChannel.POST:
        days = [day for day in days if post.is_delivered(day)] or days
    return {day: 1.0 / len(days) for day in days}


def _on_next_days(start: date, shares: tuple[float, ...], post: PostDays, ahead: int) -> dict[date, float]:
    days: list[date] = []
    for step in range(ahead, LONGEST_GAP):
        day = start + timedelta(days=step)
        if post.is_delivered(day):
            days.append(day)
        if len(days) == len(shares):
            return dict(zip(days, shares, strict=True))
    # a calendar without delivery days would lose letters: let them all arrive on the day itself
    return {start: 1.0}
