"""Vega-Lite specs of the two charts, built by Altair, and the same specs as SVG or PNG.

A flow makes a spec once and stores it; a page shows it, a PDF and a mail get a picture of it. Altair and vl-convert are
loaded inside the functions: the web process never needs them. `usermeta.colours` names every colour, so that the page can put
the theme's in its place, and `usermeta.words` does the same for the reader's language.
Meaning is carried by line style and shape as well as by colour.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from templates import formats
from templates.environment import LANGUAGES, translate

HEIGHT_PIXELS = 300
LABEL_ROW_PIXELS = 15
# A phone shows the plot about this wide; labels that do not collide there collide nowhere.
NARROW_PLOT_PIXELS = 300
CHARACTER_PIXELS = 6.5
LABEL_GAP_PIXELS = 10  # between two labels of an axis; without it greedy dropping lets them touch

# The colours of paper, and what the theme calls them (`--torenkamer-chart-…`). Each value is used for one thing only.
COLOURS = {
    "#1c5a55": "expected",
    "#6b6259": "ordinary",
    "#a3442a": "actual",
    "#bcd6cf": "band",
    "#7b7166": "marker",
    "#2a2622": "text",
    "#e6ddcf": "grid",
    "#b9ad9b": "axis",
    "#ffffff": "paper",
}
_COLOUR = {name: colour for colour, name in COLOURS.items()}
FONT = "Segoe UI, Helvetica Neue, Liberation Sans, Arial, sans-serif"


class PlannedDay(Protocol):
    """What a forecast chart needs of a day; `values.mailing.ForecastDay` has it."""

    @property
    def on(self) -> date: ...
    @property
    def low(self) -> float: ...
    @property
    def expected(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def ordinary(self) -> float: ...
    @property
    def capacity(self) -> float | None: ...


class CountedDay(Protocol):
    """What a review chart needs of a day; `values.review.ReviewDay` has it."""

    @property
    def on(self) -> date: ...
    @property
    def low(self) -> float: ...
    @property
    def expected(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def ordinary(self) -> float: ...
    @property
    def actual(self) -> int: ...


@dataclass(frozen=True)
class Marker:
    """A day to point at, such as the handover of a batch."""

    on: date
    text: str


@dataclass(frozen=True)
class PlacedMarker:
    """A marker with the row its label stands on, 0 being nearest to the plot."""

    on: date
    text: str
    row: int


def place_markers(markers: Sequence[Marker], first: date, last: date) -> tuple[PlacedMarker, ...]:
    """Give each label a row such that no two labels on a row overlap, even on a phone.

    Markers of one day become one label. A label is `CHARACTER_PIXELS` per character wide, centred on its day.
    """
    texts: dict[date, list[str]] = {}
    for marker in sorted(markers, key=lambda one: one.on):
        texts.setdefault(marker.on, []).append(marker.text)
    pixels_per_day = NARROW_PLOT_PIXELS / max((last - first).days, 1)
    ends: list[float] = []
    placed = []
    for on, words in texts.items():
        text = ", ".join(dict.fromkeys(words))
        half = len(text) * CHARACTER_PIXELS / 2
        centre = (on - first).days * pixels_per_day
        row = next((at for at, end in enumerate(ends) if centre - half > end), len(ends))
        ends[row : row + 1] = [centre + half + CHARACTER_PIXELS]
        placed.append(PlacedMarker(on, text, row))
    return tuple(placed)


def forecast_spec(days: Sequence[PlannedDay], markers: Sequence[Marker], lang: str) -> dict[str, Any]:
    """Contacts expected per day with their band, ordinary contacts, capacity where known, and markers.

    Raises:
        ValueError: There are no days; a page shows its empty state instead.
    """
    expected, ordinary, capacity = (translate(text, lang) for text in _FORECAST_SERIES)
    series = {
        expected: [(day.on, day.expected) for day in days],
        ordinary: [(day.on, day.ordinary) for day in days],
    }
    with_capacity = [(day.on, day.capacity) for day in days if day.capacity is not None]
    if with_capacity:
        series[capacity] = with_capacity
    looks = {expected: _EXPECTED, ordinary: _ORDINARY, capacity: _CAPACITY}
    return _chart(series, looks, [(day.on, day.low, day.high) for day in days], markers, lang)


def review_spec(
    days: Sequence[CountedDay], markers: Sequence[Marker], lang: str, *, has_plan: bool = True
) -> dict[str, Any]:
    """Contacts that came per day, beside the ordinary contacts and, where there was a plan, what was expected with its band.

    Raises:
        ValueError: There are no days.
    """
    actual, expected, ordinary = (translate(text, lang) for text in _REVIEW_SERIES)
    series = {
        expected: [(day.on, day.expected) for day in days],
        ordinary: [(day.on, day.ordinary) for day in days],
        actual: [(day.on, float(day.actual)) for day in days],
    }
    if not has_plan:
        del series[expected]
    looks = {expected: _PLANNED, ordinary: _ORDINARY, actual: _ACTUAL}
    return _chart(series, looks, [(day.on, day.low, day.high) for day in days], markers, lang, has_band=has_plan)


def N_(text: str) -> str:
    """Mark a text for translation."""
    return text


_FORECAST_SERIES = (N_("Verwacht"), N_("Gewone contacten"), N_("Capaciteit"))
_REVIEW_SERIES = (N_("Werkelijk"), N_("Verwacht"), N_("Gewone contacten"))


@dataclass(frozen=True)
class _Look:
    """How a series is drawn: colour, dashes, the shape of its points (None: a step line without points), width."""

    colour: str
    dash: tuple[int, int]
    shape: str | None
    width: float


_EXPECTED = _Look("expected", (1, 0), "circle", 2.5)
_PLANNED = _Look("expected", (6, 3), "circle", 1.75)
_ORDINARY = _Look("ordinary", (2, 3), "square", 1.75)
_CAPACITY = _Look("actual", (9, 4), None, 1.75)
_ACTUAL = _Look("actual", (1, 0), "diamond", 2.5)


def _chart(
    series: Mapping[str, Sequence[tuple[date, float]]],
    looks: Mapping[str, _Look],
    band: Sequence[tuple[date, float, float]],
    markers: Sequence[Marker],
    lang: str,
    has_band: bool = True,
) -> dict[str, Any]:
    import altair

    alt: Any = altair
    if not band:
        raise ValueError("a chart needs at least one day")
    first, last = band[0][0], band[-1][0]
    names = list(series)
    mondays = [on.isoformat() for on, _, _ in band if on.weekday() == 0] or [first.isoformat()]
    x = alt.X(
        "on:T",
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(
            title=None,
            values=mondays,
            format="%-d %b",
            labelOverlap="greedy",
            labelSeparation=LABEL_GAP_PIXELS,
            grid=False,
            tickSize=6,
        ),
    )
    y = alt.Y("count:Q", scale=alt.Scale(zero=True, nice=True), axis=alt.Axis(title=None, format=",.0f", tickCount=5))
    band_name = translate(_BAND, lang)
    band_rows = [
        {"on": on.isoformat(), "low": round(low, 1), "high": round(high, 1), "series": band_name}
        for on, low, high in band
    ]
    area = (
        alt.Chart(alt.Data(values=band_rows))
        .mark_area(opacity=0.75, interpolate="linear")
        .encode(
            x=x,
            y=alt.Y("low:Q"),
            y2="high:Q",
            fill=alt.Fill(
                "series:N",
                scale=alt.Scale(domain=[band_name], range=[_COLOUR["band"]]),
                legend=_legend(alt, columns=1, symbol="square"),
            ),
        )
    )
    layers = [area] if has_band else []
    colours = alt.Scale(domain=names, range=[_COLOUR[looks[name].colour] for name in names])
    dashes = alt.Scale(domain=names, range=[list(looks[name].dash) for name in names])
    for name in names:
        rows = [
            {
                "on": on.isoformat(),
                "count": round(count, 1),
                "series": name,
            }
            for on, count in series[name]
        ]
        look = looks[name]
        line = alt.Chart(alt.Data(values=rows)).encode(
            x=x,
            y=y,
            color=alt.Color("series:N", scale=colours, legend=_legend(alt, columns=len(names))),
            strokeDash=alt.StrokeDash("series:N", scale=dashes, legend=_legend(alt, columns=len(names))),
        )
        layers.append(line.mark_line(strokeWidth=look.width, interpolate="linear" if look.shape else "step"))
        if look.shape:
            layers.append(
                line.mark_point(filled=True, size=42, opacity=1, shape=look.shape).encode(
                    strokeDash=alt.value([1, 0]),
                    tooltip=[
                        alt.Tooltip(
                            "on:T", timeUnit="utcyearmonthdate", format="%A %-d %B %Y", title=translate(_DAY, lang)
                        ),
                        alt.Tooltip("count:Q", format=",.0f", title=name),
                    ],
                )
            )
    placed = place_markers([one for one in markers if first <= one.on <= last], first, last)
    if placed:
        layers += _marker_layers(alt, placed, x)
    chart = alt.layer(*layers).properties(width="container", height=HEIGHT_PIXELS).configure_view(stroke=None)
    spec: dict[str, Any] = chart.to_dict()
    spec["config"] = spec.get("config", {}) | config()
    spec["usermeta"] = {"colours": dict(COLOURS), "words": _words(lang, [one.text for one in placed])}
    spec["padding"] = {
        "left": 4,
        "right": 16,
        "top": 4 + LABEL_ROW_PIXELS * (1 + max((one.row for one in placed), default=-1)),
        "bottom": 4,
    }
    return spec


_BAND = N_("Bandbreedte (90%)")
_DAY = N_("Dag")


def _words(lang: str, labels: Sequence[str]) -> dict[str, dict[str, str]]:
    """Per other language what the words of a spec in `lang` become, so that one stored spec serves every reader."""
    texts = dict.fromkeys((*_FORECAST_SERIES, *_REVIEW_SERIES, _BAND, _DAY))
    return {
        other: {translate(text, lang): translate(text, other) for text in texts}
        | {label: _batches(label, other) for label in labels}
        for other in LANGUAGES
        if other != lang
    }


_BATCH = re.compile(r"\bdeel (\d+)")


def _batches(label: str, lang: str) -> str:
    word = translate("Deel %(number)s", lang).lower()
    return _BATCH.sub(lambda found: word % {"number": found[1]}, label)


def _legend(alt: Any, columns: int, symbol: str = "stroke") -> Any:
    return alt.Legend(
        title=None,
        orient="bottom",
        direction="horizontal",
        symbolType=symbol,
        symbolStrokeWidth=2.5,
        symbolSize=240,
        labelLimit=220,
        columns=columns,
    )


def _marker_layers(alt: Any, placed: Sequence[PlacedMarker], x: Any) -> list[Any]:
    layers = [
        alt.Chart(alt.Data(values=[{"on": one.on.isoformat()} for one in placed]))
        .mark_rule(color=_COLOUR["marker"], strokeDash=[3, 3])
        .encode(x=x)
    ]
    for row in sorted({one.row for one in placed}):
        here = [{"on": one.on.isoformat(), "text": one.text} for one in placed if one.row == row]
        layers.append(
            alt.Chart(alt.Data(values=here))
            .mark_text(color=_COLOUR["text"], baseline="bottom", fontSize=12)
            .encode(x=x, y=alt.value(-4 - LABEL_ROW_PIXELS * row), text="text:N")
        )
    return layers


def config() -> dict[str, Any]:
    """Return the look that all charts share: letters, axes, legend."""
    return {
        "font": FONT,
        "background": _COLOUR["paper"],
        "axis": {
            "labelFontSize": 12,
            "gridColor": _COLOUR["grid"],
            "domainColor": _COLOUR["axis"],
            "tickColor": _COLOUR["axis"],
            "labelColor": _COLOUR["text"],
        },
        "legend": {"labelFontSize": 13, "labelColor": _COLOUR["text"]},
    }


def _sized(spec: Mapping[str, Any], width_pixels: int) -> dict[str, Any]:
    sized = copy.deepcopy(dict(spec))
    sized["width"] = width_pixels
    return sized


def spec_to_svg(spec: Mapping[str, Any], lang: str, width_pixels: int = 760) -> str:
    """The chart as SVG, for a PDF. Costs about 0.15 s and 245 MB: in a flow, not in the web process."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(
        _sized(spec, width_pixels),
        format_locale=formats.NUMBER_LOCALES[lang],
        time_format_locale=formats.time_locale(lang),
    )
    return svg


def spec_to_png(spec: Mapping[str, Any], lang: str, width_pixels: int = 760) -> bytes:
    """The chart as PNG at twice the resolution, for a mail or a download. Costs as `spec_to_svg`."""
    import vl_convert

    png: bytes = vl_convert.vegalite_to_png(
        _sized(spec, width_pixels),
        scale=2,
        format_locale=formats.NUMBER_LOCALES[lang],
        time_format_locale=formats.time_locale(lang),
    )
    return png
