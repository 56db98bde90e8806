"""The list of mailings, what waits for the visitor, and the page of one mailing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from registry import alignment, audit, letter, mailing_view
from registry.actor import Actor
from registry.clock import day_of
from registry.kinds import MailingKind, Role, Stage
from registry.mailing_view import MailingView
from registry.rights import Operation, may, require
from registry.standing import latest_bands
from registry.store import Session
from templates.values.frame import Band, Message, Pages, Section, Sort
from templates.values.mailing import MailingRow, MailingsPage, ProofPage, Waiting
from web import shown_mailing
from web.addresses import Ref
from web.paging import PAGE, pages_of
from web.visit import Looking, Visit

router = APIRouter()

OPEN = (Stage.REGISTERED, Stage.PREPARED)
MOST_WAITING = 40
SORTS = ("aanlevering", "titel", "fase", "oplage", "verwacht")


@dataclass
class Gates:
    """Asks for the gate of each mailing once in a request: the list and what waits look at the same ones."""

    session: Session
    known: dict[int, tuple[alignment.Requirement, ...]] = field(default_factory=dict)

    def of(self, mailing_id: int) -> tuple[alignment.Requirement, ...]:
        """Return the conditions of a mailing."""
        if mailing_id not in self.known:
            self.known[mailing_id] = alignment.gate(self.session, mailing_id)
        return self.known[mailing_id]


@router.get("/mailings")
def mailings(visit: Looking) -> Response:
    """The list, filtered and sorted, fifty a page."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        page = _mailings_page(session, actor, visit)
        frame = visit.frame(session, actor, Section.MAILINGS)
    return visit.page("mailings", frame, page)


def _mailings_page(session: Session, actor: Actor, visit: Visit) -> MailingsPage:
    gates = Gates(session)
    on, text = day_of(visit.now), visit.query.get("zoek", "").strip()[:200]
    stage = visit.query.get("fase", "")
    stages = (Stage(stage),) if stage in list(Stage) else ()
    key = visit.query.get("volgorde", "")
    sort = Sort(key if key in SORTS else "aanlevering", visit.query.get("aflopend") == "ja")
    department_id = own_department(actor)
    total = mailing_view.count_mailings(session, department_id=department_id, stages=stages, text=text)
    pages = pages_of(visit, total)
    views = _sorted_page(session, department_id, stages, text, sort, pages)
    bands = latest_bands(session, [view.id for view in views])
    return MailingsPage(
        rows=tuple(_row(view, bands.get(view.id), gates, on) for view in views),
        waiting=_waiting(session, actor, gates, on) if pages.current == 1 and not text and not stages else (),
        pages=pages,
        sort=sort,
        may_register=may(actor, Operation.REGISTER_MAILING),
        own_only=department_id is not None,
        query=text,
        stage_filter=stages[0].value if stages else "",
    )


def own_department(actor: Actor) -> int | None:
    """Return the one department whose mailings are "mine", None for who looks over all of them."""
    own = actor.roles and actor.roles <= {Role.DEPARTMENT, Role.SPECIALIST} and len(actor.department_ids) == 1
    return next(iter(actor.department_ids)) if own else None


def _sorted_page(
    session: Session, department_id: int | None, stages: tuple[Stage, ...], text: str, sort: Sort, pages: Pages
) -> Sequence[MailingView]:
    skip = (pages.current - 1) * PAGE
    if sort == Sort("aanlevering"):
        return mailing_view.list_mailings(
            session, department_id=department_id, stages=stages, text=text, limit=PAGE, offset=skip
        )
    found = list(mailing_view.list_mailings(session, department_id=department_id, stages=stages, text=text))
    bands = latest_bands(session, [view.id for view in found]) if sort.key == "verwacht" else {}
    found.sort(key=lambda view: _sort_key(view, bands, sort.key), reverse=sort.descending)
    return found[skip : skip + PAGE]


