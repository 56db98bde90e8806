"""Evaluation cases of our own: ordinary contacts, real or made up, with mailings of a known effect put in.

    python -m bench.cases --out DIR [--set plain,shapes,...] [--count N] [--seed S] [--series DIR]

Writes case folders as the sample has them (case.json, contacts.csv, mailings.json, truth.json); the same arguments give the
same files. Sets: `plain` (gamma lags), `shapes` (other ways of responding), `overlap`, `stormy` (surges in the windows),
`small`, `week`, `halfhours`; `real` puts mailings into the counts of the case folders of `--series`, thinned and cut off
earlier: the mailings that are in those counts already stay known. `realgamma` does so with gamma lags only.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bench.simulated import SLOTS, Array, Rng, World, over_slots, slot_profile, world

SETS = ("plain", "shapes", "overlap", "stormy", "small", "week", "halfhours")
KINDS = {"plain": ("town", "busy", "week"), "shapes": ("town", "week", "busy"), "overlap": ("town", "week")}
HORIZON = 28
LONGEST = 60
PLACEBO = 0.2
MISFILED = 0.04
DELIVERY = {"24h": (0.90, 0.08, 0.02), "48h": (0.25, 0.65, 0.10), "72h": (0.10, 0.30, 0.50, 0.10)}


@dataclass(frozen=True)
class Habit:
    """How readers of one type respond: contacts per letter, the density of the days until they do, and a pulse."""

    name: str
    rate: float
    placebo: bool
    between: float
    density: Array
    pulse: float
    channel: str
    delivery: str
    batches: int
    apart: int
    letters: float
    topic: str
    waits: float
    with_week: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the cases of the chosen sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--set", default=",".join(SETS), dest="sets")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--series", type=Path, default=None, help="case folders whose counts are the ground of `real`")
    chosen = parser.parse_args(arguments)
    for number, name in enumerate(chosen.sets.split(",")):
        for which in range(chosen.count):
            rng = np.random.default_rng([chosen.seed, number, which, len(name)])
            ground = (
                _real_world(chosen.series, rng) if name in ("real", "realgamma") else world(_kind(name, which), rng)
            )
            write_case(chosen.out / name / f"{name}{which:03d}", name, ground, rng)
    return 0


def _kind(name: str, which: int) -> str:
    kinds = KINDS.get(name, (name,))
    return kinds[which % len(kinds)]


def write_case(folder: Path, name: str, ground: World, rng: Rng) -> None:
    """Put mailings into the counts of `ground` and write the four files."""
    cut = ground.dates[-1] - timedelta(days=HORIZON)
    counts = {topic: values.copy() for topic, values in ground.ordinary.items()}
    habits = [_habit(f"T{number + 1}", name, ground, rng) for number in range(3 if len(ground.dates) > 150 else 2)]
    entries: list[dict[str, Any]] = []
    truth: dict[str, Any] = {"targets": {}, "forecast": {"planned_extra": {}}}
    for habit, role, first in _plan(name, habits, ground, cut, rng):
        entry = _entry(f"M{len(entries) + 1:02d}", habit, role, first, rng)
        felt, expected = _felt(entry, habit, ground, counts, rng)
        for topic, values in felt.items():
            counts[topic] += values
        entries.append(entry)
        total = sum(felt.values(), np.zeros(len(ground.dates)))
        window = _window(entry, ground, cut if role != "planned" else ground.dates[-1])
        if role == "target":
            truth["targets"][entry["id"]] = _target_truth(ground, habit, total, expected, window)
        if role == "planned":
            truth["forecast"]["planned_extra"][entry["id"]] = float(total[window].sum())
    entries += [dict(entry) for entry in ground.known]
    _write(folder, ground, cut, counts, entries, truth, rng)


def _plan(name: str, habits: Sequence[Habit], ground: World, cut: date, rng: Rng) -> list[tuple[Habit, str, date]]:
    """Which mailings go out when: earlier sends, one or two to be measured, and planned ones."""
    first, last = ground.dates[0] + timedelta(days=20), cut - timedelta(days=12)
    span = (last - first).days
    found = []
    for place, habit in enumerate(habits):
        for _ in range(int(rng.integers(0 if place == 0 else 1, 5 if span > 300 else 3))):
            found.append((habit, "history", first + timedelta(days=int(rng.integers(0, max(1, span - 50))))))
    measured = habits[: 1 + (rng.random() < 0.4)]
    when = last - timedelta(days=int(rng.integers(8, 40 if name != "overlap" else 18)))
    for habit in measured:
        shift = int(rng.integers(-6, 7)) if name == "overlap" else int(rng.integers(-60, 1))
        found.append((habit, "target", max(first, min(when + timedelta(days=shift), last))))
    if name == "overlap":
        found += [(habits[-1], "history", when + timedelta(days=int(rng.integers(-8, 8)))) for _ in range(2)]
    found += [(habit, "planned", cut + timedelta(days=int(rng.integers(1, 8)))) for habit in measured]
    return found


def _habit(name: str, of: str, ground: World, rng: Rng) -> Habit:
    channel = str(rng.choice(["post", "post", "post", "email", "leaflet"]))
    topic = str(rng.choice(sorted(ground.ordinary)))
    level = float(ground.ordinary[topic].mean())
    # what the mailing brings as a part of the topic's own contacts in three weeks
    part = float(np.exp(rng.normal(np.log(0.07), 1.1)))
    rate = float(np.clip(np.exp(rng.normal(np.log(0.01), 1.0)), 5e-4, 0.25))
    return Habit(
        name=name,
        rate=rate,
        placebo=rng.random() < PLACEBO,
        between=float(rng.uniform(0.1, 0.4)),
        density=_density("gamma" if of in ("plain", "overlap", "realgamma") else None, rng),
        pulse=float(rng.uniform(0.1, 0.5)) if rng.random() < 0.2 else 0.0,
        channel=channel,
        delivery=channel if channel != "post" else str(rng.choice(["24h", "48h", "48h", "72h"])),
        batches=int(rng.choice([1, 1, 2, 3, 5])),
        apart=int(rng.choice([2, 3, 7])),
        letters=max(60.0, min(part, 1.2) * level * 15 / rate),
        topic=topic,
        waits=float(rng.choice([0.0, 0.0, 0.3])),
        with_week=float(rng.choice([0.0, 0.0, 1.0])),
    )


def _density(kind: str | None, rng: Rng) -> Array:
    """Share of the responses per day after arrival, by hand and not by `impact`."""
    kind = kind or str(rng.choice(["lognormal", "weibull", "humps", "even", "late", "gamma", "power"]))
    day = np.arange(LONGEST) + 0.5
    mean = float(np.exp(rng.uniform(np.log(1.0), np.log(12.0))))
    if kind == "gamma":
        shape = rng.uniform(0.8, 4.0)
        density = day ** (shape - 1) * np.exp(-day * shape / mean)
    elif kind == "lognormal":
        density = np.exp(-0.5 * ((np.log(day) - np.log(mean)) / rng.uniform(0.5, 1.0)) ** 2) / day
    elif kind == "weibull":
        shape = rng.uniform(0.7, 2.2)
        density = day ** (shape - 1) * np.exp(-((day / mean) ** shape))
    elif kind == "humps":
        density = (
            np.exp(-day / max(1.0, mean / 3)) / max(1.0, mean / 3)
            + rng.uniform(0.3, 1.0) * np.exp(-0.5 * ((day - rng.uniform(7, 13)) / 1.8) ** 2) / 4.5
        )
    elif kind == "even":
        density = (day < rng.integers(4, 15)).astype(float)
    elif kind == "late":
        density = np.where(day > rng.integers(2, 6), np.exp(-day / rng.uniform(1.5, 5.0)), 0.0)
    else:
        density = (day + 1) ** -rng.uniform(1.6, 3.0)
    found: Array = density / density.sum()
    return found


def _entry(ident: str, habit: Habit, role: str, first: date, rng: Rng) -> dict[str, Any]:
    while first.weekday() > 4:
        first += timedelta(days=1)
    letters = max(20, int(habit.letters * np.exp(rng.normal(0, 0.25)) / 10) * 10)
    share = letters // habit.batches
    batches: list[dict[str, Any]] = []
    for which in range(habit.batches):
        day = first + timedelta(days=which * habit.apart)
        size = share if which < habit.batches - 1 else letters - share * (habit.batches - 1)
        batches.append({"date": day.isoformat(), "recipients": size})
    last = date.fromisoformat(batches[-1]["date"])
    deadline = last + timedelta(days=14) if habit.pulse else None
    until = max(last + timedelta(days=21), deadline + timedelta(days=7) if deadline else last)
    guess = habit.rate * float(np.exp(rng.normal(0.2, 0.6))) if rng.random() < 0.5 else None
    return {
        "id": ident, "type": habit.name, "department": "afdeling", "topic": habit.topic, "channel": habit.channel,
        "delivery_class": habit.delivery, "recipients": letters, "batches": batches,
        "response_deadline": None if deadline is None else deadline.isoformat(),
        "department_guess_rate": None if guess is None else round(guess, 5), "role": role,
        "window_start": batches[0]["date"], "window_end": until.isoformat(),
    }  # fmt: skip


def _felt(
    entry: Mapping[str, Any], habit: Habit, ground: World, counts: Mapping[str, Array], rng: Rng
) -> tuple[dict[str, Array], Array]:
    """The mailing's contacts per topic and open day, and what was to be expected of them per open day."""
    origin = ground.dates[0].toordinal()
    line = np.zeros(ground.dates[-1].toordinal() - origin + 2 * LONGEST)
    for batch in entry["batches"]:
        for day, share in _landing(date.fromisoformat(batch["date"]), habit.delivery, ground, rng).items():
            at = day.toordinal() - origin
            room = min(LONGEST, len(line) - at)
            line[at : at + room] += batch["recipients"] * share * habit.density[:room]
    if entry["response_deadline"]:
        total, on = line.sum(), date.fromisoformat(entry["response_deadline"]).toordinal() - origin
        rise = np.exp(np.arange(-6, 1) / rng.uniform(1.5, 3.5))
        line *= 1 - habit.pulse
        line[on - 6 : on + 1] += habit.pulse * total * rise / rise.sum()
    open_at = np.array([day.toordinal() - origin for day in ground.dates])
    expected = _carried(line, open_at, habit.waits)
    if habit.with_week:
        week = np.array([day.weekday() for day in ground.dates])
        usual = np.array(
            [ground.ordinary[habit.topic][week == each].mean() if (week == each).any() else 0 for each in range(7)]
        )
        usual /= usual[usual > 0].mean()
        shaped = expected * usual[week] ** habit.with_week
        expected = shaped * expected.sum() / max(shaped.sum(), 1e-9)
    rate = 0.0 if habit.placebo else habit.rate * float(np.exp(rng.normal(0, habit.between)))
    expected = expected * rate
    noisy = expected * np.exp(rng.normal(0, 0.12, len(expected)))
    drawn = rng.poisson(noisy).astype(float)
    topics = sorted(ground.ordinary)
    if len(topics) == 1:
        return {habit.topic: drawn}, expected
    strayed = rng.binomial(drawn.astype(int), MISFILED).astype(float)
    other = str(rng.choice([topic for topic in topics if topic != habit.topic]))
    return {habit.topic: drawn - strayed, other: strayed}, expected


