"""`torenkamer todo`: what waits for a colleague."""

from __future__ import annotations

import click

from cli.desk import Desk
from cli.show import as_json, show, table
from registry import waiting
from registry.clock import day_of
from registry.waiting import WaitingItem
from templates.labels import label

pass_desk = click.make_pass_decorator(Desk)


@click.command()
@as_json
@pass_desk
def command(desk: Desk, json_: bool) -> None:
    """Bekijk wat er op de collega van --as wacht; zonder --as alles wat op iemand wacht."""
    with desk.opened() as store, store.reading() as session:
        found = waiting.list_waiting(session, desk.actor(session), now=desk.now())
    heads = ("Uiterlijk", "Wat", "Aantal", "Mailing", "Afdeling", "Sinds")
    show(json_, found, lambda: table(heads, [_row(item) for item in found], "Er wacht niets."))


def _row(item: WaitingItem) -> tuple[object, ...]:
    mailing = f"{item.mailing} {item.title}".strip()[:60]
    return item.due_on, label(item.what), item.count, mailing, item.department, day_of(item.since)
