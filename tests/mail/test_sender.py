from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from mail.outcome import Outcome, OutcomeKind, Step
from mail.relay import Relay
from mail.sender import Outgoing, send, send_all

Scripted = Callable[..., Any]
CONTENT = b"Subject: proef\r\n\r\nDag\r\n.punt\r\n"
QUICK = {"connect_seconds": 0.4, "command_seconds": 0.4, "content_seconds": 0.4}
EHLO_AUTH = "250-script\n250 AUTH PLAIN LOGIN"
EHLO_TLS = "250-script\n250 STARTTLS"


def relay_at(port: int, **options: Any) -> Relay:
    return Relay(**({"host": "127.0.0.1", "port": port, "security": "none"} | QUICK | options))


async def send_one(relay: Relay, content: bytes = CONTENT, recipient: str = "balie@wierdijk.example") -> Outcome:
    return await send(content, envelope_from="retour+abcdefgh@wierdijk.example", recipient=recipient, relay=relay)


def outgoing(count: int) -> list[Outgoing]:
    return [
        Outgoing(f"n{number}", CONTENT, f"retour+abcdefg{number}@wierdijk.example", f"p{number}@wierdijk.example")
        for number in range(count)
    ]


async def send_many(items: list[Outgoing], relay: Relay) -> list[tuple[str, OutcomeKind]]:
    return [(item_id, outcome.kind) async for item_id, outcome in send_all(items, relay)]


def test_a_mail_the_relay_takes_is_accepted_with_leading_dots_kept(scripted: Scripted) -> None:
    async def scenario() -> None:
        async with scripted() as (script, port):
            outcome = await send_one(relay_at(port))
        assert outcome == Outcome(OutcomeKind.ACCEPTED, Step.CONTENT, "accepted", 250)
        assert script.contents == [b"Subject: proef\r\n\r\nDag\r\n..punt\r\n.\r\n"]
        assert script.heard[0] == "EHLO wierdijk.example"
        assert "MAIL FROM:<retour+abcdefgh@wierdijk.example>" in script.heard

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("answers", "kind", "step", "reason"),
    [
        ({"greeting": "421 4.3.2 busy"}, OutcomeKind.RETRY, Step.CONNECT, "deferred"),
        ({"greeting": "554 go away"}, OutcomeKind.STOP_QUEUE, Step.CONNECT, "refused"),
        ({"greeting": "DROP"}, OutcomeKind.RETRY, Step.CONNECT, "unreachable"),
        ({"greeting": "SILENCE"}, OutcomeKind.RETRY, Step.CONNECT, "timeout"),
        ({"EHLO": "SILENCE"}, OutcomeKind.RETRY, Step.CONNECT, "timeout"),
        ({"MAIL": "451 4.7.1 greylisted"}, OutcomeKind.RETRY, Step.SENDER, "deferred"),
        ({"MAIL": "550 5.7.1 not you"}, OutcomeKind.STOP_QUEUE, Step.SENDER, "refused"),
        ({"MAIL": "530 5.7.0 log in"}, OutcomeKind.STOP_QUEUE, Step.SENDER, "login_refused"),
        ({"MAIL": "552 5.3.4 too big"}, OutcomeKind.UNDELIVERABLE, Step.SENDER, "too_large"),
        ({"MAIL": "DROP"}, OutcomeKind.RETRY, Step.SENDER, "dropped"),
        ({"RCPT": "450 4.2.0 later"}, OutcomeKind.RETRY, Step.RECIPIENT, "deferred"),
        ({"RCPT": "550 5.1.1 <balie@wierdijk.example> unknown"}, OutcomeKind.UNDELIVERABLE, Step.RECIPIENT, "refused"),
        ({"RCPT": "SILENCE"}, OutcomeKind.RETRY, Step.RECIPIENT, "timeout"),
        ({"DATA": "451 no room"}, OutcomeKind.RETRY, Step.DATA, "deferred"),
        ({"DATA": "DROP"}, OutcomeKind.RETRY, Step.DATA, "dropped"),
        ({"DATA": "SILENCE"}, OutcomeKind.RETRY, Step.DATA, "timeout"),
        ({"content": "DROP"}, OutcomeKind.AMBIGUOUS, Step.CONTENT, "dropped"),
        ({"content": "SILENCE"}, OutcomeKind.AMBIGUOUS, Step.CONTENT, "timeout"),
        ({"content": "nonsense"}, OutcomeKind.AMBIGUOUS, Step.CONTENT, "nonsense"),
        ({"content": "452 4.3.1 full"}, OutcomeKind.RETRY, Step.CONTENT, "deferred"),
        ({"content": "554 5.6.0 spam"}, OutcomeKind.UNDELIVERABLE, Step.CONTENT, "refused"),
    ],
)
def test_each_failure_is_named_by_what_is_to_be_done(
    scripted: Scripted, answers: dict[str, str], kind: OutcomeKind, step: Step, reason: str
) -> None:
    async def scenario() -> Outcome:
        async with scripted(answers) as (_, port):
            return await send_one(relay_at(port))

    outcome = asyncio.run(scenario())
    assert (outcome.kind, outcome.step, outcome.reason) == (kind, step, reason)
    assert "wierdijk" not in outcome.text


