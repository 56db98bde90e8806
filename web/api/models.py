"""The shapes of the API. Names are the code words of docs/glossary.md; days are ISO 8601, moments carry their offset."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AliasChoices, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from registry.kinds import (
    AppointmentState,
    Channel,
    DeliveryChannel,
    DeliveryClass,
    MailingKind,
    Missing,
    NumberOwner,
    Role,
    SlotState,
    Stage,
)
from registry.mailing_content import MAX_QUANTITY

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,20}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Asked(BaseModel):
    """What a client sends: an unknown field is a mistake and is said so."""

    model_config = ConfigDict(extra="forbid")


class BatchIn(Asked):
    """The part handed over on one day."""

    quantity: int = Field(le=MAX_QUANTITY, ge=-MAX_QUANTITY, description="Addresses in this batch, at least 1.")
    handover_on: Day
    dated_on: Day | None = None
    arrives_from: Day | None = None
    arrives_until: Day | None = None
    delivery_channel: DeliveryChannel = DeliveryChannel.POST
    delivery_class: DeliveryClass | None = None
    area: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] = ""


class PrintedIn(Asked):
    """What the letter tells its reader to call, visit or write to."""

    phone: Text = ""
    desk: Text = ""
    email: Text = ""
    url: Text = ""
    opening_hours: Text = ""


class MailingIn(Asked):
    """A mailing as a department fills it in."""

    title: Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00]*$")]
    department: Name = Field(description="Name or number of the department.")
    kind: MailingKind = MailingKind.MAILING
    letter_type: Name | None = Field(default=None, description="Name or number of the letter type.")
    sender: Text = ""
    audience: Text = ""
    reader_action: Text = ""
    reader_deadline_on: Day | None = None
    reader_deadline_wording: str = Field(default="uiterlijk", description='"voor" or "uiterlijk".', max_length=20)
    printed: PrintedIn = Field(default_factory=PrintedIn)
    number_owner: NumberOwner = NumberOwner.KCC
    reach_share: Share = 1.0
    guess_rate: Share | None = None
    must_also_know: list[Name] = Field(default_factory=list, max_length=200, description="Other departments.")
    starts_on: Day | None = None
    ends_on: Day | None = None
    batches: list[BatchIn] = Field(default_factory=list, max_length=60)
    letter_text: Annotated[str, StringConstraints(max_length=2_000_000)] | None = Field(
        default=None, description="The text of the letter."
    )


class MailingPatch(Asked):
    """The fields that change; what is left out stays. `batches` replaces all of them."""

    revision: Number | None = Field(
        default=None, description="The revision that was read; an older one is refused with 409."
    )
    title: Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00]*$")] | None = None
    letter_type: Name | None = None
    sender: Text | None = None
    audience: Text | None = None
    reader_action: Text | None = None
    reader_deadline_on: Day | None = None
    reader_deadline_wording: Annotated[str, StringConstraints(max_length=20)] | None = None
    printed: PrintedIn | None = None
    number_owner: NumberOwner | None = None
    reach_share: Share | None = None
    guess_rate: Share | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    batches: Annotated[list[BatchIn], Field(max_length=60)] | None = None
    letter_text: Annotated[str, StringConstraints(max_length=2_000_000)] | None = None


class MailingPut(MailingIn):
    """A mailing as a whole, in the place of what it was."""

    revision: Number | None = Field(
        default=None, description="The revision that was read; an older one is refused with 409."
    )


class AlignmentIn(Asked):
    """The KCC's yes, or with `override` and a reason: letting it go without."""

    revision: Number | None = None
    override: bool = False
    reason: Text = ""


class SendingIn(Asked):
    """What really happened to a batch."""

    batch: Number
    sent_on: Day
    quantity: int | None = Field(default=None, ge=-MAX_QUANTITY, le=MAX_QUANTITY)


class AppointmentIn(Asked):
    """A caller in a slot; without `slot` in the first free one of the mailing."""

    slot: Number | None = None
    mailing: Reference | None = None
    caller_name: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
    caller_phone: Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")]
    question: Text = ""


