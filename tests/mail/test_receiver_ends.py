"""The receiver at its edges: no login, stopping, encryption, ports that cannot be, and no relay."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest
from at_the_door import CONTENT, deliver

from mail.errors import OpenReceiver, ReceiverNotListening
from mail.outcome import OutcomeKind
from mail.posttray import posttray_receiver, posttray_relay
from mail.receiver import Limits, Received, Receiver
from mail.relay import Relay
from mail.sender import send

Receiving = Callable[..., tuple[Receiver, list[Received]]]
RawClients = Callable[[int], Any]


def test_login_is_not_offered_and_not_taken(receiving: Receiving, raw_client: RawClients) -> None:
    receiver, _ = receiving()
    client = raw_client(receiver.port)
    client.ask(b"EHLO test.example")
    assert client.ask(b"AUTH PLAIN AGEAYg==")[:1] == "5"


def test_stopping_lets_the_mail_that_is_being_stored_be_answered_and_closes_idle_lines(
    receiving: Receiving, raw_client: RawClients
) -> None:
    may_return, called = threading.Event(), threading.Event()
    stored: list[Received] = []

    def accept(batch: Sequence[Received]) -> None:
        called.set()
        assert may_return.wait(10)
        stored.extend(batch)

    receiver, _ = receiving(accept)
    idle, busy = raw_client(receiver.port), raw_client(receiver.port)
    busy.open_data()
    busy.socket.sendall(b"Subject: x\r\n\r\n.\r\n")
    assert called.wait(10)
    stopping = threading.Thread(target=receiver.stop)
    stopping.start()
    assert idle.answer().startswith("421")
    may_return.set()
    assert busy.answer().startswith("250")
    stopping.join(10)
    assert not stopping.is_alive()
    assert len(stored) == 1
    assert not receiver.health().is_listening


def test_stopping_cuts_off_who_does_not_finish_and_stores_nothing_of_it(
    receiving: Receiving, raw_client: RawClients
) -> None:
    receiver, stored = receiving()
    client = raw_client(receiver.port)
    client.open_data()
    client.socket.sendall(b"Subject: half\r\n")
    receiver.stop(grace_seconds=0.2)
    assert stored == []
    assert receiver.health().connection_count == 0
    receiver.stop()


def test_no_thread_is_left_after_stopping(receiving: Receiving) -> None:
    receiver, _ = receiving()
    deliver(receiver)
    receiver.stop()
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("mail-")]


def test_a_caller_may_encrypt_and_a_full_house_does_not_turn_it_away_halfway(
    receiving: Receiving, server_tls: ssl.SSLContext, certificate: tuple[Path, Path]
) -> None:
    receiver, stored = receiving(tls=server_tls, limits=Limits(connections=1))
    relay = Relay("localhost", receiver.port, security="starttls", ca_file=certificate[0])
    coroutine = send(CONTENT, envelope_from="a@elders.example", recipient="kcc@wierdijk.example", relay=relay)
    assert asyncio.run(coroutine).kind is OutcomeKind.ACCEPTED
    assert stored[0].content == CONTENT


def test_login_is_not_offered_behind_encryption_either(
    receiving: Receiving, server_tls: ssl.SSLContext, certificate: tuple[Path, Path]
) -> None:
    receiver, _ = receiving(tls=server_tls)

    async def offered() -> dict[str, str]:
        client = aiosmtplib.SMTP(
            hostname="localhost",
            port=receiver.port,
            start_tls=True,
            cert_bundle=str(certificate[0]),
            local_hostname="x.example",
        )
        async with client:
            await client.ehlo()
            return dict(client.esmtp_extensions)

    extensions = asyncio.run(offered())
    assert "8bitmime" in extensions
    assert "auth" not in extensions


def test_a_port_number_that_does_not_exist_is_a_named_refusal() -> None:
    receiver = Receiver(
        lambda batch: None, port=70_000, accepted_domains=["x.example"], clock=lambda: datetime.now(UTC)
    )
    with pytest.raises(ReceiverNotListening):
        receiver.start()
    assert not receiver.health().is_well


def test_a_port_that_is_taken_is_a_named_refusal(receiving: Receiving) -> None:
    receiver, _ = receiving()
    second = Receiver(
        lambda batch: None, port=receiver.port, accepted_domains=["x.example"], clock=lambda: datetime.now(UTC)
    )
    with pytest.raises(ReceiverNotListening) as refusal:
        second.start()
    assert refusal.value.facts["port"] == receiver.port


def test_mail_for_anybody_is_taken_on_this_machine_only() -> None:
    with pytest.raises(OpenReceiver):
        Receiver(lambda batch: None, host="0.0.0.0", accepted_domains=None, clock=lambda: datetime.now(UTC))


def test_without_a_relay_mail_lies_in_the_post_tray_and_is_not_called_sent() -> None:
    stored: list[Received] = []
    receiver = posttray_receiver(stored.extend, port=0, clock=lambda: datetime.now(UTC))
    receiver.start()
    try:
        outcome = asyncio.run(
            send(
                CONTENT,
                envelope_from="retour+abcdefgh@wierdijk.example",
                recipient="teamleider@klantcontact.example",
                relay=posttray_relay(receiver.port),
            )
        )
    finally:
        receiver.stop()
    assert (outcome.kind, outcome.in_posttray) == (OutcomeKind.ACCEPTED, True)
    assert stored[0].recipients == ("teamleider@klantcontact.example",)