def _sort_key(view: MailingView, bands: dict[int, tuple[float, float, float]], key: str) -> tuple[float, str]:
    if key == "titel":
        return 0, view.content.title.casefold()
    if key == "fase":
        return list(Stage).index(view.stage), view.content.title.casefold()
    if key == "oplage":
        return view.quantity, view.reference
    if key == "verwacht":
        return bands.get(view.id, (0, -1, 0))[1], view.reference
    return view.first_on.toordinal(), view.reference


def _row(view: MailingView, band: tuple[float, float, float] | None, gates: Gates, on: date) -> MailingRow:
    return MailingRow(
        ref=view.reference,
        title=view.content.title,
        department=view.department,
        stage=view.stage,
        quantity=view.quantity,
        first_handover_on=view.first_on,
        expected=Band(*band) if band and view.content.kind is not MailingKind.EVENT else None,
        turn=_turn(gates, view),
        late=view.stage in OPEN and shown_mailing.is_late(view, on),
    )


def _turn(gates: Gates, view: MailingView) -> Role | None:
    if view.stage not in OPEN:
        return None
    return next((item.turn for item in gates.of(view.id) if not item.is_met and item.turn), None)


def _waiting(session: Session, actor: Actor, gates: Gates, on: date) -> tuple[Waiting, ...]:
    """Return the conditions of open mailings that are the visitor's turn, the first handover on top."""
    department_id = own_department(actor)
    found = []
    for view in mailing_view.list_mailings(session, department_id=department_id, stages=OPEN, limit=MOST_WAITING):
        for item in gates.of(view.id):
            if not item.is_met and item.turn in actor.roles and _concerns(actor, item.turn, view):
                since = day_of(view.registered_at) if view.registered_at else on
                days = max(0, (on - since).days)
                found.append(Waiting(view.reference, view.content.title, item.what, days, view.first_on))
                break
    return tuple(found)


def _concerns(actor: Actor, turn: Role | None, view: MailingView) -> bool:
    return turn is not Role.DEPARTMENT or view.content.department_id in actor.department_ids


@router.get("/mailings/{ref}")
def mailing(visit: Looking, ref: Ref) -> Response:
    """One mailing."""
    return show_mailing(visit, ref)


def show_mailing(visit: Visit, ref: str, said: Message | None = None, status: int = 200) -> Response:
    """Return the page of a mailing, with a sentence above it when something could not be done."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        view = mailing_view.get_mailing(session, ref)
        page = shown_mailing.mailing_page(session, actor, view, on=day_of(visit.now), lang=visit.lang)
        frame = visit.frame(session, actor, Section.MAILINGS, said)
    return visit.page("mailing", frame, page, status)


@router.get("/mailings/{ref}/verzendbewijs")
def proof(visit: Looking, ref: Ref) -> Response:
    """The release code on paper, as the print room asks for it."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        view = mailing_view.get_mailing(session, ref)
        if view.release_code is None or view.released_at is None:
            raise alignment.NotReleased(mailing=view.reference)
        page = ProofPage(
            ref=view.reference,
            title=view.content.title,
            department=view.department,
            code=view.release_code,
            batches=shown_mailing.batches(view),
            given_at=view.released_at,
            given_by=_released_by(session, view),
            override_reason=view.override_reason,
        )
        frame = visit.frame(session, actor, Section.MAILINGS)
    return visit.page("proof", frame, page)


def _released_by(session: Session, view: MailingView) -> str:
    lines = audit.list_lines(session, mailing_id=view.id, action="mailing.released", limit=1)
    return lines[0].actor_name if lines else view.department


@router.get("/mailings/{ref}/brief")
def letter_file(visit: Looking, ref: Ref) -> Response:
    """The letter as it was given, as a download: a browser never shows it as a page of ours."""
    with visit.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        view = mailing_view.get_mailing(session, ref)
        filename, content = letter.get_content(session, view.id)
    safe = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._- ") else "_" for sign in filename)
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{safe or "brief"}"'},
    )
