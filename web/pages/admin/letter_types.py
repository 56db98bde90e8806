"""Letter types: name, topic, kind in the question bank, size class, later moments, and what was learned."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

import drafting
from registry import letter_type, mailing_view, organisation, review, size_class
from registry.errors import Anticipated, BadValue
from registry.letter_type import MOST_FOLLOW_UPS, FollowUp, LetterTypeView
from registry.review import PastSending
from registry.rights import Operation, require
from registry.store import Session
from templates.values.admin import Lesson, LetterTypePage, LetterTypeRow, LetterTypesPage
from templates.values.frame import Choice, Form, Section
from web.addresses import Id
from web.pages.admin.desk import asks_ended, desk_of, filled, found_of, holds, number, refused, words_of
from web.pages.admin.people import department_names
from web.paging import PAGE
from web.visit import Looking, Posted, Posting, Visit

router = APIRouter()
HOME = "/beheer/brieftypen"
MOST_LESSONS = 8
NOT_A_KIND = frozenset({"schema"})
_FOLLOW_UP = re.compile(r"\s*(.+?)\s*[;|\t]\s*(\d{1,3})\s*[;|\t]\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*%?\s*")


@router.get("/beheer/brieftypen")
def letter_types(visit: Looking) -> Response:
    """The list with the mean rate that closed reviews found."""
    with visit.reading() as (session, actor):
        require(actor, Operation.MANAGE_ORGANISATION)
        words, ended = words_of(visit), asks_ended(visit)
        wanted = [
            each
            for each in letter_type.list_letter_types(session)
            if each.is_active is not ended and holds(words, each.name, each.topic, each.bank)
        ]
        found, skip = found_of(visit, len(wanted))
        learned, names = _learned(session), department_names(session)
        rows = tuple(
            LetterTypeRow(
                each.id,
                each.name,
                each.topic,
                names.get(each.department_id or 0),
                each.bank,
                len(learned.get(each.id, ())),
                _mean_rate(learned.get(each.id, [])),
            )
            for each in wanted[skip : skip + PAGE]
        )
        page = LetterTypesPage(desk_of(actor, "letter_types"), rows, found)
        frame = visit.frame(session, actor, Section.ADMIN)
    return visit.page("admin_letter_types", frame, page)


def _learned(session: Session) -> dict[int, list[PastSending]]:
    found: dict[int, list[PastSending]] = {}
    for each in review.past_sendings(session):
        if each.letter_type_id is not None and each.quantity:
            found.setdefault(each.letter_type_id, []).append(each)
    return found


def _mean_rate(found: list[PastSending]) -> float | None:
    return sum(each.extra / each.quantity for each in found) / len(found) if found else None


@router.get("/beheer/brieftypen/nieuw")
def new_letter_type(visit: Looking) -> Response:
    """An empty form."""
    return _page(visit, None, None)


@router.get("/beheer/brieftypen/{letter_type_id}")
def one_letter_type(visit: Looking, letter_type_id: Id) -> Response:
    """One letter type."""
    return _page(visit, letter_type_id, None)


def _page(visit: Visit, letter_type_id: int | None, form: Form | None, status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        require(actor, Operation.MANAGE_ORGANISATION)
        known = letter_type.get_letter_type(session, letter_type_id) if letter_type_id is not None else None
        page = LetterTypePage(
            desk_of(actor, "letter_types"),
            id=known.id if known else None,
            name=known.name if known else "",
            is_active=known.is_active if known else True,
            form=filled(_stored(known), form),
            departments=tuple(
                Choice(str(each.id), each.name) for each in organisation.list_departments(session, active_only=True)
            ),
            banks=tuple(Choice(name, name.replace("_", " ")) for name in bank_kinds()),
            size_classes=tuple(Choice(str(each.id), each.name) for each in size_class.list_size_classes(session)),
            lessons=_lessons(session, known.id) if known else (),
        )
        frame = visit.frame(session, actor, Section.ADMIN)
    return visit.page("admin_letter_type", frame, page, status)


@lru_cache(maxsize=1)
def bank_kinds() -> tuple[str, ...]:
    """Return the kinds of the question bank."""
    folder = Path(drafting.__file__ or "").parent / "bank"
    return tuple(sorted(path.stem for path in folder.glob("*.json") if path.stem not in NOT_A_KIND))


def _stored(known: LetterTypeView | None) -> dict[str, str]:
    if known is None:
        return {}
    return {
        "name": known.name,
        "topic": known.topic,
        "department": str(known.department_id or ""),
        "bank": known.bank or "",
        "product_uri": known.product_uri or "",
        "size_class": str(known.size_class_id or ""),
        "follow_ups": "\n".join(f"{each.name}; {each.days}; {_percent(each.share)}" for each in known.follow_ups),
    }


def _percent(share: float) -> str:
    return f"{round(share * 100, 2):g}".replace(".", ",")


def _lessons(session: Session, letter_type_id: int) -> tuple[Lesson, ...]:
    """The last closed reviews, newest first, each with its mailing as the source."""
    rows = []
    for each in reversed(_learned(session).get(letter_type_id, [])[-MOST_LESSONS:]):
        view = mailing_view.get_mailing(session, each.mailing_id)
        rate, low, high = (value / each.quantity for value in (each.extra, each.lo90, each.hi90))
        rows.append(
            Lesson(view.reference, view.content.title, view.last_on, each.quantity, rate, low, high, each.lag_days)
        )
    return tuple(rows)


@router.post("/beheer/brieftypen")
def add_letter_type(visit: Posting) -> Response:
    """Add a letter type."""
    try:
        with visit.writing() as (session, actor):
            made = letter_type.add_letter_type(
                session,
                actor,
                **_typed(visit.posted),
                now=visit.now,
            )
    except Anticipated as error:
        form, status = refused(visit, error, "name")
        return _page(visit, None, form, status)
    return visit.to(f"{HOME}/{made}", "brieftype")


@router.post("/beheer/brieftypen/{letter_type_id}")
def change_letter_type(visit: Posting, letter_type_id: Id) -> Response:
    """Change a letter type."""
    try:
        with visit.writing() as (session, actor):
            changed = letter_type.change_letter_type(
                session,
                actor,
                letter_type_id,
                **_typed(visit.posted),
                now=visit.now,
            )
    except Anticipated as error:
        form, status = refused(visit, error, "name")
        return _page(visit, letter_type_id, form, status)
    return visit.to(f"{HOME}/{letter_type_id}", "brieftype" if changed else "ongewijzigd")


def _typed(posted: Posted) -> dict[str, Any]:
    """What the form says of a letter type, as the registry's operations take it."""
    return {
        "name": posted.get("name"),
        "topic": posted.get("topic"),
        "department_id": number(posted.get("department")),
        "bank": _bank(posted),
        "product_uri": posted.get("product_uri"),
        "size_class_id": number(posted.get("size_class")),
        "follow_ups": follow_ups(posted.get("follow_ups")),
    }