def _landing(first: date, delivery: str, ground: World, rng: Rng) -> dict[date, float]:
    if delivery == "email":
        return {first: 1.0}
    if delivery == "leaflet":
        shares, day = rng.dirichlet((6, 8, 6)), first
    else:
        shares, day = rng.dirichlet(np.array(DELIVERY[delivery]) * 25 + 0.05), first + timedelta(days=1)
    found: dict[date, float] = {}
    for share in shares:
        while day.weekday() == 6 or day in ground.holidays:
            day += timedelta(days=1)
        found[day] = float(share)
        day += timedelta(days=1)
    return found


def _carried(line: Array, open_at: Array, waits: float) -> Array:
    """What falls on a closed day comes on the next open day, a part of it the day after that."""
    found: Array = np.zeros(len(open_at))
    days = np.arange(len(line))
    next_open = np.searchsorted(open_at, days)
    for day, place in zip(days, next_open, strict=True):
        if line[day] and place < len(open_at):
            late = waits if open_at[place] != day and place + 1 < len(open_at) else 0.0
            found[place] += (1 - late) * line[day]
            if late:
                found[place + 1] += late * line[day]
    return found


def _window(entry: Mapping[str, Any], ground: World, until: date) -> Array:
    first, last = date.fromisoformat(entry["window_start"]), date.fromisoformat(entry["window_end"])
    return np.array([first <= day <= min(last, until) for day in ground.dates])


