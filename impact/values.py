"""What the arithmetic takes and gives: small frozen values, dates without time zone (Europe/Amsterdam days)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from impact.errors import NeverOpen, NothingToSend
from registry.kinds import DeliveryChannel, DeliveryClass

A_YEAR = 366


@dataclass(frozen=True, slots=True)
class DayCount:
    """The contacts of one day, channel and topic, as far as the source knows them.

    Attributes:
        offered: contacts that tried, redials included; None where the source does not say.
        answered: contacts that were helped; None where the source does not say.
        abandoned: contacts that gave up; None where the source does not say.
        redials: the part of `offered` that was the same person trying again.
        full: the line was full for part of the day, so answered contacts say only "at least".
    """

    on: date
    channel: str
    topic: str
    offered: float | None = None
    answered: float | None = None
    abandoned: float | None = None
    redials: float = 0.0
    full: bool = False

    @property
    def demand(self) -> float | None:
        """Contacts that people wanted: offered without redials, else answered plus abandoned, else answered."""
        if self.offered is not None:
            return max(self.offered - self.redials, self.answered or 0.0)
        if self.answered is None:
            return None
        return self.answered + (self.abandoned or 0.0)

    @property
    def is_at_least(self) -> bool:
        """True where the real demand may have been higher than `demand` says."""
        return self.full and self.offered is None and self.abandoned is None


@dataclass(frozen=True, slots=True)
class OpenDays:
    """When the contact centre is open. `holidays` may be open or closed; they only mark days as unusual.

    `school_holidays` are the dates of school holidays, where the municipality wants them in the baseline.
    """

    weekdays: frozenset[int] = frozenset(range(5))
    closed: frozenset[date] = frozenset()
    holidays: frozenset[date] = frozenset()
    school_holidays: frozenset[date] = frozenset()

    def is_open(self, on: date) -> bool:
        return on.weekday() in self.weekdays and on not in self.closed

    def next_open(self, on: date) -> date:
        """The day itself if open, else the first open day after it.

        Raises:
            NeverOpen: when a whole year passes without an open day.
        """
        for ahead in range(A_YEAR):
            day = on + timedelta(days=ahead)
            if self.is_open(day):
                return day
        raise NeverOpen(after=on)

    def between(self, first: date, last: date) -> tuple[date, ...]:
        """The open days from `first` to `last`, both included."""
        span = (last - first).days + 1
        return tuple(day for ahead in range(max(0, span)) if self.is_open(day := first + timedelta(days=ahead)))


@dataclass(frozen=True, slots=True)
class PostDays:
    """On which days post reaches letterboxes. In the Netherlands: Tuesday to Saturday, not on holidays."""

    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    never: frozenset[date] = frozenset()

    def is_delivered(self, on: date) -> bool:
        return on.weekday() in self.weekdays and on not in self.never


@dataclass(frozen=True, slots=True)
class Batch:
    """A part of a mailing. Either the arrival window is known, or it follows from the handover and the class."""

    quantity: int
    handover_on: date
    delivery: DeliveryChannel = DeliveryChannel.POST
    delivery_class: DeliveryClass | None = None
    arrives_from: date | None = None
    arrives_until: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedMailing:
    """A mailing as the arithmetic sees it.

    Attributes:
        letter_type: what was learned hangs on this.
        topic: the topic under which most of its contacts are counted; None when it is counted over all topics.
        reach_share: the part of the contacts that comes to us (another number may be printed), 0 to 1.
        response_deadline: the day by which readers must do something, if any.
        guess_rate: the department's guess of contacts per letter; counts only where there is no history.
        window_from, window_until: the days over which extra contacts are counted; by default from the first handover to
            three weeks after the last one, or a week after the deadline if that is later.
    """

    id: str
    letter_type: str
    topic: str | None
    batches: tuple[Batch, ...]
    reach_share: float = 1.0
    response_deadline: date | None = None
    guess_rate: float | None = None
    window_from: date | None = None
    window_until: date | None = None

    def __post_init__(self) -> None:
        if not self.batches or any(batch.quantity <= 0 for batch in self.batches):
            raise NothingToSend(mailing=self.id)

    @property
    def quantity(self) -> int:
        return sum(batch.quantity for batch in self.batches)

    @property
    def first_on(self) -> date:
        first = min(batch.arrives_from or batch.handover_on for batch in self.batches)
        return self.window_from or first

    @property
    def last_on(self) -> date:
        if self.window_until is not None:
            return self.window_until
        last = max(batch.arrives_until or batch.handover_on for batch in self.batches) + timedelta(days=21)
        return max(last, self.response_deadline + timedelta(days=7)) if self.response_deadline else last


@dataclass(frozen=True, slots=True)
class PastMailing:
    """What the review of an earlier mailing concluded; one row per closed review.

    Attributes:
        quantity: letters delivered.
        extra: extra contacts in its window, with a 90 % interval `lo90` to `hi90`.
        lag_days: mean days from arrival to contact, where the review could tell.
        deadline_share: part of the contacts that came as a pulse before the deadline.
        channel_shares: part of the extra contacts per channel.
    """

    id: str
    letter_type: str
    quantity: int
    extra: float
    lo90: float
    hi90: float
    lag_days: float | None = None
    deadline_share: float | None = None
    channel_shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Range:
    """A figure with its limits: `low` and `high` bound the middle 90 % unless the owner says otherwise."""

    low: float
    expected: float
    high: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a figure is what it is: a code with facts; the sentence is made in templates."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
