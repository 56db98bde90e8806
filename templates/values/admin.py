"""The pages of the administrator: who and what there is, when the KCC is open, what it can take, what it holds itself to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from registry.kinds import Channel, Door, PeriodKind, Role
from templates.values.frame import Choice, Form, Pages


@dataclass(frozen=True)
class Desk:
    """Where in the administrator's desk we are, and which places this person may open (codes that _admin.html knows)."""

    place: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Tile:
    """A place of the desk with how many things are there; None where counting says nothing."""

    place: str
    count: int | None = None


@dataclass(frozen=True)
class MissingRow:
    """Something that is not there yet: a whole sentence, and where to mend it."""

    sentence: str
    href: str


@dataclass(frozen=True)
class AdminPage:
    """admin.html: the overview."""

    tiles: tuple[Tile, ...]
    missing: tuple[MissingRow, ...]


@dataclass(frozen=True)
class Found:
    """What a list shows: the words looked for, whether ended ones are asked, and the pages."""

    words: str
    ended: bool
    pages: Pages


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation with how many departments count for it."""

    id: int
    name: str
    is_own: bool
    is_active: bool
    department_count: int


@dataclass(frozen=True)
class OrganisationsPage:
    """admin_organisations.html. `editing` is the organisation in the form, None for a new one."""

    desk: Desk
    rows: tuple[OrganisationRow, ...]
    editing: OrganisationRow | None = None
    form: Form = field(default_factory=Form)


@dataclass(frozen=True)
class DepartmentRow:
    """A department with its liaison; `liaison` is None when nobody active is linked."""

    id: int
    name: str
    organisation: str
    liaison: str | None
    mailing_count: int
    email: str | None = None


@dataclass(frozen=True)
class DepartmentsPage:
    """admin_departments.html."""

    desk: Desk
    rows: tuple[DepartmentRow, ...]
    found: Found


@dataclass(frozen=True)
class DepartmentPage:
    """admin_department.html: a new department (`id` None) or one that is there."""

    desk: Desk
    id: int | None
    name: str
    is_active: bool
    form: Form
    organisations: tuple[Choice, ...]
    colleagues: tuple[Choice, ...]
    holders: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Grant:
    """A role as somebody holds it; `department_id` is None for a role as such."""

    role: Role
    department_id: int | None
    department: str | None


@dataclass(frozen=True)
class PersonRow:
    """A colleague and what they may do."""

    id: int
    name: str
    address: str
    grants: tuple[Grant, ...]
    deputy: str = ""


@dataclass(frozen=True)
class PeoplePage:
    """admin_people.html. `role` is the role asked for, "" for all and "geen" for those without any."""

    desk: Desk
    rows: tuple[PersonRow, ...]
    found: Found
    role: str
    roles: tuple[Choice, ...]


@dataclass(frozen=True)
class DeputyRow:
    """An appointment of a deputy. `stands_in` tells that this person is the deputy, of `other`."""

    id: int
    other: str
    from_on: date
    until_on: date
    stands_in: bool


@dataclass(frozen=True)
class PersonPage:
    """admin_person.html: a new colleague (`id` None) or one that is there.

    Attributes:
        with_password: local accounts are on, so that a password can be set.
        claim: name of the claim that decides over roles at the identity provider; None without a provider.
        has_account: has signed in at the identity provider.
    """

    desk: Desk
    id: int | None
    name: str
    is_active: bool
    form: Form
    languages: tuple[Choice, ...]
    grants: tuple[Grant, ...] = ()
    deputies: tuple[DeputyRow, ...] = ()
    roles: tuple[Choice, ...] = ()
    departments: tuple[Choice, ...] = ()
    colleagues: tuple[Choice, ...] = ()
    with_password: bool = False
    has_password: bool = False
    has_account: bool = False
    claim: str | None = None


@dataclass(frozen=True)
class LetterTypeRow:
    """A letter type and what was learned. `rate` is contacts per letter, None without history."""

    id: int
    name: str
    topic: str
    department: str | None
    bank: str | None
    reviewed_count: int
    rate: float | None


@dataclass(frozen=True)
class LetterTypesPage:
    """admin_letter_types.html."""

    desk: Desk
    rows: tuple[LetterTypeRow, ...]
    found: Found


@dataclass(frozen=True)
class Lesson:
    """What one closed review found: contacts per letter with its honest range, working days until half of them had come."""

    ref: str
    title: str
    closed_on: date | None
    quantity: int
    rate: float
    low: float
    high: float
    lag_days: float | None


@dataclass(frozen=True)
class LetterTypePage:
    """admin_letter_type.html: a new letter type (`id` None) or one that is there, with what was learned."""

    desk: Desk
    id: int | None
    name: str
    is_active: bool
    form: Form
    departments: tuple[Choice, ...]
    banks: tuple[Choice, ...]
    size_classes: tuple[Choice, ...]
    lessons: tuple[Lesson, ...] = ()


@dataclass(frozen=True)
class HolidayRow:
    """A recognised holiday of a year; whether the KCC is shut and whether post comes."""

    on: date
    name: str
    is_closed: bool
    has_post: bool


@dataclass(frozen=True)
class PeriodRow:
    """A period of the calendar."""

    id: int
    kind: PeriodKind
    name: str
    first_on: date
    last_on: date
    department: str | None = None


@dataclass(frozen=True)
class CalendarPage:
    """admin_calendar.html. Hours are in the form as `from-WEEKDAY` and `until-WEEKDAY` of one channel."""

    desk: Desk
    channel: Channel
    channels: tuple[Channel, ...]
    with_hours: tuple[Channel, ...]
    form: Form
    year: int
    holidays: tuple[HolidayRow, ...]
    periods: tuple[PeriodRow, ...]
    kinds: tuple[Choice, ...]
    departments: tuple[Choice, ...]


@dataclass(frozen=True)
class CapacityPage:
    """admin_capacity.html: a week of one channel. `rows` are the half hours in minutes after midnight, `days` the weekdays.

    Attributes:
        form: cells by name "c-WEEKDAY-MINUTE", contacts that can be answered within the norm.
        totals: contacts a day as stored.
        per_day: the norm that counts while no week is stored, None where there is none.
    """

    desk: Desk
    channel: Channel
    channels: tuple[Channel, ...]
    rows: tuple[int, ...]
    days: tuple[int, ...]
    form: Form
    totals: Mapping[int, int]
    is_stored: bool
    per_day: int | None
    others: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class NormRow:
    """A norm that can be changed here, as a form shows it."""

    name: str
    meaning: str
    value: str


@dataclass(frozen=True)
class TariffRow:
    """Euros per paid hour from a day on; `is_now` marks the one that counts today."""

    from_on: date
    hourly: float
    is_now: bool


@dataclass(frozen=True)
class SizeClassRow:
    """A size class with its ladder, in days before the first handover."""

    id: int
    name: str
    from_quantity: int
    notice_days: int
    text_days: int
    faq_days: int
    slots_days: int


@dataclass(frozen=True)
class SettingRow:
    """A setting in force. Secrets never come here: their value is shown as a word."""

    name: str
    value: str
    meaning: str


@dataclass(frozen=True)
class NormsPage:
    """admin_norms.html: norms, handling time per channel, tariffs, size classes, and the settings of the installation."""

    desk: Desk
    norms: tuple[NormRow, ...]
    minutes: tuple[tuple[Channel, str], ...]
    tariffs: tuple[TariffRow, ...]
    size_classes: tuple[SizeClassRow, ...]
    settings: tuple[SettingRow, ...]
    form: Form = field(default_factory=Form)

    @property
    def class_choices(self) -> tuple[Choice, ...]:
        """Return the size classes as a pick list."""
        return tuple(Choice(str(each.id), each.name) for each in self.size_classes)


@dataclass(frozen=True)
class AuditRow:
    """One line of the trail. `what` is a sentence of `templates.phrases.event`; `facts` what it was about, in words."""

    number: int
    at: datetime
    who: str
    door: Door
    what: str
    ref: str | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuditPage:
    """audit.html. `broken` names the first line where the chain does not fit, 0 when the end is missing, None when it is whole.

    `csv_query` is the query string with which the export shows the same lines.
    """

    rows: tuple[AuditRow, ...]
    pages: Pages
    broken: int | None
    looked_at: datetime
    actions: tuple[Choice, ...] = ()
    form: Form = field(default_factory=Form)
    csv_query: str = ""
