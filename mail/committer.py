"""Group commit: mails from many connections are stored together, and each sender hears "250" only after that."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """One mail as it came in: bytes and envelope, not yet read by anybody.

    Attributes:
        envelope_from: the address given to MAIL; `<>` for a returned message.
        recipients: the addresses given to RCPT, in that order.
        peer: address of the host that delivered it.
        received_at: aware, from the clock the receiver was given.
        content: what followed DATA, with CRLF line ends.
        digest: SHA-256 of the content in hexadecimal; a sender that repeats itself gives the same.
    """

    envelope_from: str
    recipients: tuple[str, ...]
    peer: str
    received_at: datetime
    content: bytes
    digest: str


Accept = Callable[[Sequence[Received]], None]
"""Stores a batch as a whole or raises and has stored nothing. Called in the committer's thread, one call at a time."""


@dataclass(slots=True)
class Tally:
    """What the committer did so far; written by its thread only, read by others."""

    accepted_count: int = 0
    postponed_count: int = 0
    batch_count: int = 0
    largest_batch: int = 0
    last_committed_at: datetime | None = None
    committing_since: datetime | None = None
    last_fault: str | None = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    mail: Received
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[bool]


class Committer:
    """A thread that stores what waits, all of it at once, and outlives a store that refuses."""

    def __init__(self, accept: Accept, *, clock: Callable[[], datetime], batch_size: int) -> None:
        self._accept = accept
        self._clock = clock
        self._batch_size = batch_size
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="mail-committer", daemon=True)
        self._door = threading.Lock()  # nobody hands in while the last one locks up
        self._is_locked_up = False
        self.tally = Tally()

    def start(self) -> None:
        """Begin; once only."""
        self._thread.start()

    def stop(self, timeout_seconds: float) -> bool:
        """Store what waits and end. False when the store did not return in time."""
        self._waiting.put(None)
        self._thread.join(timeout_seconds)
        return not self._thread.is_alive()

    @property
    def is_alive(self) -> bool:
        """Whether somebody is there to store what is handed in."""
        return self._thread.is_alive() and not self._is_locked_up

    @property
    def waiting_count(self) -> int:
        """Mails not yet picked up for a batch."""
        return self._waiting.qsize()

    async def store(self, mail: Received) -> bool:
        """True once the mail is stored, False when it is not."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[bool] = loop.create_future()
        with self._door:
            if self._is_locked_up:
                return False
            self._waiting.put(_Waiting(mail, loop, answer))
        return await answer

    def _run(self) -> None:
        try:
            while batch := self._next_batch():
                self._commit(batch)
        finally:  # whatever ended this thread, nobody waits for an answer that cannot come
            with self._door:
                self._is_locked_up = True
            _answer(self._left_over(), False)

    def _next_batch(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        first = self._waiting.get()
        while first is not None:
            batch.append(first)
            if len(batch) == self._batch_size or self._waiting.empty():
                return batch
            first = self._waiting.get_nowait()
        if batch:
            self._waiting.put(None)  # the end was seen while collecting: once more, after this batch
        return batch

    def _commit(self, batch: list[_Waiting]) -> None:
        self.tally.committing_since = self._clock()
        is_stored = False
        try:
            self._accept(tuple(waiting.mail for waiting in batch))
            is_stored = True
        except Exception as fault:  # noqa: BLE001  # the store is the caller's: a full disk today, something else tomorrow
            # The kind only: texts of a database quote the values they refused.
            log.error("a batch of %d mails could not be stored: %s", len(batch), type(fault).__name__)
            self.tally.last_fault = type(fault).__name__
        finally:
            self._count(len(batch), is_stored)
            _answer(batch, is_stored)

    def _count(self, size: int, is_stored: bool) -> None:
        tally = self.tally
        tally.committing_since = None
        tally.batch_count += 1
        tally.largest_batch = max(tally.largest_batch, size)
        if not is_stored:
            tally.postponed_count += size
            tally.last_fault = tally.last_fault or "died"
            return
        tally.accepted_count += size
        tally.last_fault = None
        tally.last_committed_at = self._clock()

    def _left_over(self) -> list[_Waiting]:
        left = []
        while not self._waiting.empty():
            waiting = self._waiting.get_nowait()
            if waiting is not None:
                left.append(waiting)
        return left


def _answer(batch: list[_Waiting], is_stored: bool) -> None:
    for waiting in batch:
        try:
            waiting.loop.call_soon_threadsafe(_settle, waiting.answer, is_stored)
        except RuntimeError:  # the loop was closed meanwhile; so is the connection that would hear it
            log.warning("a sender was gone before its mail was answered")


def _settle(answer: asyncio.Future[bool], is_stored: bool) -> None:
    if not answer.done():  # the sender may have hung up
        answer.set_result(is_stored)
