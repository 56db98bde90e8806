"""`torenkamer upgrade`: back up, migrate, check."""

from __future__ import annotations

from datetime import UTC

import click

from cli.desk import Desk
from cli.show import as_json, show
from registry import audit, backup, migrate
from registry.errors import BadValue

pass_desk = click.make_pass_decorator(Desk)


@click.command()
@as_json
@pass_desk
def command(desk: Desk, json_: bool) -> None:
    """Bewaar eerst een kopie, breng de tabellen naar deze versie en controleer het spoor. Stop Torenkamer voordat u dit doet."""
    settings = desk.settings
    store = settings.open(desk.registry)
    try:
        migrate.refuse_newer(store)
        before = migrate.current(store)
        copy = None
        if before is not None and before != migrate.head():
            name = f"{desk.registry}-{before}-{desk.now().astimezone(UTC):%Y%m%dT%H%M%S}.sqlite3"
            copy = settings.data_dir / "backups" / name
            copy.parent.mkdir(mode=0o700, exist_ok=True)
            backup.keep_old(store, copy)
        migrate.upgrade(store)
        with store.reading() as session:
            broken = audit.verify(session)
        if broken is not None:
            raise BadValue("audit_broken", row=broken)
    finally:
        store.close()
    result = {"was": before, "becomes": migrate.head(), "backup": str(copy) if copy else None}
    text = (
        "Alles was al van deze versie."
        if before == migrate.head()
        else f"Bijgewerkt van {before or 'leeg'} naar {migrate.head()}."
    )
    show(json_, result, lambda: text + (f" De kopie staat in {copy}." if copy else ""))
