from __future__ import annotations

from email.message import EmailMessage
from email.parser import BytesParser

import pytest

from mail.errors import UnparsableMail
from mail.guard import GuardedPolicy, HostileHeader, check_bytes


def guarded(content: bytes) -> EmailMessage:
    message = BytesParser(EmailMessage, policy=GuardedPolicy()).parsebytes(content)
    assert isinstance(message, EmailMessage)
    return message


def test_a_header_that_is_asked_for_often_is_taken_apart_once() -> None:
    message = guarded(b"Subject: " + b"a" * 10_000 + b"\n\nx")
    assert {len(message["Subject"]) for _ in range(50)} == {10_000}


def test_all_headers_together_have_a_limit_too() -> None:
    message = guarded(b"".join(b"X-%d: %s\n" % (number, b"a" * 10_000) for number in range(20)) + b"\nx")
    with pytest.raises(HostileHeader):
        [message[f"X-{number}"] for number in range(20)]


@pytest.mark.parametrize("value", [b"a" * 20_000, b"(" * 60, b"()" * 60])
def test_a_header_that_takes_long_to_take_apart_is_not(value: bytes) -> None:
    with pytest.raises(HostileHeader):
        guarded(b"From: " + value + b"\n\nx")["From"]


def test_headers_of_parts_are_held_to_less() -> None:
    with pytest.raises(HostileHeader):
        guarded(b"Content-Type: text/plain; name=" + b"a" * 3000 + b"\n\nx").get_content_type()


@pytest.mark.parametrize(
    ("allowed", "refused", "reason"),
    [
        (b"X: " + b"(" * 500 + b"\n\n", b"X: " + b"(" * 501 + b"\n\n", "too_many_parentheses"),
        (b"X: " + b"=?" * 1000 + b"\n\n", b"X: " + b"=?" * 1001 + b"\n\n", "too_many_encoded_words"),
        (b"boundary=" * 50, b"boundary=" * 51, "too_many_boundaries"),
        (b"message/" * 30, b"message/" * 31, "too_many_messages"),
        (b"\n\nboundary=\n" + b"\n--" * 5000, b"\n\nboundary=\n" + b"\n--" * 5001, "too_many_parts"),
        (b"\n" * 500_000, b"\n" * 500_001, "too_many_lines"),
        (b"\n" * 50_000 + b"delivery-status", b"\n" * 50_001 + b"delivery-status", "too_many_lines"),
        (b"a" * 65_536, b"a" * 65_537, "header_too_large"),
        (b"a" * 65_000 + b"\r\n\r\n" + b"b" * 100_000, b"a" * 65_600 + b"\r\n\r\n", "header_too_large"),
    ],
)
def test_counts_up_to_the_limit_pass_and_beyond_it_are_named(allowed: bytes, refused: bytes, reason: str) -> None:
    check_bytes(allowed)
    with pytest.raises(UnparsableMail) as refusal:
        check_bytes(refused)
    assert refusal.value.facts == {"reason": reason, "size_bytes": len(refused)}


def test_a_plain_text_with_dashes_is_not_taken_for_parts() -> None:
    assert check_bytes(b"Subject: x\n\n" + b"-- \n" * 6000) is None
