"""The box in which agents search what was approved, and what came of a search: that teaches the next one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from drafting.mask import mask
from drafting.origin import readable_place
from registry import answer_search, faq, faq_view, mailing_view
from registry.clock import day_of
from registry.errors import Anticipated, BadValue
from registry.faq import EntryView
from registry.kinds import SearchOutcome, SourceKind, Stage
from registry.mailing_view import MailingView
from registry.rights import Operation, may, require
from registry.store import Session
from templates.environment import render_page, translate
from templates.labels import label
from templates.values import answers
from templates.values.frame import Choice, Section
from web.addresses import Id
from web.answers_index import Found
from web.errors import status_of
from web.visit import Looking, Posting, Visit, error_message

router = APIRouter()

LONGEST = 500
MOST = 9  # as many as there are keys
ON_ITS_WAY = (Stage.ALIGNED, Stage.SENT, Stage.AFTERCARE)
LEARN_EVERY = 20  # opened answers between two times that the search learns


@router.get("/zoeken")
def search(visit: Looking) -> Response:
    """What was approved, found in a caller's words or by the number of the mailing; without words what landed today."""
    said = visit.query.get("q", "").strip()[:LONGEST]
    on = day_of(visit.now)
    with visit.reading() as (session, actor):
        require(actor, Operation.SEARCH_FAQ)
        visible = faq.list_visible(session, on=on)
        landed = _landed(session, on)
        result = _found(visit, session, said, visible, frozenset(view.id for view in landed))
        found = result.entries
        titles = {number: mailing_view.get_mailing(session, number).content.title for number in _mailings(found)}
        page = answers.SearchPage(
            query=said,
            answers=tuple(
                replace(_answer(entry, titles[entry.mailing_id], visit.lang), number=number)
                for number, entry in enumerate(found, start=1)
            ),
            today=tuple(Choice(view.reference, view.content.title) for view in landed),
            none_before=None if visible else faq_view.next_valid_on(session, after=on),
            is_sure=result.is_sure,
            may_note=may(actor, Operation.NOTE_SEARCH),
            may_tally=may(actor, Operation.NOTE_CONTACT),
        )
        frame = visit.frame(session, actor, Section.SEARCH)
    if visit.is_part:
        body = render_page("parts/search_results", visit.lang, frame=frame, page=page)
        return visit.with_cookies(HTMLResponse(body))
    return visit.page("search", frame, page)


def _landed(session: Session, on: date) -> tuple[MailingView, ...]:
    """Return the mailings that landed today or yesterday, of those that may be on their way: aligned, or sent without the yes."""
    near = mailing_view.list_mailings(session, from_on=on - timedelta(days=1), until_on=on)
    may_go = [view for view in near if view.stage in ON_ITS_WAY or view.overridden_at is not None]
    return tuple(view for view in may_go if any(_lands(view, on - timedelta(days=back)) for back in (0, 1)))


def _lands(view: MailingView, on: date) -> bool:
    return any(batch.arrives_from <= on <= batch.arrives_until for batch in view.batches)


def _found(visit: Visit, session: Session, said: str, visible: tuple[EntryView, ...], today: frozenset[int]) -> Found:
    if not said:
        return Found(tuple(entry for entry in visible if entry.mailing_id in today)[:MOST])
    called = _mailing_called(session, said)
    of_code = tuple(entry for entry in visible if entry.mailing_id == called)
    if of_code:
        return Found(of_code)
    lessons = answer_search.count_opened(session) // LEARN_EVERY
    learned = (lambda: answer_search.learned_words(session)) if lessons else None
    return visit.place.answers.search(said, visible, today, MOST, learned=learned, lessons=lessons)


def _mailing_called(session: Session, said: str) -> int | None:
    """Return the mailing whose number the caller reads from the letter."""
    if not any(sign.isdigit() for sign in said) or not any(sign.isalpha() for sign in said) or len(said) > 20:
        return None
    found = mailing_view.list_mailings(session, text=said, limit=2)
    exact = [view.id for view in found if view.reference.casefold() == said.casefold()]
    return exact[0] if exact else None


def _mailings(found: tuple[EntryView, ...]) -> frozenset[int]:
    return frozenset(entry.mailing_id for entry in found)


@router.post("/zoeken/geen-antwoord")
def missed(visit: Posting) -> Response:
    """Note that there was no answer: nothing was found (`seen` says empty), or what was found did not help."""
    said = visit.posted.get("q")[:LONGEST]
    seen = SearchOutcome.EMPTY if visit.posted.get("seen") == "empty" else SearchOutcome.UNHELPFUL
    try:
        with visit.writing() as (session, actor):
            answer_search.note_missed(session, actor, mask(said), outcome=seen, now=visit.now)
    except BadValue as error:
        return _without_words(visit, error)
    if visit.is_part:
        return visit.with_cookies(Response(status_code=204))
    return visit.to(f"/zoeken?{urlencode({'q': said})}", "gemist")


def _without_words(visit: Visit, error: Anticipated) -> Response:
    with visit.reading() as (session, actor):
        frame = visit.frame(session, actor, Section.SEARCH, error_message(visit, error))
    return visit.page("search", frame, answers.SearchPage("", ()), status_of(error))


@router.post("/zoeken/{entry_id}/geopend")
def opened(visit: Posting, entry_id: Id) -> Response:
    """Note that a search ended in this answer."""
    said = visit.posted.get("q")[:LONGEST]
    with visit.writing() as (session, actor):
        answer_search.note_opened(session, actor, entry_id, mask(said), now=visit.now)
    if visit.is_part:
        return visit.with_cookies(Response(status_code=204))
    return visit.to(f"/zoeken?{urlencode({'q': said})}#antwoord-{entry_id}")


def _answer(entry: EntryView, title: str, lang: str) -> answers.Answer:
    assert entry.judged_at and entry.valid_until, "only what was approved is found"
    source = entry.sources[0] if entry.sources else faq.Source(SourceKind.PERSON)
    words = translate(label(source.kind), lang)
    place = readable_place(source.kind, source.place)
    return answers.Answer(
        id=str(entry.id),
        question=entry.question,
        answer=entry.answer,
        place=title,
        approved_at=entry.judged_at,
        valid_until=entry.valid_until,
        source=f"{words}, {place}" if place else words,
    )
