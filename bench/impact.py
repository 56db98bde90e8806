"""Measure and forecast the evaluation cases with the product's own functions.

    python -m bench.impact --cases DIR --out DIR [--workers N] [--only CASE ...]

Reads case.json, contacts.csv and mailings.json of every case folder and writes predictions.json per case.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

# the two processes share the work; more threads inside each would only get in each other's way
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from impact.errors import TooLittleHistory
from impact.halfhours import HalfHourCount, half_hour_shares
from impact.measure import Measurement, Study, study
from impact.outlook import Outlook, PlannedResponse, outlook, planned_response
from impact.values import Batch, DayCount, OpenDays, PlannedMailing, PostDays
from registry.kinds import DeliveryChannel, DeliveryClass

CLASSES = {each.value: each for each in DeliveryClass}
MONDAY_TO_SATURDAY = frozenset(range(6))
# the README of the cases: a few per cent of the contacts arrive under another topic
MISFILED = 0.04


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all cases and write one predictions.json each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=None)
    chosen = parser.parse_args(arguments)
    folders = sorted(folder for folder in chosen.cases.iterdir() if (folder / "case.json").is_file())
    if chosen.only:
        folders = [folder for folder in folders if folder.name in chosen.only]
    jobs = [(folder, chosen.out / folder.name) for folder in folders]
    if chosen.workers > 1:
        with ProcessPoolExecutor(chosen.workers) as pool:
            seconds = list(pool.map(run_case, *zip(*jobs, strict=True)))
    else:
        seconds = [run_case(*job) for job in jobs]
    if seconds:
        middle = sorted(seconds)[len(seconds) // 2]
        sys.stdout.write(f"{len(seconds)} cases, median {middle:.2f} s, longest {max(seconds):.2f} s\n")
    return 0


def run_case(folder: Path, out: Path) -> float:
    """Predict one case, write its predictions, give the seconds it took (reading included)."""
    began = time.perf_counter()
    case = json.loads((folder / "case.json").read_text())
    mailings = [planned_mailing(entry) for entry in json.loads((folder / "mailings.json").read_text())]
    predictions = predict(case, mailings, read_counts(folder / "contacts.csv"), folder)
    predictions["seconds"] = time.perf_counter() - began
    out.mkdir(parents=True, exist_ok=True)
    (out / "predictions.json").write_text(json.dumps(predictions, indent=1))
    return float(predictions["seconds"])


def planned_mailing(entry: Mapping[str, Any]) -> PlannedMailing:
    """A mailing of mailings.json as the product sees it."""
    delivery, delivery_class = DeliveryChannel(entry["channel"]), CLASSES.get(entry["delivery_class"])
    return PlannedMailing(
        id=entry["id"],
        letter_type=entry["type"],
        topic=entry["topic"],
        batches=tuple(
            Batch(batch["recipients"], date.fromisoformat(batch["date"]), delivery, delivery_class)
            for batch in entry["batches"]
            if batch["recipients"] > 0
        ),
        response_deadline=_day(entry["response_deadline"]),
        guess_rate=entry["department_guess_rate"],
        window_from=_day(entry["window_start"]),
        window_until=_day(entry["window_end"]),
    )


def open_days(case: Mapping[str, Any]) -> OpenDays:
    """The calendar of case.json."""
    return OpenDays(
        frozenset(case["open_weekdays"]),
        frozenset(date.fromisoformat(text) for text in case["closed_dates"]),
        frozenset(date.fromisoformat(text) for text in case["holidays"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def read_counts(path: Path) -> list[tuple[datetime, str, str, float]]:
    """Rows of contacts.csv: timestamp, channel, topic, count."""
    with path.open(newline="") as lines:
        return [
            (datetime.fromisoformat(row["timestamp"]), row["channel"], row["topic"], float(row["count"]))
            for row in csv.DictReader(lines)
        ]


def predict(
    case: Mapping[str, Any],
    mailings: Sequence[PlannedMailing],
    rows: Sequence[tuple[datetime, str, str, float]],
    folder: Path,
) -> dict[str, Any]:
    """All answers of one case."""
    roles = {entry["id"]: entry["role"] for entry in json.loads((folder / "mailings.json").read_text())}
    days = open_days(case)
    # the cases come from countries that deliver on Mondays as well
    post = PostDays(MONDAY_TO_SATURDAY, days.holidays)
    until, last = date.fromisoformat(case["data_end"]), date.fromisoformat(case["horizon_end"])
    counts = counts_per_day(rows)
    sent = [each for each in mailings if each.first_on <= until]
    coming = [each for each in mailings if each.first_on > until]
    try:
        found = study(counts, sent, days, post, until=until, misfiled=MISFILED)
        ahead = outlook(counts, found, coming, days, post, until=until, last=last)
    except TooLittleHistory:
        # nothing to measure against: what is left is what the sector table and the guesses say
        found = Study({}, {}, {})
        ahead = Outlook({}, {each.id: planned_response(each, None, days, post) for each in coming})
    return {
        "method": "torenkamer",
        "targets": {
            each.id: _target(found.measurements[each.id])
            if each.id in found.measurements
            else _uncounted(each, planned_response(each, found.habits.get(each.letter_type), days, post))
            for each in mailings
            if roles[each.id] == "target"
        },
        "forecast": _forecast(ahead, rows, case, until),
    }


def counts_per_day(rows: Sequence[tuple[datetime, str, str, float]]) -> list[DayCount]:
    """The rows summed to days."""
    totals: dict[tuple[date, str, str], float] = {}
    for at, channel, topic, count in rows:
        key = (at.date(), channel, topic)
        totals[key] = totals.get(key, 0.0) + count
    return [DayCount(on, channel, topic, offered=count) for (on, channel, topic), count in totals.items()]


def _target(found: Measurement) -> dict[str, Any]:
    return {
        "extra_total": found.extra,
        "lo90": found.lo90,
        "hi90": found.hi90,
        "peak_day": found.peak_day.isoformat(),
        "detected": found.detected,
        "doubt": found.doubt,
    }


def _uncounted(mailing: PlannedMailing, expected: PlannedResponse) -> dict[str, Any]:
    """A target without a counted day in its window gets what is expected of it."""
    peak = max(expected.per_day, key=lambda day: expected.per_day[day])
    return {
        "extra_total": expected.extra.expected,
        "lo90": expected.extra.low,
        "hi90": expected.extra.high,
        "peak_day": peak.isoformat(),
        "detected": False,
    }


def _forecast(
    ahead: Outlook, rows: Sequence[tuple[datetime, str, str, float]], case: Mapping[str, Any], until: date
) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "daily": {day.isoformat(): each.expected for day, each in ahead.days.items()},
        "lo90": {day.isoformat(): each.low for day, each in ahead.days.items()},
        "hi90": {day.isoformat(): each.high for day, each in ahead.days.items()},
        "planned_extra": {name: each.extra.expected for name, each in ahead.planned.items()},
    }
    if case["freq"] == "30min":
        counts = [HalfHourCount(at.date(), at.hour * 60 + at.minute, count) for at, _, _, count in rows]
        shares = half_hour_shares(counts, until)
        answer["slots"] = {
            f"{day.isoformat()}T{minute // 60:02d}:{minute % 60:02d}": each.expected * share
            for day, each in ahead.days.items()
            for minute, share in shares.get(day.weekday(), {}).items()
        }
    return answer


if __name__ == "__main__":
    raise SystemExit(main())
