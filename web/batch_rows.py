"""The rows of batches while a form is being filled in: one more, one fewer, equal parts in one go, and what day a date is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from registry import calendar
from registry.errors import Anticipated, BadValue
from registry.mailing_content import MAX_QUANTITY
from templates import formats, phrases
from templates.values.mailing import BatchInput, DayNote
from web.forms import LAST_YEAR, MOST_BATCHES, Reading, batch_numbers, read_day, typed_batches
from web.visit import Posted

_REMOVE = re.compile(r"remove-(\d{1,2})")
_DAY_FIELD = re.compile(r"batch-\d{1,2}-(handover_on|dated_on)|reader_until_on|split_first_on|starts_on|ends_on")
DAYS_BETWEEN = 7
MOST_DAYS_BETWEEN = 92


def is_step(step: str) -> bool:
    """Tell whether a button of a form only changes its rows."""
    return step in ("add_batch", "split") or _REMOVE.fullmatch(step) is not None


def after_step(posted: Posted) -> tuple[tuple[BatchInput, ...], list[Anticipated]]:
    """Return the rows after the button that was pressed, and what kept it from doing its work."""
    rows, step = typed_batches(posted), posted.get("step")
    if step == "split":
        return _split(posted, rows)
    if step == "add_batch":
        return (*rows, _next(rows))[:MOST_BATCHES], []
    found = _REMOVE.fullmatch(step)
    gone = int(found[1]) if found else 0
    return tuple(row for place, row in enumerate(rows, start=1) if place != gone) or (BatchInput(),), []


def not_counted(
    posted: Posted, found: Iterable[Anticipated], say: Callable[[Anticipated], str], lang: str
) -> tuple[str, ...]:
    """Return a sentence for each part whose number or day is wrong as it stands; what is not filled in yet is not wrong."""
    wrong = {str(problem.field): problem for problem in found if problem.code != "required"}
    told = []
    for number in batch_numbers(posted):
        at = f"batch-{number}-"
        quantity = Reading(posted).number(f"{at}quantity")
        if quantity == 0:
            wrong[f"{at}quantity"] = BadValue("quantity_zero", field=f"{at}quantity", batch=number)
        elif quantity is not None and quantity > MAX_QUANTITY:
            wrong[f"{at}quantity"] = BadValue("quantity_too_large", batch=number, limit=MAX_QUANTITY)
        told += [
            (number, say(wrong[at + name])) for name in ("quantity", "handover_on", "dated_on") if at + name in wrong
        ]
    return tuple(phrases.warning("part_not_counted", lang, number=number, why=why) for number, why in told)


def _next(rows: tuple[BatchInput, ...]) -> BatchInput:
    """Return a new row: the same number a week after the last one, when that says anything."""
    last = rows[-1] if rows else BatchInput()
    day = read_day(last.handover_on)
    if day is None:
        return replace(last, handover_on="")
    on = _on_work_day(day + timedelta(days=DAYS_BETWEEN))
    return replace(last, handover_on=on.isoformat(), dated_on=_dagtekeningen(rows, [on])[0])


def _dagtekeningen(rows: tuple[BatchInput, ...], handovers: list[date]) -> list[str]:
    """Return the dagtekening of new parts, for legal terms hang on it: the shared one, else as long after its handover as it was.

    Parts that all bear one dagtekening keep it, and so does a single part when none of the new parts is handed over after it. Where a
    shared one would lie before every new handover it moves with the first of them.
    """
    known = [(read_day(row.handover_on), day) for row in rows if (day := read_day(row.dated_on)) is not None]
    if not known:
        return [""] * len(handovers)
    shared = known[0][1] if len({day for _, day in known}) == 1 else None
    is_printed_once = shared is not None and len(known) == len(rows) > 1
    if shared is not None and shared >= (min(handovers) if is_printed_once else max(handovers)):
        return [shared.isoformat()] * len(handovers)
    distance = next((day - on for on, day in known if on is not None), None)
    if distance is None:
        return [known[0][1].isoformat()] * len(handovers)
    return [((min(handovers) if is_printed_once else on) + distance).isoformat() for on in handovers]


def _split(posted: Posted, rows: tuple[BatchInput, ...]) -> tuple[tuple[BatchInput, ...], list[Anticipated]]:
    reading = Reading(posted)
    total, parts = reading.number("split_total"), reading.number("split_parts")
    first_on, between = reading.day("split_first_on"), reading.number("split_days")
    between = DAYS_BETWEEN if between is None else between
    found = reading.problems
    told = {problem.field for problem in found}
    for name, value in (("split_total", total), ("split_parts", parts), ("split_first_on", first_on)):
        if value is None and name not in told:
            found.append(BadValue("required", field=name))
    if parts is not None and not 1 <= parts <= MOST_BATCHES:
        found.append(BadValue("bad_parts", field="split_parts", most=MOST_BATCHES))
    if not 1 <= between <= MOST_DAYS_BETWEEN:
        found.append(BadValue("bad_days_between", field="split_days", most=MOST_DAYS_BETWEEN))
    if total is not None and parts is not None and total < parts and not found:
        found.append(BadValue("quantity_zero", field="split_total", batch=parts))
    if found or total is None or parts is None or first_on is None:
        return rows or (BatchInput(),), found
    like = rows[0] if rows else BatchInput()
    each, rest = divmod(total, parts)
    days = [_on_work_day(first_on + timedelta(days=between * place)) for place in range(parts)]
    if days[-1].year > LAST_YEAR:
        return rows or (BatchInput(),), [BadValue("not_a_date", field="split_first_on", value=first_on.isoformat())]
    made = (
        replace(
            like,
            quantity=formats.format_number(each + (place < rest), "nl"),
            handover_on=day.isoformat(),
            dated_on=dated_on,
        )
        for place, (day, dated_on) in enumerate(zip(days, _dagtekeningen(rows, days), strict=True))
    )
    return tuple(made), []


def _on_work_day(day: date) -> date:
    """Return the day, or the first one after it on which a printer takes something in."""
    while day.weekday() > 4 or day in calendar.legal_holidays(day.year):
        day += timedelta(days=1)
    return day


def day_notes(fields: Mapping[str, str], lang: str) -> dict[str, DayNote]:
    """Return per day field what day of the week it is, with a warning for a Sunday or a holiday; None is told of an empty one."""
    return {name: day_note(fields[name], lang) for name in fields if _DAY_FIELD.fullmatch(name)}


def notes_of(rows: tuple[BatchInput, ...], fields: Mapping[str, str], lang: str) -> dict[str, DayNote]:
    """Return the notes of a form whose rows are not what was posted."""
    named = {
        f"batch-{number}-{name}": getattr(row, name)
        for number, row in enumerate(rows, start=1)
        for name in ("handover_on", "dated_on")
    }
    return day_notes({name: value for name, value in fields.items() if not name.startswith("batch-")} | named, lang)


def day_note(text: str, lang: str) -> DayNote:
    """Return what is to be said of one day as it was typed."""
    day = read_day(text.strip())
    if day is None:
        return DayNote("", warns=False)
    written = f"{formats.format_weekday(day, lang)} {formats.format_day(day, lang)}"
    holiday = calendar.holiday_names(day.year).get(day)
    if holiday:
        return DayNote(phrases.day_note("holiday", lang, day=written, name=holiday), warns=True)
    if day.weekday() > 4:
        return DayNote(phrases.day_note("sunday" if day.weekday() == 6 else "saturday", lang, day=written), warns=True)
    return DayNote(written, warns=False)
