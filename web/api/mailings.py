"""/mailings: registering, reading, changing, aligning, releasing and reporting what was sent."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from registry import (
    alignment,
    letter,
    letter_type,
    mailing,
    mailing_content,
    mailing_list,
    mailing_view,
    organisation,
    sending,
)
from registry.errors import BadValue
from registry.kinds import Stage
from registry.mailing_content import BatchContent, MailingContent, PrintedContact
from registry.mailing_list import MailingRecord, Wanted
from registry.mailing_view import BatchView, MailingView
from registry.rights import Operation, require
from registry.store import Session
from web.addresses import Ref
from web.api.collections import ROWS, Collection, Page, listed, written
from web.api.door import Call, Calling
from web.api.models import (
    AlignmentIn,
    BatchIn,
    ChangedOut,
    DifferenceOut,
    GateOut,
    Link,
    MailingIn,
    MailingOut,
    MailingPatch,
    MailingPut,
    MailingWhole,
    ReleaseOut,
    SendingIn,
)
from web.api.problem import PREFIX
from web.plain import plain

router = APIRouter(prefix="/mailings", tags=["mailings"])

LETTER = "brief.txt"
KEPT = 2048  # mailings that are kept written for lists, about a kilobyte each


@router.get("", operation_id="listMailings", summary="List mailings", response_model=Collection[MailingOut])
def list_mailings(
    call: Calling,
    page: Page = 1,
    stage: Stage | None = None,
    q: Annotated[str, Query(max_length=200, description="Part of the title or the reference.")] = "",
) -> Response:
    """Mailings by first day, fifty a page."""
    wanted = Wanted(stages=(stage,) if stage else (), text=q.replace("\x00", "").strip())
    with call.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        found = mailing_list.list_records(session, wanted, limit=ROWS, offset=(page - 1) * ROWS)
        total = mailing_list.count(session, wanted)
    return listed(call.request, "mailings", (_listed(record, batches) for record, batches in found), page, total)


@lru_cache(maxsize=KEPT)
def _listed(record: MailingRecord, batches: tuple[BatchView, ...]) -> str:
    """Return a `MailingOut` as JSON. It reads nothing but its values, so the same values are written once."""
    values = record._asdict()
    del values["id"]
    values["batches"] = [vars(batch) for batch in batches]
    values["_links"] = {name: {"href": href} for name, href in _addresses(record.reference).items()}
    return written(values)


@router.post("", operation_id="registerMailing", summary="Register a mailing", status_code=201)
def register(call: Calling, body: MailingIn, response: Response) -> MailingWhole:
    """Register a mailing; the KCC is told once its forecast is there."""
    with call.writing() as (session, actor):
        mailing_id = mailing.register(session, actor, _content(session, body), now=call.now)
        if body.letter_text:
            text = body.letter_text.encode()
            letter.attach(session, actor, mailing_id, filename=LETTER, content=text, now=call.now)
        view = mailing_view.get_mailing(session, mailing_id)
        whole = _whole(session, view)
    call.ask("notify", view.id, view.revision)
    if body.letter_text:
        call.ask("prepare", view.id, view.revision)
    response.headers["Location"] = whole.links["self"].href
    return whole


@router.get("/{ref}", operation_id="getMailing", summary="Read a mailing")
def get_mailing(call: Calling, ref: Ref) -> MailingWhole:
    """One mailing with its content and its gate."""
    with call.reading() as (session, actor):
        require(actor, Operation.SEE_MAILINGS)
        return _whole(session, mailing_view.get_mailing(session, ref))


@router.put("/{ref}", operation_id="replaceMailing", summary="Replace a mailing")
def put(call: Calling, ref: Ref, body: MailingPut) -> ChangedOut:
    """Put a whole content in the place of what it was; what matters takes the KCC's yes back."""
    with call.writing() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        changed = _change(call, session, actor, view, _content(session, body), body.revision, body.letter_text)
    _tell(call, changed[1], changed[0], bool(body.letter_text))
    return changed[0]


@router.patch("/{ref}", operation_id="changeMailing", summary="Change a mailing")
def patch(call: Calling, ref: Ref, body: MailingPatch) -> ChangedOut:
    """Change the fields that are sent; what matters takes the KCC's yes back."""
    with call.writing() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        content = _patched(session, view.content, body)
        changed = _change(call, session, actor, view, content, body.revision, body.letter_text)
    _tell(call, changed[1], changed[0], bool(body.letter_text))
    return changed[0]


def _change(
    call: Call,
    session: Session,
    actor: Any,
    view: MailingView,
    content: MailingContent,
    revision: int | None,
    letter_text: str | None,
) -> tuple[ChangedOut, MailingView]:
    found = mailing.change(session, actor, view.id, content, expected_revision=revision, now=call.now)
    if letter_text:
        letter.attach(session, actor, view.id, filename=LETTER, content=letter_text.encode(), now=call.now)
    fresh = mailing_view.get_mailing(session, view.id)
    lost = view.is_aligned and not fresh.is_aligned
    differences = [DifferenceOut(what=item.what, was=item.was, becomes=item.becomes) for item in found]
    return ChangedOut(mailing=_out(fresh), differences=differences, alignment_lost=lost), fresh


