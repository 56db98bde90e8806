"""/botsingen and /verrassingen, and of a mailing /nowcast and /napieken: what does not go as planned."""

from __future__ import annotations

from fastapi import APIRouter

from registry import conflict, echo, mailing_view, nowcast, organisation, surprise
from registry.conflict import ConflictView
from registry.rights import Operation, require
from registry.store import Session
from registry.surprise import SurpriseView
from web import shown_conflicts, shown_impact
from web.addresses import Id, Ref
from web.api.collections import ROWS, Collection, Page, collection
from web.api.door import Calling
from web.api.impact_models import (
    ConflictOut,
    EchoOut,
    NowcastOut,
    ReasonIn,
    SurpriseMailingIn,
    SurpriseOut,
    WayOutOut,
)
from web.plain import plain

router = APIRouter(tags=["impact"])


@router.get("/mailings/{ref}/nowcast", operation_id="getNowcast", summary="Read how a running mailing goes")
def get_nowcast(call: Calling, ref: Ref) -> NowcastOut:
    """The newest nowcast: what was seen, what is still to come per batch and day."""
    with call.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        view = mailing_view.get_mailing(session, ref)
        found = nowcast.get_nowcast(session, view.id)
    known = plain(found)
    values = {name: known[name] for name in NowcastOut.model_fields if name in known}
    return NowcastOut(reference=view.reference, sentence=shown_impact.nowcast_sentence(found, "nl"), **values)


@router.get("/mailings/{ref}/napieken", operation_id="listEchoes", summary="List the later peaks of a mailing")
def list_echoes(call: Calling, ref: Ref) -> list[EchoOut]:
    """End of the objection term, debit dates, reminders, by day; dropped ones included."""
    with call.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        return _echoes(session, mailing_view.get_mailing(session, ref).id)


@router.delete("/mailings/{ref}/napieken/{number}", operation_id="dropEcho", summary="Leave a later peak out")
def drop_echo(call: Calling, ref: Ref, number: Id) -> list[EchoOut]:
    """It will not happen; all are given back, this one with who left it out."""
    with call.writing() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        echo.drop(session, actor, view.id, number, now=call.now)
        return _echoes(session, view.id)


@router.post(
    "/mailings/{ref}/napieken/{number}/terug",
    operation_id="restoreEcho",
    summary="Count a later peak that was left out",
)
def restore_echo(call: Calling, ref: Ref, number: Id) -> list[EchoOut]:
    """It will happen after all; all are given back."""
    with call.writing() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        echo.restore(session, actor, view.id, number, now=call.now)
        return _echoes(session, view.id)


def _echoes(session: Session, mailing_id: int) -> list[EchoOut]:
    found = echo.list_echoes(session, mailing_id)
    return [EchoOut(**{name: getattr(each, name) for name in EchoOut.model_fields}) for each in found]


@router.get("/botsingen", operation_id="listConflicts", summary="List conflicts")
def list_conflicts(call: Calling, page: Page = 1, dismissed: bool = False) -> Collection[ConflictOut]:
    """What does not go together, by first day; with `dismissed` those that were put aside as well."""
    with call.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        found = conflict.list_conflicts(session, with_dismissed=dismissed)
        items = [_conflict(session, each) for each in found[(page - 1) * ROWS :][:ROWS]]
    return collection(call.request, "botsingen", items, page, len(found))


@router.post("/botsingen/{number}/opzij", operation_id="dismissConflict", summary="Put a conflict aside")
def dismiss_conflict(call: Calling, number: Id, body: ReasonIn) -> ConflictOut:
    """With a reason, which is kept."""
    with call.writing() as (session, actor):
        conflict.dismiss(session, actor, number, reason=body.reason, now=call.now)
        every = conflict.list_conflicts(session, with_dismissed=True)
        return _conflict(session, next(each for each in every if each.id == number))


def _conflict(session: Session, each: ConflictView) -> ConflictOut:
    views = {number: mailing_view.get_mailing(session, number) for number in each.mailings}
    titles = {number: view.content.title for number, view in views.items()}
    known = plain(each)
    values = {name: known[name] for name in ConflictOut.model_fields if name in known}
    values["mailings"] = [views[number].reference for number in each.mailings]
    values["ways_out"] = [
        WayOutOut(
            code=way["code"],
            mailing=views[way["mailing"]].reference if way["mailing"] in views else None,
            facts={name: value for name, value in way["facts"].items() if name != "with"},
            over_after=way["over_after"],
            clears=way["clears"],
            sentence=shown_conflicts.way_out(way, titles, "nl"),
        )
        for way in each.ways_out
    ]
    return ConflictOut(sentence=shown_conflicts.text_of(each, titles, "nl"), **values)


@router.get("/verrassingen", operation_id="listSurprises", summary="List surprises")
def list_surprises(call: Calling, page: Page = 1) -> Collection[SurpriseOut]:
    """Contacts that fit no plan, newest first."""
    with call.reading() as (session, actor):
        require(actor, Operation.SEE_SURPRISES)
        found = surprise.list_surprises(session, limit=ROWS, offset=(page - 1) * ROWS)
        items = [_surprise(session, each) for each in found]
        total = surprise.count_surprises(session)
    return collection(call.request, "verrassingen", items, page, total)


@router.post(
    "/verrassingen/{number}/melden", operation_id="registerSurprise", summary="Register the mailing behind a surprise"
)
def register_surprise(call: Calling, number: Id, body: SurpriseMailingIn) -> SurpriseOut:
    """It is recorded as sent, counts against its department, and gets its sheet with answers at once."""
    with call.writing() as (session, actor):
        mailing_id = surprise.register(
            session,
            actor,
            number,
            department_id=organisation.get_department(session, body.department).id,
            title=body.title,
            kind=body.kind,
            letter_type_id=None,
            quantity=body.quantity,
            now=call.now,
        )
        view = mailing_view.get_mailing(session, mailing_id)
        out = _surprise(session, surprise.get_surprise(session, number))
    call.ask("notify", view.id, view.revision)
    call.ask("prepare", view.id, view.revision)
    return out


@router.post("/verrassingen/{number}/opzij", operation_id="dismissSurprise", summary="Put a surprise aside")
def dismiss_surprise(call: Calling, number: Id, body: ReasonIn) -> SurpriseOut:
    """With a reason, which is kept."""
    with call.writing() as (session, actor):
        surprise.dismiss(session, actor, number, reason=body.reason, now=call.now)
        return _surprise(session, surprise.get_surprise(session, number))


def _surprise(session: Session, each: SurpriseView) -> SurpriseOut:
    reference = mailing_view.get_mailing(session, each.mailing_id).reference if each.mailing_id else None
    names = [name for name in SurpriseOut.model_fields if name not in ("mailing", "is_open")]
    return SurpriseOut(mailing=reference, is_open=each.is_open, **{name: getattr(each, name) for name in names})
