"""Other people's methods on the same cases as ours, in the same run.

    python -m bench.peers --cases DIR --out DIR [--methods torenkamer,causalimpact,ucm,prophet,mstl] [--limit N]

Every method gets the same series (all contacts of the mailing's topic per open day), is timed here, and writes
predictions.json per case in the format of `bench.impact`. The peers know the dates of a mailing but not its recipients:
that is what they were made for. They live in the optional dependency group `bench`; a method whose package is missing is
reported and left out.

Where a case has a truth.json beside it, the error of each method's forecast of the days ahead (WAPE, median over the cases that all
methods answered) is printed at the end, and as a part of Prophet's.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import json
import logging
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from bench import impact as ours
from impact.series import Series, demand_series
from impact.values import OpenDays, PlannedMailing

Array = NDArray[np.float64]
NEEDED = {"causalimpact": "causal_impact", "ucm": "statsmodels", "prophet": "prophet", "mstl": "statsforecast"}
Z90 = 1.6448536269514722


@dataclass(frozen=True)
class Ahead:
    """A method's forecast: mean per day, and the standard deviation of one day and of the sum of all days."""

    mean: Array
    day_sd: Array
    sum_sd: float


Method = Callable[[Series, Sequence[date], OpenDays], Ahead]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen methods over all cases and print what each took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--methods", default="torenkamer,causalimpact,ucm,prophet,mstl")
    parser.add_argument("--limit", type=int, default=None)
    chosen = parser.parse_args(arguments)
    folders = sorted(folder for folder in chosen.cases.iterdir() if (folder / "case.json").is_file())[: chosen.limit]
    ran = []
    for name in chosen.methods.split(","):
        package = NEEDED.get(name)
        if package and importlib.util.find_spec(package) is None:
            sys.stdout.write(f"{name}: package {package} is not installed (dependency group bench), left out\n")
            continue
        seconds, failed = [], []
        for folder in folders:
            try:
                with _quiet():
                    seconds.append(_run(name, folder, chosen.out / name / folder.name))
            except (ValueError, TypeError, RuntimeError, np.linalg.LinAlgError) as error:
                # a peer that breaks on a case has no answer there; the scorer counts it as missed
                failed.append(f"{folder.name} ({type(error).__name__}: {error})")
        took = f"median {float(np.median(seconds)):.2f} s" if seconds else "none answered"
        sys.stdout.write(f"{name}: {len(seconds)} cases, {took}{''.join(f', failed {each}' for each in failed)}\n")
        sys.stdout.flush()
        ran.append(name)
    sys.stdout.write(compared({name: {f.name: wape(f, chosen.out / name / f.name) for f in folders} for name in ran}))
    return 0


def wape(folder: Path, answer: Path) -> float | None:
    """Return the forecast's error of a case as a part of what came; None without a truth or an answer."""
    truth, told = folder / "truth.json", answer / "predictions.json"
    if not (truth.is_file() and told.is_file()):
        return None
    came = json.loads(truth.read_text())["forecast"]
    daily = json.loads(told.read_text()).get("forecast", {}).get("daily", {})
    known = {
        day: value
        for day, value in came["daily"].items()
        if came["window_start"] <= day <= came["window_end"] and day in daily
    }
    total = sum(known.values())
    return sum(abs(daily[day] - value) for day, value in known.items()) / total if total else None


def compared(errors: Mapping[str, Mapping[str, float | None]]) -> str:
    """Return a line per method: the median error over the cases that all answered, and its part of Prophet's."""
    cases = {case for found in errors.values() for case in found}
    shared = sorted(case for case in cases if all(found.get(case) is not None for found in errors.values()))
    if not shared:
        return ""
    middle = {name: float(np.median([found[case] for case in shared])) for name, found in errors.items()}
    lines = [f"forecast WAPE, median of {len(shared)} cases that all answered:"]
    for name, value in middle.items():
        beside = f", {value / middle['prophet']:.2f} of Prophet's" if middle.get("prophet") else ""
        lines.append(f"  {name}: {value:.4f}{beside}")
    return "\n".join(lines) + "\n"


def _run(name: str, folder: Path, out: Path) -> float:
    if name == "torenkamer":
        return ours.run_case(folder, out)
    began = time.perf_counter()
    predictions = predict(METHODS[name], name, folder)
    predictions["seconds"] = time.perf_counter() - began
    out.mkdir(parents=True, exist_ok=True)
    (out / "predictions.json").write_text(json.dumps(predictions, indent=1))
    return float(predictions["seconds"])


def predict(method: Method, name: str, folder: Path) -> dict[str, Any]:
    """Targets by what a method expects without the mailing; the horizon by its forecast of the total."""
    case = json.loads((folder / "case.json").read_text())
    entries = json.loads((folder / "mailings.json").read_text())
    days = ours.open_days(case)
    counts = ours.counts_per_day(ours.read_counts(folder / "contacts.csv"))
    until, last = date.fromisoformat(case["data_end"]), date.fromisoformat(case["horizon_end"])
    targets = {}
    for entry in entries:
        if entry["role"] == "target":
            mailing = ours.planned_mailing(entry)
            series = demand_series(counts, days, topics={entry["topic"]}, until=until)
            targets[mailing.id] = _against_forecast(method, series, mailing, days)
    total = demand_series(counts, days, until=until)
    dates = [day for day in days.between(until, last) if day > until]
    ahead = method(total, dates, days)
    return {"method": name, "targets": targets, "forecast": _as_forecast(ahead, dates)}


