from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.compose import Calendar, compose
from mail.errors import UnparsableMail
from mail.parse import Incoming, parse

NOW = datetime(2027, 2, 1, 8, 30, tzinfo=UTC)


def plain(headers: str = "", body: str = "Dag", sender: str = "Balie <balie@wierdijk.example>") -> bytes:
    return f"From: {sender}\r\nTo: kcc@wierdijk.example\r\nSubject: Vraag\r\n{headers}\r\n{body}\r\n".encode()


def test_what_was_composed_is_read_back() -> None:
    incoming = parse(
        compose(
            sender="kcc@wierdijk.example",
            sender_name="KCC, gemeente Wierdijk",
            recipient="balie@wierdijk.example",
            subject="Één vraag over de WOZ",
            text="Dag,\n\n€ 12,50 per brief.\n",
            html="<p>Dag,</p><p>&euro; 12,50 per brief.</p>",
            message_id="<2@wierdijk.example>",
            envelope_token="abcdefgh",
            in_reply_to="<1@wierdijk.example>",
            calendar=Calendar("REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
            now=NOW,
        )
    )
    assert incoming.subject == "Één vraag over de WOZ"
    assert (incoming.from_address, incoming.from_name) == ("kcc@wierdijk.example", "KCC, gemeente Wierdijk")
    assert incoming.to == ("balie@wierdijk.example",)
    assert incoming.text == "Dag,\n\n€ 12,50 per brief.\n"
    assert incoming.html_text == "Dag,\n\n€ 12,50 per brief."
    assert (incoming.message_id, incoming.in_reply_to) == ("<2@wierdijk.example>", "<1@wierdijk.example>")
    assert [one.content_type for one in incoming.attachments] == ["text/calendar", "application/ics"]
    assert incoming.is_auto_reply
    assert incoming.warnings == ()


def test_an_ordinary_mail_is_neither_bounce_nor_auto_reply() -> None:
    incoming = parse(plain("X-Auto-Response-Suppress: All\r\n"))
    assert (incoming.is_bounce, incoming.is_auto_reply, incoming.returned) == (False, False, None)
    assert incoming.text == "Dag\n"


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner=x",
        "Precedence: bulk",
        "X-Autoreply: yes",
        "List-Id: <lijst.wierdijk.example>",
    ],
)
def test_what_a_machine_wrote_is_known_by_its_header(header: str) -> None:
    assert parse(plain(header + "\r\n")).is_auto_reply


@pytest.mark.parametrize(
    "subject", ["Automatisch antwoord: WOZ", "Out of office", "Afwezig tot maandag", "Automatic reply: x"]
)
def test_an_absence_is_known_by_its_subject(subject: str) -> None:
    assert parse(plain().replace(b"Subject: Vraag", f"Subject: {subject}".encode())).is_auto_reply


def test_auto_submitted_no_is_a_person() -> None:
    assert not parse(plain("Auto-Submitted: no\r\n")).is_auto_reply


REPORT = b"""From: <MAILER-DAEMON@relay.example>
To: retour+abcdefgh@wierdijk.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; weg@elders.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 unknown

--b
Content-Type: message/rfc822

From: kcc@wierdijk.example
Message-ID: <notice-7@wierdijk.example>
X-Torenkamer-Notice: abcdefgh
Subject: Bericht

Dag
--b--
"""


def test_a_delivery_report_names_the_notice_and_the_status() -> None:
    incoming = parse(REPORT.replace(b"\n", b"\r\n"))
    assert incoming.is_bounce
    assert incoming.returned is not None
    assert (incoming.returned.action, incoming.returned.status) == ("failed", "5.1.1")
    assert incoming.returned.original_message_id == "<notice-7@wierdijk.example>"
    assert incoming.returned.token == "abcdefgh"
    assert incoming.returned.is_final
    assert not incoming.is_auto_reply


def test_a_delay_is_not_final() -> None:
    incoming = parse(REPORT.replace(b"failed", b"delayed"))
    assert incoming.returned is not None
    assert not incoming.returned.is_final


def test_a_report_that_quotes_headers_only_names_the_notice_too() -> None:
    incoming = parse(REPORT.replace(b"message/rfc822", b"text/rfc822-headers"))
    assert incoming.returned is not None
    assert incoming.returned.token == "abcdefgh"


def test_anything_from_nobody_is_a_returned_message() -> None:
    incoming = parse(plain("Auto-Submitted: auto-replied\r\n"), envelope_from="<>")
    assert (incoming.is_bounce, incoming.is_auto_reply, incoming.returned) == (True, False, None)


def test_two_senders_are_no_sender() -> None:
    incoming = parse(plain(sender="a@wierdijk.example, b@wierdijk.example"))
    assert incoming.from_addresses == ("a@wierdijk.example", "b@wierdijk.example")
    assert incoming.from_address is None
    twice = parse(b"From: a@wierdijk.example\r\n" + plain())
    assert twice.from_address is None


def test_a_sender_that_is_no_address_is_labelled() -> None:
    incoming = parse(plain(sender="Balie"))
    assert incoming.from_addresses == ()
    assert "from_unreadable" in incoming.warnings


