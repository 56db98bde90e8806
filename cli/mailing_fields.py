"""Options and TOML values of a mailing as content of the registry."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from registry import letter_type, organisation
from registry.errors import BadValue
from registry.kinds import DeliveryChannel, DeliveryClass, MailingKind, NumberOwner
from registry.mailing_content import BatchContent, MailingContent
from registry.store import Session

PRINTED = ("phone", "url", "email", "desk", "opening_hours")
TEXTS = ("title", "sender", "audience", "reader_action", "reader_deadline_wording")
SHARES = ("reach_share", "guess_rate")
DAYS = ("reader_deadline_on", "starts_on", "ends_on")
BATCH_DAYS = ("handover_on", "dated_on", "arrives_from", "arrives_until")
OTHER_NAMES = {
    "type": "letter_type",
    "deadline": "reader_deadline_on",
    "deadline_wording": "reader_deadline_wording",
    "batch": "batches",
}


def read_toml(path: Path) -> dict[str, Any]:
    """Read a mailing's TOML file; see docs/reference/mailing-file.md."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadValue("bad_toml", field="file", filename=path.name, problem=_place(error)) from error


def _place(error: Exception) -> str:
    """Say in Dutch where reading stopped; what the reader expected there is English and of no use to a colleague."""
    if isinstance(error, UnicodeDecodeError):
        return "het is geen tekst in UTF-8"
    found = re.search(r"line (\d+), column (\d+)", str(error))
    return f"kijk bij regel {found[1]}, teken {found[2]}" if found else "het houdt te vroeg op"


def content_from(session: Session, given: Mapping[str, Any], base: MailingContent | None = None) -> MailingContent:
    """Return the content that options or a file describe, on top of `base` where there is one.

    Raises:
        BadValue: an unknown field, a bad date or batch, no department.
        DepartmentNotFound, LetterTypeNotFound: a name that the registry does not know.
    """
    values = {OTHER_NAMES.get(name, name): value for name, value in given.items()}
    if base is None:
        if "department" not in values:
            raise BadValue("department_missing", field="department")
        base = MailingContent(title="", department_id=0)
    changes: dict[str, Any] = {}
    printed = {name: str(values.pop(name)) for name in PRINTED if name in values}
    for name, value in values.items():
        if name not in _READERS:
            raise BadValue("unknown_field", field=name, name=name)
        target, read = _READERS[name]
        changes[target] = read(session, name, value)
    return replace(base, **changes, printed=replace(base.printed, **printed))


def _text(session: Session, name: str, value: Any) -> str:
    return str(value)


def _share(session: Session, name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise BadValue("bad_share", field=name, value=value) from error


def _day(session: Session, name: str, value: Any) -> date:
    if hasattr(value, "date"):
        found: date = value.date()
        return found
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise BadValue("bad_date", field=name, value=value) from error


def _department(session: Session, name: str, value: Any) -> int:
    return organisation.get_department(session, value).id


def _departments(session: Session, name: str, value: Any) -> tuple[int, ...]:
    names = value if isinstance(value, list | tuple) else (value,)
    return tuple(organisation.get_department(session, each).id for each in names)


def _letter_type(session: Session, name: str, value: Any) -> int:
    return letter_type.get_letter_type(session, value).id


def _choice(kind: type[MailingKind] | type[NumberOwner]) -> Callable[[Session, str, Any], Any]:
    def read(session: Session, name: str, value: Any) -> Any:
        try:
            return kind(value)
        except ValueError as error:
            raise BadValue("bad_choice", field=name, value=value, choices=", ".join(kind)) from error

    return read


def _batches(session: Session, name: str, value: Any) -> tuple[BatchContent, ...]:
    items = value if isinstance(value, list | tuple) else (value,)
    return tuple(_batch(session, item, number) for number, item in enumerate(items, start=1))


def _batch(session: Session, item: str | Mapping[str, Any], number: int) -> BatchContent:
    """A batch from a table, or from "15000@2027-02-22/post/48h"."""
    if isinstance(item, str):
        quantity, _, rest = item.partition("@")
        parts = rest.split("/")
        names = ("handover_on", "delivery_channel", "delivery_class")
        item = {"quantity": quantity.replace(".", ""), **dict(zip(names, parts, strict=False))}
    try:
        values: dict[str, Any] = dict(item)
        values |= {name: _day(session, name, values[name]) for name in BATCH_DAYS if name in values}
        values["quantity"] = int(values["quantity"])
        if "delivery_channel" in values:
            values["delivery_channel"] = DeliveryChannel(values["delivery_channel"])
        if "delivery_class" in values:
            values["delivery_class"] = DeliveryClass(values["delivery_class"])
        return BatchContent(**values)
    except (ValueError, TypeError, KeyError, BadValue) as error:
        raise BadValue("bad_batch", field=f"batch-{number}", batch=number, value=str(item)) from error


_READERS: Mapping[str, tuple[str, Callable[[Session, str, Any], Any]]] = {
    **{name: (name, _text) for name in TEXTS},
    **{name: (name, _share) for name in SHARES},
    **{name: (name, _day) for name in DAYS},
    "department": ("department_id", _department),
    "must_also_know": ("must_also_know", _departments),
    "letter_type": ("letter_type_id", _letter_type),
    "kind": ("kind", _choice(MailingKind)),
    "number_owner": ("number_owner", _choice(NumberOwner)),
    "batches": ("batches", _batches),
}
