from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.compose import NOTICE_HEADER, Calendar, compose
from mail.errors import BadAddress, BadHeader

NOW = datetime(2027, 2, 1, 8, 30, tzinfo=UTC)


def composed(**changes: Any) -> bytes:
    arguments: dict[str, Any] = {
        "sender": "kcc@wierdijk.example",
        "sender_name": "KCC Wierdijk",
        "recipient": "belastingen@wierdijk.example",
        "subject": "WOZ-beschikkingen: 45.000 brieven",
        "text": "Dag afdeling,\n\nEr komen 2.700 gesprekken.\n",
        "html": "<p>Dag afdeling</p>",
        "message_id": "<notice-1@wierdijk.example>",
        "envelope_token": "a1b2c3d4e5f6",
        "now": NOW,
    }
    return compose(**(arguments | changes))


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_message_holds_plain_text_and_html_for_one_recipient() -> None:
    message = read(composed())
    assert message["To"] == "belastingen@wierdijk.example"
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message[NOTICE_HEADER] == "a1b2c3d4e5f6"
    assert message["Date"].datetime == NOW


def test_the_same_arguments_give_the_same_bytes() -> None:
    calendar = Calendar("REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    assert composed(calendar=calendar) == composed(calendar=calendar)
    assert composed() != composed(message_id="<notice-2@wierdijk.example>")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("a@wierdijk.example\r\nBcc: b@elders.example", "control_character"),
        ("a@wierdijk.example\n", "control_character"),
        ("a\x00@wierdijk.example", "control_character"),
        ("geen-apenstaart.example", "not_one_at_sign"),
        ("@wierdijk.example", "not_one_at_sign"),
        ("a@b@wierdijk.example", "not_one_at_sign"),
        ("a b@wierdijk.example", "bad_local_part"),
        ("<a@wierdijk.example>", "bad_local_part"),
        ('"a b"@wierdijk.example', "bad_local_part"),
        ("a..b@wierdijk.example", "bad_local_part"),
        ("a@wierdijk", "bad_domain"),
        ("a@-wierdijk.example", "bad_domain"),
        ("a@wierdijk.example>", "bad_domain"),
        ("a@10.0.0.1", "bad_domain"),
        ("a@wierdïjk.example", "not_ascii"),
        ("a" * 65 + "@wierdijk.example", "too_long"),
        ("", "not_one_at_sign"),
    ],
)
@pytest.mark.parametrize("which", ["sender", "recipient"])
def test_a_bad_address_is_refused_with_its_reason_and_not_cut(which: str, address: str, reason: str) -> None:
    with pytest.raises(BadAddress) as refusal:
        composed(**{which: address})
    assert refusal.value.facts == {"which": which, "reason": reason}


@pytest.mark.parametrize("which", ["subject", "sender_name"])
def test_a_line_break_in_subject_or_name_is_refused(which: str) -> None:
    with pytest.raises(BadHeader) as refusal:
        composed(**{which: "Stil\r\nBcc: elders@elders.example"})
    assert refusal.value.facts["which"] == which


@pytest.mark.parametrize(
    "message_id", ["notice-1@x.example", "<a b@x.example>", "<a@x.example>\n", "<" + "a" * 260 + "@x>"]
)
def test_a_message_id_of_the_wrong_form_is_refused(message_id: str) -> None:
    with pytest.raises(BadHeader):
        composed(message_id=message_id)


def test_a_long_id_of_the_message_answered_stays_an_id() -> None:
    long_id = "<" + "b" * 150 + "@elders.example>"
    raw = composed(in_reply_to=long_id, message_id="<" + "n" * 100 + "@wierdijk.example>")
    assert f"In-Reply-To: {long_id}\r\n".encode() in raw
    assert f"References: {long_id}\r\n".encode() in raw


def test_a_clock_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        composed(now=datetime(2027, 2, 1))  # noqa: DTZ001


def test_an_invitation_travels_as_alternative_and_as_attachment_in_base64() -> None:
    ics = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    message = read(composed(calendar=Calendar("REQUEST", ics)))
    inline = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    attached = next(part for part in message.iter_attachments() if part.get_filename() == "afspraak.ics")
    assert inline.get_param("method") == "REQUEST"
    assert inline["Content-Transfer-Encoding"] == "base64"
    assert inline.get_payload(decode=True) == ics == attached.get_payload(decode=True)


# What XML calls text: no control characters, no surrogates; \r is unified by compose itself.
PROSE = st.text(st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n\t"), max_size=3000)


@given(text=PROSE, subject=st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=300))
def test_whatever_the_text_the_bytes_are_seven_bit_with_short_lines_and_give_the_text_back(
    text: str, subject: str
) -> None:
    raw = composed(text=text, subject=subject)
    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    body = read(raw).get_body(("plain",))
    assert body is not None
    given_back = body.get_payload(decode=True)
    assert isinstance(given_back, bytes)
    assert given_back.decode().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")
