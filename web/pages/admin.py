"""What an administrator sees: people, departments, letter types, settings and norms; and the audit trail."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from registry import audit, letter_type, mailing_view, norms, organisation, person, review
from registry.audit import AuditLine
from registry.errors import BadValue
from registry.mailing import MailingNotFound
from registry.norms import Norms
from registry.rights import Operation, require
from registry.store import Session
from templates import notes, phrases
from templates.values.frame import Form, Pages, Section
from templates.values.house import (
    AdminPage,
    AuditPage,
    AuditRow,
    DepartmentRow,
    LetterTypeRow,
    NormRow,
    PersonRow,
    SettingRow,
)
from web import forms
from web.addresses import PATTERN
from web.errors import status_of
from web.paging import PAGE, pages_of
from web.visit import Looking, Posting, Visit

router = APIRouter()

CHAIN_EVERY = timedelta(minutes=10)  # verifying reads the whole trail
MOST_LINES = 5000


@router.get("/beheer")
def admin(visit: Looking) -> Response:
    """The summary."""
    return _page(visit, Form())


def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        require(actor, Operation.MANAGE_NORMS)
        page = AdminPage(
            departments=_departments(session),
            people=_people(session),
            letter_types=_letter_types(session),
            settings=_settings(visit),
            norms=_norms(norms.get_norms(session), visit.lang),
            form=form,
        )
        frame = visit.frame(session, actor, Section.ADMIN)
    return visit.page("admin", frame, page, status)


def _departments(session: Session) -> tuple[DepartmentRow, ...]:
    names = {each.id: each.name for each in person.list_people(session)}
    return tuple(
        DepartmentRow(
            each.name,
            each.organisation,
            names.get(each.liaison_person_id or each.liaison_deputy_id or 0),
            mailing_view.count_mailings(session, department_id=each.id),
        )
        for each in organisation.list_departments(session)
    )


def _people(session: Session) -> tuple[PersonRow, ...]:
    names = {each.id: each.name for each in organisation.list_departments(session)}
    return tuple(
        PersonRow(
            each.name,
            ", ".join(dict.fromkeys(names[where] for _, where in each.roles if where in names)),
            tuple(dict.fromkeys(role for role, _ in each.roles)),
            each.email,
        )
        for each in person.list_people(session)
    )


def _letter_types(session: Session) -> tuple[LetterTypeRow, ...]:
    """The rate is the mean of what closed reviews found, contacts per letter."""
    rates: dict[int, list[float]] = defaultdict(list)
    for sending in review.past_sendings(session):
        if sending.letter_type_id is not None and sending.quantity:
            rates[sending.letter_type_id].append(sending.extra / sending.quantity)
    return tuple(
        LetterTypeRow(
            kind.name, len(rates[kind.id]), sum(rates[kind.id]) / len(rates[kind.id]) if rates[kind.id] else None
        )
        for kind in letter_type.list_letter_types(session)
    )


def _settings(visit: Visit) -> tuple[SettingRow, ...]:
    settings = visit.place.settings
    return tuple(
        SettingRow(name, _shown(getattr(settings, name), visit.lang), notes.setting_meaning(name, visit.lang))
        for name in notes.SETTINGS
    )


def _shown(value: Any, lang: str) -> str:
    if value is None:
        return notes.absent(lang)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _norms(kcc: Norms, lang: str) -> tuple[NormRow, ...]:
    return tuple(
        NormRow(name, notes.norm_meaning(name, lang) or name, _number(getattr(kcc, name))) for name in notes.NORMS
    )


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value).replace(".", ",")


@router.post("/beheer/normen")
def change_norms(visit: Posting) -> Response:
    """Keep the norms that differ from what they were; all of them or none."""
    try:
        wanted = _typed(visit.posted.fields)
        with visit.writing() as (session, actor):
            require(actor, Operation.MANAGE_NORMS)
            now_held = norms.get_norms(session)
            changed = {name: value for name, value in wanted.items() if value != getattr(now_held, name)}
            norms.change_norms(session, actor, now=visit.now, **changed)
    except (BadValue, norms.BadNorm, norms.UnknownNorm) as error:
        return _page(visit, forms.form_of(visit.posted, (error,), visit.say, "normen"), status_of(error))
    return visit.to("/beheer", "normen" if changed else "ongewijzigd")


def _typed(fields: Mapping[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name in notes.NORMS:
        text = fields.get(name, "").strip().replace(",", ".")
        if not text:
            continue
        if not re.fullmatch(r"\d{1,9}(\.\d{1,6})?", text):
            raise BadValue("not_a_number", field=name, value=fields[name][:40])
        is_whole = isinstance(getattr(Norms(), name), int)
        if is_whole and "." in text:
            raise BadValue("not_a_number", field=name, value=fields[name][:40])
        found[name] = int(text) if is_whole else float(text)
    return found


@router.get("/beheer/logboek")
def trail(visit: Looking) -> Response:
    """Who decided what, when; filtered by mailing and by name."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_AUDIT)
        who = visit.query.get("wie", "").strip()[:100]
        mailing = visit.query.get("mailing", "").strip()[:20]
        lines, pages = _lines(session, visit, who, mailing)
        references = _references(session, lines)
        rows = tuple(_row(line, references, visit.lang) for line in lines)
        page = AuditPage(rows, pages, _is_intact(session, visit), {"wie": who, "mailing": mailing})
        frame = visit.frame(session, actor, Section.AUDIT)
    return visit.page("audit", frame, page)


def _lines(session: Session, visit: Visit, who: str, mailing: str) -> tuple[tuple[AuditLine, ...], Pages]:
    if not who and not mailing:
        # numbers run on without a gap, so the newest number is how many there are
        newest = next(iter(audit.list_lines(session, limit=1)), None)
        pages = pages_of(visit, newest.id if newest else 0)
        before = newest.id + 1 - (pages.current - 1) * PAGE if newest else None
        return audit.list_lines(session, limit=PAGE, before_id=before), pages
    try:
        wanted = mailing_view.get_mailing(session, mailing).id if re.fullmatch(PATTERN, mailing) else None
    except MailingNotFound:
        wanted = -1
    found = audit.list_lines(session, mailing_id=-1 if mailing and wanted is None else wanted, limit=MOST_LINES)
    kept = [line for line in found if who.casefold() in line.actor_name.casefold()]
    pages = pages_of(visit, len(kept))
    return tuple(kept[(pages.current - 1) * PAGE :][:PAGE]), pages


def _references(session: Session, lines: tuple[AuditLine, ...]) -> dict[int, str]:
    found = {}
    for mailing_id in {line.mailing_id for line in lines if line.mailing_id}:
        try:
            found[mailing_id] = mailing_view.get_mailing(session, mailing_id).reference
        except MailingNotFound:
            continue
    return found


def _row(line: AuditLine, references: Mapping[int, str], lang: str) -> AuditRow:
    return AuditRow(
        number=line.id,
        at=line.at,
        who=line.actor_name,
        role=None,
        door=line.door,
        what=phrases.event(line.action, lang),
        ref=references.get(line.mailing_id or 0),
    )


def _is_intact(session: Session, visit: Visit) -> bool:
    place = visit.place
    if place.trail_looked_at is None or abs(visit.now - place.trail_looked_at) > CHAIN_EVERY:
        place.trail_intact, place.trail_looked_at = audit.verify(session) is None, visit.now
    return place.trail_intact
