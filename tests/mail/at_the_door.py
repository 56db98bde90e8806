"""What the tests of the receiver share: a mail, and a relay that is the receiver itself."""

from __future__ import annotations

import asyncio

from mail.outcome import OutcomeKind
from mail.receiver import Receiver
from mail.relay import Relay
from mail.sender import send

CONTENT = b"Subject: proef\r\n\r\nDag\r\n.punt\r\n"


def relay_to(receiver: Receiver) -> Relay:
    return Relay("127.0.0.1", receiver.port, security="none", content_seconds=10)


def deliver(receiver: Receiver, recipient: str = "kcc@wierdijk.example", content: bytes = CONTENT) -> OutcomeKind:
    coroutine = send(content, envelope_from="afzender@elders.example", recipient=recipient, relay=relay_to(receiver))
    return asyncio.run(coroutine).kind