def test_a_refused_connection_is_tried_later(free_port: int) -> None:
    outcome = asyncio.run(send_one(relay_at(free_port)))
    assert (outcome.kind, outcome.step, outcome.reason) == (OutcomeKind.RETRY, Step.CONNECT, "connection_refused")


@pytest.mark.parametrize(
    ("recipient", "content", "reason"),
    [
        ("balie@wierdijk.example\r\nDATA", CONTENT, "bad_address"),
        ("balie", CONTENT, "bad_address"),
        ("balie@wierdijk.example", b"Subject: x\r\n\r\n" + b"x" * 999 + b"\r\n", "bad_content"),
        ("balie@wierdijk.example", "Subject: é\r\n\r\n".encode(), "bad_content"),
    ],
)
def test_what_no_relay_would_take_costs_no_conversation(
    scripted: Scripted, recipient: str, content: bytes, reason: str
) -> None:
    async def scenario() -> None:
        async with scripted() as (script, port):
            outcome = await send_one(relay_at(port), content, recipient)
        assert (outcome.kind, outcome.reason) == (OutcomeKind.UNDELIVERABLE, reason)
        assert script.connection_count == 0

    asyncio.run(scenario())


def test_login_that_is_refused_stops_the_queue_before_a_mail_is_offered(scripted: Scripted) -> None:
    async def scenario() -> None:
        async with scripted({"EHLO": EHLO_AUTH, "AUTH": "535 5.7.8 no"}) as (script, port):
            outcomes = await send_many(outgoing(3), relay_at(port, username="kcc", password="geheim"))
        assert outcomes == [("n0", OutcomeKind.STOP_QUEUE)]
        assert not any(line.startswith("MAIL") for line in script.heard)

    asyncio.run(scenario())


def test_login_that_is_not_offered_stops_the_queue(scripted: Scripted) -> None:
    async def scenario() -> Outcome:
        async with scripted() as (_, port):
            return await send_one(relay_at(port, username="kcc", password="geheim"))

    outcome = asyncio.run(scenario())
    assert (outcome.kind, outcome.reason) == (OutcomeKind.STOP_QUEUE, "login_not_offered")


def test_login_that_is_accepted_lets_the_mail_through(scripted: Scripted) -> None:
    async def scenario() -> Outcome:
        async with scripted({"EHLO": EHLO_AUTH}) as (_, port):
            return await send_one(relay_at(port, username="kcc", password="geheim"))

    assert asyncio.run(scenario()).kind is OutcomeKind.ACCEPTED


def test_a_relay_without_starttls_gets_nothing_when_starttls_is_asked(scripted: Scripted) -> None:
    async def scenario() -> None:
        async with scripted() as (script, port):
            outcome = await send_one(relay_at(port, security="starttls"))
        assert (outcome.kind, outcome.reason) == (OutcomeKind.STOP_QUEUE, "starttls_not_offered")
        assert not any(line.startswith("MAIL") for line in script.heard)

    asyncio.run(scenario())


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_unknown_certificate_stops_the_queue(scripted: Scripted, server_tls: ssl.SSLContext, security: str) -> None:
    async def scenario() -> None:
        async with scripted({"EHLO": EHLO_TLS}, tls=server_tls, starts_in_tls=security == "tls") as (script, port):
            outcome = await send_one(relay_at(port, host="localhost", security=security, connect_seconds=5))
        assert (outcome.kind, outcome.step, outcome.reason) == (
            OutcomeKind.STOP_QUEUE,
            Step.TLS,
            "bad_certificate",
        )
        assert not any(line.startswith("MAIL") for line in script.heard)

    asyncio.run(scenario())


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_is_trusted_lets_the_mail_through(
    scripted: Scripted, server_tls: ssl.SSLContext, certificate: tuple[Path, Path], security: str
) -> None:
    async def scenario() -> Outcome:
        async with scripted({"EHLO": EHLO_TLS}, tls=server_tls, starts_in_tls=security == "tls") as (_, port):
            relay = relay_at(port, host="localhost", security=security, ca_file=certificate[0], connect_seconds=5)
            return await send_one(relay)

    assert asyncio.run(scenario()).kind is OutcomeKind.ACCEPTED