def _target_truth(ground: World, habit: Habit, total: Array, expected: Array, window: Array) -> dict[str, Any]:
    inside = np.flatnonzero(window)
    top = ground.dates[int(inside[np.argmax(total[inside])])] if total[inside].sum() else None
    return {
        "placebo": habit.placebo,
        "extra_total": float(total[inside].sum()),
        "expected_total": float(expected[inside].sum()),
        "peak_day": top.isoformat() if top else None,
        "baseline_window_total": float(sum(values[inside].sum() for values in ground.ordinary.values())),
        "baseline_topic_window": float(ground.ordinary[habit.topic][inside].sum()),
        "daily": {ground.dates[day].isoformat(): float(total[day]) for day in inside},
        "daily_base": {ground.dates[day].isoformat(): float(ground.ordinary[habit.topic][day]) for day in inside},
    }


def _write(
    folder: Path, ground: World, cut: date, counts: Mapping[str, Array], entries: Sequence[Mapping[str, Any]],
    truth: dict[str, Any], rng: Rng,
) -> None:  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    totals = sum(counts.values(), np.zeros(len(ground.dates)))
    ahead = {day.isoformat(): float(total) for day, total in zip(ground.dates, totals, strict=True) if day > cut}
    truth["forecast"] |= {
        "window_start": (cut + timedelta(days=1)).isoformat(), "window_end": ground.dates[-1].isoformat(),
        "daily": ahead, "slots": None,
    }  # fmt: skip
    case = {
        "id": folder.name, "dataset": ground.name, "freq": "30min" if ground.half_hours else "D",
        "topics": sorted(counts), "start": ground.dates[0].isoformat(), "data_end": cut.isoformat(),
        "horizon_end": ground.dates[-1].isoformat(), "open_weekdays": sorted(ground.weekdays),
        "closed_dates": sorted(day.isoformat() for day in ground.closed),
        "holidays": sorted(day.isoformat() for day in ground.holidays),
        "open_slots": list(SLOTS) if ground.half_hours else None,
    }  # fmt: skip
    profile = slot_profile(rng)
    with (folder / "contacts.csv").open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("timestamp", "channel", "topic", "count"))
        for place, day in enumerate(ground.dates):
            for topic in sorted(counts):
                total = int(counts[topic][place])
                if day > cut:
                    continue
                if ground.half_hours:
                    for slot, value in zip(SLOTS, over_slots(total, rng, profile), strict=True):
                        writer.writerow((f"{day.isoformat()}T{slot}", "phone", topic, int(value)))
                else:
                    writer.writerow((day.isoformat(), "phone", topic, total))
    for name, content in (("case", case), ("mailings", entries), ("truth", truth)):
        (folder / f"{name}.json").write_text(json.dumps(content, indent=1))


