"""The sender: hands sealed bytes to the relay over aiosmtplib, one recipient per mail, many mails per connection.

The caller marks a row after its outcome, never before: a crash between the two doubles one mail at most, with the same
Message-ID; the other order loses mail.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace

import aiosmtplib
from aiosmtplib.protocol import normalize_message_line_endings

from mail.address import check_address, domain_of
from mail.errors import BadAddress
from mail.outcome import Outcome, OutcomeKind, Step, from_reply, from_silence
from mail.relay import Relay

_LONGEST_LINE = 998  # RFC 5322 2.1.1; a relay refuses longer ones for ever
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_GOODBYE_SECONDS = 2.0
_DROPS_IN_A_ROW = 3
_FALLEN_LINE = (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One sealed mail that waits: `id` is the caller's and comes back with the outcome."""

    id: str
    content: bytes
    envelope_from: str
    recipient: str


async def send(content: bytes, *, envelope_from: str, recipient: str, relay: Relay) -> Outcome:
    """Hand one mail to the relay. What can go wrong with a relay is an outcome, not an exception."""
    async with aclosing(send_all([Outgoing("", content, envelope_from, recipient)], relay)) as outcomes:
        async for _, outcome in outcomes:
            return outcome
    raise AssertionError("one mail has one outcome")


async def send_all(items: Iterable[Outgoing], relay: Relay) -> AsyncGenerator[tuple[str, Outcome]]:
    """Hand over many mails, one after the other over one connection; each outcome comes as soon as it is known.

    The iteration ends early when going on is of no use: the relay cannot be reached, refuses us (`stop_queue`), or let
    the line fall three times running. Items that did not come by were not tried and keep their place. Whoever stops
    listening halfway wraps the iteration in `contextlib.aclosing`; then the connection is closed at once.
    """
    line = _Line(relay)
    drops = 0
    try:
        for item in items:
            outcome = _objection(item) or await _deliver(line, item)
            yield item.id, outcome
            drops = drops + 1 if outcome.reason in ("dropped", "timeout") else 0
            is_unreachable = outcome.step in (Step.CONNECT, Step.TLS, Step.LOGIN)
            if outcome.kind is OutcomeKind.STOP_QUEUE or is_unreachable or drops == _DROPS_IN_A_ROW:
                return
    finally:
        await line.close()


def _objection(item: Outgoing) -> Outcome | None:
    """Why this mail would fail everywhere; seen here, it does not cost a conversation or stop the others."""
    try:
        check_address(item.envelope_from, which="envelope_sender")
        check_address(item.recipient, which="recipient")
    except BadAddress:
        return Outcome(OutcomeKind.UNDELIVERABLE, Step.CHECK, "bad_address")
    lines = normalize_message_line_endings(item.content).split(b"\r\n")
    if not item.content.isascii() or b"\x00" in item.content or max(map(len, lines)) > _LONGEST_LINE:
        return Outcome(OutcomeKind.UNDELIVERABLE, Step.CHECK, "bad_content")
    return None


async def _deliver(line: _Line, item: Outgoing) -> Outcome:
    was_used = line.is_used
    outcome = await line.hand_over(item)
    # Relays close a connection after so many mails or minutes; that says nothing about this mail.
    fell_between = outcome.step is Step.SENDER and (outcome.reason == "dropped" or outcome.code == 421)
    return await line.hand_over(item) if was_used and fell_between else outcome


