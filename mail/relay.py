"""The one server that mail is handed to: a municipality's relay, or the post tray of this machine."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mail.errors import UnsafeRelay

# A name (labels of at most 63) or an IPv4 or IPv6 address; what else there is would end in a fault of the resolver.
_HOST = re.compile(r"(?=.{1,253}\Z)([A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?|[0-9A-Fa-f:.]+)\Z")

Security = Literal["none", "starttls", "tls"]


@dataclass(frozen=True, slots=True)
class Relay:
    """Where and how mail is handed over. What is asked for is demanded: `starttls` never falls back to plain text.

    Attributes:
        username, password: both or neither; refused with `security="none"` unless the relay is this machine.
        own_name: how we introduce ourselves (EHLO); the domain of the envelope sender when None.
        ca_file: certificate authorities to trust instead of the system's.
        connect_seconds: for the connection, the greeting and TLS.
        command_seconds: for the answer to one command.
        content_seconds: for uploading a message and the answer after it (RFC 5321 4.5.3.2.6 asks for 10 minutes; a
            queue that waits that long for one mail is late for all, and the answer is a retry anyway).
        is_posttray: nothing leaves this machine; what is accepted is "in posttray" and never "sent".

    Raises:
        UnsafeRelay: a password without encryption, half a login, or a host or port that is none.
    """

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    security: Security = "starttls"
    own_name: str | None = None
    ca_file: Path | None = None
    connect_seconds: float = 10.0
    command_seconds: float = 30.0
    content_seconds: float = 120.0
    is_posttray: bool = False

    def __post_init__(self) -> None:
        names = (self.host,) if self.own_name is None else (self.host, self.own_name)
        if not all(_HOST.match(name) for name in names):
            raise UnsafeRelay(reason="bad_host", field="host")
        if not 1 <= self.port <= 65535:
            raise UnsafeRelay(reason="bad_port", field="port")
        if self.security not in ("none", "starttls", "tls"):
            raise UnsafeRelay(reason="unknown_security", field="security")
        if (self.username is None) != (self.password is None):
            raise UnsafeRelay(reason="half_a_login", field="password")
        if self.username is not None and self.security == "none" and not is_this_machine(self.host):
            raise UnsafeRelay(reason="password_without_encryption", field="security")


def is_this_machine(host: str) -> bool:
    """Whether the name or address can only be the loopback interface."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
