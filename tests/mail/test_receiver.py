"""The receiver: what it takes, what it refuses, and what it lives through."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from at_the_door import CONTENT, deliver, relay_to

from mail.address import NULL_SENDER
from mail.outcome import OutcomeKind
from mail.receiver import Limits, Received, Receiver
from mail.sender import Outgoing, send_all

Receiving = Callable[..., tuple[Receiver, list[Received]]]
RawClients = Callable[[int], Any]


def test_a_mail_arrives_byte_for_byte_with_its_envelope_and_the_time_of_the_given_clock(receiving: Receiving) -> None:
    receiver, stored = receiving()
    assert deliver(receiver) is OutcomeKind.ACCEPTED
    assert stored == [
        Received(
            envelope_from="afzender@elders.example",
            recipients=("kcc@wierdijk.example",),
            peer="127.0.0.1",
            received_at=datetime(2027, 2, 1, 8, 30, tzinfo=UTC),
            content=CONTENT,
            digest=hashlib.sha256(CONTENT).hexdigest(),
        )
    ]


def test_eight_bit_and_nul_bytes_arrive_unchanged(receiving: Receiving, raw_client: RawClients) -> None:
    receiver, stored = receiving()
    client = raw_client(receiver.port)
    assert client.open_data().startswith("354")
    content = bytes(range(256)).replace(b"\r", b"").replace(b"\n", b"") + b"\r\n"
    assert client.ask(content + b".").startswith("250")
    assert stored[0].content == content


def test_the_null_sender_arrives_as_such(receiving: Receiving, raw_client: RawClients) -> None:
    receiver, stored = receiving()
    client = raw_client(receiver.port)
    client.ask(b"EHLO test.example")
    assert client.ask(b"MAIL FROM:<>").startswith("250")
    client.ask(b"RCPT TO:<retour+abcdefgh@wierdijk.example>")
    client.ask(b"DATA")
    assert client.ask(b"Subject: terug\r\n\r\n.").startswith("250")
    assert stored[0].envelope_from == NULL_SENDER


def test_nothing_is_acknowledged_before_it_is_stored(receiving: Receiving, raw_client: RawClients) -> None:
    may_return = threading.Event()
    called = threading.Event()

    def accept(batch: Sequence[Received]) -> None:
        called.set()
        assert may_return.wait(10)

    receiver, _ = receiving(accept)
    client = raw_client(receiver.port)
    client.open_data()
    client.socket.sendall(b"Subject: x\r\n\r\n.\r\n")
    assert called.wait(10)
    client.socket.settimeout(0.2)
    with pytest.raises(TimeoutError):
        client.socket.recv(1)
    assert receiver.health().committing_since is not None
    may_return.set()
    client.socket.settimeout(10)
    assert client.socket.recv(100).startswith(b"250")


def test_fifty_connections_at_once_share_their_commits(receiving: Receiving) -> None:
    stored: list[str] = []
    first_batch_waits = threading.Event()

    def accept(batch: Sequence[Received]) -> None:
        if not stored:
            first_batch_waits.wait(0.5)
        stored.extend(mail.recipients[0] for mail in batch)

    receiver, _ = receiving(accept)

    async def one(number: int) -> list[OutcomeKind]:
        items = [
            Outgoing(f"{number}-{turn}", CONTENT, "a@elders.example", f"k{number}-{turn}@wierdijk.example")
            for turn in range(4)
        ]
        return [outcome.kind async for _, outcome in send_all(items, relay_to(receiver))]

    async def all_of_them() -> list[list[OutcomeKind]]:
        return await asyncio.gather(*(one(number) for number in range(50)))

    outcomes = asyncio.run(all_of_them())
    assert outcomes == [[OutcomeKind.ACCEPTED] * 4] * 50
    assert sorted(stored) == sorted(f"k{n}-{turn}@wierdijk.example" for n in range(50) for turn in range(4))
    health = receiver.health()
    assert health.accepted_count == 200
    assert health.batch_count < 200
    assert health.largest_batch > 1


def test_a_store_that_refuses_answers_451_and_the_next_batch_is_stored(receiving: Receiving) -> None:
    stored: list[Received] = []
    is_full = threading.Event()
    is_full.set()

    def accept(batch: Sequence[Received]) -> None:
        if is_full.is_set():
            raise OSError(28, "No space left on device", "afzender@elders.example")
        stored.extend(batch)

    receiver, _ = receiving(accept)
    assert deliver(receiver) is OutcomeKind.RETRY
    health = receiver.health()
    assert (health.is_well, health.is_committing, health.last_fault, health.postponed_count) == (
        False,
        True,
        "OSError",
        1,
    )
    is_full.clear()
    assert deliver(receiver) is OutcomeKind.ACCEPTED
    assert len(stored) == 1
    assert receiver.health().is_well


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_committer_that_ends_leaves_no_sender_waiting_and_is_seen(receiving: Receiving) -> None:
    def accept(batch: Sequence[Received]) -> None:
        raise SystemExit

    receiver, _ = receiving(accept)
    assert deliver(receiver) is OutcomeKind.RETRY
    assert deliver(receiver) is OutcomeKind.RETRY
    assert not receiver.health().is_committing
    assert not receiver.health().is_well


def test_a_store_that_hangs_is_not_waited_for_without_end(receiving: Receiving) -> None:
    may_return = threading.Event()

    def accept(batch: Sequence[Received]) -> None:
        may_return.wait(10)

    receiver, _ = receiving(accept, limits=Limits(commit_seconds=0.2))
    assert deliver(receiver) is OutcomeKind.RETRY
    may_return.set()


def test_other_domains_are_refused_and_case_does_not_matter(receiving: Receiving, raw_client: RawClients) -> None:
    receiver, stored = receiving()
    assert deliver(receiver, "kcc@elders.example") is OutcomeKind.UNDELIVERABLE
    assert deliver(receiver, "kcc@sub.wierdijk.example") is OutcomeKind.UNDELIVERABLE
    assert deliver(receiver, "kcc@WierDijk.Example") is OutcomeKind.ACCEPTED
    assert len(stored) == 1
    client = raw_client(receiver.port)
    client.ask(b"EHLO test.example")
    client.ask(b"MAIL FROM:<a@elders.example>")
    assert client.ask(b"RCPT TO:<kcc%elders.example@wierdijk.example@elders.example>").startswith("55")
    assert client.ask(b'RCPT TO:<"kcc@elders.example"@wierdijk.example>').startswith("553")


def test_recipients_beyond_the_limit_are_told_to_come_later(receiving: Receiving, raw_client: RawClients) -> None:
    receiver, stored = receiving(limits=Limits(recipients=3))
    client = raw_client(receiver.port)
    client.ask(b"EHLO test.example")
    client.ask(b"MAIL FROM:<a@elders.example>")
    answers = [client.ask(b"RCPT TO:<p%d@wierdijk.example>" % number) for number in range(5)]
    assert [answer[:3] for answer in answers] == ["250", "250", "250", "452", "452"]
    client.ask(b"DATA")
    client.ask(b"Subject: x\r\n\r\n.")
    assert len(stored[0].recipients) == 3


def test_a_mail_beyond_the_size_limit_is_refused_when_announced_and_when_not(
    receiving: Receiving, raw_client: RawClients
) -> None:
    receiver, stored = receiving(limits=Limits(size_bytes=2000))
    assert deliver(receiver, content=b"Subject: x\r\n\r\n" + b"y" * 70 + b"\r\n" * 1000) is OutcomeKind.UNDELIVERABLE
    client = raw_client(receiver.port)
    client.open_data()
    assert client.ask(b"y" * 70 + b"\r\n" * 1000 + b".").startswith("552")
    assert stored == []


@pytest.mark.parametrize("filler", [b"x", b"\r", b"\n", b"\x00"])
def test_an_endless_line_is_cut_off(receiving: Receiving, raw_client: RawClients, filler: bytes) -> None:
    receiver, stored = receiving()
    client = raw_client(receiver.port)
    client.open_data()
    with pytest.raises(OSError):  # broken pipe or reset, as the moment falls
        for _ in range(200):
            client.socket.sendall(filler * 65536)
    assert stored == []
    assert deliver(receiver) is OutcomeKind.ACCEPTED


def test_an_endless_command_is_cut_off_too(receiving: Receiving, raw_client: RawClients) -> None:
    receiver, _ = receiving()
    client = raw_client(receiver.port)
    with pytest.raises(OSError):
        for _ in range(200):
            client.socket.sendall(b"A" * 65536)
    assert receiver.health().turned_away_count == 1


def test_lines_just_below_the_limit_that_are_split_at_the_line_end_are_counted_apart(
    receiving: Receiving, raw_client: RawClients
) -> None:
    receiver, _ = receiving(limits=Limits(line_bytes=900))
    client = raw_client(receiver.port)
    client.open_data()
    client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for _ in range(10):
        client.socket.sendall(b"x" * 800 + b"\r")
        time.sleep(0.02)  # so that both arrive apart; together they would prove nothing, but fail nothing either
        client.socket.sendall(b"\n")
        time.sleep(0.02)
    assert client.ask(b".").startswith("250")


def test_a_flood_of_short_lines_is_stopped_before_it_fills_the_memory(
    receiving: Receiving, raw_client: RawClients
) -> None:
    receiver, stored = receiving(limits=Limits(memory_bytes=5_000_000))
    client = raw_client(receiver.port)
    client.open_data()
    with pytest.raises(OSError):
        for _ in range(400):
            client.socket.sendall(b"\r\n" * 8192)
    assert stored == []
    assert deliver(receiver) is OutcomeKind.ACCEPTED


def test_memory_held_is_given_back_after_each_mail(receiving: Receiving) -> None:
    receiver, stored = receiving(limits=Limits(memory_bytes=400_000))
    content = b"Subject: x\r\n\r\n" + (b"y" * 70 + b"\r\n") * 1000
    items = [Outgoing(str(n), content, "a@elders.example", "kcc@wierdijk.example") for n in range(5)]

    async def all_over_one_line() -> list[OutcomeKind]:
        return [outcome.kind async for _, outcome in send_all(items, relay_to(receiver))]

    assert asyncio.run(all_over_one_line()) == [OutcomeKind.ACCEPTED] * 5
    assert len(stored) == 5


def test_connections_beyond_the_limit_are_turned_away_and_places_come_free(
    receiving: Receiving, raw_client: RawClients
) -> None:
    receiver, _ = receiving(limits=Limits(connections=2))
    first, second = raw_client(receiver.port), raw_client(receiver.port)
    assert (first.greeting[:3], second.greeting[:3]) == ("220", "220")
    assert raw_client(receiver.port).greeting.startswith("421")
    assert deliver(receiver) is OutcomeKind.RETRY
    assert first.ask(b"QUIT").startswith("221")
    assert first.answer() == ""
    assert deliver(receiver) is OutcomeKind.ACCEPTED


def test_who_says_nothing_is_let_go(receiving: Receiving, raw_client: RawClients) -> None:
    receiver, _ = receiving(limits=Limits(idle_seconds=0.2))
    assert raw_client(receiver.port).answer() == ""


def test_who_does_not_read_our_answers_is_let_go(receiving: Receiving, raw_client: RawClients) -> None:
    receiver, _ = receiving(limits=Limits(idle_seconds=0.5))
    client = raw_client(receiver.port)
    client.socket.settimeout(0.1)
    with pytest.raises(OSError):  # our answers fill both buffers and the receiver stops reading, or has hung up by then
        for _ in range(10_000):
            client.socket.sendall(b"\r\n" * 8192)
    deadline = time.monotonic() + 10
    while receiver.health().connection_count and time.monotonic() < deadline:
        time.sleep(0.05)
    assert receiver.health().connection_count == 0


def test_who_chatters_without_delivering_is_let_go(receiving: Receiving, raw_client: RawClients) -> None:
    receiver, _ = receiving()
    client = raw_client(receiver.port)
    answers = [client.ask(b"NOOP")[:3] for _ in range(51)]
    assert answers == ["250"] * 50 + ["421"]


def test_a_fault_of_ours_is_answered_451_without_its_text(
    receiving: Receiving, raw_client: RawClients, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver, _ = receiving()

    def broken(domain: str) -> str:
        raise RuntimeError("geheim pad")

    monkeypatch.setattr("mail.session.domain_of", broken)
    client = raw_client(receiver.port)
    client.ask(b"EHLO test.example")
    client.ask(b"MAIL FROM:<a@elders.example>")
    answer = client.ask(b"RCPT TO:<kcc@wierdijk.example>")
    assert answer.startswith("451")
    assert "geheim" not in answer
    assert receiver.health().fault_count == 1


@pytest.mark.parametrize(
    "argument", [b"<" + b"(" * 480 + b">", b"(" * 490, b"<" + b"[" * 480, b"<@,@," * 90 + b">", b'<"' + b"\\" * 400]
)
def test_a_hostile_address_gets_an_answer_and_the_receiver_lives(
    receiving: Receiving, raw_client: RawClients, argument: bytes
) -> None:
    receiver, _ = receiving()
    client = raw_client(receiver.port)
    client.ask(b"EHLO test.example")
    assert client.ask(b"MAIL FROM:" + argument)[:1] in ("4", "5")
    assert deliver(receiver) is OutcomeKind.ACCEPTED


def test_a_dot_on_a_line_that_ends_otherwise_smuggles_no_second_mail(
    receiving: Receiving, raw_client: RawClients
) -> None:
    receiver, stored = receiving()
    client = raw_client(receiver.port)
    client.open_data()
    inner = b"\n.\nMAIL FROM:<b@elders.example>\r\nRCPT TO:<kcc@wierdijk.example>\r\nDATA\r\nSmokkel\r\n"
    assert client.ask(b"Subject: x\r\n\r\nDag" + inner + b".").startswith("250")
    assert len(stored) == 1
    assert inner in stored[0].content


def test_no_address_and_no_text_of_a_mail_reaches_the_log(
    receiving: Receiving, raw_client: RawClients, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    receiver, _ = receiving()
    assert deliver(receiver) is OutcomeKind.ACCEPTED
    client = raw_client(receiver.port)
    client.ask(b"EHLO test.example")
    client.ask(b"MAIL FROM:<" + b"(" * 480 + b"geheim>")
    client.ask(b"VRFY kcc@wierdijk.example")
    assert "wierdijk" not in caplog.text
    assert "geheim" not in caplog.text
