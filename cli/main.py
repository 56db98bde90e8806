"""The command `torenkamer`: options for all, and subcommands that are loaded only when they are called."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cli.dutch import speak

speak()

# Small matrices: one thread is faster than many, and five times cheaper. Before numpy is loaded, or it does not count.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# name: (module, what --help says). Loading them all would cost more than most of them do.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "up": ("cli.up", "Start alles op deze machine: pagina's, flows en postontvangst."),
    "demo": ("cli.demo", "Speel één mailing van een verzonnen gemeente en laat die zien."),
    "mailing": ("cli.mailing", "Meld, wijzig, stem af, geef vrij en verzend mailings."),
    "forecast": ("cli.forecast", "Bekijk de prognose van een mailing."),
    "faq": ("cli.faq", "Bekijk en beoordeel het FAQ-blad van een mailing."),
    "letter": ("cli.letter", "Controleer de tekst van een brief voor het drukken."),
    "gaps": ("cli.gaps", "Zie welke vragen de brief openlaat en besluit erover."),
    "questions": ("cli.questions", "Zie in groepen wat bellers vragen en beslis erover."),
    "todo": ("cli.todo", "Bekijk wat er op een collega wacht."),
    "slots": ("cli.slots", "Zet tijdsloten open en bekijk ze."),
    "appointment": ("cli.appointment", "Boek een afspraak bij een specialist."),
    "callback": ("cli.callback", "Noteer en sluit terugbelverzoeken."),
    "contacts": ("cli.contacts", "Lees klantcontacten in uit een bestand, of turf ze."),
    "insight": ("cli.insight", "Botsingen, verrassingen, betrouwbaarheid en het jaaroverzicht."),
    "review": ("cli.review", "Bekijk de terugblik van een mailing."),
    "people": ("cli.people", "Voeg organisaties, afdelingen, mensen en brieftypen toe."),
    "norms": ("cli.norms", "Stel normen, capaciteit, openingstijden, tarieven en oplageklassen in."),
    "sweep": ("cli.sweep", "Doe nu alles wat op de klok wacht, zonder Prefect."),
    "backup": ("cli.backup", "Maak een reservekopie terwijl alles draait."),
    "restore": ("cli.restore", "Zet een reservekopie terug in een lege map."),
    "upgrade": ("cli.upgrade", "Maak een reservekopie en breng de gegevens naar deze versie."),
    "config": ("cli.config", "Bekijk en controleer de instellingen."),
    "token": ("cli.token", "Maak een sleutel voor de API."),
    "audit": ("cli.audit", "Bekijk het spoor en controleer of er niets aan veranderd is."),
}


class Lazy(click.Group):
    """A group that knows its commands by name and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module and return its `command`."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Opdrachten"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Turn an anticipated error into one Dutch sentence and exit code 2."""
        try:
            return super().invoke(ctx)
        except click.ClickException:
            raise
        except Exception as error:
            from cli.complaint import complaint

            lines = complaint(error)
            if lines is None:
                raise
            for line in lines:
                click.echo(line, err=True)
            sys.exit(2)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data",
    "data_dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Map met alle gegevens. Er wordt niets buiten deze map geschreven.",
)
@click.option("--registry", default="main", show_default=True, help="Naam van het register in deze installatie.")
@click.option("--as", "person", metavar="E-MAIL", help="Handel als deze collega, met diens rechten.")
@click.version_option(package_name="torenkamer", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, data_dir: Path | None, registry: str, person: str | None) -> None:
    """Torenkamer: geen brief gaat weg voordat hij langs het KCC is geweest."""
    from cli.desk import Desk

    ctx.obj = Desk(data_dir, registry, person)


if __name__ == "__main__":
    main()
