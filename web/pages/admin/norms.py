"""Norms, handling time per channel, tariffs by first day, and the settings of the installation."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from registry import norms, size_class, tariff
from registry.clock import day_of
from registry.errors import Anticipated, BadValue, Refused
from registry.kinds import Channel
from registry.norms import Norms
from registry.rights import Operation, require
from registry.store import Session
from templates import notes
from templates.values.admin import NormRow, NormsPage, SettingRow, SizeClassRow, TariffRow
from templates.values.frame import Form, Section
from web import forms
from web.pages.admin.desk import desk_of, refused
from web.visit import Looking, Posting, Visit

router = APIRouter()
HOME = "/beheer/normen"
NUMBER = re.compile(r"\d{1,9}(\.\d{1,6})?")
MOST_MINUTES = 480.0


@router.get("/beheer/normen")
def show_norms(visit: Looking) -> Response:
    """All norms, tariffs, size classes and settings."""
    return page(visit, Form())


def page(visit: Visit, form: Form, status: int = 200) -> Response:
    """Return the page with a form as it was typed."""
    with visit.reading() as (session, actor):
        require(actor, Operation.MANAGE_NORMS)
        kcc = norms.get_norms(session)
        shown = NormsPage(
            desk_of(actor, "norms"),
            tuple(
                NormRow(name, notes.norm_meaning(name, visit.lang) or name, _number(getattr(kcc, name)))
                for name in notes.NORMS
            ),
            tuple((each, _number(kcc.minutes_of({each.value: 1.0}))) for each in Channel),
            _tariffs(kcc, visit),
            _size_classes(session),
            _settings(visit),
            form,
        )
        frame = visit.frame(session, actor, Section.ADMIN)
    return visit.page("admin_norms", frame, shown, status)


def _tariffs(kcc: Norms, visit: Visit) -> tuple[TariffRow, ...]:
    today = day_of(visit.now)
    begun = [from_on for from_on, _ in kcc.tariffs if from_on <= today]
    return tuple(
        TariffRow(from_on, hourly, bool(begun) and from_on == begun[-1]) for from_on, hourly in reversed(kcc.tariffs)
    )


def _size_classes(session: Session) -> tuple[SizeClassRow, ...]:
    return tuple(
        SizeClassRow(
            each.id,
            each.name,
            each.from_quantity,
            each.ladder.notice_days,
            each.ladder.text_days,
            each.ladder.faq_days,
            each.ladder.slots_days,
        )
        for each in size_class.list_size_classes(session)
    )


def _settings(visit: Visit) -> tuple[SettingRow, ...]:
    settings = visit.place.settings
    return tuple(
        SettingRow(name, _shown(getattr(settings, name), visit.lang), notes.setting_meaning(name, visit.lang))
        for name in notes.SETTINGS
    )


def _shown(value: Any, lang: str) -> str:
    if value is None:
        return notes.absent(lang)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:g}".replace(".", ",")


@router.post("/beheer/normen")
def change_norms(visit: Posting) -> Response:
    """Keep the norms that differ from what they were; all of them or none."""
    try:
        wanted = _typed(visit)
        with visit.writing() as (session, actor):
            require(actor, Operation.MANAGE_NORMS)
            now_held = norms.get_norms(session)
            wanted |= _minutes(visit, now_held)
            changed = {name: value for name, value in wanted.items() if value != getattr(now_held, name)}
            norms.change_norms(session, actor, now=visit.now, **changed)
    except Anticipated as error:
        form, status = refused(visit, error, "normen")
        return page(visit, form, status)
    return visit.to(HOME, "normen" if changed else "ongewijzigd")


def _typed(visit: Visit) -> dict[str, Any]:
    found: dict[str, Any] = {}
    problems: list[Anticipated] = []
    for name in notes.NORMS:
        text = visit.posted.get(name).replace(",", ".")
        is_whole = isinstance(getattr(Norms(), name), int)
        if not text:
            continue
        if not NUMBER.fullmatch(text) or (is_whole and "." in text):
            problems.append(BadValue("not_a_number", field=name, value=visit.posted.get(name)[:40]))
            continue
        found[name] = int(text) if is_whole else float(text)
    if problems:
        raise Refused(tuple(problems))
    return found


def _minutes(visit: Visit, held: Norms) -> dict[str, Any]:
    """Read the handling time per channel; what equals the general one needs no place of its own."""
    own = dict(held.handling_minutes_per_channel)
    general = _typed(visit).get("handling_minutes", held.handling_minutes)
    for channel in Channel:
        name = f"minutes-{channel.value}"
        text = visit.posted.get(name).replace(",", ".")
        if not text:
            continue
        if not NUMBER.fullmatch(text) or not 0 < float(text) <= MOST_MINUTES:
            raise BadValue("not_a_number", field=name, value=visit.posted.get(name)[:40])
        own.pop(channel.value, None)
        was_general = float(text) == held.handling_minutes and channel.value not in held.handling_minutes_per_channel
        if float(text) != general and not was_general:
            own[channel.value] = float(text)
    return {"handling_minutes_per_channel": own}


@router.post("/beheer/tarieven")
def set_tariff(visit: Posting) -> Response:
    """Let a tariff count from a day on."""
    reading = forms.Reading(visit.posted)
    from_on = reading.day("from_on")
    text = visit.posted.get("hourly").replace(",", ".")
    try:
        if from_on is None:
            raise Refused(tuple(reading.problems or [BadValue("required", field="from_on")]))
        if not NUMBER.fullmatch(text):
            raise BadValue("not_a_number", field="hourly", value=visit.posted.get("hourly")[:40])
        with visit.writing() as (session, actor):
            tariff.set_tariff(session, actor, from_on=from_on, hourly=float(text), now=visit.now)
    except Anticipated as error:
        form, status = refused(visit, error, "hourly")
        return page(visit, form, status)
    return visit.to(f"{HOME}#tarieven", "tarief")


@router.post("/beheer/tarieven/weg")
def remove_tariff(visit: Posting) -> Response:
    """Take a tariff away."""
    from_on = forms.Reading(visit.posted).day("from_on")
    if from_on is None:
        raise tariff.TariffNotFound(from_on=visit.posted.get("from_on")[:20])
    with visit.writing() as (session, actor):
        tariff.remove_tariff(session, actor, from_on, now=visit.now)
    return visit.to(f"{HOME}#tarieven", "tarief-weg")
