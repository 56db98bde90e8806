from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
from pathlib import Path

from mail.outcome import OutcomeKind
from mail.relay import Relay
from mail.sender import Outgoing, send_all

ROOT = Path(__file__).parents[2]
RECEIVER = textwrap.dedent(
    """
    import os, sys, threading
    from datetime import UTC, datetime
    from mail.receiver import Receiver

    store = open(sys.argv[1], "ab", buffering=0)

    def accept(batch):
        store.write(b"".join(mail.recipients[0].encode() + b" " + mail.digest.encode() + b"\\n" for mail in batch))
        os.fsync(store.fileno())

    receiver = Receiver(accept, accepted_domains=["wierdijk.example"], clock=lambda: datetime.now(UTC))
    receiver.start()
    print(receiver.port, flush=True)
    threading.Event().wait()
    """
)


def start(store: Path) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen(
        [sys.executable, "-c", RECEIVER, str(store)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


async def load(port: int, process: subprocess.Popen[str], kill_after: int) -> tuple[list[str], list[OutcomeKind]]:
    """Eight senders at once until the receiver is gone; gives the acknowledged recipients and the other outcomes."""
    acknowledged: list[str] = []
    others: list[OutcomeKind] = []

    async def one(number: int) -> None:
        items = [
            Outgoing(f"k{number}-{turn}@wierdijk.example", b"Subject: x\r\n\r\n", "a@elders.example", recipient)
            for turn in range(500)
            for recipient in [f"k{number}-{turn}@wierdijk.example"]
        ]
        async for item_id, outcome in send_all(items, Relay("127.0.0.1", port, security="none")):
            if outcome.kind is OutcomeKind.ACCEPTED:
                acknowledged.append(item_id)
            else:
                others.append(outcome.kind)
            if len(acknowledged) == kill_after:
                process.kill()

    await asyncio.gather(*(one(number) for number in range(8)))
    return acknowledged, others


def test_all_that_was_acknowledged_is_stored_when_the_receiver_is_killed_under_load(tmp_path: Path) -> None:
    for turn, kill_after in enumerate((1, 40, 250)):
        store = tmp_path / f"store-{turn}"
        process, port = start(store)
        try:
            acknowledged, others = asyncio.run(load(port, process, kill_after))
        finally:
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()
        stored = {line.split()[0] for line in store.read_text().splitlines()}
        assert kill_after <= len(acknowledged) < 4000
        assert set(acknowledged) <= stored
        # Nobody was told "never": every other mail is tried again, with the same Message-ID.
        assert set(others) <= {OutcomeKind.RETRY, OutcomeKind.AMBIGUOUS}
