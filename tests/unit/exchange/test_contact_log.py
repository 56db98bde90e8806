from __future__ import annotations

import codecs
import io
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange import errors
from exchange.contact_log import ContactLog, ContactRow, read
from exchange.log_file import LONGEST_LINE, Rejected
from exchange.mapping import mapping_from
from registry.kinds import Channel

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
HEADER = "contact_id,timestamp,channel,topic,text,duration_seconds,answered\n"


def rows(content: str | bytes, **mapping: object) -> list[ContactRow | Rejected]:
    binary = content.encode() if isinstance(content, str) else content
    return list(read(io.BytesIO(binary), mapping_from(mapping) if mapping else None, now=NOW))


def taken(content: str | bytes, **mapping: object) -> list[ContactRow]:
    return [row for row in rows(content, **mapping) if isinstance(row, ContactRow)]


def refused(content: str | bytes, **mapping: object) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in rows(content, **mapping) if isinstance(row, Rejected)]


def test_a_row_is_read_whole() -> None:
    assert rows(HEADER + "K1,30-12-2026 08:30,telefoon,afval, wanneer komt u ,3:30,ja\n") == [
        ContactRow(
            2, "K1", datetime(2026, 12, 30, 7, 30, tzinfo=UTC), Channel.PHONE, "afval", "wanneer komt u", 210, True,
            None, None, None,
        )
    ]  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(delimiter: str) -> None:
    content = (HEADER + "K1,30-12-2026 08:30,balie,afval,hoi,3,ja\n").replace(",", delimiter)
    assert taken(content)[0].channel is Channel.DESK


def test_excels_own_line_about_the_delimiter_is_stepped_over() -> None:
    content = "sep=;\n" + (HEADER + "K1,30-12-2026 08:30,balie,afval,hoi,3,ja\n").replace(",", ";")
    assert taken(content)[0].line == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_is_found_out(encoding: str) -> None:
    content = HEADER + "K1,30-12-2026 08:30,balie,café,één € 5 reünie,3,ja\n"
    row = taken(content.encode(encoding))[0]
    assert (row.contact_id, row.topic, row.text) == ("K1", "café", "één € 5 reünie")


def test_a_file_of_mixed_encodings_is_read_line_by_line() -> None:
    start = HEADER.encode() + "K1,30-12-2026 08:30,balie,a,één,3,ja\n".encode()
    assert [row.text for row in taken(start + "K2,30-12-2026 08:30,balie,a,één,3,ja\n".encode("cp1252"))] == [
        "één",
        "één",
    ]


def test_a_cell_may_hold_line_ends_and_lines_are_counted_as_an_editor_does() -> None:
    content = (
        HEADER + 'K1,30-12-2026 08:30,balie,a,"een\ntwee; ""drie""\n",3,ja\n\nK2,30-12-2026 08:30,balie,a,x,fout,ja\n'
    )
    first, second = rows(content)
    assert isinstance(first, ContactRow)
    assert (first.line, first.text) == (2, 'een\ntwee; "drie"')
    assert (second.line, second[1]) == (6, "duration_unreadable")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems_are_known(newline: str) -> None:
    content = HEADER + "K1,30-12-2026 08:30,balie,a,x,3,ja\nK2,30-12-2026 08:30,balie,a,x,3,ja\n"
    assert [row.line for row in taken(content.replace("\n", newline))] == [2, 3]


@pytest.mark.parametrize("later", ["K2,30-12-2026 08:30,balie,a,x,3,ja", 'K2,30-12-2026 08:30,balie,a,"x, y",3,ja'])
def test_a_stray_quote_costs_its_own_line_and_no_other(later: str) -> None:
    content = HEADER + f'K1,30-12-2026 08:30,balie,a,"stuk,3,ja\n{later}\nK3,30-12-2026 08:30,balie,a,x,3,ja\n'
    assert refused(content) == [(2, "quote_not_closed")]
    assert [row.contact_id for row in taken(content)] == ["K2", "K3"]


def test_a_stray_quote_at_the_end_of_a_long_file_is_found_too() -> None:
    many = "".join(f"K{number},30-12-2026 08:30,balie,a,x,3,ja\n" for number in range(3000))
    content = HEADER + 'X,30-12-2026 08:30,balie,a,"stuk,3,ja\n' + many
    assert refused(content) == [(2, "quote_not_closed")]
    assert len(taken(content)) == 3000


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("K1,,balie,a,x,3,ja", "timestamp_missing"),
        ("K1,ooit,balie,a,x,3,ja", "timestamp_unreadable"),
        ("K1,02-01-2027 12:00,balie,a,x,3,ja", "timestamp_in_future"),
        ("K1,30-12-2026 08:30,,a,x,3,ja", "channel_missing"),
        ("K1,30-12-2026 08:30,fax,a,x,3,ja", "channel_unknown"),
        ("K1,30-12-2026 08:30,balie,a,x,-3,ja", "duration_negative"),
        ("K1,30-12-2026 08:30,balie,a,x,kort,ja", "duration_unreadable"),
        ("K1,30-12-2026 08:30,balie,a,x,3,misschien", "answered_unreadable"),
        ("K1,30-12-2026 08:30,balie,a,x", "wrong_cell_count"),
        ("K1,30-12-2026 08:30,balie,a,x,y,3,ja", "wrong_cell_count"),
        (f"K1,30-12-2026 08:30,balie,a,{'x' * 10_001},3,ja", "cell_too_long"),
        (f"K1,30-12-2026 08:30,balie,{'a' * 101},x,3,ja", "cell_too_long"),
        (f"{'1' * 201},30-12-2026 08:30,balie,a,x,3,ja", "cell_too_long"),
        (f"K1,30-12-2026 08:30,balie,a,{'x' * (LONGEST_LINE + 10)},3,ja", "line_too_long"),
    ],
)
def test_a_bad_row_is_rejected_with_line_and_reason_and_the_next_is_kept(row: str, reason: str) -> None:
    content = HEADER + row + "\nK2,30-12-2026 08:30,balie,a,x,3,ja\n"
    assert refused(content) == [(2, reason)]
    assert [(row.line, row.contact_id) for row in taken(content)] == [(3, "K2")]


