"""One SMTP conversation as receiver: aiosmtpd's protocol with the limits it lacks, and a thin handler.

The handler is duck-typed on purpose: `aiosmtpd.handlers` imports smtplib at its top.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from aiosmtpd.smtp import SMTP, Envelope, Session

from mail.address import NULL_SENDER, check_address, domain_of
from mail.committer import Committer, Received
from mail.errors import BadAddress

log = logging.getLogger(__name__)
# aiosmtpd writes every address and every line of a conversation to this logger; no setting of ours may let that out.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)

# Looser than our own addresses: a printer writes as scan@mfp01.
_SENDER = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,128}@[A-Za-z0-9._-]{1,128}\Z")
_LARGEST_COST = 4  # times the size limit: an ordinary mail at the limit costs 2.3 times its size, see below
_BYTES_PER_LINE = 100  # what one short line costs on top of itself while aiosmtpd collects it (a bytearray each)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one conversation, and all together, may ask of this machine.

    Attributes:
        recipients: per mail.
        size_bytes: of one mail, as told in the SIZE extension.
        line_bytes: without a CRLF in them; more closes the connection.
        connections: at the same time.
        memory_bytes: of mails being received at the same time, short lines counted at what they really cost.
        mails_per_connection: then the line is closed; any sender opens a new one.
        idle_seconds: between two commands, and for the whole of one upload.
        commit_seconds: waiting for the store before the sender is told to come back.
        batch_size: mails per call of `accept`.
    """

    recipients: int = 100
    size_bytes: int = 25 * 1024 * 1024
    line_bytes: int = 64 * 1024
    connections: int = 200
    memory_bytes: int = 256 * 1024 * 1024
    mails_per_connection: int = 1000
    idle_seconds: float = 120.0
    commit_seconds: float = 60.0
    batch_size: int = 500


@dataclass(slots=True)
class Floor:
    """What all conversations of one receiver share; touched in its event loop only, counts read from elsewhere."""

    committer: Committer
    clock: Callable[[], datetime]
    limits: Limits
    accepted_domains: frozenset[str] | None
    own_name: str
    tls: ssl.SSLContext | None = None
    open: set[Conversation] = field(default_factory=set)
    held_bytes: int = 0
    fault_count: int = 0
    turned_away_count: int = 0
    is_closing: bool = False


class Handler:
    """aiosmtpd's hooks: who may be written to, and what happens with a mail."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Say what we can do; nobody logs in here."""
        session.host_name = hostname
        return [line for line in responses if not line.startswith("250-AUTH")]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, mail_options: list[str]
    ) -> str:
        """Take any sender that is an address; quoting and comments have no use but mischief."""
        if address != NULL_SENDER and not _SENDER.match(address):
            return "553 5.1.7 Malformed address"
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Take our own domains only, and no more recipients than a colleague would write to."""
        if len(envelope.rcpt_tos) >= self._floor.limits.recipients:
            return "452 4.5.3 Too many recipients"
        try:
            check_address(address, which="recipient")
        except BadAddress:
            return "553 5.1.3 Malformed address"
        domains = self._floor.accepted_domains
        if domains is not None and domain_of(address) not in domains:
            return "550 5.7.1 No mail for this domain here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Answer after the mail is stored, not before."""
        if isinstance(server, Conversation):
            server.await_store()
        try:
            async with asyncio.timeout(self._floor.limits.commit_seconds):
                is_stored = await self._floor.committer.store(self._received(session, envelope))
        except TimeoutError:  # it may yet be stored; the sender repeats itself and the digest shows it
            is_stored = False
        return "250 2.0.0 Stored" if is_stored else "451 4.3.0 Could not be stored now, please try again"

    def _received(self, session: Session, envelope: Envelope) -> Received:
        content = envelope.original_content or b""
        return Received(
            envelope_from=envelope.mail_from or NULL_SENDER,
            recipients=tuple(envelope.rcpt_tos),
            peer=str(session.peer[0]) if session.peer else "",
            received_at=self._floor.clock(),
            content=content,
            digest=hashlib.sha256(content).hexdigest(),
        )

    async def handle_exception(self, error: Exception) -> str:
        """A fault of ours is no reason to refuse a mail for ever, and its text is nobody's business."""
        self._floor.fault_count += 1
        log.error("fault in a conversation: %s", type(error).__name__)
        return "451 4.3.0 Fault on our side, please try again"


