"""Does what the registry says is due: the body of the sweep, with Prefect and without."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flows.advising import advise_mailing
from flows.alarming import look_for_surprises
from flows.clashing import find_conflicts
from flows.delivery import deliver_due
from flows.drafting_sheet import open_slots, prepare
from flows.foretelling import foretell
from flows.incoming import read_inbox
from flows.installation import Installation
from flows.nowcasting import nowcast_mailing
from flows.questions import look as look_at_questions
from flows.reviewing import review_mailing
from registry import alignment, due, faq, mailing_view, past_appointments, purge, sending
from registry.clock import day_of
from registry.due import Due, Work

MOST_ROUNDS = 5  # a forecast makes notices, which make mail: three rounds do, more would be a loop
log = logging.getLogger("torenkamer.work")


@dataclass(frozen=True)
class Swept:
    """How a sweep went: pieces of work done, pieces that failed."""

    done_count: int
    failed_count: int


def sweep(house: Installation) -> Swept:
    """Do all work that is due. A piece that fails is logged and does not keep the others waiting; the next sweep tries it again."""
    tried: set[Due] = set()
    failed = 0
    for _ in range(MOST_ROUNDS):
        with house.store.reading() as session:
            pieces = [piece for piece in due.list_due(session, now=house.now()) if piece not in tried]
        if not pieces:
            break
        for piece in pieces:
            failed += not do(house, piece)
            if piece.work is not Work.DELIVER:  # new notices may be due in the next round
                tried.add(piece)
    done = Swept(len(tried) - failed, failed)
    with house.store.writing() as session:
        due.note_sweep(session, now=house.now(), done_count=done.done_count)
    return done


def do(house: Installation, piece: Due) -> bool:
    """Do one piece of work; tell whether it went well. What went wrong stands in the log with kind and mailing."""
    try:
        _WORK[piece.work](house, piece)
    except Exception:
        log.exception("work failed", extra={"work": piece.work.value, "mailing_id": piece.mailing_id})
        return False
    return True


def do_all(house: Installation, work: Work) -> None:
    """Do every piece of one kind that is due, also those that become due meanwhile; each once.

    A run of a flow is a process that takes seconds to start: under load the first one takes the others' work along.
    """
    tried: set[Due] = set()
    while piece := _next(house, work, tried):
        tried.add(piece)
        do(house, piece)


def _next(house: Installation, work: Work, tried: set[Due]) -> Due | None:
    with house.store.reading() as session:
        pieces = due.list_due(session, now=house.now())
    return next((piece for piece in pieces if piece.work is work and piece not in tried), None)


def _forecast(house: Installation, piece: Due) -> None:
    assert piece.mailing_id is not None
    foretell(house, piece.mailing_id)
    open_slots(house, piece.mailing_id)


def _advise(house: Installation, piece: Due) -> None:
    assert piece.mailing_id is not None
    advise_mailing(house, piece.mailing_id)


def _nowcast(house: Installation, piece: Due) -> None:
    assert piece.mailing_id is not None
    nowcast_mailing(house, piece.mailing_id)


def _conflicts(house: Installation, piece: Due) -> None:
    find_conflicts(house)


def _surprises(house: Installation, piece: Due) -> None:
    look_for_surprises(house)


def _prepare(house: Installation, piece: Due) -> None:
    assert piece.mailing_id is not None
    prepare(house, piece.mailing_id)


def _remind(house: Installation, piece: Due) -> None:
    assert piece.mailing_id is not None
    now = house.now()
    with house.store.writing() as session:
        view = mailing_view.get_mailing(session, piece.mailing_id)
        content = view.content
        rungs = due.reminder_rungs(
            session, quantity=sum(each.quantity for each in view.batches), letter_type_id=content.letter_type_id
        )
        step = due.reminder_step(view.first_on, day_of(now), rungs)
        alignment.remind(session, house.actor, piece.mailing_id, step=step, now=now)


def _aftercare(house: Installation, piece: Due) -> None:
    assert piece.mailing_id is not None
    with house.store.writing() as session:
        sending.begin_aftercare(session, house.actor, piece.mailing_id, now=house.now())


def _review(house: Installation, piece: Due) -> None:
    assert piece.mailing_id is not None
    review_mailing(house, piece.mailing_id)


def _questions(house: Installation, piece: Due) -> None:
    assert piece.mailing_id is not None
    look_at_questions(house, piece.mailing_id)


def _sleep(house: Installation, piece: Due) -> None:
    with house.store.writing() as session:
        faq.put_to_sleep(session, house.actor, now=house.now())


def _finish(house: Installation, piece: Due) -> None:
    with house.store.writing() as session:
        past_appointments.finish_past(session, house.actor, now=house.now())


def _purge(house: Installation, piece: Due) -> None:
    purge.purge_expired(house.store, house.actor, now=house.now())


def _deliver(house: Installation, piece: Due) -> None:
    asyncio.run(deliver_due(house))


def _inbox(house: Installation, piece: Due) -> None:
    read_inbox(house)


_WORK: Mapping[Work, Callable[[Installation, Due], None]] = {
    Work.FORECAST: _forecast,
    Work.ADVISE: _advise,
    Work.NOWCAST: _nowcast,
    Work.CONFLICTS: _conflicts,
    Work.SURPRISES: _surprises,
    Work.PREPARE: _prepare,
    Work.REMIND: _remind,
    Work.AFTERCARE: _aftercare,
    Work.REVIEW: _review,
    Work.QUESTIONS: _questions,
    Work.SLEEP: _sleep,
    Work.FINISH: _finish,
    Work.PURGE: _purge,
    Work.DELIVER: _deliver,
    Work.INBOX: _inbox,
}
