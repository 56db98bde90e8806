"""`torenkamer config`: show and check the settings."""

from __future__ import annotations

import click

from cli.desk import Desk
from cli.show import as_json, show, table
from registry import migrate, notice

pass_desk = click.make_pass_decorator(Desk)


@click.group()
def command() -> None:
    """Instellingen bekijken en controleren."""


@command.command("show")
@as_json
@pass_desk
def show_(desk: Desk, json_: bool) -> None:
    """Toon de instellingen die gelden; geheimen blijven verborgen."""
    values = desk.settings.model_dump(mode="json")
    show(json_, values, lambda: table(("Instelling", "Waarde"), list(values.items()), ""))


@command.command()
@as_json
@pass_desk
def check(desk: Desk, json_: bool) -> None:
    """Controleer of met deze instellingen gewerkt kan worden."""
    settings = desk.settings
    with desk.opened() as store, store.reading() as session:
        queue = notice.queue_state(session)
        found = {
            "data_dir": str(settings.data_dir),
            "schema": migrate.head(),
            "relay": settings.relay_host or "geen: mail blijft in de postbak",
            "sign_in": settings.oidc_issuer
            or ("lokale accounts" if settings.local_accounts or settings.is_demo else "nog niet ingesteld"),
            "waiting_notices": queue.waiting_count,
        }
    show(json_, found, lambda: table(("Wat", "Stand"), list(found.items()), ""))
