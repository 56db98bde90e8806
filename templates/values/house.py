"""The pages about the house itself: the first page, sign-in, post tray, health, settings, audit trail, errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from registry.kinds import NoticeState, Role
from templates.values.frame import Choice, Form, Pages
from templates.values.mailing import NoticeRow


@dataclass(frozen=True)
class DemoPerson:
    """Somebody the visitor of the demo can be; `where` is the department, "" when it does not matter."""

    key: str
    name: str
    where: str = ""


@dataclass(frozen=True)
class DemoGroup:
    """The people of one role. `does` says in one sentence what they do here; `is_main` that the story turns on them."""

    role: Role
    does: str
    persons: tuple[DemoPerson, ...]
    is_main: bool


@dataclass(frozen=True)
class StartPage:
    """start.html: who are you today?

    `story` names the mailing that the demo plays or, when `story_is_over`, has played, with its address; `back` is where to go then.
    """

    groups: tuple[DemoGroup, ...]
    story: Choice | None = None
    back: str = "/"
    story_is_over: bool = False


@dataclass(frozen=True)
class SignedOutPage:
    """signed_out.html: signed out here, and on the way to do so at the identity provider."""

    provider_href: str


@dataclass(frozen=True)
class SignInPage:
    """sign_in.html. `back` is where the visitor goes after signing in."""

    with_oidc: bool
    with_password: bool
    back: str
    form: Form = field(default_factory=Form)


@dataclass(frozen=True)
class PosttrayPage:
    """posttray.html. `relay` is False when mail stays in the embedded receiver; `incoming` shows what came in from outside.

    `filters` holds what is looked for: stand, soort, aan. `failed_count` is how many notices need somebody.
    """

    rows: tuple[NoticeRow, ...]
    pages: Pages
    relay: bool
    incoming: bool = False
    filters: Mapping[str, str] = field(default_factory=dict)
    states: tuple[Choice, ...] = ()
    kinds: tuple[Choice, ...] = ()
    failed_count: int = 0


@dataclass(frozen=True)
class PosttrayMail:
    """posttray_mail.html: one mail as it was sealed. `attachments` are names.

    `problem` is what the mail server said last; `retry_action` where a failed mail is sent again, "" when it is not failed.
    """

    subject: str
    sender: str
    recipient: str
    at: datetime
    state: NoticeState
    text: str
    message_id: str
    attachments: tuple[str, ...] = ()
    problem: str = ""
    attempt_count: int = 0
    retry_action: str = ""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `tone`: success, warning or danger; `sentence` from `templates.phrases.health`.

    `about` says what the part is for, `remedy` what to do when it is not well.
    """

    name: str
    tone: str
    sentence: str
    remedy: str = ""
    about: str = ""


@dataclass(frozen=True)
class HealthPage:
    """health.html. `prefect_href` is the address of Prefect's own pages, when they can be reached."""

    checks: tuple[Check, ...]
    looked_at: datetime
    prefect_href: str | None = None


@dataclass(frozen=True)
class Again:
    """A form that was refused for its age, to be sent once more.

    Attributes:
        action: Path and query it was posted to.
        fields: What was typed, by name, without the token.
        files: Names of the files that came with it; a browser wants them chosen anew.
        file_fields: The field of each of those files.
        signed_in: False when the visitor has to sign in first.
    """

    action: str
    fields: Mapping[str, str]
    files: tuple[str, ...] = ()
    file_fields: tuple[str, ...] = ()
    signed_in: bool = True


@dataclass(frozen=True)
class ErrorPage:
    """error.html. `sentence` is whole and in the language of the page; `reference` is what to tell the admin."""

    status: int
    sentence: str
    reference: str
    again: Again | None = None
