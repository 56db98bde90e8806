"""`torenkamer backup FILE`."""

from __future__ import annotations

from pathlib import Path

import click

from cli import archive
from cli.desk import Desk
from cli.show import as_json, counter, show

pass_desk = click.make_pass_decorator(Desk)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@as_json
@pass_desk
def command(desk: Desk, file: Path, json_: bool) -> None:
    """Maak een reservekopie (FILE) van alles, ook terwijl Torenkamer draait. Het bestand bevat geheimen: bewaar het veilig."""
    archive.write(desk.settings, file, counter(json_))
    show(json_, {"file": str(file), "bytes": file.stat().st_size}, lambda: f"Reservekopie gemaakt: {file}")