def _against_forecast(method: Method, series: Series, mailing: PlannedMailing, days: OpenDays) -> dict[str, Any]:
    """Fit on the days before the mailing, forecast its window, subtract."""
    before = sum(day < mailing.first_on for day in series.dates)
    window = [number for number, day in enumerate(series.dates) if mailing.first_on <= day <= mailing.last_on]
    past = Series(series.dates[:before], series.demand[:before], series.at_least[:before], ())
    dates = [series.dates[number] for number in window]
    ahead = method(past, dates, days)
    difference = series.demand[window] - ahead.mean
    extra = float(difference.sum())
    low, high = extra - Z90 * ahead.sum_sd, extra + Z90 * ahead.sum_sd
    # a letter takes no contacts away: a peer gets the benefit of that knowledge
    return {
        "extra_total": max(0.0, extra),
        "lo90": max(0.0, low),
        "hi90": max(0.0, high),
        "detected": low > 0,
        "peak_day": dates[int(np.argmax(difference))].isoformat(),
    }


def _as_forecast(ahead: Ahead, dates: Sequence[date]) -> Mapping[str, Any]:
    texts = [day.isoformat() for day in dates]
    return {
        "daily": dict(zip(texts, ahead.mean.tolist(), strict=True)),
        "lo90": dict(zip(texts, (ahead.mean - Z90 * ahead.day_sd).tolist(), strict=True)),
        "hi90": dict(zip(texts, (ahead.mean + Z90 * ahead.day_sd).tolist(), strict=True)),
    }


def _week(days: OpenDays) -> int:
    return len(days.weekdays)


def _independent(mean: Array, day_sd: Array) -> Ahead:
    """For methods that give no joint spread: days as if independent."""
    return Ahead(mean, day_sd, float(np.sqrt((day_sd**2).sum())))


def _ucm(series: Series, dates: Sequence[date], days: OpenDays) -> Ahead:
    """statsmodels: local level, weekly season, yearly trigonometric season where there are two years."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    week = _week(days)
    yearly = [{"period": 52.18 * week, "harmonics": 3}] if len(series.dates) > 2 * 52 * week else None
    model = UnobservedComponents(series.demand, level="llevel", seasonal=week, freq_seasonal=yearly, autoregressive=1)
    fitted = model.fit(disp=False, maxiter=60)
    forecast = fitted.get_forecast(len(dates))
    paths = np.asarray(
        fitted.simulate(len(dates), repetitions=200, anchor="end", rng=np.random.default_rng(1))
    ).reshape(len(dates), -1)
    return Ahead(np.asarray(forecast.predicted_mean), np.asarray(forecast.se_mean), float(paths.sum(axis=0).std()))


def _prophet(series: Series, dates: Sequence[date], days: OpenDays) -> Ahead:
    """Prophet with its defaults and the holidays of the case; the sum's spread from its own samples."""
    import pandas as pd
    from prophet import Prophet

    marked = (
        pd.DataFrame({"ds": pd.to_datetime(sorted(days.holidays)), "holiday": "holiday"}) if days.holidays else None
    )
    model = Prophet(interval_width=0.9, holidays=marked, uncertainty_samples=300, daily_seasonality=False)
    model.fit(pd.DataFrame({"ds": pd.to_datetime(list(series.dates)), "y": series.demand}), seed=1)
    ahead = pd.DataFrame({"ds": pd.to_datetime(list(dates))})
    mean = model.predict(ahead)["yhat"].to_numpy()
    np.random.seed(1)
    paths = model.predictive_samples(ahead)["yhat"]
    return Ahead(mean, paths.std(axis=1), float(paths.sum(axis=0).std()))


def _mstl(series: Series, dates: Sequence[date], days: OpenDays) -> Ahead:
    """statsforecast: MSTL with weekly and, where there are two years, yearly season."""
    from statsforecast.models import MSTL

    week = _week(days)
    periods = [week, 52 * week] if len(series.dates) > 2 * 52 * week else [week]
    found = MSTL(season_length=periods).forecast(series.demand.astype(float), len(dates), level=[90])
    spread = (np.asarray(found["hi-90"]) - np.asarray(found["lo-90"])) / (2 * Z90)
    return _independent(np.asarray(found["mean"]), spread)


def _causalimpact(series: Series, dates: Sequence[date], days: OpenDays) -> Ahead:
    """bsts-causalimpact: local level and weekly season; it wants values after the cut, which its forecast ignores."""
    import pandas as pd

    past, ahead = len(series.dates), len(dates)
    padded = np.concatenate([series.demand, np.full(ahead, float(np.mean(series.demand[-20:])))])
    # under a name that type checkers need not know: the package is optional
    found = importlib.import_module("causal_impact").CausalImpact(
        pd.DataFrame({"y": padded}),
        [0, past - 1],
        [past, past + ahead - 1],
        model_args={"seed": 1, "niter": 1000, "nseasons": _week(days)},
        alpha=0.1,
    )
    days_ahead = found.inferences.tail(ahead)
    last = days_ahead.iloc[-1]
    spread = float(last["cumulative_effect_upper"] - last["cumulative_effect_lower"]) / (2 * Z90)
    return Ahead(days_ahead["predicted_mean"].to_numpy(), days_ahead["predictions_sd"].to_numpy(), spread)


METHODS: dict[str, Method] = {"causalimpact": _causalimpact, "ucm": _ucm, "prophet": _prophet, "mstl": _mstl}


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Peers talk a lot; only our own lines are of interest."""
    logging.disable(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    logging.disable(logging.NOTSET)


if __name__ == "__main__":
    raise SystemExit(main())
