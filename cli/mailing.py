"""`torenkamer mailing`: register, list, show, change, align, release, sent, cancel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cli import mailing_impact
from cli.desk import Desk
from cli.mailing_fields import content_from, read_toml
from cli.show import as_json, show, table
from registry import alignment, letter, mailing, mailing_view, organisation, sending, staffing
from registry.clock import day_of
from registry.errors import BadValue
from registry.kinds import MailingKind, NumberOwner, StaffingAnswer, Stage
from registry.store import Session
from templates import field_names
from templates.labels import label
from templates.sentences import sentence

LETTER_FORMATS = frozenset({".txt", ".pdf", ".docx"})
pass_desk = click.make_pass_decorator(Desk)
DAY = click.DateTime(formats=["%Y-%m-%d", "%d-%m-%Y"])


@click.group()
def command() -> None:
    """Mailings melden en volgen, van concept tot gesloten."""


command.add_command(mailing_impact.advice_)
command.add_command(mailing_impact.what_if_)
command.add_command(mailing_impact.nowcast_)
command.add_command(mailing_impact.later_peaks_)


_FIELDS = [
    click.option("--title", help="Waarover de mailing gaat."),
    click.option("--department", help="Afdeling die de mailing verstuurt."),
    click.option("--type", "letter_type", help="Brieftype, bijvoorbeeld WOZ-aanslag."),
    click.option("--kind", type=click.Choice([kind.value for kind in MailingKind]), help="Soort; standaard mailing."),
    click.option("--sender", help="Afzender die op de brief staat."),
    click.option("--audience", help="Wie de brief krijgt."),
    click.option("--action", "reader_action", help="Wat de lezer moet doen."),
    click.option("--deadline", "reader_deadline_on", type=DAY, help="Voor wanneer de lezer dat moet doen."),
    click.option(
        "--deadline-wording",
        "reader_deadline_wording",
        type=click.Choice(["voor", "uiterlijk"]),
        help="Hoe de datum in de brief staat.",
    ),
    click.option("--phone", help="Telefoonnummer op de brief."),
    click.option("--url", help="Webadres op de brief."),
    click.option("--email", help="E-mailadres op de brief."),
    click.option(
        "--number-owner", type=click.Choice([owner.value for owner in NumberOwner]), help="Van wie dat nummer is."
    ),
    click.option("--reach-share", type=float, help="Deel van de contacten dat bij dit KCC komt, 0 tot 1."),
    click.option("--guess-rate", type=float, help="Eigen schatting: contacten per brief, 0 tot 1."),
    click.option("--starts-on", type=DAY, help="Begin van een gebeurtenis."),
    click.option("--ends-on", type=DAY, help="Einde van een gebeurtenis."),
    click.option(
        "--batch",
        "batches",
        multiple=True,
        metavar="AANTAL@DATUM[/KANAAL[/KLASSE]]",
        help="Deelverzending, bijvoorbeeld 15000@2027-02-22/post/48h. Mag vaker.",
    ),
    click.option(
        "--letter",
        "letter_file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="De brief: .txt, .pdf of .docx.",
    ),
]


def _with_fields(function: Any) -> Any:
    for option in reversed(_FIELDS):
        function = option(function)
    return function


@command.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_with_fields
@click.option("--concept", is_flag=True, help="Bewaar als concept; het KCC hoort nog niets.")
@click.option("--past", is_flag=True, help="Neem een mailing over die al verzonden is, om ervan te leren.")
@as_json
@pass_desk
def register(
    desk: Desk, /, file: Path | None, concept: bool, past: bool, json_: bool, letter_file: Path | None, **given: Any
) -> None:
    """Meld een mailing, met opties of met een TOML-bestand (FILE)."""
    values = read_toml(file) if file else {}
    values |= {name: value for name, value in given.items() if value not in (None, ())}
    path = letter_file or (Path(file.parent / values.pop("letter")) if file and "letter" in values else None)
    content_bytes = _read_letter(path)
    with desk.opened() as store:
        now = desk.now()
        with store.writing() as session:
            actor = desk.actor(session)
            content = content_from(session, values)
            if past:
                mailing_id = mailing.record_past(session, actor, content, now=now)
            else:
                mailing_id = mailing.register(session, actor, content, now=now, as_concept=concept)
            if path is not None and content_bytes is not None and not past:
                letter.attach(session, actor, mailing_id, filename=path.name, content=content_bytes, now=now)
            view = mailing_view.get_mailing(session, mailing_id)
        if not concept and not past:
            desk.ask("notify", view.id, view.revision)
            if path is not None:
                desk.ask("prepare", view.id, view.revision)
    show(json_, view, lambda: f"Gemeld als {view.reference}: {view.content.title}, {view.quantity} brieven.")


@command.command("list")
@click.option("--department", help="Alleen van deze afdeling.")
@click.option("--stage", type=click.Choice([stage.value for stage in Stage]), help="Alleen in deze fase.")
@as_json
@pass_desk
def list_(desk: Desk, department: str | None, stage: str | None, json_: bool) -> None:
    """Toon de mailings, de eerste verzending bovenaan."""
    with desk.opened() as store, store.reading() as session:
        department_id = organisation.get_department(session, department).id if department else None
        found = mailing_view.list_mailings(
            session, department_id=department_id, stages=(Stage(stage),) if stage else ()
        )
    rows = [(v.reference, v.content.title, v.department, label(v.stage), v.quantity, v.first_on) for v in found]
    show(
        json_,
        found,
        lambda: table(
            ("Kenmerk", "Titel", "Afdeling", "Fase", "Oplage", "Eerste dag"), rows, "Er zijn nog geen mailings."
        ),
    )


@command.command("show")
@click.argument("ref")
@as_json
@pass_desk
def show_(desk: Desk, ref: str, json_: bool) -> None:
    """Toon één mailing met wat er nog ontbreekt."""
    with desk.opened() as store, store.reading() as session:
        view = mailing_view.get_mailing(session, ref)
        gate = alignment.gate(session, view.id)
    show(json_, {"mailing": view, "gate": gate}, lambda: _as_text(view, gate))


@command.command()
@click.argument("ref")
@_with_fields
@as_json
@pass_desk
def change(desk: Desk, /, ref: str, json_: bool, letter_file: Path | None, **given: Any) -> None:
    """Wijzig een mailing; alleen wat u noemt verandert. Noemt u --batch, dan gelden alleen die deelverzendingen."""
    content_bytes = _read_letter(letter_file)
    with desk.opened() as store:
        with store.writing() as session:
            actor, now = desk.actor(session), desk.now()
            before = mailing_view.get_mailing(session, ref)
            values = {name: value for name, value in given.items() if value not in (None, ())}
            found = mailing.change(
                session,
                actor,
                before.id,
                content_from(session, values, before.content),
                expected_revision=before.revision,
                now=now,
            )
            if letter_file is not None and content_bytes is not None:
                letter.attach(session, actor, before.id, filename=letter_file.name, content=content_bytes, now=now)
            view = mailing_view.get_mailing(session, before.id)
        if found:
            desk.ask("notify", view.id, view.revision)
        if letter_file is not None:
            desk.ask("prepare", view.id, view.revision)
    rows = [
        (field_names.name(item.what, "nl"), field_names.shown(item.was, "nl"), field_names.shown(item.becomes, "nl"))
        for item in found
    ]
    lost = before.is_aligned and not view.is_aligned
    text = table(("Wat", "Was", "Wordt"), rows, "Er is niets veranderd.") + (
        "\nDe afstemming met het KCC is vervallen." if lost else ""
    )
    show(json_, {"differences": found, "alignment_lost": lost, "mailing": view}, lambda: text)


@command.command()
@click.argument("ref")
@click.option(
    "--override",
    "override_reason",
    metavar="REDEN",
    help="Laat de mailing gaan zonder afstemming; de reden wordt bewaard en geteld.",
)
@click.option(
    "--staffing",
    type=click.Choice([answer.value for answer in StaffingAnswer]),
    help="Beantwoord eerst de vraag over de bezetting.",
)
@as_json
@pass_desk
def align(desk: Desk, ref: str, override_reason: str | None, staffing: str | None, json_: bool) -> None:
    """Stem een mailing af met het KCC en zet de prognose vast als plan."""
    with desk.opened() as store:
        with store.writing() as session:
            actor, now = desk.actor(session), desk.now()
            before = mailing_view.get_mailing(session, ref)
            if staffing is not None:
                _answer(session, desk, before.id, StaffingAnswer(staffing))
            if override_reason is not None:
                alignment.override(session, actor, before.id, reason=override_reason, now=now)
            else:
                alignment.align(session, actor, before.id, expected_revision=before.revision, now=now)
            view = mailing_view.get_mailing(session, before.id)
        desk.ask("deliver", view.id, view.revision)
    show(
        json_,
        view,
        lambda: f"{view.reference} is {'met een uitzondering vrijgemaakt' if view.overridden_at else 'afgestemd'}.",
    )


@command.command()
@click.argument("ref")
@as_json
@pass_desk
def release(desk: Desk, ref: str, json_: bool) -> None:
    """Geef het verzendbewijs voor de drukker."""
    with desk.opened() as store:
        with store.writing() as session:
            view = mailing_view.get_mailing(session, ref)
            code = alignment.release(session, desk.actor(session), view.id, now=desk.now())
        desk.ask("deliver", view.id, view.revision)
    show(
        json_,
        {"reference": view.reference, "release_code": code},
        lambda: f"Verzendbewijs van {view.reference}: {code}",
    )


@command.command()
@click.argument("ref")
@click.argument("batch", type=int)
@click.option("--on", "sent_on", type=DAY, help="Dag van verzending; standaard vandaag.")
@click.option("--quantity", type=int, help="Werkelijk aantal; standaard het geplande.")
@as_json
@pass_desk
def sent(desk: Desk, ref: str, batch: int, sent_on: Any, quantity: int | None, json_: bool) -> None:
    """Leg vast dat deelverzending BATCH weg is."""
    with desk.opened() as store, store.writing() as session:
        now = desk.now()
        before = mailing_view.get_mailing(session, ref)
        on = sent_on.date() if sent_on else day_of(now)
        sending.mark_sent(session, desk.actor(session), before.id, batch, sent_on=on, quantity=quantity, now=now)
        view = mailing_view.get_mailing(session, before.id)
    show(json_, view, lambda: f"Deelverzending {batch} van {view.reference} is verzonden op {on}.")


@command.command()
@click.argument("ref")
@click.option("--reason", required=True, help="Waarom de mailing niet doorgaat.")
@as_json
@pass_desk
def cancel(desk: Desk, ref: str, reason: str, json_: bool) -> None:
    """Laat een mailing vervallen."""
    with desk.opened() as store:
        with store.writing() as session:
            before = mailing_view.get_mailing(session, ref)
            mailing.cancel(session, desk.actor(session), before.id, reason=reason, now=desk.now())
            view = mailing_view.get_mailing(session, before.id)
        desk.ask("deliver", view.id, view.revision)
    show(json_, view, lambda: f"{view.reference} is vervallen.")


def _answer(session: Session, desk: Desk, mailing_id: int, reply: StaffingAnswer) -> None:
    staffing.answer(session, desk.actor(session), mailing_id, reply, now=desk.now())


def _read_letter(path: Path | None) -> bytes | None:
    if path is None:
        return None
    if not path.is_file():
        raise BadValue("letter_file_missing", field="letter", filename=path.name)
    if path.stat().st_size > letter.MAX_BYTES:
        raise BadValue("letter_too_large", field="letter", filename=path.name, limit="10 MB")
    content = path.read_bytes()
    if path.suffix.lower() not in LETTER_FORMATS:
        raise BadValue("letter_unknown_format", field="letter", filename=path.name)
    if content:
        from drafting import letter as letters

        letters.read(content, path.name)  # a letter that cannot be read is refused now, not mailed about later
    return content


def _whose_turn(item: alignment.Requirement) -> str:
    """Return who must act, what a condition waits for, and why a letter could not be read."""
    if item.is_met:
        return ""
    if item.waits_for is not None:
        return f" - wacht op: {label(item.waits_for)}"
    told = f" - aan zet: {label(item.turn) if item.turn else 'Torenkamer'}"
    if item.problem:
        told += f"\n      {sentence(BadValue(item.problem, filename='de brief', limit='10 MB'), 'nl')}"
    return told


def _as_text(view: mailing_view.MailingView, gate: tuple[alignment.Requirement, ...]) -> str:
    lines = [
        f"{view.reference}  {view.content.title}",
        f"Fase: {label(view.stage)}   Afdeling: {view.department}   Oplage: {view.quantity}",
        *(
            f"  deel {batch.number}: {batch.quantity} op {batch.handover_on}, "
            f"komt aan {batch.arrives_from} tot en met {batch.arrives_until}"
            + (f", verzonden {batch.sent_on}" if batch.sent_on else "")
            for batch in view.batches
        ),
        "Vanzelf afgestemd: een kleine mailing. Wat hieronder openstaat, houdt haar niet tegen:"
        if view.aligned_by_itself and view.is_aligned
        else "Nodig voor de afstemming:",
        *(
            f"  [{'x' if item.is_met else ' '}] {label(item.what)}"
            + (f" ({item.done_count} van {item.needed_count})" if item.needed_count else "")
            + _whose_turn(item)
            for item in gate
        ),
    ]
    if view.release_code:
        lines.append(f"Verzendbewijs: {view.release_code}")
    return "\n".join(lines)
