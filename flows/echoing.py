"""The later peaks of a mailing on their legal days, by what its letter type says, else by the objection term of a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flows import figures
from impact.echoes import echo
from impact.values import Range
from registry import calendar, letter_type, norms
from registry.echo import NewEcho
from registry.kinds import MailingKind
from registry.letter_type import LetterTypeView
from registry.mailing_view import MailingView
from registry.store import Session

OBJECTION_DAYS = 42
"""Six weeks after the dagtekening (Awb, art. 6:7 and 6:8); a day of rest is moved on (Algemene termijnenwet, art. 1)."""

OBJECTION_SHARE = 0.05
"""Contacts in the last week of the objection term as a part of the mailing's own, where the letter type says nothing; a working
value of this project."""

DECISIONS = frozenset(
    {"woz_aanslag", "ozb_aanslag", "rioolheffing", "afvalstoffenheffing", "hondenbelasting", "toeristenbelasting"}
)
"""Kinds of letters that open an objection term by themselves."""

TERM_WORDS = ("bezwaar", "laatste dag", "termijn loopt af", "loopt af", "uiterlijk")
FEWEST = 1.0


@dataclass(frozen=True)
class _Moment:
    kind: str
    days: int
    share: float
    is_term: bool


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
    for moment in _moments(letter_type.get_letter_type(session, wanted)):
        for dated_on, quantity in sorted(dated.items()):
            falls_on = _falls_on(moment, dated_on)
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


def _moments(kind: LetterTypeView) -> tuple[_Moment, ...]:
    told = tuple(
        _Moment(each.name, each.days, each.share, any(word in each.name.casefold() for word in TERM_WORDS))
        for each in kind.follow_ups
    )
    if told or kind.bank not in DECISIONS:
        return told
    return (_Moment("objection", OBJECTION_DAYS, OBJECTION_SHARE, True),)


def _falls_on(moment: _Moment, dated_on: date) -> date:
    if moment.is_term:
        return calendar.legal_term_end(dated_on, days=moment.days)
    return dated_on + timedelta(days=moment.days)
