"""What `torenkamer mailing` tells about impact: advice, what-if, nowcast, later peaks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import click

from cli.desk import Desk
from cli.show import as_json, show, table
from registry import advice, echo, mailing_view, what_if
from registry.errors import BadValue
from registry.rights import Operation, require
from templates import field_names, impact_phrases

pass_desk = click.make_pass_decorator(Desk)
DAY = click.DateTime(formats=["%Y-%m-%d", "%d-%m-%Y"])


@click.command("advice")
@click.argument("ref")
@click.option("--from", "earliest", type=DAY, help="Reken opnieuw: aanleveren vanaf deze dag.")
@click.option("--until", "limit", type=DAY, help="Reken opnieuw: bezorgd uiterlijk op deze dag.")
@click.option("--take", metavar="CODE", help="Neem deze mogelijkheid over, bijvoorbeeld advised.")
@as_json
@pass_desk
def advice_(
    desk: Desk, ref: str, earliest: datetime | None, limit: datetime | None, take: str | None, json_: bool
) -> None:
    """Toon het advies over aantallen en dagen, of neem het over."""
    from web.shown_advice import asked_anew

    with desk.opened() as store:
        if earliest is not None or limit is not None:
            with store.writing() as session:
                view = mailing_view.get_mailing(session, ref)
                found = advice.get_advice(session, view.id)
                first = earliest.date() if earliest else date.fromisoformat(found.question["earliest"])
                last = limit.date() if limit else date.fromisoformat(found.question["limit"])
                new = asked_anew(found, first, last)
                advice.ask_anew(session, desk.actor(session), view.id, new, now=desk.now())
        if take is not None:
            _take(desk, store, ref, take, json_)
            return
        with store.reading() as session:
            require(desk.actor(session), Operation.SEE_MAILINGS)
            view = mailing_view.get_mailing(session, ref)
            found = advice.get_advice(session, view.id)
    show(json_, found, lambda: _as_text(found))


def _take(desk: Desk, store: Any, ref: str, code: str, json_: bool) -> None:
    with store.writing() as session:
        before = mailing_view.get_mailing(session, ref)
        found = advice.choose(
            session, desk.actor(session), before.id, code, expected_revision=before.revision, now=desk.now()
        )
        view = mailing_view.get_mailing(session, before.id)
    if found:
        desk.ask("notify", view.id, view.revision)
    rows = [
        (field_names.name(item.what, "nl"), field_names.shown(item.was, "nl"), field_names.shown(item.becomes, "nl"))
        for item in found
    ]
    show(
        json_,
        {"differences": found, "mailing": view},
        lambda: table(("Wat", "Was", "Wordt"), rows, "Zo staat de mailing er al in."),
    )


def _as_text(found: advice.AdviceView) -> str:
    from web.shown_advice import notes, sentence, sooner_sentence

    options = (*found.options, found.planned, *found.yardsticks)
    rows = [
        (
            each["code"],
            impact_phrases.option_name(each["code"], "nl"),
            round(each["over_capacity"]),
            round(each["over_if_high"]),
            f"{each['peak_on']}: {each['peak_contacts']:.0f}",
            f"{each['wait_seconds']:.0f}",
            round(each["hours"]),
            round(each["euros"]),
        )
        for each in options
    ]
    heads = ("Code", "Manier", "Past niet", "Tegenvaller", "Drukste dag", "Wachten (s)", "Uren", "Euro")
    best = [
        f"  {part['quantity']} op {part['handover_on']}, in de bus {part['arrives_from']} tot en met {part['arrives_until']}"
        for part in (found.options[0]["parts"] if found.options else ())
    ]
    told = [text for text in (sentence(found, "nl"), sooner_sentence(found, "nl")) if text]
    return "\n".join([*told, *notes(found, "nl"), table(heads, rows, "Geen."), "Advies:", *best])


@click.command("what-if")
@click.argument("ref")
@click.option(
    "--batch", "batches", multiple=True, metavar="AANTAL@DATUM", help="Deel in plaats van het plan. Mag vaker."
)
@click.option("--rate", type=float, help="Telefoontjes per brief, 0 tot 1.")
@click.option("--clearer", "clearer_share", type=float, default=0.0, help="Deel minder door een duidelijkere brief.")
@click.option("--web-page", "web_page_share", type=float, default=0.0, help="Deel minder door een webpagina.")
@click.option("--agents", "more_agents", type=int, default=0, help="Extra medewerkers per dag.")
@click.option("--specialists", type=int, default=0, help="Specialisten op de vloer per dag.")
@click.option("--staff-from", type=DAY, help="Eerste dag met extra mensen.")
@click.option("--staff-until", type=DAY, help="Laatste dag met extra mensen.")
@click.option("--saturday-agents", type=int, default=0, help="Zaterdag vier uur open met zoveel mensen.")
@click.option("--friday-closed", "friday_closed_share", type=float, default=0.0, help="Deel van vrijdag dat dicht is.")
@click.option("--keep", metavar="NAAM", help="Bewaar de uitkomst onder deze naam.")
@as_json
@pass_desk
def what_if_(desk: Desk, /, ref: str, batches: tuple[str, ...], keep: str | None, json_: bool, **given: Any) -> None:
    """Leg een aanpassing naast het plan; er verandert niets aan de mailing."""
    from impact.asked import Asked
    from web import asking

    days = {name: given[name].date() if given[name] else None for name in ("staff_from", "staff_until")}
    asked = Asked(sendings=tuple(_sending(text) for text in batches), **{**given, **days})
    with desk.opened() as store:
        with store.reading() as session:
            require(desk.actor(session), Operation.SEE_MAILINGS)
            view = mailing_view.get_mailing(session, ref)
            planned, changed = asking.ask(session, view, asked)
        if keep is not None:
            with store.writing() as session:
                what_if.keep(
                    session,
                    desk.actor(session),
                    view.id,
                    name=keep,
                    levers=asked.to_json(),
                    outcomes=(planned, changed),
                    now=desk.now(),
                )
    show(json_, {"planned": planned, "changed": changed}, lambda: _side_by_side(planned, changed))


def _side_by_side(planned: Mapping[str, Any], changed: Mapping[str, Any]) -> str:
    names = {
        "extra_contacts": "Telefoontjes van deze mailing",
        "over_capacity": "Past niet",
        "wait_seconds": "Langste wachttijd (s)",
        "peak_on": "Op",
        "hours": "Uren door deze mailing",
        "extra_staff_hours": "Uren van extra mensen",
        "euros": "Kosten (euro)",
    }
    rows = [(text, planned[name], changed[name]) for name, text in names.items()]
    return table(("", "Zoals gepland", "Met uw aanpassing"), rows, "")


def _sending(text: str) -> tuple[date, int]:
    quantity, _, on = text.partition("@")
    try:
        return date.fromisoformat(on), int(quantity)
    except ValueError as error:
        raise BadValue("bad_batch", field="batches", batch=1, value=text) from error


@click.command("nowcast")
@click.argument("ref")
@click.option("--now", "renew", is_flag=True, help="Reken eerst opnieuw met wat nu geteld is.")
@as_json
@pass_desk
def nowcast_(desk: Desk, ref: str, renew: bool, json_: bool) -> None:
    """Toon hoe een lopende mailing gaat en wat er nog komt."""
    from registry import nowcast
    from web.shown_impact import nowcast_sentence

    with desk.opened() as store:
        if renew:
            from flows.installation import opened
            from flows.nowcasting import nowcast_mailing
            from registry.kinds import Door

            with store.reading() as session:
                number = mailing_view.get_mailing(session, ref).id
            with opened(desk.registry, desk.settings.data_dir, Door.COMMAND) as house:
                nowcast_mailing(house, number)
        with store.reading() as session:
            require(desk.actor(session), Operation.SEE_MAILINGS)
            view = mailing_view.get_mailing(session, ref)
            found = nowcast.get_nowcast(session, view.id)
    rows = [
        (
            part["number"],
            "ja" if part["sent"] else "nee",
            round(part["was"]),
            round(part["low"]),
            round(part["expected"]),
            round(part["high"]),
        )
        for part in found.remaining
    ]
    band = f"{found.low:.0f} - {found.expected:.0f} - {found.high:.0f}"
    head = f"{view.reference} tot en met {found.until}: {band} contacten, gepland {found.planned:.0f}"
    heads = ("Deel", "Verzonden", "Komt nog, plan", "Laag", "Verwacht", "Hoog")
    show(json_, found, lambda: "\n".join([head, nowcast_sentence(found, "nl"), table(heads, rows, "Niets.")]))


@click.command("later-peaks")
@click.argument("ref")
@click.option("--drop", type=int, metavar="NUMMER", help="Reken niet meer met deze napiek: hij komt er niet.")
@click.option("--restore", type=int, metavar="NUMMER", help="Reken toch weer met deze napiek.")
@as_json
@pass_desk
def later_peaks_(desk: Desk, ref: str, drop: int | None, restore: int | None, json_: bool) -> None:
    """Toon de latere pieken van een mailing op hun wettelijke dagen, of laat er een weg."""
    with desk.opened() as store:
        for number, do in ((drop, echo.drop), (restore, echo.restore)):
            if number is not None:
                with store.writing() as session:
                    view = mailing_view.get_mailing(session, ref)
                    do(session, desk.actor(session), view.id, number, now=desk.now())
        with store.reading() as session:
            require(desk.actor(session), Operation.SEE_MAILINGS)
            found = echo.list_echoes(session, mailing_view.get_mailing(session, ref).id)
    rows = [
        (
            each.id,
            impact_phrases.echo_name(each.kind, "nl"),
            each.falls_on,
            f"{each.low:.0f} - {each.expected:.0f} - {each.high:.0f}",
            max(each.days, key=lambda day: float(day["expected"]))["on"] if each.days else "",
            f"telt niet mee ({each.dropped_by})" if each.dropped_at else "telt mee",
        )
        for each in found
    ]
    heads = ("Nummer", "Waarom", "Dag", "Contacten (laag - verwacht - hoog)", "Drukste dag", "Stand")
    show(json_, found, lambda: table(heads, rows, "Deze mailing heeft geen latere pieken."))
