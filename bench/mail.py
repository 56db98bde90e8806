"""Receive rate with a store that really writes to disk: ours beside aiosmtpd as shipped, in the same run.

Both receivers run in a process of their own and store every mail in one file with fsync before "250". The peer is the
handler its documentation shows: store in `handle_DATA`, one mail at a time. The load is the same for both, and they take
turns, because a shared machine is not equally fast from one minute to the next.

    python -m bench.mail [--connections 10] [--mails 2000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from aiosmtpd.smtp import SMTP, Envelope, Session

from mail.receiver import Received, Receiver

CONTENT = b"Subject: proef\r\n\r\n" + b"Een regel van gewone lengte, zoals in een bericht.\r\n" * 40


def _write(store: BinaryIO, contents: Sequence[bytes]) -> None:
    store.write(b"".join(contents))
    os.fsync(store.fileno())


def serve_ours(path: Path) -> None:
    """Our receiver until standard input closes."""
    with path.open("ab", buffering=0) as store:

        def accept(batch: Sequence[Received]) -> None:
            _write(store, [mail.content for mail in batch])

        receiver = Receiver(accept, accepted_domains=["wierdijk.example"], clock=lambda: datetime.now(UTC))
        receiver.start()
        print(receiver.port, flush=True)
        began = time.process_time()
        sys.stdin.read()
        print(time.process_time() - began, flush=True)
        receiver.stop()


class _PlainHandler:
    def __init__(self, store: BinaryIO) -> None:
        self._store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        _write(self._store, [envelope.original_content or b""])
        return "250 OK"


def serve_plain(path: Path) -> None:
    """aiosmtpd as shipped until standard input closes."""

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(_PlainHandler(store), hostname="plain.invalid", loop=loop), "127.0.0.1", 0, backlog=512
        )
        print(server.sockets[0].getsockname()[1], flush=True)
        began = time.process_time()
        await loop.run_in_executor(None, sys.stdin.read)
        print(time.process_time() - began, flush=True)

    with path.open("ab", buffering=0) as store:
        asyncio.run(serve())


async def _one_sender(port: int, count: int) -> None:
    """A bare sender: four lines per mail, no library, so that the load costs as little as it can."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def ask(line: bytes, expected: bytes) -> None:
        writer.write(line)
        answer = await reader.readline()
        while answer[3:4] == b"-":
            answer = await reader.readline()
        if not answer.startswith(expected):
            raise RuntimeError(f"expected {expected!r}, got {answer!r}")

    await ask(b"", b"220")
    await ask(b"EHLO bench.example\r\n", b"250")
    for _ in range(count):
        await ask(b"MAIL FROM:<a@elders.example>\r\n", b"250")
        await ask(b"RCPT TO:<kcc@wierdijk.example>\r\n", b"250")
        await ask(b"DATA\r\n", b"354")
        await ask(CONTENT + b".\r\n", b"250")
    await ask(b"QUIT\r\n", b"221")
    writer.close()


async def _load(port: int, connections: int, mails: int) -> None:
    await asyncio.gather(*(_one_sender(port, mails // connections) for _ in range(connections)))


def measure(which: str, *, connections: int, mails: int, folder: Path) -> tuple[float, float]:
    """Mails per second of wall time, and milliseconds of the receiver's CPU per mail.

    Raises:
        RuntimeError: not every acknowledged mail is in the store.
    """
    store = folder / f"{which}-{time.monotonic_ns()}"
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.mail", "--serve", which, "--store", str(store)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        port = int(server.stdout.readline())
        began = time.perf_counter()
        asyncio.run(_load(port, connections, mails))
        seconds = time.perf_counter() - began
    finally:
        cpu_seconds, _ = server.communicate(timeout=30)
    sent = mails // connections * connections
    if store.stat().st_size != sent * len(CONTENT):
        raise RuntimeError(f"{which}: acknowledged mail is missing from the store")
    return round(sent / seconds, 1), round(1000 * float(cpu_seconds) / sent, 3)


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=10)
    parser.add_argument("--mails", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", choices=["ours", "plain"], help=argparse.SUPPRESS)
    parser.add_argument("--store", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        (serve_ours if options.serve == "ours" else serve_plain)(options.store)
        return
    measured: dict[str, list[tuple[float, float]]] = {"ours": [], "plain": []}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.rounds):
            for which, figures in measured.items():
                figures.append(
                    measure(which, connections=options.connections, mails=options.mails, folder=Path(folder))
                )
    rates = {which: statistics.median(rate for rate, _ in figures) for which, figures in measured.items()}
    cpu = {which: statistics.median(cost for _, cost in figures) for which, figures in measured.items()}
    result = {
        "connections": options.connections,
        "mails": options.mails,
        "rounds": options.rounds,
        "mails_per_second": rates,
        "cpu_ms_per_mail": cpu,
        "rate_ratio": round(rates["ours"] / rates["plain"], 2),
        "cpu_ratio": round(cpu["ours"] / cpu["plain"], 2),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
