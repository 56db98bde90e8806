"""What is coming: extra contacts of a planned mailing per day and channel, on top of an ordinary day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, sqrt
from statistics import NormalDist

from impact.baseline import Baseline, Span, baseline
from impact.errors import TooLittleHistory
from impact.rate import RateEstimate, contact_rate, learned_lag
from impact.response import Lag, response_curve
from impact.values import DayCount, OpenDays, PastMailing, PlannedMailing, PostDays, Range, Reason

CHANNEL_DAYS = 183
"""How far back ordinary contacts are looked at to split a mailing's contacts over channels."""

DAY_LOG_SD = 0.30
"""How far one day strays from the curve, as a standard deviation of the logarithm (simulated and real mailings)."""

DEFAULT_CHANNEL = "phone"
NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """One open day and channel.

    Attributes:
        ordinary: contacts without the mailing, all topics; None where the history is too short to say.
        extra: contacts because of this mailing, middle 90 %.
        total: both together; None where `ordinary` is.
    """

    on: date
    channel: str
    ordinary: float | None
    extra: Range
    total: Range | None


@dataclass(frozen=True)
class Forecast:
    """Expected contacts of one planned mailing.

    Attributes:
        extra: extra contacts that come to us in all, middle 90 %; `expected` is the median.
        days: one entry per open day and channel, by date.
        peak_day: the day with most extra contacts.
        rate: contacts per letter, with what it leaned on.
        lag: how the response is spread after arrival.
        reasons: codes with facts, the weightiest first.
        ordinary_known: False when there was too little history for an ordinary day.
    """

    mailing: str
    extra: Range
    days: tuple[ForecastDay, ...]
    peak_day: date
    rate: RateEstimate
    lag: Lag
    reasons: tuple[Reason, ...]
    ordinary_known: bool

    def extra_per_day(self) -> dict[date, float]:
        """Expected extra contacts per open day over all channels."""
        totals: dict[date, float] = {}
        for day in self.days:
            totals[day.on] = totals.get(day.on, 0.0) + day.extra.expected
        return totals


def expected_contacts(
    counts: Iterable[DayCount],
    mailing: PlannedMailing,
    days: OpenDays,
    post: PostDays,
    *,
    until: date,
    reviewed: Sequence[PastMailing] = (),
    others: Sequence[PlannedMailing] = (),
    events: Sequence[Span] = (),
    sector: Mapping[str, float] | None = None,
    channel_shares: Mapping[str, float] | None = None,
) -> Forecast:
    """Forecast of one mailing on top of ordinary days.

    Args:
        counts: what was counted up to `until`, all topics and channels.
        reviewed: closed reviews of this and other types.
        others: mailings whose windows are left out of the ordinary days.
        sector: contact rate per letter type from a sector table, where there is one.
        channel_shares: how this mailing's contacts divide over channels; by default as reviewed, else as counted.

    Raises:
        NeverOpen: the contact centre does not open again within a year.
        NegativeCounts, ContradictoryCounts: see `impact.series.demand_series`.
    """
    rows = [row for row in counts if row.on <= until]
    shares = channel_shares or learned_channels(mailing, reviewed) or counted_channels(rows, mailing.topic, until)
    rate = contact_rate(mailing.letter_type, reviewed, guess_rate=mailing.guess_rate, sector=sector)
    lag = learned_lag(mailing.letter_type, reviewed)
    curve = response_curve(mailing, days, post, lag)
    letters = mailing.quantity * mailing.reach_share
    extra = Range(letters * rate.rate.low, letters * rate.rate.expected, letters * rate.rate.high)
    ordinary = _ordinary_per_channel(rows, sorted(shares), days, curve, (mailing, *others), events, until)
    entries = tuple(
        _forecast_day(day, channel, letters * curve[day] * shares[channel], rate, ordinary.get(channel))
        for day in curve
        for channel in sorted(shares)
    )
    return Forecast(
        mailing=mailing.id,
        extra=extra,
        days=entries,
        peak_day=max(curve, key=lambda day: (curve[day], -day.toordinal())),
        rate=rate,
        lag=lag,
        reasons=(*rate.reasons, *_further_reasons(mailing, ordinary)),
        ordinary_known=bool(ordinary),
    )


