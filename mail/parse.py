"""Stored bytes become an `Incoming`: what a person can read of a mail, with a word about what could not be read.

Nothing here may take the process down: the bytes are counted first (`mail.guard`), and what the standard library
throws at a strange mail ends as a warning beside the rest, or as `UnparsableMail`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import compat32

from mail.address import NULL_SENDER, check_address
from mail.bounce import Returned, read_report
from mail.errors import BadAddress, UnparsableMail
from mail.guard import GuardedPolicy, HostileHeader, check_bytes
from mail.readable import TEXT_CHARACTERS, clean, clean_line, decode, text_of_html

# What email.policy.default was seen to throw, by kind; ValueError holds HostileHeader and the codecs' errors.
_PARSER_FAULTS = (
    LookupError,
    RecursionError,
    ValueError,
    AttributeError,
    TypeError,
    AssertionError,
    ArithmeticError,
    MessageError,
)
_LONGEST_WALK = 300
_LARGEST_ADDRESS_COUNT = 500
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")
# RFC 3834 has Auto-Submitted; these are what older and other programs write instead. X-Auto-Response-Suppress is not
# among them: Exchange puts it on what people write themselves.
_AUTO_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply-from", "x-vacation", "list-id", "list-unsubscribe")
_AUTO_PRECEDENCE = frozenset(("bulk", "junk", "list", "auto_reply", "auto-reply"))
_AUTO_SUBJECT = re.compile(
    r"\s*(automatisch antwoord|automatic reply|auto(matic)?[- ]?reply|autoreply|out of (the )?office|afwezig(heid)?\b"
    r"|abwesen|réponse automatique|niet aanwezig)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the text: its name is safe to show, not a path; its type is what the sender claims."""

    filename: str
    content_type: str
    content: bytes

    @property
    def size_bytes(self) -> int:
        """Length of the decoded content."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail as far as it can be read.

    Attributes:
        from_addresses: every address in every From header; an honest mail has one.
        from_name: the name beside the first.
        to: addresses in To and Cc.
        text: the plain text; made from the HTML when there is no other.
        html_text: the HTML part as plain text, never as HTML; None when there is none.
        message_id, in_reply_to: with angle brackets.
        is_auto_reply: a machine wrote this: an absence, a list, a confirmation.
        is_bounce: a returned message; `returned` says what its report says, if it has one.
        warnings: code words for what was left out (`from_unreadable`, `subject_unreadable`, `to_unreadable`,
            `charset_unknown`, `part_unreadable`, `structure_unreadable`, `too_many_parts`, `text_cut`).
    """

    subject: str
    from_addresses: tuple[str, ...]
    from_name: str
    to: tuple[str, ...]
    text: str
    html_text: str | None
    attachments: tuple[Attachment, ...]
    is_auto_reply: bool
    is_bounce: bool
    returned: Returned | None
    in_reply_to: str | None
    message_id: str | None
    warnings: tuple[str, ...]

    @property
    def from_address(self) -> str | None:
        """The sender when there is exactly one; nobody otherwise."""
        return self.from_addresses[0] if len(self.from_addresses) == 1 else None


def parse(content: bytes, *, envelope_from: str | None = None) -> Incoming:
    """Read a mail.

    Args:
        content: as received.
        envelope_from: the address given to MAIL; `<>` makes it a returned message whatever is in it.

    Raises:
        UnparsableMail: `mail.guard.check_bytes` refuses it, a part has a `hostile_header`, or nothing at all can be made
            of it (`structure_unreadable`).
    """
    check_bytes(content)
    try:
        message = BytesParser(EmailMessage, policy=GuardedPolicy()).parsebytes(content)
    except HostileHeader as fault:
        raise UnparsableMail(reason="hostile_header", size_bytes=len(content)) from fault
    except _PARSER_FAULTS as fault:
        raise UnparsableMail(reason="structure_unreadable", size_bytes=len(content)) from fault
    assert isinstance(message, EmailMessage)
    return _Reader(message).read(is_null_sender=envelope_from == NULL_SENDER)


