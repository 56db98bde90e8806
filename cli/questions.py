"""`torenkamer questions`: what callers asked about a mailing, in groups."""

from __future__ import annotations

import click

from cli.desk import Desk
from cli.show import as_json, show, table
from registry import mailing_view, question_group
from registry.kinds import GroupAct
from registry.mailing_view import MailingView
from registry.rights import Operation, require

pass_desk = click.make_pass_decorator(Desk)


def looked_at(desk: Desk, ref: str, is_asked_now: bool) -> MailingView:
    """Return a mailing whose questions one may see, laid beside the letter anew where that is asked.

    Raises:
        MailingNotFound, NotAllowed: before anything is done.
    """
    with desk.opened() as store, store.reading() as session:
        view = mailing_view.get_mailing(session, ref)
        require(desk.actor(session), Operation.SEE_FAQ_DRAFT, view.content.department_id)
    if is_asked_now:
        from flows.installation import opened
        from flows.questions import look

        with opened(desk.registry, desk.settings.data_dir) as house:
            look(house, view.id)
    return view


@click.group()
def command() -> None:
    """Wat bellers vragen over een mailing, in groepen."""


@command.command()
@click.argument("ref")
@click.option("--now", "now_", is_flag=True, help="Groepeer nu, zonder Prefect.")
@as_json
@pass_desk
def group(desk: Desk, ref: str, now_: bool, json_: bool) -> None:
    """Toon de groepen met aantal, deel zonder antwoord en een regel in de woorden van de beller."""
    from web import grouping

    view = looked_at(desk, ref, now_)
    with desk.opened() as store, store.reading() as session:
        seen = grouping.see(session, view.id)
    rows = [
        (
            each.key,
            each.name[:50],
            each.count,
            "" if each.unanswered_share is None else f"{each.unanswered_share:.0%}",
            each.examples[0][:50] if each.examples else "",
        )
        for each in seen.groups
    ]
    heads = ("Groep", "Vraag", "Contacten", "Zonder antwoord", "In hun woorden")
    show(json_, seen, lambda: table(heads, rows, "Er zijn nog geen vragen van bellers gegroepeerd."))


@command.command()
@click.argument("ref")
@click.argument("key", metavar="GROEP")
@click.argument("act", metavar="BESLUIT", type=click.Choice([act.value for act in GroupAct]))
@click.option("--into", default="", help="Bij merge: de groep waar het bij hoort.")
@click.option("--line", "lines", multiple=True, help="Bij split: een regel die eruit gaat, zoals hij er staat.")
@click.option("--name", default="", help="Bij rename of split: de naam.")
@as_json
@pass_desk
def decide(desk: Desk, ref: str, key: str, act: str, into: str, lines: tuple[str, ...], name: str, json_: bool) -> None:
    """Voeg samen (merge), splits (split), hernoem (rename) of laat weg (leave_out); het geldt ook de volgende keer."""
    from web import grouping

    with desk.opened() as store, store.writing() as session:
        mailing_id = mailing_view.get_mailing(session, ref).id
        number = grouping.decide(
            session,
            desk.actor(session),
            mailing_id,
            GroupAct(act),
            key,
            into=into,
            phrases=lines,
            name=name,
            now=desk.now(),
        )
    show(json_, {"decision": number}, lambda: f"Besluit {number} is bewaard.")


@command.command()
@click.argument("ref")
@click.argument("number", type=int)
@as_json
@pass_desk
def withdraw(desk: Desk, ref: str, number: int, json_: bool) -> None:
    """Neem een besluit over groepen terug."""
    with desk.opened() as store, store.writing() as session:
        mailing_id = mailing_view.get_mailing(session, ref).id
        question_group.withdraw(session, desk.actor(session), mailing_id, number, now=desk.now())
    show(json_, {"withdrawn": number}, lambda: f"Besluit {number} is teruggenomen.")


@command.command()
@click.argument("ref")
@click.argument("key", metavar="GROEP")
@as_json
@pass_desk
def faq(desk: Desk, ref: str, key: str, json_: bool) -> None:
    """Maak van een groep een regel op het FAQ-blad; de afdeling wordt om het antwoord gevraagd."""
    from web import grouping

    with desk.opened() as store, store.writing() as session:
        mailing_id = mailing_view.get_mailing(session, ref).id
        added = grouping.make_entry(session, desk.actor(session), mailing_id, key, now=desk.now())
    show(json_, {"added": added}, lambda: "De vraag staat op het blad." if added else "De vraag stond er al.")