def test_a_clock_that_is_an_hour_ahead_is_let_through() -> None:
    assert len(taken(HEADER + "K1,01-01-2027 12:30,balie,a,x,3,ja\n")) == 1


def test_without_duration_answer_topic_and_text_a_contact_still_counts() -> None:
    row = taken("timestamp,channel\n30-12-2026 08:30,tel\n")[0]
    assert (row.topic, row.text, row.duration_seconds, row.answered) == ("", "", None, None)


def test_rows_without_an_id_are_told_apart_and_known_again() -> None:
    content = "timestamp,channel,text\n" + "30-12-2026 08:30,tel,hoi\n" * 3 + "30-12-2026 08:31,tel,hoi\n"
    marks = [row.fingerprint for row in taken(content)]
    assert len(set(marks)) == 4
    assert [row.fingerprint for row in taken(content)] == marks
    assert [row.fingerprint for row in taken(content.replace("30-12-2026 08:30", "2026-12-30T07:30Z"))] == marks


def test_a_nul_in_a_cell_is_left_out() -> None:
    assert taken(HEADER + "K1,30-12-2026 08:30,balie,a,x\0y,3,ja\n")[0].text == "xy"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", errors.LogEmpty),
        (codecs.BOM_UTF8, errors.LogColumnsMissing),
        (b"\n\n  \n", errors.LogEmpty),
        (b"PK\x03\x04rest", errors.LogNotText),
        (b"%PDF-1.7", errors.LogNotText),
        (bytes(range(256)) * 10, errors.LogNotText),
        (b"zomaar een regel\nen nog een\n", errors.LogDelimiterUnknown),
        (b"datum,kanaal\n1,2\n", errors.LogColumnsMissing),
        (b"timestamp,tekst\n1,2\n", errors.LogColumnsMissing),
        (b"timestamp,channel,timestamp\n1,2,3\n", errors.LogColumnsTwice),
        (b"x" * (LONGEST_LINE * 2), errors.LogDelimiterUnknown),
    ],
)
def test_a_file_that_is_no_log_is_refused_by_name(content: bytes, kind: type[errors.LogError]) -> None:
    if content == codecs.BOM_UTF8:
        content += b"datum,kanaal\n"
    with pytest.raises(kind):
        rows(content)


def test_missing_columns_are_named_with_those_that_were_found() -> None:
    with pytest.raises(errors.LogColumnsMissing) as refusal:
        rows("timestamp;kanaal\n")
    assert refusal.value.facts["missing"] == ("channel",)
    assert refusal.value.facts["found"] == ("timestamp", "kanaal")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "geen.csv", tmp_path):
        with pytest.raises(errors.LogMissing):
            ContactLog(path, now=NOW)


def test_a_file_tells_how_far_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(HEADER + "K1,30-12-2026 08:30,balie,a,x,3,ja\n" * 5)
    log = ContactLog(path, now=NOW)
    assert len(list(log)) == 5
    assert log.position() == log.size == path.stat().st_size


def test_a_line_without_end_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "lang.csv"
    with path.open("wb") as file:
        file.write(HEADER.encode())
        for _ in range(30):
            file.write(b"x" * 1_000_000)
        file.write(b"\nK1,30-12-2026 08:30,balie,a,x,3,ja\n")
    tracemalloc.start()
    try:
        entries = list(ContactLog(path, now=NOW))
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
    assert [entry.line for entry in entries] == [2, 3]
    assert entries[0][1] == "line_too_long"


@given(st.binary(max_size=400))
def test_whatever_follows_a_header_never_breaks_the_reader(noise: bytes) -> None:
    content = HEADER.encode() + noise + b"\nK2,30-12-2026 08:30,balie,a,x,3,ja\n"
    try:
        entries = rows(content)
    except errors.LogError:
        return
    lines = [entry.line for entry in entries]
    assert lines == sorted(lines)
    assert entries


MAPPED = {
    "source": "centrale",
    "columns": {"contact_id": "Nr", "timestamp": ["Datum", "Tijd"], "channel": "Lijn", "text": "Vraag", "answered": "Uitkomst",
                "duration_seconds": "Duur (min)"},
    "constants": {"topic": "belastingen"},
    "formats": {"duration": "minutes"},
    "values": {"channel": {"Lijn 1": "phone"}, "answered": {"A": True, "V": False}},
}  # fmt: skip


def test_a_mapping_names_columns_units_constants_and_words() -> None:
    content = "Nr;Datum;Tijd;Lijn;Vraag;Uitkomst;Duur (min)\n7;30-12-2026;8:30;lijn 1;hoe zit dat;V;3,5\n"
    row = taken(content, **MAPPED)[0]
    assert row.at == datetime(2026, 12, 30, 7, 30, tzinfo=UTC)
    assert (row.channel, row.topic, row.answered, row.duration_seconds) == (Channel.PHONE, "belastingen", False, 210)


def test_a_column_that_the_mapping_names_must_be_there() -> None:
    with pytest.raises(errors.LogColumnsMissing) as refusal:
        rows("Nr;Datum;Tijd;Lijn\n", **MAPPED)
    assert refusal.value.facts["missing"] == ("vraag", "duur (min)", "uitkomst")
