"""`torenkamer up`: everything on this machine."""

from __future__ import annotations

import click

from cli.desk import Desk
from cli.supervisor import Supervisor

pass_desk = click.make_pass_decorator(Desk)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Poort van de pagina's; standaard 8410.")
@pass_desk
def command(desk: Desk, port: int | None) -> None:
    """Start de pagina's, Prefect, de flows en de postontvangst; Ctrl-C of SIGTERM stopt alles."""
    settings = desk.settings
    if port is not None:
        settings = settings.model_copy(update={"port": port})
    with desk.opened():
        pass  # an empty data folder gets its tables, an old or newer one is refused before anything starts
    supervisor = Supervisor(settings)
    supervisor.prepare()
    try:
        supervisor.start()
        click.echo(f"Torenkamer draait op {supervisor.settings.public_url} (stoppen: Ctrl-C)")
        supervisor.watch()
    finally:
        supervisor.stop()
