"""`torenkamer slots`: open and list specialists' slots."""

from __future__ import annotations

from datetime import datetime

import click

from cli.desk import Desk
from cli.show import as_json, show, table
from registry import agenda, mailing_view
from registry.clock import AMSTERDAM
from registry.kinds import SlotState
from templates.labels import label

pass_desk = click.make_pass_decorator(Desk)
DAY = click.DateTime(formats=["%Y-%m-%d", "%d-%m-%Y"])


@click.group()
def command() -> None:
    """Tijdsloten van specialisten."""


@command.command("open")
@click.argument("ref")
@click.option("--from", "from_on", type=DAY, required=True, help="Eerste dag.")
@click.option("--until", "until_on", type=DAY, required=True, help="Laatste dag.")
@click.option("--count", type=click.IntRange(1), help="Hoogstens zoveel nieuwe sloten.")
@as_json
@pass_desk
def open_(desk: Desk, ref: str, from_on: datetime, until_on: datetime, count: int | None, json_: bool) -> None:
    """Zet tijdsloten open uit de weekuren van de specialisten."""
    with desk.opened() as store, store.writing() as session:
        view = mailing_view.get_mailing(session, ref)
        opened = agenda.open_slots(
            session,
            desk.actor(session),
            view.id,
            from_on=from_on.date(),
            until_on=until_on.date(),
            count=count,
            now=desk.now(),
        )
    show(json_, {"opened": opened}, lambda: f"{opened} tijdsloten opengezet.")


@command.command("list")
@click.argument("ref")
@click.option("--free", is_flag=True, help="Alleen vrije sloten.")
@as_json
@pass_desk
def list_(desk: Desk, ref: str, free: bool, json_: bool) -> None:
    """Toon de tijdsloten van een mailing."""
    with desk.opened() as store, store.reading() as session:
        view = mailing_view.get_mailing(session, ref)
        found = agenda.list_slots(session, mailing_id=view.id, state=SlotState.OPEN if free else None, limit=1000)
    rows = [(slot.id, f"{slot.starts_at.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}", label(slot.state)) for slot in found]
    show(json_, found, lambda: table(("Nr", "Begin", "Staat"), rows, "Er zijn geen tijdsloten."))
