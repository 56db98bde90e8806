"""`torenkamer token`: keys for the API."""

from __future__ import annotations

from datetime import timedelta

import click

from cli.desk import Desk
from cli.show import as_json, show, table
from registry import organisation, token
from registry.kinds import Role
from templates.labels import label

pass_desk = click.make_pass_decorator(Desk)


@click.group()
def command() -> None:
    """Sleutels voor de API; een sleutel is maar één keer te lezen."""


@command.command()
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="Wat de sleutel mag.")
@click.option("--department", help="Voor welke afdeling.")
@click.option("--name", default="api", show_default=True, help="Waarvoor de sleutel is.")
@click.option("--days", type=click.IntRange(1), help="Hoelang de sleutel geldt; standaard zonder einde.")
@as_json
@pass_desk
def create(desk: Desk, role: str, department: str | None, name: str, days: int | None, json_: bool) -> None:
    """Maak een sleutel en toon hem deze ene keer."""
    with desk.opened() as store, store.writing() as session:
        now = desk.now()
        plain = token.create(
            session,
            desk.actor(session),
            name=name,
            role=Role(role),
            department_id=organisation.get_department(session, department).id if department else None,
            expires_at=now + timedelta(days=days) if days else None,
            now=now,
        )
    show(json_, {"token": plain}, lambda: plain)


@command.command("list")
@as_json
@pass_desk
def list_(desk: Desk, json_: bool) -> None:
    """Toon de sleutels, zonder hun geheim."""
    with desk.opened() as store, store.reading() as session:
        found = token.list_tokens(session)
    rows = [
        (each.id, each.name, label(each.role), each.expires_at, "ingetrokken" if each.revoked_at else "")
        for each in found
    ]
    show(json_, found, lambda: table(("Nr", "Naam", "Rol", "Geldt tot", ""), rows, "Er zijn geen sleutels."))


@command.command()
@click.argument("number", type=int)
@as_json
@pass_desk
def revoke(desk: Desk, number: int, json_: bool) -> None:
    """Trek een sleutel in."""
    with desk.opened() as store, store.writing() as session:
        token.revoke(session, desk.actor(session), number, now=desk.now())
    show(json_, {"revoked": number}, lambda: f"Sleutel {number} is ingetrokken.")
