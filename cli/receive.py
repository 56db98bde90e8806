"""The mail receiver as a process of its own: what it acknowledged is in the inbox."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cli import logs
from mail.receiver import Received, Receiver
from registry import clock, inbox, settings
from registry.inbox import NewMail
from registry.settings import Settings
from registry.store import Store

HEALTH_FILE = "receiver.json"
HEALTH_SECONDS = 5


def main() -> None:
    """Receive until SIGTERM; every few seconds the receiver's own state is written for the health page."""
    read = settings.load()
    logs.to_json("receiver")
    store = read.open(read.registries[0])
    receiver = made(read, store)
    receiver.start()
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    while not done.wait(HEALTH_SECONDS):
        _write_health(read.data_dir, receiver)
    receiver.stop()
    store.close()


def made(read: Settings, store: Store) -> Receiver:
    """Return the receiver of an installation: the post tray without a relay, our own domain with one."""

    def accept(batch: Sequence[Received]) -> None:
        with store.writing() as session:
            inbox.accept(session, [_new(mail) for mail in batch])

    def now() -> datetime:
        return clock.now(read.data_dir)

    domains = None if read.relay_host is None else {read.mail_domain}
    return Receiver(accept, host=read.smtp_host, port=read.smtp_port, accepted_domains=domains, clock=now)


def _new(mail: Received) -> NewMail:
    return NewMail(mail.received_at, mail.envelope_from, tuple(mail.recipients), mail.content, mail.digest)


def _write_health(folder: Path, receiver: Receiver) -> None:
    health = receiver.health()
    target = folder / HEALTH_FILE
    fresh = target.with_suffix(".new")
    fresh.write_text(json.dumps({name: getattr(health, name) for name in health.__dataclass_fields__}, default=str))
    fresh.replace(target)


if __name__ == "__main__":
    main()
