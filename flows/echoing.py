"""The later peaks of a mailing on their legal days, by what its letter type says, else by the objection term of a decision."""

from __future__ import annotations

from datetime import date, timedelta

from flows import figures
from flows.later_moments import moments
from impact.echoes import echo
from impact.values import Range
from registry import letter_type, norms
from registry.echo import NewEcho
from registry.kinds import MailingKind
from registry.mailing_view import MailingView
from registry.store import Session

FEWEST = 1.0


def echoes_of(session: Session, view: MailingView, total: Range) -> tuple[NewEcho, ...]:
    """Return the later peaks of a mailing whose forecast is known; none for an event.

    They hang on the dagtekening, never on the arrival: letters with another dagtekening have an echo of their own.
    """
    wanted = view.content.letter_type_id
    if view.content.kind is MailingKind.EVENT or wanted is None or not view.batches or total.expected <= 0:
        return ()
    kcc = norms.get_norms(session)
    dated: dict[date, int] = {}
    for batch in view.batches:
        dated[batch.dated_on] = dated.get(batch.dated_on, 0) + batch.quantity
    found: dict[tuple[str, date], NewEcho] = {}
    for moment in moments(letter_type.get_letter_type(session, wanted)):
        for dated_on, quantity in sorted(dated.items()):
            falls_on = moment.falls_on(dated_on)
            days = figures.open_days(kcc, dated_on, falls_on + timedelta(days=60))
            part = quantity / view.quantity
            own = Range(total.low * part, total.expected * part, total.high * part)
            peak = echo(own, moment.share, falls_on, days, is_term=moment.is_term)
            if peak.extra.expected >= FEWEST:
                found[moment.kind, falls_on] = NewEcho(
                    kind=moment.kind,
                    falls_on=falls_on,
                    low=round(peak.extra.low, 1),
                    expected=round(peak.extra.expected, 1),
                    high=round(peak.extra.high, 1),
                    days=[{"on": on.isoformat(), "expected": round(count, 2)} for on, count in peak.per_day.items()],
                )
    return tuple(found.values())
