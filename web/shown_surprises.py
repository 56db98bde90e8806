"""Surprises of the record as the values of their page, with what one click would register."""

from __future__ import annotations

from registry import letter_type, mailing_view, organisation
from registry.actor import Actor
from registry.rights import Operation, may
from registry.store import Session
from registry.surprise import SurpriseView
from templates import impact_phrases
from templates.formats import format_short_moment
from templates.values import impact as values
from templates.values.frame import Choice, Form, Pages

GUESSED_QUANTITY = 1000
"""Letters that nobody has counted yet: what the form begins with."""


def surprises_page(
    session: Session,
    actor: Actor,
    rows: tuple[SurpriseView, ...],
    pages: Pages,
    lang: str,
    *,
    form: Form | None = None,
    open_id: int = 0,
    open_deed: str = "",
) -> values.SurprisesPage:
    """Return everything that surprises.html shows."""
    departments = organisation.list_departments(session, active_only=True)
    return values.SurprisesPage(
        rows=tuple(_row(session, each, _sender(session, each), lang) for each in rows),
        departments=tuple(Choice(str(each.id), f"{each.name} ({each.organisation})") for each in departments),
        pages=pages,
        may_handle=may(actor, Operation.HANDLE_SURPRISE),
        form=form or Form(),
        open_id=open_id,
        open_deed=open_deed,
    )


def _sender(session: Session, each: SurpriseView) -> str:
    """Return the department whose letters are logged under the topic, "" where there is none: the likely sender."""
    kinds = letter_type.list_letter_types(session)
    return next((str(kind.department_id) for kind in kinds if kind.topic == each.topic and kind.department_id), "")


def _row(session: Session, each: SurpriseView, sender: str, lang: str) -> values.SurpriseRow:
    title = surprise_title(each, lang)
    ended = None
    if each.ended_at is not None:
        ended = ": ".join(
            filter(None, (f"{each.ended_by}, {format_short_moment(each.ended_at, lang)}", each.end_reason))
        )
    number = str(each.id)
    return values.SurpriseRow(
        id=each.id,
        title=title,
        is_open=each.is_open,
        contacts=each.contacts,
        usual=each.ordinary,
        first_seen_at=each.first_seen_at,
        last_seen_on=each.last_seen_on,
        phrases=tuple(each.phrases),
        examples=tuple(each.examples),
        form=Form(
            {
                f"title-{number}": impact_phrases.surprise_mailing(title, lang),
                f"quantity-{number}": str(GUESSED_QUANTITY),
                f"department-{number}": sender,
                f"kind-{number}": "mailing" if sender else "external",
            }
        ),
        mailing_ref=mailing_view.get_mailing(session, each.mailing_id).reference if each.mailing_id else None,
        ended=ended,
    )


def surprise_title(each: SurpriseView, lang: str) -> str:
    """Return what a burst is about in a few words."""
    about = each.topic or (each.phrases[0] if each.phrases else "")
    return impact_phrases.surprise_title(
        each.kind, lang, about=about, phrase=each.phrases[0] if each.phrases else about
    )
