"""Changing a mailing: what would change and who is told is shown first, also of the letter; then it is kept."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from registry import letter, letter_type, mailing, mailing_content, mailing_view, organisation
from registry.actor import Actor
from registry.clock import day_of
from registry.errors import Anticipated, BadValue, Refused
from registry.kinds import LetterState
from registry.letter import LetterView
from registry.mailing import OVER, MailingOver, StaleRevision
from registry.mailing_content import MailingContent
from registry.mailing_view import MailingView
from registry.rights import NotAllowed, Operation, require
from registry.store import Session
from templates.values.frame import Form, Section
from templates.values.mailing import BatchInput, ChangePage, Consequence
from web import batch_rows, forms, letter_input, shown_mailing
from web.addresses import Ref
from web.errors import status_of
from web.feedback import feedback, with_term
from web.visit import Looking, Posted, Posting, Visit

router = APIRouter()


@router.get("/mailings/{ref}/wijzigen")
def change_form(visit: Looking, ref: Ref) -> Response:
    """The form of a change, filled in with what is kept."""
    with visit.reading() as (session, actor):
        view = _changeable(session, actor, ref)
        rows = forms.shown_batches(view.content)
        page = _page(session, view, Form(forms.shown(view.content)), rows, visit)
        frame = visit.frame(session, actor, Section.MAILINGS)
    return visit.page("change", frame, page)


def _changeable(session: Session, actor: Actor, ref: str) -> MailingView:
    view = mailing_view.get_mailing(session, ref)
    require(actor, Operation.CHANGE_MAILING, view.content.department_id)
    if view.stage in OVER:
        raise MailingOver(stage=view.stage)
    return view


def _page(
    session: Session,
    view: MailingView,
    form: Form,
    batches: tuple[BatchInput, ...],
    visit: Visit,
    consequence: Consequence | None = None,
    letter_note: str = "",
) -> ChangePage:
    kind = view.content.letter_type_id
    kept = letter.find_letter(session, view.id)
    typed, _ = forms.changed(Posted(forms.with_rows(form.values, batches)), view.content)
    notes = batch_rows.notes_of(batches, form.values, visit.lang)
    return ChangePage(
        ref=view.reference,
        version=view.revision,
        title=view.content.title,
        batches=batches,
        form=form,
        consequence=consequence,
        notes=with_term(session, typed, notes, today=day_of(visit.now), lang=visit.lang),
        department=organisation.get_department(session, view.content.department_id).name,
        letter_type=letter_type.get_letter_type(session, kind).name if kind is not None else "",
        letter_name=kept.filename if kept else "",
        letter_note=letter_note,
    )


@router.post("/mailings/{ref}/wijzigen")
def change(visit: Posting, ref: Ref) -> Response:
    """Show what a change would do (was and is, who is told), or keep it."""
    posted = visit.posted
    with visit.reading() as (session, actor):
        view = _changeable(session, actor, ref)
        kept = letter.find_letter(session, view.id)
    if batch_rows.is_step(posted.get("step")):
        rows, found = batch_rows.after_step(posted)
        return _again(visit, ref, tuple(found), rows=rows)
    content, problems = forms.changed(posted, view.content)
    seen = posted.version()
    try:
        if problems:
            raise Refused(tuple(problems))
        if seen is not None and seen != view.revision:
            raise StaleRevision(expected=seen, found=view.revision)
        sent = sum(batch.sent_on is not None for batch in view.batches)
        mailing_content.check(content.filled(), today=day_of(visit.now), sent_batches=sent)
        if posted.get("step") == "keep":
            return _keep(visit, view, content, kept)
    except NotAllowed:
        raise
    except Anticipated as error:
        return _again(visit, ref, forms.flat(error), status=status_of(error))
    return _again(visit, ref, (), content=content)


def _keep(visit: Visit, view: MailingView, content: MailingContent, before: LetterView | None) -> Response:
    letter_input.changed(visit.posted, before, visit.lang)  # refuses a text without words
    upload = letter_input.given(visit.posted)
    if upload is not None and letter_input.is_kept_already(upload, visit.posted, before):
        upload = None
    with visit.writing() as (session, actor):
        found = mailing.change(
            session, actor, view.id, content, expected_revision=visit.posted.version(), now=visit.now
        )
        if upload is not None:
            letter.attach(session, actor, view.id, filename=upload.filename, content=upload.content, now=visit.now)
        fresh = mailing_view.get_mailing(session, view.id)
        kept = letter.find_letter(session, view.id)
    if found:
        visit.ask("notify", fresh.id, fresh.revision)
    if kept is not None and upload is not None and kept.state is LetterState.UNREAD:
        visit.ask("prepare", fresh.id, fresh.revision * 1000 + kept.version)
    done = "gewijzigd" if found or upload is not None else "ongewijzigd"
    return visit.to(f"/mailings/{view.reference}", done)


def _again(
    visit: Visit,
    ref: str,
    problems: tuple[Anticipated, ...],
    *,
    rows: tuple[BatchInput, ...] | None = None,
    content: MailingContent | None = None,
    status: int = 400,
) -> Response:
    """Show the form as it was typed, the file of a letter as text; with the consequences when a content is given."""
    posted, note, found = visit.posted, "", list(problems)
    if all(problem.field != letter_input.FILE for problem in found):
        taken = letter_input.take_over(posted, visit.lang)
        posted, note = taken.posted, taken.said
        found += [taken.problem] if taken.problem else []
    with visit.reading() as (session, actor):
        view = _changeable(session, actor, ref)
        effect = None
        if content is not None and not found:
            try:
                effect = _consequence(session, view, content, posted, visit)
            except BadValue as problem:
                found.append(problem)
        rows = rows or forms.typed_batches(posted) or forms.shown_batches(view.content)
        form = forms.form_of(posted, tuple(found), visit.say, "title")
        form = Form({**forms.shown(view.content), **form.values}, form.errors)
        page = _page(session, view, form, rows, visit, effect, note)
        frame = visit.frame(session, actor, Section.MAILINGS)
    return visit.page("change", frame, page, status if found else 200)


def _consequence(
    session: Session, view: MailingView, content: MailingContent, posted: Posted, visit: Visit
) -> Consequence:
    """Return what a change does. Raises BadValue when it does nothing."""
    found = mailing_content.differences(view.content, content.filled())
    of_letter = letter_input.changed(posted, letter.find_letter(session, view.id), visit.lang)
    if not found and of_letter is None:
        raise BadValue("nothing_changed", field="title")
    effect = mailing.foresee(session, view.id, content, on=day_of(visit.now))
    letter_asks = of_letter is not None and letter.takes_yes_back(view)
    today = day_of(visit.now)
    was = feedback(session, view.content, today=today, lang=visit.lang)
    becomes = feedback(session, content, today=today, lang=visit.lang)
    told = (*effect.told, *(letter.told_of_another(session, view, on=today) if letter_asks else ()))
    changes = [shown_mailing.change(item.what, item.was, item.becomes, visit.lang) for item in found]
    return Consequence(
        changes=tuple([*changes, of_letter.row] if of_letter else changes),
        told=tuple(dict.fromkeys(each.name for each in told)),
        takes_alignment_back=letter_asks or effect.takes_alignment_back,
        total_was=was.total if was and found else None,
        total_becomes=becomes.total if becomes and found else None,
        letter=of_letter.pieces if of_letter else (),
        letter_is_long=of_letter is not None and of_letter.is_too_long,
        void_code=view.release_code if letter_asks else effect.void_code,
    )
