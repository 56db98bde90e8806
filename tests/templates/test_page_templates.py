"""Every page and every paper, full and minimal, in both languages; without script and without style of its own."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path

import answer_samples
import mailing_samples
import pytest
import samples
from jinja2 import UndefinedError

from templates import environment
from templates.values import PAGES, PAPERS

FOLDER = Path(environment.__file__).parent
NAMES = sorted(PAGES)


def rendered(name: str, size: int, lang: str = "nl", frame: object = mailing_samples.FULL_FRAME) -> str:
    return environment.render_page(name, lang, frame=frame, page=samples.value_of(samples.PAGES[name][size]))


class Outline(HTMLParser):
    """What a page is made of: tags with attributes, and forms with the names of their fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.forms: list[tuple[dict[str, str | None], list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag == "form":
            self.forms.append((found, []))
        elif tag in ("input", "textarea", "select", "button") and found.get("name") and self.forms:
            self.forms[-1][1].append(str(found["name"]))


def test_folder_table_and_samples_name_the_same_pages() -> None:
    in_folder = {str(path.relative_to(FOLDER / "pages").with_suffix("")) for path in (FOLDER / "pages").rglob("*.html")}
    whole = {name for name in in_folder if not Path(name).name.startswith("_") and name != "base"}
    assert whole == set(PAGES) == set(samples.PAGES)
    assert set(PAPERS) == set(samples.PAPERS)


@pytest.mark.parametrize("lang", environment.LANGUAGES)
@pytest.mark.parametrize("size", [0, 1], ids=["full", "minimal"])
@pytest.mark.parametrize("name", NAMES)
def test_page_renders(name: str, size: int, lang: str) -> None:
    assert isinstance(samples.value_of(samples.PAGES[name][size]), PAGES[name])
    html = rendered(name, size, lang)
    visible = re.sub(r"<script.*?</script>", "", html, flags=re.S)
    assert not re.search(r"\bNone\b|\{\{|\{%|%\(\w+\)s|Undefined", visible)
    if not name.startswith("parts/"):
        assert f'<html lang="{lang}"' in html and html.count("<h1") == 1 and html.count("<main") == 1


@pytest.mark.parametrize("name", NAMES)
def test_page_without_one_of_its_values_fails(name: str) -> None:
    whole = samples.value_of(samples.PAGES[name][0])
    # read only when there is nothing else to show
    optional = {
        ("parts/search_results", "query"),
        ("parts/search_results", "today"),
        ("mailing", "has_forecast_coming"),
    }
    names = [field.name for field in fields(whole)]
    for missing in names:
        if (name, missing) in optional:
            continue
        partial = {each: getattr(whole, each) for each in names if each != missing}
        with pytest.raises((UndefinedError, TypeError)):
            environment.render_page(name, "nl", frame=mailing_samples.FULL_FRAME, page=partial)
            pytest.fail(f"{name} does not read {missing}")


@pytest.mark.parametrize("size", [0, 1], ids=["full", "minimal"])
@pytest.mark.parametrize("name", NAMES)
def test_page_keeps_to_the_strict_policy(name: str, size: int) -> None:
    outline = Outline(rendered(name, size))
    for tag, attributes in outline.tags:
        assert tag != "style" and "style" not in attributes
        assert not [key for key in attributes if key.startswith(("on", "hx-on"))]
        if tag == "script":
            assert attributes.get("type") == "application/json" or str(attributes["src"]).startswith("/static/")
        if tag in ("link", "img"):
            where = str(attributes.get("href") or attributes.get("src"))
            assert where.startswith("/static/" if tag == "link" else "/") and not where.startswith("//")


@pytest.mark.parametrize("size", [0, 1], ids=["full", "minimal"])
@pytest.mark.parametrize("name", NAMES)
def test_every_post_carries_the_token_and_no_get_form_does(name: str, size: int) -> None:
    for attributes, names in Outline(rendered(name, size)).forms:
        assert ("csrf_token" in names) == (attributes["method"] == "post")


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique_and_labels_point_at_something(name: str) -> None:
    outline = Outline(rendered(name, 0))
    ids = [attributes["id"] for _, attributes in outline.tags if attributes.get("id")]
    assert sorted(ids) == sorted(set(ids))
    for tag, attributes in outline.tags:
        if tag == "label" and attributes.get("for"):
            assert attributes["for"] in ids


def test_markup_in_what_people_typed_is_escaped() -> None:
    nasty = samples.replace(answer_samples.SEARCH, query='"><script>alert(1)</script>')
    html = environment.render_page("search", "nl", frame=mailing_samples.FULL_FRAME, page=nasty)
    assert "<script>alert" not in html and "&lt;script&gt;" in html


def test_a_chart_spec_cannot_close_its_own_script() -> None:
    spec = {"title": "</script><script>alert(1)</script>"}
    page = samples.replace(mailing_samples.MAILING, forecast=mailing_samples.forecast(spec))
    html = environment.render_page("mailing", "nl", frame=mailing_samples.FULL_FRAME, page=page)
    assert "</script><script>alert" not in html


def test_the_people_of_the_demo_stand_under_their_role_main_roles_first() -> None:
    html = rendered("start", 0, frame=mailing_samples.MINIMAL_FRAME)
    buttons = re.findall(r'<button type="submit" name="person".*?</button>', html, flags=re.S)
    assert len(buttons) == 9
    heads = re.findall(r'<h2 id="rol-[a-z_]+">(.*?)</h2>', html)
    assert heads == ["KCC-leider", "Afdeling", "Schakel"]
    assert html.index("Wie er nog meer meedoen") > html.index("Coördinator 15")


def test_an_approved_line_offers_no_approval_and_an_empty_one_neither() -> None:
    html = rendered("faq", 0)
    assert 'action="/mailings/2027-004/faq/13/goedkeuren"' in html
    assert 'action="/mailings/2027-004/faq/11/goedkeuren"' not in html
    assert 'action="/mailings/2027-004/faq/12/goedkeuren"' not in html


def test_who_may_do_nothing_sees_no_deeds() -> None:
    forms = Outline(rendered("mailing", 1, frame=mailing_samples.QUIET_FRAME)).forms
    assert {str(attributes["action"]) for attributes, _ in forms} == {"/afmelden", "/taal"}


def test_an_own_theme_comes_after_ours() -> None:
    frame = samples.replace(mailing_samples.FULL_FRAME, theme_css="/static/eigen.css", theme_class="eigen-theme")
    html = rendered("error", 0, frame=frame)
    assert html.index("theme.css") < html.index("/static/eigen.css") and 'class="utrecht-root eigen-theme"' in html


@pytest.mark.parametrize("lang", environment.LANGUAGES)
@pytest.mark.parametrize("size", [0, 1], ids=["full", "minimal"])
@pytest.mark.parametrize("name", sorted(PAPERS))
def test_paper_stands_alone(name: str, size: int, lang: str) -> None:
    page = samples.PAPERS[name][size]
    assert isinstance(page, PAPERS[name])
    html = environment.render_paper(name, lang, municipality="gemeente Wierdijk", chart="<svg/>", page=page)
    assert "gemeente Wierdijk" in html
    assert not re.search(r'(src|href)="(?!data:)', html)
    assert not re.search(r"\bNone\b|\{\{|%\(\w+\)s", html)


def test_brief_fits_one_sheet_of_at_most_350_words() -> None:
    html = environment.render_paper(
        "brief/day", "nl", municipality="gemeente Wierdijk", chart="", page=samples.PAPERS["brief/day"][0]
    )
    words = re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.S)).split()
    assert len(words) <= 350


def test_without_script_a_review_shows_its_chart_as_a_picture_and_others_say_where_the_figures_are() -> None:
    assert '<noscript><img src="/mailings/2027-004/terugblik.png"' in rendered("review", 0)
    assert "<noscript><p" in rendered("contacts", 0)


def test_a_release_without_the_yes_of_the_kcc_never_says_that_it_was_given() -> None:
    frame, page = mailing_samples.FULL_FRAME, samples.value_of(samples.PAGES["proof"][0])
    aligned = environment.render_page("proof", "nl", frame=frame, page=replace(page, override_reason=None))
    forced = environment.render_page(
        "proof", "nl", frame=frame, page=replace(page, override_reason="De minister wil het.")
    )
    assert "is afgestemd" in aligned and "zonder afstemming" not in aligned
    assert "is afgestemd" not in forced and "De minister wil het." in forced
