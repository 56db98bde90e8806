"""What can go wrong with mail and be mended by a person. The Dutch sentence per code is made at the edge."""

from __future__ import annotations

from typing import ClassVar

from registry.errors import Anticipated


class BadAddress(Anticipated):
    """An address that may not travel in a header or an SMTP command. Facts: `which`, `reason`; never the address."""

    code: ClassVar[str] = "mail_bad_address"


class BadHeader(Anticipated):
    """A subject, name, Message-ID or token that would break the header it stands in. Facts: `which`, `reason`."""

    code: ClassVar[str] = "mail_bad_header"


class UnsafeRelay(Anticipated):
    """Relay settings that would show a password to the network, or that cannot be meant. Facts: `reason`."""

    code: ClassVar[str] = "mail_unsafe_relay"


class OpenReceiver(Anticipated):
    """A receiver for any domain was asked to listen beyond this machine. Facts: `host`."""

    code: ClassVar[str] = "mail_open_receiver"


class ReceiverNotListening(Anticipated):
    """The receiver could not take its port. Facts: `host`, `port`, `reason`."""

    code: ClassVar[str] = "mail_receiver_not_listening"


class UnparsableMail(Anticipated):
    """Bytes that are not taken apart, to protect the process; the original stays. Facts: `reason`, `size_bytes`."""

    code: ClassVar[str] = "mail_unparsable"