def test_a_certificate_for_another_name_stops_the_queue(
    scripted: Scripted, server_tls: ssl.SSLContext, certificate: tuple[Path, Path]
) -> None:
    async def scenario() -> Outcome:
        async with scripted(tls=server_tls, starts_in_tls=True) as (_, port):
            return await send_one(relay_at(port, security="tls", ca_file=certificate[0], connect_seconds=5))

    assert asyncio.run(scenario()).reason == "bad_certificate"


def test_a_file_of_authorities_that_is_not_there_stops_the_queue(
    scripted: Scripted, server_tls: ssl.SSLContext, tmp_path: Path
) -> None:
    async def scenario() -> Outcome:
        async with scripted(tls=server_tls, starts_in_tls=True) as (_, port):
            return await send_one(relay_at(port, security="tls", ca_file=tmp_path / "weg.pem"))

    outcome = asyncio.run(scenario())
    assert (outcome.kind, outcome.reason) == (OutcomeKind.STOP_QUEUE, "ca_file_unreadable")


def test_many_mails_go_over_one_connection_and_one_refusal_stays_alone(scripted: Scripted) -> None:
    async def scenario() -> None:
        async with scripted({"RCPT": ["250 ok", "550 5.1.1 no", "250 ok"]}) as (script, port):
            outcomes = await send_many(outgoing(4), relay_at(port))
        assert outcomes == [
            ("n0", OutcomeKind.ACCEPTED),
            ("n1", OutcomeKind.UNDELIVERABLE),
            ("n2", OutcomeKind.ACCEPTED),
            ("n3", OutcomeKind.ACCEPTED),
        ]
        assert script.connection_count == 1
        assert script.heard[-1] == "QUIT"

    asyncio.run(scenario())


@pytest.mark.parametrize("farewell", ["DROP", "421 4.7.0 enough"])
def test_a_relay_that_closes_between_mails_is_called_again_at_once(scripted: Scripted, farewell: str) -> None:
    async def scenario() -> None:
        async with scripted({"MAIL": ["250 ok", farewell, "250 ok"]}) as (script, port):
            outcomes = await send_many(outgoing(3), relay_at(port))
        assert [kind for _, kind in outcomes] == [OutcomeKind.ACCEPTED] * 3
        assert script.connection_count == 2

    asyncio.run(scenario())


@pytest.mark.parametrize("end", ["DROP", "SILENCE", "nonsense"])
def test_a_mail_without_a_clear_end_does_not_hold_up_the_next_and_does_not_share_its_line(
    scripted: Scripted, end: str
) -> None:
    async def scenario() -> None:
        async with scripted({"content": ["250 ok", end, "250 ok"]}) as (script, port):
            outcomes = await send_many(outgoing(3), relay_at(port))
        assert [kind for _, kind in outcomes] == [OutcomeKind.ACCEPTED, OutcomeKind.AMBIGUOUS, OutcomeKind.ACCEPTED]
        assert script.connection_count == 2

    asyncio.run(scenario())


def test_three_fallen_lines_running_end_the_run_and_leave_the_rest_untried(scripted: Scripted) -> None:
    async def scenario() -> None:
        async with scripted({"RCPT": "DROP"}) as (_, port):
            outcomes = await send_many(outgoing(6), relay_at(port))
        assert outcomes == [(f"n{number}", OutcomeKind.RETRY) for number in range(3)]

    asyncio.run(scenario())


def test_a_relay_that_cannot_be_reached_costs_one_attempt_and_not_one_per_mail(free_port: int) -> None:
    assert asyncio.run(send_many(outgoing(5), relay_at(free_port))) == [("n0", OutcomeKind.RETRY)]


def test_whoever_stops_listening_halfway_leaves_no_connection_open(scripted: Scripted) -> None:
    async def scenario() -> None:
        async with scripted() as (script, port):
            async with aclosing(send_all(outgoing(3), relay_at(port))) as outcomes:
                async for _ in outcomes:
                    break
            assert script.heard[-1] == "QUIT"
            assert len(script.contents) == 1
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(scenario())
