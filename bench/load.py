"""A client that is light enough to measure a server on the same machine: HTTP/1.1 with kept connections, no library between."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Answers:
    """What came back. `seconds`: how long each answer took."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0
    bytes_each: int = 0

    @property
    def worst(self) -> float:
        """Return the longest wait in seconds."""
        return max(self.seconds, default=0.0)


@dataclass(frozen=True)
class Target:
    """An address on this machine and the headers that it wants."""

    port: int
    path: str
    headers: tuple[tuple[str, str], ...] = ()

    def request(self) -> bytes:
        """Return the bytes of a GET."""
        lines = [f"GET {self.path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *(f"{k}: {v}" for k, v in self.headers)]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


def for_seconds(target: Target, connections: int, seconds: float) -> tuple[float, Answers]:
    """Ask again and again on some connections; return answers per second and what came back."""
    answers = Answers()
    began = time.perf_counter()
    asyncio.run(_all(target, connections, answers, until=began + seconds))
    return len(answers.seconds) / (time.perf_counter() - began), answers


def times(target: Target, connections: int, each: int) -> Answers:
    """Ask some times on each of many connections that are opened at once."""
    answers = Answers()
    asyncio.run(_all(target, connections, answers, each=each))
    return answers


def processor_seconds(process: int) -> float:
    """Return how much processor time a process has spent since it began, from Linux' own books (a tick is 10 ms)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _all(
    target: Target, connections: int, answers: Answers, *, until: float = float("inf"), each: int = 1_000_000
) -> None:
    await asyncio.gather(*(_ask(target, answers, until, each) for _ in range(connections)))


async def _ask(target: Target, answers: Answers, until: float, each: int) -> None:
    request = target.request()
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
    try:
        for _ in range(each):
            began = time.perf_counter()
            if began >= until:
                break
            writer.write(request)
            status, length = await _answer(reader)
            answers.seconds.append(time.perf_counter() - began)
            answers.bytes_each = length
            answers.refused += status != 200
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    if "content-length" in fields:
        length = int(fields["content-length"])
        await reader.readexactly(length)
        return status, length
    length = 0
    while size := int(await reader.readline(), 16):
        await reader.readexactly(size + 2)
        length += size
    await reader.readline()
    return status, length
