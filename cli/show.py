"""Output of commands: a table for people, one JSON value for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import click

as_json = click.option("--json", "json_", is_flag=True, help="Eén JSON-waarde in plaats van tekst.")


def plain(value: Any) -> Any:
    """Return a value of the registry as JSON values: dataclasses as objects, moments in UTC."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(item) for item in value]
    return value


def show(json_: bool, value: Any, text: Callable[[], str]) -> None:
    """Print `value` as JSON, or the text for people."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2) if json_ else text())


def counter(json_: bool) -> Callable[[str, int], None]:
    """Return what shows the progress of a copy on the error stream, one line that is written over; nothing with --json."""

    def tell(what: str, count: int) -> None:
        if not json_ and sys.stderr.isatty():
            click.echo(f"\r{what}: {count:<12}", nl=False, err=True)

    return tell


def table(heads: Sequence[str], rows: Sequence[Sequence[object]], empty: str) -> str:
    """Return rows under their heads, columns as wide as needed; `empty` when there are none."""
    if not rows:
        return empty
    cells = [[str("" if cell is None else cell) for cell in row] for row in rows]
    widths = [max(len(line[place]) for line in [list(heads), *cells]) for place in range(len(heads))]
    lines = [list(heads), ["-" * width for width in widths], *cells]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
