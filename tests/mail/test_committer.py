from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from mail.committer import Committer, Received

NOW = datetime(2027, 2, 1, 8, 30, tzinfo=UTC)


def mail(number: int) -> Received:
    return Received("a@elders.example", (f"k{number}@wierdijk.example",), "127.0.0.1", NOW, b"", "")


class Store:
    """Waits inside the first batch until it is opened; remembers the sizes of the batches."""

    def __init__(self) -> None:
        self.was_called, self.may_return = threading.Event(), threading.Event()
        self.batches: list[int] = []

    def accept(self, batch: Sequence[Received]) -> None:
        self.was_called.set()
        assert self.may_return.wait(10)
        self.batches.append(len(batch))


def store_while_stopping(store: Store, count: int, batch_size: int) -> tuple[list[bool], bool]:
    """Hand in one mail and, while it is being stored, `count` more and the request to stop."""
    committer = Committer(store.accept, clock=lambda: NOW, batch_size=batch_size)
    committer.start()

    async def scenario() -> tuple[list[bool], bool]:
        first = asyncio.create_task(committer.store(mail(0)))
        await asyncio.to_thread(store.was_called.wait, 10)
        others = [asyncio.create_task(committer.store(mail(number))) for number in range(1, count + 1)]
        await asyncio.sleep(0)
        stopping = asyncio.create_task(asyncio.to_thread(committer.stop, 5))
        while committer.waiting_count < count + 1:  # the mails, and the request to stop behind them
            await asyncio.sleep(0.001)
        store.may_return.set()
        return await asyncio.gather(first, *others), await stopping

    return asyncio.run(scenario())


def test_what_waits_when_it_stops_is_stored_together_and_answered() -> None:
    store = Store()
    answers, did_stop = store_while_stopping(store, 5, batch_size=100)
    assert answers == [True] * 6
    assert store.batches == [1, 5]
    assert did_stop


def test_no_batch_is_larger_than_its_size() -> None:
    store = Store()
    answers, did_stop = store_while_stopping(store, 5, batch_size=2)
    assert answers == [True] * 6
    assert store.batches == [1, 2, 2, 1]
    assert did_stop


def test_what_is_handed_in_after_the_end_is_answered_at_once() -> None:
    committer = Committer(lambda batch: None, clock=lambda: NOW, batch_size=10)
    committer.start()
    assert committer.stop(5)
    assert asyncio.run(asyncio.wait_for(committer.store(mail(1)), 5)) is False