class Conversation(SMTP):
    """aiosmtpd's protocol, counting what comes in before it is kept."""

    def __init__(self, floor: Floor, loop: asyncio.AbstractEventLoop) -> None:
        limits = floor.limits
        per_connection = limits.mails_per_connection
        super().__init__(
            Handler(floor),
            data_size_limit=limits.size_bytes,
            hostname=floor.own_name,
            ident="Torenkamer",
            timeout=limits.idle_seconds,
            tls_context=floor.tls,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            # Chatter that delivers nothing ends; the rest follows from the mails one connection may bring.
            command_call_limit={
                "*": 50,
                "MAIL": per_connection,
                "DATA": per_connection,
                "RSET": 2 * per_connection,
                "RCPT": per_connection * limits.recipients,
            },
            loop=loop,
        )
        self._floor = floor
        self._held = 0
        self._since_line_end = 0
        self._ended_in_cr = False
        self._is_turned_away = False
        self.is_in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the conversation, or turn it away when the house is full."""
        floor = self._floor
        if self in floor.open:  # the same caller again, now behind STARTTLS
            super().connection_made(transport)
            return
        if floor.is_closing or len(floor.open) >= floor.limits.connections:
            self._is_turned_away = True
            floor.turned_away_count += 1
            assert isinstance(transport, asyncio.Transport)
            transport.write(b"421 4.3.2 Too busy, please try again\r\n")
            transport.close()
            return
        floor.open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Give back what this conversation held."""
        if self._is_turned_away:
            return
        self._floor.open.discard(self)
        self._release()
        super().connection_lost(error)

    def eof_received(self) -> bool | None:
        """The other side has said all it will say."""
        return None if self._is_turned_away else super().eof_received()

    def data_received(self, data: bytes) -> None:
        """Count first, keep after: an endless line or a flood of short ones otherwise grows memory one for one."""
        transport = self.transport
        if self._is_turned_away or transport is None or transport.is_closing():
            return
        limits = self._floor.limits
        self._count_line(data)
        if self.is_in_data:
            self._hold(len(data) + _BYTES_PER_LINE * data.count(b"\n"))
        if self._since_line_end > limits.line_bytes:
            self.part("500 5.2.3 Line too long")
        elif self._held > _LARGEST_COST * limits.size_bytes:
            self.part("552 5.3.4 Too much mail data")
        elif self._floor.held_bytes > limits.memory_bytes:
            self.part("421 4.3.1 Too much mail at once, please try again")
        else:
            super().data_received(data)

    def _hold(self, cost: int) -> None:
        self._held += cost
        self._floor.held_bytes += cost

    def _count_line(self, data: bytes) -> None:
        if self._ended_in_cr and data.startswith(b"\n"):
            self._since_line_end = 0
        last = data.rfind(b"\r\n")
        self._since_line_end = len(data) - last - 2 if last >= 0 else self._since_line_end + len(data)
        self._ended_in_cr = data.endswith(b"\r")

    def part(self, words: str) -> None:
        """Say why and close, without waiting for the other side to listen."""
        transport = self.transport
        if transport is None or transport.is_closing():
            return
        self._floor.turned_away_count += 1
        assert isinstance(transport, asyncio.Transport)
        transport.write(words.encode("ascii") + b"\r\n")
        transport.close()

    def drop(self) -> None:
        """Close without a word, also when the other side does not read."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    def _timeout_cb(self) -> None:
        # aiosmtpd closes politely, which waits for a caller that does not read; its place would never come free.
        self.drop()

    def _set_post_data_state(self) -> None:
        # aiosmtpd calls this after every mail, RSET and greeting: from here nothing of the mail is held any more.
        self._release()
        super()._set_post_data_state()  # type: ignore[no-untyped-call]

    def _release(self) -> None:
        self._floor.held_bytes -= self._held
        self._held = 0

    def await_store(self) -> None:
        """The clock of the upload stops here: hanging up now would leave the sender not knowing."""
        self._reset_timeout(self._floor.limits.commit_seconds + self._floor.limits.idle_seconds)

    async def smtp_DATA(self, arg: str) -> None:
        """aiosmtpd's DATA, with a mark: who is inside it is waited for when the receiver stops."""
        self.is_in_data = True
        try:
            await super().smtp_DATA(arg)
        finally:
            self.is_in_data = False
