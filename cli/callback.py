"""`torenkamer callback`: note, list and close callback requests."""

from __future__ import annotations

import click

from cli.desk import Desk
from cli.show import as_json, show, table
from registry import callback, mailing_view, organisation
from registry.clock import AMSTERDAM

pass_desk = click.make_pass_decorator(Desk)


@click.group()
def command() -> None:
    """Terugbelverzoeken: het KCC blijft eigenaar tot de inwoner is bereikt."""


@command.command()
@click.option("--department", required=True, help="Afdeling die terugbelt.")
@click.option("--mailing", "ref", help="Kenmerk van de mailing.")
@click.option("--name", required=True, help="Naam van de beller.")
@click.option("--phone", required=True, help="Telefoonnummer.")
@click.option("--question", required=True, help="De vraag.")
@click.option("--topic", default="", help="Onderwerp.")
@click.option("--reach", "reach_times", default="", help="Wanneer de beller bereikbaar is.")
@as_json
@pass_desk
def note(
    desk: Desk,
    department: str,
    ref: str | None,
    name: str,
    phone: str,
    question: str,
    topic: str,
    reach_times: str,
    json_: bool,
) -> None:
    """Noteer een terugbelverzoek."""
    from drafting.mask import mask

    with desk.opened() as store, store.writing() as session:
        number = callback.note(
            session,
            desk.actor(session),
            department_id=organisation.get_department(session, department).id,
            mailing_id=mailing_view.get_mailing(session, ref).id if ref else None,
            caller_name=name,
            caller_phone=phone,
            question=mask(question),
            topic=topic,
            reach_times=reach_times,
            now=desk.now(),
        )
    show(json_, {"callback": number}, lambda: f"Terugbelverzoek {number} is genoteerd.")


@command.command("list")
@click.option("--closed", is_flag=True, help="Toon de gesloten verzoeken.")
@as_json
@pass_desk
def list_(desk: Desk, closed: bool, json_: bool) -> None:
    """Toon de terugbelverzoeken, het dringendste bovenaan."""
    with desk.opened() as store, store.reading() as session:
        found = callback.list_callbacks(session, is_open=not closed, limit=1000)
    rows = [
        (c.id, f"{c.due_at.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}", c.topic, c.attempt_count, c.result) for c in found
    ]
    show(
        json_,
        found,
        lambda: table(
            ("Nr", "Uiterlijk", "Onderwerp", "Pogingen", "Resultaat"), rows, "Er zijn geen terugbelverzoeken."
        ),
    )


@command.command()
@click.argument("number", type=int)
@click.option("--result", required=True, help="Wat er is afgesproken.")
@click.option("--reached/--not-reached", default=True, help="Of de inwoner is bereikt.")
@as_json
@pass_desk
def close(desk: Desk, number: int, result: str, reached: bool, json_: bool) -> None:
    """Sluit een terugbelverzoek met het resultaat."""
    with desk.opened() as store, store.writing() as session:
        callback.close(session, desk.actor(session), number, result=result, was_reached=reached, now=desk.now())
    show(json_, {"closed": number}, lambda: f"Terugbelverzoek {number} is gesloten.")