def _bank(posted: Posted) -> str:
    wanted = posted.get("bank")
    if wanted and wanted not in bank_kinds():
        raise BadValue("unknown_choice", field="bank", value=wanted[:40])
    return wanted


def follow_ups(text: str) -> tuple[FollowUp, ...]:
    """Read later moments, one a line: name; days after the dagtekening; percentage of the mailing's own contacts.

    Raises:
        BadValue: a line is not like that (`bad_follow_up`).
    """
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        match = _FOLLOW_UP.fullmatch(line)
        if match is None:
            raise BadValue("bad_follow_up", field="follow_ups", most=MOST_FOLLOW_UPS)
        found.append(FollowUp(match[1], int(match[2]), round(float(match[3].replace(",", ".")) / 100, 4)))
    return tuple(found)


@router.post("/beheer/brieftypen/{letter_type_id}/einde")
def end_letter_type(visit: Posting, letter_type_id: Id) -> Response:
    """End a letter type; the page that follows offers to take that back."""
    with visit.writing() as (session, actor):
        letter_type.end_letter_type(session, actor, letter_type_id, now=visit.now)
    return visit.to(f"{HOME}/{letter_type_id}", "brieftype-einde")


@router.post("/beheer/brieftypen/{letter_type_id}/terug")
def restore_letter_type(visit: Posting, letter_type_id: Id) -> Response:
    """Take an ended letter type back."""
    with visit.writing() as (session, actor):
        letter_type.restore_letter_type(session, actor, letter_type_id, now=visit.now)
    return visit.to(f"{HOME}/{letter_type_id}", "teruggezet")
