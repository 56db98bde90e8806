"""Addresses: checked before they meet a header or a command, and the envelope sender that names a notice (VERP)."""

from __future__ import annotations

import re

from mail.errors import BadAddress, BadHeader

NULL_SENDER = "<>"
"""How the sender of a returned message arrives: nobody (RFC 5321, 4.5.5)."""

# Dot-atom only (RFC 5321, 4.1.2): quoted local parts are legal, unused in practice and a classic way to smuggle.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\Z")
# Lower case only: mail servers may fold the local part, and a token must survive that.
_TOKEN = re.compile(r"[a-z0-9][a-z0-9-]{7,39}\Z")
_LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3: a path is 256 octets, with its angle brackets
_LONGEST_LOCAL = 64


def check_address(address: str, *, which: str) -> str:
    """Give the address back unchanged when it may travel.

    Args:
        address: one bare address, without name or angle brackets.
        which: whose address it is (`sender`, `recipient`, ...), for the message to a person.

    Raises:
        BadAddress: line break, control character, space, more or less than one @, not plain ASCII, too long, or a
            domain that is not a domain. Nothing is ever cut off or repaired: a repaired address is somebody else's.
    """
    reason = _objection(address)
    if reason is not None:
        raise BadAddress(which=which, reason=reason)
    return address


def _objection(address: str) -> str | None:
    if any(ord(character) < 32 or ord(character) == 127 for character in address):
        return "control_character"
    if not address.isascii():
        return "not_ascii"
    local, at, domain = address.rpartition("@")
    if not at or not local or "@" in local:
        return "not_one_at_sign"
    if len(address) > _LONGEST_ADDRESS or len(local) > _LONGEST_LOCAL:
        return "too_long"
    if not _LOCAL.match(local):
        return "bad_local_part"
    return None if _is_domain(domain) else "bad_domain"


def _is_domain(domain: str) -> bool:
    labels = domain.split(".")
    return len(labels) >= 2 and all(_LABEL.match(label) for label in labels) and not labels[-1].isdigit()


def domain_of(address: str) -> str:
    """The part after the last @ in lower case; empty when there is none."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def check_token(token: str) -> str:
    """Give back a token that survives a mail server: 8 to 40 of a-z, 0-9 and dash.

    Raises:
        BadHeader: anything else, capitals too (a server may fold them).
    """
    if not _TOKEN.match(token):
        raise BadHeader(which="envelope_token", reason="not_a_token")
    return token


def envelope_sender(token: str, *, bounce_address: str) -> str:
    """The envelope sender that names the notice: `retour@x` and token `abc...` give `retour+abc...@x`.

    A mail that comes back comes back to this address, whatever the returning server wrote in it.

    Raises:
        BadHeader: the token is not a token.
        BadAddress: the bounce address is none, or too long with the token in it.
    """
    local, _, domain = check_address(bounce_address, which="bounce_address").rpartition("@")
    return check_address(f"{local}+{check_token(token)}@{domain}", which="envelope_sender")


def token_of(recipient: str, *, bounce_address: str) -> str | None:
    """The token in an address a returned message came to; None when it is not such an address."""
    local, _, domain = bounce_address.lower().rpartition("@")
    token, at, its_domain = recipient.lower().removeprefix(f"{local}+").rpartition("@")
    is_ours = recipient.lower().startswith(f"{local}+") and bool(at) and its_domain == domain
    return token if is_ours and _TOKEN.match(token) else None
