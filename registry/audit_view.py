"""Finding lines in the trail: by period, colleague, mailing, operation and words, so many a page, newest first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, String, cast, func, or_, select
from sqlalchemy.orm import Session

from registry.audit import AuditLine, AuditRow
from registry.clock import at_amsterdam

CHUNK = 1_000


@dataclass(frozen=True)
class Asked:
    """Which lines are wanted; what is None or empty does not count. Days are Amsterdam's, both included.

    `also_actions` are actions whose words, as people read them, hold the text: they count as found.
    """

    since: date | None = None
    until: date | None = None
    who: str = ""
    mailing_id: int | None = None
    action: str = ""
    text: str = ""
    also_actions: tuple[str, ...] = ()


def find_lines(session: Session, asked: Asked, *, limit: int, offset: int = 0) -> tuple[AuditLine, ...]:
    """Return lines of the trail, newest first."""
    query = _filtered(select(AuditRow), asked).order_by(AuditRow.id.desc()).limit(limit).offset(offset)
    return tuple(_line(row) for row in session.scalars(query))


def count_lines(session: Session, asked: Asked) -> int:
    """Return how many lines `find_lines` would find in all."""
    return session.scalar(_filtered(select(func.count(AuditRow.id)), asked)) or 0


def each_line(session: Session, asked: Asked) -> Iterator[tuple[AuditLine, str]]:
    """Yield every line, newest first, with its seal; for an export."""
    query = _filtered(select(AuditRow), asked).order_by(AuditRow.id.desc()).execution_options(yield_per=CHUNK)
    for row in session.scalars(query):
        yield _line(row), row.seal


def list_actions(session: Session) -> tuple[str, ...]:
    """Return which operations stand in the trail, by name."""
    return tuple(session.scalars(select(AuditRow.action).distinct().order_by(AuditRow.action)))


def _filtered(query: Select[Any], asked: Asked) -> Select[Any]:
    if asked.since is not None:
        query = query.where(AuditRow.at >= at_amsterdam(asked.since))
    if asked.until is not None:
        query = query.where(AuditRow.at < at_amsterdam(asked.until + timedelta(days=1)))
    if asked.who:
        query = query.where(AuditRow.actor_name.icontains(asked.who, autoescape=True))
    if asked.mailing_id is not None:
        query = query.where(AuditRow.mailing_id == asked.mailing_id)
    if asked.action:
        query = query.where(AuditRow.action == asked.action)
    if asked.text:
        # the facts are kept as JSON text, in which a letter with an accent is written as its number
        written = json.dumps(asked.text)[1:-1]
        query = query.where(
            or_(
                AuditRow.actor_name.icontains(asked.text, autoescape=True),
                AuditRow.object_id == asked.text,
                AuditRow.action.in_(asked.also_actions),
                cast(AuditRow.facts, String).icontains(written, autoescape=True),
            )
        )
    return query


def _line(row: AuditRow) -> AuditLine:
    return AuditLine(**{name: getattr(row, name) for name in AuditLine.__dataclass_fields__})
