"""`torenkamer letter`: check the text of a letter before it is printed."""

from __future__ import annotations

from pathlib import Path

import click

from cli.desk import Desk
from cli.show import as_json, show
from registry import letter, letter_type, mailing_view
from registry.errors import BadValue
from registry.rights import Operation, require
from registry.store import Session

pass_desk = click.make_pass_decorator(Desk)


@click.group()
def command() -> None:
    """De tekst van een brief, voor het drukken."""


@command.command()
@click.argument("which", metavar="REF|BESTAND")
@click.option("--type", "type_name", help="Brieftype, voor de vragen van vorige keer (bij een bestand).")
@as_json
@pass_desk
def check(desk: Desk, which: str, type_name: str | None, json_: bool) -> None:
    """Noem wat een lezer mist of niet begrijpt, met de regel erbij, en welke vragen van vorige keer open blijven.

    REF is een mailing met een brief; BESTAND een brief die nog nergens hoort (.txt, .docx, .pdf). Er verandert niets.
    """
    from web import letter_report

    path = Path(which)
    with desk.opened() as store, store.reading() as session:
        actor = desk.actor(session)
        if path.is_file():
            require(actor, Operation.SEE_FAQ_DRAFT)
            kind = letter_type.get_letter_type(session, type_name).id if type_name else None
            found = letter_report.report(session, _text_of(path), letter_type_id=kind)
        else:
            view = mailing_view.get_mailing(session, which)
            require(actor, Operation.SEE_FAQ_DRAFT, view.content.department_id)
            found = letter_report.of_mailing(session, view, _kept_text(session, view))
    show(json_, found, lambda: _as_text(found))


def _text_of(path: Path) -> str:
    from drafting import letter as letters

    if path.stat().st_size > letter.MAX_BYTES:
        raise BadValue("letter_too_large", field="letter", filename=path.name, limit="10 MB")
    return letters.read(path.read_bytes(), path.name).text


def _kept_text(session: Session, view: mailing_view.MailingView) -> str:
    kept = letter.find_letter(session, view.id)
    if kept is not None and kept.text is not None:
        return kept.text
    if kept is None:
        raise letter.LetterNotFound(mailing=view.reference)
    from drafting import letter as letters

    filename, content = letter.get_content(session, view.id)
    return letters.read(content, filename).text


def _as_text(found: object) -> str:
    from templates import letter_phrases
    from web.letter_report import Report

    assert isinstance(found, Report)
    lines = []
    for number, each in enumerate(found.findings, start=1):
        name, why = letter_phrases.issue(each.issue, "nl")
        place = f"regel {each.line}: " if each.line else ""
        quote = " ".join(each.quote.split())
        lines.append(f"{number:>3}. {place}{name}" + (f": “{quote}”" if quote else ""))
        lines.append(f"     {each.advice or why}")
    if not found.findings:
        lines.append("In de tekst zelf vonden we niets.")
    for question in found.questions:
        saved = f", scheelt naar schatting {question.saved}" if question.saved is not None else ""
        lines.append(
            f"  -  {question.asked} keer gevraagd na de vorige brief en hier niet beantwoord: {question.question}{saved}"
        )
    return "\n".join(lines)
