"""`torenkamer forecast`: what a mailing will cost in contacts."""

from __future__ import annotations

import click

from cli.desk import Desk
from cli.show import as_json, show, table
from registry import forecast, mailing_view
from registry.errors import BadValue
from registry.kinds import Channel
from templates import phrases
from templates.labels import label

pass_desk = click.make_pass_decorator(Desk)


@click.group()
def command() -> None:
    """Prognoses van mailings."""


@command.command("show")
@click.argument("ref")
@click.option("--plan", is_flag=True, help="De prognose die bij de afstemming is vastgezet.")
@as_json
@pass_desk
def show_(desk: Desk, ref: str, plan: bool, json_: bool) -> None:
    """Toon de prognose met haar band en haar redenen."""
    with desk.opened() as store, store.reading() as session:
        view = mailing_view.get_mailing(session, ref)
        found = forecast.plan(session, view.id) if plan else forecast.latest(session, view.id)
    if found is None:
        raise BadValue("no_plan" if plan else "no_forecast", mailing=view.reference)
    reasons = [
        phrases.reason(item["code"], "nl", **{k: v for k, v in item.items() if k != "code"}) for item in found.reasons
    ]
    rows = [
        (day["on"], label(Channel(day["channel"])), round(day["low"]), round(day["expected"]), round(day["high"]))
        for day in found.days
    ]
    head = f"{view.reference} versie {found.version}: {found.low:.0f} - {found.expected:.0f} - {found.high:.0f} extra contacten (90 %)"
    text = "\n".join([head, *reasons, table(("Dag", "Kanaal", "Laag", "Verwacht", "Hoog"), rows, "Geen dagen.")])
    show(json_, found, lambda: text)
