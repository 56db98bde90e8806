"""What was typed into the forms of a mailing, as content of the record; and content back as what a form shows.

Reading gathers every problem, so that the page shows each sentence beside its field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from registry.errors import Anticipated, BadValue, Refused
from registry.kinds import DeliveryChannel, DeliveryClass, MailingKind, NumberOwner
from registry.mailing_content import BatchContent, MailingContent, PrintedContact
from templates import formats
from templates.values.frame import Form
from templates.values.mailing import BatchInput
from web.visit import Posted

Choice = TypeVar("Choice", bound=StrEnum)
MOST_BATCHES = 60
FIRST_YEAR, LAST_YEAR = 2000, 2099  # outside these a year is a slip of the finger
_BATCH_FIELD = re.compile(r"batch-(\d{1,2})-(quantity|handover_on|dated_on|channel|delivery_class)")
_DUTCH_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_DATE_IN_WORDS = re.compile(r"(?:[a-z]+ )?(\d{1,2}) ([a-z]{3,9}\.?) (\d{4})", re.IGNORECASE)
_MONTHS = {
    name: number
    for names in (*formats.MONTHS.values(), *formats.SHORT_MONTHS.values())
    for number, name in enumerate((each.lower() for each in names), start=1)
}
_IN_GROUPS = re.compile(r"\d{1,3}(?:([.\s'’])\d{3})(?:\1\d{3})*")
_PHONE = re.compile(r"(?=(?:\D*\d){3})[\d +()\-–]{3,}\d")

# the form's name of a field -> the record's name of it, where they differ
RECORD_NAMES: Mapping[str, str] = {
    "reader_must": "reader_action",
    "reader_until_on": "reader_deadline_on",
    "letter_type": "letter_type_id",
    "department": "department_id",
    "others": "must_also_know",
}
FORM_NAMES = {record: form for form, record in RECORD_NAMES.items()} | {
    "letter": "letter_file",
    "batches": "batch-1-quantity",
}


@dataclass
class Reading:
    """Reads fields one by one and remembers what was wrong with each."""

    posted: Posted
    problems: list[Anticipated] = field(default_factory=list)

    def number(self, name: str) -> int | None:
        """Return a whole number; a point, blank or apostrophe is allowed between groups of three digits only."""
        text = self.posted.get(name)
        plain = plain_number(text)
        if not text:
            return None
        if not re.fullmatch(r"\d{1,12}", plain):
            self.problems.append(BadValue(_number_fault(plain), field=name, value=text[:40]))
            return None
        return int(plain)

    def share(self, name: str) -> float | None:
        """Return a part of 1, written with a comma or a point."""
        text = self.posted.get(name).replace(",", ".")
        if not text:
            return None
        if not re.fullmatch(r"\d{0,6}(\.\d{1,6})?", text) or text == ".":
            self.problems.append(BadValue("bad_share", field=name, value=text[:40]))
            return None
        return float(text)

    def day(self, name: str) -> date | None:
        """Return a day, written 2027-03-04 (what browsers send), 4-3-2027 or 4 maart 2027."""
        text = self.posted.get(name)
        if not text:
            return None
        found = read_day(text)
        if found is None:
            self.problems.append(BadValue("not_a_date", field=name, value=text[:40]))
        return found

    def choice(self, name: str, kind: type[Choice], otherwise: Choice) -> Choice:
        """Return a member of a closed list."""
        text = self.posted.get(name)
        if not text:
            return otherwise
        if text not in list(kind):
            self.problems.append(BadValue("unknown_choice", field=name, value=text[:40]))
            return otherwise
        return kind(text)

    def identifier(self, name: str) -> int | None:
        """Return the number of something in the record that was picked from a list."""
        text = self.posted.get(name)
        if not text:
            return None
        if not text.isdecimal() or len(text) > 9:
            self.problems.append(BadValue("unknown_choice", field=name, value=text[:40]))
            return None
        return int(text)


def read_day(text: str) -> date | None:
    """Return the day that a text names, None when it names none."""
    try:
        dutch, in_words = _DUTCH_DATE.fullmatch(text), _DATE_IN_WORDS.fullmatch(text)
        if in_words:
            found = date(int(in_words[3]), _MONTHS[in_words[2].lower().rstrip(".")], int(in_words[1]))
        else:
            found = date(int(dutch[3]), int(dutch[2]), int(dutch[1])) if dutch else date.fromisoformat(text)
    except (KeyError, ValueError):
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def registration(posted: Posted) -> tuple[MailingContent, list[Anticipated]]:
    """Return what a registration says and what is wrong with it so far; the record's own rules come after."""
    reading = Reading(posted)
    if posted.get("informed") not in ("ja", "nee"):
        reading.problems.append(BadValue("control_question", field="informed"))
    department_id = reading.identifier("department")
    if department_id is None:
        reading.problems.append(BadValue("department_missing", field="department"))
    content = MailingContent(
        title=posted.get("title"),
        department_id=department_id or 0,
        kind=reading.choice("kind", MailingKind, MailingKind.MAILING),
        letter_type_id=reading.identifier("letter_type"),
        sender=posted.get("sender"),
        audience=posted.get("audience"),
        reader_action=posted.get("reader_must"),
        reader_deadline_on=reading.day("reader_until_on"),
        reader_deadline_wording=posted.get("reader_deadline_wording") or "uiterlijk",
        printed=printed(posted.fields.get("printed_contact", "")),
        number_owner=reading.choice("number_owner", NumberOwner, NumberOwner.KCC),
        reach_share=_or(reading.share("reach_share"), 1.0),
        guess_rate=reading.share("guess_rate"),
        must_also_know=tuple(int(each) for each in posted.get("others").split(",") if each.isdecimal()),
        starts_on=reading.day("starts_on"),
        ends_on=reading.day("ends_on"),
    )
    return replace(content, batches=read_batches(reading)), reading.problems


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def changed(posted: Posted, base: MailingContent) -> tuple[MailingContent, list[Anticipated]]:
    """Return the content with what the form of a change says; arrival follows the handover anew where that moved."""
    reading = Reading(posted)
    base = _with_words(reading, base)
    found = read_batches(reading)
    kept = tuple(_with_rest(batch, base.batches, place) for place, batch in enumerate(found))
    return replace(base, batches=kept if found else base.batches), reading.problems


