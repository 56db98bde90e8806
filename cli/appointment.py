"""`torenkamer appointment`: book and cancel."""

from __future__ import annotations

import click

from cli.desk import Desk
from cli.show import as_json, show
from registry import agenda, mailing_view
from registry.clock import AMSTERDAM

pass_desk = click.make_pass_decorator(Desk)


@click.group()
def command() -> None:
    """Afspraken bij specialisten."""


@command.command()
@click.option("--slot", type=int, help="Nummer van het tijdslot; zonder nummer het eerste vrije van de mailing.")
@click.option("--mailing", "ref", help="Kenmerk van de mailing.")
@click.option("--name", required=True, help="Naam van de beller.")
@click.option("--phone", required=True, help="Telefoonnummer van de beller.")
@click.option("--question", default="", help="Waarover het gaat.")
@as_json
@pass_desk
def book(desk: Desk, slot: int | None, ref: str | None, name: str, phone: str, question: str, json_: bool) -> None:
    """Boek een afspraak."""
    from drafting.mask import mask

    if slot is None and ref is None:
        raise click.UsageError("Noem --slot of --mailing.")
    with desk.opened() as store, store.writing() as session:
        mailing_id = mailing_view.get_mailing(session, ref).id if ref else None
        made = agenda.book(
            session,
            desk.actor(session),
            slot_id=slot,
            mailing_id=mailing_id,
            caller_name=name,
            caller_phone=phone,
            question=mask(question),
            now=desk.now(),
        )
    starts = made.slot.starts_at.astimezone(AMSTERDAM)
    show(json_, made, lambda: f"Afspraak {made.id} geboekt op {starts:%Y-%m-%d om %H:%M}.")


@command.command()
@click.argument("appointment", type=int)
@as_json
@pass_desk
def cancel(desk: Desk, appointment: int, json_: bool) -> None:
    """Zeg een afspraak af; het slot komt weer vrij."""
    with desk.opened() as store, store.writing() as session:
        agenda.cancel_appointment(session, desk.actor(session), appointment, now=desk.now())
    show(json_, {"cancelled": appointment}, lambda: f"Afspraak {appointment} is afgezegd.")
