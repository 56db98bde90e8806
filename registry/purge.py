"""What goes when its term is over, once a day: callers and their words. That something happened, and how often, stays.

Norms say the terms: callers stay recognisable for `contact_days`, their words (what agents searched for and groups of questions too) for
`text_days`, names and numbers of appointments and callbacks for `appointment_days`. Many short transactions, so that a
booking beside it hardly waits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import agenda, answer_search, audit, callback, inbox, question_group, redials, surprise
from registry.actor import Actor
from registry.audit import AuditRow
from registry.clock import at_amsterdam, day_of
from registry.contact import LARGEST_CHUNK, purge_contacts
from registry.norms import get_norms
from registry.rights import Operation, require
from registry.store import Store

MAIL_DAYS = 30  # what came in by mail and was looked into; a choice of this project


@dataclass(frozen=True)
class Purged:
    """How many rows lost something: contacts deleted, contacts whose caller was wiped, and so on."""

    contacts: int
    caller_keys: int
    appointments: int
    callbacks: int
    mails: int
    searches: int = 0
    groupings: int = 0


def was_done(session: Session, *, on: date) -> bool:
    """Tell whether the purge of a day was done."""
    done = select(AuditRow.id).where(AuditRow.object_kind == "purge", AuditRow.object_id == on.isoformat()).limit(1)
    return session.scalar(done) is not None


def purge_expired(store: Store, actor: Actor, *, now: datetime) -> Purged:
    """Delete and wipe everything whose term is over at `now`, and write to the trail that it was done.

    Stopped halfway and done again, the end is the same. SQLite overwrites what it deletes, in the file and in its log.

    Raises:
        NotAllowed: the actor may not purge.
    """
    require(actor, Operation.PURGE)
    with store.reading() as session:
        norms = get_norms(session)
        days = redials.list_recognisable_days(session, before=day_of(now) - timedelta(days=norms.contact_days))
    keys = 0
    for first, last in _stretches(days):
        with _overwriting(store) as session:
            keys += redials.keep_and_forget(session, actor, first=first, last=last)
    contacts = 0
    while deleted := _purge_contacts(store, actor, norms.text_days, now):
        contacts += deleted
    searches = 0
    while deleted := _purge_searches(store, actor, norms.text_days, now):
        searches += deleted
    with _overwriting(store) as session:
        groupings = question_group.purge_groupings(session, actor, before=now - timedelta(days=norms.text_days))
    with _overwriting(store) as session:
        surprise.purge_words(session, actor, before=now - timedelta(days=norms.text_days))
    before = now - timedelta(days=norms.appointment_days)
    with _overwriting(store) as session:
        appointments = agenda.purge_callers(session, actor, before=before, now=now)
        callbacks = callback.purge_callers(session, actor, before=before, now=now)
    with _overwriting(store) as session:
        mails = inbox.purge(session, before=at_amsterdam(day_of(now) - timedelta(days=MAIL_DAYS)))
    purged = Purged(contacts, keys, appointments, callbacks, mails, searches, groupings)
    with store.writing() as session:
        audit.record(session, actor, "purge.done", "purge", day_of(now).isoformat(), now=now, **asdict(purged))
    store.empty_log()
    return purged


def _purge_contacts(store: Store, actor: Actor, keep_days: int, now: datetime) -> int:
    with _overwriting(store) as session:
        return purge_contacts(session, actor, keep_days=keep_days, now=now)


def _purge_searches(store: Store, actor: Actor, keep_days: int, now: datetime) -> int:
    with _overwriting(store) as session:
        return answer_search.purge_searches(session, actor, before=now - timedelta(days=keep_days), now=now)


def _stretches(days: Counter[date]) -> Iterator[tuple[date, date]]:
    """Put days together to stretches of about LARGEST_CHUNK contacts."""
    first: date | None = None
    last, count = date.min, 0
    for day in sorted(days):
        if first is not None and count + days[day] > LARGEST_CHUNK:
            yield first, last
            first, count = None, 0
        first, last, count = first or day, day, count + days[day]
    if first is not None:
        yield first, last


@contextmanager
def _overwriting(store: Store) -> Iterator[Session]:
    with store.writing() as session:
        if store.engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("PRAGMA secure_delete=ON")
        yield session