def _with_words(reading: Reading, base: MailingContent) -> MailingContent:
    """Return the content with the fields beside its batches that the form had; the printed contact is read anew where it moved."""
    posted = reading.posted
    told = {}
    for name in ("title", "sender", "audience", "reader_must"):
        record = RECORD_NAMES.get(name, name)
        # a browser takes the line ends out of a field of one line; that is no change
        if name in posted.fields and posted.get(name) != re.sub(r"[\r\n]", "", getattr(base, record)).strip():
            told[record] = posted.get(name)
    base = replace(base, **told)  # type: ignore[arg-type]
    if "reader_until_on" in posted.fields:
        base = replace(base, reader_deadline_on=reading.day("reader_until_on"))
    if "number_owner" in posted.fields:
        base = replace(base, number_owner=reading.choice("number_owner", NumberOwner, base.number_owner))
    lines = posted.get("printed_contact").splitlines()
    if "printed_contact" in posted.fields and lines != shown_printed(base.printed).strip().splitlines():
        base = replace(base, printed=printed(posted.fields["printed_contact"]))
    return base


def _with_rest(batch: BatchContent, before: tuple[BatchContent, ...], place: int) -> BatchContent:
    if place >= len(before):
        return batch
    old = before[place]
    same_way = (batch.handover_on, batch.delivery_channel, batch.delivery_class) == (
        old.handover_on,
        old.delivery_channel,
        old.delivery_class,
    )
    batch = replace(batch, area=old.area, dated_on=batch.dated_on or old.dated_on)
    return replace(batch, arrives_from=old.arrives_from, arrives_until=old.arrives_until) if same_way else batch


def read_batches(reading: Reading) -> tuple[BatchContent, ...]:
    """Return the batches that have anything filled in; problems bear the number of their row."""
    found = []
    for number in batch_numbers(reading.posted):
        at = f"batch-{number}-"
        if not any(reading.posted.get(at + name) for name in ("quantity", "handover_on", "dated_on")):
            continue
        quantity, handover_on = reading.number(at + "quantity"), reading.day(at + "handover_on")
        dated_on = reading.day(at + "dated_on")
        channel = reading.choice(at + "channel", DeliveryChannel, DeliveryChannel.POST)
        delivery_class = reading.choice(at + "delivery_class", DeliveryClass, DeliveryClass.H72)
        is_told = {problem.field for problem in reading.problems}
        for name, value in (("quantity", quantity), ("handover_on", handover_on)):
            if value is None and at + name not in is_told:
                reading.problems.append(BadValue("required", field=at + name))
        if quantity is not None and handover_on is not None:
            found.append(
                BatchContent(
                    quantity,
                    handover_on,
                    dated_on=dated_on,
                    delivery_channel=channel,
                    delivery_class=delivery_class if channel is DeliveryChannel.POST else None,
                )
            )
    return tuple(found)


def batch_numbers(posted: Posted) -> list[int]:
    """Return which rows of batches the form had, in order."""
    found = {int(match[1]) for name in posted.fields if (match := _BATCH_FIELD.fullmatch(name))}
    return sorted(found)[:MOST_BATCHES]


