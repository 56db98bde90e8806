"""Sample values of the pages of the desk's day; part of `samples.PAGES`."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from typing import Any

from registry.kinds import Channel, TallyOutcome, Todo
from templates import day_chart
from templates.charts import Marker
from templates.values import desk
from templates.values.frame import Choice, Form, Pages

NOW = datetime(2027, 2, 8, 9, 14, tzinfo=UTC)
TITLE = "WOZ-beschikking en aanslag 2027"
EMPTY = Pages(1, 1, 0)
SHEET = "/mailings/2027-004/faq?toon=te-beoordelen"
TODO = desk.TodoPage(
    (
        desk.TodoRow(Todo.CALLBACK, "/terugbellen", "", "Belastingen", 4, 3, date(2027, 2, 5), -3),
        desk.TodoRow(Todo.FAQ_JUDGE, SHEET, TITLE, "Belastingen", 1, 6, date(2027, 2, 8), 0),
        desk.TodoRow(Todo.STAFFING, "/mailings/2027-004", TITLE, "Belastingen", 0, 1, date(2027, 2, 9), 1),
        desk.TodoRow(Todo.SLOTS, "/mailings/2027-005", "Afvalkalender", "Afval", 2, 9, date(2027, 2, 12), 4),
        desk.TodoRow(Todo.ALIGN, "/mailings/2027-006", "Stempassen", "Burgerzaken", 3, 1, date(2027, 3, 15), 35),
        desk.TodoRow(Todo.REVIEW, "/mailings/2026-031/terugblik", "Parkeervergunningen", "Parkeren", 12, 1),
    ),
    Pages(1, 1, 6),
    late_count=1,
    due_count=3,
)
KEYS = tuple(zip(Channel, "tbhwe", strict=True))
TOPICS = ("belastingen", "afval", "paspoort", "parkeren", "verhuizen", "bijstand", "rijbewijs", "vergunning", "wmo")
CHANNELS = tuple(Choice(channel.value, channel.value) for channel in Channel)
TALLY = desk.TallyPage(
    Channel.PHONE,
    KEYS,
    TOPICS,
    ("hondenbelasting", "begraven"),
    (
        desk.TallyRow("3", NOW, Channel.PHONE, "belastingen", TallyOutcome.ANSWERED, 1, "wos waarde te hoog", 3.5),
        desk.TallyRow("2", NOW, Channel.DESK, "paspoort", TallyOutcome.HANDED_OVER, 12, ""),
        desk.TallyRow("1", NOW, Channel.MAIL, "afval", TallyOutcome.CALLBACK, 1, "container niet geleegd"),
    ),
    Pages(1, 1, 3),
    contact_count=14,
    together=62,
    form=Form({"form_token": "x" * 24, "minutes": "drie"}, {"minutes": "“drie” is geen getal. Vul alleen cijfers in."}),
)
TALLY_SHEET = desk.TallySheetPage(
    TOPICS,
    3,
    CHANNELS,
    Form(
        {"on": "2027-02-05", "from": "09:00", "channel": "desk", "count-0-answered": "veel", "count-1-answered": "7"},
        {"count-0-answered": "“veel” is geen getal. Vul alleen cijfers in."},
    ),
)
_FIRST = date(2027, 2, 15)
DAYS = tuple(
    desk.ContactDay(
        on,
        round(380 + 300 * math.exp(-(((number - 8) / 3) ** 2))),
        round(360 + 280 * math.exp(-(((number - 8) / 3) ** 2))),
        20,
        600,
        (Choice("2027-004", TITLE),) if number in (4, 10) else (),
    )
    for number in range(33)
    if (on := _FIRST + timedelta(days=number)).weekday() < 5
)


def contacts() -> desk.ContactsPage:
    markers = [Marker(day.on, item.value) for day in DAYS for item in day.arrivals]
    return desk.ContactsPage(
        DAYS,
        Pages(1, 1, 25),
        DAYS[0].on,
        DAYS[-1].on,
        12_840,
        12_100,
        740,
        610,
        TOPICS,
        CHANNELS,
        "van=2027-02-15&tot=2027-03-19",
        Channel.PHONE,
        "belastingen",
        day_chart.contacts_spec(DAYS, markers, "nl"),
        Form({"van": "gisteren"}, {"van": "“gisteren” is geen datum. Schrijf een datum zoals 4-3-2027."}),
    )


DESK_PAGES: dict[str, tuple[Any, Any]] = {
    "todo": (TODO, desk.TodoPage((), EMPTY)),
    "tally": (TALLY, desk.TallyPage(Channel.DESK, KEYS, (), (), (), EMPTY)),
    "tally_sheet": (TALLY_SHEET, desk.TallySheetPage((), 3, ())),
    "contacts": (contacts, desk.ContactsPage((), EMPTY, _FIRST, DAYS[-1].on, 0, None, None, 0, (), ())),
}
