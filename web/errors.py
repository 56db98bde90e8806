"""What a visitor can cause at the door of the pages, and how an anticipated error becomes a status."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from registry.errors import Anticipated
from registry.rights import NotAllowed
from registry.token import BadToken

CONFLICTS = frozenset(
    {
        "stale_revision",
        "stale_entry",
        "stale_gap",
        "already_taken",
        "not_aligned",
        "not_released",
        "release_withdrawn",
        "mailing_over",
        "already_sent",
        "batch_already_sent",
        "name_taken",
        "email_taken",
        "staffing_not_asked",
        "no_slots",
        "form_used",
        "notice_not_failed",
        "advice_outdated",
        "surprise_over",
    }
)


class NotSignedIn(Exception):
    """Nobody is signed in, or the session is over."""


class FormExpired(Anticipated):
    """The form's token does not belong to this session. No facts."""

    code = "form_expired"


class ForeignForm(Anticipated):
    """The form was posted from another site. No facts."""

    code = "foreign_form"


class SignInFailed(Anticipated):
    """The identity provider did not confirm who this is. Facts: problem."""

    code = "oidc_failed"


class TooLarge(HTTPException):
    """The body is larger than the pages take. An HTTPException, so that FastAPI lets it through while it reads a body."""

    def __init__(self) -> None:
        super().__init__(413)


def status_of(error: Anticipated) -> int:
    """Return the HTTP status of an anticipated error."""
    if isinstance(error, BadToken) or error.code == "token_missing":
        return 401
    if isinstance(error, NotAllowed | FormExpired | ForeignForm):
        return 403
    if error.code.endswith("_not_found"):
        return 404
    return 409 if error.code in CONFLICTS else 400
