"""The keys of judging, searching and tallying in Chromium: one key does one thing, and all of them can be switched off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import answer_samples
import gallery
import mailing_samples
import pytest
import samples
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from templates import environment

pytestmark = pytest.mark.browser

NAMES = ("faq", "search", "tally")
# A field made larger by hand has a style attribute; this notes who would copy it.
STYLES_SET = """() => {
  document.activeElement.style.height = "100px";
  window.stylesSet = [];
  const plain = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name === "style") window.stylesSet.push(value);
    return plain.call(this, name, value);
  };
}"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with gallery.served({f"{name}.html": gallery.page_html(name, 0, "nl") for name in NAMES}) as where:
        yield where


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=gallery.CHROMIUM, args=list(gallery.FLAGS))
        yield browser
        browser.close()


class Desk:
    """A page with what it posted; every post is answered with `body`."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.posted, self.body = page, address, list[str](), "<p>ok</p>"
        self.held: list[Route] | None = None
        page.route(lambda url: ".html" not in url and "/static/" not in url, self._answer)

    def _answer(self, route: Route) -> None:
        what = f"{route.request.method} {route.request.url.removeprefix(self.address)} {route.request.post_data or ''}"
        self.posted.append(what.strip())
        if self.held is not None:
            self.held.append(route)
        else:
            route.fulfill(body=self.body, content_type="text/html")

    def answer_now(self) -> None:
        held, self.held = self.held or [], None
        for route in held:
            route.fulfill(body=self.body, content_type="text/html")

    def open(self, name: str) -> Page:
        self.page.goto(f"{self.address}/{name}.html")
        # htmx takes the forms over a moment after the page is there; a key before that posts them as a browser does
        if self.page.locator("[hx-post]").count():
            self.page.locator("[data-htmx-powered]").first.wait_for(state="attached")
        return self.page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.page.wait_for_timeout(60)

    @property
    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.value || ''"))


@pytest.fixture
def desk(chromium: Browser, address: str) -> Iterator[Desk]:
    context = chromium.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    yield Desk(context.new_page(), address)
    context.close()


def line_part(number: int, problem: str = "") -> str:
    line = replace(answer_samples.FAQ_LINES[number], problem=problem)
    values = samples.answers.FaqLinePart("2027-004", line, answer_samples.FAQ.progress, True)
    return environment.render_page("parts/faq_line", "nl", frame=mailing_samples.FULL_FRAME, page=values)


def test_arrows_walk_the_lines_and_letters_do_not_work_outside_them(desk: Desk) -> None:
    desk.open("faq")
    desk.press("g", "v")
    assert desk.posted == []
    desk.press("j", "ArrowDown", "ArrowDown", "ArrowUp")
    assert desk.focused == "regel-12"


def test_a_line_that_comes_back_keeps_its_place_in_the_walk(desk: Desk) -> None:
    desk.open("faq")
    desk.body = line_part(2)
    desk.press("j", "j", "j", "v")
    # judged: on to the next that waits for a judgement
    expect(desk.page.locator("#regel-15")).to_be_focused()
    assert desk.posted[0].startswith("POST /mailings/2027-004/faq/13/weghalen")
    desk.press("k")
    assert desk.focused == "regel-14"


def test_a_line_that_was_refused_keeps_the_focus_so_that_the_reason_is_read(desk: Desk) -> None:
    desk.open("faq")
    desk.body = line_part(2, "Iemand anders heeft deze vraag intussen gewijzigd.")
    desk.press("j", "j", "j", "g")
    desk.page.get_by_text("Iemand anders heeft deze vraag intussen gewijzigd.").wait_for()
    assert desk.focused == "regel-13"


def test_s_while_a_judged_line_is_drawn_anew_opens_the_remark_of_the_next_and_what_follows_judges_nothing(
    desk: Desk,
) -> None:
    page = desk.open("faq")
    desk.body = line_part(0)
    page.focus("#regel-11")
    desk.held = []
    page.keyboard.type("vsga")  # faster than the server answers
    desk.answer_now()
    expect(page.locator("#regel-12-remark")).to_be_focused()
    assert [what.split()[1] for what in desk.posted] == ["/mailings/2027-004/faq/11/weghalen"]


def test_editing_opens_with_the_focus_in_the_answer_and_what_is_typed_presses_nothing(desk: Desk) -> None:
    page = desk.open("faq")
    desk.body = line_part(1).replace("</article>", '<form><textarea name="answer">Wel.</textarea></form></article>')
    page.focus("#regel-12")
    desk.held = []
    page.keyboard.type("avuk")  # faster than the server answers
    desk.answer_now()
    expect(page.locator("#regel-12 textarea[name=answer]")).to_be_focused()
    page.keyboard.type("Vraag gauw u")
    assert [what.split()[0] for what in desk.posted] == ["GET"]
    assert page.locator("#regel-12 textarea[name=answer]").input_value().startswith("Vraag gauw u")


def test_a_remark_is_sent_with_control_and_enter(desk: Desk) -> None:
    page = desk.open("faq")
    desk.body = line_part(0)
    desk.press("j", "s")
    page.keyboard.type("Noem het bedrag.")
    page.evaluate(STYLES_SET)
    desk.press("Control+Enter")
    expect(page.locator("#regel-12")).to_be_focused()  # a judgement as well: on to the next
    assert page.evaluate("window.stylesSet") == [], "the policy refuses a style attribute that a script sets"
    assert len(desk.posted) == 1 and desk.posted[0].startswith("POST") and "Noem" in desk.posted[0]


def test_s_on_a_line_whose_remark_stands_open_leads_back_into_it(desk: Desk) -> None:
    page = desk.open("faq")
    desk.press("j", "s")
    page.focus("#regel-11")
    desk.press("s")
    assert desk.focused == "regel-11-remark" and page.locator("#regel-11 .tk-return[open]").count() == 1
    page.keyboard.type("ga")
    assert desk.posted == [] and page.locator("#regel-11-remark").input_value() == "ga"


def test_sending_back_opens_the_remark_and_escape_leads_back_to_the_line(desk: Desk) -> None:
    page = desk.open("faq")
    desk.press("j", "s")
    assert desk.focused == "regel-11-remark" and desk.posted == []
    page.keyboard.type("gva")
    desk.press("Escape")
    assert desk.focused == "regel-11" and desk.posted == []
    assert page.locator("#regel-11 .tk-return[open]").count() == 0


def test_the_last_judgement_is_taken_back_by_key(desk: Desk) -> None:
    desk.open("faq")
    desk.press("u")
    assert desk.posted[0].startswith("POST /mailings/2027-004/faq/ongedaan/")


def test_keys_of_one_letter_can_be_switched_off_and_stay_off(desk: Desk) -> None:
    page = desk.open("faq")
    page.click(".tk-keys summary")
    page.click("[data-keys-switch]")
    assert page.locator("[data-keys-switch]").inner_text() == "Sneltoetsen staan uit: zet aan"
    page.reload()
    page.focus("#regel-13")
    desk.press("v", "u", "j", "s")
    assert desk.posted == [] and desk.focused == "regel-13"


def test_enter_opens_the_first_answer_which_counts_once_and_c_copies_it(desk: Desk) -> None:
    page = desk.open("search")
    desk.press("Enter", "c")
    page.wait_for_timeout(200)
    assert page.evaluate("navigator.clipboard.readText()") == answer_samples.SEARCH.answers[0].answer
    assert [what.split(" ")[1] for what in desk.posted] == ["/zoeken/11/geopend"]
    assert "wos+waarde+te+hoog" in desk.posted[0] or "wos%20waarde" in desk.posted[0]


def test_enter_on_the_first_answer_keeps_it_open_and_c_copies_the_answer_that_has_the_focus(desk: Desk) -> None:
    page = desk.open("search")
    desk.press("ArrowDown", "Enter")
    assert page.locator("#antwoord-11[open]").count() == 1
    desk.press("Enter", "c")
    page.wait_for_timeout(200)
    assert page.locator("#antwoord-11[open]").count() == 0
    assert page.evaluate("navigator.clipboard.readText()") == answer_samples.SEARCH.answers[0].answer


def test_a_copy_that_fails_is_said_in_the_button(desk: Desk) -> None:
    page = desk.open("search")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    desk.press("ArrowDown", "c")
    expect(page.locator("[data-copy]").first).to_have_text("Kopiëren lukt niet")


def test_arrows_digits_and_the_slash_lead_through_the_answers(desk: Desk) -> None:
    page = desk.open("search")
    desk.press("ArrowDown", "ArrowDown")
    assert page.evaluate("document.activeElement.closest('details').id") == "antwoord-13"
    desk.press("3")
    assert page.locator("#antwoord-14[open]").count() == 1
    desk.press("/")
    assert desk.focused == "q"
    page.wait_for_timeout(150)
    assert [what.split(" ")[1] for what in desk.posted] == ["/zoeken/14/geopend"]


def test_no_answer_that_helps_is_one_key_and_is_said(desk: Desk) -> None:
    page = desk.open("search")
    desk.press("ArrowDown", "n")
    expect(page.locator("[data-said-here]")).to_have_text(re.compile("^Genoteerd"))
    assert [what.split(" ")[1] for what in desk.posted] == ["/zoeken/geen-antwoord"]


def test_a_contact_is_tallied_in_three_keys(desk: Desk) -> None:
    desk.open("tally")
    desk.press("b", "3", "Enter")
    assert len(desk.posted) == 1
    assert (
        "channel=desk" in desk.posted[0] and "topic=paspoort" in desk.posted[0] and "outcome=answered" in desk.posted[0]
    )


def test_letters_say_how_it_ended_and_are_letters_in_a_text(desk: Desk) -> None:
    page = desk.open("tally")
    desk.press("o")
    page.keyboard.type("de rode brief")
    assert page.input_value("#words") == "de rode brief" and desk.posted == []
    desk.press("Escape", "2", "d")
    assert "topic=afval" in desk.posted[0] and "outcome=handed_over" in desk.posted[0] and "rode" in desk.posted[0]


def test_the_clock_fills_in_how_long_it_took(desk: Desk) -> None:
    page = desk.open("tally")
    page.fill("#minutes", "")
    page.click("[data-clock]")
    expect(page.locator("#minutes")).to_have_value(re.compile(r"0:0[1-9]"))
    page.click("[data-clock]")
    assert page.get_attribute("[data-clock]", "aria-pressed") == "false"


def test_contacts_that_are_keyed_while_one_is_being_sent_are_all_sent_in_their_order(desk: Desk) -> None:
    page = desk.open("tally")
    desk.held = []
    for topic in "1324":
        page.keyboard.press(topic)
        page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    assert len(desk.posted) == 1  # one after another: the rest waits
    desk.answer_now()
    expect(page.locator("[data-tally-status]")).to_have_text(re.compile("^Genoteerd"))
    page.wait_for_timeout(300)
    topics = [page.get_attribute(f'input[name=topic][data-key="{key}"]', "value") for key in "1324"]
    assert [re.search(r"[?& ]topic=([^&]*)", what)[1].replace("+", " ") for what in desk.posted] == topics
    tokens = [re.search("form_token=([^&]*)", what)[1] for what in desk.posted]
    assert len(set(tokens)) == 4


def test_no_topic_is_chosen_beforehand_and_enter_says_so(desk: Desk) -> None:
    page = desk.open("tally")
    desk.press("Enter")
    assert desk.posted == []
    expect(page.locator("#topic-error")).to_have_text("Kies of typ het onderwerp.")
    desk.press("2", "Enter")
    expect(page.locator("#topic-error")).to_be_hidden()
    assert "topic=afval" in desk.posted[0]
    desk.press("Enter")
    assert len(desk.posted) == 1
