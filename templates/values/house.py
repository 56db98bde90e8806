"""The pages about the house itself: the first page, sign-in, post tray, health, settings, audit trail, errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from registry.kinds import Door, NoticeState, Role
from templates.values.frame import Choice, Form, Pages
from templates.values.mailing import NoticeRow


@dataclass(frozen=True)
class DemoPerson:
    """Somebody the visitor of the demo can be. `does` says in one sentence what this person does here."""

    key: str
    name: str
    role: Role
    does: str


@dataclass(frozen=True)
class StartPage:
    """start.html: who are you today? `story` names the mailing that the demo plays, with its address; `back` is where to go then."""

    persons: tuple[DemoPerson, ...]
    story: Choice | None = None
    back: str = "/"


@dataclass(frozen=True)
class SignInPage:
    """sign_in.html. `back` is where the visitor goes after signing in."""

    with_oidc: bool
    with_password: bool
    back: str
    form: Form = field(default_factory=Form)


@dataclass(frozen=True)
class PosttrayPage:
    """posttray.html. `relay` is False when mail stays in the embedded receiver; `incoming` shows what came in from outside."""

    rows: tuple[NoticeRow, ...]
    pages: Pages
    relay: bool
    incoming: bool = False


@dataclass(frozen=True)
class PosttrayMail:
    """posttray_mail.html: one mail as it was sealed. `attachments` are names."""

    subject: str
    sender: str
    recipient: str
    at: datetime
    state: NoticeState
    text: str
    message_id: str
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `tone`: success, warning or danger; `sentence` from `templates.phrases.health`."""

    name: str
    tone: str
    sentence: str
    remedy: str = ""


@dataclass(frozen=True)
class HealthPage:
    """health.html. `prefect_href` is the address of Prefect's own pages, when they can be reached."""

    checks: tuple[Check, ...]
    looked_at: datetime
    prefect_href: str | None = None


@dataclass(frozen=True)
class ErrorPage:
    """error.html. `sentence` is whole and in the language of the page; `reference` is what to tell the admin."""

    status: int
    sentence: str
    reference: str


@dataclass(frozen=True)
class PersonRow:
    """A colleague and what they may do."""

    name: str
    department: str
    roles: tuple[Role, ...]
    address: str
    deputy: str = ""


@dataclass(frozen=True)
class DepartmentRow:
    """A department with its liaison."""

    name: str
    organisation: str
    liaison: str | None
    mailing_count: int


@dataclass(frozen=True)
class LetterTypeRow:
    """A letter type and what was learned. `rate` is contacts per letter, None without history."""

    name: str
    reviewed_count: int
    rate: float | None


@dataclass(frozen=True)
class SettingRow:
    """A setting in force. Secrets never come here: their value is shown as a word."""

    name: str
    value: str
    meaning: str


@dataclass(frozen=True)
class NormRow:
    """A norm that can be changed here, as a form shows it."""

    name: str
    meaning: str
    value: str


@dataclass(frozen=True)
class AdminPage:
    """admin.html. Without `norms` there is nothing to change."""

    departments: tuple[DepartmentRow, ...]
    people: tuple[PersonRow, ...]
    letter_types: tuple[LetterTypeRow, ...]
    settings: tuple[SettingRow, ...]
    norms: tuple[NormRow, ...] = ()
    form: Form = field(default_factory=Form)


@dataclass(frozen=True)
class AuditRow:
    """One line of the trail. `what` is a sentence of `templates.phrases.event`."""

    number: int
    at: datetime
    who: str
    role: Role | None
    door: Door
    what: str
    ref: str | None = None


@dataclass(frozen=True)
class AuditPage:
    """audit.html. `intact` says whether the chain of the trail was found whole."""

    rows: tuple[AuditRow, ...]
    pages: Pages
    intact: bool
    filters: Mapping[str, str] = field(default_factory=dict)
