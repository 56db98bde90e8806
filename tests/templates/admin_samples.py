"""The administrator's pages with all that they can show, and with as little as they can."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from registry.kinds import Channel, Door, PeriodKind, Role
from templates.values import admin
from templates.values.frame import Choice, Form, Pages

NOW = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)
PLACES = ("overview", "people", "departments", "organisations", "letter_types", "calendar", "capacity", "norms")
ONE = Pages(1, 1, 2)
NONE = Pages(1, 1, 0)
DEPARTMENTS = (Choice("1", "Belastingen"), Choice("2", "Afval"))
COLLEAGUES = (Choice("7", "Schakel Belastingen"), Choice("8", "Senior KCC"))
ROLES = (Choice("department", "afdeling"), Choice("kcc_lead", "KCC-leider"))


def desk(place: str) -> admin.Desk:
    return admin.Desk(place, PLACES)


ORGANISATIONS = (
    admin.OrganisationRow(1, "gemeente Wierdijk", True, True, 6),
    admin.OrganisationRow(2, "Waterschap Wierland", False, False, 0),
)
PERSON = admin.PersonPage(
    desk("people"),
    7,
    "Teamleider KCC",
    True,
    Form({"name": "Teamleider KCC", "email": "kcc"}, {"email": "kcc is geen adres.", "password": "Te kort."}),
    (Choice("nl", "Nederlands"),),
    grants=(admin.Grant(Role.KCC_LEAD, None, None), admin.Grant(Role.DEPARTMENT, 1, "Belastingen")),
    deputies=(
        admin.DeputyRow(1, "Senior KCC", date(2027, 2, 1), date(2027, 2, 14), False),
        admin.DeputyRow(2, "Trafficer", date(2027, 3, 1), date(2027, 3, 1), True),
    ),
    roles=ROLES,
    departments=DEPARTMENTS,
    colleagues=COLLEAGUES,
    with_password=True,
    has_password=True,
    has_account=True,
    claim="roles",
)
LETTER_TYPE = admin.LetterTypePage(
    desk("letter_types"),
    1,
    "WOZ-beschikking",
    True,
    Form(
        {"name": "WOZ-beschikking", "topic": "belastingen", "follow_ups": "Einde bezwaar"}, {"follow_ups": "Zo niet."}
    ),
    DEPARTMENTS,
    (Choice("woz_aanslag", "woz aanslag"),),
    (Choice("1", "groot"),),
    (
        admin.Lesson("2026-003", "WOZ 2026", date(2026, 4, 1), 44_812, 0.061, 0.055, 0.068, 4.2),
        admin.Lesson("2025-003", "WOZ 2025", None, 44_010, 0.058, 0.05, 0.066, None),
    ),
)
CALENDAR = admin.CalendarPage(
    desk("calendar"),
    Channel.PHONE,
    tuple(Channel),
    (Channel.PHONE,),
    Form({"from-0": "08:30", "until-0": "17:00", "from-1": "half"}, {"from-1": "Van half tot 17:00 kan niet."}),
    2027,
    (
        admin.HolidayRow(date(2027, 1, 1), "Nieuwjaarsdag", True, False),
        admin.HolidayRow(date(2027, 5, 5), "Bevrijdingsdag", False, True),
    ),
    (
        admin.PeriodRow(1, PeriodKind.CLOSING, "brugdag", date(2027, 5, 7), date(2027, 5, 7)),
        admin.PeriodRow(2, PeriodKind.LEAVE, "verlof", date(2027, 7, 5), date(2027, 7, 16), "Belastingen"),
    ),
    (Choice("closing", "KCC gesloten"),),
    DEPARTMENTS,
)
CAPACITY = admin.CapacityPage(
    desk("capacity"),
    Channel.PHONE,
    tuple(Channel),
    (510, 540, 570),
    (0, 1, 2, 3, 4),
    Form({"c-0-510": "30", "c-1-540": "veel"}, {"c-1-540": "“veel” kan hier niet."}),
    {0: 30},
    True,
    600,
    (Choice("chat", "chat"),),
)
NORMS = admin.NormsPage(
    desk("norms"),
    (
        admin.NormRow("handling_minutes", "Minuten per contact, nawerk meegeteld", "6.5"),
        admin.NormRow("slot_minutes", "Minuten per tijdslot", "15"),
    ),
    ((Channel.PHONE, "6,5"), (Channel.CHAT, "11")),
    (admin.TariffRow(date(2027, 1, 1), 51.5, True), admin.TariffRow(date(2026, 1, 1), 48.0, False)),
    (admin.SizeClassRow(1, "groot", 10_000, 56, 28, 14, 7),),
    (admin.SettingRow("relay_host", "niet ingesteld", "Mailserver"),),
    Form({"slot_minutes": "kwart"}, {"slot_minutes": "“kwart” is geen getal."}),
)
AUDIT_ROWS = (
    admin.AuditRow(812, NOW, "Teamleider KCC", Door.PAGE, "Een antwoord is goedgekeurd.", "2027-004"),
    admin.AuditRow(
        811,
        NOW - timedelta(minutes=3),
        "Beheerder",
        Door.FLOW,
        "Een norm is gewijzigd.",
        None,
        ("6 → 7", "Naam: agents"),
    ),
)

ADMIN_PAGES: dict[str, tuple[Any, Any]] = {
    "admin": (
        admin.AdminPage(
            (admin.Tile("people", 23), admin.Tile("calendar")),
            (admin.MissingRow("Afdeling Afval heeft geen schakel bij het KCC.", "/beheer/afdelingen/2"),),
        ),
        admin.AdminPage((), ()),
    ),
    "admin_organisations": (
        admin.OrganisationsPage(
            desk("organisations"), ORGANISATIONS, ORGANISATIONS[0], Form({"name": ""}, {"name": "Vul dit veld in."})
        ),
        admin.OrganisationsPage(desk("organisations"), ()),
    ),
    "admin_departments": (
        admin.DepartmentsPage(
            desk("departments"),
            (
                admin.DepartmentRow(
                    1, "Belastingen", "gemeente Wierdijk", "Schakel Belastingen", 6, "bel@wierdijk.example"
                ),
                admin.DepartmentRow(2, "Afval", "gemeente Wierdijk", None, 0),
            ),
            admin.Found("", False, ONE),
        ),
        admin.DepartmentsPage(desk("departments"), (), admin.Found("x", True, NONE)),
    ),
    "admin_department": (
        admin.DepartmentPage(
            desk("departments"),
            1,
            "Belastingen",
            True,
            Form({"name": "Belastingen"}, {"organisation": "Vul dit veld in."}),
            (Choice("1", "gemeente Wierdijk"),),
            COLLEAGUES,
            (Choice("/beheer/mensen/7", "Coördinator WOZ (afdeling)"),),
        ),
        admin.DepartmentPage(desk("departments"), None, "", True, Form(), (), ()),
    ),
    "admin_people": (
        admin.PeoplePage(
            desk("people"),
            (
                admin.PersonRow(7, "Teamleider KCC", "kcc@wierdijk.example", PERSON.grants, "Senior KCC"),
                admin.PersonRow(8, "Analist", "analist@wierdijk.example", ()),
            ),
            admin.Found("", False, ONE),
            "",
            ROLES,
        ),
        admin.PeoplePage(desk("people"), (), admin.Found("", False, NONE), "geen", ()),
    ),
    "admin_person": (
        PERSON,
        admin.PersonPage(desk("people"), None, "", True, Form(), ()),
    ),
    "admin_letter_types": (
        admin.LetterTypesPage(
            desk("letter_types"),
            (
                admin.LetterTypeRow(1, "WOZ-beschikking", "belastingen", "Belastingen", "woz_aanslag", 2, 0.061),
                admin.LetterTypeRow(2, "Stempas", "verkiezingen", None, None, 0, None),
            ),
            admin.Found("", False, ONE),
        ),
        admin.LetterTypesPage(desk("letter_types"), (), admin.Found("", False, NONE)),
    ),
    "admin_letter_type": (
        LETTER_TYPE,
        admin.LetterTypePage(desk("letter_types"), None, "", True, Form(), (), (), ()),
    ),
    "admin_calendar": (
        CALENDAR,
        admin.CalendarPage(desk("calendar"), Channel.CHAT, tuple(Channel), (), Form(), 2028, (), (), (), ()),
    ),
    "admin_capacity": (
        CAPACITY,
        admin.CapacityPage(desk("capacity"), Channel.CHAT, tuple(Channel), (540,), (0,), Form(), {}, False, None),
    ),
    "admin_norms": (
        NORMS,
        admin.NormsPage(desk("norms"), (), (), (), (), ()),
    ),
    "audit": (
        admin.AuditPage(
            AUDIT_ROWS,
            Pages(1, 17, 812),
            44,
            NOW,
            (Choice("norm.changed", "Een norm is gewijzigd."),),
            Form({"wie": "leider", "van": "gisteren"}, {"van": "“gisteren” is geen datum."}),
            "wie=leider",
        ),
        admin.AuditPage((), NONE, None, NOW),
    ),
}
