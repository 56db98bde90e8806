"""The chart of contacts per day as a plain Vega-Lite spec: small enough to write out, so that a page can make it itself.

The other charts are made in a flow with Altair and stored; this one follows the filters of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from templates import charts
from templates.charts import COLOURS, HEIGHT_PIXELS, LABEL_ROW_PIXELS, Marker, PlacedMarker
from templates.environment import LANGUAGES, translate
from templates.labels import N_

OFFERED, CAPACITY, DAY = N_("Aangeboden contacten"), N_("Capaciteit"), N_("Dag")
NO_LABELS_FROM = 12  # markers: beyond that the labels would be a wall; the table names them
_COLOUR = {name: colour for colour, name in COLOURS.items()}


class Day(Protocol):
    """What the chart needs of a day; `values.desk.ContactDay` has it."""

    @property
    def on(self) -> date: ...
    @property
    def offered(self) -> int: ...
    @property
    def capacity(self) -> int | None: ...


def contacts_spec(days: Sequence[Day], markers: Sequence[Marker], lang: str) -> dict[str, Any]:
    """Contacts offered per day as bars, what the KCC can take as a line, and the days on which a mailing arrived.

    Raises:
        ValueError: There are no days; a page shows its empty state instead.
    """
    if not days:
        raise ValueError("a chart needs at least one day")
    offered, capacity = translate(OFFERED, lang), translate(CAPACITY, lang)
    x = _x(days)
    bars = [{"on": day.on.isoformat(), "count": day.offered, "series": offered} for day in days]
    limit = [
        {"on": day.on.isoformat(), "count": day.capacity, "series": capacity}
        for day in days
        if day.capacity is not None
    ]
    layers = [_bars(bars, x, offered, translate(DAY, lang))]
    if limit:
        layers.append(_line(limit, x, capacity))
    placed = charts.place_markers(markers, days[0].on, days[-1].on) if len(markers) <= NO_LABELS_FROM else ()
    layers += _marks(placed or tuple(PlacedMarker(one.on, "", 0) for one in markers), x)
    rows = 1 + max((one.row for one in placed), default=-1)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "layer": layers,
        "width": "container",
        "height": HEIGHT_PIXELS,
        "padding": {"left": 4, "right": 16, "top": 4 + LABEL_ROW_PIXELS * rows, "bottom": 4},
        "config": {**charts.config(), "view": {"stroke": None}},
        "usermeta": {"colours": dict(COLOURS), "words": _words(lang)},
    }


def _x(days: Sequence[Day]) -> dict[str, Any]:
    mondays = [day.on.isoformat() for day in days if day.on.weekday() == 0] or [days[0].on.isoformat()]
    axis = {
        "title": None,
        "values": mondays,
        "format": "%-d %b",
        "labelOverlap": "greedy",
        "labelSeparation": charts.LABEL_GAP_PIXELS,
        "grid": False,
        "tickSize": 6,
    }
    day = {
        "field": "on",
        "type": "temporal",
        "timeUnit": "utcyearmonthdate",
        "bandPosition": 0.5,
    }  # the middle of the day
    return {**day, "scale": {"type": "utc"}, "axis": axis}


_Y = {
    "field": "count",
    "type": "quantitative",
    "scale": {"zero": True, "nice": True},
    "axis": {"title": None, "format": ",.0f", "tickCount": 5},
}


def _legend(symbol: str) -> dict[str, Any]:
    return {
        "title": None,
        "orient": "bottom",
        "direction": "horizontal",
        "symbolType": symbol,
        "symbolStrokeWidth": 2.5,
        "symbolSize": 240,
        "labelLimit": 220,
    }


def _bars(rows: list[dict[str, Any]], x: dict[str, Any], name: str, day: str) -> dict[str, Any]:
    return {
        "data": {"values": rows},
        "mark": {"type": "bar", "width": {"band": 0.7}},
        "encoding": {
            "x": x,
            "y": _Y,
            "fill": {
                "field": "series",
                "type": "nominal",
                "scale": {"domain": [name], "range": [_COLOUR["expected"]]},
                "legend": _legend("square"),
            },
            "tooltip": [
                {
                    "field": "on",
                    "type": "temporal",
                    "timeUnit": "utcyearmonthdate",
                    "format": "%A %-d %B %Y",
                    "title": day,
                },
                {"field": "count", "type": "quantitative", "format": ",.0f", "title": name},
            ],
        },
    }


def _line(rows: list[dict[str, Any]], x: dict[str, Any], name: str) -> dict[str, Any]:
    scale = {"domain": [name], "range": [_COLOUR["actual"]]}
    return {
        "data": {"values": rows},
        "mark": {"type": "line", "strokeWidth": 2, "strokeDash": [9, 4], "interpolate": "step"},
        "encoding": {
            "x": x,
            "y": _Y,
            "color": {"field": "series", "type": "nominal", "scale": scale, "legend": _legend("stroke")},
        },
    }


def _marks(placed: Sequence[PlacedMarker], x: dict[str, Any]) -> list[dict[str, Any]]:
    if not placed:
        return []
    days = [{"on": one.on.isoformat()} for one in placed]
    rule = {"type": "rule", "color": _COLOUR["marker"], "strokeDash": [3, 3], "strokeWidth": 1.5}
    layers: list[dict[str, Any]] = [{"data": {"values": days}, "mark": rule, "encoding": {"x": x}}]
    for row in sorted({one.row for one in placed if one.text}):
        here = [{"on": one.on.isoformat(), "text": one.text} for one in placed if one.row == row]
        layers.append(
            {
                "data": {"values": here},
                "mark": {"type": "text", "color": _COLOUR["text"], "baseline": "bottom", "fontSize": 12},
                "encoding": {
                    "x": x,
                    "y": {"value": -4 - LABEL_ROW_PIXELS * row},
                    "text": {"field": "text", "type": "nominal"},
                },
            }
        )
    return layers


def _words(lang: str) -> dict[str, dict[str, str]]:
    texts = (OFFERED, CAPACITY, DAY)
    return {
        other: {translate(text, lang): translate(text, other) for text in texts} for other in LANGUAGES if other != lang
    }
