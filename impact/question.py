"""A question for advice as JSON values and back, and the answers as JSON values: what is kept, so that it can be asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from math import isfinite
from typing import Any

from impact.batches import Advice, Case, Option, Part
from impact.cost import Tariff
from impact.dayroom import DayRoom, Line, room_on
from impact.response import Lag
from impact.values import Batch, OpenDays, PlannedMailing, PostDays, Reason
from impact.whatif import Outcome
from registry.kinds import DeliveryChannel, DeliveryClass

FOREVER = 86_400.0
"""Seconds that stand for a wait without end (nobody at work): JSON knows no infinity."""


def to_json(case: Case) -> dict[str, Any]:
    """Return a question as JSON values; dates in ISO form, figures as they are."""
    return {
        "mailing": _mailing_to_json(case.mailing),
        "rate": case.rate,
        "log_sd": case.log_sd,
        "lag": asdict(case.lag),
        "room": [
            {"on": each.on.isoformat(), "capacity": each.capacity, "ordinary": each.ordinary} for each in case.room
        ],
        "open_weekdays": sorted(case.days.weekdays),
        "closed": sorted(day.isoformat() for day in case.days.closed),
        "post_weekdays": sorted(case.post.weekdays),
        "no_post": sorted(day.isoformat() for day in case.post.never),
        "earliest": case.earliest.isoformat(),
        "limit": case.limit.isoformat(),
        "could_start": case.could_start.isoformat() if case.could_start else None,
        "already": {day.isoformat(): value for day, value in sorted(case.already.items())},
        "blocked": sorted(day.isoformat() for day in case.blocked),
        "tariff": asdict(case.line.tariff),
        "batch_euros": case.line.batch_euros,
        "most_batches": case.most_batches,
        "gap_days": case.gap_days,
    }


def from_json(values: Mapping[str, Any]) -> Case:
    """Return the question that `to_json` wrote."""
    return Case(
        mailing=_mailing_from_json(values["mailing"]),
        rate=values["rate"],
        log_sd=values["log_sd"],
        lag=Lag(**values["lag"]),
        room=tuple(DayRoom(_day(each["on"]), each["capacity"], each["ordinary"]) for each in values["room"]),
        days=OpenDays(frozenset(values["open_weekdays"]), frozenset(map(_day, values["closed"]))),
        post=PostDays(frozenset(values["post_weekdays"]), frozenset(map(_day, values["no_post"]))),
        earliest=_day(values["earliest"]),
        limit=_day(values["limit"]),
        already={_day(on): value for on, value in values["already"].items()},
        blocked=frozenset(map(_day, values["blocked"])),
        line=replace(Line(), tariff=Tariff(**values["tariff"]), batch_euros=values["batch_euros"]),
        most_batches=values["most_batches"],
        gap_days=values["gap_days"],
        # questions of before this was asked do not have it
        could_start=_day(values["could_start"]) if values.get("could_start") else None,
    )


def option_to_json(option: Option, case: Case) -> dict[str, Any]:
    """Return an option with its days: contacts that come anyway, those of the mailing, and what the day can take."""
    return {
        "code": option.code,
        "parts": [_part_to_json(part) for part in option.parts],
        "over_capacity": round(option.over_capacity, 1),
        "over_if_high": round(option.over_if_high, 1),
        "days_over": option.days_over,
        "peak_on": option.peak_on.isoformat(),
        "peak_contacts": round(option.peak_contacts, 1),
        "peak_share": round(option.peak_share, 4),
        "wait_seconds": _seconds(option.wait_seconds),
        "hours": round(option.hours, 1),
        "euros": round(option.euros),
        "within_limit": option.within_limit,
        "days": [_option_day(case, on, extra) for on, extra in sorted(option.extra.items()) if extra >= 0.5],
    }


def advice_to_json(found: Advice, case: Case) -> dict[str, Any]:
    """Return the advice: `options` (best first), `yardsticks` (an earlier start that helps among them, as `sooner`) and `why`."""
    yardsticks = (*found.yardsticks, *((found.sooner,) if found.sooner else ()))
    return {
        "options": [option_to_json(each, case) for each in found.options],
        "yardsticks": [option_to_json(each, case) for each in yardsticks],
        "why": reason_to_json(found.why),
    }


def outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    """Return one outcome of a what-if, with its days."""
    return {
        "name": outcome.name,
        "parts": [_part_to_json(part) for part in outcome.parts],
        "extra_contacts": round(outcome.extra_contacts, 1),
        "over_capacity": round(outcome.over_capacity, 1),
        "peak_on": outcome.peak_on.isoformat(),
        "wait_seconds": _seconds(outcome.wait_seconds),
        "hours": round(outcome.hours, 1),
        "extra_staff_hours": round(outcome.extra_staff_hours, 1),
        "euros": round(outcome.euros),
        "days": [
            {
                "on": day.on.isoformat(),
                "contacts": round(day.contacts, 1),
                "capacity": round(day.capacity, 1),
                "agents": day.agents,
                "over": round(day.over, 1),
                "wait_seconds": _seconds(day.wait_seconds),
                "abandoned_share": round(day.abandoned_share, 4),
            }
            for day in outcome.days
        ],
    }


def reason_to_json(reason: Reason) -> dict[str, Any]:
    """Return a reason as its code and facts, days in ISO form."""
    return {"code": reason.code} | {
        name: value.isoformat() if isinstance(value, date) else value for name, value in reason.facts.items()
    }


def _option_day(case: Case, on: date, extra: float) -> dict[str, Any]:
    room = room_on(case.room, on)
    return {
        "on": on.isoformat(),
        "ordinary": round(room.ordinary + case.already.get(on, 0.0), 1),
        "extra": round(extra, 1),
        "capacity": round(room.capacity, 1),
    }


def _seconds(value: float) -> float:
    return round(value, 1) if isfinite(value) else FOREVER


def _part_to_json(part: Part) -> dict[str, Any]:
    return {
        "quantity": part.quantity,
        "handover_on": part.handover_on.isoformat(),
        "arrives_from": part.arrives_from.isoformat(),
        "arrives_until": part.arrives_until.isoformat(),
    }


def _mailing_to_json(mailing: PlannedMailing) -> dict[str, Any]:
    deadline = mailing.response_deadline
    return {
        "id": mailing.id,
        "letter_type": mailing.letter_type,
        "topic": mailing.topic,
        "response_deadline": deadline.isoformat() if deadline else None,
        "batches": [
            {
                "quantity": batch.quantity,
                "handover_on": batch.handover_on.isoformat(),
                "delivery": batch.delivery.value,
                "delivery_class": batch.delivery_class.value if batch.delivery_class else None,
            }
            for batch in mailing.batches
        ],
    }


def _mailing_from_json(values: Mapping[str, Any]) -> PlannedMailing:
    return PlannedMailing(
        id=values["id"],
        letter_type=values["letter_type"],
        topic=values["topic"],
        batches=tuple(
            Batch(
                each["quantity"],
                _day(each["handover_on"]),
                DeliveryChannel(each["delivery"]),
                DeliveryClass(each["delivery_class"]) if each["delivery_class"] else None,
            )
            for each in values["batches"]
        ),
        response_deadline=_day(values["response_deadline"]) if values["response_deadline"] else None,
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)
