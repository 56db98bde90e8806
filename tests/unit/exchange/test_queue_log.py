from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from exchange import errors
from exchange.log_file import Rejected
from exchange.mapping import mapping_from
from exchange.queue_log import CountRow, QueueLog
from registry.kinds import Channel

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
HEADER = "interval_start;channel;topic;offered;answered;abandoned;wait_seconds\n"


def rows(content: str, **mapping: object) -> list[CountRow | Rejected]:
    chosen = mapping_from({"form": "counts", **mapping}) if mapping else None
    return list(QueueLog(io.BytesIO(content.encode()), chosen, now=NOW))


def test_an_interval_is_read_whole() -> None:
    assert rows(HEADER + "30-12-2026 08:30;telefoon;belastingen;1.200;1.100;100;36000\n") == [
        CountRow(
            2, datetime(2026, 12, 30, 7, 30, tzinfo=UTC), Channel.PHONE, "belastingen", 1200, 1100, 100, 36000, None
        )
    ]


@pytest.mark.parametrize(
    ("told", "figures"),
    [
        ("12;10;2", (12, 10, 2)),
        ("12;10;", (12, 10, 2)),
        (";10;2", (12, 10, 2)),
        (";10;", (10, 10, None)),
        ("12;;", (12, None, None)),
        ("12;;3", (12, None, 3)),
    ],
)
def test_what_is_not_told_stays_unknown_unless_it_follows(told: str, figures: tuple[int | None, ...]) -> None:
    row = rows(HEADER + f"30-12-2026 08:30;telefoon;;{told};\n")[0]
    assert isinstance(row, CountRow)
    assert (row.offered, row.answered, row.abandoned) == figures
    assert row.wait_seconds is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("30-12-2026 08:30;telefoon;;;;;", "count_missing"),
        ("30-12-2026 08:30;telefoon;;10;9;5;", "counts_contradict"),
        ("30-12-2026 08:30;telefoon;;-1;;;", "count_negative"),
        ("30-12-2026 08:30;telefoon;;veel;;;", "count_unreadable"),
        ("30-12-2026 08:30;telefoon;;1;1;;lang", "duration_unreadable"),
        ("30-12-2027 08:30;telefoon;;1;1;;", "timestamp_in_future"),
        ("30-12-2026 09:00;telefoon;a;1;1;0;", "interval_twice"),
    ],
)
def test_a_bad_interval_is_rejected_with_line_and_reason(row: str, reason: str) -> None:
    content = HEADER + "30-12-2026 09:00;telefoon;a;1;1;0;\n" + row + "\n"
    assert [(entry.line, entry.reason) for entry in rows(content) if isinstance(entry, Rejected)] == [(3, reason)]


def test_an_average_wait_is_made_a_total_over_the_answered_contacts() -> None:
    content = HEADER + "30-12-2026 08:30;telefoon;;12;10;2;0:45\n"
    row = rows(content, formats={"wait": "average"})[0]
    assert isinstance(row, CountRow)
    assert row.wait_seconds == 450


def test_a_report_without_any_count_is_refused() -> None:
    with pytest.raises(errors.LogColumnsMissing) as refusal:
        rows("interval_start;channel;topic\n")
    assert refusal.value.facts["missing"] == ("offered", "answered")
