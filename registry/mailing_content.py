"""What a department fills in about a mailing: the content, its rules, and what differs between two versions of it.

Plain values without a database, so that a page can check while someone types.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any

from registry import calendar
from registry.errors import Anticipated, BadValue, Refused
from registry.kinds import DeliveryChannel, DeliveryClass, MailingKind, NumberOwner

MAX_QUANTITY = 20_000_000
MATERIAL_SHARE = 0.10
MATERIAL_DAYS = 1
FURTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class BatchContent:
    """The part handed over on one day. `arrives_from/until` default to what post days and the delivery class say."""

    quantity: int
    handover_on: date
    dated_on: date | None = None
    arrives_from: date | None = None
    arrives_until: date | None = None
    delivery_channel: DeliveryChannel = DeliveryChannel.POST
    delivery_class: DeliveryClass | None = None
    area: str = ""

    def filled(self) -> BatchContent:
        """Return the batch with the defaults of its calendar: class 48h for post, dated on the handover, arrival by post days."""
        is_post = self.delivery_channel is DeliveryChannel.POST
        delivery_class = (self.delivery_class or DeliveryClass.H48) if is_post else None
        first, last = calendar.arrival_window(self.handover_on, self.delivery_channel, delivery_class)
        return replace(
            self,
            delivery_class=delivery_class,
            dated_on=self.dated_on or self.handover_on,
            arrives_from=self.arrives_from or first,
            arrives_until=self.arrives_until or max(last, self.arrives_from or last),
        )


@dataclass(frozen=True)
class PrintedContact:
    """What the letter tells the reader to call, visit or write to."""

    phone: str = ""
    desk: str = ""
    email: str = ""
    url: str = ""
    opening_hours: str = ""


@dataclass(frozen=True)
class MailingContent:
    """Everything about a mailing that a person fills in and may change.

    reach_share: part of the readers' contacts that comes to this KCC (1 when its own number is printed).
    guess_rate: the department's own guess of contacts per letter; counts only while the type has no history.
    starts_on, ends_on: for kind event only; an event has no batches.
    """

    title: str
    department_id: int
    kind: MailingKind = MailingKind.MAILING
    letter_type_id: int | None = None
    sender: str = ""
    audience: str = ""
    reader_action: str = ""
    reader_deadline_on: date | None = None
    reader_deadline_wording: str = "uiterlijk"
    printed: PrintedContact = field(default_factory=PrintedContact)
    number_owner: NumberOwner = NumberOwner.KCC
    reach_share: float = 1.0
    guess_rate: float | None = None
    must_also_know: tuple[int, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    batches: tuple[BatchContent, ...] = ()

    @property
    def quantity(self) -> int:
        """Return the number of letters in all batches."""
        return sum(batch.quantity for batch in self.batches)

    def filled(self) -> MailingContent:
        """Return the content with every batch's defaults, batches in order of handover."""
        batches = sorted((batch.filled() for batch in self.batches), key=lambda batch: batch.handover_on)
        return replace(self, title=self.title.strip(), batches=tuple(batches))


@dataclass(frozen=True)
class Difference:
    """One thing that changed: `what` names the field (batches as "batch 2 quantity"), with was and is as JSON values."""

    what: str
    was: Any
    becomes: Any


def check(content: MailingContent, *, today: date, sent_batches: int = 0) -> None:
    """Refuse content that cannot be.

    Raises:
        Refused: with all problems at once, each naming its field ("title", "batch-1-quantity", ...).
    """
    problems = (*_problems(content), *_batch_problems(content, today, sent_batches))
    if problems:
        raise Refused(problems)


def _problems(content: MailingContent) -> Iterator[Anticipated]:
    if not content.title:
        yield BadValue("title_missing", field="title")
    elif len(content.title) > 200:
        yield BadValue("too_long", field="title", limit=200)
    for name in ("sender", "audience", "reader_action"):
        if len(getattr(content, name)) > 2000:
            yield BadValue("too_long", field=name, limit=2000)
    if not 0 <= content.reach_share <= 1:
        yield BadValue("bad_share", field="reach_share", value=content.reach_share)
    if content.guess_rate is not None and not 0 <= content.guess_rate <= 1:
        yield BadValue("bad_share", field="guess_rate", value=content.guess_rate)
    if content.reader_deadline_wording not in ("voor", "uiterlijk"):
        yield BadValue("bad_wording", field="reader_deadline_wording", value=content.reader_deadline_wording)
    if content.kind is MailingKind.EVENT:
        if content.starts_on is None:
            yield BadValue("event_without_start", field="starts_on")
        elif content.ends_on is not None and content.ends_on < content.starts_on:
            yield BadValue("bad_period", field="ends_on", from_on=content.starts_on, until_on=content.ends_on)
        if content.batches:
            yield BadValue("event_with_batches", field="batches")
    elif not content.batches:
        yield BadValue("no_batches", field="batches")


