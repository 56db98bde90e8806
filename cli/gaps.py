"""`torenkamer gaps`: what residents ask beside what the letter says."""

from __future__ import annotations

from pathlib import Path

import click

from cli.desk import Desk
from cli.questions import looked_at
from cli.show import as_json, show, table
from registry import gap
from registry.kinds import GapState
from templates.labels import label

pass_desk = click.make_pass_decorator(Desk)


@click.group()
def command() -> None:
    """Vragen naast de brief: wat hij openlaat, en wat de schrijver ermee doet."""


@command.command("show")
@click.argument("ref")
@click.option("--now", "now_", is_flag=True, help="Leg de vragen nu naast de brief, zonder Prefect.")
@click.option("--csv", "csv_path", type=click.Path(dir_okay=False, path_type=Path), help="Schrijf de lijst als CSV.")
@as_json
@pass_desk
def show_(desk: Desk, ref: str, now_: bool, csv_path: Path | None, json_: bool) -> None:
    """Toon elke vraag met aantal en de zin van de brief die haar beantwoordt, of dat die er niet is."""
    view = looked_at(desk, ref, now_)
    with desk.opened() as store, store.reading() as session:
        found = gap.list_gaps(session, view.id)
    if csv_path is not None:
        from web.shown_gaps import as_csv

        csv_path.write_bytes(as_csv(found, "nl"))
    rows = [
        (each.id, each.question[:60], each.asked_before, each.asked_now, each.quote[:50] or "nee", label(each.state))
        for each in found
    ]
    heads = ("Nr", "Vraag", "Vorige keer", "Nu", "In de brief", "Stand")
    show(json_, found, lambda: table(heads, rows, "Er zijn nog geen vragen naast de brief gelegd."))


@command.command()
@click.argument("number", type=int)
@click.option("--done", "state", flag_value=GapState.DONE.value, help="Het staat nu in de brief of de bijsluiter.")
@click.option("--refused", "state", flag_value=GapState.REFUSED.value, help="Het komt er niet in; noem de reden.")
@click.option("--open", "state", flag_value=GapState.OPEN.value, default=True, help="Nog niet besloten.")
@click.option("--reason", default="", help="Waarom het er niet in komt.")
@click.option("--insert", "insert_line", help="Zin voor de bijsluiter van een later deel.")
@click.option("--next", "next_line", help="Zin voor de tekst van volgend jaar.")
@as_json
@pass_desk
def decide(
    desk: Desk, number: int, state: str, reason: str, insert_line: str | None, next_line: str | None, json_: bool
) -> None:
    """Bewaar een zin en een besluit over een vraag (nummer uit `gaps show`)."""
    with desk.opened() as store, store.writing() as session:
        gap.decide(
            session,
            desk.actor(session),
            number,
            GapState(state),
            reason=reason,
            insert_line=insert_line,
            next_line=next_line,
            now=desk.now(),
        )
        found = gap.get_gap(session, number)
    show(json_, found, lambda: f"{found.question}: {label(found.state)}.")
