from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[2]
# One process of its own: what this test run already imported must not help, and blocking must not depend on conftest.
EXCHANGE = textwrap.dedent(
    """
    import sys
    sys.modules["smtplib"] = None

    import asyncio, importlib, pkgutil
    from datetime import UTC, datetime
    import mail

    for module in pkgutil.iter_modules(mail.__path__, "mail."):
        importlib.import_module(module.name)

    from mail.compose import compose
    from mail.parse import parse
    from mail.posttray import posttray_receiver, posttray_relay
    from mail.sender import send

    now = datetime(2027, 2, 1, 8, 30, tzinfo=UTC)
    stored = []
    receiver = posttray_receiver(stored.extend, port=0, clock=lambda: now)
    receiver.start()
    content = compose(
        sender="kcc@wierdijk.example", sender_name="KCC", recipient="balie@wierdijk.example", subject="Één proef",
        text="Dag", html="<p>Dag</p>", message_id="<1@wierdijk.example>", envelope_token="abcdefgh", now=now,
    )
    outcome = asyncio.run(send(
        content, envelope_from="retour+abcdefgh@wierdijk.example", recipient="balie@wierdijk.example",
        relay=posttray_relay(receiver.port),
    ))
    receiver.stop()
    print(outcome.kind, parse(stored[0].content).subject)
    print([name for name in sys.modules if name in ("aiosmtpd.handlers", "aiosmtpd.main")])
    try:
        importlib.import_module("smtplib")
    except ImportError:
        print("blocked")
    """
)


def test_sending_receiving_and_parsing_work_with_the_client_of_the_standard_library_blocked() -> None:
    ran = subprocess.run([sys.executable, "-c", EXCHANGE], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == ["accepted Één proef", "[]", "blocked"]