def typed_batches(posted: Posted) -> tuple[BatchInput, ...]:
    """Return the rows of batches as they were typed, days and numbers as a field shows them where they can be read."""
    return tuple(
        BatchInput(
            quantity=shown_number(posted.get(f"batch-{number}-quantity")),
            handover_on=shown_day(posted.get(f"batch-{number}-handover_on")),
            dated_on=shown_day(posted.get(f"batch-{number}-dated_on")),
            channel=posted.get(f"batch-{number}-channel") or DeliveryChannel.POST.value,
            delivery_class=posted.get(f"batch-{number}-delivery_class"),
        )
        for number in batch_numbers(posted)
    )


def with_rows(fields: Mapping[str, str], rows: tuple[BatchInput, ...]) -> dict[str, str]:
    """Return the fields of a form with other rows of batches."""
    rest = {name: value for name, value in fields.items() if not _BATCH_FIELD.fullmatch(name)}
    return rest | {
        f"batch-{number}-{name}": getattr(row, name)
        for number, row in enumerate(rows, start=1)
        for name in ("quantity", "handover_on", "dated_on", "channel", "delivery_class")
    }


def shown_day(text: str) -> str:
    """Return a day as a date field takes it; what is no day stays as it was typed."""
    found = read_day(text)
    return found.isoformat() if found else text


def shown_number(text: str) -> str:
    """Return a number with points between the thousands; what is no number stays as it was typed."""
    plain = plain_number(text)
    return formats.format_number(int(plain), "nl") if re.fullmatch(r"\d{1,12}", plain) else text


def _number_fault(plain: str) -> str:
    if re.fullmatch(r"[-−–]\s?\d+([.,]\d+)?", plain):
        return "number_negative"
    if re.fullmatch(r"\d+([.,\s'’]+\d+)+", plain):
        return "number_not_whole"
    return "number_too_large" if re.fullmatch(r"\d+", plain) else "not_a_number"


def plain_number(text: str) -> str:
    """Return what was typed without what stands between its groups of three digits; other writing stays, so that 1.5 is not 15."""
    return re.sub(r"\D", "", text) if _IN_GROUPS.fullmatch(text) else text


def shown_batches(content: MailingContent) -> tuple[BatchInput, ...]:
    """Return the batches of a content as a form shows them."""
    return tuple(
        BatchInput(
            quantity=formats.format_number(batch.quantity, "nl"),
            handover_on=batch.handover_on.isoformat(),
            dated_on=batch.dated_on.isoformat() if batch.dated_on else "",
            channel=batch.delivery_channel.value,
            delivery_class=batch.delivery_class.value if batch.delivery_class else "",
        )
        for batch in content.batches
    )


def printed(text: str) -> PrintedContact:
    """Return the printed contact details of a text with a line each: what is an address, a site, a number says itself."""
    found: dict[str, list[str]] = {"phone": [], "desk": [], "email": [], "url": [], "opening_hours": []}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found[_kind_of(line)].append(line)
    return PrintedContact(**{name: ", ".join(lines)[:500] for name, lines in found.items()})


def _kind_of(line: str) -> str:
    if "@" in line:
        return "email"
    if re.search(r"\bwww\.|https?://|\.(nl|example|com|org|eu)\b", line, re.IGNORECASE):
        return "url"
    if re.search(r"\d{1,2}[:.]\d{2}|\b\d{1,2} uur\b", line):
        return "opening_hours"
    return "phone" if _PHONE.search(line) else "desk"


def shown_printed(contact: PrintedContact) -> str:
    """Return printed contact details as the form shows them."""
    return "\n".join(filter(None, (contact.phone, contact.desk, contact.email, contact.url, contact.opening_hours)))


def shown(content: MailingContent) -> dict[str, str]:
    """Return the fields of a content as a form shows them, batches apart."""
    return {
        "title": content.title,
        "department": str(content.department_id or ""),
        "letter_type": str(content.letter_type_id or ""),
        "sender": content.sender,
        "audience": content.audience,
        "reader_must": content.reader_action,
        "reader_until_on": content.reader_deadline_on.isoformat() if content.reader_deadline_on else "",
        "printed_contact": shown_printed(content.printed),
        "number_owner": content.number_owner.value,
        "others": ",".join(str(each) for each in content.must_also_know),
    }


def flat(error: Anticipated) -> tuple[Anticipated, ...]:
    """Return the single problems of an error."""
    return error.problems if isinstance(error, Refused) else (error,)


def form_of(posted: Posted, problems: tuple[Anticipated, ...], say: object, home: str) -> Form:
    """Return what was typed with a sentence beside each field; what belongs to no field stands beside `home`."""
    assert callable(say)
    errors: dict[str, str] = {}
    for problem in problems:
        name = problem.field or home
        errors.setdefault(FORM_NAMES.get(name, name), say(problem))
    return Form(dict(posted.fields), errors)
