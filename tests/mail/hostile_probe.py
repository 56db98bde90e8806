"""Run by test_hostile_mail.py as a process of its own: limits itself, reads every hostile mail, prints what came of it."""

from __future__ import annotations

import base64
import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from mail.errors import UnparsableMail
from mail.parse import parse

MEMORY_BYTES = 700 * 1024 * 1024
CPU_SECONDS = 60


def nested(count: int, parameter: str = "boundary={}") -> bytes:
    opened = [f"Content-Type: multipart/mixed; {parameter.format(number)}\n\n--{number}\n" for number in range(count)]
    return "".join(opened).encode()


def with_body(content_type: bytes, body: bytes) -> bytes:
    return b"From: a@b.example\nContent-Type: " + content_type + b"\n\n" + body


def hostile() -> Iterator[tuple[str, bytes]]:
    mixed = b"multipart/mixed; boundary=b"
    yield "three thousand nested parts", nested(3000)
    yield "parts nested behind encoded parameters", nested(3000, "boundary*0*=us-ascii''{}")
    yield "five kilobytes of parentheses", b"From: " + b"(" * 5000 + b"\n\nx"
    yield (
        "parentheses in the header of a part",
        with_body(mixed, b"--b\nContent-Type: " + b"(" * 5000 + b"\n\nx\n--b--\n"),
    )
    yield "messages in messages", b"Content-Type: message/rfc822\n\n" * 3000
    yield "a header without end", b"Subject: " + b"a " * 200_000
    yield "encoded words without end", b"Subject: " + b"=?utf-8?q?a?= " * 4000 + b"\n\n"
    yield "a million empty parts", with_body(mixed, b"--b\n\n" * 1_000_000)
    yield "a report of empty lines", with_body(b"message/delivery-status", b"\n" * 400_000)
    yield "two million empty lines", with_body(b"text/plain", b"\n" * 2_000_000)
    yield "millions of carriage returns", with_body(b"text/plain", b"\r" * 20_000_000)
    parts = [b"--b\nContent-Type: text/plain; a=%d%s\n\nx\n" % (number, b";a=b" * 480) for number in range(130)]
    yield "a hundred parts with many parameters", with_body(mixed, b"".join(parts))
    yield "too large", with_body(b"text/plain", b"x" * 32 * 1024 * 1024)
    yield "parameters without end", with_body(b"text/plain" + b"; a=b" * 6000, b"x")
    yield "thousands of senders", b"From: " + b"a@b.example, " * 4000 + b"c@d.example\n\nx"
    yield "a dotted name", b"From: " + b"a." * 5000 + b"<c@d.example>\n\nx"
    yield "unclosed comments", with_body(b"text/html", b"<!--" * 500_000)
    yield "unclosed scripts", with_body(b"text/html", b"<script>" * 250_000)
    yield "tags without end", with_body(b"text/html", b"<" * 2_000_000)
    yield "a text in punycode", with_body(b"text/plain; charset=punycode", b"a" * 1_000_000)
    yield "a long text", with_body(b"text/plain", b"tekst " * 500_000)
    yield "forty-nine nested parts", nested(49)
    yield "a subject in punycode", b"Subject: =?punycode?q?" + b"a" * 10_000 + b"?=\n\nx"
    attached = base64.encodebytes(b"x" * 15_000_000).replace(b"\n", b"\r\n")
    yield (
        "an honest mail of twenty megabytes",
        with_body(mixed, b"--b\n\nDag\n--b\nContent-Transfer-Encoding: base64\nContent-Type: image/png\n\n" + attached),
    )


def answer(content: bytes) -> str:
    try:
        incoming = parse(content)
    except UnparsableMail as refusal:
        return f"refused: {refusal.facts['reason']}"
    return ": ".join(["read", *incoming.warnings])


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    json.dump({name: answer(content) for name, content in hostile()}, sys.stdout)


if __name__ == "__main__":
    main()