def _tell(call: Call, view: MailingView, changed: ChangedOut, with_letter: bool) -> None:
    if changed.differences:
        call.ask("notify", view.id, view.revision)
    if with_letter:
        call.ask("prepare", view.id, view.revision)


@router.post("/{ref}/afstemming", operation_id="alignMailing", summary="Align a mailing")
def align(call: Calling, ref: Ref, body: AlignmentIn | None = None) -> MailingWhole:
    """Say the KCC's yes; with `override` let it go without, signed with a reason."""
    asked = body or AlignmentIn()
    with call.writing() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        if asked.override:
            alignment.override(session, actor, view.id, reason=asked.reason, now=call.now)
        else:
            alignment.align(session, actor, view.id, expected_revision=asked.revision, now=call.now)
        whole = _whole(session, mailing_view.get_mailing(session, view.id))
    call.ask("deliver", view.id, view.revision)
    return whole


@router.post("/{ref}/vrijgave", operation_id="releaseMailing", summary="Release a mailing")
def release(call: Calling, ref: Ref) -> ReleaseOut:
    """Give out the release code; asked again it is the same one."""
    with call.writing() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        code = alignment.release(session, actor, view.id, now=call.now)
    call.ask("deliver", view.id, view.revision)
    return ReleaseOut(reference=view.reference, release_code=code)


@router.post("/{ref}/verzendingen", operation_id="markSent", summary="Report a batch as sent")
def mark_sent(call: Calling, ref: Ref, body: SendingIn) -> MailingWhole:
    """Record the real day and number of a batch; the same report twice changes nothing."""
    with call.writing() as (session, actor):
        view = mailing_view.get_mailing(session, ref)
        sending.mark_sent(
            session, actor, view.id, body.batch, sent_on=body.sent_on, quantity=body.quantity, now=call.now
        )
        return _whole(session, mailing_view.get_mailing(session, view.id))


def _content(session: Session, body: MailingIn) -> MailingContent:
    return MailingContent(
        title=body.title,
        department_id=organisation.get_department(session, body.department).id,
        kind=body.kind,
        letter_type_id=_letter_type(session, body.letter_type),
        sender=body.sender,
        audience=body.audience,
        reader_action=body.reader_action,
        reader_deadline_on=body.reader_deadline_on,
        reader_deadline_wording=body.reader_deadline_wording,
        printed=PrintedContact(**body.printed.model_dump()),
        number_owner=body.number_owner,
        reach_share=body.reach_share,
        guess_rate=body.guess_rate,
        must_also_know=tuple(organisation.get_department(session, other).id for other in body.must_also_know),
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        batches=tuple(_batch(batch) for batch in body.batches),
    )


def _letter_type(session: Session, name: str | None) -> int | None:
    return letter_type.get_letter_type(session, name).id if name else None


def _batch(batch: BatchIn) -> BatchContent:
    return BatchContent(**batch.model_dump())


def _patched(session: Session, content: MailingContent, body: MailingPatch) -> MailingContent:
    given = body.model_fields_set - {"revision", "letter_text"}
    values: dict[str, Any] = {name: getattr(body, name) for name in given}
    for name, value in values.items():
        if value is None and name not in ("letter_type", "guess_rate", "reader_deadline_on", "starts_on", "ends_on"):
            raise BadValue("required", field=name)
    if "letter_type" in values:
        values["letter_type_id"] = _letter_type(session, values.pop("letter_type"))
    if "printed" in values:
        values["printed"] = PrintedContact(**values["printed"].model_dump())
    if "batches" in values:
        values["batches"] = tuple(_batch(batch) for batch in values["batches"])
    return replace(content, **values)


def _out(view: MailingView) -> MailingOut:
    return MailingOut(**_values(view))


def _whole(session: Session, view: MailingView) -> MailingWhole:
    gate = [GateOut(**vars(item)) for item in alignment.gate(session, view.id)]
    return MailingWhole(**_values(view), content=mailing_content.to_json(view.content), gate=gate)


def _values(view: MailingView) -> dict[str, Any]:
    known = plain(view)
    return {name: known[name] for name in MailingOut.model_fields if name in known} | {
        "kind": view.content.kind,
        "title": view.content.title,
        "links": _links(view.reference),
    }


def _links(reference: str) -> dict[str, Link]:
    return {name: Link(href=href) for name, href in _addresses(reference).items()}


def _addresses(reference: str) -> dict[str, str]:
    here = f"{PREFIX}/mailings/{reference}"
    return {"self": here, **{name: f"{here}/{name}" for name in ("afstemming", "vrijgave", "verzendingen")}}
