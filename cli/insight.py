"""`torenkamer insight`: conflicts, surprises, reliability and the year statement."""

from __future__ import annotations

from datetime import datetime

import click

from cli.desk import Desk
from cli.show import as_json, show, table
from registry import conflict, mailing_view, organisation, surprise
from registry.kinds import MailingKind
from registry.rights import Operation, require
from templates import impact_phrases

pass_desk = click.make_pass_decorator(Desk)


@click.group()
def command() -> None:
    """Botsingen, verrassingen, betrouwbaarheid en het jaaroverzicht."""


@command.command("conflicts")
@click.option("--dismiss", "number", type=int, help="Zet de botsing met dit nummer opzij.")
@click.option("--reason", default="", help="Waarom zij opzij kan.")
@as_json
@pass_desk
def conflicts(desk: Desk, number: int | None, reason: str, json_: bool) -> None:
    """Toon wat niet samengaat, of zet één botsing opzij met een reden."""
    from web.shown_conflicts import text_of, way_out

    with desk.opened() as store:
        if number is not None:
            with store.writing() as session:
                conflict.dismiss(session, desk.actor(session), number, reason=reason, now=desk.now())
        with store.reading() as session:
            require(desk.actor(session), Operation.SEE_MAILINGS)
            found = conflict.list_conflicts(session)
            views = {each: mailing_view.get_mailing(session, each) for row in found for each in row.mailings}
    titles = {each: view.content.title for each, view in views.items()}

    def text() -> str:
        lines = []
        for row in found:
            lines.append(f"{row.id}. {impact_phrases.conflict_name(row.kind, 'nl')}: {text_of(row, titles, 'nl')}")
            lines += [f"   - {way_out(way, titles, 'nl')}" for way in row.ways_out]
        return "\n".join(lines) or "Niets botst."

    show(json_, found, text)


@command.command("surprises")
@as_json
@pass_desk
def surprises(desk: Desk, json_: bool) -> None:
    """Toon contacten die bij geen plan passen."""
    from web.shown_surprises import surprise_title

    with desk.opened() as store, store.reading() as session:
        require(desk.actor(session), Operation.SEE_SURPRISES)
        found = surprise.list_surprises(session)
    rows = [
        (
            row.id,
            surprise_title(row, "nl"),
            row.contacts,
            round(row.ordinary),
            row.first_seen_at.date(),
            "open" if row.is_open else row.ended_by,
        )
        for row in found
    ]
    heads = ("Nummer", "Waarover", "Contacten", "Gewoon", "Vanaf", "Stand")
    show(json_, found, lambda: table(heads, rows, "Geen verrassingen."))


@command.command("register-surprise")
@click.argument("number", type=int)
@click.option("--department", required=True, help="Afdeling die de brief waarschijnlijk verstuurde.")
@click.option("--title", required=True, help="Naam van de mailing.")
@click.option("--kind", type=click.Choice([kind.value for kind in MailingKind]), default="mailing", help="Soort.")
@click.option("--quantity", type=int, default=1000, help="Aantal brieven, ongeveer.")
@as_json
@pass_desk
def register_surprise(
    desk: Desk, number: int, department: str, title: str, kind: str, quantity: int, json_: bool
) -> None:
    """Maak van verrassing NUMBER een mailing; het FAQ-blad komt meteen."""
    with desk.opened() as store:
        with store.writing() as session:
            mailing_id = surprise.register(
                session,
                desk.actor(session),
                number,
                department_id=organisation.get_department(session, department).id,
                title=title,
                kind=MailingKind(kind),
                letter_type_id=None,
                quantity=quantity,
                now=desk.now(),
            )
            view = mailing_view.get_mailing(session, mailing_id)
        desk.ask("notify", view.id, view.revision)
        desk.ask("prepare", view.id, view.revision)
    show(json_, view, lambda: f"Genoteerd als {view.reference}: {view.content.title}.")


@command.command("dismiss-surprise")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Waarom er niets hoeft te gebeuren.")
@as_json
@pass_desk
def dismiss_surprise(desk: Desk, number: int, reason: str, json_: bool) -> None:
    """Zet verrassing NUMBER opzij met een reden."""
    with desk.opened() as store, store.writing() as session:
        surprise.dismiss(session, desk.actor(session), number, reason=reason, now=desk.now())
        found = surprise.get_surprise(session, number)
    show(json_, found, lambda: f"Verrassing {number} is opzijgezet.")


