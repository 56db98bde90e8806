"""`torenkamer sweep`: do what is due, without Prefect."""

from __future__ import annotations

import click

from cli.desk import Desk
from cli.show import as_json, show

pass_desk = click.make_pass_decorator(Desk)


@click.command()
@as_json
@pass_desk
def command(desk: Desk, json_: bool) -> None:
    """Doe nu alles wat op de klok wacht: prognoses, concepten, berichten, herinneringen, terugblikken."""
    from flows.installation import opened
    from flows.work import sweep

    with desk.opened():
        pass  # an empty data folder gets its tables, an old one is refused
    with opened(desk.registry, desk.settings.data_dir) as house:
        swept = sweep(house)
    show(json_, swept, lambda: f"{swept.done_count} dingen gedaan, {swept.failed_count} mislukt.")
    if swept.failed_count:
        raise SystemExit(1)
