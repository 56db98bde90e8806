"""`torenkamer restore FILE`."""

from __future__ import annotations

from pathlib import Path

import click

from cli import archive
from cli.desk import Desk
from cli.show import as_json, counter, show

pass_desk = click.make_pass_decorator(Desk)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
@pass_desk
def command(desk: Desk, file: Path, json_: bool) -> None:
    """Zet een reservekopie terug in een lege map (--data). Wat verzonden was wordt niet opnieuw verzonden."""
    archive.read_into(file, desk.settings, counter(json_))
    show(json_, {"data_dir": str(desk.settings.data_dir)}, lambda: f"Teruggezet in {desk.settings.data_dir}")