def test_attachments_keep_their_bytes_and_get_a_name_that_is_no_path() -> None:
    body = (
        '--b\r\nContent-Type: text/plain\r\n\r\nDag\r\n--b\r\nContent-Type: application/pdf; name="x"\r\n'
        'Content-Disposition: attachment; filename="../../etc/br\u202eief.pdf"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--b\r\nContent-Type: image/png\r\n\r\npng\r\n--b--"
    )
    incoming = parse(plain('MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n', body))
    assert incoming.text == "Dag"
    first, second = incoming.attachments
    assert (first.filename, first.content, first.size_bytes) == ("brief.pdf", b"%PDF-", 5)
    assert second.filename == "bijlage-2"


def test_an_attached_mail_is_an_attachment_and_its_text_is_not_ours() -> None:
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\nZie bijlage\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nWoorden van een ander\r\n--b--"
    )
    incoming = parse(plain('Content-Type: multipart/mixed; boundary="b"\r\n', body))
    assert incoming.text == "Zie bijlage"
    assert [one.content_type for one in incoming.attachments] == ["message/rfc822"]
    assert b"Woorden van een ander" in incoming.attachments[0].content


def test_html_alone_becomes_text_and_scripts_are_left_out() -> None:
    body = "<style>p{}</style><p>Regel&nbsp;een</p><script>alert(1)</script>twee<br>3 < 4 &amp; 5"
    incoming = parse(plain("Content-Type: text/html; charset=utf-8\r\n", body))
    assert incoming.text == incoming.html_text == "Regel een\ntwee\n3 < 4 & 5"


@pytest.mark.parametrize("charset", ["klingon", "punycode", "rot13", "hex", "idna", "unicode_escape", "\x00"])
def test_a_charset_that_is_none_is_labelled_and_the_text_is_there(charset: str) -> None:
    incoming = parse(plain(f'Content-Type: text/plain; charset="{charset}"\r\n', "Dag héér"))
    assert incoming.text.startswith("Dag h")
    assert "charset_unknown" in incoming.warnings


@pytest.mark.parametrize(
    "declared",
    ["", "Content-Type: text/plain; charset=iso-8859-1\r\n", "Content-Type: text/plain; charset=us-ascii\r\n"],
)
def test_a_euro_sign_of_windows_is_read_whatever_the_mail_calls_it(declared: str) -> None:
    incoming = parse(plain(declared, "PLAATS").replace(b"PLAATS", b"\x80 12,50"))
    assert (incoming.text, incoming.warnings) == ("€ 12,50\n", ())


def test_a_text_in_windows_1252_and_a_raw_utf8_subject_are_read() -> None:
    raw = plain("Content-Type: text/plain; charset=windows-1252\r\n", "PLAATS").replace(b"PLAATS", b"\x80 12,50")
    incoming = parse(raw.replace(b"Vraag", "Één vraag".encode()))
    assert incoming.text == "€ 12,50\n"
    assert incoming.subject == "Één vraag"


def test_controls_and_turned_directions_do_not_reach_the_reader() -> None:
    incoming = parse(plain(body="a\x1b[31mb\x00c\u202ed\u0085e"))
    assert incoming.text == "a[31mbcde\n"


def test_a_body_that_says_to_have_parts_and_has_none_is_text() -> None:
    incoming = parse(plain('Content-Type: multipart/mixed; boundary="b"\r\n', "Geen delen"))
    assert "Geen delen" in incoming.text
    assert "structure_unreadable" in incoming.warnings


@pytest.mark.parametrize("content", [b"", b"\r\n", b"geen mail", b"\x00" * 100, b":\r\n:\r\n", b"\xff\xfe"])
def test_what_is_hardly_a_mail_still_gives_an_answer(content: bytes) -> None:
    assert isinstance(parse(content), Incoming)


GRAINS = st.sampled_from(
    [
        b"From: ", b"To: ", b"Subject: ", b"Content-Type: ", b"multipart/mixed; boundary=b", b"text/plain", b"text/html",
        b"message/rfc822", b"message/delivery-status", b"\r\n", b"\r\n", b"\n", b"\r\n\r\n", b"--b", b"--b--", b"a@b.example",
        b"<", b">", b"(", b")", b'"', b"\\", b";", b":", b",", b"=?utf-8?q?", b"?=", b"=?", b"=", b"a*0*=", b"charset=", b"\xff",
        b"\x00", b".", b"@", b"[", b"]", b" ", b"Content-Transfer-Encoding: base64", b"Content-Disposition: attachment; filename=",
        b"Message-ID: ", b"In-Reply-To: ", b"Action: failed", b"quoted-printable", b"uuencode", b"begin 666 x\n",
    ]
)  # fmt: skip


@given(st.lists(GRAINS, max_size=60).map(b"".join))
def test_whatever_comes_gives_an_answer_or_a_named_refusal(content: bytes) -> None:
    try:
        incoming = parse(content)
    except UnparsableMail as refusal:
        assert refusal.facts["reason"]
    else:
        shown = [incoming.subject, incoming.text, incoming.from_name, *(one.filename for one in incoming.attachments)]
        assert all(
            text.isprintable() for part in shown for text in part.replace("\t", " ").split("\n") if text.isascii()
        )
        assert not any("\ud800" <= character <= "\udfff" for part in shown for character in part)