@command.command("reliability")
@as_json
@pass_desk
def reliability_(desk: Desk, json_: bool) -> None:
    """Toon hoe goed de prognoses waren, naast dezelfde dagen vorig jaar."""
    from web.reliability import kept_scores

    with desk.opened() as store, store.reading() as session:
        require(desk.actor(session), Operation.SEE_REVIEW)
        found = kept_scores(session, desk.actor(session))

    def percent(value: float | None) -> str:
        return "-" if value is None else f"{100 * value:.0f} %"

    rows = [
        (
            each.letter_type or "alle",
            impact_phrases.horizon(each.horizon or "every_horizon", "nl"),
            each.days,
            percent(each.wape),
            percent(each.dumb_wape),
            percent(each.bias),
            percent(each.coverage),
            "SLECHTER" if each.is_red else "; ".join(flag.code for flag in each.flags),
        )
        for each in found
    ]
    heads = ("Brieftype", "Vooruit", "Dagen", "Fout", "Vorig jaar", "Afwijking", "In de band", "Oordeel")
    show(json_, found, lambda: table(heads, rows, "Nog niets om na te rekenen."))


@command.command("year")
@click.option("--year", type=int, help="Jaar; standaard dit jaar.")
@click.option("--department", help="Alleen van deze afdeling.")
@click.option("--clearer", "clearer_share", type=float, default=0.0, help="Deel minder als brieven duidelijker waren.")
@click.option("--csv", "csv_", is_flag=True, help="Als CSV, een regel per mailing.")
@as_json
@pass_desk
def year_(desk: Desk, year: int | None, department: str | None, clearer_share: float, csv_: bool, json_: bool) -> None:
    """Toon wat mailings van een jaar kostten, per afdeling."""
    import csv
    import sys

    from registry.clock import day_of
    from web.statement import CSV_HEADS, csv_rows, is_at_least, year_of

    with desk.opened() as store, store.reading() as session:
        wanted = organisation.get_department(session, department).id if department else None
        found = year_of(
            session,
            desk.actor(session),
            year if year is not None else day_of(desk.now()).year,
            department_id=wanted,
            clearer_share=clearer_share,
        )
    if csv_:
        writer = csv.writer(sys.stdout, delimiter=";", lineterminator="\n")
        writer.writerow(CSV_HEADS)
        writer.writerows(csv_rows(found))
        return
    rows = [
        (
            each.department,
            each.mailings,
            each.surprises,
            round(each.contacts.expected),
            round(each.hours.expected),
            f"minstens {each.euros.low:.0f}"
            if any(is_at_least(found.lines[line.mailing]) for line in each.lines)
            else f"{each.euros.low:.0f} - {each.euros.expected:.0f} - {each.euros.high:.0f}",
        )
        for each in found.statements
    ]
    heads = ("Afdeling", "Mailings", "Verrassingen", "Contacten", "Uren", "Euro (laag - verwacht - hoog)")
    signed = [(each.on, each.reference, each.title, each.reason) for each in found.overridden]

    def text() -> str:
        told = table(heads, rows, "Nog geen terugblikken van dit jaar.")
        if not signed:
            return told
        return f"{told}\n\nVrijgegeven zonder afstemming: {len(signed)}\n" + table(
            ("Dag", "Mailing", "Naam", "Reden"), signed, ""
        )

    show(json_, found, text)


@command.command("self-handled")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="Eerste dag; standaard twaalf weken terug.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Laatste dag; standaard vandaag.")
@as_json
@pass_desk
def self_handled_(desk: Desk, since: datetime | None, until: datetime | None, json_: bool) -> None:
    """Toon welk deel van de contacten het KCC zelf beantwoordde, naast de norm."""
    from registry.clock import day_of
    from registry.self_handled import find_self_handled, usual_period

    usual = usual_period(day_of(desk.now()))
    with desk.opened() as store, store.reading() as session:
        last = until.date() if until else usual[1]
        first = since.date() if since else min(usual[0], last)
        found = find_self_handled(session, desk.actor(session), since=first, until=last)

    def text() -> str:
        if found.total.share is None:
            return "Geen bron zegt in deze periode hoe contacten afliepen."
        kinds = {
            "Week": found.weeks,
            "Afdeling": found.departments,
            "Onderwerp": found.topics,
            "Kanaal": found.channels,
            "Mailing": found.mailings,
        }
        rows = [
            (
                kind,
                line.name or "-",
                line.outcomes.helped,
                line.outcomes.passed_on,
                f"{100 * line.outcomes.share:.1f} %",
            )
            for kind, lines in kinds.items()
            for line in lines
            if line.outcomes.share is not None
        ]
        gains = [
            (gain.topic or "andere", gain.passed_on, f"{100 * gain.share:.1f}") for gain in (*found.gains, found.rest)
        ]
        return "\n\n".join(
            (
                f"{found.total.helped} van {found.total.known} zelf beantwoord: {100 * found.total.share:.1f} %;"
                f" de norm is {100 * found.norm:.0f} %. Vijf punten erbij zijn {found.needed} contacten.",
                table(("Soort", "Regel", "Zelf", "Niet zelf", "Deel"), rows, ""),
                table(("Onderwerp", "Niet zelf", "Punten"), gains, ""),
            )
        )

    show(json_, found, text)
