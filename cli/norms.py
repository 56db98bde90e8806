"""`torenkamer norms`: norms, capacity per half hour, opening hours, days that are unlike others, tariffs and size classes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from cli.desk import Desk
from cli.show import as_json, show, table
from registry import capacity, norms, opening, size_class, tariff
from registry.errors import BadValue
from registry.kinds import Channel, PeriodKind
from templates.labels import label

pass_desk = click.make_pass_decorator(Desk)
CHANNELS = click.Choice([channel.value for channel in Channel])
DAY = click.DateTime(["%Y-%m-%d"])
LEFT_OUT = ("week_capacity", "tariffs", "school_holidays")


@click.group()
def command() -> None:
    """Normen, capaciteit, openingstijden, kalender, tarieven en oplageklassen."""


@command.command("show")
@as_json
@pass_desk
def show_(desk: Desk, json_: bool) -> None:
    """Toon de normen die gelden."""
    with desk.opened() as store, store.reading() as session:
        found = asdict(norms.get_norms(session))
    values = {name: value for name, value in found.items() if name not in LEFT_OUT}
    show(json_, values, lambda: table(("Norm", "Waarde"), list(values.items()), ""))


@command.command("set")
@click.argument("name")
@click.argument("value", type=float)
@as_json
@pass_desk
def set_(desk: Desk, name: str, value: float, json_: bool) -> None:
    """Stel een norm in op een getal, bijvoorbeeld: set service_seconds 30."""
    wanted = int(value) if isinstance(getattr(norms.Norms(), name, None), int) and value == int(value) else value
    with desk.opened() as store, store.writing() as session:
        norms.change_norms(session, desk.actor(session), now=desk.now(), **{name: wanted})
    show(json_, {name: wanted}, lambda: f"{name} is nu {wanted:g}.")


@command.command("capacity")
@click.argument("channel", type=CHANNELS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@as_json
@pass_desk
def capacity_(desk: Desk, channel: str, file: Path | None, json_: bool) -> None:
    """Toon de week van een kanaal, of neem haar over uit een bestand: per regel een begintijd en een getal per weekdag."""
    with desk.opened() as store:
        if file is not None:
            grid = capacity.parse_week(file.read_text(encoding="utf-8-sig"))
            with store.writing() as session:
                capacity.set_week(session, desk.actor(session), Channel(channel), grid, now=desk.now())
        with store.reading() as session:
            week = capacity.get_week(session, Channel(channel))
    days = sorted({day for day, _ in week})
    rows = [
        (f"{minute // 60:02d}:{minute % 60:02d}", *(week.get((day, minute), 0) for day in days))
        for minute in sorted({minute for _, minute in week})
    ]
    heads = ("Begin", *(("ma", "di", "wo", "do", "vr", "za", "zo")[day] for day in days))
    values = [{"weekday": day, "start_minute": minute, "contacts": count} for (day, minute), count in week.items()]
    show(json_, values, lambda: table(heads, rows, "Er is voor dit kanaal nog geen week ingesteld."))


@command.command("hours")
@click.argument("channel", type=CHANNELS)
@click.option(
    "--day", "days", nargs=3, multiple=True, type=(int, str, str), metavar="DAG VAN TOT", help="0 is maandag."
)
@as_json
@pass_desk
def hours_(desk: Desk, channel: str, days: tuple[tuple[int, str, str], ...], json_: bool) -> None:
    """Toon of vervang de openingstijden van een kanaal: --day 0 08:30 17:00 --day 1 08:30 17:00."""
    with desk.opened() as store:
        if days:
            with store.writing() as session:
                wanted = {day: (first, last) for day, first, last in days}
                opening.set_hours(session, desk.actor(session), Channel(channel), wanted, now=desk.now())
        with store.reading() as session:
            found = opening.list_hours(session).get(Channel(channel), {})
    rows = [(day, first, last) for day, (first, last) in found.items()]
    show(json_, found, lambda: table(("Dag", "Van", "Tot"), rows, "Er zijn nog geen openingstijden."))


@command.command("add-period")
@click.argument("kind", type=click.Choice([kind.value for kind in PeriodKind]))
@click.argument("name")
@click.argument("first", type=DAY)
@click.argument("last", type=DAY, required=False)
@as_json
@pass_desk
def add_period(desk: Desk, kind: str, name: str, first: datetime, last: datetime | None, json_: bool) -> None:
    """Zet een sluitingsdag, schoolvakantie of trainingsdag in de kalender."""
    with desk.opened() as store, store.writing() as session:
        number = opening.add_period(
            session,
            desk.actor(session),
            kind=PeriodKind(kind),
            name=name,
            first_on=first.date(),
            last_on=(last or first).date(),
            now=desk.now(),
        )
    show(json_, {"period": number}, lambda: f"{name} staat in de kalender ({label(PeriodKind(kind))}).")


@command.command("periods")
@as_json
@pass_desk
def periods(desk: Desk, json_: bool) -> None:
    """Toon de bijzondere dagen."""
    with desk.opened() as store, store.reading() as session:
        found = opening.list_periods(session)
    rows = [(each.id, label(each.kind), each.name, each.first_on, each.last_on) for each in found]
    show(json_, found, lambda: table(("Nr", "Soort", "Naam", "Van", "Tot en met"), rows, "De kalender is leeg."))


@command.command("remove-period")
@click.argument("period", type=int)
@as_json
@pass_desk
def remove_period(desk: Desk, period: int, json_: bool) -> None:
    """Haal een periode uit de kalender."""
    with desk.opened() as store, store.writing() as session:
        was = opening.remove_period(session, desk.actor(session), period, now=desk.now())
    show(json_, was, lambda: f"{was.name} is uit de kalender gehaald.")


@command.command("tariff")
@click.argument("hourly", type=float, required=False)
@click.option("--from", "from_on", type=DAY, help="Eerste dag waarop het tarief geldt.")
@as_json
@pass_desk
def tariff_(desk: Desk, hourly: float | None, from_on: datetime | None, json_: bool) -> None:
    """Toon de tarieven, of stel er een in: tariff 52.50 --from 2027-01-01."""
    if (hourly is None) is not (from_on is None):
        raise BadValue("required", field="from" if from_on is None else "hourly")
    with desk.opened() as store:
        if hourly is not None and from_on is not None:
            with store.writing() as session:
                actor = desk.actor(session)
                tariff.set_tariff(session, actor, from_on=from_on.date(), hourly=hourly, now=desk.now())
        with store.reading() as session:
            found = tariff.list_tariffs(session)
    rows = [(day, f"{amount:.2f}") for day, amount in found]
    show(json_, found, lambda: table(("Vanaf", "Euro per uur"), rows, "Er is nog geen tarief met een begindatum."))


@command.command("size-class")
@click.argument("name", required=False)
@click.argument("from_quantity", type=int, required=False)
@click.option("--days", nargs=4, type=int, metavar="MELDING TEKST FAQ SLOTEN", help="Dagen voor de aanlevering.")
@as_json
@pass_desk
def size_class_(
    desk: Desk, name: str | None, from_quantity: int | None, days: tuple[int, int, int, int] | None, json_: bool
) -> None:
    """Toon de oplageklassen, of voeg er een toe: size-class groot 10000 --days 56 28 14 7."""
    with desk.opened() as store:
        if name is not None:
            if from_quantity is None or days is None:
                raise BadValue("required", field="days")
            with store.writing() as session:
                size_class.set_size_class(
                    session,
                    desk.actor(session),
                    name=name,
                    from_quantity=from_quantity,
                    ladder=size_class.Ladder(*days),
                    now=desk.now(),
                )
        with store.reading() as session:
            found = size_class.list_size_classes(session)
    rows = [(each.id, each.name, each.from_quantity, *asdict(each.ladder).values()) for each in found]
    heads = ("Nr", "Klasse", "Vanaf", "Melding", "Tekst", "FAQ", "Sloten")
    show(json_, found, lambda: table(heads, rows, "Er zijn nog geen oplageklassen."))
