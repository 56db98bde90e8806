"""What became of one mail, and when to try again.

What went wrong decides what is done: a server that cannot now is asked again, a refused recipient is reported, a line
that fell after the content is said to be uncertain, and a relay that refuses us stops the queue instead of failing
mails one by one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class OutcomeKind(StrEnum):
    """accepted: the server took it; retry: later, nothing happened; undeliverable: never; ambiguous: it may have been
    taken, retry with the same Message-ID and say so; stop_queue: the relay or its settings need a person."""

    ACCEPTED = "accepted"
    RETRY = "retry"
    UNDELIVERABLE = "undeliverable"
    AMBIGUOUS = "ambiguous"
    STOP_QUEUE = "stop_queue"


class Step(StrEnum):
    """Where in the conversation it happened."""

    CHECK = "check"
    CONNECT = "connect"
    TLS = "tls"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mail.

    Attributes:
        step: where it was decided.
        reason: one code word (`accepted`, `deferred`, `refused`, `too_large`, `connection_refused`, `timeout`,
            `dropped`, `nonsense`, `login_refused`, `login_not_offered`, `starttls_not_offered`, `bad_certificate`,
            `ca_file_unreadable`, `tls_failed`, `bad_address`, `bad_content`).
        code: the server's three digits, when it answered.
        enhanced: its enhanced status (RFC 3463), such as `5.1.1`, when it gave one.
        in_posttray: accepted by the tray of this machine, so not sent to anybody.
    """

    kind: OutcomeKind
    step: Step
    reason: str
    code: int | None = None
    enhanced: str | None = None
    in_posttray: bool = False

    @property
    def text(self) -> str:
        """One line for a log or a technical page; servers quote addresses in their answers, so none of their words."""
        parts = (str(self.code) if self.code else None, self.enhanced, f"{self.step}: {self.reason}")
        return " ".join(part for part in parts if part)


# 530 authentication required, 534 mechanism too weak, 535 credentials invalid, 538 encryption required (RFC 4954)
_LOGIN_CODES = frozenset({530, 534, 535, 538})
_TOO_LARGE = 552  # RFC 1870, answered to MAIL with SIZE
_ENHANCED = re.compile(r"\A([245]\.\d{1,3}\.\d{1,3})(?=\s|\Z)")


def from_reply(step: Step, code: int, text: str) -> Outcome:
    """What an answer that is not the wanted one means at this step of the conversation."""
    found = _ENHANCED.match(text)
    kind, reason = _meaning(step, code)
    return Outcome(kind, step, reason, code if code > 0 else None, found.group(1) if found else None)


def _meaning(step: Step, code: int) -> tuple[OutcomeKind, str]:
    if 400 <= code <= 499:
        return OutcomeKind.RETRY, "deferred"
    if code in _LOGIN_CODES:
        return OutcomeKind.STOP_QUEUE, "login_refused"
    if 500 <= code <= 599:
        if step is Step.SENDER and code == _TOO_LARGE:
            return OutcomeKind.UNDELIVERABLE, "too_large"
        # Before the recipient is named the refusal is about us, and the next mail would meet the same.
        is_about_this_mail = step in (Step.RECIPIENT, Step.DATA, Step.CONTENT)
        return (OutcomeKind.UNDELIVERABLE if is_about_this_mail else OutcomeKind.STOP_QUEUE), "refused"
    # Not an answer SMTP knows. After the content it may still have been taken.
    return (OutcomeKind.AMBIGUOUS if step is Step.CONTENT else OutcomeKind.RETRY), "nonsense"


def from_silence(step: Step, reason: str) -> Outcome:
    """What a fallen line or a time-out means: before the content nothing happened, after it nobody knows."""
    return Outcome(OutcomeKind.AMBIGUOUS if step is Step.CONTENT else OutcomeKind.RETRY, step, reason)


ALARM_AFTER = timedelta(minutes=15)
"""A mail that waits longer than this is seen by a person."""

FINAL_AFTER = timedelta(hours=24)
"""The last attempt, counted from the first."""

_FIRST_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30, 60))


def retry_after(attempt: int) -> timedelta | None:
    """How long to wait after failed attempt number `attempt` (the first is 1); None when that was the last.

    1, 2, 5, 10, 30 and 60 minutes, then hourly; the wait before the last attempt is shortened so that it falls 24 hours
    after the first.

    Raises:
        ValueError: there is no attempt below 1.
    """
    if attempt < 1:
        raise ValueError("attempts are counted from 1")
    spent = sum((_full_wait(earlier) for earlier in range(1, attempt)), timedelta())
    left = FINAL_AFTER - spent
    return min(_full_wait(attempt), left) if left > timedelta() else None


def _full_wait(attempt: int) -> timedelta:
    return _FIRST_WAITS[min(attempt, len(_FIRST_WAITS)) - 1]


def is_alarming(first_tried_at: datetime, now: datetime) -> bool:
    """Whether a mail that is still not accepted has waited long enough to bother somebody."""
    return now - first_tried_at >= ALARM_AFTER
