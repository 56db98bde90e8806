"""`torenkamer people`: organisations, departments, colleagues, roles and letter types, to begin with."""

from __future__ import annotations

import click

from cli.desk import Desk
from cli.show import as_json, show, table
from registry import agenda, letter_type, organisation, person
from registry.kinds import Role
from templates.labels import label

pass_desk = click.make_pass_decorator(Desk)


@click.group()
def command() -> None:
    """Organisaties, afdelingen, mensen, rollen en brieftypen."""


@command.command("add-organisation")
@click.argument("name")
@click.option("--outside", is_flag=True, help="Niet van onszelf, bijvoorbeeld het Rijk.")
@as_json
@pass_desk
def add_organisation(desk: Desk, name: str, outside: bool, json_: bool) -> None:
    """Voeg een organisatie toe."""
    with desk.opened() as store, store.writing() as session:
        number = organisation.add_organisation(
            session, desk.actor(session), name=name, is_own=not outside, now=desk.now()
        )
    show(json_, {"organisation": number}, lambda: f"{name} is toegevoegd.")


@command.command("add-department")
@click.argument("name")
@click.option("--organisation", "of", help="Van welke organisatie; standaard de eigen.")
@as_json
@pass_desk
def add_department(desk: Desk, name: str, of: str | None, json_: bool) -> None:
    """Voeg een afdeling toe."""
    with desk.opened() as store, store.writing() as session:
        known = organisation.list_organisations(session)
        found = next((number for number, title, _ in known if of is None or title.casefold() == of.casefold()), None)
        if found is None:
            raise click.UsageError(
                "Die organisatie is er niet. Voeg haar eerst toe met: torenkamer people add-organisation NAAM"
            )
        number = organisation.add_department(
            session, desk.actor(session), organisation_id=found, name=name, now=desk.now()
        )
    show(json_, {"department": number}, lambda: f"{name} is toegevoegd.")


@command.command("add")
@click.argument("name")
@click.argument("email")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]), help="Rol; mag vaker."
)
@click.option("--department", help="Afdeling waarvoor de rollen gelden.")
@click.option(
    "--hours",
    multiple=True,
    metavar="DAG VAN TOT",
    nargs=3,
    type=(int, str, str),
    help="Weekuren van een specialist, dag 0 is maandag: 0 09:00 12:00",
)
@as_json
@pass_desk
def add(
    desk: Desk,
    name: str,
    email: str,
    roles: tuple[str, ...],
    department: str | None,
    hours: tuple[tuple[int, str, str], ...],
    json_: bool,
) -> None:
    """Voeg een collega toe met rollen."""
    with desk.opened() as store, store.writing() as session:
        actor, now = desk.actor(session), desk.now()
        number = person.add_person(session, actor, name=name, email=email, now=now)
        where = organisation.get_department(session, department).id if department else None
        for role in roles:
            person.grant(session, actor, number, Role(role), department_id=where, now=now)
        if hours:
            agenda.set_availability(session, actor, number, hours, now=now)
    show(json_, {"person": number}, lambda: f"{name} is toegevoegd.")


@command.command("add-letter-type")
@click.argument("name")
@click.option("--topic", required=True, help="Onderwerp waaronder de contacten geteld worden.")
@click.option("--department", help="Afdeling.")
@click.option("--bank", help="Soort in de vragenbank, bijvoorbeeld woz_aanslag.")
@as_json
@pass_desk
def add_letter_type(desk: Desk, name: str, topic: str, department: str | None, bank: str | None, json_: bool) -> None:
    """Voeg een brieftype toe."""
    with desk.opened() as store, store.writing() as session:
        where = organisation.get_department(session, department).id if department else None
        number = letter_type.add_letter_type(
            session, desk.actor(session), name=name, topic=topic, department_id=where, bank=bank, now=desk.now()
        )
    show(json_, {"letter_type": number}, lambda: f"{name} is toegevoegd.")


@command.command("list")
@as_json
@pass_desk
def list_(desk: Desk, json_: bool) -> None:
    """Toon de collega's met hun rollen."""
    with desk.opened() as store, store.reading() as session:
        found = person.list_people(session)
    rows = [
        (each.id, each.name, each.email, ", ".join(sorted({label(role) for role, _ in each.roles}))) for each in found
    ]
    show(json_, found, lambda: table(("Nr", "Naam", "E-mail", "Rollen"), rows, "Er zijn nog geen mensen."))