class _Reader:
    """Reads one message and remembers what it could not read."""

    def __init__(self, message: EmailMessage) -> None:
        self._message = message
        self._warnings: dict[str, None] = {}  # in order, each once
        self._text: str | None = None
        self._html_text: str | None = None
        self._attachments: list[Attachment] = []

    def read(self, *, is_null_sender: bool) -> Incoming:
        self._read_parts()
        senders = self._addresses("from", "from")
        subject = self._subject()
        returned = self._report()
        is_bounce = returned is not None or is_null_sender
        return Incoming(
            subject=subject,
            from_addresses=tuple(address for _, address in senders),
            from_name=senders[0][0] if senders else "",
            to=tuple(address for _, address in self._addresses("to", "to") + self._addresses("cc", "to")),
            text=self._text if self._text is not None else self._html_text or "",
            html_text=self._html_text,
            attachments=tuple(self._attachments),
            is_auto_reply=not is_bounce and self._is_auto_reply(subject),
            is_bounce=is_bounce,
            returned=returned,
            in_reply_to=self._id("in-reply-to"),
            message_id=self._id("message-id"),
            warnings=tuple(self._warnings),
        )

    def _warn(self, warning: str) -> None:
        self._warnings[warning] = None

    # Headers

    def _raw(self, name: str) -> list[str]:
        return [str(value) for key, value in self._message.raw_items() if key.lower() == name]

    def _subject(self) -> str:
        try:
            return clean_line(str(self._message.get("subject", "")))
        except _PARSER_FAULTS:
            self._warn("subject_unreadable")
            return clean_line(next(iter(self._raw("subject")), ""))

    def _addresses(self, name: str, warned_as: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        try:
            for header in self._message.get_all(name, []):
                found += [(clean_line(one.display_name, longest=200), one.addr_spec) for one in header.addresses]
        except _PARSER_FAULTS:
            self._warn(f"{warned_as}_unreadable")
        return [
            (title, address) for title, address in found[:_LARGEST_ADDRESS_COUNT] if self._is_one(address, warned_as)
        ]

    def _is_one(self, address: str, warned_as: str) -> bool:
        try:
            check_address(address, which=warned_as)
        except BadAddress:
            self._warn(f"{warned_as}_unreadable")
            return False
        return True

    def _id(self, name: str) -> str | None:
        found = _MESSAGE_ID.search(next(iter(self._raw(name)), "")[:2000])
        return clean_line(found.group()) if found else None

    def _is_auto_reply(self, subject: str) -> bool:
        submitted = next(iter(self._raw("auto-submitted")), "no").strip().lower()
        precedence = next(iter(self._raw("precedence")), "").strip().lower()
        return (
            not submitted.startswith("no")
            or precedence in _AUTO_PRECEDENCE
            or any(self._raw(name) for name in _AUTO_HEADERS)
            or _AUTO_SUBJECT.match(subject) is not None
        )

    def _report(self) -> Returned | None:
        try:
            return read_report(self._parts())
        except _PARSER_FAULTS:
            self._warn("part_unreadable")
            return Returned()

    # Parts

    def _parts(self) -> Iterator[EmailMessage]:
        """The parts in order of reading, without descending into attached messages, without recursion."""
        waiting, count = [self._message], 0
        while waiting:
            part = waiting.pop()
            count += 1
            if count > _LONGEST_WALK:
                self._warn("too_many_parts")
                return
            yield part
            children = part.get_payload()
            if isinstance(children, list) and not part.get_content_type().startswith("message/"):
                waiting += [child for child in reversed(children) if isinstance(child, EmailMessage)]

    def _read_parts(self) -> None:
        parts = self._parts()
        while True:
            try:
                part = next(parts)
            except StopIteration:
                return
            except _PARSER_FAULTS:
                self._warn("structure_unreadable")
                return
            try:
                self._read_part(part)
            except _PARSER_FAULTS:
                self._warn("part_unreadable")

    def _read_part(self, part: EmailMessage) -> None:
        kind = part.get_content_type()
        if kind.startswith("multipart/"):
            if isinstance(part.get_payload(), list):
                return
            kind = "text/plain"  # said to have parts and has none: what is there is text
            self._warn("structure_unreadable")
        is_body = part.get_content_disposition() != "attachment" and not part.get_filename()
        if is_body and kind == "text/plain" and self._text is None:
            self._text = self._body(part)
        elif is_body and kind == "text/html" and self._html_text is None:
            self._html_text = clean(text_of_html(self._body(part)))
        elif kind != "message/delivery-status":
            self._attachments.append(_attachment(part, kind, len(self._attachments) + 1))

    def _body(self, part: EmailMessage) -> str:
        content = part.get_payload(decode=True)
        text, is_known = decode(content if isinstance(content, bytes) else b"", part.get_content_charset())
        if not is_known:
            self._warn("charset_unknown")
        if len(text) > TEXT_CHARACTERS:
            self._warn("text_cut")
        return clean(text)


def _attachment(part: EmailMessage, kind: str, number: int) -> Attachment:
    payload = part.get_payload()
    if isinstance(payload, list):  # an attached message: as it came, its headers not taken apart
        content = b"".join(inner.as_bytes(policy=compat32) for inner in payload[:1] if isinstance(inner, EmailMessage))
    else:
        decoded = part.get_payload(decode=True)
        content = decoded if isinstance(decoded, bytes) else b""
    name = clean_line(part.get_filename() or "", longest=150).replace("\\", "/").rpartition("/")[2].strip(". ")
    return Attachment(name or f"bijlage-{number}", kind, content)
