"""The receiver: listens, stores bytes, answers; what it stores is read elsewhere, by `mail.parse`."""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from mail.committer import Accept, Committer, Received
from mail.errors import OpenReceiver, ReceiverNotListening
from mail.relay import is_this_machine
from mail.session import Conversation, Floor, Limits

__all__ = ["Accept", "Health", "Limits", "Received", "Receiver"]

log = logging.getLogger(__name__)
_LOOK_AGAIN_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Health:
    """How the receiver is doing.

    Attributes:
        is_listening: the port is open.
        is_committing: the committer's thread lives.
        last_fault: kind of the exception of the last batch, None when that batch was stored.
        committing_since: begin of the batch being stored now; long ago means a store that hangs.
        waiting_count: mails that wait for a batch.
        postponed_count: mails answered with 451 because they could not be stored.
        turned_away_count: connections closed by us for a limit.
        fault_count: faults of our own inside a conversation.
        batch_count, largest_batch: how often `accept` was called, and the most mails it got at once.
    """

    is_listening: bool
    is_committing: bool
    connection_count: int
    waiting_count: int
    accepted_count: int
    postponed_count: int
    turned_away_count: int
    fault_count: int
    batch_count: int
    largest_batch: int
    last_committed_at: datetime | None
    committing_since: datetime | None
    last_fault: str | None

    @property
    def is_well(self) -> bool:
        """Whether a mail that comes now would be taken."""
        return self.is_listening and self.is_committing and self.last_fault is None


class Receiver:
    """An SMTP receiver in a thread of its own, with a committer in another.

    Args:
        accept: stores a batch as a whole or raises; called in the committer's thread.
        host, port: where to listen; port 0 lets the system choose, see `port` after `start`.
        accepted_domains: whose mail is taken; None means anybody's and is allowed on loopback only (the post tray).
        clock: gives aware times; it stamps what comes in.
        own_name: how the receiver introduces itself.
        tls: offers STARTTLS with this certificate; whoever does not use it is served all the same (RFC 3207, 4).

    Raises:
        OpenReceiver: anybody's mail, and not on loopback.
    """

    def __init__(
        self,
        accept: Accept,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        accepted_domains: Collection[str] | None,
        clock: Callable[[], datetime],
        limits: Limits | None = None,
        own_name: str = "torenkamer.invalid",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        if accepted_domains is None and not is_this_machine(host):
            raise OpenReceiver(host=host, field="accepted_domains")
        self._host = host
        self._wanted_port = port
        limits = limits or Limits()
        self._floor = Floor(
            committer=Committer(accept, clock=clock, batch_size=limits.batch_size),
            clock=clock,
            limits=limits,
            accepted_domains=None if accepted_domains is None else frozenset(map(str.lower, accepted_domains)),
            own_name=own_name,
            tls=tls,
        )
        self._listening = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._grace_seconds = 0.0
        self._refusal: Exception | None = None
        self._port: int | None = None
        self._thread = threading.Thread(target=self._run, name="mail-receiver", daemon=True)

    def start(self) -> None:
        """Listen; returns when the port is open. Once only.

        Raises:
            ReceiverNotListening: the port is taken or not ours to take.
        """
        self._floor.committer.start()
        self._thread.start()
        self._listening.wait()
        if self._refusal is not None:
            self._thread.join()
            self._floor.committer.stop(timeout_seconds=1)
            reason = getattr(self._refusal, "strerror", None) or type(self._refusal).__name__
            raise ReceiverNotListening(host=self._host, port=self._wanted_port, reason=reason) from self._refusal

    @property
    def port(self) -> int:
        """The port it listens on.

        Raises:
            RuntimeError: before `start`.
        """
        if self._port is None:
            raise RuntimeError("the receiver was not started")
        return self._port

    def stop(self, *, grace_seconds: float = 10.0) -> None:
        """Stop listening, let mails that are being received or stored be answered, close the rest. Safe to repeat."""
        loop, stopping = self._loop, self._stopping
        if loop is not None and stopping is not None and self._thread.is_alive():
            self._grace_seconds = grace_seconds
            loop.call_soon_threadsafe(stopping.set)
            self._thread.join()
        if self._floor.committer.is_alive and not self._floor.committer.stop(grace_seconds):
            log.error("the store did not return within %s seconds; its batch was not acknowledged", grace_seconds)

    def health(self) -> Health:
        """How it is doing now; may be asked from any thread."""
        floor, tally = self._floor, self._floor.committer.tally
        return Health(
            is_listening=self._thread.is_alive() and self._port is not None and not floor.is_closing,
            is_committing=floor.committer.is_alive,
            connection_count=len(floor.open),
            waiting_count=floor.committer.waiting_count,
            accepted_count=tally.accepted_count,
            postponed_count=tally.postponed_count,
            turned_away_count=floor.turned_away_count,
            fault_count=floor.fault_count,
            batch_count=tally.batch_count,
            largest_batch=tally.largest_batch,
            last_committed_at=tally.last_committed_at,
            committing_since=tally.committing_since,
            last_fault=tally.last_fault,
        )

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except (OSError, OverflowError) as refusal:  # taken, forbidden, no such host; no such port number
            self._refusal = refusal
            log.error("the receiver stopped: %s", type(refusal).__name__)
        finally:
            self._listening.set()

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._note_fault)
        self._loop, self._stopping = loop, asyncio.Event()
        server = await loop.create_server(
            lambda: Conversation(self._floor, loop), self._host, self._wanted_port, backlog=512
        )
        self._port = server.sockets[0].getsockname()[1]
        self._listening.set()
        await self._stopping.wait()
        self._floor.is_closing = True
        server.close()
        await self._see_off()

    async def _see_off(self) -> None:
        """Idle callers leave at once; who is delivering gets the time of grace; then the line is cut."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._grace_seconds
        while self._floor.open and loop.time() < deadline:
            for conversation in tuple(self._floor.open):
                if not conversation.is_in_data:
                    conversation.part("421 4.3.2 Closing")
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        for conversation in tuple(self._floor.open):
            conversation.drop()
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)  # the loop tells each that its line is gone

    def _note_fault(self, loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        # A line that fell while an answer was written ends here; asyncio would print the whole conversation with it.
        fault = context.get("exception")
        if not isinstance(fault, ConnectionError):
            self._floor.fault_count += 1
            log.error("fault in the receiver: %s", type(fault).__name__)