class _Line:
    """A connection that is opened when needed and used for many mails."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._client: aiosmtplib.SMTP | None = None
        self._step = Step.CONNECT
        self.is_used = False

    async def hand_over(self, item: Outgoing) -> Outcome:
        """One conversation, from MAIL to the answer after the content. Opens the line when there is none."""
        try:
            client = await self._opened(self._relay.own_name or domain_of(item.envelope_from))
            outcome = await self._converse(client, item)
        except aiosmtplib.SMTPResponseException as answer:
            outcome = from_reply(self._step, answer.code, answer.message)
        except (*_FALLEN_LINE, aiosmtplib.SMTPException) as fault:
            outcome = _from_fault(self._step, fault)
        await self._ready_for_next(outcome)
        return outcome

    async def _opened(self, own_name: str) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        self.is_used = False
        self._client = client = self._new_client(own_name)
        self._step = Step.TLS if self._relay.security == "tls" else Step.CONNECT
        await client.connect(timeout=self._relay.connect_seconds)
        self._step = Step.CONNECT
        await client.ehlo()
        if self._relay.security == "starttls":
            self._step = Step.TLS
            await _encrypt(client, self._relay)
        if self._relay.username is not None:
            self._step = Step.LOGIN
            await _log_in(client, self._relay)
        return client

    def _new_client(self, own_name: str) -> aiosmtplib.SMTP:
        relay = self._relay
        return aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            local_hostname=own_name,  # without it aiosmtplib asks DNS who we are
            timeout=relay.command_seconds,
            use_tls=relay.security == "tls",
            start_tls=False,  # None would be "if the server likes"; starttls is demanded in _encrypt
            cert_bundle=str(relay.ca_file) if relay.ca_file else None,
        )

    async def _converse(self, client: aiosmtplib.SMTP, item: Outgoing) -> Outcome:
        payload = normalize_message_line_endings(item.content)
        size = (b"SIZE=%d" % len(payload),) if client.supports_extension("size") else ()
        self._step = Step.SENDER
        reply = await client.execute_command(b"MAIL", f"FROM:<{item.envelope_from}>".encode("ascii"), *size)
        if reply.code != 250:
            return from_reply(self._step, reply.code, reply.message)
        self._step = Step.RECIPIENT
        reply = await client.execute_command(b"RCPT", f"TO:<{item.recipient}>".encode("ascii"))
        if reply.code not in (250, 251):
            return from_reply(self._step, reply.code, reply.message)
        self._step = Step.DATA
        reply = await client.execute_command(b"DATA")
        if reply.code != 354:
            return from_reply(self._step, reply.code, reply.message)
        return await self._upload(client, payload)

    async def _upload(self, client: aiosmtplib.SMTP, payload: bytes) -> Outcome:
        # aiosmtplib's own data() does not tell a line that fell before the content from one that fell after it.
        protocol = client.protocol
        if protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("fell before the content")
        protocol.write(_LEADING_DOT.sub(b"..", payload) + b".\r\n")
        self._step = Step.CONTENT
        reply = await protocol.read_response(timeout=self._relay.content_seconds)
        if reply.code != 250:
            return from_reply(self._step, reply.code, reply.message)
        return Outcome(OutcomeKind.ACCEPTED, self._step, "accepted", reply.code, in_posttray=self._relay.is_posttray)

    async def _ready_for_next(self, outcome: Outcome) -> None:
        client = self._client
        if client is None or not client.is_connected:
            return
        self.is_used = True
        if outcome.kind is OutcomeKind.ACCEPTED:
            return
        try:
            is_clean = outcome.code is not None and (await client.execute_command(b"RSET")).code == 250
        except (*_FALLEN_LINE, aiosmtplib.SMTPException):
            is_clean = False
        if not is_clean:  # after silence or nonsense answers and questions no longer match
            client.close()

    async def close(self) -> None:
        """Say goodbye when that is possible at once; never raises."""
        client, self._client = self._client, None
        if client is None or not client.is_connected:
            return
        try:
            await client.quit(timeout=_GOODBYE_SECONDS)
        except (*_FALLEN_LINE, aiosmtplib.SMTPException):
            client.close()


async def _encrypt(client: aiosmtplib.SMTP, relay: Relay) -> None:
    if not client.supports_extension("starttls"):
        raise _NotOffered("starttls_not_offered")
    await client.starttls(timeout=relay.connect_seconds)
    await client.ehlo()


async def _log_in(client: aiosmtplib.SMTP, relay: Relay) -> None:
    if not client.supports_extension("auth") or not client.supported_auth_methods:
        raise _NotOffered("login_not_offered")
    await client.login(relay.username or "", relay.password or "")


class _NotOffered(aiosmtplib.SMTPException):
    """The relay does not have what its settings demand."""


def _from_fault(step: Step, fault: Exception) -> Outcome:
    causes = [fault, fault.__cause__]
    if isinstance(fault, _NotOffered):
        return Outcome(OutcomeKind.STOP_QUEUE, step, fault.message)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return Outcome(OutcomeKind.STOP_QUEUE, Step.TLS, "bad_certificate")
    if any(isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError) for cause in causes):
        return Outcome(OutcomeKind.STOP_QUEUE, Step.TLS, "tls_failed")
    if step is Step.TLS and isinstance(fault, FileNotFoundError | PermissionError):
        return Outcome(OutcomeKind.STOP_QUEUE, step, "ca_file_unreadable")
    if isinstance(fault, TimeoutError):
        return from_silence(step, "timeout")
    if isinstance(fault, aiosmtplib.SMTPConnectError):
        refused = any(isinstance(cause, ConnectionRefusedError) for cause in causes)
        return replace(from_silence(step, "connection_refused" if refused else "unreachable"), step=Step.CONNECT)
    return from_silence(step, "dropped")
