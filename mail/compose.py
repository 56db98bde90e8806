"""One message to one recipient as sealed bytes; the same arguments give the same bytes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address, HeaderRegistry, MessageIDHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from typing import Literal

from mail.address import check_address, check_token
from mail.errors import BadHeader

NOTICE_HEADER = "X-Torenkamer-Notice"
"""Carries the token of the envelope sender in the header too: a returned message often quotes only the headers."""

# One @ between visible characters; longer than 250 would meet the line limit of 998 (RFC 5322, 2.1.1).
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f\x41-\x7e]+@[\x21-\x3b\x3d\x3f\x41-\x7e]+>\Z")
_LONGEST_MESSAGE_ID = 250
_LONGEST_TITLE = 400  # characters of a subject or a name; what a reader sees of it is a quarter of that


def _policy() -> EmailPolicy[EmailMessage]:
    """policy.SMTP, with the ids of other messages treated as ids: as free text Python 3.11 turns a long one into an
    encoded word, and the answer no longer hangs below its question."""
    registry = HeaderRegistry()
    for name in ("in-reply-to", "references"):
        registry.map_to_type(name, MessageIDHeader)  # type: ignore[arg-type]  # typeshed forgets it is a mixin
    return SMTP.clone(header_factory=registry)


_POLICY = _policy()


@dataclass(frozen=True, slots=True)
class Calendar:
    """An invitation that travels with the message: iCalendar bytes and the method inside them (RFC 6047)."""

    method: Literal["REQUEST", "CANCEL", "PUBLISH"]
    content: bytes
    filename: str = "afspraak.ics"


def compose(
    *,
    sender: str,
    sender_name: str,
    recipient: str,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    envelope_token: str,
    in_reply_to: str | None = None,
    calendar: Calendar | None = None,
    now: datetime,
) -> bytes:
    """Build the message: plain text and HTML, one recipient, marked as generated so that nobody's absence answers it.

    Args:
        sender, recipient: bare addresses; both are checked first.
        sender_name: what the reader sees as the sender, may be empty.
        message_id, in_reply_to: with angle brackets; the first is fixed per notice.
        envelope_token: the token of the notice, see `mail.address.envelope_sender`.
        now: aware; becomes the Date header, in UTC.

    Returns:
        7-bit bytes with CRLF line ends and no line over 998 octets.

    Raises:
        BadAddress: an address that may not travel.
        BadHeader: a line break or control character in subject or name, an id or token of the wrong form.
        ValueError: `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now must know its time zone")
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(
        display_name=_check_title(sender_name, which="sender_name"),
        addr_spec=check_address(sender, which="sender"),
    )
    message["To"] = check_address(recipient, which="recipient")
    message["Subject"] = _check_title(subject, which="subject")
    message["Date"] = now.astimezone(UTC)
    message["Message-ID"] = _check_message_id(message_id, which="message_id")
    if in_reply_to is not None:
        message["In-Reply-To"] = _check_message_id(in_reply_to, which="in_reply_to")
        message["References"] = in_reply_to
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # Exchange knows only this one
    message[NOTICE_HEADER] = check_token(envelope_token)
    _fill(message, text, html, calendar)
    _fix_boundaries(message, message_id)
    return message.as_bytes()


def _fill(message: EmailMessage, text: str, html: str, calendar: Calendar | None) -> None:
    # Quoted-printable keeps every line short and 7-bit, whatever stands in the text and whatever the relay can do.
    message.set_content(_clean_body(text), cte="quoted-printable")
    message.add_alternative(_clean_body(html), subtype="html", cte="quoted-printable")
    if calendar is None:
        return
    # Outlook reads the alternative, others the attachment; base64, because a folded iCalendar line breaks in transit.
    message.add_alternative(
        calendar.content, maintype="text", subtype="calendar", params={"method": calendar.method, "charset": "utf-8"}
    )
    message.add_attachment(
        calendar.content, maintype="application", subtype="ics", filename=calendar.filename, cte="base64"
    )


def _clean_body(body: str) -> str:
    """Line ends as one kind, no NUL, no half surrogates: bytes a relay may refuse for ever."""
    unified = body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return unified.encode("utf-8", "replace").decode("utf-8")


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    """Boundaries out of the Message-ID: Python's own are random, and sealed bytes must be reproducible."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            digest = hashlib.sha256(f"{message_id} {number}".encode()).hexdigest()
            part.set_boundary(f"=_{digest[:32]}")  # "=_" cannot occur in quoted-printable or base64


def _check_title(title: str, *, which: str) -> str:
    if any(ord(character) < 32 or ord(character) == 127 for character in title):
        raise BadHeader(which=which, reason="control_character")
    if len(title) > _LONGEST_TITLE:
        raise BadHeader(which=which, reason="too_long")
    if any(0xD800 <= ord(character) <= 0xDFFF for character in title):
        raise BadHeader(which=which, reason="not_text")
    return title


def _check_message_id(message_id: str, *, which: str) -> str:
    if len(message_id) > _LONGEST_MESSAGE_ID or not _MESSAGE_ID.match(message_id):
        raise BadHeader(which=which, reason="not_a_message_id")
    return message_id
