from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mail.errors import UnsafeRelay
from mail.outcome import FINAL_AFTER, OutcomeKind, Step, from_reply, from_silence, is_alarming, retry_after
from mail.relay import Relay, is_this_machine

RETRY, NEVER = OutcomeKind.RETRY, OutcomeKind.UNDELIVERABLE
UNSURE, STOP = OutcomeKind.AMBIGUOUS, OutcomeKind.STOP_QUEUE


@pytest.mark.parametrize(
    ("step", "code", "kind"),
    [
        (Step.CONNECT, 421, RETRY),
        (Step.CONNECT, 554, STOP),
        (Step.TLS, 454, RETRY),
        (Step.TLS, 502, STOP),
        (Step.LOGIN, 454, RETRY),
        (Step.LOGIN, 535, STOP),
        (Step.SENDER, 451, RETRY),
        (Step.SENDER, 550, STOP),
        (Step.SENDER, 530, STOP),
        (Step.SENDER, 552, NEVER),
        (Step.RECIPIENT, 450, RETRY),
        (Step.RECIPIENT, 550, NEVER),
        (Step.RECIPIENT, 530, STOP),
        (Step.DATA, 451, RETRY),
        (Step.DATA, 554, NEVER),
        (Step.CONTENT, 451, RETRY),
        (Step.CONTENT, 554, NEVER),
        (Step.DATA, -1, RETRY),
        (Step.CONTENT, -1, UNSURE),
        (Step.CONTENT, 299, UNSURE),
    ],
)
def test_an_answer_means_what_the_step_it_was_given_at_makes_of_it(step: Step, code: int, kind: OutcomeKind) -> None:
    assert from_reply(step, code, "").kind is kind


@pytest.mark.parametrize("step", list(Step))
def test_silence_is_uncertain_after_the_content_only(step: Step) -> None:
    assert from_silence(step, "timeout").kind is (UNSURE if step is Step.CONTENT else RETRY)


def test_the_words_of_a_server_are_not_kept_because_they_name_people() -> None:
    outcome = from_reply(Step.RECIPIENT, 550, "5.1.1 <balie@wierdijk.example> onbekend, probeer j.balie")
    assert outcome.text == "550 5.1.1 recipient: refused"


def test_something_that_only_looks_like_a_status_is_not_taken_for_one() -> None:
    assert from_reply(Step.RECIPIENT, 550, "5.1.1.10 vreemd").enhanced is None
    assert from_reply(Step.RECIPIENT, 550, "onbekend 5.1.1").enhanced is None


def test_waits_grow_from_a_minute_to_an_hour() -> None:
    minutes = [wait.total_seconds() / 60 for wait in map(retry_after, range(1, 9)) if wait]
    assert minutes == [1, 2, 5, 10, 30, 60, 60, 60]


def test_the_last_attempt_falls_a_day_after_the_first() -> None:
    waits = []
    while (wait := retry_after(len(waits) + 1)) is not None:
        waits.append(wait)
    assert sum(waits, timedelta()) == FINAL_AFTER
    assert retry_after(len(waits) + 2) is None


def test_there_is_no_attempt_before_the_first() -> None:
    with pytest.raises(ValueError, match="from 1"):
        retry_after(0)


def test_a_quarter_of_an_hour_of_waiting_raises_the_alarm() -> None:
    first = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
    assert not is_alarming(first, first + timedelta(minutes=14, seconds=59))
    assert is_alarming(first, first + timedelta(minutes=15))


def test_a_password_is_not_shown_to_the_network() -> None:
    with pytest.raises(UnsafeRelay) as refusal:
        Relay("relay.wierdijk.example", 25, username="kcc", password="geheim", security="none")
    assert refusal.value.facts == {"reason": "password_without_encryption"}
    assert Relay("127.0.0.1", 25, username="kcc", password="geheim", security="none").port == 25


def test_half_a_login_is_refused() -> None:
    with pytest.raises(UnsafeRelay):
        Relay("relay.wierdijk.example", 587, username="kcc")


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"host": ""}, "bad_host"),
        ({"host": "relay wierdijk.example"}, "bad_host"),
        ({"host": "a" * 64 + ".example"}, "bad_host"),
        ({"host": "relay..example"}, "bad_host"),
        ({"own_name": "kcc\r\nQUIT"}, "bad_host"),
        ({"port": 0}, "bad_port"),
        ({"port": 70_000}, "bad_port"),
        ({"security": "ssl"}, "unknown_security"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(settings: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnsafeRelay) as refusal:
        Relay(**({"host": "relay.wierdijk.example", "port": 587} | settings))
    assert refusal.value.facts == {"reason": reason}


@pytest.mark.parametrize(
    "host", ["relay", "relay.wierdijk.example", "10.1.2.3", "::1", "2001:db8::25", "mail_1.intern"]
)
def test_names_and_addresses_are_hosts(host: str) -> None:
    assert Relay(host, 587).host == host


def test_a_password_does_not_show_when_a_relay_is_printed() -> None:
    assert "geheim" not in repr(Relay("relay.wierdijk.example", 587, username="kcc", password="geheim"))


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("127.9.9.9", True),
        ("0.0.0.0", False),
        ("x.example", False),
    ],
)
def test_only_loopback_is_this_machine(host: str, is_ours: bool) -> None:
    assert is_this_machine(host) is is_ours
