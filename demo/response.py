"""The hidden truth: what a mailing brings. Only the generator reads this; a forecast or review never does.

Per mailing three things are drawn from the seed: the contact rate, how long a letter lies before somebody calls, and
how the post spreads a batch over its delivery days. They scatter around the habit of the letter type, so that earlier
mailings of the type teach something and never everything. A contact wanted on a closed day comes on one of the next
three open days.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from demo.chance import poisson, stream
from demo.mailings import EARLIER_MAILINGS, DemoMailing, SentBatch, this_year
from demo.municipality import TOPICS
from demo.ordinary import CHANNELS, Demand, moment
from registry.calendar import DAY, OpenDays, next_post_day
from registry.kinds import DeliveryClass

# Contact rate per letter and mean days in the house before contact, by letter type (working values of this project).
TYPE_RATE = {"woz": 0.0200, "stempas": 0.0040, "afvalpas": 0.0240}
TYPE_LAG_DAYS = {"woz": 4.2, "stempas": 3.0, "afvalpas": 3.6}
RATE_SPREAD = 0.16
RATE_BOUNDS = (0.60, 1.65)
LAG_FACTOR = (0.75, 1.35)
LONGEST_LAG_DAYS = 24
# The log of last year holds about 900 contacts with every seed, so its rate hardly scatters.
LAST_YEAR_SPREAD = 0.02

# Share of the post per delivery day, before the scatter of the seed. Own values of the fictional post, not those that
# the forecast reckons with.
POST_SHARES = {
    DeliveryClass.H24: (0.88, 0.10, 0.02),
    DeliveryClass.H48: (0.20, 0.65, 0.15),
    DeliveryClass.H72: (0.12, 0.33, 0.42, 0.13),
}
CHANNEL_WEIGHTS = (0.62, 0.09, 0.08, 0.05, 0.16)
OTHER_TOPIC_SHARE = 0.05
# When the KCC was closed: share that comes on the first open day after it, on the second and on the third.
AFTER_CLOSED_SHARES = (0.65, 0.22, 0.13)
# Post comes around noon: who calls on the day of arrival does so from 12.00 on (half hour 7).
NOON_HALF_HOUR = 7


@dataclass(frozen=True)
class HiddenResponse:
    """What the seed says of a mailing: contacts per letter, mean lag in days, share of the post per delivery day."""

    contact_rate: float
    lag_days: float
    post_shares: tuple[float, ...]


@dataclass(frozen=True)
class Truth:
    """What was injected in a window: contacts wanted, and the day with most of them (the first when equal).

    A redial is the same contact. `peak_day` is None when nothing was injected.
    """

    extra: int
    peak_day: date | None


def hidden_response(seed: int, mailing: DemoMailing) -> HiddenResponse:
    """Return what the seed says of a mailing."""
    rng = stream(seed, "response", mailing.key)
    spread = LAST_YEAR_SPREAD if mailing.key == "woz-2026" else RATE_SPREAD
    low, high = RATE_BOUNDS
    factor = min(high, max(low, rng.lognormvariate(0, spread)))
    weights = [rng.gammavariate(20 * share, 1) for share in POST_SHARES[mailing.delivery_class]]
    return HiddenResponse(
        contact_rate=TYPE_RATE[mailing.letter_type] * factor,
        lag_days=TYPE_LAG_DAYS[mailing.letter_type] * rng.uniform(*LAG_FACTOR),
        post_shares=tuple(weight / sum(weights) for weight in weights),
    )


def injected(
    seed: int, mailing: DemoMailing, open_days: OpenDays, sent: Sequence[SentBatch] | None = None
) -> dict[date, list[Demand]]:
    """Return the contacts that a mailing brings, per open day.

    Args:
        seed: of the whole municipality.
        mailing: as the department knows it.
        open_days: of the KCC.
        sent: the batches as they really went, when they differ from the plan.
    """
    response = hidden_response(seed, mailing)
    result: dict[date, list[Demand]] = {}
    for number, batch in enumerate(mailing.batches if sent is None else sent):
        rng = stream(seed, "injected", mailing.key, number)
        arrivals = _arrival_days(batch.handover_on, len(response.post_shares))
        for _ in range(poisson(rng, batch.quantity * response.contact_rate)):
            arrived_on = rng.choices(arrivals, response.post_shares)[0]
            lag = min(LONGEST_LAG_DAYS, int(rng.gammavariate(1.2, response.lag_days / 1.2)))
            day = _contact_day(rng, arrived_on + lag * DAY, open_days)
            result.setdefault(day, []).append(_demand(rng, mailing, NOON_HALF_HOUR if day == arrived_on else 0))
    return result


def injected_by(seed: int, mailings: Iterable[DemoMailing], open_days: OpenDays) -> dict[date, list[Demand]]:
    """Return the contacts of several mailings together, per open day."""
    result: dict[date, list[Demand]] = {}
    for mailing in mailings:
        for day, wanted in injected(seed, mailing, open_days).items():
            result.setdefault(day, []).extend(wanted)
    return result


def truth(
    seed: int,
    first: date,
    last: date,
    *,
    mailing: DemoMailing | None = None,
    sent: Sequence[SentBatch] | None = None,
    open_days: OpenDays | None = None,
) -> Truth:
    """Return what was injected from `first` to `last`, both included; to be read only after the review is stored.

    Args:
        seed: of the whole municipality.
        first, last: the window, local days.
        mailing: this year's by default.
        sent: the batches as they went; those of the plan by default.
        open_days: of the KCC; Monday to Friday without public holidays by default.
    """
    wanted = injected(seed, mailing or this_year(), open_days or OpenDays(), sent)
    per_day = Counter({day: len(contacts) for day, contacts in wanted.items() if first <= day <= last})
    peak = min(per_day, key=lambda day: (-per_day[day], day), default=None)
    return Truth(extra=per_day.total(), peak_day=peak)


def earlier_demand(seed: int, open_days: OpenDays) -> dict[date, list[Demand]]:
    """Return what all earlier mailings brought, per open day."""
    return injected_by(seed, EARLIER_MAILINGS, open_days)


def _arrival_days(handover_on: date, count: int) -> list[date]:
    days = [next_post_day(handover_on)]
    while len(days) < count:
        days.append(next_post_day(days[-1]))
    return days


def _contact_day(rng: random.Random, wanted_on: date, open_days: OpenDays) -> date:
    if open_days.is_open(wanted_on):
        return wanted_on
    # Not everybody who thought of it in the weekend calls on Monday.
    later = rng.choices(range(len(AFTER_CLOSED_SHARES)), AFTER_CLOSED_SHARES)[0]
    return open_days.plus(open_days.next_open(wanted_on), later)


def _demand(rng: random.Random, mailing: DemoMailing, from_half_hour: int) -> Demand:
    channel = rng.choices(CHANNELS, CHANNEL_WEIGHTS)[0]
    topic = rng.choice(TOPICS) if rng.random() < OTHER_TOPIC_SHARE else mailing.topic
    return Demand(moment(rng, channel, from_half_hour), channel, topic, mailing.key)