def _real_world(series: Path | None, rng: Rng) -> World:
    """The counts of a case folder, thinned and ending earlier, with the mailings that are in them."""
    if series is None:
        raise SystemExit("--set real needs --series")
    folders = sorted(folder for folder in series.iterdir() if (folder / "case.json").is_file())
    folder = folders[int(rng.integers(len(folders)))]
    case = json.loads((folder / "case.json").read_text())
    kept = float(rng.choice([1.0, 0.6, 0.3]))
    totals: dict[str, dict[date, float]] = {topic: {} for topic in case["topics"]}
    with (folder / "contacts.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            day = date.fromisoformat(row["timestamp"][:10])
            totals[row["topic"]][day] = totals[row["topic"]].get(day, 0.0) + float(row["count"])
    dates = sorted({day for days in totals.values() for day in days})
    dates = dates[: int(len(dates) * rng.uniform(0.7, 1.0))]
    ordinary = {
        topic: rng.binomial([int(days.get(day, 0)) for day in dates], kept).astype(float)
        for topic, days in totals.items()
    }
    known = []
    for entry in json.loads((folder / "mailings.json").read_text()):
        if entry["role"] == "planned" or entry["window_start"] > dates[-1].isoformat():
            continue
        batches = [
            {"date": each["date"], "recipients": max(1, round(each["recipients"] * kept))} for each in entry["batches"]
        ]
        known.append(
            entry | {"id": f"K{entry['id']}", "type": f"K{entry['type']}", "batches": batches, "role": "history",
                     "recipients": sum(each["recipients"] for each in batches)}
        )  # fmt: skip
    return World(
        case["dataset"], tuple(dates), frozenset(case["open_weekdays"]),
        frozenset(date.fromisoformat(day) for day in case["closed_dates"]),
        frozenset(date.fromisoformat(day) for day in case["holidays"]), ordinary, False, known,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
