from __future__ import annotations

import pytest

from exchange import cells
from exchange.cells import CellFault, Memo
from registry.kinds import Channel


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("210", 210),
        ("3,5", 4),
        ("3.4", 3),
        ("3:30", 210),
        ("03:30", 210),
        ("1:02:03", 3723),
        ("90:00", 5400),
        ("3,5 min", 210),
        ("45 sec.", 45),
        ("1 uur", 3600),
        ("1.234,5", 1235),
        ("0", 0),
        ("", None),
        ("  ", None),
    ],
)
def test_a_duration_is_read_in_whole_seconds(text: str, seconds: int | None) -> None:
    assert cells.duration(text) == seconds


def test_a_bare_number_takes_the_unit_of_the_source() -> None:
    assert cells.duration("3,5", unit_seconds=60) == 210
    assert cells.duration("30 s", unit_seconds=60) == 30


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-5", "duration_negative"),
        ("−3:30", "duration_negative"),
        ("-", "duration_unreadable"),
        ("lang", "duration_unreadable"),
        ("3:75", "duration_unreadable"),
        ("1:75:00", "duration_unreadable"),
        ("nan", "duration_unreadable"),
        ("inf", "duration_unreadable"),
        ("1e3", "duration_unreadable"),
        ("٣", "duration_unreadable"),
        ("3,5,1", "duration_unreadable"),
        ("12 dagen", "duration_unreadable"),
        ("100000", "duration_too_long"),
    ],
)
def test_what_is_no_duration_is_refused(text: str, reason: str) -> None:
    with pytest.raises(CellFault) as fault:
        cells.duration(text)
    assert fault.value.reason == reason


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("telefoon", Channel.PHONE),
        ("Telefonisch", Channel.PHONE),
        ("phone", Channel.PHONE),
        ("Balie", Channel.DESK),
        ("live-chat", Channel.CHAT),
        ("WhatsApp", Channel.CHAT),
        ("webcare", Channel.WEBCARE),
        ("E-mail", Channel.MAIL),
        ("e mail", Channel.MAIL),
        ("mail", Channel.MAIL),
    ],
)
def test_channels_are_known_by_dutch_and_english_words(text: str, channel: Channel) -> None:
    assert cells.channel(text) is channel


@pytest.mark.parametrize(
    ("text", "reason"), [("fax", "channel_unknown"), ("", "channel_missing"), ("-", "channel_missing")]
)
def test_an_unknown_channel_is_refused(text: str, reason: str) -> None:
    with pytest.raises(CellFault) as fault:
        cells.channel(text)
    assert fault.value.reason == reason


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        *((word, True) for word in ("ja", "J", "TRUE", "1", "beantwoord", "waar")),
        *((word, False) for word in ("nee", "false", "0", "afgehaakt", "Niet beantwoord", "opgehangen")),
        *((word, None) for word in ("", "onbekend", "n.v.t.")),
    ],
)
def test_answered_is_yes_no_or_not_known(text: str, answered: bool | None) -> None:
    assert cells.answered(text) is answered


def test_an_answer_that_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(CellFault) as fault:
        cells.answered("misschien")
    assert fault.value.reason == "answered_unreadable"


@pytest.mark.parametrize("text", ["06-12345678", "+31 6 12345678", "0031612345678", "0612345678", "(06) 123 456 78"])
def test_a_phone_number_has_one_spelling(text: str) -> None:
    assert cells.caller(text) == "31612345678"


@pytest.mark.parametrize("text", ["", "anoniem", "Onbekend"])
def test_an_unknown_caller_is_nobody(text: str) -> None:
    assert cells.caller(text) is None


def test_a_caller_without_a_number_is_compared_in_lower_case() -> None:
    assert cells.caller(" Bewoner@Wierdijk.example ") == "bewoner@wierdijk.example"


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("1.234", 1234), ("12,0", 12), ("", None)])
def test_a_count_is_a_whole_number(text: str, number: int | None) -> None:
    assert cells.count(text, "offered") == number


@pytest.mark.parametrize(
    ("text", "reason"), [("-3", "count_negative"), ("2,5", "count_unreadable"), ("veel", "count_unreadable")]
)
def test_what_is_no_count_is_refused(text: str, reason: str) -> None:
    with pytest.raises(CellFault) as fault:
        cells.count(text, "offered")
    assert (fault.value.reason, fault.value.facts["column"]) == (reason, "offered")


def test_a_memo_reads_once_and_never_grows_beyond_its_limit() -> None:
    asked: list[str] = []
    memo = Memo(lambda text: asked.append(text) or text.upper(), limit=10)
    assert [memo["a"], memo["a"]] == ["A", "A"]
    assert asked == ["a"]
    for number in range(100):
        memo[str(number)]
        assert len(memo) <= 10
