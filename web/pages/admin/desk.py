"""What the pages of the desk share: where one may go, looking for words, and an error back beside its field."""

from __future__ import annotations

from collections.abc import Mapping

from registry.actor import Actor
from registry.errors import Anticipated
from registry.rights import NotAllowed, Operation, may
from templates.values.admin import Desk, Found
from templates.values.frame import Form
from web import forms
from web.errors import status_of
from web.paging import PAGE, pages_of
from web.visit import Visit

PLACES: Mapping[str, Operation] = {
    "overview": Operation.MANAGE_NORMS,
    "people": Operation.MANAGE_PEOPLE,
    "departments": Operation.MANAGE_ORGANISATION,
    "organisations": Operation.MANAGE_ORGANISATION,
    "letter_types": Operation.MANAGE_ORGANISATION,
    "calendar": Operation.MANAGE_NORMS,
    "capacity": Operation.MANAGE_NORMS,
    "norms": Operation.MANAGE_NORMS,
}
LONGEST_WORDS = 100


def desk_of(actor: Actor, place: str) -> Desk:
    """Return where in the desk we are and where this actor may go."""
    return Desk(place, tuple(name for name, operation in PLACES.items() if may(actor, operation)))


def words_of(visit: Visit, name: str = "zoek") -> str:
    """Return the words that are looked for."""
    return " ".join(visit.query.get(name, "").replace("\x00", "").split())[:LONGEST_WORDS]


def asks_ended(visit: Visit) -> bool:
    """Tell whether the list of what was ended is asked for."""
    return visit.query.get("stand") == "einde"


def found_of(visit: Visit, total: int) -> tuple[Found, int]:
    """Return what a list shows, and how many rows come before this page."""
    pages = pages_of(visit, total)
    return Found(words_of(visit), asks_ended(visit), pages), (pages.current - 1) * PAGE


def holds(words: str, *texts: str | None) -> bool:
    """Tell whether every word stands in one of the texts."""
    whole = " ".join(text or "" for text in texts).casefold()
    return all(word in whole for word in words.casefold().split())


def refused(visit: Visit, error: Anticipated, home: str) -> tuple[Form, int]:
    """Return the form as it was typed with the sentence of an error, and the status.

    Raises:
        Anticipated: the error itself, when no form can mend it: no right, or nothing there.
    """
    if isinstance(error, NotAllowed) or (error.code.endswith("_not_found") and error.field is None):
        raise error
    return forms.form_of(visit.posted, forms.flat(error), visit.say, home), status_of(error)


def filled(stored: Mapping[str, str], form: Form | None) -> Form:
    """Return a form with what is stored, under what was typed."""
    return Form(dict(stored)) if form is None else Form({**stored, **form.values}, form.errors)


def number(text: str) -> int | None:
    """Return the number of something that was picked, None when nothing was."""
    return int(text) if text.isdecimal() and len(text) < 10 else None
