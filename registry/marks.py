"""From which state of the record something is reckoned, as a short text: another text means that it is due again."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.clock import day_of
from registry.contact import ImportFile
from registry.forecast import Forecast
from registry.kinds import LetterState, MailingKind, Stage
from registry.letter import Letter
from registry.mailing import Mailing
from registry.norms import get_norms
from registry.opening import CalendarPeriod
from registry.reckoned import find
from registry.tally import Tally

CONFLICTS = "conflicts"
SURPRISES = "surprises"
COMING = (Stage.REGISTERED, Stage.PREPARED, Stage.ALIGNED, Stage.SENT)
NOTHING = "0.None.0"
TALLIES_A_ROUND = 10
"""Contacts that are tallied one by one are looked at in tens: one call more is no news."""


def nowcast_name(mailing_id: int) -> str:
    """Return under which name the nowcast of a mailing is marked."""
    return f"nowcast:{mailing_id}"


def nowcast(session: Session, row: Mailing, *, now: datetime) -> str:
    """Return the state that a nowcast rests on: what was counted, what was sent, and the plan."""
    sent = ",".join(f"{batch.number}={batch.sent_on}/{batch.sent_quantity}" for batch in row.batches if batch.sent_on)
    version = session.scalar(select(func.max(Forecast.version)).where(Forecast.mailing_id == row.id))
    return f"{_counted(session)};{day_of(now)};{row.revision};{version};{_short(sent)}"


def questions_name(mailing_id: int) -> str:
    """Return under which name the questions about a mailing are marked."""
    return f"questions:{mailing_id}"


def questions(session: Session, mailing_id: int, *, now: datetime) -> str:
    """Return the state that questions beside a letter rest on: its newest text, its batches, and once it arrives what was counted."""
    row = session.get_one(Mailing, mailing_id)
    version = session.scalar(
        select(func.max(Letter.version)).where(Letter.mailing_id == mailing_id, Letter.state == LetterState.READ)
    )
    arrives = min((batch.arrives_from for batch in row.batches), default=None)
    counted = _counted(session) if arrives is not None and arrives <= day_of(now) else ""
    return f"{version};{row.revision};{counted}"


def review(session: Session, row: Mailing, *, now: datetime) -> str:
    """Return the state that a review rests on: what was counted, the day, and the mailing as it stands."""
    return f"{_counted(session)};{day_of(now)};{row.revision}"


def conflicts(session: Session, *, now: datetime) -> str:
    """Return the state that conflicts rest on: the mailings to come with their forecasts, the calendar and the norms.

    Empty when there never was anything to lay side by side.
    """
    newest = select(Forecast.mailing_id, func.max(Forecast.version)).group_by(Forecast.mailing_id)
    versions = dict(session.execute(newest).tuples().all())
    query = select(Mailing.id, Mailing.revision).where(Mailing.stage.in_(COMING), Mailing.kind != MailingKind.EVENT)
    rows = session.execute(query.order_by(Mailing.id)).tuples()
    mailings = [(number, revision, versions[number]) for number, revision in rows if number in versions]
    if not mailings and find(session, CONFLICTS) is None:
        return ""
    periods = session.execute(
        select(CalendarPeriod.id, CalendarPeriod.first_on, CalendarPeriod.last_on).order_by(CalendarPeriod.id)
    ).tuples()
    return f"{day_of(now)};{_short(f'{mailings}{list(periods)}{get_norms(session)}')}"


def surprises(session: Session) -> str:
    """Return the state that surprises rest on: what was counted. Empty when nothing ever was."""
    counted = _counted(session)
    return "" if counted == NOTHING else counted


def _counted(session: Session) -> str:
    """The imports that were finished (one that runs is no state to reckon from), and about how many contacts were tallied."""
    files = session.execute(
        select(func.max(ImportFile.id), func.count(ImportFile.finished_at), func.max(ImportFile.finished_at))
    ).one()
    newest = session.scalar(select(func.max(Tally.id))) or 0
    return f"{files[1]}.{files[2]}.{newest // TALLIES_A_ROUND}"


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
