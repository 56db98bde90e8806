"""Advice on the sizes and dates of a mailing: the question from the record, the answer from `impact`, kept in the registry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from flows import dayrooms, figures
from flows.foretelling import expected
from flows.installation import Installation
from impact import question
from impact.batches import Case, advise, lay_out, woz_limit
from impact.delivery import arrivals
from impact.forecast import Forecast
from impact.response import response_curve
from impact.values import PlannedMailing
from registry import advice, letter_type, mailing_view, norms
from registry.advice import NewAdvice
from registry.clock import day_of
from registry.kinds import Stage
from registry.mailing_view import MailingView
from registry.norms import Norms
from registry.store import Session

WOZ_BANKS = frozenset({"woz_aanslag", "woz"})
FREE_DAYS = 28
"""Without a legal or printed limit a mailing may be spread until so many days after its planned last arrival; a choice of this project."""

SOONER_DAYS = 28
"""How much sooner than planned letters might be ready where no law says from when; a choice of this project."""

BEFORE_DEADLINE = 14
"""Letters arrive at least so many days before the day by which readers must act; a choice of this project."""


def advise_mailing(house: Installation, mailing_id: int) -> bool:
    """Keep advice on the batches of a mailing that were not sent; the same question twice gives one version.

    Tells whether there was anything to advise on.
    """
    with house.store.reading() as session:
        view = mailing_view.get_mailing(session, mailing_id)
        found = build(house, session, view)
    if found is None:
        return False
    with house.store.writing() as session:
        advice.store_advice(session, house.actor, mailing_id, found, now=house.now())
    return True


def build(house: Installation, session: Session, view: MailingView) -> NewAdvice | None:
    """Return the advice on a mailing as it stands, None for an event or when everything was sent."""
    kcc = norms.get_norms(session)
    return advised(house, session, view, kcc, expected(house, session, view, kcc, without=view.id))


def advised(
    house: Installation, session: Session, view: MailingView, kcc: Norms, foretold: Forecast | None
) -> NewAdvice | None:
    """Return the advice on a mailing with this forecast, None where there is none or everything was sent."""
    if foretold is None or view.stage in (Stage.CLOSED, Stage.CANCELLED, Stage.AFTERCARE):
        return None
    built = case_of(session, view, kcc, foretold, today=day_of(house.now()))
    if built is None:
        return None
    case, assumptions = built
    return answer(case, view.revision, assumptions)


def answer(case: Case, for_revision: int, assumptions: dict[str, object]) -> NewAdvice:
    """Return the advice on a question, with what the batches as they are would do."""
    found = question.advice_to_json(advise(case), case)
    planned = lay_out(case, "planned", [(batch.handover_on, batch.quantity) for batch in case.mailing.batches])
    return NewAdvice(
        for_revision=for_revision,
        question=question.to_json(case) | assumptions,
        planned=question.option_to_json(planned, case),
        options=found["options"],
        yardsticks=found["yardsticks"],
        why=found["why"],
        is_renewed=bool(case.already),
    )


def case_of(
    session: Session, view: MailingView, kcc: Norms, foretold: Forecast, *, today: date
) -> tuple[Case, dict[str, object]] | None:
    """Return the question and what was assumed with it; None when every batch was sent.

    The line is the telephone: its capacity is what is short. `assumptions` are kept beside the question.
    """
    mailing = figures.planned(session, view)
    if mailing is None:
        return None
    sent = tuple(batch for batch, was in zip(mailing.batches, view.batches, strict=True) if was.sent_on is not None)
    unsent = tuple(batch for batch, was in zip(mailing.batches, view.batches, strict=True) if was.sent_on is None)
    if not unsent:
        return None
    earliest = max(min(batch.handover_on for batch in unsent), today + timedelta(days=1))
    limit, limit_why = limit_of(session, view, mailing)
    line = dayrooms.line_days(session, kcc, today=today, last=limit + timedelta(days=45), without=(view.id,))
    share = phone_share(foretold)
    rate = foretold.rate.rate.expected * view.content.reach_share * share
    case = Case(
        mailing=replace(mailing, batches=unsent, reach_share=1.0, window_from=None, window_until=None),
        rate=rate,
        room=line.room,
        days=line.days,
        post=line.post,
        earliest=earliest,
        limit=limit,
        lag=foretold.lag,
        log_sd=foretold.rate.log_sd,
        blocked=line.quiet,
        line=line.line,
        could_start=could_start(min(batch.handover_on for batch in mailing.batches), limit_why, bool(sent), today),
    )
    if sent:
        before = replace(mailing, batches=sent)
        curve = response_curve(before, line.days, line.post, foretold.lag)
        case = replace(case, already={day: part * rate * before.quantity for day, part in curve.items() if day > today})
    return case, {"limit_why": limit_why, "assumed_ordinary": line.assumed, "phone_share": round(share, 4)}


def could_start(planned: date, limit_why: str, is_begun: bool, today: date) -> date:
    """Return the day from which the letters could have gone, had one begun in time.

    WOZ decisions go from New Year on, also when that has passed: then it is a lesson for the next year. Other letters might be
    ready four weeks sooner than planned, and no mailing that runs can begin in the past.
    """
    tomorrow = today + timedelta(days=1)
    if limit_why == "woz_term" and not is_begun:
        return date(planned.year, 1, 1)
    return max(tomorrow, planned - timedelta(days=SOONER_DAYS))


def phone_share(foretold: Forecast) -> float:
    """Return the part of the mailing's contacts that comes by telephone."""
    total = sum(day.extra.expected for day in foretold.days)
    phone = sum(day.extra.expected for day in foretold.days if day.channel == dayrooms.LINE)
    return phone / total if total > 0 else 1.0


def limit_of(session: Session, view: MailingView, mailing: PlannedMailing) -> tuple[date, str]:
    """Return the day by which letters must have arrived, and why: `woz_term`, `reader_deadline` or `four_weeks`.

    A plan that is later than its limit is not told that it is impossible: then only the four weeks count.
    """
    post = figures.post_days(mailing.batches[0].handover_on, mailing.batches[-1].handover_on + timedelta(days=90))
    last = max(max(arrivals(batch, post)) for batch in mailing.batches)
    wanted = view.content.letter_type_id
    bank = letter_type.get_letter_type(session, wanted).bank if wanted is not None else None
    woz = woz_limit(mailing.batches[0].handover_on.year)
    if bank in WOZ_BANKS and last <= woz:
        return woz, "woz_term"
    deadline = view.content.reader_deadline_on
    if deadline is not None and last <= deadline - timedelta(days=BEFORE_DEADLINE):
        before = deadline - timedelta(days=BEFORE_DEADLINE)
        return min(before, last + timedelta(days=2 * FREE_DAYS)), "reader_deadline"
    return last + timedelta(days=FREE_DAYS), "four_weeks"
