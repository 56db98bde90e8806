"""The post tray: one mail by its number, notices found by state, kind and recipient, and a failed one sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from registry import audit
from registry.actor import Actor
from registry.errors import Anticipated
from registry.inbox import InboxMail, InboxView, MailNotFound
from registry.kinds import NoticeKind, NoticeState
from registry.notice import Notice, NoticeView
from registry.rights import Operation, require

FAILED = (NoticeState.FAULT, NoticeState.UNDELIVERED)


class NoticeNotFailed(Anticipated):
    """The notice did not fail: sending it again would be sending it twice. Facts: notice."""

    code = "notice_not_failed"


@dataclass(frozen=True)
class Wanted:
    """Which notices are looked for; None and "" do not count."""

    state: NoticeState | None = None
    kind: NoticeKind | None = None
    recipient: str = ""


def find_notices(session: Session, wanted: Wanted, *, limit: int, offset: int = 0) -> tuple[NoticeView, ...]:
    """Return notices, newest first."""
    query = _filtered(select(Notice), wanted).order_by(Notice.id.desc()).limit(limit).offset(offset)
    return tuple(_view(row) for row in session.scalars(query))


def count_found(session: Session, wanted: Wanted) -> int:
    """Return how many notices `find_notices` would find in all."""
    return session.scalar(_filtered(select(func.count(Notice.id)), wanted)) or 0


def retry(session: Session, actor: Actor, notice_id: int, *, now: datetime) -> None:
    """Let a failed notice be sent again with the bytes that were sealed; attempts are counted anew.

    Raises:
        MailNotFound: there is none of that number.
        NoticeNotFailed: it is on its way, or went out.
    """
    require(actor, Operation.RETRY_NOTICE)
    row = session.get(Notice, notice_id, with_for_update=True)
    if row is None:
        raise MailNotFound(mail=notice_id)
    if row.state not in FAILED:
        raise NoticeNotFailed(notice=notice_id)
    was, problem = row.state, row.problem
    row.state, row.attempt_count, row.next_attempt_at = NoticeState.READY, 0, now
    row.claimed_until = row.ended_at = row.problem = None
    session.flush()
    audit.record(
        session,
        actor,
        "notice.retried",
        "notice",
        notice_id,
        now=now,
        mailing_id=row.mailing_id,
        state=was.value,
        problem=problem,
    )


def _filtered(query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.state is not None:
        query = query.where(Notice.state == wanted.state)
    if wanted.kind is not None:
        query = query.where(Notice.kind == wanted.kind)
    for word in wanted.recipient.split():
        query = query.where(
            or_(
                Notice.recipient_name.icontains(word, autoescape=True),
                Notice.recipient_email.icontains(word, autoescape=True),
            )
        )
    return query


def _view(row: Notice) -> NoticeView:
    return NoticeView(**{name: getattr(row, name) for name in NoticeView.__dataclass_fields__})


def get_notice(session: Session, notice_id: int) -> tuple[NoticeView, bytes | None]:
    """Return a notice and its bytes, None as long as it was not sealed.

    Raises:
        MailNotFound: when there is none.
    """
    row = session.get(Notice, notice_id)
    if row is None:
        raise MailNotFound(mail=notice_id)
    return _view(row), row.sealed


def get_received(session: Session, mail_id: int) -> tuple[InboxView, bytes]:
    """Return a mail that came in and its bytes.

    Raises:
        MailNotFound: when there is none.
    """
    row = session.get(InboxMail, mail_id)
    if row is None:
        raise MailNotFound(mail=mail_id)
    plain = {name: getattr(row, name) for name in InboxView.__dataclass_fields__}
    return InboxView(**plain | {"recipients": tuple(row.recipients)}), row.content