class ContactIn(Asked):
    """One contact that somebody tallies. Its words are masked before they are kept."""

    channel: Channel = Channel.PHONE
    topic: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=100, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")
    ]
    words: Text = Field(default="", description="What was asked, in the words of the caller.")
    at: AwareDatetime | None = Field(default=None, description="When, in the last year; now when left out.")
    answered: bool | None = Field(
        default=True, description="Whether the KCC knew the answer itself; false: handed over."
    )
    duration_seconds: int | None = Field(default=None, ge=0, le=14_400)


class Link(BaseModel):
    """An address."""

    href: str


class BatchOut(BaseModel):
    """A batch with its plan and what was really sent."""

    number: int
    quantity: int
    handover_on: date
    dated_on: date
    arrives_from: date
    arrives_until: date
    delivery_channel: DeliveryChannel
    delivery_class: DeliveryClass | None
    area: str
    sent_on: date | None
    sent_quantity: int | None


class GateOut(BaseModel):
    """One condition of the gate; `turn` is whose turn it is, null for what the system does itself.

    `waits_for` names the condition that comes first; `problem` says why a letter could not be read.
    """

    what: Missing
    is_met: bool
    turn: Role | None
    done_count: int
    needed_count: int
    waits_for: Missing | None = None
    problem: str = ""


class MailingOut(BaseModel):
    """A mailing."""

    reference: str
    revision: int
    stage: Stage
    kind: MailingKind
    title: str
    department: str
    organisation: str
    quantity: int
    first_on: date
    last_on: date
    registered_at: datetime | None
    registered_by: str
    aligned_at: datetime | None
    aligned_by: str | None
    overridden_at: datetime | None
    override_reason: str | None
    release_code: str | None
    released_at: datetime | None
    closed_at: datetime | None
    batches: list[BatchOut]
    links: dict[str, Link] = Field(validation_alias=AliasChoices("links", "_links"), serialization_alias="_links")


class MailingWhole(MailingOut):
    """A mailing with what a department filled in and with the gate."""

    content: dict[str, Any]
    gate: list[GateOut]


class DifferenceOut(BaseModel):
    """One field that changed."""

    what: str
    was: Any
    becomes: Any


class ChangedOut(BaseModel):
    """A changed mailing, what differs, and whether that took the KCC's yes back."""

    mailing: MailingOut
    differences: list[DifferenceOut]
    alignment_lost: bool


class ReleaseOut(BaseModel):
    """The release code for the print room."""

    reference: str
    release_code: str


class ForecastOut(BaseModel):
    """Expected extra contacts, the middle 90 % from low to high; `days` per day and channel."""

    reference: str
    version: int
    for_revision: int
    made_at: datetime
    low: float
    expected: float
    high: float
    is_plan: bool
    frozen_at: datetime | None
    slots_needed: int
    reasons: list[dict[str, Any]]
    days: list[dict[str, Any]]


class FaqItemOut(BaseModel):
    """An approved question with its answer, within its validity."""

    id: int
    reference: str
    question: str
    answer: str
    version: int
    valid_from: date
    valid_until: date
    approved_at: datetime


class SlotOut(BaseModel):
    """A stretch of a specialist's time."""

    id: int
    reference: str | None
    starts_at: datetime
    ends_at: datetime
    state: SlotState


class AppointmentOut(BaseModel):
    """An appointment without the caller: who booked knows who it was."""

    id: int
    slot: SlotOut
    state: AppointmentState
    booked_at: datetime


class ContactOut(BaseModel):
    """The tally that was taken."""

    id: int
    at: datetime
    channel: Channel
    topic: str


class ReviewOut(BaseModel):
    """Actual against plan: contacts above the baseline with the 90 % interval; `hi90` is null where only `lo90` bounds them."""

    reference: str
    version: int
    made_at: datetime | None
    is_final: bool
    window_from: date
    window_until: date
    quantity: int
    extra: float
    lo90: float
    hi90: float | None
    is_at_least: bool
    was_detected: bool
    peak_on: date | None
    plan_low: float | None
    plan_expected: float | None
    plan_high: float | None
    closed_at: datetime | None
    figures: dict[str, Any]
    days: list[dict[str, Any]]
    findings: list[dict[str, Any]]


class ProblemItem(BaseModel):
    """One problem beside its field."""

    field: str
    code: str
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemItem] = Field(default_factory=list)
