"""`torenkamer audit`: the trail and whether it is whole."""

from __future__ import annotations

import click

from cli.desk import Desk
from cli.show import as_json, show, table
from registry import audit, mailing_view
from registry.clock import AMSTERDAM
from registry.errors import BadValue

pass_desk = click.make_pass_decorator(Desk)


@click.group()
def command() -> None:
    """Het spoor: wie wat wanneer besloot."""


@command.command("show")
@click.option("--mailing", "ref", help="Alleen van deze mailing.")
@click.option("--limit", help="Hoogstens zoveel regels.", type=click.IntRange(1, 10_000), default=50, show_default=True)
@as_json
@pass_desk
def show_(desk: Desk, ref: str | None, limit: int, json_: bool) -> None:
    """Toon het spoor, het nieuwste bovenaan."""
    with desk.opened() as store, store.reading() as session:
        mailing_id = mailing_view.get_mailing(session, ref).id if ref else None
        found = audit.list_lines(session, mailing_id=mailing_id, limit=limit)
    rows = [
        (f"{line.at.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}", line.action, line.object_id, line.actor_name)
        for line in found
    ]
    show(json_, found, lambda: table(("Wanneer", "Wat", "Nummer", "Wie"), rows, "Er is nog niets gebeurd."))


@command.command()
@as_json
@pass_desk
def verify(desk: Desk, json_: bool) -> None:
    """Controleer of er aan het spoor iets veranderd is."""
    with desk.opened() as store, store.reading() as session:
        broken = audit.verify(session)
    if broken is not None:
        raise BadValue("audit_broken", row=broken)
    show(json_, {"whole": True}, lambda: "Het spoor is heel.")
