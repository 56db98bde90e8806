"""How days, times, numbers and amounts are written, in Dutch and in English. Pure functions, no clock.

Own tables and not Babel's locale data: the web process then loads no CLDR files, and the shape is ours to decide.
Source of the Dutch shapes: Schrijfwijzer (taaladvies.net): point for thousands, comma for decimals, no capital on days.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

DAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "nl": (
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
SHORT_MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
SEPARATORS = {"nl": (".", ","), "en": (",", ".")}

NBSP = "\u00a0"

NUMBER_LOCALES = {
    "nl": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€ ", ""]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["€", ""]},
}


def time_locale(lang: str) -> dict[str, Any]:
    """Names of days and months for d3's time"""
    sunday_first = (DAYS[lang][6], *DAYS[lang][:6])
    return {
        "dateTime": "%A %e %B %Y %X",
        "date": "%d-%m-%Y",
        "time": "%H:%M",
        "periods": ["AM", "PM"],
        "days": list(sunday_first),
        "shortDays": [day[:2] for day in sunday_first],
        "months": list(MONTHS[lang]),
        "shortMonths": list(SHORT_MONTHS[lang]),
    }


def to_day(value: date | datetime) -> date:
    """The calendar day in Amsterdam. A datetime without a zone is refused: its day is unknown."""
    if isinstance(value, datetime):
        return to_amsterdam(value).date()
    return value


def to_amsterdam(value: datetime) -> datetime:
    """The same moment on the clock of Amsterdam.

    Raises:
        ValueError: The datetime has no time zone.
    """
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    return value.astimezone(AMSTERDAM)


def format_date(value: date | datetime, lang: str) -> str:
    """Such as "donderdag 4 maart 2027"."""
    day = to_day(value)
    return f"{DAYS[lang][day.weekday()]} {day.day} {MONTHS[lang][day.month - 1]} {day.year}"


def format_day(value: date | datetime, lang: str) -> str:
    """Without the weekday: "4 maart 2027"."""
    day = to_day(value)
    return f"{day.day} {MONTHS[lang][day.month - 1]} {day.year}"


def format_month(value: date, lang: str) -> str:
    """Such as "maart 2027"."""
    return f"{MONTHS[lang][value.month - 1]} {value.year}"


def format_day_month(value: date | datetime, lang: str) -> str:
    """Where the year is plain: "4 maart"."""
    day = to_day(value)
    return f"{day.day} {MONTHS[lang][day.month - 1]}"


def format_weekday(value: date | datetime, lang: str) -> str:
    """Such as "donderdag"."""
    return DAYS[lang][to_day(value).weekday()]


def format_short_date(value: date | datetime, lang: str) -> str:
    """For tables: "do 4 mrt 2027". The weekday stays, because a KCC plans by weekday."""
    day = to_day(value)
    weekday = DAYS[lang][day.weekday()][: 2 if lang == "nl" else 3]
    return f"{weekday} {day.day} {SHORT_MONTHS[lang][day.month - 1]} {day.year}".replace(" ", NBSP)


def format_period(first: date, last: date, lang: str) -> str:
    """Such as "1 tot en met 5 maart 2027"; says month and year once when they are shared."""
    until = {"nl": "tot en met", "en": "to"}[lang]
    if first == last:
        return format_day(first, lang)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} {until} {format_day(last, lang)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[lang][first.month - 1]} {until} {format_day(last, lang)}"
    return f"{format_day(first, lang)} {until} {format_day(last, lang)}"


def format_time(value: datetime | time) -> str:
    """Such as "14:05", on the clock of Amsterdam."""
    clock = to_amsterdam(value) if isinstance(value, datetime) else value
    return f"{clock:%H:%M}"


def format_moment(value: datetime, lang: str) -> str:
    """Such as "donderdag 4 maart 2027, 14:05"."""
    return f"{format_date(value, lang)}, {format_time(value)}"


def format_short_moment(value: datetime, lang: str) -> str:
    """For tables: "do 4 mrt 2027 14:05"."""
    return f"{format_short_date(value, lang)}{NBSP}{format_time(value)}"


def _rounded(value: float | int | Decimal, decimals: int) -> Decimal:
    step = Decimal(1).scaleb(-decimals)
    return Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)


def format_number(value: float | int | Decimal, lang: str, decimals: int = 0) -> str:
    """Such as "45.000" or "1,29"; halves go up; the minus is a real minus sign.

    Raises:
        ValueError: The value is not finite; a page never shows NaN.
    """
    if not Decimal(str(value)).is_finite():
        raise ValueError(f"{value} is not a number a person can read")
    number = _rounded(value, decimals)
    thousands, point = SEPARATORS[lang]
    text = f"{abs(number):,.{decimals}f}".replace(",", " ").replace(".", point).replace(" ", thousands)
    return f"−{text}" if number < 0 else text


def format_signed(value: float | int | Decimal, lang: str, decimals: int = 0) -> str:
    """With its sign: "+120", "−35", "0"."""
    text = format_number(value, lang, decimals)
    return f"+{text}" if _rounded(value, decimals) > 0 else text


def format_hours(value: float, lang: str) -> str:
    """Such as "292,5 uur"; one decimal below a thousand hours, none above."""
    decimals = 0 if abs(value) >= 1000 or value == int(value) else 1
    unit = {"nl": "uur", "en": "hours"}[lang]
    return f"{format_number(value, lang, decimals)}{NBSP}{unit}"


def format_euro(value: float | Decimal, lang: str, decimals: int = 0) -> str:
    """Such as "€ 23.394"; cents only when asked for."""
    gap = NBSP if lang == "nl" else ""
    return f"€{gap}{format_number(value, lang, decimals)}"


def format_percent(value: float, lang: str, decimals: int = 0) -> str:
    """A share of 1 as per cent: 0.812 with one decimal becomes "81,2%"."""
    return f"{format_number(Decimal(str(value)) * 100, lang, decimals)}%"


def format_size(byte_count: int, lang: str) -> str:
    """Such as "812 kB" or "1,4 MB", in thousands."""
    if byte_count >= 1_000_000:
        return f"{format_number(byte_count / 1_000_000, lang, 1)}{NBSP}MB"
    return f"{format_number(max(1, round(byte_count / 1000)), lang)}{NBSP}kB"
