"""Logs of the command's own processes: one JSON object a line, see `registry.log_lines`."""

from __future__ import annotations

from registry.log_lines import to_json

__all__ = ["to_json"]
