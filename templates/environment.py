"""One Jinja2 environment per language, and the two ways out: a page and a mail.

An overlay of one environment shares its globals and showed the wrong language (measured): one whole environment each.
"""

from __future__ import annotations

import base64
import gettext
import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined, select_autoescape
from markupsafe import Markup

from registry.kinds import DeliveryChannel, DeliveryClass, MailingKind, NumberOwner, Stage
from templates import formats
from templates.labels import label, tone
from templates.values.frame import Choice, Form

ROOT = Path(__file__).parent
LANGUAGES = ("nl", "en")
DOMAIN = "torenkamer"
KEPT_PARTS = 2048  # lines of lists that are kept drawn, about a kilobyte each


class UnknownLanguage(ValueError):
    """A language for which there is no catalog."""


@cache
def catalog(lang: str) -> gettext.NullTranslations:
    """The translations of a language. Dutch is the language of the msgids and needs none.

    Raises:
        UnknownLanguage: Not one of `LANGUAGES`.
    """
    if lang not in LANGUAGES:
        raise UnknownLanguage(lang)
    if lang == "nl":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, localedir=str(ROOT / "locale"), languages=[lang])


def translate(text: str, lang: str) -> str:
    """A Dutch msgid in the language asked for."""
    return catalog(lang).gettext(text) if text else ""


def _svg_url(svg: str) -> str:
    """An SVG as the address of a picture."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _in_language(function: Callable[..., str], lang: str) -> Callable[..., str]:
    def formatted(value: Any, *args: Any, **kwargs: Any) -> str:
        if isinstance(value, Undefined):
            return str(value)  # a strict undefined raises here, by its own name
        return function(value, lang, *args, **kwargs)

    return formatted


def _filters(lang: str) -> dict[str, Callable[..., Any]]:
    def worded(value: StrEnum | Undefined) -> str:
        if isinstance(value, Undefined):
            return str(value)
        return translate(label(value), lang)

    def period(first: date, last: date) -> str:
        return formats.format_period(first, last, lang)

    return {
        "date": _in_language(formats.format_date, lang),
        "month": _in_language(formats.format_month, lang),
        "day_month": _in_language(formats.format_day_month, lang),
        "weekday": _in_language(formats.format_weekday, lang),
        "data_url": _svg_url,
        "upper_first": lambda text: text[:1].upper() + text[1:],
        "day": _in_language(formats.format_day, lang),
        "short_date": _in_language(formats.format_short_date, lang),
        "moment": _in_language(formats.format_moment, lang),
        "short_moment": _in_language(formats.format_short_moment, lang),
        "time": formats.format_time,
        "iso": lambda value: value.isoformat(),
        "period": period,
        "number": _in_language(formats.format_number, lang),
        "signed": _in_language(formats.format_signed, lang),
        "hours": _in_language(formats.format_hours, lang),
        "euro": _in_language(formats.format_euro, lang),
        "percent": _in_language(formats.format_percent, lang),
        "size": _in_language(formats.format_size, lang),
        "label": worded,
        "tone": lambda value: str(value) if isinstance(value, Undefined) else tone(value),
    }


@cache
def environment(lang: str) -> Environment:
    """The environment of a language: strict about missing values, escaping HTML, with the filters of `formats`.

    Raises:
        UnknownLanguage: Not one of `LANGUAGES`.
    """
    built = Environment(
        loader=FileSystemLoader(ROOT),
        autoescape=select_autoescape(enabled_extensions=("html",), default_for_string=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    built.install_gettext_translations(catalog(lang), newstyle=True)  # type: ignore[attr-defined]
    built.filters.update(_filters(lang))

    def choices(kind: type[StrEnum]) -> tuple[Choice, ...]:
        return tuple(Choice(member.value, translate(label(member), lang)) for member in kind)

    def kept_parts(name: str, values: Iterable[object]) -> Markup:
        """Draw the lines of a list at once: a call from a template costs more than a line that is kept."""
        return Markup("".join([_kept_part(name, lang, value) for value in values]))  # noqa: S704 - each is safe

    built.globals.update(
        lang=lang,
        kept_parts=kept_parts,
        Form=Form,
        blank=Form(),
        channel_choices=choices(DeliveryChannel),
        class_choices=choices(DeliveryClass),
        number_owner_choices=choices(NumberOwner),
        kind_choices=choices(MailingKind),
        stages=tuple(Stage),
        number_locale=formats.NUMBER_LOCALES[lang],
        time_locale=formats.time_locale(lang),
    )
    return built


@lru_cache(maxsize=KEPT_PARTS)
def _kept_part(name: str, lang: str, value: object) -> Markup:
    """Draw a line of a list once per value: it reads nothing but a frozen value, so the same value gives the same line."""
    return Markup(render(f"pages/parts/_{name}.html", lang, value=value))  # noqa: S704 - drawn by an escaping environment


def render(path: str, lang: str, **values: object) -> str:
    """Any template of this room, by its path below `templates/`."""
    return environment(lang).get_template(path).render(**values)


def render_page(name: str, lang: str, **values: object) -> str:
    """A page of `templates/pages/`. `frame` and `page` are the values; their shapes stand in `templates.values`.

    Args:
        name: Name of the template without folder and suffix, such as "mailing".
        lang: "nl" or "en".
        values: `frame` (`values.frame.Frame`) and `page` (the class that `values.PAGES` names for this template).

    Raises:
        jinja2.UndefinedError: A value the template needs is missing.
        UnknownLanguage: No catalog for this language.
    """
    return render(f"pages/{name}.html", lang, **values)


def render_paper(name: str, lang: str, **values: object) -> str:
    """A document for paper: "review/onepager", "faq/sheet" or "brief/day". Stands alone: its styles are inside.

    Args:
        name: Path below `templates/` without suffix.
        lang: "nl" or "en".
        values: `municipality` (str), `chart` (an SVG, "" when there is none) and `page` (the class that `values.PAPERS` names).

    Raises:
        jinja2.UndefinedError: A value the template needs is missing.
        UnknownLanguage: No catalog for this language.
    """
    return render(f"{name}.html", lang, **values)


def render_mail(name: str, lang: str, **values: object) -> tuple[str, str, str]:
    """Subject, plain text and HTML of a notice of `templates/mail/`.

    Args:
        name: Kind of the notice, such as "mailing_registered".
        lang: "nl" or "en".
        values: `frame` (`values.mail.MailFrame`) and `mail` (the class that `values.mail.MAILS` names for this kind).

    Returns:
        The subject on one line, the text with lines as written, the HTML document.

    Raises:
        jinja2.UndefinedError: A value the template needs is missing.
        UnknownLanguage: No catalog for this language.
    """
    subject = " ".join(render(f"mail/{name}.subject.txt", lang, **values).split())
    text = re.sub(r"\n{3,}", "\n\n", render(f"mail/{name}.body.txt", lang, **values).strip()) + "\n"
    return subject, text, render(f"mail/{name}.body.html", lang, **values)
