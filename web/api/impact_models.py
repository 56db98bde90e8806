"""The shapes of the API about impact: advice, what-if, nowcast. Figures are contacts, seconds, hours and euros."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from registry.kinds import MailingKind
from web.api.models import Asked, Day, Number, Share

Code = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,24}$")]
People = Annotated[int, Field(ge=0, le=500)]


class PartOut(BaseModel):
    """One batch of an option."""

    quantity: int
    handover_on: date
    arrives_from: date
    arrives_until: date


class OptionDayOut(BaseModel):
    """One open day: contacts that come anyway, those of the mailing, and what the day can take."""

    on: date
    ordinary: float
    extra: float
    capacity: float


class OptionOut(BaseModel):
    """A way to send the mailing and what it does; `over_if_high` when more people react (one chance in five)."""

    code: str
    parts: list[PartOut]
    over_capacity: float
    over_if_high: float
    days_over: int
    peak_on: date
    peak_contacts: float
    peak_share: float
    wait_seconds: float
    hours: float
    euros: float
    within_limit: bool
    days: list[OptionDayOut]


class AdviceOut(BaseModel):
    """Three options at most, the advised one first, beside the plan and yardsticks; `why` is a code with facts.

    `sooner` says what an earlier start would do; its figures are the yardstick of that code. Null where it would not help.
    """

    reference: str
    version: int
    for_revision: int
    made_at: datetime
    is_renewed: bool
    earliest: date
    limit: date
    limit_why: str
    assumed_ordinary: bool
    why: dict[str, Any]
    sentence: str
    sooner: str | None
    options: list[OptionOut]
    planned: OptionOut
    yardsticks: list[OptionOut]
    chosen_code: str | None
    chosen_at: datetime | None
    chosen_by: str | None


class AdviceIn(Asked):
    """Which option is taken over, at the revision that was read."""

    option: Code
    revision: Number | None = None


class AdviceQuestionIn(Asked):
    """Between which days the advice is reckoned anew."""

    earliest: Day
    limit: Day


class SendingPlanIn(Asked):
    """One batch of a what-if."""

    handover_on: Day
    quantity: Annotated[int, Field(ge=1, le=20_000_000)]


class WhatIfIn(Asked):
    """What is changed; everything left out stays as planned. `keep` is the name under which the answer is kept."""

    sendings: list[SendingPlanIn] = Field(default_factory=list, max_length=60)
    rate: Share | None = None
    clearer_share: Share = 0.0
    web_page_share: Share = 0.0
    more_agents: People = 0
    specialists: People = 0
    staff_from: Day | None = None
    staff_until: Day | None = None
    saturday_agents: People = 0
    friday_closed_share: Share = 0.0
    keep: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] = ""


class OutcomeDayOut(BaseModel):
    """One day of an outcome."""

    on: date
    contacts: float
    capacity: float
    agents: int
    over: float
    wait_seconds: float
    abandoned_share: float


class OutcomeOut(BaseModel):
    """What one set of levers leads to; a wait of 86,400 seconds stands for one without end."""

    name: str
    parts: list[PartOut]
    extra_contacts: float
    over_capacity: float
    peak_on: date
    wait_seconds: float
    hours: float
    extra_staff_hours: float
    euros: float
    days: list[OutcomeDayOut]


class WhatIfOut(BaseModel):
    """The plan and the change side by side; `kept` is the number under which it was kept, if it was."""

    reference: str
    planned: OutcomeOut
    changed: OutcomeOut
    kept: int | None


class RemainingOut(BaseModel):
    """What one batch still brings: as planned (`was`), and as it looks now with the middle 90 %."""

    number: int
    quantity: int
    sent: bool
    was: float
    low: float
    expected: float
    high: float


class ComingDayOut(BaseModel):
    """Contacts of the mailing that are still to come on a day."""

    on: date
    expected: float


class NowcastOut(BaseModel):
    """What a running mailing turns out to be, by what was counted up to `until`; `is_change`: more than 15 % from the plan."""

    reference: str
    version: int
    made_at: datetime
    until: date
    low: float
    expected: float
    high: float
    planned: float
    is_change: bool
    figures: dict[str, Any]
    remaining: list[RemainingOut]
    days: list[ComingDayOut]
    why: dict[str, Any]
    sentence: str


class WayOutOut(BaseModel):
    """A way out of a conflict; `over_after` is what is left above capacity."""

    code: str
    mailing: str | None
    facts: dict[str, Any]
    over_after: float | None
    clears: bool
    sentence: str


class ConflictOut(BaseModel):
    """What does not go together; `mailings` are references, first registered first."""

    id: int
    kind: str
    first_on: date
    last_on: date
    worst_on: date
    over: float
    over_on: float
    wait_seconds: float
    wait_without: float
    mailings: list[str]
    ways_out: list[WayOutOut]
    sentence: str
    dismissed_at: datetime | None
    dismissed_by: str | None
    dismiss_reason: str | None


class ReasonIn(Asked):
    """Why something is put aside."""

    reason: Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]


class SurpriseOut(BaseModel):
    """A burst of contacts that fits no plan. Callers' words stay on the page."""

    id: int
    kind: str
    topic: str
    phrases: list[str]
    first_seen_at: datetime
    last_seen_on: date
    contacts: int
    ordinary: float
    is_open: bool
    mailing: str | None
    ended_by: str | None


class SurpriseMailingIn(Asked):
    """The mailing that a surprise is about."""

    title: Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00]*$")]
    department: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]+$")
    ]
    kind: MailingKind = MailingKind.MAILING
    quantity: Annotated[int, Field(ge=-20_000_000, le=20_000_000)] = 1000


class EchoOut(BaseModel):
    """A later peak of a mailing, on its legal day."""

    id: int
    kind: str
    falls_on: date
    low: float
    expected: float
    high: float
    days: list[ComingDayOut]
    dropped_at: datetime | None
    dropped_by: str | None
