"""`torenkamer people`: organisations, departments, colleagues, roles and letter types, to begin with."""

from __future__ import annotations

from datetime import datetime

import click

from cli import offices
from cli.desk import Desk
from cli.show import as_json, show, table
from registry import agenda, colleague, letter_type, organisation, person
from registry import password as passwords
from registry.kinds import Role
from templates.labels import label

pass_desk = click.make_pass_decorator(Desk)


@click.group()
def command() -> None:
    """Organisaties, afdelingen, mensen, rollen en brieftypen."""


for each in offices.COMMANDS:
    command.add_command(each)


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


@command.command("change")
@click.argument("email")
@click.option("--name", help="Nieuwe naam.")
@click.option("--email", "new_email", help="Nieuw e-mailadres.")
@click.option("--language", type=click.Choice(["nl", "en"]), help="Taal van berichten.")
@as_json
@pass_desk
def change(desk: Desk, email: str, name: str | None, new_email: str | None, language: str | None, json_: bool) -> None:
    """Wijzig naam, adres of taal van een collega."""
    with desk.opened() as store, store.writing() as session:
        known = colleague.get_colleague(session, person.get_person(session, email).id)
        changed = person.change_person(
            session,
            desk.actor(session),
            known.id,
            name=name or known.name,
            email=new_email or known.email,
            language=language or known.language,
            now=desk.now(),
        )
    show(json_, {"person": known.id, "changed": changed}, lambda: "Bewaard." if changed else "Er is niets gewijzigd.")


@command.command("end")
@click.argument("email")
@as_json
@pass_desk
def end(desk: Desk, email: str, json_: bool) -> None:
    """Beëindig een collega: geen rechten en geen e-mail meer; de naam blijft in het spoor."""
    with desk.opened() as store, store.writing() as session:
        found = person.get_person(session, email)
        person.end_person(session, desk.actor(session), found.id, now=desk.now())
    show(json_, {"person": found.id}, lambda: f"{found.name} is beëindigd. Terugzetten: people restore {found.id}")


@command.command("restore")
@click.argument("person_id", type=int)
@as_json
@pass_desk
def restore(desk: Desk, person_id: int, json_: bool) -> None:
    """Zet een beëindigde collega terug, met de rollen van toen."""
    with desk.opened() as store, store.writing() as session:
        person.restore_person(session, desk.actor(session), person_id, now=desk.now())
    show(json_, {"person": person_id}, lambda: "Teruggezet.")


@command.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--department", help="Afdeling waarvoor de rol geldt.")
@as_json
@pass_desk
def grant(desk: Desk, email: str, role: str, department: str | None, json_: bool) -> None:
    """Geef een collega een rol."""
    with desk.opened() as store, store.writing() as session:
        where = organisation.get_department(session, department).id if department else None
        found = person.get_person(session, email)
        person.grant(session, desk.actor(session), found.id, Role(role), department_id=where, now=desk.now())
    show(json_, {"person": found.id, "role": role}, lambda: f"{found.name} is nu {label(Role(role))}.")


@command.command("revoke")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--department", help="Afdeling waarvoor de rol gold.")
@as_json
@pass_desk
def revoke(desk: Desk, email: str, role: str, department: str | None, json_: bool) -> None:
    """Trek een rol in."""
    with desk.opened() as store, store.writing() as session:
        where = organisation.get_department(session, department).id if department else None
        found = person.get_person(session, email)
        person.revoke(session, desk.actor(session), found.id, Role(role), department_id=where, now=desk.now())
    show(json_, {"person": found.id, "role": role}, lambda: f"{found.name} is geen {label(Role(role))} meer.")


@command.command("deputy")
@click.argument("email")
@click.argument("deputy")
@click.argument("first", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("last", type=click.DateTime(["%Y-%m-%d"]))
@as_json
@pass_desk
def deputy(desk: Desk, email: str, deputy: str, first: datetime, last: datetime, json_: bool) -> None:
    """Laat DEPUTY van de eerste tot en met de laatste dag handelen met de rollen van EMAIL."""
    with desk.opened() as store, store.writing() as session:
        found, other = person.get_person(session, email), person.get_person(session, deputy)
        person.appoint_deputy(
            session,
            desk.actor(session),
            found.id,
            other.id,
            from_on=first.date(),
            until_on=last.date(),
            now=desk.now(),
        )
    show(json_, {"person": found.id, "deputy": other.id}, lambda: f"{other.name} vervangt {found.name}.")


@command.command("password")
@click.argument("email")
@click.password_option(
    prompt="Wachtwoord", confirmation_prompt="Nog een keer", help="Wordt gevraagd als het er niet staat."
)
@as_json
@pass_desk
def password_(desk: Desk, email: str, password: str, json_: bool) -> None:
    """Stel het wachtwoord van een lokaal account in; alleen van belang met de instelling local_accounts."""
    with desk.opened() as store, store.writing() as session:
        found = person.get_person(session, email)
        passwords.set_password(session, desk.actor(session), found.id, password, now=desk.now())
    show(json_, {"person": found.id}, lambda: f"Het wachtwoord van {found.name} is ingesteld.")


@command.command("link")
@click.argument("department")
@click.option("--liaison", help="E-mailadres van de schakel bij het KCC; zonder: geen schakel.")
@click.option("--deputy", help="E-mailadres van diens vervanger.")
@as_json
@pass_desk
def link(desk: Desk, department: str, liaison: str | None, deputy: str | None, json_: bool) -> None:
    """Koppel een afdeling aan haar schakel bij het KCC."""
    with desk.opened() as store, store.writing() as session:
        where = organisation.get_department(session, department)
        first, second = (person.get_person(session, each).id if each else None for each in (liaison, deputy))
        organisation.link_liaison(
            session, desk.actor(session), where.id, person_id=first, deputy_id=second, now=desk.now()
        )
    show(json_, {"department": where.id}, lambda: f"De schakel van {where.name} is bewaard.")


@command.command("end-department")
@click.argument("department")
@as_json
@pass_desk
def end_department(desk: Desk, department: str, json_: bool) -> None:
    """Beëindig een afdeling: geen nieuwe mailings; wat zij meldde blijft."""
    with desk.opened() as store, store.writing() as session:
        where = organisation.get_department(session, department)
        organisation.end_department(session, desk.actor(session), where.id, now=desk.now())
    show(json_, {"department": where.id}, lambda: f"{where.name} is beëindigd.")


@command.command("end-letter-type")
@click.argument("name")
@as_json
@pass_desk
def end_letter_type(desk: Desk, name: str, json_: bool) -> None:
    """Beëindig een brieftype: geen nieuwe mailings; wat ervan geleerd is blijft."""
    with desk.opened() as store, store.writing() as session:
        found = letter_type.get_letter_type(session, name)
        letter_type.end_letter_type(session, desk.actor(session), found.id, now=desk.now())
    show(json_, {"letter_type": found.id}, lambda: f"{found.name} is beëindigd.")
