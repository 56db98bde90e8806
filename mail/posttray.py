"""The post tray: without a relay the same sender hands mail to a receiver on this machine, and a page shows it.

What lies there is "in posttray", never "sent" (`Outcome.in_posttray`); switching to a relay later does not replay it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mail.receiver import Accept, Limits, Receiver
from mail.relay import Relay

LOOPBACK = "127.0.0.1"


def posttray_receiver(
    accept: Accept, *, port: int, clock: Callable[[], datetime], limits: Limits | None = None
) -> Receiver:
    """A receiver on loopback that takes mail for any domain; not yet started."""
    return Receiver(
        accept, host=LOOPBACK, port=port, accepted_domains=None, clock=clock, limits=limits, own_name="posttray.invalid"
    )


def posttray_relay(port: int) -> Relay:
    """The relay settings that lead to it; an outcome over them says `in_posttray`."""
    return Relay(LOOPBACK, port, security="none", connect_seconds=5.0, content_seconds=60.0, is_posttray=True)
