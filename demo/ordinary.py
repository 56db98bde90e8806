"""Ordinary contacts: what the KCC of Wierdijk gets on an open day without any mailing.

The expected number of a day and topic is a product:

    level of the topic * weekday * season * growth * day after closure * holidays * week noise * day noise

and the number per channel is a Poisson draw around its share of it. The two noise factors make the counts wider than
Poisson, and the week factor makes neighbouring days look alike. Within the day contacts follow the profile of their
channel.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from demo.chance import around_one, poisson, stream
from demo.mailings import COUNTS_FROM, EVENTS
from demo.municipality import KCC, TOPICS
from registry.calendar import OpenDays
from registry.kinds import Channel

# Contacts per open day over all channels, before the factors. About 270 in all, or 6 per 1,000 addresses.
LEVEL = dict(zip(TOPICS, (34.0, 78.0, 38.0, 30.0, 28.0, 20.0, 18.0, 24.0), strict=True))

# Shares of phone, desk, chat, webcare, mail; in the order of CHANNELS.
CHANNELS = (Channel.PHONE, Channel.DESK, Channel.CHAT, Channel.WEBCARE, Channel.MAIL)
COMMON_SHARES = (0.64, 0.11, 0.08, 0.04, 0.13)
CHANNEL_SHARES = {
    "burgerzaken": (0.53, 0.30, 0.06, 0.02, 0.09),
    "openbare ruimte": (0.50, 0.04, 0.08, 0.14, 0.24),
    "wmo en jeugd": (0.74, 0.10, 0.02, 0.01, 0.13),
}

WEEKDAY = (1.20, 1.06, 0.96, 0.99, 0.79)
GROWTH_PER_YEAR = 0.015
AFTER_HOLIDAY = 1.22
# Summer and autumn; the spring week, in which the WOZ letters go out, is felt less.
SCHOOL_HOLIDAY = 0.88
SPRING_HOLIDAY = 0.96
CHRISTMAS_WEEK = 0.62
WEEK_NOISE = 0.05
DAY_NOISE = 0.06

# (height, day of the year of the top) of a yearly wave per topic. Belastingen hardly moves by itself: its peaks are
# mailings.
SEASON = {
    "belastingen": (0.04, 60),
    "burgerzaken": (0.16, 160),
    "afval": (0.10, 185),
    "openbare ruimte": (0.14, 150),
    "werk en inkomen": (0.07, 330),
    "wmo en jeugd": (0.04, 300),
    "vergunningen": (0.10, 120),
    "overig": (0.03, 90),
}

# School holidays, region north, rounded to whole weeks: first and last day.
SCHOOL_HOLIDAYS = (
    (date(2025, 2, 15), date(2025, 2, 23)),
    (date(2025, 7, 12), date(2025, 8, 24)),
    (date(2025, 10, 18), date(2025, 10, 26)),
    (date(2026, 2, 21), date(2026, 3, 1)),
    (date(2026, 7, 4), date(2026, 8, 16)),
    (date(2026, 10, 10), date(2026, 10, 18)),
    (date(2027, 2, 20), date(2027, 2, 28)),
)

# Weights of the seventeen half hours from 8.30 on.
_CALLS = (0.9, 1.25, 1.5, 1.55, 1.5, 1.35, 1.1, 0.8, 0.75, 0.95, 1.15, 1.15, 1.1, 1.0, 0.9, 0.75, 0.5)
_VISITS = (0.6, 1.0, 1.2, 1.3, 1.2, 1.1, 1.0, 0.9, 0.9, 1.1, 1.2, 1.1, 1.0, 0.9, 0.8, 0.7, 0.4)
_WRITTEN = (2.4, 1.6, 1.1, 1.0, 1.0, 0.9, 0.8, 0.8, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8, 0.7)
PROFILE = {
    Channel.PHONE: tuple(accumulate(_CALLS)),
    Channel.DESK: tuple(accumulate(_VISITS)),
    Channel.CHAT: tuple(accumulate(_CALLS)),
    Channel.WEBCARE: tuple(accumulate(_WRITTEN)),
    Channel.MAIL: tuple(accumulate(_WRITTEN)),
}

# Extra contacts of the events on the days on which they were felt: a factor on the expected number.
EVENT_FACTORS = {"storm-2026": (4.2, 2.1), "storing-2026": (1.45,)}

_OPENS_SECOND = KCC.opens_at.hour * 3600 + KCC.opens_at.minute * 60


@dataclass(frozen=True, slots=True)
class Demand:
    """One contact that a resident wants. `second` counts from local midnight; `mailing` is hidden truth."""

    second: int
    channel: Channel
    topic: str
    mailing: str | None = None


def moment(rng: random.Random, channel: Channel, from_half_hour: int = 0) -> int:
    """Draw a second of the day in opening hours, by the profile of the channel, not before a given half hour (0-16)."""
    weights = PROFILE[channel]
    floor = weights[from_half_hour - 1] if from_half_hour else 0.0
    mark = floor + rng.random() * (weights[-1] - floor)
    half_hour = next(index for index, weight in enumerate(weights) if mark < weight or index == len(weights) - 1)
    return _OPENS_SECOND + half_hour * 1800 + int(rng.random() * 1800)


def expected(day: date, topic: str, open_days: OpenDays) -> float:
    """Return the expected contacts of an open day and topic over all channels, without noise and without events."""
    height, top = SEASON[topic]
    season = 1 + height * math.cos(2 * math.pi * (day.timetuple().tm_yday - top) / 365.25)
    growth = 1 + GROWTH_PER_YEAR * (day - COUNTS_FROM).days / 365.25
    return LEVEL[topic] * WEEKDAY[min(day.weekday(), 4)] * season * growth * _closure(day, open_days)


def demand_of(seed: int, day: date, open_days: OpenDays) -> list[Demand]:
    """Return the ordinary contacts of a day, unordered; none on a closed day."""
    if not open_days.is_open(day):
        return []
    rng = stream(seed, "ordinary", day)
    week = day - timedelta(days=day.weekday())
    day_factor = around_one(rng, DAY_NOISE)
    week_rng = stream(seed, "week", week)
    result: list[Demand] = []
    for topic in TOPICS:
        mean = expected(day, topic, open_days) * day_factor * around_one(week_rng, WEEK_NOISE) * _event(day, topic)
        for channel, share in zip(CHANNELS, CHANNEL_SHARES.get(topic, COMMON_SHARES), strict=True):
            count = poisson(rng, mean * share)
            result.extend(Demand(moment(rng, channel), channel, topic) for _ in range(count))
    return result


def _closure(day: date, open_days: OpenDays) -> float:
    if (day.month == 12 and day.day >= 24) or (day.month == 1 and day.day <= 2):
        return CHRISTMAS_WEEK
    quiet = 1.0
    if any(first <= day <= last for first, last in SCHOOL_HOLIDAYS):
        quiet = SPRING_HOLIDAY if day.month in (2, 3) else SCHOOL_HOLIDAY
    before = day - timedelta(days=3 if day.weekday() == 0 else 1)
    return quiet if open_days.is_open(before) else quiet * AFTER_HOLIDAY


def _event(day: date, topic: str) -> float:
    factor = 1.0
    for event in EVENTS:
        if day in event.felt_on and event.topic in (None, topic):
            factor *= EVENT_FACTORS[event.key][event.felt_on.index(day)]
    return factor
