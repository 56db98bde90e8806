"""The post tray: what was sent to colleagues and what came in. HTML of a mail is never shown, only its text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import Response

from mail.errors import UnparsableMail
from mail.parse import parse
from registry import inbox, notice
from registry import posttray as posttray_record
from registry.kinds import NoticeKind, NoticeState
from registry.posttray import Wanted
from registry.rights import Operation, may, require
from registry.store import Session
from templates import phrases
from templates.environment import translate
from templates.labels import label
from templates.values.frame import Choice, Section
from templates.values.house import PosttrayMail, PosttrayPage
from templates.values.mailing import NoticeRow
from web import shown_mailing
from web.addresses import Id
from web.paging import PAGE, pages_of
from web.visit import Looking, Posting, Visit

router = APIRouter()


@router.get("/postvak")
def posttray(visit: Looking) -> Response:
    """What was sent, or with `bak=in` what came in; newest first, filtered by state, kind and recipient."""
    incoming = visit.query.get("bak") == "in"
    wanted, filters = _wanted(visit)
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_POSTTRAY)
        total = inbox.count_mails(session) if incoming else posttray_record.count_found(session, wanted)
        pages = pages_of(visit, total)
        skip = (pages.current - 1) * PAGE
        rows = _incoming(session, skip) if incoming else _outgoing(session, wanted, skip, visit.lang)
        relay = visit.place.settings.relay_host is not None
        queue = notice.queue_state(session)
        page = PosttrayPage(
            rows,
            pages,
            relay,
            incoming,
            filters,
            tuple(Choice(state.value, translate(label(state), visit.lang)) for state in NoticeState),
            _kinds(visit.lang),
            queue.fault_count + queue.undelivered_count,
        )
        frame = visit.frame(session, actor, Section.POSTTRAY)
    return visit.page("posttray", frame, page)


def _wanted(visit: Visit) -> tuple[Wanted, dict[str, str]]:
    """Read the filters; a word that is none of a list is not looked for."""
    state, kind = visit.query.get("stand", ""), visit.query.get("soort", "")
    recipient = " ".join(visit.query.get("aan", "").replace("\x00", "").split())[:100]
    known = {
        "stand": state if state in list(NoticeState) else "",
        "soort": kind if kind in list(NoticeKind) else "",
        "aan": recipient,
    }
    return (
        Wanted(NoticeState(state) if known["stand"] else None, NoticeKind(kind) if known["soort"] else None, recipient),
        known,
    )


def _kinds(lang: str) -> tuple[Choice, ...]:
    found = (Choice(kind.value, phrases.notice_name(kind, lang)) for kind in NoticeKind)
    return tuple(sorted(found, key=lambda choice: choice.text))


def _outgoing(session: Session, wanted: Wanted, skip: int, lang: str) -> tuple[NoticeRow, ...]:
    found = posttray_record.find_notices(session, wanted, limit=PAGE, offset=skip)
    return tuple(shown_mailing.notice_row(item, lang) for item in found)


@router.post("/postvak/{notice_id}/opnieuw")
def send_again(visit: Posting, notice_id: Id) -> Response:
    """Let a failed mail be sent again."""
    with visit.writing() as (session, actor):
        posttray_record.retry(session, actor, notice_id, now=visit.now)
    return visit.to(f"/postvak/{notice_id}", "opnieuw")


def _incoming(session: Session, skip: int) -> tuple[NoticeRow, ...]:
    return tuple(
        NoticeRow(
            f"in/{mail.id}",
            mail.received_at,
            ", ".join(mail.recipients),
            f"{mail.envelope_from or '<>'} ({mail.size} bytes)",
            NoticeState.IN_POSTTRAY,
        )
        for mail in inbox.list_mails(session, limit=PAGE, offset=skip)
    )


@router.get("/postvak/in/{mail_id}")
def received(visit: Looking, mail_id: Id) -> Response:
    """One mail that came in."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_POSTTRAY)
        view, content = posttray_record.get_received(session, mail_id)
        known = _Known("", view.envelope_from or "<>", ", ".join(view.recipients), view.received_at)
        page = _mail(NoticeState.IN_POSTTRAY, known, content, visit)
        frame = visit.frame(session, actor, Section.POSTTRAY)
    return visit.page("posttray_mail", frame, page)


@router.get("/postvak/{notice_id}")
def sent(visit: Looking, notice_id: Id) -> Response:
    """One mail to a colleague, as it was sealed."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_POSTTRAY)
        view, content = posttray_record.get_notice(session, notice_id)
        subject = view.subject or phrases.notice_name(view.kind, visit.lang)
        recipient = f"{view.recipient_name} <{view.recipient_email}>"
        known = _Known(subject, visit.place.settings.mail_name, recipient, view.ended_at or view.created_at)
        may_retry = view.state in posttray_record.FAILED and may(actor, Operation.RETRY_NOTICE)
        page = replace(
            _mail(view.state, known, content, visit),
            problem=view.problem or "",
            attempt_count=view.attempt_count,
            retry_action=f"/postvak/{notice_id}/opnieuw" if may_retry else "",
        )
        frame = visit.frame(session, actor, Section.POSTTRAY)
    return visit.page("posttray_mail", frame, page)


@dataclass(frozen=True)
class _Known:
    """What is known of a mail without opening it."""

    subject: str
    sender: str
    recipient: str
    at: datetime


def _mail(state: NoticeState, known: _Known, content: bytes | None, visit: Visit) -> PosttrayMail:
    page = PosttrayMail(known.subject, known.sender, known.recipient, known.at, state, "", "")
    if content is None:
        return page
    try:
        found = parse(content)
    except UnparsableMail as error:
        return replace(page, text=visit.say(error))
    sender = f"{found.from_name} <{', '.join(found.from_addresses)}>".strip()
    return replace(
        page,
        subject=found.subject or known.subject,
        sender=sender if found.from_addresses else known.sender,
        recipient=", ".join(found.to) or known.recipient,
        text=found.text,
        message_id=found.message_id or "",
        attachments=tuple(each.filename for each in found.attachments),
    )
