"""Gemeente Wierdijk: a fictional municipality of 45,000 addresses.

Nobody here has a name: people are called after their function, and every address ends in `.example` (RFC 2606). Figures
are working values of this project for a municipality of this size, except where a source is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from registry.kinds import Channel, Role

ADDRESSES = 45_000
MAIL_DOMAIN = "wierdijk.example"


@dataclass(frozen=True)
class DemoOrganisation:
    """An organisation the KCC knows. `own` is true for the municipality whose KCC this is."""

    key: str
    name: str
    domain: str
    own: bool = False


@dataclass(frozen=True)
class DemoDepartment:
    """A department with the KCC colleague linked to it.

    `topic` is the topic under which its contacts are counted; `contact`, `liaison` and `deputy_liaison` are keys of
    people (`contact` is None for an outside body without a fixed contact).
    """

    key: str
    name: str
    organisation: str
    topic: str
    contact: str | None
    liaison: str
    deputy_liaison: str


@dataclass(frozen=True)
class DemoPerson:
    """Somebody by function. `department` is a key, or None for those of the KCC itself."""

    key: str
    name: str
    roles: tuple[Role, ...]
    department: str | None = None

    @property
    def email(self) -> str:
        """The address of the function."""
        return f"{self.key}@{MAIL_DOMAIN}"


@dataclass(frozen=True)
class FollowUp:
    """A later moment at which a letter brings contacts. `days` from the dagtekening; `legal`: moved by the Atw."""

    name: str
    days: int
    legal: bool = False


@dataclass(frozen=True)
class DemoLetterType:
    """A letter type of a department; `audience` in the words of the department."""

    key: str
    name: str
    department: str
    topic: str
    audience: str
    follow_ups: tuple[FollowUp, ...] = ()


@dataclass(frozen=True)
class Contactcentre:
    """What the KCC of Wierdijk is and costs.

    Attributes:
        opens_at, closes_at: local time, Monday to Friday.
        agents: people who answer contacts.
        phone_agents: those of them on the telephone when nobody is at lunch; the others do desk, chat and mail.
        lunch_agents: people on the telephone between 12.00 and 13.30.
        handling_seconds: mean handling time per channel, wrap-up included. Telephone 390 s: feature row B4.
        capacity: the most that can be answered per half hour at desk and chat; written messages have no ceiling, they
            wait until somebody opens them; the telephone follows from the people on it (see `capacity_at`).
        service_share, service_seconds: the norm, 80 % within 30 seconds.
        hourly_rate_euros: tariff for one paid hour.
        occupancy_share, shrinkage_share: for costs (feature row E8).
        callback_norm_days: working days within which a resident is called back.
    """

    opens_at: time
    closes_at: time
    agents: int
    phone_agents: int
    lunch_agents: int
    handling_seconds: dict[Channel, int]
    capacity: dict[Channel, int]
    service_share: float
    service_seconds: int
    hourly_rate_euros: float
    occupancy_share: float
    shrinkage_share: float
    callback_norm_days: int

    @property
    def half_hours(self) -> tuple[time, ...]:
        """The half hours of an open day, 8.30 up to and including 16.30."""
        minutes = range(_minute(self.opens_at), _minute(self.closes_at), 30)
        return tuple(time(minute // 60, minute % 60) for minute in minutes)

    def agents_at(self, half_hour: time) -> int:
        """Return how many people are on the telephone in the half hour that begins at `half_hour`."""
        return self.lunch_agents if time(12) <= half_hour < time(13, 30) else self.phone_agents

    def capacity_at(self, channel: Channel, half_hour: time) -> int | None:
        """Return the most that can be answered in a half hour, None where there is no ceiling.

        On the telephone: the people on the line times 1,800 s, divided by the handling time.
        """
        if channel is Channel.PHONE:
            return round(self.agents_at(half_hour) * 1800 / self.handling_seconds[Channel.PHONE])
        return self.capacity.get(channel)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


KCC = Contactcentre(
    opens_at=time(8, 30),
    closes_at=time(17),
    agents=6,
    phone_agents=4,
    lunch_agents=3,
    handling_seconds={
        Channel.PHONE: 390,
        Channel.DESK: 540,
        Channel.CHAT: 600,
        Channel.WEBCARE: 300,
        Channel.MAIL: 480,
    },
    capacity={Channel.DESK: 10, Channel.CHAT: 6},
    service_share=0.80,
    service_seconds=30,
    hourly_rate_euros=52.0,
    occupancy_share=0.75,
    shrinkage_share=0.30,
    callback_norm_days=2,
)

ORGANISATIONS = (
    DemoOrganisation("wierdijk", "gemeente Wierdijk", MAIL_DOMAIN, own=True),
    DemoOrganisation("rijk", "Rijk", "rijk.example"),
    DemoOrganisation("waterschap", "waterschap Wierstroom", "wierstroom.example"),
)

# The eight topics under which the KCC counts, as they stand in its exports. The last belongs to nobody.
TOPICS = (
    "belastingen",
    "burgerzaken",
    "afval",
    "openbare ruimte",
    "werk en inkomen",
    "wmo en jeugd",
    "vergunningen",
    "overig",
)

DEPARTMENTS = (
    DemoDepartment(
        "belastingen",
        "Belastingen",
        "wierdijk",
        "belastingen",
        "coordinator.belastingen",
        "medewerker1.kcc",
        "medewerker2.kcc",
    ),
    DemoDepartment(
        "burgerzaken",
        "Burgerzaken",
        "wierdijk",
        "burgerzaken",
        "coordinator.burgerzaken",
        "medewerker2.kcc",
        "medewerker3.kcc",
    ),
    DemoDepartment(
        "afval", "Afval en reiniging", "wierdijk", "afval", "coordinator.afval", "medewerker3.kcc", "medewerker4.kcc"
    ),
    DemoDepartment(
        "openbareruimte",
        "Openbare ruimte",
        "wierdijk",
        "openbare ruimte",
        "coordinator.openbareruimte",
        "medewerker4.kcc",
        "medewerker5.kcc",
    ),
    DemoDepartment(
        "werkeninkomen",
        "Werk en inkomen",
        "wierdijk",
        "werk en inkomen",
        "coordinator.werkeninkomen",
        "medewerker5.kcc",
        "medewerker6.kcc",
    ),
    DemoDepartment(
        "wmojeugd",
        "Wmo en jeugd",
        "wierdijk",
        "wmo en jeugd",
        "coordinator.wmojeugd",
        "medewerker6.kcc",
        "medewerker1.kcc",
    ),
    DemoDepartment(
        "communicatie",
        "Communicatie",
        "wierdijk",
        "overig",
        "coordinator.communicatie",
        "contentbeheer.kcc",
        "medewerker2.kcc",
    ),
    DemoDepartment("rijk", "Rijk (landelijke brieven)", "rijk", "overig", None, "contentbeheer.kcc", "medewerker3.kcc"),
    DemoDepartment(
        "waterschap",
        "waterschap Wierstroom, belastingen",
        "waterschap",
        "overig",
        None,
        "medewerker1.kcc",
        "medewerker4.kcc",
    ),
)


def _people() -> tuple[DemoPerson, ...]:
    fixed = [
        DemoPerson("leider.kcc", "KCC-leider", (Role.KCC_LEAD,)),
        DemoPerson("plaatsvervanger.kcc", "plaatsvervangend KCC-leider", (Role.KCC_LEAD,)),
        DemoPerson("contentbeheer.kcc", "contentbeheerder", (Role.CONTENT_MANAGER, Role.LIAISON)),
        DemoPerson("trafficer.kcc", "trafficer", (Role.TRAFFICER,)),
        DemoPerson("analist.kcc", "analist", (Role.ANALYST,)),
        DemoPerson("beheerder", "beheerder", (Role.ADMIN,)),
    ]
    agents = [DemoPerson(f"medewerker{n}.kcc", f"medewerker KCC {n}", (Role.AGENT, Role.LIAISON)) for n in range(1, 7)]
    specialists = [
        DemoPerson(f"specialist{n}.woz", f"specialist WOZ {n}", (Role.SPECIALIST,), "belastingen") for n in (1, 2, 3)
    ]
    coordinators = [
        DemoPerson(department.contact, f"afdeling {department.name} (coördinator)", (Role.DEPARTMENT,), department.key)
        for department in DEPARTMENTS
        if department.contact is not None
    ]
    head = DemoPerson("hoofd.belastingen", "afdeling Belastingen (hoofd)", (Role.DEPARTMENT,), "belastingen")
    return (*fixed, *agents, *specialists, *coordinators, head)


PEOPLE = _people()

LETTER_TYPES = (
    DemoLetterType(
        "woz",
        "WOZ-aanslag",
        "belastingen",
        "belastingen",
        "eigenaren en huurders, alle adressen",
        (
            FollowUp("laatste dag bezwaar", 42, legal=True),
            FollowUp("eerste betaaltermijn", 31),
            FollowUp("betalingsherinnering", 80),
        ),
    ),
    DemoLetterType(
        "afvalpas",
        "afvalpas",
        "afval",
        "afval",
        "huishoudens met een ondergrondse container",
        (FollowUp("oude pas werkt niet meer", 30),),
    ),
    DemoLetterType(
        "stempas", "stempas", "burgerzaken", "burgerzaken", "kiesgerechtigden", (FollowUp("verkiezingsdag", 14),)
    ),
    DemoLetterType(
        "paspoort", "paspoort of identiteitskaart verloopt", "burgerzaken", "burgerzaken", "inwoners, maandelijks"
    ),
    DemoLetterType(
        "parkeervergunning",
        "parkeervergunning verlengen",
        "openbareruimte",
        "vergunningen",
        "vergunninghouders",
        (FollowUp("vergunning loopt af", 28),),
    ),
    DemoLetterType(
        "energietoeslag",
        "energietoeslag",
        "werkeninkomen",
        "werk en inkomen",
        "huishoudens met een laag inkomen",
        (FollowUp("laatste dag aanvragen", 60),),
    ),
    DemoLetterType(
        "waterschapsbelasting", "waterschapsbelasting", "waterschap", "overig", "alle adressen, afzender waterschap"
    ),
)
