"""`torenkamer faq`: draft, show, approve, reject, edit, search."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from cli.desk import Desk
from cli.show import as_json, show, table
from registry import faq, mailing_view
from registry.clock import day_of
from registry.kinds import FaqState
from registry.rights import Operation, require
from templates.labels import label

pass_desk = click.make_pass_decorator(Desk)


@click.group()
def command() -> None:
    """Het FAQ-blad: concept, oordeel en wat medewerkers zien."""


@command.command()
@click.argument("ref")
@as_json
@pass_desk
def draft(desk: Desk, ref: str, json_: bool) -> None:
    """Lees de brief en maak (of ververs) het concept, nu en zonder Prefect."""
    from flows.drafting_sheet import prepare
    from flows.installation import opened

    with desk.opened() as store, store.reading() as session:
        mailing_id = mailing_view.get_mailing(session, ref).id
    with opened(desk.registry, desk.settings.data_dir) as house:
        prepare(house, mailing_id)
        with house.store.reading() as session:
            state = faq.progress(session, mailing_id)
    show(json_, state, lambda: f"Het blad heeft {state.total_count} vragen; {state.open_count} nog zonder antwoord.")


@command.command("show")
@click.argument("ref")
@click.option("--approved", is_flag=True, help="Alleen wat medewerkers vandaag zien.")
@as_json
@pass_desk
def show_(desk: Desk, ref: str, approved: bool, json_: bool) -> None:
    """Toon de vragen met antwoord, staat en herkomst."""
    with desk.opened() as store, store.reading() as session:
        view = mailing_view.get_mailing(session, ref)
        on = day_of(desk.now())
        found = faq.list_visible(session, on=on, mailing_id=view.id) if approved else faq.list_entries(session, view.id)
    rows = [
        (entry.id, label(entry.state), entry.question[:60], "ja" if entry.answer else "nog niet", _origin(entry))
        for entry in found
    ]
    shown = tuple(replace(entry, sources=tuple(_readable(item) for item in entry.sources)) for entry in found)
    show(json_, shown, lambda: table(("Nr", "Staat", "Vraag", "Antwoord", "Herkomst"), rows, "Er zijn geen vragen."))


@command.command()
@click.argument("entries", nargs=-1, required=True, type=int)
@as_json
@pass_desk
def approve(desk: Desk, entries: tuple[int, ...], json_: bool) -> None:
    """Keur vragen goed (nummers uit `faq show`)."""
    _judge(desk, entries, FaqState.APPROVED, "", json_)


@command.command()
@click.argument("entries", nargs=-1, required=True, type=int)
@click.option("--drop", is_flag=True, help="Haal de vraag van het blad in plaats van hem terug te sturen.")
@click.option("--remark", default="", help="Wat de afdeling moet weten.")
@as_json
@pass_desk
def reject(desk: Desk, entries: tuple[int, ...], drop: bool, remark: str, json_: bool) -> None:
    """Stuur vragen terug naar de afdeling, of haal ze van het blad."""
    _judge(desk, entries, FaqState.DROPPED if drop else FaqState.RETURNED, remark, json_)


@command.command()
@click.argument("entry", type=int)
@click.option("--question", help="Nieuwe vraag.")
@click.option("--answer", help="Nieuw antwoord.")
@as_json
@pass_desk
def edit(desk: Desk, entry: int, question: str | None, answer: str | None, json_: bool) -> None:
    """Wijzig vraag of antwoord; daarna is een nieuw oordeel nodig."""
    with desk.opened() as store, store.writing() as session:
        faq.edit(session, desk.actor(session), entry, question=question, answer=answer, now=desk.now())
        view = faq.get_entry(session, entry)
    show(json_, view, lambda: f"Vraag {entry} is gewijzigd (versie {view.version}) en wacht op een oordeel.")


@command.command("import")
@click.argument("ref")
@click.argument("path", metavar="BESTAND", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", "origin", required=True, help="Van wie de antwoorden zijn.")
@click.option("--date", "dated_on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Van welke dag de lijst is.")
@click.option("--dry-run", is_flag=True, help="Toon alleen wat begrepen wordt.")
@as_json
@pass_desk
def import_(desk: Desk, ref: str, path: Path, origin: str, dated_on: datetime, dry_run: bool, json_: bool) -> None:
    """Neem vragen en antwoorden van anderen over als concept (.docx, .csv of .txt)."""
    from web import taking_over

    on = taking_over.check_source(origin, dated_on.date(), today=day_of(desk.now()))
    read = taking_over.read_questions(path.read_bytes(), path.name)
    with desk.opened() as store, store.writing() as session:
        view = mailing_view.get_mailing(session, ref)
        actor = desk.actor(session)
        require(actor, Operation.EDIT_FAQ, view.content.department_id)
        added: tuple[int, ...] = ()
        if not dry_run:
            added = taking_over.take_over(session, actor, view.id, read, origin=origin, dated_on=on, now=desk.now())
    lines = [f"{len(read.items)} vragen begrepen, {len(added)} als concept op het blad gezet."]
    lines += [f"  regel {each.line} niet begrepen: {each.text}" for each in read.unread]
    show(json_, {"read": read.items, "unread": read.unread, "added": added}, lambda: "\n".join(lines))


def _judge(desk: Desk, entries: tuple[int, ...], state: FaqState, remark: str, json_: bool) -> None:
    with desk.opened() as store, store.writing() as session:
        for entry in entries:
            faq.judge(session, desk.actor(session), entry, state, remark=remark, now=desk.now())
        views = tuple(faq.get_entry(session, entry) for entry in entries)
    show(json_, views, lambda: f"{len(views)} vragen: {label(state)}.")


def _origin(entry: faq.EntryView) -> str:
    return ", ".join(f"{label(item.kind)} {_readable(item).place}".strip() for item in entry.sources)[:60]


def _readable(source: faq.Source) -> faq.Source:
    from drafting.origin import readable_place

    return replace(source, place=readable_place(source.kind, source.place))
