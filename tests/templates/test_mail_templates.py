"""Every kind of mail, full and minimal, in both languages."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import mail_samples
import mailing_samples
import pytest
import samples
from jinja2 import UndefinedError

from registry.kinds import NoticeKind
from templates import environment
from templates.values.mail import MAILS

KINDS = sorted(MAILS)
FOLDER = Path(environment.__file__).parent / "mail"


def rendered(kind: str, size: int, lang: str = "nl") -> tuple[str, str, str]:
    return environment.render_mail(kind, lang, frame=mail_samples.MAIL_FRAME, mail=mail_samples.MAILS[kind][size])


def test_every_notice_kind_of_the_registry_has_its_mail() -> None:
    assert {kind.value for kind in NoticeKind} == set(MAILS)


def test_folder_table_and_samples_name_the_same_kinds() -> None:
    in_folder = {path.name.split(".")[0] for path in FOLDER.glob("*.body.html") if not path.name.startswith("_")}
    assert in_folder == set(MAILS) == set(mail_samples.MAILS)


MAILING = "https://torenkamer.wierdijk.example/mailings/2027-004"
# contacts that fit no plan belong to no mailing yet
ABOUT_NO_MAILING = {"surprise_seen": "https://torenkamer.wierdijk.example/verrassingen#"}


@pytest.mark.parametrize("lang", environment.LANGUAGES)
@pytest.mark.parametrize("size", [0, 1], ids=["full", "minimal"])
@pytest.mark.parametrize("kind", KINDS)
def test_mail_has_subject_text_and_html(kind: str, size: int, lang: str) -> None:
    assert isinstance(mail_samples.MAILS[kind][size], MAILS[kind])
    subject, text, html = rendered(kind, size, lang)
    assert (
        (mailing_samples.TITLE in subject or kind in ABOUT_NO_MAILING)
        and "\n" not in subject
        and 0 < len(subject) < 120
    )
    assert "Teamleider KCC" in text and "\n\n\n" not in text
    assert f'<html lang="{lang}">' in html and "<style>" in html
    assert not re.search(r"None|\{\{|%\(", text + html)


@pytest.mark.parametrize("kind", KINDS)
def test_links_of_a_mail_lead_to_pages_that_only_show(kind: str) -> None:
    _, text, html = rendered(kind, 0)
    links = set(re.findall(r"https://\S+", text))
    assert links == set(re.findall(r'href="([^"]+)"', html))
    assert links and all(link.startswith(ABOUT_NO_MAILING.get(kind, MAILING)) for link in links)
    assert "<form" not in html and "<img" not in html and "<script" not in html


@pytest.mark.parametrize("kind", KINDS)
def test_mail_without_one_of_its_values_fails(kind: str) -> None:
    whole = mail_samples.MAILS[kind][0]
    names = [field.name for field in fields(whole)]
    for missing in names:
        partial = {name: getattr(whole, name) for name in names if name != missing}
        with pytest.raises(UndefinedError):
            environment.render_mail(kind, "nl", frame=mail_samples.MAIL_FRAME, mail=partial)


def test_registered_mail_tells_the_cost_per_week() -> None:
    _, text, html = rendered("mailing_registered", 0)
    assert "2.700 (tussen 1.890 en 3.620)" in text and "2.700 (tussen 1.890 en 3.620)" in html
    assert "Week van 22 februari 2027: 1.010 (tussen 700 en 1.350)" in text
    assert "15.000 adressen, aanlevering dinsdag 16 februari 2027, in de bus 18 tot en met 20 februari 2027" in text


def test_a_change_names_the_code_that_is_void_now_and_no_code_where_there_was_none() -> None:
    for said in rendered("changed", 0)[1:]:
        assert "Verzendbewijs TK-7HQ4-PXKM geldt niet meer. Zeg het ook tegen de drukker." in said
    assert "Verzendbewijs" not in rendered("changed", 1)[1]


def test_a_count_behind_a_full_line_says_at_least() -> None:
    assert "minstens 120" in rendered("review_ready", 1)[1]


def test_markup_in_a_title_is_escaped_in_html_and_left_alone_in_text() -> None:
    sample = samples.replace(mail_samples.MAILS["cancelled"][0], reason="<b>weg</b>")
    _, text, html = environment.render_mail("cancelled", "nl", frame=mail_samples.MAIL_FRAME, mail=sample)
    assert "<b>weg</b>" in text and "&lt;b&gt;weg&lt;/b&gt;" in html
