"""The work behind `flows.deliver`: claim due notices, seal their bytes, hand them over, mark what became of them."""

from __future__ import annotations

import logging
from contextlib import aclosing
from datetime import datetime, timedelta

from flows import wording
from flows.installation import Installation
from mail.address import envelope_sender
from mail.compose import compose
from mail.errors import BadAddress, BadHeader
from mail.outcome import FINAL_AFTER, Outcome, OutcomeKind, retry_after
from mail.posttray import posttray_relay
from mail.relay import Relay
from mail.sender import Outgoing, send_all
from registry import notice
from registry.kinds import NoticeState
from registry.notice import NoticeView
from registry.settings import Settings

GROUP = 50
WORDING_WAIT = timedelta(minutes=10)
log = logging.getLogger("torenkamer.delivery")


async def deliver_due(house: Installation) -> int:
    """Hand over all notices that are due and return how many were taken.

    The bytes are committed before they are sent, and a notice is marked after: a crash in between sends the same message once
    more with the same Message-ID, any other crash costs nothing.
    """
    taken = 0
    while True:
        with house.store.writing() as session:
            claimed = notice.claim_due(session, now=house.now(), limit=GROUP)
        if not claimed:
            return taken
        outgoing = [item for item in (_sealed(house, each) for each in claimed) if item is not None]
        by_id = {str(each.id): each for each in claimed}
        tried: set[str] = set()
        async with aclosing(send_all(outgoing, relay(house.settings))) as outcomes:
            async for identifier, outcome in outcomes:
                tried.add(identifier)
                _mark(house, by_id[identifier], outcome)
                taken += outcome.kind is OutcomeKind.ACCEPTED
                if outcome.kind is OutcomeKind.STOP_QUEUE:
                    break
        for item in outgoing:
            if item.id not in tried:
                _put_back(house, by_id[item.id])
        if len(tried) < len(outgoing):
            return taken


def relay(settings: Settings) -> Relay:
    """Return the relay of the settings, or the post tray of this machine when there is none."""
    if settings.relay_host is None:
        return posttray_relay(settings.smtp_port)
    password = settings.relay_password.get_secret_value() if settings.relay_password else None
    return Relay(
        settings.relay_host,
        settings.relay_port,
        username=settings.relay_username,
        password=password,
        security=settings.relay_security,
    )


def bounce_address(settings: Settings) -> str:
    """Return the address to which returned messages come; the token of the notice is put in it."""
    return f"retour@{settings.mail_domain}"


def _sealed(house: Installation, item: NoticeView) -> Outgoing | None:
    """Return what travels; the bytes are rendered once and kept. A notice that cannot be composed is a technical fault.

    One that asks about lines that were all settled meanwhile goes to nobody.
    """
    settings = house.settings
    with house.store.reading() as session:
        content = notice.sealed_bytes(session, item.id)
        is_over = content is None and wording.is_over(session, item)
    if is_over:
        with house.store.writing() as session:
            notice.drop(session, item.id)
        return None
    if content is None:
        try:
            subject, fresh = _composed(house, item)
        except (BadAddress, BadHeader) as problem:
            _end(house, item, NoticeState.FAULT, problem.code)
            return None
        except Exception as problem:
            log.exception("notice not worded", extra={"notice_id": item.id, "mailing_id": item.mailing_id})
            _end(house, item, NoticeState.DELAYED, type(problem).__name__, again=house.now() + WORDING_WAIT)
            return None
        with house.store.writing() as session:
            content = notice.seal(session, item.id, fresh, subject=subject)
    sender = envelope_sender(item.token, bounce_address=bounce_address(settings))
    return Outgoing(str(item.id), content, sender, item.recipient_email)


def _composed(house: Installation, item: NoticeView) -> tuple[str, bytes]:
    settings = house.settings
    with house.store.reading() as session:
        subject, text, html = wording.render(session, item, settings)
    message = compose(
        sender=f"{settings.mail_from}@{settings.mail_domain}",
        sender_name=settings.mail_name,
        recipient=item.recipient_email,
        subject=subject,
        text=text,
        html=html,
        message_id=f"<{item.token}@{settings.mail_domain}>",
        envelope_token=item.token,
        now=item.created_at,
    )
    return subject, message


def _end(
    house: Installation, item: NoticeView, state: NoticeState, problem: str, *, again: datetime | None = None
) -> None:
    with house.store.writing() as session:
        notice.mark(session, item.id, state, now=house.now(), next_attempt_at=again, problem=problem)


def _mark(house: Installation, item: NoticeView, outcome: Outcome) -> None:
    now = house.now()
    state, problem, again = _meaning(item, outcome, now)
    with house.store.writing() as session:
        notice.mark(session, item.id, state, now=now, next_attempt_at=again, problem=problem)


def _meaning(item: NoticeView, outcome: Outcome, now: datetime) -> tuple[NoticeState, str | None, datetime | None]:
    if outcome.kind is OutcomeKind.ACCEPTED:
        return (NoticeState.IN_POSTTRAY if outcome.in_posttray else NoticeState.SENT), None, None
    if outcome.kind is OutcomeKind.UNDELIVERABLE:
        return NoticeState.UNDELIVERED, outcome.text, None
    wait = retry_after(item.attempt_count)
    if outcome.kind is not OutcomeKind.STOP_QUEUE and wait is None:
        return NoticeState.UNDELIVERED, outcome.text, None
    state = NoticeState.POSSIBLY_TWICE if outcome.kind is OutcomeKind.AMBIGUOUS else NoticeState.DELAYED
    return state, outcome.text, now + (wait or FINAL_AFTER / 24)


def _put_back(house: Installation, item: NoticeView) -> None:
    """Let go of a notice that was claimed but not tried, because the relay could not be reached."""
    with house.store.writing() as session:
        notice.mark(
            session, item.id, item.state, now=house.now(), next_attempt_at=item.next_attempt_at, problem=item.problem
        )
