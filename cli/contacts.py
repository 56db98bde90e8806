"""`torenkamer contacts`: take in contact logs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from cli.desk import Desk
from cli.show import as_json, show
from registry import mailing_view, organisation, settings, tally
from registry.clock import AMSTERDAM, day_of
from registry.contact_ledger import ImportReport
from registry.errors import BadValue
from registry.kinds import Channel, Stage, TallyOutcome
from registry.store import Store
from templates import phrases

pass_desk = click.make_pass_decorator(Desk)
SHOWN_REJECTED = 20


@click.group()
def command() -> None:
    """Klantcontacten: inlezen uit bestanden van andere systemen, of turven met de hand."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--mapping", "mapping_file", type=click.Path(path_type=Path), help="TOML-bestand dat zegt hoe de kolommen heten."
)
@click.option("--source", help="Naam van het systeem; dezelfde nummers uit een ander systeem zijn andere contacten.")
@click.option("--organisation", "of", help="Van welke organisatie; standaard de eigen.")
@click.option("--dry-run", is_flag=True, help="Zeg wat er zou gebeuren en schrijf niets.")
@as_json
@pass_desk
def import_(
    desk: Desk, file: Path, mapping_file: Path | None, source: str | None, of: str | None, dry_run: bool, json_: bool
) -> None:
    """Lees een bestand in. Wat al bekend is komt er niet bij; foute regels worden genoemd, de goede blijven."""
    from drafting.mask import mask
    from exchange.mapping import load_mapping
    from flows.contact_import import import_contacts

    mapping = load_mapping(mapping_file) if mapping_file is not None else None
    read = desk.settings
    with desk.opened() as store:
        number = _organisation(store, of, desk)
        with store.reading() as session:
            actor = desk.actor(session)
        with _bar(json_) as progress:
            report = import_contacts(
                store,
                file,
                organisation_id=number,
                mapping=mapping,
                source=source,
                actor=actor,
                now=desk.now(),
                mask=mask,
                hmac_key=settings.secret(read, "caller"),
                progress=progress,
                dry_run=dry_run,
            )
        if report.added and not dry_run:
            _ask_reviews(desk, store)
    show(json_, _plain(report), lambda: _text(report))


@command.command("tally")
@click.argument("words", nargs=-1)
@click.option(
    "--channel",
    type=click.Choice([each.value for each in Channel]),
    default=Channel.PHONE.value,
    show_default=True,
    help="Kanaal.",
)
@click.option("--topic", required=True, help="Onderwerp.")
@click.option(
    "--outcome",
    type=click.Choice([each.value for each in TallyOutcome]),
    default=TallyOutcome.ANSWERED.value,
    show_default=True,
    help="Hoe het afliep.",
)
@click.option("--at", "at_text", help="Wanneer, zoals 2027-02-22T10:30 (Amsterdam); standaard nu.")
@click.option("--count", default=1, show_default=True, help="Hoeveel contacten.")
@as_json
@pass_desk
def tally_(
    desk: Desk,
    words: tuple[str, ...],
    channel: str,
    topic: str,
    outcome: str,
    at_text: str | None,
    count: int,
    json_: bool,
) -> None:
    """Turf een contact, met de WOORDEN van de beller als die er zijn; namen en nummers gaan eruit."""
    from drafting.mask import mask

    new = tally.NewTally(
        at=_moment(at_text) if at_text else desk.now(),
        channel=Channel(channel),
        topic=topic,
        outcome=TallyOutcome(outcome),
        words=mask(" ".join(words)),
        count=count,
    )
    with desk.opened() as store:
        number = _organisation(store, None, desk)
        with store.writing() as session:
            made = tally.note(session, desk.actor(session), new, organisation_id=number, now=desk.now())
    show(json_, {"tally": made}, lambda: f"Geturfd als regel {made}.")


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadValue("bad_time", field="at", value=text[:40]) from None
    return (found if found.tzinfo else found.replace(tzinfo=AMSTERDAM)).astimezone(UTC)


@command.command("untally")
@click.argument("number", type=int)
@pass_desk
def untally(desk: Desk, number: int) -> None:
    """Neem turfregel NUMBER terug; de contacten tellen dan niet meer mee."""
    with desk.opened() as store, store.writing() as session:
        tally.undo(session, desk.actor(session), number, now=desk.now())
    click.echo(f"Turfregel {number} is teruggenomen.")


def _organisation(store: Store, name: str | None, desk: Desk) -> int:
    with store.writing() as session:
        known = organisation.list_organisations(session)
        if name is None and not known:  # a KCC may begin with its log and fill in the rest later
            return organisation.add_organisation(session, desk.actor(session), name="Eigen organisatie", now=desk.now())
        if name is None:
            return known[0][0]
        return organisation.get_organisation(session, name)


def _ask_reviews(desk: Desk, store: Store) -> None:
    """New contacts change the reviews of mailings that are still counted."""
    with store.reading() as session:
        views = mailing_view.list_mailings(session, stages=(Stage.SENT, Stage.AFTERCARE))
    for view in views:
        desk.ask("review", view.id, int(day_of(desk.now()).strftime("%Y%m%d")))
    desk.ask("look", 0, 0)


@contextmanager
def _bar(json_: bool) -> Iterator[Callable[[int, int], None] | None]:
    if json_:
        yield None
        return
    with click.progressbar(range(1), length=1, label="Inlezen", file=sys.stderr) as bar:

        def tell(done: int, size: int) -> None:
            bar.length = max(size, 1)
            bar.update(done - int(bar.pos))

        yield tell


def _plain(report: ImportReport) -> dict[str, object]:
    return {
        "added": report.added,
        "already_present": report.already_present,
        "rejected": [
            {"line": row.line, "reason": phrases.rejected(row.reason, "nl", **row.facts)} for row in report.rejected
        ],
        "rejected_count": report.rejected_count,
        "notes": {phrases.rejected(code, "nl"): count for code, count in report.notes.items()},
        "at_other_time": report.at_other_time,
        "dry_run": report.dry_run,
    }


def _text(report: ImportReport) -> str:
    would = "zouden erbij komen" if report.dry_run else "toegevoegd"
    lines = [f"{report.added} {would}, {report.already_present} waren al bekend, {report.rejected_count} geweigerd."]
    lines += [
        f"  regel {row.line}: {phrases.rejected(row.reason, 'nl', **row.facts)}"
        for row in report.rejected[:SHOWN_REJECTED]
    ]
    if report.rejected_count > SHOWN_REJECTED:
        lines.append(f"  en nog {report.rejected_count - SHOWN_REJECTED} regels; alle staan in de uitvoer van --json")
    lines += [f"  let op: {count} keer {phrases.rejected(code, 'nl')}" for code, count in report.notes.items()]
    return "\n".join(lines)
