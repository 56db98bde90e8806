"""Servers of our own on 127.0.0.1: one that follows a script, and receivers that are stopped after the test."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from mail.receiver import Received, Receiver

sys.path.insert(0, str(Path(__file__).parent))  # makes `at_the_door` importable: tests are collected without packages

RECEIVED_AT = datetime(2027, 2, 1, 8, 30, tzinfo=UTC)


@dataclass
class Script:
    """Answers per command; a list is used up to its last; "DROP" closes, "SILENCE" says nothing."""

    answers: dict[str, str | list[str]]
    tls: ssl.SSLContext | None = None
    heard: list[str] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    connection_count: int = 0

    def next_answer(self, command: str, ordinary: str) -> str:
        answer = self.answers.get(command, ordinary)
        if isinstance(answer, str):
            return answer
        return answer.pop(0) if len(answer) > 1 else answer[0]


ORDINARY = {"QUIT": "221 bye", "DATA": "354 go", "AUTH": "235 welcome", "STARTTLS": "220 go"}


async def _converse(script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    script.connection_count += 1

    async def say(answer: str) -> bool:
        if answer == "DROP":
            return False
        if answer != "SILENCE":
            writer.write(answer.replace("\n", "\r\n").encode() + b"\r\n")
            await writer.drain()
        return True

    is_open = await say(script.next_answer("greeting", "220 script"))
    while is_open and (line := await reader.readline()):
        script.heard.append(line.decode().rstrip())
        command = line.split()[0].decode().upper()
        answer = script.next_answer(command, ORDINARY.get(command, "250 ok"))
        is_open = await say(answer)
        if command == "QUIT":
            break
        if command == "STARTTLS" and answer.startswith("220") and script.tls:
            await writer.start_tls(script.tls)
        if command == "DATA" and answer.startswith("354"):
            script.contents.append(await reader.readuntil(b"\r\n.\r\n"))
            is_open = await say(script.next_answer("content", "250 taken"))


@pytest.fixture
def scripted() -> Callable[..., Any]:
    """`async with scripted({"RCPT": "550 no"}) as (script, port)`."""

    @asynccontextmanager
    async def serve(
        answers: dict[str, str | list[str]] | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        starts_in_tls: bool = False,
    ) -> AsyncIterator[tuple[Script, int]]:
        script = Script(answers or {}, tls)
        callers: set[asyncio.Task[None]] = set()

        async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            callers.add(task)
            try:
                await _converse(script, reader, writer)
            except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError) as fault:
                script.heard.append(type(fault).__name__)
            finally:
                callers.discard(task)
                writer.close()

        server = await asyncio.start_server(converse, "127.0.0.1", 0, ssl=tls if starts_in_tls else None)
        try:
            yield script, server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for task in tuple(callers):
                task.cancel()
            await asyncio.gather(*callers, return_exceptions=True)

    return serve


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for localhost and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    (folder / "cert.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def server_tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def receiving() -> Iterator[Callable[..., tuple[Receiver, list[Received]]]]:
    """A started receiver for wierdijk.example and the list it stores into."""
    started: list[Receiver] = []

    def start(
        accept: Callable[[Sequence[Received]], None] | None = None, **options: Any
    ) -> tuple[Receiver, list[Received]]:
        stored: list[Received] = []
        arguments: dict[str, Any] = {"accepted_domains": ["wierdijk.example"], "clock": lambda: RECEIVED_AT}
        receiver = Receiver(accept or stored.extend, **(arguments | options))
        receiver.start()
        started.append(receiver)
        return receiver, stored

    yield start
    for receiver in started:
        receiver.stop(grace_seconds=2)


@pytest.fixture
def free_port() -> int:
    """A port nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RawClient:
    """Speaks bytes, so that it can say what no decent client would."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.file = self.socket.makefile("rb")
        self.greeting = self.answer()

    def answer(self) -> str:
        line = self.file.readline()
        while line[3:4] == b"-":
            line = self.file.readline()
        return line.decode().rstrip()

    def ask(self, line: bytes) -> str:
        self.socket.sendall(line + b"\r\n")
        return self.answer()

    def open_data(self, recipient: bytes = b"kcc@wierdijk.example") -> str:
        self.ask(b"EHLO test.example")
        self.ask(b"MAIL FROM:<a@elders.example>")
        self.ask(b"RCPT TO:<" + recipient + b">")
        return self.ask(b"DATA")

    def close(self) -> None:
        self.file.close()
        self.socket.close()


@pytest.fixture
def raw_client() -> Iterator[Callable[[int], RawClient]]:
    clients: list[RawClient] = []

    def connect(port: int) -> RawClient:
        clients.append(RawClient(port))
        return clients[-1]

    yield connect
    for client in clients:
        client.close()