def _batch_problems(content: MailingContent, today: date, sent_batches: int) -> Iterator[Anticipated]:
    for number, batch in enumerate(content.batches, start=1):
        name = f"batch-{number}"
        if batch.quantity < 1:
            yield BadValue("quantity_zero", field=f"{name}-quantity", batch=number)
        elif batch.quantity > MAX_QUANTITY:
            yield BadValue("quantity_too_large", field=f"{name}-quantity", batch=number, limit=MAX_QUANTITY)
        if batch.handover_on > today + FURTHEST:
            yield BadValue("date_too_far", field=f"{name}-handover_on", batch=number, day=batch.handover_on)
        if content.kind is MailingKind.MAILING and number > sent_batches and batch.handover_on < today:
            yield BadValue(
                "batch_before_registration", field=f"{name}-handover_on", batch=number, day=batch.handover_on
            )
        if batch.arrives_from is not None and batch.arrives_from < batch.handover_on:
            yield BadValue("arrives_before_handover", field=f"{name}-arrives_from", batch=number)
        if batch.arrives_from and batch.arrives_until and batch.arrives_until < batch.arrives_from:
            yield BadValue(
                "bad_period", field=f"{name}-arrives_until", from_on=batch.arrives_from, until_on=batch.arrives_until
            )
    first = min((batch.handover_on for batch in content.batches), default=None)
    if first and content.reader_deadline_on and content.reader_deadline_on < first:
        yield BadValue(
            "deadline_before_sending", field="reader_deadline_on", day=content.reader_deadline_on, first=first
        )


def differences(old: MailingContent, new: MailingContent) -> tuple[Difference, ...]:
    """Return every field that differs, in reading order."""
    found: list[Difference] = []
    for item in fields(MailingContent):
        if item.name == "batches":
            continue
        was, becomes = getattr(old, item.name), getattr(new, item.name)
        if was != becomes:
            found.append(Difference(item.name, to_json(was), to_json(becomes)))
    for number in range(1, max(len(old.batches), len(new.batches)) + 1):
        found.extend(_batch_differences(number, _at(old.batches, number), _at(new.batches, number)))
    return tuple(found)


def _batch_differences(number: int, old: BatchContent | None, new: BatchContent | None) -> Iterator[Difference]:
    if old is None or new is None:
        yield Difference(f"batch {number}", old and to_json(old), new and to_json(new))
        return
    for item in fields(BatchContent):
        was, becomes = getattr(old, item.name), getattr(new, item.name)
        if was != becomes:
            yield Difference(f"batch {number} {item.name}", to_json(was), to_json(becomes))


def matters(aligned: MailingContent, new: MailingContent) -> bool:
    """Tell whether `new` differs so much from what the KCC agreed to that it must be asked again.

    Compared with the agreed content and not with the last version, so that many small steps do not slip through: more than
    10 % in the total or in a batch, more than a day in a handover or arrival, a batch more or less, a starting day of an event.
    """
    if len(aligned.batches) != len(new.batches) or _shift(aligned.quantity, new.quantity):
        return True
    if _days(aligned.starts_on, new.starts_on) or _days(aligned.ends_on, new.ends_on):
        return True
    return any(
        _shift(old.quantity, fresh.quantity)
        or old.delivery_channel is not fresh.delivery_channel
        or any(
            _days(getattr(old, day), getattr(fresh, day)) for day in ("handover_on", "arrives_from", "arrives_until")
        )
        for old, fresh in zip(aligned.batches, new.batches, strict=True)
    )


def _shift(was: int, becomes: int) -> bool:
    return abs(becomes - was) > MATERIAL_SHARE * was


def _days(was: date | None, becomes: date | None) -> bool:
    if was is None or becomes is None:
        return was != becomes
    return abs((becomes - was).days) > MATERIAL_DAYS


def _at(batches: tuple[BatchContent, ...], number: int) -> BatchContent | None:
    return batches[number - 1] if number <= len(batches) else None


def to_json(value: Any) -> Any:
    """Return a content, batch or field as JSON values (dates in ISO form)."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, MailingContent | BatchContent | PrintedContact):
        return (
            {name: to_json(item) for name, item in asdict(value).items()}
            if not isinstance(value, MailingContent)
            else {item.name: to_json(getattr(value, item.name)) for item in fields(value)}
        )
    return value


def from_json(value: dict[str, Any]) -> MailingContent:
    """Return the content that `to_json` wrote."""
    plain = dict(value)
    plain["kind"] = MailingKind(plain["kind"])
    plain["number_owner"] = NumberOwner(plain["number_owner"])
    plain["printed"] = PrintedContact(**plain["printed"])
    plain["must_also_know"] = tuple(plain["must_also_know"])
    for name in ("reader_deadline_on", "starts_on", "ends_on"):
        plain[name] = _date(plain[name])
    plain["batches"] = tuple(_batch(batch) for batch in plain["batches"])
    return MailingContent(**plain)


def _batch(value: dict[str, Any]) -> BatchContent:
    plain = dict(value)
    for name in ("handover_on", "dated_on", "arrives_from", "arrives_until"):
        plain[name] = _date(plain[name])
    plain["delivery_channel"] = DeliveryChannel(plain["delivery_channel"])
    plain["delivery_class"] = DeliveryClass(plain["delivery_class"]) if plain["delivery_class"] else None
    return BatchContent(**plain)


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
