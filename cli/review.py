"""`torenkamer review`: what a mailing did."""

from __future__ import annotations

import csv
import io

import click

from cli.desk import Desk
from cli.show import as_json, plain, show
from registry import forecast, letter_type, mailing_view, norms, organisation, review
from registry.mailing_view import MailingView
from registry.review import ReviewView
from registry.rights import Operation, require
from registry.store import Session
from templates.values.review_of import origin

pass_desk = click.make_pass_decorator(Desk)


@click.group()
def command() -> None:
    """Terugblikken: de echte contacten naast het plan."""


@command.command("show")
@click.argument("ref")
@click.option("--csv", "as_csv", is_flag=True, help="De dagen als CSV, om na te rekenen.")
@click.option("--html", "as_html", is_flag=True, help="De terugblik als HTML-pagina.")
@as_json
@pass_desk
def show_(desk: Desk, ref: str, as_csv: bool, as_html: bool, json_: bool) -> None:
    """Toon de nieuwste terugblik."""
    with desk.opened() as store, store.reading() as session:
        view = mailing_view.get_mailing(session, ref)
        require(desk.actor(session), Operation.SEE_REVIEW, view.content.department_id)
        found = review.get_review(session, view.id)
        if as_html:
            click.echo(_html(session, view, found))
            return
    if as_csv:
        click.echo(_csv(found), nl=False)
        return
    show(json_, found, lambda: _text(view.reference, found))


@command.command()
@click.argument("ref")
@as_json
@pass_desk
def make(desk: Desk, ref: str, json_: bool) -> None:
    """Maak de terugblik nu, van wat er tot nu toe geteld is."""
    from flows.installation import opened
    from flows.reviewing import review_mailing

    with desk.opened() as store, store.reading() as session:
        mailing_id = mailing_view.get_mailing(session, ref).id
    with opened(desk.registry, desk.settings.data_dir) as house:
        made = review_mailing(house, mailing_id)
    show(
        json_,
        {"made": made},
        lambda: "De terugblik is gemaakt." if made else "Er is nog niets geteld om op terug te blikken.",
    )


@command.command()
@click.argument("ref")
@as_json
@pass_desk
def close(desk: Desk, ref: str, json_: bool) -> None:
    """Sluit de mailing met haar definitieve terugblik; het brieftype leert ervan."""
    with desk.opened() as store, store.writing() as session:
        view = mailing_view.get_mailing(session, ref)
        review.close(session, desk.actor(session), view.id, now=desk.now())
    show(json_, {"closed": view.reference}, lambda: f"{view.reference} is gesloten.")


def _html(session: Session, view: MailingView, found: ReviewView) -> str:
    from templates.charts import spec_to_svg
    from templates.environment import render_paper
    from templates.values.frame import Band
    from templates.values.review_of import review_page

    wanted = view.content.letter_type_id
    latest = forecast.latest(session, view.id)
    is_newer = latest is not None and not latest.is_plan
    page = review_page(
        found,
        ref=view.reference,
        title=view.content.title,
        department=view.department,
        letter_type=letter_type.get_letter_type(session, wanted).name if wanted else "",
        norm_share=norms.get_norms(session).self_handled_norm,
        last_plan=Band(latest.low, latest.expected, latest.high) if latest and is_newer else None,
        decisions=(),
        lang="nl",
    )
    own = next((name for _, name, is_own in organisation.list_organisations(session) if is_own), "")
    chart = spec_to_svg(page.spec, "nl") if page.spec is not None else ""
    return render_paper("review/onepager", "nl", municipality=own, chart=chart, page=page)


def _csv(found: ReviewView) -> str:
    target = io.StringIO()
    days = [dict(plain(day)) for day in found.days]
    writer = csv.DictWriter(target, fieldnames=list(days[0]) if days else ["on"], delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(days)
    return target.getvalue()


def _text(reference: str, found: ReviewView) -> str:
    extra = (
        f"minstens {found.lo90:.0f} (de lijn zat vol)"
        if found.upper is None
        else f"{found.extra:.0f} (90 % tussen {found.lo90:.0f} en {found.upper:.0f})"
    )
    lines = [
        f"Terugblik {reference}, versie {found.version} ({'definitief' if found.is_final else 'tussentijds'})",
        f"Venster: {found.window_from} tot en met {found.window_until}",
        f"Extra contacten: {extra}",
        *_origin(found),
        f"Plan: {found.plan_expected:.0f} ({found.plan_low:.0f} - {found.plan_high:.0f})"
        if found.plan_expected is not None
        else "Plan: geen",
        f"Piekdag: {found.peak_on or 'onbekend'}",
        f"Kosten: {_cost(found)}",
    ]
    return "\n".join(lines)


def _origin(found: ReviewView) -> list[str]:
    """Where the contacts of the window came from, in a line; nothing for reviews of before that was kept."""
    parts = origin(found.days)
    if parts is None:
        return []
    return [
        f"Alle contacten: {parts.total:.0f} = {parts.ordinary:.0f} gewoon + {parts.extra:.0f} van deze mailing"
        f" + {parts.others:.0f} van andere mailings + {parts.unknown:.0f} onbekend"
    ]


def _cost(found: ReviewView) -> str:
    hours, euros = found.figures["hours"], found.figures["euros"]
    if found.upper is None:
        return f"minstens {hours['low']:.0f} uur, {euros['low']:.0f} euro"
    return f"{hours['expected']:.0f} uur, {euros['expected']:.0f} euro"
