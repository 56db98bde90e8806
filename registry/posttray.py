"""One mail of the post tray by its number: a notice with its sealed bytes, or a mail that came in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry.inbox import InboxMail, InboxView, MailNotFound
from registry.notice import Notice, NoticeView


def get_notice(session: Session, notice_id: int) -> tuple[NoticeView, bytes | None]:
    """Return a notice and its bytes, None as long as it was not sealed.

    Raises:
        MailNotFound: when there is none.
    """
    row = session.get(Notice, notice_id)
    if row is None:
        raise MailNotFound(mail=notice_id)
    return NoticeView(**{name: getattr(row, name) for name in NoticeView.__dataclass_fields__}), row.sealed


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
