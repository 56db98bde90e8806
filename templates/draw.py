"""Draws in a process of its own: `python -m templates.draw` reads one JSON object and writes a PDF or a PNG.

The renderers take a quarter of a gigabyte; a page asks this child instead of carrying them. In: `kind` ("pdf" or "png"), `spec` (Vega-Lite
or null), `lang`, and for a PDF `html` with the picture `mark` where the chart belongs.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Mapping
from typing import Any


def drawn(asked: Mapping[str, Any]) -> bytes:
    """Return the PDF or PNG that was asked for."""
    from templates.charts import spec_to_png, spec_to_svg
    from templates.pdf import html_to_pdf

    if asked["kind"] == "png":
        return spec_to_png(asked["spec"], asked["lang"])
    html = asked["html"]
    if asked["spec"] is not None:
        html = html.replace(_encoded(asked["mark"]), _encoded(spec_to_svg(asked["spec"], asked["lang"])))
    return html_to_pdf(html)


def _encoded(svg: str) -> str:
    return base64.b64encode(svg.encode()).decode()


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(json.load(sys.stdin)))
