from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

from mail.receiver import Received, Receiver

ROOT = Path(__file__).parents[2]
COUNT = 400
# What a worker does: send what is not marked, mark after the outcome. The list of marks stands for the outbox.
WORKER = textwrap.dedent(
    """
    import asyncio, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from mail.address import envelope_sender
    from mail.compose import compose
    from mail.outcome import OutcomeKind
    from mail.posttray import posttray_relay
    from mail.sender import Outgoing, send_all

    port, count, marks = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    marked = set(marks.read_text().split()) if marks.exists() else set()

    def sealed(number):
        token = f"notice-{number}"
        content = compose(
            sender="kcc@wierdijk.example", sender_name="KCC", recipient="balie@wierdijk.example", subject=f"Bericht {number}",
            text="Dag", html="<p>Dag</p>", message_id=f"<{token}@wierdijk.example>", envelope_token=token,
            now=datetime(2027, 2, 1, 8, 30, tzinfo=UTC),
        )
        sender = envelope_sender(token, bounce_address="retour@wierdijk.example")
        return Outgoing(str(number), content, sender, "balie@wierdijk.example")

    async def work():
        waiting = (sealed(number) for number in range(count) if str(number) not in marked)
        with marks.open("a", buffering=1) as done:
            async for item_id, outcome in send_all(waiting, posttray_relay(port)):
                assert outcome.kind is OutcomeKind.ACCEPTED, outcome
                done.write(item_id + "\\n")

    asyncio.run(work())
    """
)


def run_and_kill(port: int, marks: Path, is_far_enough: Callable[[], bool]) -> None:
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(port), str(COUNT), str(marks)], cwd=ROOT)
    while worker.poll() is None and not is_far_enough():
        time.sleep(0.001)
    worker.kill()
    worker.wait()


def test_a_worker_that_is_killed_loses_nothing_and_doubles_one_mail_per_kill_at_most(
    receiving: Callable[..., tuple[Receiver, list[Received]]], tmp_path: Path
) -> None:
    receiver, stored = receiving()
    marks = tmp_path / "marks"
    kills = (40, 120, 200)
    for far_enough in kills:
        run_and_kill(receiver.port, marks, lambda far_enough=far_enough: len(stored) >= far_enough)  # type: ignore[misc]
    assert len(stored) < COUNT
    run_and_kill(receiver.port, marks, lambda: False)
    ids = Counter(message_from_bytes(mail.content)["Message-ID"] for mail in stored)
    assert len(ids) == COUNT
    assert sum(ids.values()) - COUNT <= len(kills)
    doubled = [message_id for message_id, count in ids.items() if count > 1]
    assert all(
        len({mail.digest for mail in stored if message_from_bytes(mail.content)["Message-ID"] == message_id}) == 1
        for message_id in doubled
    )