def learned_channels(mailing: PlannedMailing, reviewed: Sequence[PastMailing]) -> dict[str, float]:
    """How the contacts of reviewed mailings of the type divided over channels; empty when nothing was learned."""
    totals: dict[str, float] = {}
    for past in reviewed:
        if past.letter_type == mailing.letter_type:
            for channel, share in past.channel_shares.items():
                totals[channel] = totals.get(channel, 0.0) + share * max(past.extra, 0.0)
    return _as_shares(totals)


def counted_channels(counts: Iterable[DayCount], topic: str | None, until: date) -> dict[str, float]:
    """How the topic's contacts of the last half year divided over channels; all topics when it has none; else phone."""
    since = until - timedelta(days=CHANNEL_DAYS)
    own: dict[str, float] = {}
    every: dict[str, float] = {}
    for row in counts:
        if since < row.on <= until:
            every[row.channel] = every.get(row.channel, 0.0) + (row.demand or 0.0)
            if row.topic == topic:
                own[row.channel] = own.get(row.channel, 0.0) + (row.demand or 0.0)
    return _as_shares(own) or _as_shares(every) or {DEFAULT_CHANNEL: 1.0}


def _as_shares(totals: Mapping[str, float]) -> dict[str, float]:
    total = sum(totals.values())
    return {channel: value / total for channel, value in totals.items() if value > 0} if total > 0 else {}


def _ordinary_per_channel(
    counts: Sequence[DayCount],
    channels: Sequence[str],
    days: OpenDays,
    curve: Mapping[date, float],
    mailings: Sequence[PlannedMailing],
    events: Sequence[Span],
    until: date,
) -> dict[str, Baseline]:
    """The ordinary days per channel; empty when the history is too short for any of them."""
    found = {}
    for channel in channels:
        try:
            found[channel] = baseline(
                counts,
                days,
                min(curve),
                max(curve),
                channels={channel},
                mailings=[each for each in mailings if each.first_on <= until],
                events=events,
                until=until,
            )
        except TooLittleHistory:
            return {}
    return found


def _forecast_day(on: date, channel: str, letters: float, rate: RateEstimate, ordinary: Baseline | None) -> ForecastDay:
    """One day and channel; `letters` is the number of letters whose readers contact us on this day, if all did."""
    expected = letters * rate.rate.expected
    reach = NORMAL.inv_cdf(0.95) * sqrt(rate.log_sd**2 + DAY_LOG_SD**2)
    chance = NORMAL.inv_cdf(0.95) * sqrt(expected)
    extra = Range(max(0.0, expected * exp(-reach) - chance), expected, expected * exp(reach) + chance)
    day = None if ordinary is None else ordinary.on(on)
    if day is None:
        return ForecastDay(on, channel, None, extra, None)
    below = sqrt((day.expected - day.lo90) ** 2 + (expected - extra.low) ** 2)
    above = sqrt((day.hi90 - day.expected) ** 2 + (extra.high - expected) ** 2)
    middle = day.expected + expected
    return ForecastDay(on, channel, day.expected, extra, Range(max(0.0, middle - below), middle, middle + above))


def _further_reasons(mailing: PlannedMailing, ordinary: Mapping[str, Baseline]) -> tuple[Reason, ...]:
    reasons = []
    if mailing.reach_share < 1:
        reasons.append(Reason("part_reaches_us", {"share": mailing.reach_share}))
    if len(mailing.batches) > 1:
        reasons.append(Reason("spread_over_batches", {"count": len(mailing.batches)}))
    if mailing.response_deadline is not None:
        reasons.append(Reason("deadline_pulse", {"on": mailing.response_deadline}))
    if not ordinary:
        reasons.append(Reason("no_ordinary_days", {}))
    elif any(each.too_thin for each in ordinary.values()):
        reasons.append(Reason("thin_ordinary_days", {"days": min(each.counted_days for each in ordinary.values())}))
    return tuple(reasons)
