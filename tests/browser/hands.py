"""Two ways to work a page: with the mouse, and with the keyboard alone. A journey is done with both."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date

from playwright.sync_api import Locator, Page

MOST_TABS = 400


class Hand(ABC):
    """Somebody at a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @abstractmethod
    def press(self, target: Locator) -> None:
        """Press a button, follow a link, tick a box."""

    @abstractmethod
    def write(self, target: Locator, text: str) -> None:
        """Replace what stands in a field."""

    @abstractmethod
    def write_day(self, target: Locator, day: date) -> None:
        """Fill in a day."""

    @abstractmethod
    def choose(self, target: Locator, text: str) -> None:
        """Choose from a list by what it says."""


class Mouse(Hand):
    """Points and clicks; types only words."""

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.click()
        target.fill(text)

    def write_day(self, target: Locator, day: date) -> None:
        target.fill(day.isoformat() if target.get_attribute("type") == "date" else f"{day:%d-%m-%Y}")

    def choose(self, target: Locator, text: str) -> None:
        target.select_option(label=text)


class Keyboard(Hand):
    """Never touches the mouse: everything must be reached with Tab and worked with keys, and be seen to have the focus."""

    def reach(self, target: Locator) -> None:
        target.wait_for(state="visible")
        for key in ("Tab", "Shift+Tab"):
            for _ in range(MOST_TABS):
                if target.evaluate("it => it === document.activeElement"):
                    seen = target.evaluate(
                        "it => { const s = getComputedStyle(it); const box = it.matches('input[type=radio], input[type=checkbox]');"
                        " return box || s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
                    )
                    assert seen, f"the focus cannot be seen on {target}"
                    return
                self.page.keyboard.press(key)
                if self.page.evaluate("document.activeElement === document.body"):
                    break  # round the end: the other way finds what lies before
        raise AssertionError(f"the keyboard does not reach {target}")

    def press(self, target: Locator) -> None:
        is_radio = target.evaluate("it => it.matches('input[type=radio]')")
        if is_radio:
            self._radio(target)
            return
        self.reach(target)
        is_link = target.evaluate("it => it.matches('a, summary, button')")
        self.page.keyboard.press("Enter" if is_link else "Space")

    def _radio(self, target: Locator) -> None:
        """One of a group has the focus; the arrows go to the others."""
        group = self.page.locator(f'input[name="{target.get_attribute("name")}"]')
        ticked = [each for each in group.all() if each.is_checked()] or [group.first]
        self.reach(ticked[0])
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert target.is_checked()

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def write_day(self, target: Locator, day: date) -> None:
        self.reach(target)
        if target.get_attribute("type") == "date":
            self.page.keyboard.type(f"{day:%m%d%Y}")  # Debian's chromium without language packs has American segments
            assert target.input_value() == day.isoformat()
        else:
            self.write(target, f"{day:%d-%m-%Y}")

    def choose(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.type(text)
        assert target.locator("option:checked").inner_text().strip() == text


HANDS = (Mouse, Keyboard)
