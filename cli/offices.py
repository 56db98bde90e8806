"""Commands of `torenkamer people` that change, end and restore organisations, departments and letter types."""

from __future__ import annotations

import click

from cli.desk import Desk
from cli.show import as_json, show
from registry import letter_type, organisation

pass_desk = click.make_pass_decorator(Desk)


@click.command("change-organisation")
@click.argument("organisation_name", metavar="ORGANISATIE")
@click.option("--name", help="Nieuwe naam.")
@click.option("--own/--outside", "is_own", default=None, help="Van onszelf of niet.")
@as_json
@pass_desk
def change_organisation(desk: Desk, organisation_name: str, name: str | None, is_own: bool | None, json_: bool) -> None:
    """Wijzig een organisatie."""
    with desk.opened() as store, store.writing() as session:
        number = organisation.get_organisation(session, organisation_name)
        known = next(each for each in organisation.view_organisations(session) if each.id == number)
        changed = organisation.change_organisation(
            session,
            desk.actor(session),
            number,
            name=known.name if name is None else name,
            is_own=known.is_own if is_own is None else is_own,
            now=desk.now(),
        )
    show(json_, {"organisation": number, "changed": changed}, lambda: _told(changed))


@click.command("end-organisation")
@click.argument("name")
@as_json
@pass_desk
def end_organisation(desk: Desk, name: str, json_: bool) -> None:
    """Beëindig een organisatie waarvan alle afdelingen beëindigd zijn."""
    with desk.opened() as store, store.writing() as session:
        number = organisation.get_organisation(session, name)
        organisation.end_organisation(session, desk.actor(session), number, now=desk.now())
    show(json_, {"organisation": number}, lambda: f"{name} is beëindigd.")


@click.command("restore-organisation")
@click.argument("name")
@as_json
@pass_desk
def restore_organisation(desk: Desk, name: str, json_: bool) -> None:
    """Zet een beëindigde organisatie terug."""
    with desk.opened() as store, store.writing() as session:
        number = organisation.get_organisation(session, name)
        organisation.restore_organisation(session, desk.actor(session), number, now=desk.now())
    show(json_, {"organisation": number}, lambda: f"{name} is teruggezet.")


@click.command("change-department")
@click.argument("department")
@click.option("--name", help="Nieuwe naam.")
@click.option("--organisation", "of", help="Naam van de organisatie waar zij voortaan bij hoort.")
@click.option("--email", help="Adres van de afdeling; leeg haalt het weg.")
@click.option("--identifier", help="Code in het eigen register van de gemeente; leeg haalt haar weg.")
@as_json
@pass_desk
def change_department(
    desk: Desk,
    department: str,
    name: str | None,
    of: str | None,
    email: str | None,
    identifier: str | None,
    json_: bool,
) -> None:
    """Wijzig een afdeling; haar mailings blijven van haar."""
    with desk.opened() as store, store.writing() as session:
        known = organisation.get_department(session, department)
        changed = organisation.change_department(
            session,
            desk.actor(session),
            known.id,
            organisation_id=known.organisation_id if of is None else organisation.get_organisation(session, of),
            name=known.name if name is None else name,
            email=known.email if email is None else email,
            identifier=known.identifier if identifier is None else identifier,
            now=desk.now(),
        )
    show(json_, {"department": known.id, "changed": changed}, lambda: _told(changed))


@click.command("restore-department")
@click.argument("department")
@as_json
@pass_desk
def restore_department(desk: Desk, department: str, json_: bool) -> None:
    """Zet een beëindigde afdeling terug."""
    with desk.opened() as store, store.writing() as session:
        where = organisation.get_department(session, department)
        organisation.restore_department(session, desk.actor(session), where.id, now=desk.now())
    show(json_, {"department": where.id}, lambda: f"{where.name} is teruggezet.")


@click.command("change-letter-type")
@click.argument("letter_type_name", metavar="BRIEFTYPE")
@click.option("--name", help="Nieuwe naam.")
@click.option("--topic", help="Onderwerp van de klantcontacten erover.")
@click.option("--department", help="Afdeling; leeg: van geen afdeling in het bijzonder.")
@click.option("--bank", help="Soort brief in de vaste vragen; leeg haalt haar weg.")
@as_json
@pass_desk
def change_letter_type(
    desk: Desk,
    letter_type_name: str,
    name: str | None,
    topic: str | None,
    department: str | None,
    bank: str | None,
    json_: bool,
) -> None:
    """Wijzig een brieftype; wat ervan geleerd is blijft erbij."""
    with desk.opened() as store, store.writing() as session:
        known = letter_type.get_letter_type(session, letter_type_name)
        where = known.department_id
        if department is not None:
            where = organisation.get_department(session, department).id if department else None
        changed = letter_type.change_letter_type(
            session,
            desk.actor(session),
            known.id,
            name=known.name if name is None else name,
            topic=known.topic if topic is None else topic,
            department_id=where,
            bank=known.bank if bank is None else bank or None,
            product_uri=known.product_uri,
            size_class_id=known.size_class_id,
            follow_ups=known.follow_ups,
            now=desk.now(),
        )
    show(json_, {"letter_type": known.id, "changed": changed}, lambda: _told(changed))


@click.command("restore-letter-type")
@click.argument("name")
@as_json
@pass_desk
def restore_letter_type(desk: Desk, name: str, json_: bool) -> None:
    """Zet een beëindigd brieftype terug."""
    with desk.opened() as store, store.writing() as session:
        found = letter_type.get_letter_type(session, name)
        letter_type.restore_letter_type(session, desk.actor(session), found.id, now=desk.now())
    show(json_, {"letter_type": found.id}, lambda: f"{found.name} is teruggezet.")


def _told(changed: bool) -> str:
    return "Bewaard." if changed else "Er is niets gewijzigd."


COMMANDS = (
    change_organisation,
    end_organisation,
    restore_organisation,
    change_department,
    restore_department,
    change_letter_type,
    restore_letter_type,
)
