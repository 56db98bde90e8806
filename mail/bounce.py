"""Returned messages: which notice came back, and how sure the other server is. The envelope decides, this refines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage

from mail.compose import NOTICE_HEADER

_STATUS = re.compile(r"\A\s*([245]\.\d{1,3}\.\d{1,3})\b")
_ACTIONS = frozenset(("failed", "delayed", "delivered", "relayed", "expanded"))  # RFC 3464, 2.3.3
_MESSAGE_ID = re.compile(r"^Message-ID:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{3,250}>)", re.IGNORECASE | re.MULTILINE)
_TOKEN = re.compile(rf"^{NOTICE_HEADER}:[ \t]*([a-z0-9-]{{8,40}})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_QUOTED_HEADERS = 64 * 1024


@dataclass(frozen=True, slots=True)
class Returned:
    """What a delivery report says (RFC 3464); each field None when it does not say.

    Attributes:
        action: failed, delayed, delivered, relayed or expanded.
        status: such as 5.1.1.
        original_message_id: of the message that came back, with angle brackets.
        token: of our notice, from the header we gave it.
    """

    action: str | None = None
    status: str | None = None
    original_message_id: str | None = None
    token: str | None = None

    @property
    def is_final(self) -> bool:
        """Whether the other server gave up; a report without an action is taken for that."""
        return self.action in (None, "failed")


def read_report(parts: Iterable[EmailMessage]) -> Returned | None:
    """The delivery report among the parts of a message; None when there is none."""
    parts = tuple(parts)
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    if not reports:
        return None
    fields = _recipient_fields(reports[0])
    quoted = next((_quoted_headers(part) for part in parts if _is_quoted(part)), "")
    message_id, token = _MESSAGE_ID.search(quoted), _TOKEN.search(quoted)
    action = fields.get("action", "").strip().lower()
    status = _STATUS.match(fields.get("status", ""))
    return Returned(
        action=action if action in _ACTIONS else None,
        status=status.group(1) if status else None,
        original_message_id=message_id.group(1) if message_id else None,
        token=token.group(1).lower() if token else None,
    )


def _recipient_fields(report: EmailMessage) -> dict[str, str]:
    """The first block that names an action; we send to one recipient, so there is one that matters."""
    blocks = report.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        assert isinstance(block, EmailMessage)
        fields = {name.lower(): str(value) for name, value in block.raw_items()}
        if "action" in fields or "status" in fields:
            return fields
    return {}


def _is_quoted(part: EmailMessage) -> bool:
    return part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")


def _quoted_headers(part: EmailMessage) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        inner = [
            f"{name}: {value}"
            for one in payload[:1]
            if isinstance(one, EmailMessage)
            for name, value in one.raw_items()
        ]
        return "\n".join(inner)
    raw = part.get_payload(decode=True)
    text = raw.decode("ascii", "replace") if isinstance(raw, bytes) else str(payload)
    return text[:_QUOTED_HEADERS]
