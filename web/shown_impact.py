"""What stands beside the forecast of a mailing: advice, nowcast, conflicts and later peaks, as the values of its page."""

from __future__ import annotations

from datetime import date

from registry import conflict, echo, nowcast
from registry.actor import Actor
from registry.mailing import OVER
from registry.mailing_view import MailingView
from registry.nowcast import NowcastView
from registry.rights import Operation, may
from registry.store import Session
from templates import impact_phrases
from templates.values import impact as values
from templates.values.frame import Band
from web import shown_advice, shown_conflicts

BUSIEST = 5


def glance(session: Session, actor: Actor, view: MailingView, lang: str) -> values.ImpactGlance:
    """Return everything that `_impact.html` shows of a mailing; nothing of one that is over."""
    if view.stage in OVER:
        return values.ImpactGlance()
    running = nowcast.find_nowcast(session, view.id)
    own = view.content.department_id
    return values.ImpactGlance(
        advice=shown_advice.glance(session, view, lang),
        nowcast=nowcast_glance(running, lang) if running else None,
        conflicts=shown_conflicts.rows(session, conflict.list_conflicts(session, mailing_id=view.id), lang),
        echoes=tuple(_echo(each, lang) for each in echo.list_echoes(session, view.id)),
        may_drop=may(actor, Operation.DROP_ECHO, own),
        may_dismiss=may(actor, Operation.DISMISS_CONFLICT),
    )


def nowcast_glance(found: NowcastView, lang: str) -> values.NowcastGlance:
    """Return a nowcast as the page of its mailing shows it."""
    assert found.made_at is not None
    busiest = sorted(found.days, key=lambda day: -day["expected"])[:BUSIEST]
    return values.NowcastGlance(
        until=found.until,
        made_at=found.made_at,
        why=nowcast_sentence(found, lang),
        is_change=found.is_change,
        total=Band(found.low, found.expected, found.high),
        planned=found.planned,
        seen=found.figures["seen"],
        remaining=tuple(
            values.RemainingRow(
                part["number"],
                part["quantity"],
                part["sent"],
                part["was"],
                Band(part["low"], part["expected"], part["high"]),
            )
            for part in found.remaining
        ),
        days=tuple(
            (date.fromisoformat(day["on"]), day["expected"]) for day in sorted(busiest, key=lambda day: str(day["on"]))
        ),
    )


def nowcast_sentence(found: NowcastView, lang: str) -> str:
    """Return how a running mailing goes in one sentence."""
    facts = {name: value for name, value in found.why.items() if name != "code"}
    return impact_phrases.nowcast_reason(found.why["code"], lang, **facts)


def _echo(each: echo.EchoView, lang: str) -> values.EchoRow:
    peak = max(each.days, key=lambda day: day["expected"])["on"] if each.days else each.falls_on.isoformat()
    return values.EchoRow(
        id=each.id,
        name=impact_phrases.echo_name(each.kind, lang),
        falls_on=each.falls_on,
        total=Band(each.low, each.expected, each.high),
        peak_on=date.fromisoformat(peak),
        dropped=each.dropped_by if each.dropped_at else None,
    )
